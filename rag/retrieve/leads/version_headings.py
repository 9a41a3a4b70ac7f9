"""Headings that are a version: "Version 2.4.0 (2025-05-03)", "[5.1.0] - 2026-04-02"."""

from __future__ import annotations

import re

VERSION = re.compile(
    r"\W*(?:(?:version|release)\s+)?v?(?P<version>\d+(?:\.\d+)+[\w.-]*)\]?"
    r"(?:\W+(?P<day>\d[\d./-]+|(?:\d{1,2}\.?\s+)?[A-Z][a-zäé]+\.?(?:\s+\d{1,2},?)?(?:\s+\d{4})?))?\W*",
    re.IGNORECASE,
)
"""A heading that is a version, perhaps with its day."""

_ZEROS = re.compile(r"(?:\.0+)+$")


def plain_version(version: str) -> str:
    """Without zeros at its end: "2.8" and "2.8.0" are one."""
    return _ZEROS.sub("", version)
