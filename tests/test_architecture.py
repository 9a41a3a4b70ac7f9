"""The floors hold, the exports are real, and the heavy libraries stay out of the way."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rag
from rag import errors, types

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("streamlit", "chromadb", "sentence_transformers", "torch", "transformers", "openai")


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


def test_imports_point_downwards_only() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:]


def test_the_map_has_the_rooms_in_the_order_of_their_floors() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = configured["tool"]["importlinter"]["contracts"]
    (layers,) = (
        one["layers"] for one in contracts if one["type"] == "layers" and "containers" not in one
    )
    step = {
        name: place for place, row in enumerate(layers) for name in re.findall(r"rag\.(\w+)", row)
    }
    table = re.findall(r"^\| \d \| (.+?) \|", (ROOT / "rag/README.md").read_text("utf-8"), re.M)
    rooms = [re.findall(r"`(\w+)(?:/|\.py)`", row) for row in table]
    assert len(set(table)) == len(table), "a room has one row"
    assert {name for row in rooms for name in row} == set(step)
    first = [min(map(step.__getitem__, row)) for row in rooms]
    assert first == sorted(first)


@pytest.mark.parametrize("module", ["rag", "rag.assistant", "rag.cli", "rag.store", "rag.llm"])
def test_importing_a_room_loads_nothing_heavy(module: str) -> None:
    loaded = run(
        f"import sys, {module}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    )

    assert loaded == ""


def test_a_sync_that_reads_no_file_loads_nothing_that_reads_them() -> None:
    readers = ("ftfy", "charset_normalizer", "markdown_it", "frontmatter")
    loaded = run(
        "import sys, rag.ingest.sync\n"
        f"print(*[name for name in {readers!r} if name in sys.modules])"
    )

    assert loaded == ""


def test_the_first_page_loads_nothing_of_the_others() -> None:
    names = [f"rag.{one}" for one in ("evaluation", "ui.evaluation", "ui.documents")]
    loaded = run(
        f"import sys, rag.ui.chat\nprint(*[name for name in {names!r} if name in sys.modules])"
    )

    assert loaded == ""


def test_every_export_exists_and_is_listed_once() -> None:
    assert len(set(rag.__all__)) == len(rag.__all__)
    assert sorted(rag.__all__) == list(rag.__all__)
    for name in rag.__all__:
        assert getattr(rag, name).__name__ == name


def test_who_uses_it_as_a_library_has_its_types() -> None:
    """PEP 561: without this file a type checker takes everything that is exported for Any."""
    assert (ROOT / "rag" / "py.typed").is_file()


def test_the_whole_error_tree_is_exported() -> None:
    tree = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.RagError)
    }

    assert tree <= set(rag.__all__)


def test_the_error_tree_is_drawn_as_it_is() -> None:
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r" {4}((?:\|   |    )*)(?:[|`]-- )?([A-Z]\w+)(?= |$)", line):
            depth = len(found[1]) // 4 + ("-- " in line)
            drawn[found[2]] = above[depth - 1] if depth else "Exception"
            above[depth:] = [found[2]]

    assert drawn == {
        name: value.__bases__[0].__name__
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, errors.RagError)
    }


def test_what_is_not_exported_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = rag.nothing


def test_every_value_of_the_vocabulary_is_frozen() -> None:
    values = [value for value in vars(types).values() if hasattr(value, "__dataclass_fields__")]

    assert len(values) > 15
    for value in values:
        assert value.__dataclass_params__.frozen, value
        assert hasattr(value, "__slots__"), value


def test_every_module_says_what_it_is_for_and_stays_small() -> None:
    for path in sorted((ROOT / "rag").rglob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        if lines:
            assert lines[0].startswith('"""'), path
        assert len(lines) <= 300, f"{path} has {len(lines)} lines"


def named_in_the_map() -> set[str]:
    """Words in backticks, those that begin a line of a diagram, and those in brackets there."""
    text = (ROOT / "rag" / "README.md").read_text("utf-8")
    diagrams = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    named = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in (line for one in diagrams for line in one.splitlines()):
        first, *told = re.split(r"\s{2,}", line.strip().removeprefix("->").strip(), maxsplit=1)
        named += [first, *re.findall(r"\(([^()]*)\)", " ".join(told))]
    return {word for one in named for word in re.findall(r"\w+", one)}


def test_the_map_names_every_module_but_the_formats() -> None:
    named = named_in_the_map()
    modules = [one for one in (ROOT / "rag").rglob("*.py") if not one.stem.startswith("__")]
    assert len(modules) > 100
    missing = [
        one.relative_to(ROOT).as_posix()
        for one in sorted(modules)
        if one.parent.name != "formats" and one.stem not in named
    ]
    assert missing == [], "say in rag/README.md what these are"
