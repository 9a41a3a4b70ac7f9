"""A graph of `bert_graph.model_bytes` on OpenVINO, in fewer bits where the processor computes so.

The bundled encoder is computed in eight bits, the readers in bfloat16, in two fifths and in half
the time of single precision on ONNX Runtime (`python -m tests.benchmarks.lanes`). What a session
computes is held against the reference on a sample before it is used.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rag.store.bert_graph import IDS, OUTPUT, ROWS, Model, WithRows, with_weights_as_inputs
from rag.store.cores import core_count
from rag.store.eight_bit import TOKEN_GROUP, WholeNumbers, in_eight_bits
from rag.store.protocols import FloatArray, Session

SAMPLES = Path(__file__).with_name("lane_samples.npz")
"""The mean vector of the sample by each graph's name, as ONNX Runtime computes it in single
precision; made by `python -m tests.benchmarks.lanes --write`."""

LEAST_COSINE = 0.999
ENCODER = "bert"
"""The encoder's name among the samples; the others' are of graphs that read two texts."""

_CONVERTER = "openvino.tools.ovc"
_MOST_STREAMS = 16  # each has its own working memory
_WORDS = range(2_000, 2_040)  # of the sample: ids of common words
_OPENING, _SEPARATOR = 101, 102

_log = logging.getLogger(__name__)


class Processor(NamedTuple):
    """What a processor computes faster than single precision."""

    bfloat16: bool
    eight_bits: bool
    tiles: bool
    """It multiplies whole tiles in bfloat16 (AMX), which is faster than eight bits without."""

    @property
    def fastest(self) -> str:
        """The name of the way that computes the encoder fastest."""
        if self.eight_bits and not self.tiles:
            return "eight bits"
        return "bfloat16" if self.bfloat16 else "single precision"


def open_fast(name: str, model: Model) -> Session | None:
    """A session as `bert_graph.session_of` gives it; `name` is the graph's in SAMPLES.

    None where OpenVINO is not installed, the processor computes in single precision only, or what
    comes out for the sample has a cosine below LEAST_COSINE with what should.
    """
    try:
        expected = _reference(name)
        ways = list(_ways(name, model))
    except Exception as error:  # noqa: BLE001  whatever a processor's driver does, there is a lane that works
        _log.info("no fast lane can be had: %s", error)
        return None
    if expected is None:
        return None
    for way, opened in ways:
        try:
            session = opened()
            cosine = agreement(sample_vector(session, name), expected)
        except Exception as error:  # noqa: BLE001  as above
            _log.info("the lane in %s cannot be had: %s", way, error)
            continue
        if cosine >= LEAST_COSINE:
            return session
        _log.info("the lane of %s in %s is not used: a cosine of %.4f", name, way, cosine)
    return None


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
    if name != ENCODER:
        given |= {"segment_ids": segments, "kinds": 1 + 3 * segments}
    else:
        given |= {"segment_ids": np.zeros_like(ids)}
    (vectors,) = session.run(None, given)
    mean: FloatArray = vectors[0].mean(0)
    return mean


def _ways(name: str, model: Model) -> Iterator[tuple[str, Callable[[], Session]]]:
    """The ways to compute a graph in fewer bits, by name, the fastest first."""
    can = processor()
    if name == ENCODER and can.fastest == "eight bits":
        yield "eight bits", partial(_open_in_eight_bits, model)
    if can.bfloat16:
        yield "bfloat16", partial(_open, model)


def _openvino() -> Any:
    """OpenVINO, without its converter of models: on import that one tells Google Analytics of it,
    asks nobody, and keeps a number for whoever runs it in their home folder.

    Raises `ImportError` where OpenVINO is not installed.
    """
    modules: dict[str, Any] = sys.modules
    if "openvino" not in modules:
        modules[_CONVERTER] = None  # it cannot be imported meanwhile
    try:
        import openvino
    finally:
        if modules.get(_CONVERTER, ...) is None:
            del modules[_CONVERTER]
    return openvino


@cache
def processor() -> Processor:
    """What this one can, by OpenVINO's account and by a small product in both ways.

    Raises `ImportError` where OpenVINO is not installed.
    """
    openvino = _openvino()
    nodes = openvino.opset13

    bfloat16 = "BF16" in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    given = nodes.parameter([-1, TOKEN_GROUP], np.float32)
    ones = np.ones((TOKEN_GROUP, TOKEN_GROUP), np.float32)
    matrices = [_constant(WholeNumbers.of(ones)), nodes.constant(ones)]
    products = [nodes.matmul(given, one, False, True) for one in matrices]
    options = _options(1, bfloat16, TOKEN_GROUP)
    compiled = _compiled(openvino.Model(products, [given]), options)
    # The small ones are lost beside the large one where a token, too, is rounded to eight bits.
    token = np.full((1, TOKEN_GROUP), 0.4, np.float32)
    token[0, 0] = 127
    sums = compiled(token)[0]
    parts = [one.get_rt_info() for one in compiled.get_runtime_model().get_ordered_ops()]
    return Processor(
        bfloat16,
        eight_bits=bool(sums.max() < token.sum() - 1),
        tiles=any("amx" in str(part["primitiveType"].value) for part in parts),
    )


def _open_in_eight_bits(given: Model) -> Session:
    arranged = in_eight_bits(given)
    session = _bare(arranged.model, arranged.matrices)
    return WithRows(_Rearranged(session, arranged.order), given.rows)


def _open(given: Model) -> Session:
    return WithRows(_bare(given), given.rows)


def _bare(given: Model, rounded: Mapping[str, WholeNumbers] | None = None) -> Session:
    """A session that takes ROWS, over a model of whose matrices some are computed in eight bits."""
    openvino = _openvino()
    model = openvino.Core().read_model(with_weights_as_inputs(given.graph, given.stored))
    for parameter in list(model.get_parameters()):
        name = parameter.get_friendly_name()
        if rounded and name in rounded:
            for user in parameter.output(0).get_target_inputs():
                _multiply_by(user.get_node(), rounded[name])
        elif name in given.stored:
            constant = openvino.opset13.constant(given.stored[name], shared_memory=True)
            parameter.output(0).replace(constant.output(0))
        else:
            continue
        model.remove_parameter(parameter)
    # A stream has one thread, see `cores.py`: one for every thread that may ask at once.
    streams = min(2 * core_count(), _MOST_STREAMS)
    group = TOKEN_GROUP if rounded else None
    return _OpenVinoSession(_compiled(model, _options(streams, processor().bfloat16, group)))


def _compiled(model: Any, options: Mapping[str, Any]) -> Any:
    return _openvino().Core().compile_model(model, "CPU", options)


def _options(streams: int, bfloat16: bool, token_group: int | None = None) -> dict[str, Any]:
    """How OpenVINO is to compute: with so many threads, each by itself; with tokens in eight bits,
    in groups of so many channels, if that is given."""
    return {
        "INFERENCE_PRECISION_HINT": "bf16" if bfloat16 else "f32",
        "NUM_STREAMS": streams,
        "INFERENCE_NUM_THREADS": streams,
        "ENABLE_CPU_PINNING": False,
        **({"DYNAMIC_QUANTIZATION_GROUP_SIZE": token_group} if token_group else {}),
    }


def _multiply_by(product: Any, matrix: WholeNumbers) -> None:
    """Have a node multiply what it is given first by this matrix, whatever it did before."""
    given = product.input_value(0)
    new = _openvino().opset13.matmul(given, _constant(matrix), False, True)
    product.output(0).replace(new.output(0))


def _constant(matrix: WholeNumbers) -> Any:
    """A node (out, in) that OpenVINO knows as a matrix in eight bits."""
    nodes = _openvino().opset13
    values = nodes.convert(nodes.constant(matrix.values), np.float32)
    scaled = nodes.multiply(values, nodes.constant(matrix.scales))
    shape = np.array([len(matrix.values), -1], np.int64)
    return nodes.reshape(scaled, nodes.constant(shape), False)


class _OpenVinoSession:
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


class _Rearranged:
    """A `Session` for channels as they are, over one that has them in another order."""

    def __init__(self, session: Session, order: npt.NDArray[np.intp]) -> None:
        self._session = session
        self._order = order
        self._back = np.argsort(order)

    def run(self, outputs: None, given: Mapping[str, Any]) -> list[FloatArray]:
        """All outputs for these inputs, by name."""
        rows = given[ROWS].take(self._order, -1)
        found = self._session.run(outputs, {**given, ROWS: rows})
        return [one.take(self._back, -1) for one in found]
