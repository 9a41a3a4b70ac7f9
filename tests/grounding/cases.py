"""The grounding cases, read once for every test that uses them."""

from __future__ import annotations

from pathlib import Path

from rag.evaluation.casefile import read_case_file

SPINE = read_case_file(Path(__file__).with_name("spine.grounding.yaml"))
"""The shipped corpus: its cases are asked by pytest itself, and shared with `test_spine.py`."""

EVERYDAY = read_case_file(Path(__file__).parent / "everyday" / "everyday.grounding.yaml")
"""Twelve documents as people have them, in six formats; shared with `test_everyday.py`."""
