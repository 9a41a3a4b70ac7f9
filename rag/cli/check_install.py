"""What `rag doctor` looks at first: Python, packages, settings and misspelt variables."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from difflib import get_close_matches
from enum import Enum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import Requirement
from pydantic import SecretStr

from rag.cli.findings import Finding, note, ok, problem
from rag.cli.terminal import unread
from rag.settings import (
    Origin,
    Settings,
    setting_origins,
    shipped,
    unknown_variables,
    unread_lines,
)

_DISTRIBUTION = "footnote"

EXPLAINED = shipped(".env.example")
"""Every setting with what it does."""


def check_python() -> Finding:
    """Which one it is; that it is new enough was checked when Footnote was installed."""
    found = platform.python_version()
    return ok("python", f"{found} on {platform.system()} {platform.machine()}", version=found)


def check_packages(distribution: str = _DISTRIBUTION) -> Finding:
    """Is everything installed that Footnote asks for, extras aside?"""
    try:
        versions: dict[str, str | None] = {distribution: version(distribution)}
        names = [found for found in map(_required, requires(distribution) or ()) if found]
    except PackageNotFoundError:
        advice = "Run `pip install .` where pyproject.toml is."
        return problem("packages", f"{distribution} is not installed.", advice)
    versions |= {name: _version(name) for name in names}
    missing = [name for name, found in versions.items() if found is None]
    if missing:
        advice = "Install Footnote again, best in a fresh environment."
        return problem("packages", f"Not installed: {', '.join(missing)}.", advice, **versions)
    shown = ", ".join(f"{name} {found}" for name, found in versions.items())
    return ok("packages", shown, **versions)


def _required(requirement: str) -> str:
    """The name in `chromadb<2; python_version > "3"`; empty for an extra's or another machine's."""
    asked = Requirement(requirement)
    here = asked.marker is None or asked.marker.evaluate({"extra": ""})
    return asked.name if here else ""


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def check_sqlite() -> Finding:
    """Can this Python's SQLite search text?"""
    found = sqlite3.sqlite_version
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word)")
        except sqlite3.OperationalError:
            return problem(
                "sqlite",
                f"SQLite {found} of this Python has no full-text search (FTS5).",
                "Use the Python of your distribution, of python.org, or of conda.",
            )
    return ok("sqlite", f"{found} with full-text search", version=found)


def check_settings(settings: Settings, arguments: Collection[str]) -> Finding:
    """What is in force, and where it comes from; `arguments` are the fields given as options."""
    origins = setting_origins(arguments)
    facts = {
        variable(name): {"value": _shown(name, getattr(settings, name)), "origin": origin.value}
        for name, origin in origins.items()
    }
    count = sum(origin is not Origin.DEFAULT for origin in origins.values())
    told = f"{count} of {len(origins)} are not at their default; explained in {EXPLAINED}"
    return ok("settings", told, **facts)


def _shown(name: str, value: object) -> object:
    """A setting as JSON. No key, and no query of an address: there are servers that want it there.

    Paths are absolute: from where a command runs they are not the same.
    """
    if isinstance(value, SecretStr):
        return "set" if value.get_secret_value() else "not set"
    if isinstance(value, Path):
        return str(value.absolute())
    if isinstance(value, Enum):
        return value.value
    if name == "base_url" and value:
        return urlsplit(str(value))._replace(query="", fragment="").geturl()
    return value


def check_variables() -> Iterator[Finding]:
    """RAG_* variables that no setting has, and lines of `.env` that are none."""
    for line in unread_lines():
        yield note("variables", unread(line), "Write NAME=value, or # before a comment.")
    known = [variable(name) for name in Settings.model_fields]
    for name, origin in unknown_variables().items():
        closest = get_close_matches(name, known, n=1, cutoff=0.5)
        advice = f"Did you mean {closest[0]}?" if closest else f"See {EXPLAINED} for those it has."
        where = "the environment" if origin is Origin.ENVIRONMENT else origin.value
        yield note("variables", f"{name} in {where} is no setting and has no effect.", advice)


def variable(field: str) -> str:
    """The environment's name for a setting."""
    return f"RAG_{field.upper()}"
