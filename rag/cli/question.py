"""A question as the command line takes it: words, or "-" for what comes on stdin."""

from __future__ import annotations

import sys

from rag.errors import QuestionError

_MOST_BYTES = 500_000
"""Of stdin: more than RAG_MAX_QUESTION_CHARS may ever allow."""


def read_question(argument: str, command: str) -> str:
    """The question; what is not Unicode in it becomes replacement characters.

    Raises `QuestionError`, which says how `command` is called, if there is none, before anything is
    opened for it.
    """
    if argument == "-":
        raw = sys.stdin.buffer.read(_MOST_BYTES)
    else:
        raw = argument.encode("utf-8", "surrogatepass")
    question = raw.decode("utf-8", "replace").strip()
    if not question:
        raise QuestionError("The question is empty.", hint=f'Try: rag {command} "What is ...?"')
    return question
