"""Headings, told from sentences that stand where one would."""

from __future__ import annotations

from collections.abc import Sequence

from rag.regex import regex

MARK = regex(r"\s{0,3}(#{1,6})(?:\s+|$)")
_UNDERLINE = regex(r"\s{0,3}(?:=+|-{3,})\s*$")  # "--" is a mail's: its signature follows
_ENDED = regex(r"[.!?:;。！？；।؟۔…][*_\"'”’»)\]]*[\s#]*$")
_STATEMENT = regex(r"(?:^|\s)(?:\S+\s+){2}\S*\.[*_\"'”’»)\]]*[\s#]*$|[。।۔][*_\"'”’»)\]]*[\s#]*$")
_LONGEST = 200  # characters
_PROGRAM = regex(
    r"\s*(?:"
    r"(?:(?:export|set|let|const|var|local)\s)?[\w.$\[\]\"'*-]+\s*(?:[-+*/|&:?]?=(?!=)|<-)\s*\S"
    r"|[a-z][\w.-]*:(?:\s|$)(?!.*[.!?]$)|\[[\w.\"-]+\]\s*$"  # timeout: 30, [server]
    r"|(?:[^\W\d][\w.]*\s)*[\w.]+\(.*[):;{,]\s*$"  # def f(x): or f(x)
    r"|(?:if|for|while|class|with|try|switch|fn|func|function)\b.*[:{]\s*$"
    r"|import\s[\w.]+;?$|from\s\S+\simport\s|.*[{};]\s*$"
    r"|\S+\s(?:.*\s)?--?\w)"  # find / -mtime +30
)
"""A line of a program or of its settings. Prose may look like it, but seldom right below a `#`."""

_COMMENT_WORDS = 3  # that a comment without a full stop has at least
_LOWER = regex(r"[^\w\s]*[a-zß-öø-ÿ]")


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

    They are a comment where one of those that follow each other ends like a sentence, or where
    they stand right above a line of a program and say something. With `headings` every one is
    taken, by itself.
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
        told = told or _is_remark(
            [words[one] or "" for one in run], mark[1], lines[at + 1 : at + 2]
        )
        if told:
            found |= {one: one != at and not is_ended(lines[one]) for one in run}
        run, told = [], False
    return found


def _is_remark(words: Sequence[str], mark: str, below: Sequence[str]) -> bool:
    """Do lines with a `#` in front say something about the program that goes on below?

    "# Retry policy" above settings heads them; "# retries three times" says it.
    """
    if mark != "#" or not below or not below[0].strip():
        return False
    if sum(len(line.split()) for line in words) < _COMMENT_WORDS:
        return False
    return _LOWER.match(words[0]) is not None or _PROGRAM.match(below[0]) is not None
