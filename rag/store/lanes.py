"""What computes a graph: the fastest way that this processor has and that agrees, or the exact one.

Two ways whose vectors agree are one lane to the index: what one has embedded, the other searches.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy.typing as npt

from rag.settings import Precision
from rag.store.bert_graph import Session, session_of
from rag.store.bf16_session import open_bf16


def session_for(
    name: str,
    graph: bytes,
    stored: Mapping[str, npt.NDArray[Any]],
    precision: Precision = Precision.AUTO,
) -> Session:
    """A session over a graph of `model_bytes`, with the arrays that it was written for.

    `name` is the graph's among the samples of `bf16_session`.
    """
    if precision is Precision.AUTO:
        session = open_bf16(name, graph, stored)
        if session is not None:
            return session
    return session_of(graph, stored)
