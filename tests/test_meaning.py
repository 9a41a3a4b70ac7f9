"""Who weighs meaning instead of the signals, and what happens when they have no opinion."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.answer import EntailmentMeaning, Meaning, ModelMeaning, Verifier
from rag.answer.verification.meaning import Opinion, read_opinion
from rag.answerers import Answerers
from rag.errors import ConfigError, ModelTimeout
from rag.llm import ScriptedModel
from rag.settings import Settings, shipped
from rag.store import FloatArray
from rag.types import Delta, Message, Support
from tests.builders import passage
from tests.fakes import WordEmbedder

SOURCE = passage("Rent is $900 a month. The tenant may not keep dogs.", start=40)
OTHER = passage("Dogs and cats are welcome in the garden house.", start=0)
PARAPHRASE = "Dogs may not be kept by the person who rents."


class FixedScorer:
    """Says the same of every premise, and keeps what it was given."""

    name = "fixed"

    def __init__(self, entails: float, denies: float) -> None:
        self.says = (entails, denies)
        self.premises: list[str] = []

    def weigh(self, premises: Sequence[str], sentence: str) -> FloatArray:
        del sentence
        self.premises = list(premises)
        return np.array([self.says] * len(premises), dtype=np.float32)


class FixedModel:
    """Answers with fixed words, or fails; keeps the prompts."""

    name = "judge"

    def __init__(self, says: str | Exception) -> None:
        self.says = says
        self.asked: list[tuple[Message, ...]] = []

    def stream(self, messages: Sequence[Message], *, max_tokens: int, temperature: float):  # type: ignore[no-untyped-def]
        del max_tokens, temperature
        self.asked.append(tuple(messages))
        if isinstance(self.says, Exception):
            raise self.says
        yield Delta(reasoning="SUPPORTED? I wonder.")
        yield from (Delta(text=piece) for piece in self.says)


@pytest.mark.parametrize(
    ("entails", "denies", "support"),
    [
        (0.9, 0.0, Support.SUPPORTED),
        (0.3, 0.1, Support.PARTIAL),
        (0.1, 0.1, Support.UNSUPPORTED),
        (0.1, 0.8, Support.UNSUPPORTED),
    ],
)
def test_entailment_decides_what_nothing_exact_decides(
    entails: float, denies: float, support: Support
) -> None:
    verifier = Verifier(WordEmbedder(), meaning=EntailmentMeaning(FixedScorer(entails, denies)))
    verdict = verifier.judge(PARAPHRASE, [SOURCE])

    assert verdict.support is support
    assert bool(verdict.reason) == (support is not Support.SUPPORTED)
    assert [quote.support for quote in verdict.quotes] == [support]


def test_no_judge_can_wave_a_wrong_figure_through() -> None:
    scorer = FixedScorer(1.0, 0.0)
    verdict = Verifier(WordEmbedder(), meaning=EntailmentMeaning(scorer)).judge(
        "Rent is $950 a month.", [SOURCE]
    )

    assert verdict.support is Support.UNSUPPORTED
    assert scorer.premises == []


def test_several_sources_are_read_together_too() -> None:
    scorer = FixedScorer(0.9, 0.0)
    Verifier(WordEmbedder(), meaning=EntailmentMeaning(scorer)).judge(PARAPHRASE, [SOURCE, OTHER])

    assert len(scorer.premises) == 3
    assert "Rent" in scorer.premises[2]
    assert "garden" in scorer.premises[2]


def test_a_model_is_asked_with_statement_and_source_behind_one_fence() -> None:
    model = FixedModel("partial\nIt does not say who.")
    verdict = Verifier(WordEmbedder(), meaning=ModelMeaning(model, shipped("prompts"))).judge(
        PARAPHRASE, [SOURCE]
    )

    assert (verdict.support, verdict.reason) == (Support.PARTIAL, "It does not say who.")
    ((system, user),) = model.asked
    fence = user.content.split()[1]
    assert fence in system.content
    assert PARAPHRASE in user.content
    assert SOURCE.text in user.content


def test_a_model_reads_the_statement_as_it_is_written() -> None:
    model = FixedModel("supported")
    written = "The tenant is not allowed to keep a dog."
    Verifier(WordEmbedder(), meaning=ModelMeaning(model, shipped("prompts"))).judge(
        written, [SOURCE]
    )

    ((_, user),) = model.asked
    assert written in user.content


@pytest.mark.parametrize("says", ["I like dogs.", ModelTimeout("It took too long.")])
def test_without_an_opinion_the_signals_decide(says: str | Exception) -> None:
    alone = Verifier(WordEmbedder()).judge(PARAPHRASE, [SOURCE])
    judged = Verifier(
        WordEmbedder(), meaning=ModelMeaning(FixedModel(says), shipped("prompts"))
    ).judge(PARAPHRASE, [SOURCE])

    assert judged == alone


@pytest.mark.parametrize(
    ("said", "opinion"),
    [
        ("SUPPORTED", Opinion(Support.SUPPORTED, "")),
        (
            "**Unsupported**: the rent is missing.",
            Opinion(Support.UNSUPPORTED, "the rent is missing."),
        ),
        (
            "Not supported.",
            Opinion(Support.UNSUPPORTED, "The judge does not find this in the source."),
        ),
        (
            "Partially supported",
            Opinion(Support.PARTIAL, "The judge finds a part of this in the source."),
        ),
        ("unsupportedly", None),
        ("", None),
    ],
)
def test_a_judges_words_are_read_as_its_verdict(said: str, opinion: Opinion | None) -> None:
    assert read_opinion(said) == opinion


def test_a_long_reason_is_cut() -> None:
    found = read_opinion("PARTIAL " + "word " * 500)
    assert found is not None
    assert len(found.reason) <= 200


def test_the_setting_says_who_judges(tmp_path: Path) -> None:
    def judge(name: str, model: FixedModel | None = None) -> Meaning | None:
        return Answerers(Settings(data_dir=tmp_path, judge=name), model).judge()

    assert judge("") is None
    assert isinstance(judge("model", FixedModel("SUPPORTED")), ModelMeaning)
    assert isinstance(judge(str(tmp_path)), EntailmentMeaning)
    with pytest.raises(ConfigError, match="RAG_JUDGE"):
        judge("model")


@pytest.mark.parametrize(
    "said",
    [
        "The sentence is not fully supported by the source.",
        "It isn't supported.",
        "Not entirely supported: the date differs.",
        "To be supported, it would need a date: UNSUPPORTED",
    ],
)
def test_a_verdict_that_does_not_come_first_is_none(said: str) -> None:
    assert read_opinion(said) is None


def test_a_verdict_behind_what_turned_out_to_be_thinking_counts() -> None:
    model = ScriptedModel()
    thought = Delta(text="PARTIAL? No, all of it is there.")
    model.enqueue([thought, Delta(text="SUPPORTED", restart=True), Delta(finish="stop")])
    opinion = ModelMeaning(model, shipped("prompts")).opinion("One.", ["One."])
    assert opinion is not None
    assert opinion.support is Support.SUPPORTED


def test_a_judge_that_failed_is_left_alone_for_a_while() -> None:
    model = FixedModel(ModelTimeout("It took too long."))
    meaning = ModelMeaning(model, shipped("prompts"))

    assert meaning.opinion("One.", ["One."]) is None
    assert meaning.opinion("Two.", ["Two."]) is None
    assert len(model.asked) == 1
