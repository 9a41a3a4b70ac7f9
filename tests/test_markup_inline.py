"""Looks of characters: bold, italic, code, and the syntax that says so."""

from __future__ import annotations

import pytest

from rag.markup.inline import Look, Run, hide, inline_runs


def looks(text: str) -> list[tuple[str, Look]]:
    return [(text[run.start : run.end], run.look) for run in inline_runs(text, 0, len(text), 0)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a **b** c", [("a ", Look.PLAIN), ("b", Look.BOLD), (" c", Look.PLAIN)]),
        ("__b__", [("b", Look.BOLD)]),
        ("*i* and _i_", [("i", Look.ITALIC), (" and ", Look.PLAIN), ("i", Look.ITALIC)]),
        (
            "**b *both* b**",
            [("b ", Look.BOLD), ("both", Look.BOLD | Look.ITALIC), (" b", Look.BOLD)],
        ),
        ("`**x**`", [("**x**", Look.CODE)]),
        ("snake_case_name", [("snake_case_name", Look.PLAIN)]),
        ("2 * 3 * 4", [("2 * 3 * 4", Look.PLAIN)]),
        (r"\*no\*", [("*no", Look.PLAIN), ("*", Look.PLAIN)]),
        ("[words](http://x.example/a)", [("words", Look.PLAIN)]),
        ("![words](data:x)", [("words", Look.PLAIN)]),
        ("**never closed", [("**never closed", Look.PLAIN)]),
    ],
)
def test_what_is_shown_and_how(text: str, shown: list[tuple[str, Look]]) -> None:
    assert [(words, look) for words, look in looks(text) if Look.SYNTAX not in look] == shown


def test_the_prefix_of_a_block_is_syntax() -> None:
    assert inline_runs("- item", 0, 6, 2) == (Run(0, 2, Look.SYNTAX), Run(2, 6, Look.PLAIN))


def test_a_block_too_long_for_prose_is_shown_as_it_is() -> None:
    text = "**b** " * 5_000
    assert inline_runs(text, 0, len(text), 0) == (Run(0, len(text), Look.PLAIN),)


def test_hiding_splits_a_run_around_the_character() -> None:
    assert hide((Run(0, 3, Look.PLAIN),), {1}) == (
        Run(0, 1, Look.PLAIN),
        Run(1, 2, Look.SYNTAX),
        Run(2, 3, Look.PLAIN),
    )
