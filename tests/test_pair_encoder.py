"""Two texts read together: without torch what torch gives."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file

from rag.reading import MARKS, Pair, join, trained_encoder
from rag.reading.heads import ReaderHeads
from rag.reading.reader import WEIGHTS
from rag.settings import Precision
from rag.store import PairEncoder
from rag.store.pair_graph import in_whole_numbers

QUESTION = "How many rooms does the house have?"
WINDOWS = [
    "The house. It has 12 rooms and a garden.",
    "",
    "Ünïcödé, 日本語, and 😀.",
    "word " * 300,
]


def pairs(encoder: PairEncoder) -> list[Pair]:
    (asked,) = encoder.pieces([QUESTION], 48)
    shown = encoder.pieces(WINDOWS, 160)
    return [join(asked, one, QUESTION, window) for one, window in zip(shown, WINDOWS, strict=True)]


def test_pieces_lead_back_to_their_words() -> None:
    (found,) = PairEncoder({}).pieces(["The harbour"], 16)

    assert ["The harbour"[start:end] for start, end in found.offsets] == ["The", "harbour"]


def test_what_passes_the_limit_is_cut_and_a_lone_surrogate_is_a_question_mark() -> None:
    long, odd, plain = PairEncoder({}).pieces(["word " * 300, "a \ud800 b", "a ? b"], 16)

    assert len(long.ids) == len(long.offsets) == 16
    assert (odd.ids == plain.ids).all()


def test_a_pair_says_of_each_token_which_side_it_is_of_and_what_is_said_on_both() -> None:
    first, empty, *_ = pairs(PairEncoder({}))
    asked, shown = (
        ["how", "many", "rooms", "does", "the", "house", "have", "?"],
        "the house . it has",
    )
    words = ["[CLS]", *asked, "[SEP]", *shown.split(" "), "12", "rooms"]
    kinds = dict(zip(words, first.kinds, strict=False))

    assert (kinds["rooms"], kinds["many"], kinds["?"]) == (2 + MARKS, 1, 0)
    assert (kinds["12"], kinds["."], kinds["[SEP]"]) == (1 + MARKS, MARKS, 0)
    assert first.segments[: first.window.start].max() == 0
    assert first.segments[first.window].min() == 1
    assert len(empty.ids) == empty.window.stop == empty.window.start + 1


@pytest.mark.slow
def test_it_reads_as_the_network_that_is_trained() -> None:
    import torch

    from tests.benchmarks.lib.reader_torch import loaded, stacked

    stored = load_file(WEIGHTS)
    encoder = PairEncoder(trained_encoder(WEIGHTS), Precision.FLOAT32)
    heads, twin, read = ReaderHeads(stored), loaded(stored), pairs(encoder)
    with torch.inference_mode():
        answers, tokens = twin(stacked(read))

    for row, pair in enumerate(read):
        (vectors,) = encoder.encode([pair.ids], [pair.segments], [pair.kinds])
        found = heads(vectors, pair.window)
        assert found[0] == pytest.approx(answers[row].item(), abs=1e-3)
        assert found[1] == pytest.approx(tokens[row, pair.window].numpy(), abs=1e-3)


def test_whole_numbers_keep_a_matrix_to_half_a_step() -> None:
    weight = np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32)
    weight[:, 2] = 0
    kept = in_whole_numbers("m", weight)

    found = kept["m.whole"] * kept["m.scale"]
    assert (np.abs(found - weight) <= kept["m.scale"] / 2 + 1e-6).all()
