"""A fence around a whole answer is no part of it, however the stream is cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.draft import Draft
from rag.answer.wrapped import unwrapped
from rag.types import Delta, Stretch
from tests.test_citations import PASSAGES


def told(*pieces: str) -> str:
    deltas = [*(Delta(text=piece) for piece in pieces), Delta(finish="stop")]
    return "".join(delta.text for delta in unwrapped(deltas))


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("```markdown\nTwo [k7f2].\n```", "Two [k7f2].\n"),
        ("\n```md\nTwo.\n\n- One\n```\n", "Two.\n\n- One\n"),
        ("~~~markdown\nTwo.\n~~~", "Two.\n"),
        ("```markdown\nTwo.\n```\nAnd three.", "Two.\nAnd three."),
        ("```markdown\nRun:\n```sh\nls\n```\nTwo.\n```", "Run:\n```sh\nls\n```\nTwo.\n"),
        ("```markdown\nNever closed", "Never closed"),
        ("```markdown\nA `word` and ``", "A `word` and ``"),
        ("```python\nx = 1\n```", "```python\nx = 1\n```"),
        ("```\nx = 1\n```", "```\nx = 1\n```"),
        ("Two:\n```markdown\n# One\n```", "Two:\n```markdown\n# One\n```"),
        ("```markdownish\nx\n```", "```markdownish\nx\n```"),
        ("``", "``"),
        ("", ""),
    ],
)
def test_in_one_piece_and_in_single_characters(reply: str, text: str) -> None:
    assert told(reply) == text
    assert told(*reply) == text
    assert told(*(reply[at : at + 5] for at in range(0, len(reply), 5))) == text


def test_text_is_not_held_back_needlessly_and_fields_pass() -> None:
    quote = Delta(text="```markdown\n", literal=Stretch(0, 12))
    deltas = [Delta(reasoning="Hm."), Delta(text="Two"), quote, Delta(finish="stop")]

    assert list(unwrapped(deltas)) == deltas


def test_what_such_an_answer_cites_is_cited() -> None:
    draft = Draft(PASSAGES)
    shown = "".join(draft.write([Delta(text="```markdown\nTwo [k7f2].\n```")]))

    assert shown == draft.text == "Two [1].\n"
    assert [marker.number for marker in draft.citations.markers] == [1]


_LINES = st.sampled_from(
    ["Use ``` to begin code.", "```", "```sh", "~~~", "```` x", "  ```", "A `b`.", "", "Two."]
)


@given(st.lists(_LINES, max_size=6), st.data())
def test_wherever_it_is_cut_the_text_is_that_of_one_piece(
    lines: list[str], data: st.DataObject
) -> None:
    reply = "\n".join(["```markdown", *lines, "```"])
    cuts = sorted(data.draw(st.sets(st.integers(0, len(reply)), max_size=9)))
    pieces = [reply[start:end] for start, end in pairwise([0, *cuts, len(reply)])]
    assert told(*pieces) == told(reply)
    assert all(told(reply[:at], reply[at:]) == told(reply) for at in range(len(reply)))


def test_the_rest_of_a_line_begins_none() -> None:
    pieces = ("```markdown\nUse ", "``` to begin code.\nTwo.\n```")
    assert told(*pieces) == told("".join(pieces)) == "Use ``` to begin code.\nTwo.\n"
