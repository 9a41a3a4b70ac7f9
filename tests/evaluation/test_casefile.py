"""Files of cases: what may be written, and errors that name file, line and field."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import CaseError
from rag.evaluation.casefile import (
    SCHEMA_FILE,
    find_case_files,
    of_groups,
    read_case_file,
    read_cases,
    schema,
)
from rag.types import Message
from tests.grounding.cases import SPINE

GOOD = """\
corpus: documents
cases:
  - id: gpus
    question: How many GPUs are there?
    group: number
    history:
      - user: Who are they?
      - assistant: A company.
    scope:
      documents: ["contracts/*.md"]
    expect:
      answer:
        facts:
          - Memphis
          - [first, second]
          - {number: 200k, unit: GPUs, tolerance: 5%}
          - {regex: "o+ps"}
          - 1987
        sources: ["a.md"]
        quotes: [the very words]
        forbidden: [no]

  - id: paris
    question: What is the capital of France?
    expect: refusal
  - id: declined
    question: Is it?
    expect: {refusal: {reason: model_declined}}
  - id: rent
    question: How much is the rent?
    expect: {conflict: {values: [900, 950]}}
    known_failure: not yet
"""


def written(folder: Path, text: str, name: str = "a.grounding.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_everything_that_a_case_may_say(tmp_path: Path) -> None:
    file = read_case_file(written(tmp_path, GOOD))

    assert file.corpus == tmp_path / "documents"
    assert file.lines == (3, 23, 26, 29)
    gpus, paris, declined, rent = file.cases
    assert gpus.messages == (Message("user", "Who are they?"), Message("assistant", "A company."))
    assert [str(fact) for fact in gpus.expect.facts] == [
        "'Memphis'",
        "'first' or 'second'",
        "the number 200k GPUs (within 5%)",
        "/o+ps/",
        "'1987'",
    ]
    assert gpus.expect.answer is not None
    assert [str(fact) for fact in gpus.expect.answer.forbidden] == ["'no'"]
    assert gpus.scope.documents == ("contracts/*.md",)
    assert [one.expect.kind for one in file.cases] == ["answer", "refusal", "refusal", "conflict"]
    assert paris.expect.refusal is not None
    assert paris.expect.refusal.reason is None
    assert declined.expect.refusal is not None
    assert declined.expect.refusal.reason == "model_declined"
    assert rent.known_failure == "not yet"


@pytest.mark.parametrize(
    ("line", "instead", "number", "words"),
    [
        ("    group: number", "    gruop: number", 5, "case gpus: gruop: there is no such field"),
        ("          - 1987", "          - {number: many}", 18, "'many' is not one figure"),
        ('          - {regex: "o+ps"}', '          - {regex: "("}', 17, "no regular expression"),
        ("          - Memphis", "          - {txt: Memphis}", 14, "facts.0.txt: there is no such"),
        ("          - Memphis", "          - {text: a, regex: b}", 14, "exactly one of text, num"),
        ("          - Memphis", "          - {text: a, unit: b}", 14, "belong to a number"),
        ("    expect: refusal", "    expect: maybe", 25, "expect: 'maybe' is not what may stand"),
        ("    expect: refusal", "    expect: {}", 25, "exactly one of answer, refusal and con"),
        ("  - id: paris", "  - id: gpus", 23, "the id 'gpus' is given 2 times"),
        ("  - id: paris", "  - id: in paris", 23, "id: holds a space"),
        ("  - id: paris", r'  - id: "\e[31mparis"', 23, "or a control character"),
        ("  - id: paris", r'  - id: "\u202eparis"', 23, "or a control character"),
        ("  - id: paris", "  - group: far", 23, "cases.1.id: this is missing"),
        ("      - user: Who are they?", "      - usr: Who?", 7, "history.0.usr: there is no such"),
        ("    group: number", "    group: xfail", 5, "means something to pytest"),
        ("    group: number", "    question: Who?", 5, "question is given twice"),
        ("    group: number", "    group: [", 7, "expected"),
        ("    group: number", "    group: &a b", 0, ""),
        ("          - 1987", "          - *a", 18, "aliases are not taken"),
        ("corpus: documents", "markers: [_slow]", 1, "markers.0: '_slow' is no name of a marker"),
        ("corpus: documents", 'markers: [""]', 1, "markers.0: '' is no name of a marker"),
        ("corpus: documents", "markers: [xfail]", 1, "'xfail' means something else to pytest"),
        ("corpus: documents", "corps: documents", 1, "corps: there is no such field."),
        ("    group: number", "    history: [{user: How many?}]", 5, "write it in quotes"),
        ("    group: number", "    history: [user: Who? He]", 5, "write it in quotes"),
        ("    group: number", "    group: one: two", 5, "write it in quotes"),
        ("    group: number", '    group: "one" and two', 5, "write it in quotes"),
        ("    group: number", "    group: @home", 5, "write it in quotes"),
        ("    group: number", "    group: [one, two", 6, "expected ',' or ']'"),
        (
            "    group: number",
            "\tgroup: number",
            5,
            "5: a tab stands where YAML takes spaces only.",
        ),
        (
            "    group: number",
            "    group: x\n---",
            6,
            "expected a single document in the stream, but",
        ),
        (
            "    question: What is the capital of France?",
            '    question: ""',
            24,
            "case paris: question: must not be empty.",
        ),
        ("          - Memphis", "          - []", 14, "facts.0: takes at least 1."),
        (
            "    expect: refusal",
            "    expect: {refusal: {reason: x}}",
            25,
            "must be 'no_evidence', ",
        ),
        ("    expect: refusal", "    expect: {answer: {facts: x}}", 25, "facts: must be a list."),
        (
            "    expect: refusal",
            f"    expect: {'x' * 99}",
            25,
            "xxx… is not what may stand here.",
        ),
    ],
)
def test_an_error_names_file_line_and_field(
    tmp_path: Path, line: str, instead: str, number: int, words: str
) -> None:
    path = written(tmp_path, GOOD.replace(line, instead))
    if not number:  # an anchor alone harms nobody
        read_case_file(path)
        return

    with pytest.raises(CaseError) as raised:
        read_case_file(path)

    assert f"{path}:{number}: " in raised.value.message
    assert words in raised.value.message


@pytest.mark.parametrize("letter", ["UFFFFFFFF", "U00110000"])
def test_a_letter_that_there_is_none_of_is_said_in_words(tmp_path: Path, letter: str) -> None:
    with pytest.raises(CaseError, match="this is not YAML"):
        read_case_file(written(tmp_path, f'cases:\n- id: "\\{letter}"\n'))


@pytest.mark.parametrize("text", ["- id: a\n  question: Who?", "no fields"])
def test_a_file_without_fields_is_told_how_to_begin(tmp_path: Path, text: str) -> None:
    with pytest.raises(CaseError, match="the file: must begin with its fields, such as `cases:`"):
        read_case_file(written(tmp_path, text))


def test_what_cannot_be_read_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.grounding.yaml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CaseError, match="is no UTF-8 text"):
        read_case_file(path)
    with pytest.raises(CaseError, match="cannot be read: no such file"):
        read_case_file(tmp_path / "none.grounding.yaml")


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD.replace("group: number", "gruop: n").replace("1987", "{a: b}"))

    with pytest.raises(CaseError) as raised:
        read_case_file(path)

    assert [line.split(":")[1] for line in raised.value.message.splitlines()] == ["5", "18"]


def test_two_files_may_not_share_an_id(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    other = written(tmp_path, GOOD, "b.grounding.yaml")

    with pytest.raises(CaseError, match=r"b\.grounding\.yaml:3: the id 'gpus' is taken: .*yaml:3"):
        read_cases([tmp_path])
    assert find_case_files([other, tmp_path, other])[0] == other
    with pytest.raises(CaseError, match="no file of cases at"):
        find_case_files([tmp_path / "none"])


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"", b"cases:", b"- a", b"{" * 1_000, b"cases: 3", b"\x00"]
)
def test_what_is_no_file_of_cases_is_said_so(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.grounding.yaml"
    path.write_bytes(raw)

    with pytest.raises(CaseError, match=r"a\.grounding\.yaml"):
        read_case_file(path)


@given(st.text(max_size=80))
def test_any_text_is_read_or_is_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.grounding.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    with contextlib.suppress(CaseError):
        read_case_file(path)


def test_the_fingerprint_follows_what_is_asked_and_expected(tmp_path: Path) -> None:
    def first(text: str) -> str:
        return read_case_file(written(tmp_path, text)).cases[0].fingerprint

    assert first(GOOD) == first(GOOD.replace("group: number", "group: other"))
    assert first(GOOD) != first(GOOD.replace("- Memphis", "- Nashville"))
    assert first(GOOD) != first(GOOD.replace("A company", "A firm"))


def test_the_schema_is_the_models() -> None:
    found = schema()

    assert found["$schema"].endswith("2020-12/schema")
    case = found["$defs"]["Case"]
    assert set(case["required"]) == {"id", "question", "expect"}
    assert case["additionalProperties"] is False
    assert {"history", "group", "scope", "known_failure"} <= set(case["properties"])
    assert {"facts", "sources", "quotes", "forbidden"} == set(
        found["$defs"]["AnswerExpected"]["properties"]
    )
    json.dumps(found)


def test_the_shipped_schema_is_the_one_of_the_models() -> None:
    """`rag eval --schema > rag/evaluation/grounding.schema.json` brings it up to date."""
    assert json.loads(SCHEMA_FILE.read_text("utf-8")) == schema()


@pytest.mark.parametrize("spine", [True, False])
def test_an_editor_accepts_what_is_accepted(spine: bool) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    text = SPINE.path.read_text("utf-8") if spine else GOOD.replace("[no]", "['no']")

    assert [error.message for error in validator.iter_errors(yaml.safe_load(text))] == []
    wrong = yaml.safe_load(GOOD.replace("group: number", "gruop: number"))
    assert not validator.is_valid(wrong)


@pytest.mark.parametrize(
    "cases", ['cases: [{id: a, question: "What?", expect: refusal}]', "corpus: ."]
)
def test_a_marker_that_is_none_is_blamed_on_no_case(tmp_path: Path, cases: str) -> None:
    path = tmp_path / "a.grounding.yaml"
    path.write_text(f"{cases}\nmarkers: [{{timeout: 5}}]\n", "utf-8")
    with pytest.raises(CaseError, match=r":2: markers\.0: must be text"):
        read_case_file(path)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("a{99999999999}", ":4: .*no regular expression"),
        ("(" * 500 + ")" * 500, ":4: .*more than 100 groups"),
    ],
)
def test_a_pattern_that_is_too_large_is_a_fault_of_its_line(
    tmp_path: Path, pattern: str, words: str
) -> None:
    path = tmp_path / "a.grounding.yaml"
    fact = f"expect: {{answer: {{facts: [{{regex: '{pattern}'}}]}}}}"
    path.write_text(f"cases:\n- id: a\n  question: What?\n  {fact}\n", "utf-8")
    with pytest.raises(CaseError, match=words):
        read_case_file(path)


def test_a_group_that_no_case_has_is_said_also_where_there_is_none_at_all(tmp_path: Path) -> None:
    files = read_cases([written(tmp_path, GOOD)])
    with pytest.raises(CaseError, match=r"No case is in the group 'x'\. The groups are number\."):
        of_groups(files, ["x"])
    (file,) = read_cases([written(tmp_path, GOOD.replace("    group: number\n", ""))])
    with pytest.raises(
        CaseError, match=r"No case is in the group 'x'\. None of them has a group\."
    ):
        of_groups([file], ["x"])
    with pytest.raises(CaseError, match="There are no grounding cases there"):
        of_groups([], ["x"])
