"""A sign with which a model ends its turn is no text, however the stream is cut."""

import pytest

from rag.llm.turn_ends import without_turn_ends
from rag.types import Delta


def told(*pieces: str) -> str:
    deltas = [*(Delta(text=piece) for piece in pieces), Delta(finish="stop")]
    return "".join(delta.text for delta in without_turn_ends(deltas))


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        ("Two.<|im_end|>", "Two."),
        ("Two.<end_of_turn>\n", "Two."),
        ("Two.</s>", "Two."),
        ("Two.<|eot_id|><|end_of_text|>", "Two."),
        ("Two.<|im_end|>\n<|im_start|>user\nAnd three?<|im_end|>", "Two."),
        ("Two.<｜end▁of▁sentence｜>", "Two."),
        ("The tag `<|im_end|>` ends a turn.", "The tag `<|im_end|>` ends a turn."),
        ("A <s>struck</s> word.", "A <s>struck</s> word."),
        ("1 < 2", "1 < 2"),
        ("Two <|im_e", "Two <|im_e"),
        ("", ""),
    ],
)
def test_in_one_piece_and_in_single_characters(reply: str, text: str) -> None:
    assert told(reply) == text
    assert told(*reply) == text
    assert told(*(reply[at : at + 7] for at in range(0, len(reply), 7))) == text


def test_text_is_not_held_back_needlessly_and_fields_pass() -> None:
    deltas = [Delta(reasoning="Hm."), Delta(text="Two <b>"), Delta(text="x"), Delta(finish="stop")]

    assert list(without_turn_ends(deltas)) == deltas


def test_a_reply_without_a_finish_reason_ends_as_well() -> None:
    deltas = [Delta(text="Two.<|im_"), Delta(text="end|>")]

    assert list(without_turn_ends(deltas)) == [Delta(text="Two.")]
