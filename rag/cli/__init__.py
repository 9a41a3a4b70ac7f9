"""The command line, `rag`: its commands, each thin over the rooms below.

Exit codes: 0 done, 3 refused, 1 an error or a check that failed, 2 a wrong call (what click finds,
and an error's `wrong_call`), 130 stopped by Ctrl-C. With `--json` a command prints one JSON
document on stdout and everything else on stderr.
"""

from __future__ import annotations

import logging

import click

from rag.cli.app import app
from rag.cli.ask import ask
from rag.cli.backup import export, import_
from rag.cli.command import Backend, real_backend
from rag.cli.conversations import conversations
from rag.cli.doctor import doctor
from rag.cli.eval import evaluate
from rag.cli.interrupts import interruptible
from rag.cli.search import search
from rag.cli.sync import sync
from rag.cli.terminal import clean, replace_unprintable, unread

__all__ = ["Backend", "main"]


class _CleanFormatter(logging.Formatter):
    """A log line may name a document, and a document may have any name."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


class _UnreadLines(logging.Filter):
    """`.env` is read several times; what is said of a line of it is said once, and in our words."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[object] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if line is None:
            return True
        record.msg, record.args = unread(line), ()
        is_new = line not in self._said
        self._said.add(line)
        return is_new


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="footnote", prog_name="footnote")
@click.option("-v", "--verbose", is_flag=True, help="Log what happens to stderr.")
@click.pass_context
def main(ctx: click.Context, verbose: bool) -> None:
    """Ask your own documents; every sentence of the answer carries its source.

    Settings come from options, RAG_* variables and .env, in this order; `rag doctor` lists them,
    and names the file that explains each.
    """
    replace_unprintable()
    ctx.with_resource(interruptible())
    _log_to_stderr(ctx, verbose)
    if ctx.obj is None:
        ctx.obj = real_backend()


def _log_to_stderr(ctx: click.Context, verbose: bool) -> None:
    """Warnings, or all there is; as long as the command runs, and what comes after logs anew."""
    logger, handler = logging.getLogger("rag"), logging.StreamHandler()
    dotenv, unread_lines = logging.getLogger("dotenv.main"), _UnreadLines()
    handler.setFormatter(_CleanFormatter("%(name)s: %(message)s" if verbose else "%(message)s"))
    before = logger.level

    def undo() -> None:
        logger.removeHandler(handler)
        logger.setLevel(before)
        dotenv.removeFilter(unread_lines)

    logger.addHandler(handler)
    dotenv.addFilter(unread_lines)
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING)
    ctx.call_on_close(undo)


for _command in (ask, sync, search, conversations, evaluate, doctor, export, import_, app):
    main.add_command(_command)
