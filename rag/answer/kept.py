"""Rebuilds an answer from all of its sentences or some: lists, tables and code stay what they are.

A sentence that rests on what its paragraph cites gets a footnote of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rag.answer.draft import Draft
from rag.answer.verification.bare import is_bare
from rag.fences import closes, opened_by
from rag.regex import regex
from rag.types import Answer, Citation, Marker, Sentence, Stretch
from rag.types.stretches import taken

_MARK = regex(r"[ \t>]*(?:(?:[-*+•]|\(?\d{1,9}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?")
"""What a line may begin with before its first sentence: quotation, an item's mark, a box."""
APART = regex(r"\n[ \t>]*\n")
"""Between two paragraphs."""
_BORDER = regex(r"[ \t|:]*-[ \t|:-]*")


def citations_of(sentences: Sequence[Sentence]) -> tuple[Citation, ...]:
    """Each cited span once, by number, then in the order of the answer."""
    once = {
        (citation.number, citation.start, citation.end): citation
        for sentence in reversed(sentences)
        for citation in reversed(sentence.citations)
    }
    first = list(once.values())[::-1]
    return tuple(sorted(first, key=lambda citation: citation.number))


def whole(answer: Answer, draft: Draft, sentences: Sequence[Sentence]) -> Answer:
    """The answer with all that was written."""
    shown, at = _Shown(draft), 0
    kept = []
    for sentence in sentences:
        shown.copy(at, sentence.start)
        kept.append(shown.sentence(sentence))
        at = sentence.end
    shown.copy(at, len(draft.text))
    return shown.answer(answer, kept)


def only(answer: Answer, draft: Draft, kept: Sequence[Sentence]) -> Answer:
    """The answer with nothing but the kept sentences, renumbered by first appearance.

    Each with what its line begins with, on a line of its own where the draft has it so; rows under
    the header of their table, code within its fence. Nothing is left of a line without words.
    """
    shown = _Shown(draft)
    sentences: list[Sentence] = []
    below = -1  # the table's header that was shown last
    for before, sentence in zip([None, *kept], kept, strict=False):
        if before is not None:
            shown.text += _between(draft.text[before.end : sentence.start])
        header = _header(draft.text, sentence.start)
        if header and header[0] not in (below, sentence.start) and not _cites(draft, *header):
            shown.copy(*header)
            shown.text += "\n"
        below = header[0] if header else -1
        opens, ends = _around(draft.text, sentence, before.end if before else 0)
        shown.text += opens
        sentences.append(shown.sentence(sentence))
        shown.text += ends
    return shown.answer(answer, sentences)


@dataclass
class _Shown:
    """The text that is shown of a draft, as it grows."""

    draft: Draft
    text: str = ""
    markers: list[Marker] = field(default_factory=list)
    literal: list[Stretch] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)

    def number(self, old: int) -> int:
        return self._numbers.setdefault(old, len(self._numbers) + 1)

    def copy(self, start: int, end: int) -> None:
        """Show `draft.text[start:end]`, with its markers and its letters of a source."""
        for marker in self.draft.citations.markers:
            if not start <= marker.start < end:
                continue
            self._copy(start, marker.start)
            number = marker.number and self.number(marker.number)
            written = f"[{number}]" if number else self.draft.text[marker.start : marker.end]
            at = len(self.text)
            self.markers.append(Marker(at, at + len(written), number, marker.key))
            self.text += written
            start = marker.end
        self._copy(start, end)

    def sentence(self, one: Sentence) -> Sentence:
        """Show a sentence with a marker for whatever it rests on and does not cite itself, but for
        an opening "No."; returns it with its numbers and where it stands now."""
        start, met = len(self.text), len(self.markers)
        self.copy(one.start, one.end)
        cited = tuple(replace(each, number=self.number(each.number)) for each in one.citations)
        present = {marker.number for marker in self.markers[met:]}
        for each in () if is_bare(one.text) else cited:
            if each.number not in present:
                present.add(each.number)
                self._mark(each)
        return replace(one, citations=cited, start=start, end=len(self.text))

    def answer(self, answer: Answer, sentences: Sequence[Sentence]) -> Answer:
        """The answer with what is shown, and these sentences of it."""
        return replace(
            answer,
            text=self.text,
            sentences=tuple(sentences),
            citations=citations_of(sentences),
            markers=tuple(self.markers),
            literal=tuple(self.literal),
        )

    def _mark(self, citation: Citation) -> None:
        """Behind the words; of a table's row, within its last cell."""
        is_row = self.text.endswith("|")
        words = self.text[:-1].rstrip() if is_row else self.text
        at = len(words) + (not words.endswith("]"))
        marker = f"[{citation.number}]"
        self.text = f"{words:{at}}{marker}{' |' if is_row else ''}"
        self.markers.append(Marker(at, at + len(marker), citation.number, citation.passage.key))

    def _copy(self, start: int, end: int) -> None:
        self.literal += taken(self.draft.literal, start, end, len(self.text) - start)
        self.text += self.draft.text[start:end]


def _between(gap: str) -> str:
    """What stands between two sentences with so much between them in the draft."""
    if APART.search(gap):
        return "\n\n"
    return "\n" if "\n" in gap else " "


def _around(text: str, sentence: Sentence, shown: int) -> tuple[str, str]:
    """What has to stand before a sentence and behind it: its item's mark, if what stood there up to
    `shown` was of another; the fences of code."""
    line = text.rfind("\n", 0, sentence.start) + 1
    above = text[text.rfind("\n", 0, max(line - 1, 0)) + 1 : line]
    fence = opened_by(above)
    if fence and not text[line : sentence.start].strip():
        rest = text[sentence.end :].lstrip("\n").partition("\n")[0]
        inside = any(closes(one, fence) for one in text[line : sentence.end].splitlines())
        return above, "" if inside or not closes(rest, fence) else f"\n{rest}"
    return _mark(text, line, sentence.start, shown), _border(text, sentence)


def _mark(text: str, line: int, start: int, shown: int) -> str:
    """What the line begins with, or the one above that it is the rest of."""
    while line >= shown and (found := _MARK.match(text, line, start)):
        above = text.rfind("\n", 0, max(line - 1, 0)) + 1
        if found[0].strip() or above == line or not text[above:line].strip():
            return found[0]
        line = above
    return ""


def _header(text: str, start: int) -> tuple[int, int] | None:
    """Where the header of the table stands of which a row begins there, with its border."""
    if not text.startswith("|", start):
        return None
    first = text.rfind("\n", 0, start) + 1
    while first and text[text.rfind("\n", 0, first - 1) + 1 :].lstrip().startswith("|"):
        first = text.rfind("\n", 0, first - 1) + 1
    header, _, rest = text[first:].partition("\n")
    border = rest.partition("\n")[0]
    if not border.strip() or not _BORDER.fullmatch(border):
        return None
    begins = first + len(header) - len(header.lstrip())
    return begins, first + len(header) + 1 + len(border)


def _border(text: str, sentence: Sentence) -> str:
    """The border below a header that is shown itself."""
    header = _header(text, sentence.start)
    if header is None or header[0] != sentence.start:
        return ""
    return text[sentence.end : header[1]]


def _cites(draft: Draft, start: int, end: int) -> bool:
    """Does a header cite something, which then does not bear it out?"""
    return any(start <= marker.start < end for marker in draft.citations.markers)
