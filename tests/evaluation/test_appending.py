"""Cases put behind others: read back as they were, and what stood there is kept to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import CaseError
from rag.evaluation.appending import append_case
from rag.evaluation.casefile import read_case_file
from rag.evaluation.cases import (
    AnswerExpected,
    Case,
    CaseScope,
    ConflictExpected,
    Expectation,
    Fact,
    RefusalExpected,
)

REFUSED = Case("pool", "Who cleans the pool?", Expectation(refusal=RefusalExpected()), group="who")
ANSWERED = Case(
    "rent",
    "How much is the rent?",
    Expectation(
        answer=AnswerExpected(facts=(Fact(number="900", unit="euros"),), sources=("lease.md",))
    ),
)


def test_a_new_file_says_where_its_documents_are(tmp_path: Path) -> None:
    path = tmp_path / "tests" / "bot.grounding.yaml"
    for case in (REFUSED, ANSWERED):
        append_case(path, case, corpus=tmp_path / "documents", comment="a\nb")
    read = read_case_file(path)
    assert read.cases == (REFUSED, ANSWERED)
    assert read.corpus is not None
    assert read.corpus.resolve() == tmp_path / "documents"
    assert "# a b\n" in path.read_text("utf-8")


def test_a_conflict_and_a_scope_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "bot.grounding.yaml"
    values = (Fact(number="900", unit="euros"), Fact(text='nine "hundred"'))
    conflict = Case(
        "rent",
        "How much is the rent?",
        Expectation(conflict=ConflictExpected(values=values)),
        scope=CaseScope(documents=("a, b.md", "[[]c].md"), collections=("leases",)),
    )
    append_case(path, conflict, corpus=tmp_path)
    append_case(path, REFUSED, corpus=tmp_path)
    assert read_case_file(path).cases == (conflict, REFUSED)


@pytest.mark.parametrize(
    "expected",
    [
        AnswerExpected(),
        AnswerExpected(facts=(Fact(text="900"),)),
        AnswerExpected(sources=("lease.md",)),
    ],
)
def test_an_answer_may_be_expected_without_facts_or_sources(
    tmp_path: Path, expected: AnswerExpected
) -> None:
    path = tmp_path / "bot.grounding.yaml"
    case = Case("rent", "How much?", Expectation(answer=expected))
    append_case(path, case, corpus=tmp_path)
    assert read_case_file(path).cases == (case,)


@pytest.mark.parametrize("indent", ["", "  ", "    "])
def test_what_stood_there_stays(tmp_path: Path, indent: str) -> None:
    path = tmp_path / "bot.grounding.yaml"
    lines = ["- id: a  # keep", "  question: What?", "  expect: refusal"]
    before = "\n".join(["# mine", "cases:", *(indent + line for line in lines), ""])
    path.write_text(before, "utf-8")
    append_case(path, ANSWERED, corpus=tmp_path)
    assert path.read_text("utf-8").startswith(before)
    assert [case.id for case in read_case_file(path).cases] == ["a", "rent"]


@pytest.mark.parametrize("before", ["cases: []\n", "cases:\n  - {id: a}\n", "a: [\n"])
def test_a_file_that_cannot_take_it_is_left_as_it_was(tmp_path: Path, before: str) -> None:
    path = tmp_path / "bot.grounding.yaml"
    path.write_text(before, "utf-8")
    with pytest.raises(CaseError):
        append_case(path, ANSWERED, corpus=tmp_path)
    assert path.read_text("utf-8") == before
    assert list(tmp_path.iterdir()) == [path]


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="does not end in"):
        append_case(tmp_path / "notes.yaml", ANSWERED, corpus=tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_words_are_read_back(tmp_path: Path, words: str) -> None:
    path = tmp_path / "bot.grounding.yaml"
    path.unlink(missing_ok=True)
    case = Case("any", words, Expectation(refusal=RefusalExpected()))
    append_case(path, case, corpus=tmp_path, comment=words)
    assert read_case_file(path).cases == (case,)
