"""Cross-encoders: a score for each pair, and a model of the wrong kind is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.errors import ConfigError
from rag.store import load_entailment_scorer, load_pair_scorer
from tests.tiny_models import save_classifier

NLI = ("contradiction", "entailment", "neutral")
pytestmark = pytest.mark.slow


def test_a_reranker_scores_each_text(tmp_path: Path) -> None:
    scorer = load_pair_scorer(str(save_classifier(tmp_path, 1)))
    scores = scorer.score("the fox", ["a dog", "the fox", "a dog"])
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert scores[0] == pytest.approx(scores[2], abs=1e-5)
    assert scorer.score("the fox", []).shape == (0,)


def test_a_classifier_is_no_reranker(tmp_path: Path) -> None:
    scorer = load_pair_scorer(str(save_classifier(tmp_path, 3)))
    with pytest.raises(ConfigError, match="3 numbers for a pair"):
        scorer.score("q", ["t"])


def test_entailment_follows_the_models_own_labels(tmp_path: Path) -> None:
    premises = ["the fox ran", "a dog"]
    first = load_entailment_scorer(str(save_classifier(tmp_path / "one", 3, NLI)))
    scores = first.weigh(premises, "a fox")
    assert scores.shape == (2, 2)
    assert ((scores >= 0) & (scores.sum(1, keepdims=True) <= 1 + 1e-5)).all()
    swapped = tmp_path / "one" / "config.json"
    text = swapped.read_text("utf-8")
    for old, new in (("entailment", "@"), ("contradiction", "entailment"), ("@", "contradiction")):
        text = text.replace(old, new)
    swapped.write_text(text, "utf-8")
    other = load_entailment_scorer(str(tmp_path / "one")).weigh(premises, "a fox")
    assert other == pytest.approx(scores[:, ::-1], abs=1e-5)
    assert first.weigh([], "a fox").shape == (0, 2)


def test_a_model_without_an_entailment_class_is_named(tmp_path: Path) -> None:
    scorer = load_entailment_scorer(str(save_classifier(tmp_path, 3)))
    with pytest.raises(ConfigError, match="no class named entailment"):
        scorer.weigh(["a dog"], "a fox")


def test_a_folder_without_a_model_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="RAG_RERANKER_MODEL"):
        load_pair_scorer(str(tmp_path)).score("question", ["text"])
    with pytest.raises(ConfigError, match="RAG_JUDGE"):
        load_entailment_scorer(str(tmp_path)).weigh(["text"], "text")
