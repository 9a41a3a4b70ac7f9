"""When a version came out, where only its heading says so: "2.7.0 (November 2024)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rag.retrieve.leads.version_headings import VERSION, plain_version
from rag.text import heading_of, plain, said_words, topic_words
from rag.types import Chunk, Hit

_OUT = r"(?:come\s+out|came\s+out|released|published|launched|issued|shipped|appear(?:ed)?|out)"
_SUBJECT = (
    r"(?:the\s+)?(?P<product>(?:[^\W\d][\w+#-]*\s+){0,3}?)(?:(?:version|release)\s+)?"
    r"v?(?P<version>\d+(?:\.\d+)+[\w.-]*?)"
)
_ASKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\W*(?:when|(?:on|in)?\s*(?:what|which)\s+(?:day|date|month|year))\s+"
        rf"(?:was|did|is|has|were)\s+{_SUBJECT}\s+(?:been\s+)?{_OUT}\W*",
        rf"\W*what\s+(?:is|was)\s+the\s+(?:release\s+date|date)\s+of\s+{_SUBJECT}\W*",
    )
)
_NEAR = 2_000  # characters before what stands below a heading, within which that is found


class Released(NamedTuple):
    """The heading of a version, with its day, and a hit of the document that has it."""

    heading: str
    hit: Hit

    def first(self, chunks: Iterable[Chunk]) -> Chunk:
        """The first of the document's chunks that stands below the heading."""
        below = (one for one in chunks if self.heading in _path(one))
        return next(below, self.hit.chunk)

    def begins(self, before: str) -> int:
        """Where the heading begins, which ends what stands `before` a chunk; -1 where it is not
        written there as it is named."""
        at = before.rfind(self.heading, max(0, len(before) - _NEAR))
        if at < 0:
            return -1
        line = before[before.rfind("\n", 0, at) + 1 :].partition("\n")[0]
        return at if plain(line.strip("#* \t")) == self.heading else -1


def release_of(question: str, hits: Sequence[Hit]) -> Released | None:
    """What says when the version came out that the question asks about; None where that is not
    asked, no heading says it, or those of several documents do."""
    found = next(filter(None, (asks.fullmatch(question) for asks in _ASKS)), None)
    if found is None:
        return None
    product, version = topic_words(found["product"]), plain_version(found["version"])
    having: dict[str, Released] = {}
    for hit in hits:
        path = _path(hit.chunk)
        if not product <= said_words("\n".join((hit.chunk.title, *path))):
            continue
        for heading in path:
            told = VERSION.fullmatch(heading)
            if told and told["day"] and plain_version(told["version"]) == version:
                having.setdefault(hit.chunk.document_id, Released(heading, hit))
    return next(iter(having.values())) if len(having) == 1 else None


def _path(chunk: Chunk) -> list[str]:
    return [heading_of(part) for part in chunk.locator.split(" > ")]
