"""The harness itself: regressions are planted, and it must name each by the right metric.

    python -m pytest tests/evaluation/test_mutations.py -m long -s

takes minutes, and asks the spine's cases. The shorter run asks twelve questions of as many small
documents.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.evaluation.cases import Case
from rag.evaluation.comparison import Comparison, compare
from rag.evaluation.results import Run
from rag.evaluation.runner import Bench
from rag.evaluation.wording import comparison_lines
from rag.llm import ChatModel
from rag.settings import BUNDLED_EMBEDDER, shipped
from rag.store import Embedder, FloatArray, load_embedder
from tests.evaluation.makers import case
from tests.evaluation.mutations import (
    CONTENT_VERIFIER,
    HOUSE,
    MODELS,
    ContentVerifier,
    Planted,
    QuotingModel,
    refuses,
)
from tests.grounding.cases import SPINE

TOWNS = (
    *("Arden", "Bexley", "Colby", "Dunmore", "Elgin", "Farley"),
    *("Galway", "Harlow", "Irvine", "Jarrow", "Kelso", "Ludlow"),
)
EVERY = 3  # of the spine's cases


class Remembered:
    """An embedder that computes each text once, however many assistants ask for it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, FloatArray] = {}
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self.fingerprint = embedder.fingerprint
        self.is_here = embedder.is_here
        self.count_tokens = embedder.count_tokens
        self.warm_up = embedder.warm_up

    def embed(self, texts: Sequence[str]) -> FloatArray:
        import numpy as np

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._embedder.embed(new), strict=True))
        rows = [self._known[text] for text in texts]
        return np.stack(rows) if rows else self._embedder.embed([])


Runner = Callable[..., Run]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """`ask(name, cases, settings, model)`: a run; an index is shared by those of one corpus."""
    embedder = Remembered(load_embedder(BUNDLED_EMBEDDER))
    folder = tmp_path_factory.mktemp("indexes")

    def run(
        name: str,
        cases: Sequence[Case],
        settings: Settings,
        model: ChatModel | None = None,
        other: Embedder | None = None,
    ) -> Run:
        index = folder / settings.corpus_dir.resolve().as_posix().replace("/", "-")
        if other is not None:
            index = index.with_name(f"{index.name}-{other.name}")
        own = settings.model_copy(update={"data_dir": index})
        with Assistant.open(own, embedder=other or embedder, model=model) as assistant:
            bench = Bench(assistant)
            bench.prepare()
            return Run(name, tuple(bench.ask(one) for one in cases))

    return run


def must_be_named(planted: Planted, comparison: Comparison) -> str:
    """Empty where the harness names the planted regression; else what it said instead."""
    named = [one.metric.name for one in comparison.regressions]
    if planted.few:
        named = [one.metric.name for one in comparison.changes if one.worse > one.better]
        if not any(flip.broke for flip in comparison.flips):
            named = []
    if planted.metric in named:
        return ""
    return "\n".join([f"{planted.name}: {planted.metric} is not named", *said(comparison)])


def said(comparison: Comparison) -> list[str]:
    return [line for line in comparison_lines(comparison) if "No case changed" not in line]


# The short run


@pytest.fixture(scope="module")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("towns")
    for number, town in enumerate(TOWNS):
        text = f"# {town}\n\nThe mill of {town} was built in {1801 + number}. "
        text += f"It is the largest building of {town}. The mayor of {town} is elected.\n"
        (folder / f"{town}.md").write_text(text, "utf-8")
    # The gate is not what these are about; what it is about is asked by the long run.
    return Settings(corpus_dir=folder, evidence_threshold=0.0, reader=False, candidates=10)


def town_cases() -> list[Case]:
    return [
        case(
            f"mill-{town}",
            question=f"When was the mill of {town} built?",
            expect={"answer": {"facts": [{"number": str(1801 + at)}], "sources": [f"{town}.md"]}},
        )
        for at, town in enumerate(TOWNS)
    ]


@pytest.mark.slow
def test_planted_regressions_of_a_model_are_named(towns: Settings, ask: Runner) -> None:
    chosen = [one for one in MODELS if one.metric != "citation_recall"][:3]
    chosen.append(next(one for one in MODELS if one.name == "a model that cites unknown keys"))
    before = ask("before", town_cases(), towns, QuotingModel())
    assert before.results
    assert all(one.met for one in before.results), [one.faults for one in before.results]

    again = ask("again", town_cases(), towns, QuotingModel())
    assert compare(before, again).regressions == ()
    wrong = []
    for planted in chosen:
        after = ask(planted.name, town_cases(), towns, QuotingModel(planted.model or refuses))
        wrong.append(must_be_named(planted, compare(before, after)))
    assert not any(wrong), "\n\n".join(filter(None, wrong))


@pytest.mark.slow
def test_a_verifier_that_is_always_content_is_named(
    towns: Settings, ask: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    unanswered = [
        case(f"owner-{town}", question=f"Who owns the mill of {town}?", expect="refusal")
        for town in TOWNS
    ]
    model = QuotingModel(CONTENT_VERIFIER.model or refuses)
    before = ask("honest", unanswered, towns, model)
    assert before.results
    assert all(one.met for one in before.results), [one.faults for one in before.results]
    monkeypatch.setattr("rag.assistant.Verifier", ContentVerifier)
    after = ask(CONTENT_VERIFIER.name, unanswered, towns, model)
    assert not must_be_named(CONTENT_VERIFIER, compare(before, after))


# The long run


@pytest.fixture(scope="module")
def spine() -> list[Case]:
    return list(SPINE.cases[::EVERY])


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_every_planted_regression_is_named_by_the_spine(
    spine: list[Case], ask: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quoting = ask("quoting", spine, Settings(), QuotingModel())
    house = ask("house", spine, Settings())
    wrong = []
    for planted in (*MODELS, *HOUSE):
        settings, model = _changed(planted, tmp_path, monkeypatch)
        other = planted.embedder() if planted.embedder is not None else None
        after = ask(planted.name, spine, settings, model, other)
        monkeypatch.undo()
        comparison = compare(quoting if model is not None else house, after)
        missed = must_be_named(planted, comparison)
        print(f"{planted.name}: {'MISSED' if missed else 'named'}", flush=True)
        wrong.append(missed)
    assert len(wrong) >= 20
    assert not any(wrong), "\n\n".join(filter(None, wrong))


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_a_content_verifier_is_named_by_the_spine(
    spine: list[Case], ask: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(evidence_threshold=0.0)  # the gate before the model is another's test
    model = QuotingModel(CONTENT_VERIFIER.model or refuses)
    honest = ask("honest", spine, settings, model)
    monkeypatch.setattr("rag.assistant.Verifier", ContentVerifier)
    comparison = compare(honest, ask(CONTENT_VERIFIER.name, spine, settings, model))
    assert not must_be_named(CONTENT_VERIFIER, comparison)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_no_change_is_no_regression_twenty_times(spine: list[Case], ask: Runner) -> None:
    few = spine[::3]
    before = ask("before", few, Settings())
    for _ in range(20):
        again = compare(before, ask("again", few, Settings()))
        assert again.regressions == ()
        assert again.flips == ()


def _changed(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Settings, QuotingModel | None]:
    """The settings of a planted regression, and its model if it has one."""
    settings, slug = dict(planted.settings), planted.name.replace(" ", "-")
    if planted.documents is not None:
        settings["corpus_dir"] = tmp_path / f"{slug}-corpus"
        shutil.copytree(shipped("corpus"), settings["corpus_dir"])
        planted.documents(settings["corpus_dir"])
    if planted.prompts is not None:
        prompts = tmp_path / f"{slug}-prompts"
        shutil.copytree(shipped("prompts"), prompts)
        planted.prompts(prompts)
        monkeypatch.setattr("rag.answerers.shipped", lambda _: prompts)
        return Settings(**settings), QuotingModel()
    return Settings(**settings), QuotingModel(planted.model) if planted.model else None
