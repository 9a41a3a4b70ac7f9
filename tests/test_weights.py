"""The bundled weights are compared with their hash whenever they may have changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.store.weights import BundledFiles


def test_weights_that_change_later_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "weights_of_a_test" / "model" / "model.safetensors"
    weights.parent.mkdir(parents=True)
    (weights.parents[1] / "__init__.py").touch()
    weights.write_bytes(b"published")
    monkeypatch.syspath_prepend(tmp_path)
    digest = hashlib.sha256(b"published").hexdigest()
    files = BundledFiles("RAG_EMBEDDING_MODEL", package="weights_of_a_test", sha256=digest)
    files.verify()
    files.verify()
    weights.write_bytes(b"exchanged afterwards")
    with pytest.raises(ConfigError, match="not the published ones"):
        files.verify()
