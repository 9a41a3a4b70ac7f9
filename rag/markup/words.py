"""Words that pages and exported files have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from rag.types import EMBEDDED_MODEL, Answer, Citation, Passage, Support

_UNSEEN = {
    sign: repr(chr(sign))[1:-1]
    for sign in (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
}
"""Controls, line ends and what turns text around, as code writes them: letters of every font."""

QUOTES_LABEL = "Quotes only (no model)"

NOT_IN_ASKED = "Not in the documents that were asked"
"""Over a refusal where some documents were asked."""

NO_DOCUMENTS = "No documents yet"
NONE_CHOSEN = "No document is in what you chose"
"""Over a refusal where nothing could be asked, of all documents or of some."""

ASK_INSTEAD = "You could ask instead"
"""Over the questions that a refusal offers."""

SUPPORT_WORDS = {
    Support.SUPPORTED: "In the source",
    Support.PARTIAL: "Partly in the source",
    Support.UNSUPPORTED: "Not in the source",
}

QUOTE_WORDS = {
    Support.SUPPORTED: "In the source",
    Support.PARTIAL: "The sentence is only partly in this source",
    Support.UNSUPPORTED: "The sentence is not in this source",
}
"""Below a quote, whose words always are in the source: how the sentence fares that cites it."""

NO_QUESTION = "Ask about what your documents say"
"""Over a refusal of what asks nothing of the documents."""

NOT_SHOWN = "Not shown: the answer is not borne out"
"""Over a refusal where a model's answer was not borne out."""

_TOLD = {
    Support.SUPPORTED: "in this source",
    Support.PARTIAL: "only partly",
    Support.UNSUPPORTED: "not",
}


def verdicts(answer: Answer, citation: Citation) -> tuple[Support, ...]:
    """How the sentences fare that cite these words, each; the citation's own where none does."""
    words = citation.number, citation.start, citation.end
    found = [
        one.support
        for sentence in answer.sentences
        for one in sentence.citations
        if (one.number, one.start, one.end) == words
    ]
    return tuple(found) or (citation.support,)


def quote_words(supports: Sequence[Support]) -> str:
    """`QUOTE_WORDS`, or how many sentences fare how: "1 sentence in this source, 2 not"."""
    if len(set(supports)) == 1:
        return QUOTE_WORDS[supports[0]]
    many = [(supports.count(one), words) for one, words in _TOLD.items() if one in supports]
    (first, words), *rest = many
    return ", ".join(
        [f"{counted(first, 'sentence')} {words}", *(f"{count} {said}" for count, said in rest)]
    )


def without_markers(answer: Answer) -> str:
    """The answer as plain prose, for a model to read."""
    kept, at = [], 0
    for marker in answer.markers:
        kept.append(answer.text[at : marker.start].rstrip(" "))
        at = marker.end
    return "".join([*kept, answer.text[at:]]).strip()


def model_label(model: str) -> str:
    """Who answers, in words."""
    return QUOTES_LABEL if model == EMBEDDED_MODEL else model


def path_words(path: str) -> str:
    r"""The path of a file on one line, with what cannot be seen as code writes it: "a\tb.md"."""
    return path.translate(_UNSEEN)


Paths = Mapping[str, str]
"""By a document's id its path, of documents that their titles do not tell apart."""

NO_PATHS: Paths = MappingProxyType({})


def alike(answer: Answer) -> frozenset[str]:
    """The cited documents, by id, that have their title in common with another one cited."""
    ids: dict[str, set[str]] = {}
    for one in answer.citations:
        ids.setdefault(one.passage.title, set()).add(one.passage.document_id)
    return frozenset(each for those in ids.values() if len(those) > 1 for each in those)


def title_of(passage: Passage, paths: Paths) -> str:
    """The title of its document, with its path where that has to tell it from another."""
    return named(passage.title, paths.get(passage.document_id, ""))


def named(title: str, path: str) -> str:
    """A title, with the path where there is one."""
    return f"{title} ({path_words(path)})" if path else title


READ_AS = "Read as"
"""Before a question as it was understood: out of the turns before, or spelled otherwise."""


def is_read_otherwise(typed: str, read: str) -> bool:
    """Is it worth saying how a question was read? Not where only thanks and the like were left out,
    or its mark was added."""
    return " ".join(read.casefold().rstrip("?").split()) not in " ".join(typed.casefold().split())


def asked_of(within: str) -> str:
    """Which documents were asked, where not all: `within` in a sentence."""
    return f"Asked of {within}" if within else ""


def counted(count: int, what: str) -> str:
    """ "1 passage", "1,200 passages"."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def day(when: date) -> str:
    """ "12 May 2024"."""
    return f"{when.day} {when:%B} {when.year}"
