"""What is wrong in a file of cases: where, and in words for whoever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from pydantic_core import ErrorDetails

from rag.regex import regex

Place = tuple[str | int, ...]
"""The fields and indexes that lead to something, from the top of the file."""

_SHOWN = 60  # characters of what was written

_QUOTE = "YAML takes {} for a sign of its own: if it belongs to a text, write it in quotes"
_SIGNS = {
    "mapping values are not allowed here": "the colon",
    "expected <block end>, but found '<scalar>'": "what stands before this",
    "but got '?'": "the question mark within [ ] or { }",
}
_AT_START = regex(r"found character ('.') that cannot start any token")


def yaml_words(error: yaml.MarkedYAMLError) -> str:
    """Why a file is no YAML, without the full stop."""
    problem = error.problem or "this is not YAML"
    if repr("\t") in problem:
        return "a tab stands where YAML takes spaces only"
    if begun := _AT_START.match(problem):
        return _QUOTE.format(begun[1])
    for words, sign in _SIGNS.items():
        if problem.endswith(words):
            return _QUOTE.format(sign)
    return f"{error.context}, {problem}" if problem.startswith("but ") else problem


def fault(problem: ErrorDetails, places: Mapping[Place, int], written: object) -> tuple[int, str]:
    """The line and the words for what pydantic has found."""
    place: Place = ()
    for part in problem["loc"]:
        if (*place, part) in places:
            place = (*place, part)
    missing = problem["type"] in ("missing", "missing_argument")
    whose = _id_of(place, written)
    shown = place[2:] if whose else place
    field = ".".join(map(str, (*shown, *(problem["loc"][-1:] if missing else ()))))
    why = "this is missing" if missing else _why(problem, _written_at(place, written), place)
    return places[place], f"{whose}{field or 'the file'}: {why[:1].lower()}{why[1:]}"


def _why(problem: ErrorDetails, found: object, place: Place) -> str:
    given = problem.get("ctx", {})
    match problem["type"]:
        case "unexpected_keyword_argument" | "extra_forbidden":
            return "there is no such field"
        case "string_type":
            return "must be text"
        case "string_too_short":
            return "must not be empty"
        case "tuple_type":
            return "must be a list"
        case "too_short":
            return f"takes at least {given['min_length']}"
        case "literal_error":
            return f"must be {given['expected']}"
        case "string_pattern_mismatch":
            return "holds a space, a colon, a bracket or a control character"
        case "dataclass_type" | "dict_type" if not place:
            return "must begin with its fields, such as `cases:`"
        case "dataclass_type" | "dict_type":
            shown = repr(found)
            shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
            return f"{shown} is not what may stand here"
    return problem["msg"].removeprefix("Value error, ")


def _written_at(place: Place, written: Any) -> object:
    for part in place:
        written = written[part]
    return written


def _id_of(place: Place, written: object) -> str:
    """ "case xai-gpus: ", if the place is in a case that has an id."""
    in_case = len(place) > 1 and place[0] == "cases" and isinstance(place[1], int)
    if not in_case or not isinstance(written, dict):
        return ""
    case = written["cases"][place[1]]
    return f"case {case['id']}: " if isinstance(case, dict) and case.get("id") else ""
