"""A graph of `bert_graph.model_bytes` on OpenVINO, computed in bfloat16 where the processor can.

That takes half the time of single precision on ONNX Runtime (`python -m tests.benchmarks.lanes`).
What it computes is held against the reference on a sample before it is used.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from rag.store.bert_graph import IDS, OUTPUT, Model, WithRows, with_weights_as_inputs
from rag.store.cores import core_count
from rag.store.protocols import FloatArray, Session

SAMPLES = Path(__file__).with_name("lane_samples.npz")
"""The mean vector of the sample by each graph's name, as ONNX Runtime computes it in single
precision; made by `python -m tests.benchmarks.lanes --write`."""

LEAST_COSINE = 0.999
_MOST_STREAMS = 16  # each has its own working memory
_WORDS = range(2_000, 2_040)  # of the sample: ids of common words
_OPENING, _SEPARATOR = 101, 102

_log = logging.getLogger(__name__)


def open_bf16(name: str, model: Model) -> Session | None:
    """A session as `bert_graph.session_of` gives it; `name` is the graph's in SAMPLES.

    None where OpenVINO is not installed, the processor does not compute in bfloat16, or what comes
    out for the sample has a cosine below LEAST_COSINE with what should.
    """
    try:
        expected = _reference(name)
        session = None if expected is None else _open(model)
        if expected is None or session is None:
            return None
        cosine = agreement(sample_vector(session, name), expected)
    except Exception as error:  # noqa: BLE001  whatever a processor's driver does, there is a lane that works
        _log.info("the bfloat16 lane cannot be had: %s", error)
        return None
    if cosine < LEAST_COSINE:
        _log.info("the bfloat16 lane of %s is not used: a cosine of %.4f", name, cosine)
        return None
    return session


def agreement(found: FloatArray, expected: FloatArray) -> float:
    """The cosine of two vectors, (width,)."""
    return float(found @ expected / (np.linalg.norm(found) * np.linalg.norm(expected)))


def _reference(name: str) -> FloatArray | None:
    with np.load(SAMPLES) as references:
        found: FloatArray | None = references.get(name)
        return found


def sample_vector(session: Session, name: str) -> FloatArray:
    """(width,): the mean of the token vectors of a fixed text of 42 tokens."""
    ids = np.array([[_OPENING, *_WORDS, _SEPARATOR]], np.int32)
    segments = np.zeros_like(ids)
    segments[:, ids.shape[1] // 2 :] = 1
    given = {IDS: ids, "lengths": np.array([ids.shape[1]], np.int32)}
    if name != "bert":
        given |= {"segment_ids": segments, "kinds": 1 + 3 * segments}
    else:
        given |= {"segment_ids": np.zeros_like(ids)}
    (vectors,) = session.run(None, given)
    mean: FloatArray = vectors[0].mean(0)
    return mean


def _open(given: Model) -> Session | None:
    import openvino

    core = openvino.Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        return None
    model = core.read_model(with_weights_as_inputs(given.graph, given.stored))
    for parameter in list(model.get_parameters()):
        weight = given.stored.get(parameter.get_friendly_name())
        if weight is not None:
            constant = openvino.opset13.constant(weight, shared_memory=True)
            parameter.output(0).replace(constant.output(0))
            model.remove_parameter(parameter)
    # A stream has one thread, see `cores.py`: one for every thread that may ask at once.
    streams = min(2 * core_count(), _MOST_STREAMS)
    compiled = core.compile_model(
        model,
        "CPU",
        {
            "INFERENCE_PRECISION_HINT": "bf16",
            "NUM_STREAMS": streams,
            "INFERENCE_NUM_THREADS": streams,
            "ENABLE_CPU_PINNING": False,
        },
    )
    return WithRows(_Bf16Session(compiled), given.rows)


class _Bf16Session:
    """A `Session`. A request computes one thing at a time, so that there are as many as threads."""

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        self._idle: deque[Any] = deque()

    def run(self, outputs: None, given: Mapping[str, Any]) -> list[FloatArray]:  # noqa: ARG002
        """All outputs for these inputs, by name."""
        try:
            request = self._idle.pop()
        except IndexError:
            request = self._compiled.create_infer_request()
        try:
            request.infer(given, share_inputs=True)
            return [request.get_tensor(OUTPUT).data.copy()]
        finally:
            self._idle.append(request)
