"""What all commands share: how they end, their options, and where their assistant comes from.

Light on purpose: `rag --help` loads every command, so what is heavy is imported inside them.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from rag.cli.terminal import one_line, say, say_json
from rag.errors import QuestionError, RagError

if TYPE_CHECKING:
    from rag.evaluation.runner import Bench, Tapes
    from rag.llm import FoundServer
    from rag.settings import Settings
    from rag.settings.profiles import Server
    from rag.types import (
        AddedFolder,
        Answer,
        Document,
        DocumentEntry,
        Hit,
        Message,
        Original,
        Scope,
        Stats,
        SyncProgress,
        SyncReport,
    )

log = logging.getLogger(__name__)

REFUSED, FAILED, USAGE, STOPPED = 3, 1, 2, 130
"""Exit codes other than 0. 130 is what a shell gives a command that Ctrl-C ended."""

_GIVEN = "rag.cli.given"
_STOPPED = "rag.cli.stopped"


class Reply(Protocol):
    """What the commands use of `rag.reply.Reply`."""

    @property
    def stage(self) -> str: ...

    @property
    def waiting(self) -> float | None: ...

    @property
    def awaiting(self) -> str: ...

    def __iter__(self) -> Iterator[str]: ...

    @property
    def answer(self) -> Answer: ...


class Library(Protocol):
    """What the commands use of `rag.library.Library`."""

    def add_folder(self, path: Path) -> AddedFolder | None: ...

    def forget_folder(self, path: Path | str) -> None: ...

    def indexed_corpus(self) -> str: ...

    def missing(self) -> frozenset[str]: ...

    def original(self, document: str) -> Original: ...


class Assistant(Protocol):
    """What the commands use of `rag.assistant.Assistant`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def library(self) -> Library: ...

    def warm_up(self) -> None: ...

    def sync(self, on_progress: Callable[[SyncProgress], None] | None = None) -> SyncReport: ...

    def is_ready(self) -> bool: ...

    def servers(self) -> tuple[Server, ...]: ...

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        model: str | None = None,
        server: Server | None = None,
        scope: Scope | None = None,
    ) -> Reply: ...

    def retrieve(self, question: str, k: int = 10, *, scope: Scope | None = None) -> list[Hit]: ...

    def documents(self) -> tuple[DocumentEntry, ...]: ...

    def document(self, document_id: str) -> Document: ...

    def stats(self) -> Stats: ...


def _find_servers() -> tuple[FoundServer, ...]:
    from rag.llm import find_servers

    return find_servers()


def _open_bench(settings: Settings, tapes: Tapes) -> AbstractContextManager[Bench]:
    from rag.evaluation.runner import open_bench

    return open_bench(settings, tapes)


@dataclass(frozen=True, slots=True)
class Backend:
    """What the commands work with. Another one may be passed as `main(obj=Backend(...))`.

    `serve_app` is given the arguments of `streamlit run`, and gives its exit code. `find_servers`
    gives the model servers that run on this machine. `open_bench` is what asks grounding cases.
    """

    open_assistant: Callable[[Settings], AbstractContextManager[Assistant]]
    serve_app: Callable[[Sequence[str]], int]
    find_servers: Callable[[], tuple[FoundServer, ...]] = _find_servers
    open_bench: Callable[[Settings, Tapes], AbstractContextManager[Bench]] = _open_bench


def real_backend() -> Backend:
    """The assistant of the settings, imported when it is called for; Streamlit, not imported."""
    return Backend(_open_assistant, _serve_app)


def _open_assistant(settings: Settings) -> AbstractContextManager[Assistant]:
    from rag.assistant import Assistant

    return Assistant.open(settings)


def _serve_app(arguments: Sequence[str]) -> int:
    """Streamlit takes this process's place where that exists, so that signals reach it.

    `-P` keeps the working directory off its path: a folder of documents may hold any name.
    """
    command = [sys.executable, "-P", "-m", "streamlit", "run", *arguments]
    if os.name == "posix":
        os.execv(sys.executable, command)
    return subprocess.run(command, check=False).returncode


class FootnoteCommand(click.Command):
    """A command whose errors end it with one line on stderr and an exit code, never a traceback.

    With `--json`, an error is the one document on stdout. `stopped` is said after Ctrl-C.
    """

    def __init__(self, *args: Any, stopped: str = "Stopped.", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._stopped = stopped

    def invoke(self, ctx: click.Context) -> Any:
        """Run it."""
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort) as error:
            pressed = error if isinstance(error, KeyboardInterrupt) else error.__context__
            if not isinstance(pressed, KeyboardInterrupt):
                raise  # a "no", or the end of what there is to read
            say(f"\n{ctx.meta.get(_STOPPED, self._stopped)}", err=True)
            ctx.exit(STOPPED)
        except RagError as error:
            _report(ctx, error)
            wrong = error.wrong_call or isinstance(error, QuestionError)
            ctx.exit(USAGE if wrong else FAILED)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise  # click knows what to do with these
        except Exception as error:
            log.debug("the command failed", exc_info=True)
            _report(ctx, _fault(error))
            ctx.exit(FAILED)


def stopped_now(ctx: click.Context, words: str) -> None:
    """What is said after Ctrl-C from now on."""
    ctx.meta[_STOPPED] = words


def _report(ctx: click.Context, error: RagError) -> None:
    say(f"{one_line(error.message)} {one_line(error.hint)}".rstrip(), err=True)
    if ctx.params.get("as_json"):
        kind = type(error).__name__
        say_json({"error": {"kind": kind, "message": error.message, "hint": error.hint}})


def _fault(error: Exception) -> RagError:
    """A disk without room, or a fault of ours, whose own words stay in the log: nobody knows what
    they hold."""
    from rag.damage import is_full

    if is_full(error):
        return RagError(
            "There is no room left where this was to be written.",
            hint="Free some there, or have it written elsewhere, and run it again.",
        )
    return RagError(
        f"Footnote met an unexpected fault ({type(error).__name__}).",
        hint="Run it again as `rag --verbose ...` for the details; `rag doctor` may know more.",
    )


class Number(click.IntRange):
    """A whole number, under this name in the help."""

    name = "number"


Function = TypeVar("Function", bound=Callable[..., object])

_OPTIONS: dict[str, tuple[type[str] | click.Path, str, str]] = {
    "corpus_dir": (click.Path(path_type=Path), "FOLDER", "The documents."),
    "data_dir": (click.Path(path_type=Path), "FOLDER", "The index, uploads and conversations."),
    "base_url": (str, "URL", 'The model server; "" for none.'),
    "model": (str, "NAME", "The model to answer with."),
}


def settings_options(*names: str) -> Callable[[Function], Function]:
    """Options for these settings; what is given is kept for `given` and `settings_from`."""

    def decorate(command: Function) -> Function:
        for name in reversed(names):
            kind, metavar, words = _OPTIONS[name]
            option = click.option(
                f"--{name.replace('_', '-')}",
                name,
                type=kind,
                metavar=metavar,
                help=f"{words} Instead of RAG_{name.upper()}.",
                expose_value=False,
                callback=_keep,
            )
            command = option(command)
        return command

    return decorate


json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document; all else goes to stderr."
)


def given(ctx: click.Context) -> dict[str, object]:
    """The settings given as options, by field."""
    return dict(ctx.meta.get(_GIVEN, {}))


def settings_from(ctx: click.Context) -> Settings:
    """The settings, options first. Raises `ConfigError`."""
    from rag.settings import Settings

    return Settings(**given(ctx))


def _keep(ctx: click.Context, option: click.Parameter, value: object) -> None:
    if value is not None and option.name is not None:
        ctx.meta.setdefault(_GIVEN, {})[option.name] = value
