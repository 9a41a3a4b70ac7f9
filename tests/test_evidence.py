"""The evidence gate: signals, the shipped model, and what is said when there is nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.evidence import EvidenceGate, EvidenceModel, no_evidence
from rag.retrieve.question import parse
from rag.retrieve.signals import SIGNALS, measure, read_place
from rag.types import Evidence
from tests.builders import passage
from tests.fakes import WordEmbedder

RENT = passage("The lease is old. Rent is 900 euros a month. Pets are banned.", title="Lease")


def signal(name: str, question: str, heading: str, text: str) -> list[float]:
    place = read_place(heading, "", text)
    vectors = WordEmbedder().embed([question, *place.in_context])
    matrix = measure(parse(question), vectors[0], [place], [vectors[1:]])
    return [round(float(value), 3) for value in matrix[:, SIGNALS.index(name)]]


def test_coverage_counts_terms_here_near_and_anywhere() -> None:
    question = "monthly rent of the lease"
    text = "Rent is due. It is monthly. Pets. Nothing."

    assert signal("covered_here", question, "Lease", text) == [0.333, 0.333, 0, 0]
    assert signal("covered_near", question, "Lease", text) == [1, 1, 0.667, 0.333]
    assert signal("covered_passage", question, "Lease", text) == [1, 1, 1, 1]


def test_a_name_that_is_nowhere_is_missed() -> None:
    question = "What does Acme pay to Oracle?"

    assert signal("names_missing_passage", question, "Oracle", "Someone pays.") == [0.5]


def test_the_wanted_kind_is_missed_only_if_the_neighbours_lack_it_too() -> None:
    question = "When was it signed?"

    assert signal("wanted_missing", question, "", "Signed by two. In May 2019.") == [0, 0]
    assert signal("wanted_missing", question, "", "Signed by two. And sealed.") == [1, 1]


def test_a_figure_next_to_what_is_counted_is_close() -> None:
    near, far = (
        signal("counted_close", "How many rooms are there?", "", text)[0]
        for text in ("It has 12 rooms.", "The 12 tenants of the house share all of its rooms.")
    )

    assert near > far > 0


def test_sentences_come_best_first_with_exact_spans() -> None:
    shifted = passage(RENT.text, start=100, title="Lease")

    found = EvidenceGate(WordEmbedder()).judge("How many euros a month is rent?", [shifted])

    assert found.sentences[0].text == "Rent is 900 euros a month."
    assert found.probability == found.sentences[0].score
    for sentence in found.sentences:
        assert shifted.text[sentence.start - 100 : sentence.end - 100] == sentence.text


def test_what_the_passages_do_not_name_is_said() -> None:
    found = EvidenceGate(WordEmbedder()).judge("What does Zorblatt Inc pay?", [RENT])

    assert "Zorblatt Inc" in found.missing
    assert "Zorblatt Inc" in no_evidence(found)


def test_no_passage_is_no_evidence() -> None:
    assert EvidenceGate(WordEmbedder()).judge("Anything?", []) == Evidence(0.0)


def test_the_shipped_model_has_a_weight_for_every_signal() -> None:
    model = EvidenceModel.load()

    probabilities = model.probabilities(np.zeros((3, len(SIGNALS)), dtype=np.float32))
    assert probabilities.shape == (3,)
    assert np.all((probabilities >= 0) & (probabilities <= 1))


@pytest.mark.parametrize(
    "text", ["word", "1 2 3", "x " * 5_000, "| a | b |\n|---|---|", "日本語。"]
)
def test_odd_passages_get_a_verdict(text: str) -> None:
    found = EvidenceGate(WordEmbedder()).judge("How many?", [passage(text)])

    assert 0 <= found.probability <= 1


@given(st.text(min_size=1, max_size=100), st.text(min_size=1, max_size=200))
def test_any_question_of_any_passage_gets_a_verdict(question: str, text: str) -> None:
    assert 0 <= EvidenceGate(WordEmbedder()).judge(question, [passage(text)]).probability <= 1
