"""Replies recorded and played back: the same pieces, nobody asked, and a miss that says why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag.answer.prompt import answer_messages, load_template
from rag.errors import CaseError, ContextTooLong, ModelError, ModelOverloaded, RecordingMiss
from rag.evaluation.asked import without_fence
from rag.evaluation.recording import RecordingModel, ReplayedModel, Tape
from rag.llm import ChatModel, ScriptedModel, Window, window_of
from rag.llm.model import ScriptedPiece
from rag.settings import shipped
from rag.types import Delta, Message, Usage
from tests.builders import passage

ASKED = (Message("system", "Be brief."), Message("user", "What is in Memphis?"))
PIECES = (
    Delta(reasoning="Hm."),
    Delta(text="It is "),
    Delta(text="there [k7f2]."),
    Delta(finish="stop", usage=Usage(12, 5, estimated=False)),
)


def tape(folder: Path, *, model: str = "m", server: str = "http://127.0.0.1:1/v1") -> Tape:
    made = Tape(folder, server, model)
    made.begin("one", 0)
    return made


def heard(model: ChatModel, messages: Sequence[Message] = ASKED) -> tuple[Delta, ...]:
    return tuple(model.stream(messages, max_tokens=9, temperature=0.0))


def scripted_with(*replies: Sequence[ScriptedPiece] | Exception) -> ScriptedModel:
    scripted = ScriptedModel()
    for reply in replies:
        scripted.enqueue(reply)
    return scripted


def test_a_replay_gives_the_very_pieces_and_asks_nobody(tmp_path: Path) -> None:
    scripted = scripted_with(PIECES)
    first = RecordingModel(scripted, tape(tmp_path))
    assert heard(first) == PIECES
    assert len(scripted.prompts) == 1

    again = ReplayedModel(tape(tmp_path))
    assert again.name == "m"
    assert heard(again) == PIECES
    assert again.name == first.name == "scripted"
    assert len(scripted.prompts) == 1


class Windowed(ScriptedModel):
    """One that knows how long its prompts can be."""

    tokens = 2048

    def window(self, wait: float = 0.0) -> Window:
        del wait
        return Window(self.tokens, "RAG_CONTEXT_WINDOW")


def test_the_context_window_is_recorded_for_each_asking_of_a_case(tmp_path: Path) -> None:
    model, recorded = Windowed(), tape(tmp_path)
    recording = RecordingModel(model, recorded)
    assert window_of(recording) == Window(2048, "RAG_CONTEXT_WINDOW")
    recorded.begin("one", 1)
    model.tokens = 4096
    window_of(recording)
    again = tape(tmp_path, server="http://me:secret@127.0.0.1:1/v1")
    assert window_of(ReplayedModel(again)).tokens == 2048
    again.begin("one", 1)
    assert window_of(ReplayedModel(again)).tokens == 4096
    again.begin("two", 0)
    assert window_of(ReplayedModel(again)) == Window()
    model.tokens = 0
    window_of(recording)
    again.begin("one", 1)
    assert window_of(ReplayedModel(again)) == Window(), "nor is an earlier one believed"


@pytest.mark.parametrize(
    "error",
    [
        ModelOverloaded("Busy.", hint="Wait.", retry_after=3.0, loading=True),
        ContextTooLong("Too long.", window=512),
        ModelError("Gone.", hint="Look."),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_played_back_as_it_was(tmp_path: Path, error: ModelError) -> None:
    scripted = scripted_with([Delta(text="It "), error])
    with pytest.raises(type(error)):
        heard(RecordingModel(scripted, tape(tmp_path)))

    replayed = ReplayedModel(tape(tmp_path)).stream(ASKED, max_tokens=9, temperature=0.0)
    assert next(replayed) == Delta(text="It ")
    with pytest.raises(type(error)) as raised:
        next(replayed)
    assert vars(raised.value) == vars(error)


def test_a_wait_is_not_recorded(tmp_path: Path) -> None:
    scripted = scripted_with([Delta(waiting=30.0), *PIECES])
    heard(RecordingModel(scripted, tape(tmp_path)))

    assert heard(ReplayedModel(tape(tmp_path))) == PIECES


def test_a_repeat_is_never_faked(tmp_path: Path) -> None:
    own = tape(tmp_path)
    model = RecordingModel(scripted_with(["a"], ["b"]), own)
    heard(model)
    own.begin("one", 1)
    heard(model)

    played = tape(tmp_path)
    replay = ReplayedModel(played)
    assert heard(replay)[0].text == "a"
    played.begin("one", 1)
    assert heard(replay)[0].text == "b"
    played.begin("one", 2)
    with pytest.raises(RecordingMiss, match=r"case one, repeat 3: repeat 3 was not so"):
        heard(replay)


def test_asking_the_same_twice_in_one_case_is_recorded_twice(tmp_path: Path) -> None:
    model = RecordingModel(scripted_with(["a"], ["b"]), tape(tmp_path))
    assert [heard(model)[0].text, heard(model)[0].text] == ["a", "b"]

    replay = ReplayedModel(tape(tmp_path))
    assert [heard(replay)[0].text, heard(replay)[0].text] == ["a", "b"]
    with pytest.raises(RecordingMiss):
        heard(replay)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("prompt", r"case one: the prompt \(now “…Be brief. What is in Nashville\?…”\) was not so"),
        ("model", "model 'other' was not so"),
        ("server", "server 'http://127.0.0.1:2/v1' was not so"),
        ("temperature", "temperature 0.5 was not so"),
        ("max_tokens", "max tokens 8 was not so"),
        ("case", "case two: the case was never asked"),
    ],
)
def test_whatever_changes_is_a_miss_that_says_so(tmp_path: Path, change: str, words: str) -> None:
    heard(RecordingModel(scripted_with(PIECES), tape(tmp_path)))
    own = tape(
        tmp_path,
        model="other" if change == "model" else "m",
        server=f"http://127.0.0.1:{2 if change == 'server' else 1}/v1",
    )
    messages = ASKED
    if change in ("prompt", "case"):
        messages = (ASKED[0], Message("user", "What is in Nashville?"))
    if change == "case":
        own.begin("two", 0)

    stream = ReplayedModel(own).stream(
        messages,
        max_tokens=8 if change == "max_tokens" else 9,
        temperature=0.5 if change == "temperature" else 0.0,
    )
    with pytest.raises(RecordingMiss, match=words):
        next(stream)


def test_a_reply_that_was_hung_up_on_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    stream = RecordingModel(scripted_with(PIECES), tape(tmp_path)).stream(
        ASKED, max_tokens=9, temperature=0.0
    )
    assert next(stream) == PIECES[0]
    assert isinstance(stream, Iterator)
    stream.close()  # type: ignore[attr-defined]  # a generator

    replayed = ReplayedModel(tape(tmp_path)).stream(ASKED, max_tokens=9, temperature=0.0)
    assert next(replayed) == PIECES[0]
    with pytest.raises(RecordingMiss, match="ends early"):
        next(replayed)


def test_the_random_fence_is_all_that_is_left_out() -> None:
    template, one = load_template(shipped("prompts"), "answer"), passage("It opened in 1987.")
    prompts = [answer_messages(template, "When?", [one]) for _ in range(2)]
    other = answer_messages(template, "When?", [passage("It opened in 1988.")])

    assert prompts[0] != prompts[1]
    assert without_fence(prompts[0]) == without_fence(prompts[1])
    assert without_fence(prompts[0]) != without_fence(other)
    assert without_fence(ASKED) == ASKED


def test_no_key_of_the_address_is_kept(tmp_path: Path) -> None:
    own = tape(tmp_path, server="http://user:secret@127.0.0.1:1/v1")
    heard(RecordingModel(scripted_with(PIECES), own))

    (path,) = tmp_path.glob("*.json")
    assert "secret" not in path.read_text("utf-8")
    assert heard(ReplayedModel(tape(tmp_path))) == PIECES


def test_a_damaged_recording_is_said_to_be_one(tmp_path: Path) -> None:
    heard(RecordingModel(scripted_with(PIECES), tape(tmp_path)))
    (path,) = tmp_path.glob("*.json")
    path.write_text("{", "utf-8")

    with pytest.raises(CaseError, match=r"recording .* cannot be read"):
        heard(ReplayedModel(tape(tmp_path)))
