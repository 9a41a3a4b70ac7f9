"""Source code as it is written, with its functions and classes as places."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple

from rag.errors import UnreadableDocument
from rag.ingest.decoding import decode
from rag.ingest.loaded import LoadedText, one_line
from rag.ingest.rawfile import RawFile
from rag.ingest.spans import has_words, line_starts, trimmed
from rag.types import PYTHON, SOURCE_CODE, Section

_LONGEST = 2_000_000  # characters; longer sources are data, and `ast` takes 100 bytes for each


class Symbol(NamedTuple):
    """A function, a class or the text between two: lines [first, last], from 1."""

    name: str
    first: int
    last: int


def load_code(file: RawFile) -> LoadedText:
    """Source in a language without an adapter of its own: its lines are its places."""
    return LoadedText(PurePosixPath(file.source).name, decode(file.raw), (), SOURCE_CODE)


def load_python(file: RawFile) -> LoadedText:
    """Python, with places like "Store.open, lines 40-62"; by lines alone if it does not parse."""
    text = decode(file.raw)
    title = one_line(PurePosixPath(file.source).name)
    if len(text) > _LONGEST:
        return LoadedText(title, text, (), PYTHON)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about escapes in strings
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return LoadedText(title, text, (), PYTHON)
    starts = line_starts(text)
    if len(starts) > file.limits.sections:
        raise UnreadableDocument(f"It has more than {file.limits.sections:,} lines.")
    symbols = find_symbols(tree, len(starts))
    return LoadedText(title, text, tuple(_sections(text, starts, symbols, title)), PYTHON)


def find_symbols(tree: ast.Module, lines: int) -> list[Symbol]:
    """Functions and methods whole; what stands between them belongs to what it stands in."""
    found: list[Symbol] = []
    line = 1
    for symbol in _definitions(tree, ""):
        if symbol.first > line:
            found.append(Symbol("", line, symbol.first - 1))
        found.append(symbol)
        line = symbol.last + 1
    if line <= lines:
        found.append(Symbol("", line, lines))
    return found


def _definitions(parent: ast.Module | ast.ClassDef, path: str) -> Iterator[Symbol]:
    """Functions and method-less classes, in order and without overlap."""
    last = 0
    for node in parent.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        if first <= last or node.end_lineno is None:
            continue  # two definitions on one line
        last = node.end_lineno
        name = f"{path}{node.name}"
        methods = list(_definitions(node, f"{name}.")) if isinstance(node, ast.ClassDef) else []
        if not methods or methods[0].first <= first:
            yield Symbol(name, first, last)
            continue
        yield Symbol(name, first, methods[0].first - 1)
        for method, following in zip(methods, [*methods[1:], None], strict=True):
            yield method
            until = following.first - 1 if following else last
            if until > method.last:
                yield Symbol(name, method.last + 1, until)


def _sections(text: str, starts: list[int], symbols: list[Symbol], title: str) -> Iterator[Section]:
    ends = [*starts[1:], len(text)]
    for symbol in symbols:
        span = trimmed(text, starts[symbol.first - 1], ends[min(symbol.last, len(ends)) - 1])
        if has_words(text[span.start : span.end]):
            first = symbol.first + text.count("\n", starts[symbol.first - 1], span.start)
            last = first + text.count("\n", span.start, span.end)
            lines = f"line {first}" if first == last else f"lines {first}-{last}"
            yield Section(span.start, span.end, f"{symbol.name or title}, {lines}")
