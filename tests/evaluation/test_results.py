"""Results: what is wrong with them, in words; and the file, also one that was cut off."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import CaseError
from rag.evaluation.cases import Case
from rag.evaluation.observation import Observation
from rag.evaluation.results import (
    ResultFile,
    Run,
    read_run,
    result_from_json,
    result_to_json,
    write_run,
)
from tests.evaluation.makers import (
    answer,
    answerable,
    case,
    cited,
    failed,
    refused,
    result,
    said,
    sentence,
)

UNSUPPORTED = answer(sentence("It is in Memphis.", cited(), support="unsupported"))
UNCITED = answer(sentence("It is in Memphis."))
CONFLICT = case(expect={"conflict": {"values": ["900", "950"]}})
BOTH = [sentence("It is 900.", cited()), sentence("It is 950.", cited("b.md"))]


@pytest.mark.parametrize(
    ("one", "seen", "kinds"),
    [
        (case(), refused(), []),
        (case(), said("It is Paris."), ["answered"]),
        (case(), failed(), ["error"]),
        (case(expect={"refusal": {"reason": "model_declined"}}), refused(), ["reason"]),
        (case(expect={"refusal": {"reason": "no_evidence"}}), refused(), []),
        (answerable("one", "Memphis"), said("It is in Memphis."), []),
        (answerable("one", "Memphis"), refused(), ["refused"]),
        (answerable("one", "Memphis"), failed(), ["error"]),
        (answerable("one", "Memphis"), said("It is far."), ["fact"]),
        (answerable("one", "Memphis"), UNSUPPORTED, ["fact"]),
        (answerable("one", "Memphis"), UNCITED, ["fact"]),
        (answerable("one", "Memphis", "far"), said("It is near."), ["fact", "fact"]),
        (answerable(sources=["a.md"]), said("Yes."), []),
        (answerable(sources=["*/a.md", "b*"]), said("Yes."), ["source", "source"]),
        (answerable(quotes=["QUO te"]), said("Yes."), ["quote"]),
        (answerable(quotes=["uote"]), said("Yes."), []),
        (answerable(forbidden=["far"]), said("It is far."), ["forbidden"]),
        (answerable(forbidden=["far"]), answer(sentence("It is far.")), ["forbidden"]),
        (answerable(forbidden=["far"]), said("It is near."), []),
        (CONFLICT, answer(*BOTH), ["conflict"]),
        (CONFLICT, answer(*BOTH, note="The sources differ: 900 in [1], 950 in [2]."), []),
        (CONFLICT, answer(BOTH[0], note="The sources differ: 900 in [1]."), ["fact"]),
    ],
)
def test_what_is_wrong_is_named(one: Case, seen: Observation, kinds: list[str]) -> None:
    found = result(one, seen)

    assert [fault.kind for fault in found.faults] == kinds
    assert found.met == (not kinds)


def test_a_fact_without_support_is_told_apart_from_none() -> None:
    (fault,) = result(answerable("one", "Memphis"), UNCITED).faults

    assert "A sentence that none bears out does." in fault.words


def test_the_number_of_a_footnote_is_no_fact_without_support() -> None:
    seen = replace(said("It is serviced yearly."), text="It is serviced yearly. [1]")
    (fault,) = result(answerable("one", {"number": "1"}), seen).faults

    assert fault.words == "No sentence borne out by its citation says the number 1."


@pytest.mark.parametrize(
    ("text", "told", "instead"),
    [
        ("3 months", "It is three months to the end.", "{number: 3, unit: months}"),
        ("200,000 GPUs", "It runs about 200k GPUs.", "{number: 200,000, unit: GPUs}"),
        ("$1500.50", "The deposit is $1,500.50.", "{number: $1500.50}"),
        ("3 months", "It is three weeks to the end.", ""),
        ("3 to 4 months", "It is three months.", ""),
        ("no figure", "It is three months.", ""),
    ],
)
def test_a_figure_in_another_form_is_told_how_to_be_written(
    text: str, told: str, instead: str
) -> None:
    (fault,) = result(answerable("one", text), said(told)).faults
    assert fault.kind == "fact"
    assert (instead in fault.words) if instead else ("letter by letter" not in fault.words)
    if instead:
        number, _, unit = instead.strip("{}").removeprefix("number: ").partition(", unit: ")
        assert result(answerable("one", {"number": number, "unit": unit}), said(told)).met


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    results = (
        result(answerable("one", "Memphis", ["a", "b"], {"number": "3"}), said("Memphis.")),
        result(case("two", history=[{"user": "hi"}], known_failure="why"), refused(), 1),
    )
    write_run(tmp_path / "deep" / "run.jsonl", Run("name", results, "print"))

    assert read_run(tmp_path / "deep" / "run.jsonl") == Run("name", results, "print", True)
    assert tuple(map(result_from_json, map(result_to_json, results))) == results


def test_a_run_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    first, second = result(case("one"), refused()), result(case("two"), failed())
    file = ResultFile.begin(path, "name", "print", resume=False)
    file.add(first)
    file.add(second)
    with path.open("ab") as torn:
        torn.write(b'{"result":{"case":{"id":"thr')

    assert read_run(path) == Run("name", (first, second), "print", False)
    again = ResultFile.begin(path, "name", "print", resume=True)
    assert again.done == (first,)  # an error is asked again
    again.add(result(case("two"), refused()))
    again.finish()
    run = read_run(path)
    assert run.finished
    assert [one.met for one in run.results] == [True, True]


def test_a_file_that_stands_in_the_way_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    write_run(path, Run("name", (), "print"))
    before = path.read_bytes()

    with pytest.raises(CaseError, match="there already"):
        ResultFile.begin(path, "name", "print", resume=False)
    with pytest.raises(CaseError, match="other settings"):
        ResultFile.begin(path, "name", "other", resume=True)
    assert path.read_bytes() == before


def test_what_is_no_file_of_results_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with pytest.raises(CaseError, match="cannot be read"):
        read_run(path)
    path.write_text("", "utf-8")
    with pytest.raises(CaseError, match="no file of grounding results"):
        read_run(path)
    path.write_text('{"name":"a"}\n{"result":3}\n{}\n', "utf-8")
    with pytest.raises(CaseError, match=r"run\.jsonl:2: "):
        read_run(path)
