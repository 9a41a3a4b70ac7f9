"""A BERT encoder as an ONNX graph, written straight from the tensors of its safetensors file.

Needs neither torch nor an export: the graph is seven nodes a layer, in the fused operators that
ONNX Runtime has for transformers. The tensors stay outside of it and are handed to the session.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rag.errors import ConfigError
from rag.store.protocols import FloatArray

_FUSED = "com.microsoft"
_OPSET, _IR = 17, 8
INPUTS = ("input_ids", "segment_ids", "lengths")
OUTPUT = "hidden"
EMBEDDINGS = ("word", "position", "token_type")
_DENSE = {"out": "attention.output", "wide": "intermediate", "narrow": "output"}


_STEP = 16


def padded(tokens: int) -> int:
    """The width to give so many tokens. A session keeps what it has prepared for each width that it
    met: of 256 that took 160 MB, of 16 it takes 50, and less time."""
    return -(-tokens // _STEP) * _STEP


class Session(Protocol):
    """A graph that is ready to run."""

    def run(self, outputs: None, given: Mapping[str, Any]) -> list[FloatArray]:
        """All outputs for these inputs, by name. May be called from several threads."""
        ...


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
            said: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
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


def bert_graph(folder: Path, shape: BertShape, layers: int) -> tuple[bytes, dict[str, FloatArray]]:
    """The lowest `layers` layers, and the weights that the graph was written for.

    Takes INPUTS, int32: (n, tokens), (n, tokens), (n,); gives OUTPUT, float32: (n, tokens, width).
    What stands behind a text's length is padding: its vectors mean nothing. Raises `KeyError` or
    `ValueError` for weights of another build.
    """
    weights = arranged(folder, layers)
    return _graph(weights, shape, layers), weights


def session_of(graph: bytes, stored: Mapping[str, Any]) -> Session:
    """A session over a graph of `model_bytes`, with the arrays that it was written for."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1  # see `cores.py`
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(one) for one in stored.values()]
    options.add_external_initializers(list(stored), values)
    session: Session = onnxruntime.InferenceSession(
        graph, options, providers=["CPUExecutionProvider"]
    )
    return session


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


def arranged(folder: Path, layers: int) -> dict[str, FloatArray]:
    """The folder's tensors by the graph's names; matrices as (in, out), attention's three joined.

    "word", "position", "token_type", "norm.gamma", "norm.beta"; of layer 0 "l0.qkv", "l0.out",
    "l0.wide", "l0.narrow", each with its ".bias", and ".gamma" and ".beta" of the norms after "out"
    and "narrow".
    """
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", "numpy") as file:
        names = {name.removeprefix("bert."): name for name in file.keys()}  # noqa: SIM118 (no dict)

        def stored(name: str) -> FloatArray:
            read: FloatArray = file.get_tensor(names[name])
            return read

        found = {name: stored(f"embeddings.{name}_embeddings.weight") for name in EMBEDDINGS}
        found["norm.gamma"] = stored("embeddings.LayerNorm.weight")
        found["norm.beta"] = stored("embeddings.LayerNorm.bias")
        for number in range(layers):
            old, new = f"encoder.layer.{number}", f"l{number}"
            parts = [f"{old}.attention.self.{part}" for part in ("query", "key", "value")]
            found[f"{new}.qkv"] = np.concatenate([stored(f"{one}.weight").T for one in parts], 1)
            found[f"{new}.qkv.bias"] = np.concatenate([stored(f"{one}.bias") for one in parts])
            for name, place in _DENSE.items():
                found[f"{new}.{name}"] = stored(f"{old}.{place}.dense.weight").T
                found[f"{new}.{name}.bias"] = stored(f"{old}.{place}.dense.bias")
                if name != "wide":
                    found[f"{new}.{name}.gamma"] = stored(f"{old}.{place}.LayerNorm.weight")
                    found[f"{new}.{name}.beta"] = stored(f"{old}.{place}.LayerNorm.bias")
    return {name: np.ascontiguousarray(one, np.float32) for name, one in found.items()}


def embedding_node(shape: BertShape, after: str) -> Any:
    """The node that turns ids and segments into the vectors `after`."""
    from onnx import helper

    return helper.make_node(
        "EmbedLayerNormalization",
        [*INPUTS[:2], *EMBEDDINGS, "norm.gamma", "norm.beta"],
        [after, "unused_mask"],
        domain=_FUSED,
        epsilon=shape.epsilon,
    )


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
    """A model of these nodes that gives OUTPUT; the last of its inputs is one number a text."""
    from onnx import TensorProto, helper

    texts = ["texts", "tokens"]
    sizes = [texts] * (len(inputs) - 1) + [["texts"]]
    graph = helper.make_graph(
        nodes,
        name,
        [
            helper.make_tensor_value_info(one, TensorProto.INT32, size)
            for one, size in zip(inputs, sizes, strict=True)
        ],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [*texts, shape.width])],
        [_outside(one, array) for one, array in stored.items()],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
        ir_version=_IR,
    )
    written: bytes = model.SerializeToString()
    return written


def _graph(weights: Mapping[str, FloatArray], shape: BertShape, layers: int) -> bytes:
    nodes = [embedding_node(shape, "h0"), *layer_nodes(shape, layers)]
    return model_bytes("bert", nodes, INPUTS, weights, shape)


def layer_nodes(shape: BertShape, layers: int) -> list[Any]:
    """The nodes of the lowest layers, from the vectors "h0" to OUTPUT."""
    nodes = []
    for number in range(layers):
        after = OUTPUT if number == layers - 1 else f"h{number + 1}"
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
