"""The reader's network, with gradients and without: one and the same."""

from __future__ import annotations

import numpy as np
import pytest

from rag.retrieve.reader import WEIGHTS
from rag.retrieve.reader_network import MARKS, WIDTH, Inputs, ReaderNetwork


def random_inputs(seed: int, rows: int = 3, asked: int = 7, shown: int = 12) -> Inputs:
    """Made-up tokens; each row is shorter than the one before, the rest is padding."""
    source = np.random.default_rng(seed)
    masks = []
    for size in (asked, shown):
        mask = np.zeros((rows, size), np.bool_)
        for row in range(rows):
            mask[row, : size - 2 * row] = True
        masks.append(mask)
    vectors = [
        source.normal(size=(rows, size, WIDTH)).astype(np.float32) for size in (asked, shown)
    ]
    marks = [source.random((rows, size, MARKS)).astype(np.float32) for size in (asked, shown)]
    return Inputs(vectors[0], vectors[1], marks[0], marks[1], masks[0], masks[1])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_two_agree(seed: int) -> None:
    import torch
    from safetensors.numpy import load_file
    from safetensors.torch import load_file as load_tensors

    from tests.benchmarks.reader_torch import TrainableReader, tensors

    twin = TrainableReader()
    stored = load_tensors(WEIGHTS)
    twin.load_state_dict({name: one.float() for name, one in stored.items()})
    inputs = random_inputs(seed)
    with torch.inference_mode():
        answers, tokens = twin.eval()(tensors(inputs))
    found = ReaderNetwork(load_file(WEIGHTS))(inputs)

    assert found[0] == pytest.approx(answers.numpy(), abs=1e-3)
    at = inputs.window_mask
    assert found[1][at] == pytest.approx(tokens.numpy()[at], abs=1e-3)


def test_padding_changes_nothing() -> None:
    from safetensors.numpy import load_file

    network = ReaderNetwork(load_file(WEIGHTS))
    inputs = random_inputs(5)
    answers, tokens = network(inputs)
    longer = Inputs(
        *(
            np.pad(one, ((0, 0), (0, 6)) + ((0, 0),) * (one.ndim - 2), constant_values=fill)
            for one, fill in zip(inputs, (9, 9, 0, 0, False, False), strict=True)
        )
    )
    found = network(longer)

    assert found[0] == pytest.approx(answers, abs=1e-4)
    at = inputs.window_mask
    assert found[1][:, : at.shape[1]][at] == pytest.approx(tokens[at], abs=1e-4)
