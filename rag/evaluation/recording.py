"""A model's replies, recorded and played back: the same results with the server down.

A recording belongs to one server, model, prompt, set of parameters and repeat; a prompt of which
one word has changed has none, and neither has a repeat that was never asked. The random fence of
a prompt is left out of the comparison, and nothing else is.
"""

from __future__ import annotations

import hashlib
import inspect
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from rag import errors
from rag.errors import CaseError, ModelError, RecordingMiss
from rag.evaluation.asked import Asked, differences, without_fence
from rag.llm import ChatModel, Window, window_of
from rag.types import Delta, Message


@dataclass(frozen=True, slots=True)
class Failure:
    """How a reply failed: the class of a `ModelError`, and what it was made with."""

    kind: str
    message: str
    hint: str = ""
    retry_after: float | None = None
    loading: bool = False
    window: int | None = None

    @classmethod
    def of(cls, error: ModelError) -> Failure:
        """The failure; a class that is not in the error tree counts as its nearest parent there."""
        kind = next(one.__name__ for one in type(error).__mro__ if hasattr(errors, one.__name__))
        taken = {one.name for one in fields(cls)} - {"kind"}
        return cls(kind, **{name: value for name, value in vars(error).items() if name in taken})

    def error(self) -> ModelError:
        """It once more."""
        kind = getattr(errors, self.kind, ModelError)
        given = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "kind"}
        takes = inspect.signature(kind).parameters
        made = kind(given.pop("message"), **{key: given[key] for key in given if key in takes})
        assert isinstance(made, ModelError), self.kind
        return made


@dataclass(frozen=True, slots=True)
class Recording:
    """One reply. `cut`: whoever had asked hung up here, so nobody knows what came after."""

    case: str
    asked: Asked
    name: str
    pieces: tuple[Delta, ...]
    failure: Failure | None = None
    cut: bool = False


_RECORDING = TypeAdapter(Recording)


@dataclass
class Tape:
    """Recordings in a folder, one a file, and for which asking of which case the next ones are."""

    folder: Path
    server: str
    model: str
    case: str = ""
    repeat: int = 0
    _calls: Counter[tuple[object, ...]] = field(default_factory=Counter)

    def begin(self, case: str, repeat: int) -> None:
        """What is asked from now on is asked for this case."""
        self.case, self.repeat = case, repeat
        self._calls.clear()

    def asked(self, messages: Sequence[Message], max_tokens: int, temperature: float) -> Asked:
        """The call as it is recorded."""
        prompt = without_fence(messages)
        self._calls[prompt, max_tokens, temperature] += 1
        call = self._calls[prompt, max_tokens, temperature] - 1
        return Asked(self._where, self.model, max_tokens, temperature, self.repeat, call, prompt)

    @property
    def window(self) -> int:
        """The model's context window in this asking of the case, as `keep_window` was told."""
        try:
            return int(self._window_path.read_text("utf-8"))
        except FileNotFoundError:
            return 0
        except (OSError, ValueError) as error:
            raise _unreadable(self._window_path, error) from error

    def keep_window(self, tokens: int) -> None:
        """Keep it beside the recordings, whose prompts depend on it; 0 where nobody knows it."""
        if tokens:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._window_path.write_text(str(tokens), "utf-8")
        else:
            self._window_path.unlink(missing_ok=True)

    @property
    def _window_path(self) -> Path:
        whose = repr((self._where, self.model, self.case, self.repeat))
        return self.folder / f"{hashlib.sha256(whose.encode()).hexdigest()[:32]}.window"

    @property
    def _where(self) -> str:
        """The server, without who asks it."""
        where = urlsplit(self.server)
        return where._replace(netloc=where.netloc.rpartition("@")[2]).geturl().rstrip("/")

    def keep(self, recording: Recording) -> None:
        """Write it, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(recording.asked)
        made = path.with_name(f"{path.name}.{id(recording):x}.part")
        made.write_bytes(_RECORDING.dump_json(recording, indent=1, exclude_defaults=True))
        made.replace(path)

    def find(self, asked: Asked) -> Recording:
        """Raises `RecordingMiss`, which says what is not as it was recorded."""
        path = self._path(asked)
        if path.exists():
            return _read(path)
        times = f", repeat {asked.repeat + 1}" if asked.repeat else ""
        raise RecordingMiss(
            f"Nothing is recorded in {self.folder} for case {self.case}{times}: {self._why(asked)}",
            hint="Record it anew with --rag-record.",
        )

    def _path(self, asked: Asked) -> Path:
        return self.folder / f"{asked.digest}.json"

    def _why(self, asked: Asked) -> str:
        """What differs from the likest recording of this case."""
        known = [_read(path) for path in sorted(self.folder.glob("*.json"))]
        own = [one.asked for one in known if one.case == self.case]
        if not own:
            return "the case was never asked."
        changed = min((differences(one, asked) for one in own), key=len)
        return f"{' and '.join(changed) or 'the call'} was not so when it was recorded."


class RecordingModel:
    """A chat model whose replies are kept as they come. Waits are not: a replay has none."""

    def __init__(self, model: ChatModel, tape: Tape) -> None:
        self._model = model
        self._tape = tape

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._model.name

    def window(self, wait: float = 0.0) -> Window:
        """The model's own."""
        found = window_of(self._model, wait)
        self._tape.keep_window(found.tokens)
        return found

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        """The model's own stream; what was heard of it is kept when it ends, however it does."""
        asked = self._tape.asked(messages, max_tokens, temperature)
        stream = self._model.stream(messages, max_tokens=max_tokens, temperature=temperature)
        return self._kept(asked, stream)

    def _kept(self, asked: Asked, stream: Iterator[Delta]) -> Iterator[Delta]:
        case, pieces = self._tape.case, list[Delta]()

        def keep(failure: Failure | None = None, *, cut: bool = False) -> None:
            self._tape.keep(Recording(case, asked, self.name, tuple(pieces), failure, cut))

        try:
            for delta in stream:
                if delta.waiting is None:
                    pieces.append(delta)
                yield delta
        except ModelError as error:
            keep(Failure.of(error))
            raise
        except GeneratorExit:
            keep(cut=True)
            raise
        else:
            keep()
        finally:
            close = getattr(stream, "close", None)
            if close is not None:
                close()


class ReplayedModel:
    """A chat model that says what was recorded; asks nobody."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._name = tape.model

    @property
    def name(self) -> str:
        """The name that the recorded model had."""
        return self._name

    def window(self, wait: float = 0.0) -> Window:
        """The one that the recorded model had."""
        del wait
        tokens = self._tape.window
        return Window(tokens, "the recording") if tokens else Window()

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        """The recorded pieces. Raises `RecordingMiss` out of the iteration, or what was raised."""
        asked = self._tape.asked(messages, max_tokens, temperature)
        return self._played(asked)

    def _played(self, asked: Asked) -> Iterator[Delta]:
        recording = self._tape.find(asked)
        self._name = recording.name
        yield from recording.pieces
        if recording.failure is not None:
            raise recording.failure.error()
        if recording.cut:
            raise RecordingMiss(
                f"The recording for case {self._tape.case} ends early: it was stopped there.",
                hint="Record it anew with --rag-record.",
            )


def _read(path: Path) -> Recording:
    try:
        return _RECORDING.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> CaseError:
    return CaseError(
        f"The recording {path} cannot be read: {type(error).__name__}.", hint="Delete it."
    )
