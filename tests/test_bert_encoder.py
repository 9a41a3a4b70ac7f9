"""The bundled encoder without torch: it gives what sentence-transformers gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag.settings import BUNDLED_EMBEDDER, Precision
from rag.store.bert_encoder import BertEncoder
from rag.store.bert_graph import BertShape
from rag.store.embedding import BundledEmbedder, SentenceTransformerEmbedder, load_embedder
from rag.store.weights import BundledFiles

FILES = BundledFiles("RAG_EMBEDDING_MODEL")
TEXTS = [
    "The harbour was dredged in 1987.",
    "",
    " \n ",
    "a",
    "Ünïcödé, 日本語のテキスト, and 😀.",
    "word " * 600,
    "x" * 3_000,
    *(f"Sentence {number} of many. " * number for number in range(1, 12)),
]


@pytest.mark.slow
def test_it_agrees_with_sentence_transformers_to_the_fifth_digit() -> None:
    ours = load_embedder(BUNDLED_EMBEDDER, Precision.FLOAT32)
    theirs = SentenceTransformerEmbedder(BUNDLED_EMBEDDER, FILES)

    assert isinstance(ours, BundledEmbedder)
    assert ours.embed(TEXTS) == pytest.approx(theirs.embed(TEXTS), abs=1e-5)
    assert ours.fingerprint == theirs.fingerprint
    assert (ours.dimension, ours.max_tokens) == (theirs.dimension, theirs.max_tokens)
    assert [ours.count_tokens(text) for text in TEXTS] == [
        theirs.count_tokens(text) for text in TEXTS
    ]


def test_a_text_gives_the_same_alone_and_in_company() -> None:
    encoder = BertEncoder(FILES, layers=1)
    together = encoder.encode(TEXTS, 64)

    assert len(together) == len(TEXTS)
    for text, found in zip(TEXTS, together, strict=True):
        (alone,) = encoder.encode([text], 64)
        assert alone.vectors == pytest.approx(found.vectors, abs=1e-5)
        assert (alone.offsets == found.offsets).all()
        assert len(found.vectors) <= 64


def test_offsets_lead_back_to_the_words() -> None:
    (found,) = BertEncoder(FILES, layers=1).encode(["The harbour"], 16)

    assert ["The harbour"[start:end] for start, end in found.offsets] == ["", "The", "harbour", ""]


def test_a_lone_surrogate_is_a_question_mark() -> None:
    encoder = BertEncoder(FILES, layers=1)
    (odd,), (plain,) = encoder.encode(["a \ud800 b"], 16), encoder.encode(["a ? b"], 16)

    assert (odd.vectors == plain.vectors).all()


@pytest.mark.parametrize("said", [{}, {"model_type": "bert"}, {"model_type": "roberta"}, []])
def test_another_build_is_recognised(tmp_path: Path, said: object) -> None:
    (tmp_path / "config.json").write_text(json.dumps(said), "utf-8")

    assert BertShape.read(tmp_path) is None
    assert BertShape.read(tmp_path / "nowhere") is None


def test_embedding_loads_no_torch() -> None:
    code = (
        "import sys; from rag.store import load_embedder; "
        "print(load_embedder('all-MiniLM-L6-v2').embed(['a']).shape, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "(1, 384) False"


def test_no_text_is_no_vector() -> None:
    assert load_embedder(BUNDLED_EMBEDDER).embed([]).shape == (0, 384)
    assert np.isfinite(load_embedder(BUNDLED_EMBEDDER).embed([""])).all()
