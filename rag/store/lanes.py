"""Chooses the fastest backend of this processor that agrees with the reference, or the exact one.

Two ways whose vectors agree are one lane to the index: what one has embedded, the other searches.
"""

from __future__ import annotations

from rag.settings import Precision
from rag.store.bert_graph import Model, session_of
from rag.store.openvino_session import open_fast
from rag.store.protocols import Session


def session_for(name: str, model: Model, precision: Precision = Precision.AUTO) -> Session:
    """A session over a model, whose name is its graph's among the samples of `openvino_session`."""
    if precision is Precision.AUTO:
        session = open_fast(name, model)
        if session is not None:
            return session
    return session_of(model)
