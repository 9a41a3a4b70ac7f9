"""Markdown as structure: its front matter, its headings, the sections between them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

import yaml

from rag.ingest.decoding import decode
from rag.ingest.loaded import LoadedText, label_path, one_line, stated_date, title_from_name
from rag.ingest.notes import with_notes
from rag.ingest.spans import Span, has_words, line_starts, trimmed
from rag.nesting import NO_YAML, refuse_deep_yaml
from rag.regex import regex
from rag.text import is_underlined, plain
from rag.types import MARKDOWN, Section

if TYPE_CHECKING:
    from frontmatter.default_handlers import YAMLHandler
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_MAX_FRONT_MATTER = 64_000  # characters; beyond it, two rules in a long text are not front matter
_MAX_HEADING = 200  # characters
_BARE_BORDER = regex(r"^ {0,3}:?-+:?[ \t]*\|[ \t|:-]*$", re.MULTILINE)
_OPENING = regex(r" {0,3}#{1,6}[ \t]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's lines [start, end), its level from 1, its words, and where they stand."""

    start: int
    end: int
    level: int
    text: str
    words: Span


def load_markdown(raw: bytes, source: str) -> LoadedText:
    """The Markdown as its author wrote it, without the front matter, and with all tables' pipes."""
    stated, text = split_front_matter(decode(raw))
    text = with_outer_pipes(text)
    headings = find_headings(text)
    top = next((heading.text for heading in headings if heading.level == 1 and heading.text), "")
    title = stated.title or one_line(top) or title_from_name(source)
    sections = with_notes(text, find_sections(text, headings, title))
    return LoadedText(title, text, sections, MARKDOWN, stated.collection, stated.date)


class FrontMatter(NamedTuple):
    """What YAML front matter states of title, collection and date."""

    title: str = ""
    collection: str = ""
    date: datetime.date | None = None


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """What YAML front matter states, and the text below it.

    What does not read as a YAML mapping between two rules is text, and stays.
    """
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    try:
        written, body = handler.split(text) if handler.detect(text) else ("", text)
        fields = _fields(handler, written)
    except NO_YAML:
        return FrontMatter(), text
    if fields is None:
        return FrontMatter(), text
    title, collection, day = (_stated(fields, name) for name in ("title", "collection", "date"))
    return FrontMatter(title, collection, stated_date(day)), body.lstrip("\n")


def _stated(fields: dict[object, object], name: str) -> str:
    value = fields.get(name)
    return one_line(value) if isinstance(value, str) else ""


def _fields(handler: YAMLHandler, written: str) -> dict[object, object] | None:
    """The mapping, every scalar as it is written ("No" and "1.10" are titles); None if it is none.

    Not with the handler's own choice of loader: libyaml overflows the stack on deep nesting.
    """
    if not written.strip():
        return {}
    if len(written) > _MAX_FRONT_MATTER:
        return None
    refuse_deep_yaml(written)
    fields = handler.load(written, Loader=yaml.BaseLoader)
    return fields if isinstance(fields, dict) else None


def block_tokens(text: str) -> list[Token]:
    """CommonMark's block structure, tables included; what stands inside a block is not parsed."""
    return _blocks().parse(text)


@cache
def _blocks() -> MarkdownIt:
    """Made once: that takes longer than a short document. What a parse changes is its own."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])


@cache
def _inline() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")


def with_outer_pipes(text: str) -> str:
    """`text` with a pipe at both ends of each table's rows, which authors may leave out: by them a
    row is known wherever it stands. Tables in lists and quotations stay as they are."""
    if _BARE_BORDER.search(text) is None:
        return text
    lines = text.split("\n")
    for token in block_tokens(text):
        if token.type == "table_open" and not token.level and token.map is not None:
            first, last = token.map
            lines[first:last] = map(_with_outer_pipes, lines[first:last])
    return "\n".join(lines)


def _with_outer_pipes(row: str) -> str:
    cells = row.strip()
    begin = "" if cells.startswith("|") else "| "
    ended = cells.endswith("|") and not cells.endswith("\\|")
    return f"{begin}{cells}{'' if ended else ' |'}" if begin or not ended else row


def find_headings(text: str) -> list[Heading]:
    """The document's headings in order; not those in quotations, lists or code."""
    lines = [*line_starts(text), len(text)]
    inline = _inline()
    found = []
    tokens = block_tokens(text)
    for opening, content in pairwise(tokens):
        if opening.type != "heading_open" or opening.level or opening.map is None:
            continue
        first, last = opening.map
        if len(content.content) > _MAX_HEADING:
            continue
        start, end = lines[first], lines[min(last, len(lines) - 1)]
        underline = text[lines[last - 1] : end] if opening.markup in ("=", "-") else ""
        if underline and not is_underlined(plain(content.content), underline):
            continue
        words = _words(text, Span(start, end), content.content)
        found.append(Heading(start, end, int(opening.tag[1:]), _plain(inline, content), words))
    return found


def find_sections(text: str, headings: Sequence[Heading], title: str) -> tuple[Section, ...]:
    """One section for the text under each heading, up to the next heading of any level.

    The label is the path of headings ("Pricing > Tiers") without one that repeats the title; text
    under no heading has the title. A heading with nothing beneath it is text of its parent.
    """
    opening = trimmed(text, 0, headings[0].start if headings else len(text))
    sections = []
    if has_words(text[slice(*opening)]):
        sections.append(Section(opening.start, opening.end, title))
    path: list[Heading] = []
    for heading, following in zip_longest(headings, headings[1:]):
        path = [above for above in path if above.level < heading.level]
        body = trimmed(text, heading.end, following.start if following else len(text))
        if has_words(text[slice(*body)]):
            sections.append(Section(body.start, body.end, _label([*path, heading], title)))
        elif (following is None or following.level <= heading.level) and has_words(heading.text):
            words = heading.words
            sections.append(Section(words.start, words.end, _label(path, title)))
        path.append(heading)
    return tuple(sections)


def _label(path: Sequence[Heading], title: str) -> str:
    return label_path([heading.text for heading in path], title)


def _words(text: str, lines: Span, content: str) -> Span:
    """Where a heading's content stands within its lines, without hashes and underline."""
    mark = _OPENING.match(text, lines.start, lines.end)
    begin = mark.end() if mark else lines.start
    first_line, *more = content.split("\n")
    start = text.find(first_line, begin, lines.end)
    if not more or start < 0:
        return trimmed(text, max(start, begin), max(start, begin) + len(first_line))
    underline = text.rstrip("\n").rfind("\n", start, lines.end - 1)
    return trimmed(text, start, underline)


def _plain(inline: MarkdownIt, content: Token) -> str:
    """A heading without its markup."""
    (token,) = inline.parseInline(content.content)
    pieces = []
    for child in token.children or []:
        if child.type in ("text", "code_inline", "image", "text_special"):
            pieces.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
    return " ".join("".join(pieces).split())
