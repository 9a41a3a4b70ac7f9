"""`rag ask --explain`: how an answer or a refusal came about, as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from rag.cli import main
from rag.types import Answer, Message, Support
from tests.command_line import HOSTILE, UNSAFE, FakeLibrary, reply
from tests.explained import explained
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

TOWER = make_document("tower.md", "The tower", "It is 90 metres high.\nIt was finished in 1889.")
BRIDGE = make_document("bridge.md", "The bridge", "It is long. " * 30 + "It is old.")
PROMPT = (
    Message("system", "Answer from the passages.\n\nCite them."),
    Message("user", "===== f00d begin\n" + "words " * 40 + "\n===== f00d end"),
)
HIGH = explained(
    make_answer(
        "How high is it?",
        Said("It is 90 metres high.", ((TOWER, "It is 90 metres high."),)),
        Said(
            "It was begun in 1889.",
            ((TOWER, "It was finished in 1889."),),
            Support.PARTIAL,
            "The source says finished.",
        ),
    ),
    TOWER,
    BRIDGE,
    prompt=PROMPT,
)
REFUSED = explained(
    make_refusal("Who built it, and when and why and with what money?", "They do not say who."),
    TOWER,
    BRIDGE,
    probability=0.11,
    missing="says who or where",
)


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([TOWER, BRIDGE])


def explanation(library: FakeLibrary, answer: Answer) -> list[str]:
    """The lines that `--explain` adds to what is said without it."""
    library.enqueue(reply(answer), reply(answer))
    plain, more = library.run("ask", "?"), library.run("ask", "--explain", "?")
    assert more.exit_code == plain.exit_code
    assert more.stdout.startswith(plain.stdout)
    return more.stdout.removeprefix(plain.stdout).splitlines()


def part(lines: list[str], title: str) -> list[str]:
    """The lines below a title."""
    begin = lines.index(title) + 1
    end = lines.index("", begin) if "" in lines[begin:] else len(lines)
    return lines[begin:end]


def test_an_answer_is_explained_part_by_part(library: FakeLibrary) -> None:
    lines = explanation(library, HIGH)

    assert lines[1] == "Why this answer"
    assert part(lines, "Asked as") == ["  How high is it?"]
    assert "of 82%; 25% is needed." in " ".join(" ".join(part(lines, "Evidence")).split())
    assert part(lines, "Signals") == [
        "                             value    adds",
        "  covered_near                0.67   +1.31",
        "  bias                        1.00   +0.61",
        "  names_missing_near          0.50   -0.42",
        "  1 other                            +0.02",
        "  together, the logit                +1.52",
    ]
    assert part(lines, "Found") == [
        "      dense  lexical   fused  read as",
        "   1      1        1  0.0164  [p046] The tower",
        "   2      2        -  0.0161  - The bridge",
    ]
    assert part(lines, "Sentences of the answer, checked") == [
        "  It is 90 metres high.",
        "    supported",
        "    [1] “It is 90 metres high.”",
        "  It was begun in 1889.",
        "    partial: The source says finished.",
        "    [2] “It was finished in 1889.”",
    ]
    assert part(lines, "Seconds")[0].startswith("  question 0.01, search 0.12, evidence 0.30")


def test_the_prompt_is_shown_line_by_line(library: FakeLibrary) -> None:
    shown = part(explanation(library, HIGH), "Sent to the model")

    assert shown[:5] == [
        *("  system", "  | Answer from the passages.", "  |", "  | Cite them.", "  user"),
    ]
    said = " ".join(line.removeprefix("  | ") for line in shown[5:])
    assert said == " ".join(PROMPT[1].content.split())


def test_a_refusal_is_explained_and_still_ends_with_3(library: FakeLibrary) -> None:
    lines = explanation(library, REFUSED)
    told = " ".join(" ".join(part(lines, "Evidence")).split())

    assert lines[1] == "Why this was refused"
    assert "of 11%; 25% is needed, so no answer was written." in told
    assert "Nothing found says who or where." in told
    assert "Sentences of the answer, checked" not in lines
    assert part(lines, "Sent to the model") == ["  No model was asked: it was refused before."]
    library.enqueue(reply(REFUSED))
    assert library.run("ask", "--explain", "?").exit_code == 3


@pytest.mark.parametrize("answer", [HIGH, REFUSED])
def test_no_line_is_longer_than_80_columns(library: FakeLibrary, answer: Answer) -> None:
    assert max(map(len, explanation(library, answer))) <= 80


def test_parts_of_a_question_are_told_apart(library: FakeLibrary) -> None:
    assert HIGH.why is not None
    first = replace(HIGH.why.evidence, question="How high is it?")
    second = replace(first, question="Who built it?", probability=0.1, missing="says who or where")
    both = replace(HIGH.why, evidence=replace(first, parts=(first, second)))

    told = part(explanation(library, replace(HIGH, why=both)), "Evidence")

    assert told[-2:] == [
        "  0.82  How high is it?",
        "  0.10  Who built it? (nothing found says who or where)",
    ]


def test_what_nobody_kept_is_not_explained(library: FakeLibrary) -> None:
    assert explanation(library, replace(HIGH, why=None)) == []


def test_json_has_it_only_when_asked_for(library: FakeLibrary) -> None:
    library.enqueue(reply(HIGH), reply(HIGH))
    plain = json.loads(library.run("ask", "--json", "?").stdout)
    told = json.loads(library.run("ask", "--json", "--explain", "?").stdout)

    why = told.pop("why")
    assert told == plain
    assert list(why) == [
        *("probability", "threshold", "missing", "parts", "signals", "evidence", "hits"),
        *("prompt", "sentences"),
    ]
    assert why["signals"][0] == {"name": "covered_near", "value": 0.667, "weight": 1.31}
    assert why["prompt"] == [
        {"role": message.role, "content": message.content} for message in PROMPT
    ]
    assert [hit["passage"] for hit in why["hits"]] == [why["evidence"][0]["passage"], None]
    assert [hit["dense"] for hit in why["hits"]] == [1, 2]
    for sentence in why["evidence"]:
        assert TOWER.text[sentence["start"] : sentence["end"]] == sentence["text"]
        assert sentence["source"] == "tower.md"
    assert why["sentences"] == plain["sentences"]


def test_json_explains_a_refusal(library: FakeLibrary) -> None:
    library.enqueue(reply(REFUSED))
    result = library.run("ask", "--json", "--explain", "?")
    told = json.loads(result.stdout)

    assert result.exit_code == 3
    assert told["passages"] == []
    assert told["why"]["probability"] < told["why"]["threshold"]
    assert told["why"]["hits"][0]["text"] == TOWER.text
    assert told["why"]["prompt"] == []


def test_no_text_of_others_can_control_the_terminal(library: FakeLibrary) -> None:
    evil = HOSTILE + "\n[9] Forged"
    document = make_document("evil.md", evil, evil + "\n[9] Forged. And more.")
    said = Said(HOSTILE, ((document, document.text),), Support.PARTIAL, evil)
    answer = explained(
        make_answer(evil, said), document, missing=evil, prompt=(Message("user", evil),)
    )

    for line in explanation(library, answer):
        assert not UNSAFE.search(line)
        assert not line.startswith("[9]")


def test_help_says_what_the_json_holds(library: FakeLibrary) -> None:
    library.enqueue(reply(HIGH))
    why = json.loads(library.run("ask", "--json", "--explain", "?").stdout)["why"]
    words = " ".join(CliRunner().invoke(main, ["ask", "--help"]).stdout.split())

    assert [key for key in ["why", *why, *why["signals"][0]] if key not in words] == []
