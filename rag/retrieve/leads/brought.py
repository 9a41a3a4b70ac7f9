"""Detects questions for what a release brought: "What's new in 2.7?", "fixes in 2.7.1", "What was
removed with the latest version?". `of_release` finds where that is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.regex import regex
from rag.text import fold, said_words, topic_words
from rag.text.release_parts import kind_asked, tells_kind
from rag.text.releases import Release, plain_version

_VERSION = regex(
    r"(?<![\w.])(?:(?:version|release|revision|edition|firmware|rev\.|ver\.)\s+)?v?(?P<version>\d{1,4}(?:\.\d{1,4})+"
    r"(?:[.-]?(?:alpha|beta|rc|pre|dev|[abx])[.-]?\d{0,3})?)(?![\w.]*\w)|"
    r"\b(?:version|release|revision|edition|v\.?)\s?(?P<whole>\d{1,3})(?![\w.,]*\w)",
    re.IGNORECASE,
)
_LATEST = regex(
    r"\b(?:latest|last|newest|most\s+recent|current|letzten?|neuesten?|aktuellen?)\b"
    r"(?P<product>(?:\s[\w-]+){0,3}?)"
    r"\s(?:versions?|releases?|revisions?|editions?|updates?|builds?|firmware|ausgabe)\b",
    re.IGNORECASE,
)
_ANY = regex(
    r"new|news|chang\w+|different|bring\w*|brought|notes?|contents?|include[sd]?|contains?|"
    r"neu\w*|geändert\w*|änderung\w*",
    re.IGNORECASE,
)
_CAME = regex(r"\W*what(?:['’]s|\s+is|\s+(?:came|comes))\s+(?:in|with)\b", re.IGNORECASE)
_SMALL = (
    "a about all an and any anything are at be been being build by came can come comes did do does "
    "edition firmware for from give had has have hello hi in is issue issues item items list me of "
    "ok on our out please problem problems release releases revision show so some something tell "
    "the then there thing things to up update us version was were what what's whats which with you "
    "your "
    "alle am das den der die es gab gibt hat haben ich im ist mir mit sind und von war waren "
    "welche wurde wurden zu zum zur"
)
_ASIDE = frozenset(_SMALL.split())
"""Words that say nothing of what it is a release of."""
_OPENING = 500  # characters of a text, within which its first line ends


class AskedOf(NamedTuple):
    """What is asked of a release: its version, "" for the newest; the words that say of what it is
    a release, and those for what was done, which may say that, too: "security policy 2.1"."""

    version: str
    about: frozenset[str]
    done: tuple[str, ...] = ()

    def kind_in(self, title: str, text: str) -> str:
        """What kind of thing is asked for of this document; "" for all that was done."""
        called = _called(title, text)
        return kind_asked([word for word in self.done if fold(word) not in called])

    def among(self, title: str, text: str, releases: Sequence[Release]) -> list[Release]:
        """Those that are asked about, of one document's: all with the heading of the first; of no
        program that is not named in its title, its first line or the heading."""
        called = _called(title, text)
        of = [one for one in releases if self.about <= called | said_words(one.heading.words)]
        asked = plain_version(self.version or max(map(_version, of), key=_parted, default=""))
        having = [one for one in of if plain_version(_version(one)) == asked]
        return [one for one in having if one.heading == having[0].heading]


def asked_of_release(question: str) -> AskedOf | None:
    """What it asks of one release as a whole; None for what asks for anything else.

    A question has a version, what was done, small words, and maybe the name of a program.
    """
    found = [*_VERSION.finditer(question)]
    latest = _LATEST.search(question) if not found else None
    if len(found) > 1 or not (found or latest):
        return None
    one = found[0] if found else latest
    assert one is not None
    product = latest["product"] if latest else ""
    rest = f"{question[: one.start()]} {product} {question[one.end() :]}"
    words = re.findall(r"[^\W_][\w'’#+-]*", rest.replace("’", "'"))
    done = tuple(word for word in words if tells_kind(word))
    if not (done or _CAME.match(question) or any(_ANY.fullmatch(word) for word in words)):
        return None
    about = [
        word
        for word in words
        if word.lower().removesuffix("'s") not in _ASIDE
        and not _ANY.fullmatch(word)
        and word not in done
    ]
    if any(not topic_words(word) for word in about):
        return None  # "who", "when", "it"
    version = (found[0]["version"] or found[0]["whole"]) if found else ""
    return AskedOf(version, topic_words(" ".join(about)) if about else frozenset(), done)


def _called(title: str, text: str) -> frozenset[str]:
    """The words that say of what a document is."""
    first = text[:_OPENING].lstrip().partition("\n")[0]
    return said_words(f"{title}\n{first}")


def _version(release: Release) -> str:
    return release.heading.version


def _parted(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
