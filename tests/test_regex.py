"""Patterns that are compiled when they are used, and every one of ours can be."""

from __future__ import annotations

import gc
import re
import warnings
from importlib import import_module
from pathlib import Path

import pytest

import rag
from rag.regex import _Uncompiled, regex

ROOT = Path(rag.__file__).parents[1]


def test_it_does_what_a_compiled_one_does() -> None:
    word, compiled = (
        regex(r"(?P<first>\w)\w+", re.IGNORECASE),
        re.compile(r"(?P<first>\w)\w+", re.I),
    )
    assert word.pattern == compiled.pattern
    assert word.flags == compiled.flags
    assert word.groupindex == compiled.groupindex
    assert word.findall("one two") == compiled.findall("one two")
    assert word.sub(r"\g<first>", "one two") == "o t"
    assert [one.span() for one in word.finditer("one two")] == [(0, 3), (4, 7)]


def test_a_fault_is_said_when_it_is_used() -> None:
    faulty = regex("(")
    with pytest.raises(re.error, match="unterminated subpattern"):
        faulty.search("")


def test_what_a_pattern_has_not_it_has_not_either() -> None:
    with pytest.raises(AttributeError, match="no attribute 'find'"):
        regex("a").find  # type: ignore[attr-defined]  # noqa: B018


def test_every_pattern_of_ours_can_be_compiled() -> None:
    for path in sorted((ROOT / "rag").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        import_module(name.removesuffix(".__init__"))
    ours = [one for one in gc.get_objects() if type(one) is _Uncompiled]
    assert len(ours) > 1_000
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for one in ours:
            if one.pattern != "(":
                assert re.compile(one.pattern, one._flags)
