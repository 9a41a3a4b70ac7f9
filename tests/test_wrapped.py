"""A fence around a whole answer is no part of it, however the stream is cut."""

import pytest

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
