"""Cases put behind others: read back as they were, and what stood there is kept to the letter."""

from __future__ import annotations

import errno
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import CaseError
from rag.evaluation import appending
from rag.evaluation.appending import append_case
from rag.evaluation.casefile import CaseFile, find_case_files, read_case_file
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
    assert [one for one in tmp_path.iterdir() if one.suffix != ".lock"] == [path]


def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "bot.grounding.yaml"
    before = b"\xef\xbb\xbfcases:\r\n- id: a\r\n  question: What?\r\n  expect: refusal\r\n"
    path.write_bytes(before)
    append_case(path, ANSWERED, corpus=tmp_path)
    after = path.read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert len(read_case_file(path).cases) == 2


def test_two_who_keep_a_case_at_once_both_keep_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bot.grounding.yaml"
    append_case(path, REFUSED, corpus=tmp_path)

    def slowly(file: Path) -> CaseFile:
        found = read_case_file(file)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(appending, "read_case_file", slowly)
    keep = partial(append_case, path, corpus=tmp_path)
    with ThreadPoolExecutor() as pool:
        list(pool.map(keep, (ANSWERED, replace(ANSWERED, id="fee"))))
    assert {case.id for case in read_case_file(path).cases} == {"pool", "rent", "fee"}


def test_a_draft_that_a_kill_has_left_is_no_file_of_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bot.grounding.yaml"
    append_case(path, REFUSED, corpus=tmp_path)
    monkeypatch.setattr(Path, "replace", killed)
    monkeypatch.setattr(Path, "unlink", killed)
    with pytest.raises(KeyboardInterrupt):
        append_case(path, ANSWERED, corpus=tmp_path)
    assert find_case_files([tmp_path]) == (path,)


def killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_disk_that_is_full_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(CaseError, match="cannot be written: No space left"):
        append_case(tmp_path / "bot.grounding.yaml", REFUSED, corpus=tmp_path)


def test_a_case_about_other_documents_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bot.grounding.yaml"
    append_case(path, REFUSED, corpus=tmp_path / "papers")
    with pytest.raises(CaseError, match="papers, where this one is not"):
        append_case(path, ANSWERED, corpus=tmp_path / "notes")
    assert read_case_file(path).cases == (REFUSED,)


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
