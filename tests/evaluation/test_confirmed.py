"""Cases out of answers: what is proposed, what a person may confirm, and how it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.errors import CaseError
from rag.evaluation.casefile import read_case_file
from rag.evaluation.cases import CaseScope, Fact, Turn
from rag.evaluation.confirmed import Confirmed, expectation, keep_case, proposed, scope_of
from rag.evaluation.facts import states
from rag.types import Scope, Support
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

QUAY = make_document("port/quay.md", "Quay", "It is 9.5 metres deep. The quay was built by Falk.")
ANSWER = make_answer(
    "How deep is it?",
    Said("It is **9.5 metres** deep.", ((QUAY, "It is 9.5 metres deep."),)),
    Said("It cost 7 crowns.", ((QUAY, "It is 9.5 metres deep."),), Support.UNSUPPORTED, "No."),
)
REFUSED = make_refusal("Who?", "The documents do not say.")
SOURCES = {QUAY.id: "port/quay.md"}


def test_what_is_borne_out_and_cited_is_proposed() -> None:
    assert proposed(ANSWER, SOURCES) == Confirmed("answer", ("9.5 metres",), ("port/quay.md",))


def test_a_wrong_answer_proposes_no_source() -> None:
    assert proposed(ANSWER, SOURCES, right=False).sources == ()


def test_a_source_that_is_gone_is_not_proposed() -> None:
    assert proposed(ANSWER, {}).sources == ()


def test_a_sentence_without_figures_gives_its_names_else_itself() -> None:
    named = make_answer("Who?", Said("The quay was built by Oyelaran.", ((QUAY, "Falk"),)))
    plain = make_answer("How?", Said("It is deep.", ((QUAY, "deep"),)))
    assert proposed(named, SOURCES).facts == ("Oyelaran",)
    assert proposed(plain, SOURCES).facts == ("It is deep",)


def test_a_refusal_proposes_one_where_it_was_right_and_an_answer_where_not() -> None:
    assert proposed(REFUSED, SOURCES).kind == "refusal"
    assert proposed(REFUSED, SOURCES, right=False) == Confirmed("answer")


def test_sources_that_differ_propose_a_conflict() -> None:
    note = "The sources differ: 9 in [1], 10 in [2]."
    assert proposed(replace(ANSWER, note=note), SOURCES).kind == "conflict"


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ("9.5 metres", Fact(number="9.5", unit="metres")),
        ("$3.5 billion", Fact(number="$3.5 billion")),
        ("1974", Fact(number="1974")),
        ("240 euros per day", Fact(number="240 euros", unit="per day")),
        ("$3.5 billion a year", Fact(number="$3.5 billion", unit="a year")),
        ("240 euros if paid a week before", Fact(text="240 euros if paid a week before")),
        ("3 meals per day", Fact(text="3 meals per day")),
        ("18 nautical miles", Fact(text="18 nautical miles")),
        ("  Falk  ", Fact(text="Falk")),
    ],
)
def test_a_line_is_a_figure_or_words(words: str, fact: Fact) -> None:
    assert expectation(Confirmed("answer", (words, " "))).facts == (fact,)


def test_a_price_per_day_is_met_in_any_form() -> None:
    (fact,) = expectation(Confirmed("answer", ("240 euros per day",))).facts

    assert states(["A permit costs € 240 per day."], fact)
    assert not states(["A permit costs € 240 per week."], fact)
    assert not states(["A permit costs € 250 per day."], fact)


@pytest.mark.parametrize(
    "empty", [Confirmed("answer", (" ",)), Confirmed("conflict", ("one value",))]
)
def test_what_would_hold_of_anything_is_not_kept(tmp_path: Path, empty: Confirmed) -> None:
    path = tmp_path / "f.grounding.yaml"
    with pytest.raises(CaseError, match=r"Say what|two values"):
        keep_case(path, "How?", empty, corpus=tmp_path)
    assert not path.exists()


def test_cases_are_read_back_with_their_scope(tmp_path: Path) -> None:
    path = tmp_path / "f.grounding.yaml"
    scope = scope_of(Scope(documents=frozenset({QUAY.id, "gone"})), SOURCES)
    first = keep_case(
        path,
        ANSWER.question,
        proposed(ANSWER, SOURCES),
        corpus=tmp_path,
        scope=scope,
        history=(Turn(user="Is it deep?"), Turn(assistant="Yes.")),
        group="depths",
    )
    second = keep_case(path, "Who owns it?", Confirmed("refusal"), corpus=tmp_path)
    third = keep_case(path, "How wide?", Confirmed("conflict", ("7 m", "8 m")), corpus=tmp_path)
    assert read_case_file(path).cases == (first, second, third)
    assert first.scope == CaseScope(documents=("port/quay.md",))
    assert (first.id, first.group) == ("deep", "depths")


def test_a_question_is_not_asked_twice(tmp_path: Path) -> None:
    path = tmp_path / "f.grounding.yaml"
    keep_case(path, "Who owns it?", Confirmed("refusal"), corpus=tmp_path)
    before = path.read_text("utf-8")
    with pytest.raises(CaseError, match="asks this already"):
        keep_case(path, "who owns it?", Confirmed("answer", ("Falk",)), corpus=tmp_path)
    other = tmp_path / "other.grounding.yaml"
    with pytest.raises(CaseError, match=r"f\.grounding\.yaml asks this already"):
        keep_case(other, "Who owns it?", Confirmed("refusal"), corpus=tmp_path)
    after = (Turn(user="Is there a mill?"), Turn(assistant="Yes."))
    again = keep_case(other, "Who owns it?", Confirmed("refusal"), corpus=tmp_path, history=after)
    assert again.id == "owns-2"
    assert path.read_text("utf-8") == before


@pytest.mark.parametrize(("question", "group"), [("", ""), ("Who?", "skip")])
def test_no_question_and_a_name_that_means_something_else_are_no_case(
    tmp_path: Path, question: str, group: str
) -> None:
    path = tmp_path / "f.grounding.yaml"
    with pytest.raises(CaseError):
        keep_case(path, question, Confirmed("refusal"), corpus=tmp_path, group=group)
    assert not path.exists()


def test_a_file_beside_it_that_is_broken_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "broken.grounding.yaml").write_text("cases: [")
    path = tmp_path / "f.grounding.yaml"
    keep_case(path, "Who?", Confirmed("refusal"), corpus=tmp_path)
    path.write_text("cases: [")
    with pytest.raises(CaseError):
        keep_case(path, "Which?", Confirmed("refusal"), corpus=tmp_path)


def test_no_scope_is_all_documents() -> None:
    assert scope_of(None, SOURCES) == CaseScope()
    assert scope_of(Scope(), SOURCES) == CaseScope()
    assert scope_of(Scope(collections=frozenset({"port"})), SOURCES).collections == ("port",)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(since=date(2024, 1, 1)),
        Scope(documents=frozenset({QUAY.id}), until=date(2024, 1, 1)),
        Scope(collections=frozenset({"port", ""})),
        Scope(documents=frozenset({"gone"})),
    ],
)
def test_a_scope_that_a_case_cannot_say_is_refused(scope: Scope) -> None:
    with pytest.raises(CaseError):
        scope_of(scope, SOURCES)
