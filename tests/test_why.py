"""Why an answer came out as it did: what is kept on the way, and how it is put into words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Answer, Assistant, Settings, Support
from rag.answer.prompt import REFUSAL_PHRASE
from rag.llm import ScriptedModel
from rag.types import EMBEDDED_MODEL, Explanation, RefusalReason, Signal, Timings
from rag.why import (
    best_quote,
    heading,
    keys_by_chunk,
    logit,
    others,
    outcome,
    shares,
    stages,
    strongest,
    unsent,
)
from tests.explained import explained
from tests.fake_assistant import Said, make_answer, make_document, make_refusal
from tests.fakes import WordEmbedder
from tests.opened import opened_whole

LEASE = "# The lease\n\nRent for the Baker Street flat is 900 euros a month. Dogs are banned.\n"
GARDEN = "The garden of the house has 12 apple trees. Mary Jones planted them in 1987.\n"
RENT = "How much is the rent for the Baker Street flat?"
SECRET = "sk-very-secret-key"

TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")
BOATS = make_document("boats.md", "Boats", "Boats rest at night. They sail at dawn, with the tide.")
NOON = make_answer("When?", Said("It is at noon.", ((TIDES, "High at noon."),)))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "lease.md").write_text(LEASE, "utf-8")
    (folder / "garden.txt").write_text(GARDEN, "utf-8")
    return Settings(
        corpus_dir=folder,
        data_dir=tmp_path_factory.mktemp("data"),
        evidence_threshold=0.0,
        reader=False,
        api_key=SECRET,
    )


@pytest.fixture(scope="module")
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture(scope="module")
def assistant(settings: Settings, model: ScriptedModel) -> Iterator[Assistant]:
    with opened_whole(settings, embedder=WordEmbedder(), model=model) as opened:
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def strict(settings: Settings, assistant: Assistant) -> Iterator[Assistant]:
    """The same documents, behind a gate that nothing passes. It has a model that is never asked."""
    assert assistant.is_ready()
    closed = settings.model_copy(update={"evidence_threshold": 1.0})
    with opened_whole(closed, embedder=WordEmbedder(), model=ScriptedModel()) as opened:
        yield opened


def ask(
    assistant: Assistant, question: str, model: str | None = None
) -> tuple[Answer, Explanation]:
    reply = assistant.ask(question, model=model)
    list(reply)
    assert reply.answer.why is not None
    return reply.answer, reply.answer.why


def added_up(signals: Sequence[Signal]) -> float:
    """The probability whose logit the signals add up to."""
    return 1 / (1 + math.exp(-logit(signals)))


def test_an_answer_keeps_what_it_was_made_from(assistant: Assistant) -> None:
    answer, why = ask(assistant, RENT, EMBEDDED_MODEL)

    assert list(why.hits) == assistant.retrieve(RENT, k=50)
    assert why.passages == answer.passages
    assert why.sentences == answer.sentences != ()
    assert why.evidence.probability == answer.evidence == why.evidence.sentences[0].score
    assert why.threshold == 0.0
    assert why.prompt == ()


def test_the_signals_add_up_to_the_probability(assistant: Assistant) -> None:
    for question in (RENT, "When did Mary Jones plant the apple trees?", "Who is Zorblatt?"):
        _, why = ask(assistant, question, EMBEDDED_MODEL)

        assert added_up(why.evidence.signals) == pytest.approx(why.evidence.probability, abs=1e-4)


def test_a_refusal_is_explained_as_well(strict: Assistant) -> None:
    answer, why = ask(strict, RENT)

    assert answer.refusal is not None
    assert answer.passages == ()
    assert why.hits
    assert why.passages, "what was read is kept, though no source is shown"
    assert why.evidence.signals
    assert why.evidence.probability < why.threshold == 1.0
    assert (why.prompt, why.sentences) == ((), ())


def test_nothing_found_is_explained_by_nothing(tmp_path: Path) -> None:
    settings = Settings(corpus_dir=tmp_path, data_dir=tmp_path / "data", reader=False)
    with opened_whole(settings, embedder=WordEmbedder()) as empty:
        answer, why = ask(empty, RENT)

    assert (why.hits, why.passages, why.evidence.signals) == ((), (), ())
    assert outcome(answer, why) == "Nothing was found to judge."


def test_the_prompt_that_is_kept_is_the_prompt_that_was_sent(
    assistant: Assistant, model: ScriptedModel
) -> None:
    model.enqueue(["Rent is 900 euros a month."])

    _, why = ask(assistant, RENT)

    assert why.prompt == model.prompts[-1]
    assert why.passages
    assert all(f"[{passage.key}]" in why.prompt[-1].content for passage in why.passages)


def test_a_draft_that_was_refused_keeps_its_verdicts(
    assistant: Assistant, model: ScriptedModel
) -> None:
    model.enqueue(["Rent is 7 dollars a day. [zz9x]"])

    answer, why = ask(assistant, RENT)

    assert answer.refusal is not None
    assert answer.refusal.reason == "unsupported"
    assert [one.support for one in why.sentences] == [Support.UNSUPPORTED]
    assert "zz9x" in why.sentences[0].reason
    assert why.prompt


def test_a_model_that_declined_wrote_no_sentence_to_judge(
    assistant: Assistant, model: ScriptedModel
) -> None:
    model.enqueue([REFUSAL_PHRASE])

    answer, why = ask(assistant, RENT)

    assert answer.refusal is not None
    assert why.sentences == ()
    assert why.prompt == model.prompts[-1]


def test_the_key_of_the_server_is_nowhere_in_it(assistant: Assistant, model: ScriptedModel) -> None:
    model.enqueue(["Rent is 900 euros a month."])

    answer, _ = ask(assistant, RENT)

    assert SECRET not in repr(answer)


@pytest.mark.parametrize(
    ("reason", "probability", "words"),
    [
        ("no_evidence", 0.1, "of 10%; 25% is needed, so no answer was written."),
        ("model_declined", 0.5, "of 50%; 25% is needed. The model was asked"),
        ("unsupported", 0.5, "no sentence of it was borne out."),
    ],
)
def test_every_refusal_says_where_it_ended(
    reason: RefusalReason, probability: float, words: str
) -> None:
    refused = explained(make_refusal("?", "No.", reason=reason), TIDES, probability=probability)
    assert refused.why is not None

    assert words in outcome(refused, refused.why)
    assert heading(refused) == "Why this was refused"


def test_an_answer_says_what_was_enough() -> None:
    answer = explained(NOON, TIDES)
    assert answer.why is not None

    assert outcome(answer, answer.why).endswith("a probability of 82%; 25% is needed.")
    assert heading(answer) == "Why this answer"


def test_what_differs_is_not_rounded_to_the_same() -> None:
    assert shares(0.82, 0.25) == ("82%", "25%")
    assert shares(0.2496, 0.25) == ("24.96%", "25.00%")
    assert shares(0.25, 0.25) == ("25.000%", "25.000%")


def test_the_strongest_signals_come_first_and_nothing_is_lost() -> None:
    signals = [
        Signal("a", 1, 0.05),
        Signal("b", 1, -2.0),
        Signal("c", 1, 1.0),
        Signal("d", 1, -0.01),
    ]

    told, rest = strongest(signals)

    assert [signal.name for signal in told] == ["b", "c"]
    assert {*told, *rest} == set(signals)
    assert logit(told) + logit(rest) == pytest.approx(logit(signals))
    assert (others(rest), others(rest[:1])) == ("2 others", "1 other")


def test_a_hit_that_was_read_has_the_key_of_its_passage() -> None:
    why = explained(NOON, TIDES, BOATS).why
    assert why is not None

    assert keys_by_chunk(why) == {why.hits[0].chunk.id: why.passages[0].key}


def test_the_best_quote_is_the_best_supported() -> None:
    both = ((TIDES, "High at noon."), (BOATS, "Boats rest at night."))
    first, second = make_answer("?", Said("It is at noon.", both)).citations
    cited = (replace(first, support=Support.PARTIAL), second)

    assert best_quote(replace(NOON.sentences[0], citations=cited)) is second
    assert best_quote(replace(NOON.sentences[0], citations=())) is None


def test_no_prompt_is_told_apart_by_its_reason() -> None:
    assert "refused before" in unsent(make_refusal("?", "No."))
    assert "quotes" in unsent(NOON)


def test_only_stages_that_ran_are_timed_and_the_total_is_last() -> None:
    assert stages(Timings(retrieve=0.5, total=0.6)) == [("search", 0.5), ("total", 0.6)]
