"""Notes which side of a comparison an answer does not mention, where only the other is quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.text.parts import part_at
from rag.text.sides import Side, sides
from rag.types import Citation


def one_sided(question: str, shown: Sequence[Citation]) -> str:
    """The note; "" where the question compares nothing, or both sides or neither are mentioned."""
    both = sides(question)
    told = {side.text for one in shown for side in _mentioned(both, one)}
    silent = [side.text for side in both if side.text not in told]
    return f'Nothing quoted mentions "{silent[0]}".' if len(silent) == 1 else ""


def _mentioned(both: Sequence[Side], shown: Citation) -> Iterator[Side]:
    """The sides that a quote is about: by the words of its paragraph and its heading, or else by
    the title of its document."""
    near = f"{shown.quote}\n{shown.locator}\n{_paragraph(shown)}"
    found = [side for side in both if side.is_in(near)]
    yield from found or (side for side in both if side.is_in(shown.passage.title))


def _paragraph(shown: Citation) -> str:
    passage = shown.passage
    part = part_at(passage.text, shown.start - passage.start)
    return passage.text[part.start : part.end] if part else ""
