"""Headings, told from sentences that stand where one would."""

from __future__ import annotations

import re
from collections.abc import Sequence

MARK = re.compile(r"\s{0,3}(#{1,6})(?:\s+|$)")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{3,})\s*$")  # "--" is a mail's: its signature follows
_ENDED = re.compile(r"[.!?:;。！？；।؟۔…][*_\"'”’»)\]]*[\s#]*$")
_STATEMENT = re.compile(
    r"(?:^|\s)(?:\S+\s+){2}\S*\.[*_\"'”’»)\]]*[\s#]*$|[。।۔][*_\"'”’»)\]]*[\s#]*$"
)
_LONGEST = 200  # characters


def is_underlined(paragraph: str, line: str) -> bool:
    """Does `line` make a heading of the paragraph above it, as CommonMark has it?

    Only of one short line that does not end like a sentence. Below anything else it is a rule,
    whatever CommonMark says: few who draw one know that it makes a heading.
    """
    words = paragraph.strip()
    if "\n" in words or len(words) > _LONGEST or _UNDERLINE.match(line) is None:
        return False
    return not is_statement(words)


def is_statement(line: str) -> bool:
    """Does it end like a sentence? "Acme Inc." and "3." do not, by themselves."""
    return _STATEMENT.search(line) is not None


def is_ended(line: str) -> bool:
    """Does something end with it: a sentence, a part of one, what announces a list?"""
    return _ENDED.search(line) is not None


def remarks(lines: Sequence[str], *, headings: bool) -> dict[int, bool]:
    """Which of the lines with a `#` in front are sentences, and whether each runs on below.

    They are a comment where one of those that follow each other ends like a sentence. With
    `headings` every one is taken, by itself.
    """
    marks = [MARK.match(line) for line in lines]
    words = [mark and line[mark.end() :].strip() for line, mark in zip(lines, marks, strict=True)]
    found: dict[int, bool] = {}
    run: list[int] = []  # lines with the same mark
    told = False  # does one of them end like a sentence, the words above it counted?
    for at, (mark, body) in enumerate(zip(marks, words, strict=True)):
        if not mark or not body:
            continue
        told = told or headings or is_statement(f"{words[at - 1] if run else ''} {body}")
        run.append(at)
        following = marks[at + 1] if at + 1 < len(lines) else None
        if following and following[1] == mark[1] and words[at + 1] and not headings:
            continue
        if told:
            found |= {one: one != at and not is_ended(lines[one]) for one in run}
        run, told = [], False
    return found
