"""Foreign JSON and YAML are refused for their nesting before anything recurses into them."""

import json
import time

import pytest

from rag.nesting import LEVELS, TooDeep, read_json, refuse_deep_yaml


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


@pytest.mark.parametrize("text", [nested(LEVELS), f"{nested(LEVELS)[:-1]}, {nested(9)}]"])
def test_reads_what_is_as_deep_as_is_read(text: str) -> None:
    assert read_json(text) == json.loads(text)
    refuse_deep_yaml(text)


@pytest.mark.parametrize(
    "text", [nested(LEVELS + 1), "[" * 50_000, '{"a":' * 50_000, '["\\"[", ' + "[" * 50_000]
)
def test_refuses_what_is_deeper(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json, "loads", lambda _: pytest.fail("it was read"))
    with pytest.raises(TooDeep):
        read_json(text)


@pytest.mark.parametrize(
    "value",
    [
        "[" * 5_000,
        ['"' * 500 + "[" * 500, "\\" * 501 + "{" * 500],
        {"[[" * 90: "{" * 90},
        [[]] * 900,
    ],
)
def test_brackets_within_words_and_beside_each_other_are_no_nesting(value: object) -> None:
    assert read_json(json.dumps(value)) == value


def test_half_of_a_letter_is_read_as_json_reads_it() -> None:
    assert read_json('"\\ud83d"') == "\ud83d"


@pytest.mark.parametrize(
    "text", ["", "{", '["', '["\\', "[" * 9 + '"', "]" * 200 + "[" * 150, "nan"]
)
def test_what_is_no_json_is_a_value_error(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        read_json(text)


def test_a_string_of_megabytes_is_passed_over_at_once() -> None:
    text = json.dumps(["[" * 200, "x\\" * 3_000_000])
    start = time.perf_counter()
    json.loads(text)
    between = time.perf_counter()
    read_json(text)
    assert time.perf_counter() - between < 20 * (between - start) + 0.1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000,
        "{" * 1_000,
        "- " * (LEVELS + 1) + "x",
        "\n".join(" " * level + "a:" for level in range(LEVELS + 2)),
    ],
)
def test_yaml_is_refused_without_recursion(text: str) -> None:
    with pytest.raises(TooDeep):
        refuse_deep_yaml(text)


def test_yaml_of_the_usual_kind_passes() -> None:
    refuse_deep_yaml("title: '[[[['\ntags: [a, b]\n")
    refuse_deep_yaml("\n".join(f"- name: case {n}\n  facts: [{{number: {n}}}]" for n in range(300)))


def test_what_is_no_yaml_is_left_to_its_reader() -> None:
    refuse_deep_yaml("a: b: c\n- [")
