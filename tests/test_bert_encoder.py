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
    encoder = BertEncoder(FILES, Precision.FLOAT32)
    together = encoder.means(TEXTS, 64)

    assert together.shape == (len(TEXTS), 384)
    for text, found in zip(TEXTS, together, strict=True):
        assert encoder.means([text], 64)[0] == pytest.approx(found, abs=1e-5)


def test_what_is_too_long_is_cut_before_the_last_token() -> None:
    encoder = BertEncoder(FILES, Precision.FLOAT32)

    long, just_right = encoder.means(["word " * 600, "word " * 62], 64)
    assert long == pytest.approx(just_right, abs=1e-5)


def test_a_lone_surrogate_is_a_question_mark() -> None:
    encoder = BertEncoder(FILES)
    (odd,), (plain,) = encoder.means(["a \ud800 b"], 16), encoder.means(["a ? b"], 16)

    assert (odd == plain).all()


@pytest.mark.parametrize("said", [{}, {"model_type": "bert"}, {"model_type": "roberta"}, []])
def test_another_build_is_recognised(tmp_path: Path, said: object) -> None:
    (tmp_path / "config.json").write_text(json.dumps(said), "utf-8")

    assert BertShape.read(tmp_path) is None
    assert BertShape.read(tmp_path / "nowhere") is None


@pytest.mark.slow
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
