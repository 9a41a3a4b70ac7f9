"""Parts of what is told of a release, by what was done: "Fixed", "**Added**", "Known problems:"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.regex import regex
from rag.text.headings import is_statement
from rag.text.releases import Release
from rag.text.sentences import Span, plain, sentence_spans

_KINDS = {
    "known": r"known|limitations?|bekannte?",
    "security": r"security|vulnerabilit\w+|sicherheit\w*",
    "deprecated": r"deprecat\w+|veraltet",
    "breaking": r"breaking|incompatib\w+",
    "removed": r"remov\w+|drop(?:s|ped)?|delet\w+|discontinued|gone|entfern\w+|entfallen",
    "fixed": r"(?:bug)?fix\w*|bugs?|correct\w*|resolv\w+|repair\w*|solved|behoben\w*|korrig\w+|"
    r"fehler\w*",
    "changed": r"improv\w+|enhanc\w+|verbesser\w+",
    "added": r"add(?:s|ed|itions?)?|features?|introduc\w+|highlights?|hinzugef\w+|funktion\w*",
}
"""What a question asks for: the first of them that it has a word of."""
_LABELLED = _KINDS | {
    "changed": rf"chang\w*|updat\w+|geänder\w*|änderung\w*|{_KINDS['changed']}",
    "added": rf"new|neu\w*|{_KINDS['added']}",
}
"""As the parts of a release are headed, too."""
_LABEL = regex(r"[#*_=\s]*(?P<words>[^\W\d][^|:.!?]{1,60}?)[\s:*_#=]*")
_PARENTHESES = regex(r"\s*\([^()]*\)")
_ITEM = regex(r"[ \t]*(?:[-*+•!]|\d{1,3}[.)])[ \t]+")
_FIRST = regex(r"[\W_]*(?P<word>[^\W\d_]+)")
_WORDS = regex(r"[^\W\d_]+")
_LABEL_WORDS = 4


def kind_asked(words: Sequence[str]) -> str:
    """What kind of thing the words of a question ask for; "" for none in particular."""
    return next((kind for kind in _KINDS if any(_is(_KINDS[kind], word) for word in words)), "")


def tells_kind(word: str) -> bool:
    """Is it a word for one of the kinds?"""
    return kind_asked([word]) != ""


def label_line(line: str) -> str:
    """The words of a line that heads a part; "" for any other."""
    words = _PARENTHESES.sub("", plain(line))
    found = None if _ITEM.match(line) else _LABEL.fullmatch(words)
    if found is None or len(found["words"].split()) > _LABEL_WORDS or is_statement(words):
        return ""
    return found["words"] if _kinds(found["words"]) else ""


def stretches_of(kind: str, text: str, releases: Sequence[Release]) -> list[Span]:
    """The stretches of a text that tell of such things in these releases, which have one heading:
    the parts that are headed so, else the sentences that say so; none where only other parts are
    headed. All, of no kind in particular."""
    if not kind:
        return [one.told for one in releases]
    headed = [part for one in releases for part in _parts(text, one)]
    of = [span for label, span in headed if kind in _kinds(label)]
    if of or any(_kinds(label) for label, _ in headed):
        return of
    return [span for one in releases for span in _saying(kind, text, one.told)]


def _is(said: str, word: str) -> bool:
    return re.fullmatch(said, word, re.IGNORECASE) is not None


def _kinds(label: str) -> frozenset[str]:
    """What things a label heads: "known bugs" are none that were fixed."""
    words = _WORDS.findall(label)[:_LABEL_WORDS]
    found = [k for k, said in _LABELLED.items() if any(_is(said, word) for word in words)]
    return frozenset(found[:1] if found[:1] == ["known"] else found)


def _parts(text: str, release: Release) -> Iterator[tuple[str, Span]]:
    """The parts of what is told of a release, each with its label: a heading below the release's
    own, or a line by itself; "" for what stands before the first."""
    label = " ".join(release.below)
    start = at = release.told.start
    for line in text[release.told.start : release.told.end].splitlines(keepends=True):
        if head := label_line(line):
            yield label, Span(start, at)
            label, start = head, at + len(line)
        at += len(line)
    yield label, Span(start, release.told.end)


def _saying(kind: str, text: str, told: Span) -> Iterator[Span]:
    """The sentences that say that such a thing was done, or are of an item that opens so."""
    of_item = ""
    for span in sentence_spans(text[told.start : told.end]):
        start, end = told.start + span.start, told.start + span.end
        words = text[start:end]
        before = text[text.rfind("\n", 0, start) + 1 : start]
        if _ITEM.fullmatch(before) or not before.strip():
            opens = _FIRST.match(words)
            of_item = next(iter(_kinds(opens["word"])), "") if opens else ""
        said = any(_is(_KINDS[kind], word) for word in _WORDS.findall(words))
        if of_item == kind or (not of_item and said):
            yield Span(start, end)
