"""A BERT encoder as an ONNX graph, written straight from the tensors of its safetensors file.

Needs neither torch nor an export: the graph is seven nodes a layer, in the fused operators that
ONNX Runtime has for transformers. The tensors stay outside of it and are handed to the session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy.typing as npt

from rag.errors import ConfigError
from rag.nesting import read_json
from rag.store.bert_tensors import KINDS_OF_TEXT, WordRows, arranged, word_rows
from rag.store.protocols import FloatArray, Session

_FUSED = "com.microsoft"
_OPSET, _IR = 17, 8
IDS, ROWS = "input_ids", "rows"
"""What a `Session` is given, and what its graph takes in place of it: see `bert_tensors`."""

INPUTS = (IDS, "segment_ids", "lengths")
OUTPUT = "hidden"


_STEP, _SHORT_STEP = 16, 8
_SHORT = 64  # tokens up to which most sentences are


def padded(tokens: int) -> int:
    """The width to give so many tokens. A session keeps what it has prepared for each width that it
    met: of 256 that took 160 MB, of 16 it takes 50, and less time."""
    step = _SHORT_STEP if tokens <= _SHORT else _STEP
    return -(-tokens // step) * step


class Model(NamedTuple):
    """A graph, the arrays that it was written for, and what its tokens' ids stand for."""

    graph: bytes
    stored: Mapping[str, npt.NDArray[Any]]
    rows: WordRows


class WithRows:
    """A `Session` that takes IDS, over a graph that takes ROWS."""

    def __init__(self, session: Session, rows: WordRows) -> None:
        self._session = session
        self._rows = rows

    def run(self, outputs: None, given: Mapping[str, Any]) -> list[FloatArray]:
        """All outputs for these inputs, by name."""
        rest = {name: one for name, one in given.items() if name != IDS}
        return self._session.run(outputs, {ROWS: self._rows.of(given[IDS]), **rest})


@dataclass(frozen=True, slots=True)
class BertShape:
    """What the folder's config.json says of the encoder."""

    layers: int
    heads: int
    width: int
    epsilon: float

    @classmethod
    def read(cls, folder: Path) -> BertShape | None:
        """None where the model is not a BERT of the common build."""
        try:
            said: Any = read_json((folder / "config.json").read_text("utf-8"))
            plain = (
                said["model_type"] == "bert"
                and said["hidden_act"] == "gelu"
                and said.get("position_embedding_type", "absolute") == "absolute"
                and (folder / "model.safetensors").is_file()
            )
            return (
                cls(
                    said["num_hidden_layers"],
                    said["num_attention_heads"],
                    said["hidden_size"],
                    said["layer_norm_eps"],
                )
                if plain
                else None
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @classmethod
    def required(cls, folder: Path, package: str) -> BertShape:
        """What `read` gives. Raises `ConfigError` where the folder, `package`'s, is another."""
        found = cls.read(folder)
        if found is None:
            raise ConfigError(
                f"The embedding model in {folder} is not of the build that comes with Footnote.",
                hint=f"Install the package {package} again.",
            )
        return found


def bert_graph(folder: Path, shape: BertShape) -> Model:
    """All layers.

    Takes INPUTS, int32: (n, tokens), (n, tokens), (n,); gives OUTPUT, float32: (n, tokens, width).
    What stands behind a text's length is padding: its vectors mean nothing. Raises `KeyError` or
    `ValueError` for weights of another build.
    """
    stored = arranged(folder, shape.layers)
    nodes = [*embedding_nodes(shape, "h0"), *layer_nodes(shape)]
    return Model(model_bytes("bert", nodes, INPUTS, stored, shape), stored, word_rows(folder))


def session_of(model: Model) -> Session:
    """A session over a model on ONNX Runtime, in single precision."""
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # of its builds for Windows, which have them on
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # see `cores.py`
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(one) for one in model.stored.values()]
    options.add_external_initializers(list(model.stored), values)
    session: Session = onnxruntime.InferenceSession(
        model.graph, options, providers=["CPUExecutionProvider"]
    )
    return WithRows(session, model.rows)


def with_weights_as_inputs(graph: bytes, stored: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The graph without room for its weights, so that they need not be copied into it."""
    import onnx
    from onnx import helper

    model = onnx.load_model_from_string(graph)
    del model.graph.initializer[:]
    model.graph.input.extend(
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(one.dtype), one.shape)
        for name, one in stored.items()
    )
    written: bytes = model.SerializeToString()
    return written


def embedding_nodes(shape: BertShape, after: str) -> list[Any]:
    """The nodes that turn the rows of words and places, and the segments, into vectors `after`."""
    from onnx import helper

    kinds, norms = f"{after}.kinds", ("norm.gamma", "norm.beta")
    return [
        helper.make_node("Gather", [KINDS_OF_TEXT, INPUTS[1]], [kinds]),
        helper.make_node(
            "SkipLayerNormalization",
            [ROWS, kinds, *norms],
            [after],
            domain=_FUSED,
            epsilon=shape.epsilon,
        ),
    ]


def adding_nodes(given: str, table: str, numbers: str, after: str) -> list[Any]:
    """The nodes that add to each vector of `given` the row of a table that its number names."""
    from onnx import helper

    return [
        helper.make_node("Gather", [table, numbers], [f"{after}.row"]),
        helper.make_node("Add", [given, f"{after}.row"], [after]),
    ]


def model_bytes(
    name: str,
    nodes: Sequence[Any],
    inputs: Sequence[str],
    stored: Mapping[str, Any],
    shape: BertShape,
) -> bytes:
    """A model of these nodes that gives OUTPUT; `inputs` begin with IDS, in whose place it takes
    ROWS, and end with one number a text."""
    from onnx import TensorProto, helper

    tokens, describe = ["texts", "tokens"], helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        name,
        [
            describe(ROWS, TensorProto.FLOAT, [*tokens, shape.width]),
            *(describe(one, TensorProto.INT32, tokens) for one in inputs[1:-1]),
            describe(inputs[-1], TensorProto.INT32, tokens[:1]),
        ],
        [describe(OUTPUT, TensorProto.FLOAT, [*tokens, shape.width])],
        [_outside(one, array) for one, array in stored.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
        ir_version=_IR,
    )
    written: bytes = model.SerializeToString()
    return written


def layer_nodes(shape: BertShape) -> list[Any]:
    """The nodes of all layers, from the vectors "h0" to OUTPUT."""
    nodes = []
    for number in range(shape.layers):
        after = OUTPUT if number == shape.layers - 1 else f"h{number + 1}"
        nodes.extend(_layer(number, after, shape))
    return nodes


def _layer(number: int, after: str, shape: BertShape) -> list[Any]:
    """The seven nodes of a layer, from what the one before gives to `after`."""
    from onnx import helper

    given, own = f"h{number}", f"l{number}"
    qkv, out, wide, narrow = (f"{own}.{name}" for name in ("qkv", "out", "wide", "narrow"))
    norm: dict[str, Any] = {"domain": _FUSED, "epsilon": shape.epsilon}
    heads: dict[str, Any] = {"domain": _FUSED, "num_heads": shape.heads}
    first = [f"{own}b", given, f"{out}.gamma", f"{out}.beta", f"{out}.bias"]
    second = [f"{own}f", f"{own}c", f"{narrow}.gamma", f"{narrow}.beta", f"{narrow}.bias"]
    node = helper.make_node
    return [
        node("Attention", [given, qkv, f"{qkv}.bias", INPUTS[2]], [f"{own}a"], **heads),
        node("MatMul", [f"{own}a", out], [f"{own}b"]),
        node("SkipLayerNormalization", first, [f"{own}c"], **norm),
        node("MatMul", [f"{own}c", wide], [f"{own}d"]),
        node("BiasGelu", [f"{own}d", f"{wide}.bias"], [f"{own}e"], domain=_FUSED),
        node("MatMul", [f"{own}e", narrow], [f"{own}f"]),
        node("SkipLayerNormalization", second, [after], **norm),
    ]


def _outside(name: str, array: npt.NDArray[Any]) -> Any:
    """A tensor of this name, type and shape whose values are handed to the session."""
    from onnx import TensorProto, helper

    kind = helper.np_dtype_to_tensor_dtype(array.dtype)
    tensor = TensorProto(name=name, data_type=kind, dims=array.shape)
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="handed-over")
    return tensor
