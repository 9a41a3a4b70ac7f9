"""Headings that are a version: "Version 2.4.0 (2025-05-03)", "[5.1.0] - 2026-04-02"."""

from __future__ import annotations

import re

from rag.text import heading_of

VERSION = re.compile(
    r"\W*(?:(?:version|release)\s+)?v?(?P<version>\d+(?:\.\d+)+[\w.-]*)\]?"
    r"(?:\W+(?P<day>\d[\d./-]+|(?:\d{1,2}\.?\s+)?[A-Z][a-zäé]+\.?(?:\s+\d{1,2},?)?(?:\s+\d{4})?))?\W*",
    re.IGNORECASE,
)
"""A heading that is a version, perhaps with its day."""

DONE_IN = re.compile(
    r"\s*+(?:what|which\s+(?:\w+\s+){1,2}?)(?:['’]s|\s*(?:is|are|was|were|has|have|had))?(?:\s*been)?\s*"
    r"\b(?P<done>new|chang\w+|fixed|added|removed|deprecated|improved)\s+(?:in|with|by)\s+(?:the\s+)?"
    r"(?:(?:version|release)\s+)?v?(?P<version>\d+(?:\.\d+)+[\w.-]*?)\s*+[?.]*+\s*+",
    re.IGNORECASE,
)
"""Asks for what a release brought: "What was fixed in 5.2.1?"."""

_ZEROS = re.compile(r"(?:\.0+)+$")


def plain_version(version: str) -> str:
    """Without zeros at its end: "2.8" and "2.8.0" are one."""
    return _ZEROS.sub("", version)


def is_of_another_version(question: str, locator: str) -> bool:
    """Does the question ask what a release brought, and is this place below another's heading?
    "5.1" may be asked of what came with 5.1.3."""
    found = DONE_IN.fullmatch(question)
    if found is None:
        return False
    asked = found["version"]
    below = (VERSION.fullmatch(heading_of(part)) for part in locator.split(" > "))
    told = [one["version"] for one in below if one]
    return bool(told) and not any(
        plain_version(one) == plain_version(asked) or one.startswith(f"{asked}.") for one in told
    )
