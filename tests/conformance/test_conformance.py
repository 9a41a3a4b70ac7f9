"""Every case through `Assistant.ask`: one clear sentence or a right answer, in time, and no key."""

from __future__ import annotations

import logging
import re
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from rag import Answer, Assistant, RagError, Settings, Support
from rag.answerers import Answerers
from rag.errors import ContextTooLong
from rag.reply import Reply
from rag.store import Store
from rag.types import EMBEDDED_MODEL, Message
from tests.conformance.case import (
    ANSWER,
    BEGUN,
    CANARY,
    KEY,
    QUESTION,
    Answered,
    Case,
    Failed,
    Incomplete,
    begun,
)
from tests.conformance.cases import CASES
from tests.conformance.places import PLACES, Place
from tests.fakes import WordEmbedder
from tests.opened import opened_whole
from tests.scripted_server import SSE, Hold, Scripted, failing, streamed

LEASE = "# The lease\n\n## Rent\n\nRent for the Baker Street flat is 900 euros a month.\n"
MOST_SECONDS = 8.0
"""For any case; the machine may be busy. The limits that the cases set are far below."""

_PORT = re.compile(r"127\.0\.0\.1:\d+")


@dataclass
class Tally:
    """What the suite has seen: cases that passed, and which case each error message belongs to."""

    passed: int
    messages: dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What came of a question, and how long it took."""

    text: str
    seconds: float
    answer: Answer | None = None
    error: RagError | None = None


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    seen = Tally(0, {})
    yield seen
    print(f"\nconformance: {seen.passed} of {len(CASES)} cases passed")


@dataclass(frozen=True)
class Shelf:
    """A small corpus that was read once, for all assistants."""

    settings: Settings
    store: Store
    embedder: WordEmbedder

    def assistant(self, case: Case, place: Place) -> Assistant:
        """One that asks the server of this case, with the canary as its key."""
        values = {"base_url": place.url + case.path, "api_key": CANARY, **case.settings}
        settings = Settings(**{**self.settings.model_dump(), **values})
        answerers = Answerers(settings, model=None)
        return Assistant(
            settings, self.store, self.embedder, answerers=answerers, meaning=answerers.judge()
        )


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "lease.md").write_text(LEASE, "utf-8")
    settings = Settings(
        corpus_dir=corpus,
        data_dir=tmp_path_factory.mktemp("data"),
        evidence_threshold=0.02,  # the fake embedder's cosines mean little
        reader=False,
        model="tiny",
        connect_timeout=3.0,
        first_token_timeout=5.0,
        token_timeout=5.0,
    )
    embedder = WordEmbedder()
    with opened_whole(settings, embedder=embedder) as assistant:
        assistant.sync()
    store = Store.open(settings.data_dir, embedder)
    yield Shelf(settings, store, embedder)
    store.close()


def outcome_of(reply: Reply) -> Outcome:
    at = time.monotonic()
    try:
        for _ in reply:
            continue
    except RagError as error:
        return Outcome(reply.text, time.monotonic() - at, error=error)
    return Outcome(reply.text, time.monotonic() - at, answer=reply.answer)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, shelf: Shelf, tally: Tally, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with PLACES[case.place](case) as place:
        assistant = shelf.assistant(case, place)
        outcome = outcome_of(assistant.ask(QUESTION))
        _check(case, outcome, place, tally)
        assert outcome.seconds < MOST_SECONDS
        _holds_no_key(outcome)

        recovered = place.recover()
        again = outcome_of(assistant.ask(QUESTION, model=None if recovered else EMBEDDED_MODEL))
        assert again.error is None
        assert again.answer is not None
        assert again.answer.sentences[0].support is Support.SUPPORTED
        assert again.answer.note == ""
        _holds_no_key(again)
    assert CANARY not in caplog.text
    assert CANARY not in "".join(str(vars(record)) for record in caplog.records)
    tally.passed += 1


def _check(case: Case, outcome: Outcome, place: Place, tally: Tally) -> None:
    match case.expected:
        case Answered() as expected:
            _check_answer(expected, outcome, place)
        case Incomplete(note):
            answer = outcome.answer
            assert answer is not None, outcome.error
            assert answer.refusal is not None, "nothing of it was borne out yet"
            assert answer.refusal.reason == "unsupported"
            assert answer.draft.startswith("Rent")
            assert "broke off" in answer.refusal.message
            assert note in answer.refusal.message
        case Failed() as expected:
            error = outcome.error
            assert error is not None, outcome.answer
            assert isinstance(error, expected.kind)
            assert expected.message in error.message
            assert expected.hint in error.hint
            assert outcome.text == ""
            if isinstance(error, ContextTooLong):
                assert error.window == expected.window
            told = _PORT.sub("HERE", str(error))
            owner = tally.messages.setdefault(told, case.name)
            assert owner in (case.name, expected.like), "said of another fault"


def _check_answer(expected: Answered, outcome: Outcome, place: Place) -> None:
    answer = outcome.answer
    assert answer is not None, outcome.error
    assert answer.text == outcome.text == ANSWER
    assert answer.refusal is None
    assert answer.sentences[0].support is Support.SUPPORTED
    assert expected.note in answer.note
    assert bool(expected.note) == bool(answer.note)
    assert answer.reasoning.strip() == expected.reasoning
    assert place.server is not None
    sent = place.server.received
    assert len(sent) == expected.asked
    last = sent[-1]
    assert last.path == "/v1/chat/completions"
    assert not set(expected.missing) & set(last.body)
    assert tuple(message["role"] for message in last.body["messages"]) == expected.roles
    assert BEGUN in last.body["messages"][-1]["content"]
    assert all(message["content"].strip() for message in last.body["messages"])


def _holds_no_key(outcome: Outcome) -> None:
    """Neither what a reader sees nor what a log or a report of a crash would hold."""
    assert CANARY not in outcome.text
    assert CANARY not in repr(outcome.answer)
    if outcome.error is not None:
        error = outcome.error
        told = [str(error), repr(error), error.message, error.hint, repr(vars(error))]
        told += traceback.format_exception(error)
        assert CANARY not in "".join(told)


def test_a_dialect_is_negotiated_once(shelf: Shelf) -> None:
    case = next(case for case in CASES if case.name == "two rejections in a row")
    with PLACES["http"](case) as place:
        assistant = shelf.assistant(case, place)
        assert place.server is not None
        outcome_of(assistant.ask(QUESTION))
        place.server.answers_well()
        assert outcome_of(assistant.ask(QUESTION)).text == ANSWER
        (request,) = place.server.received
        assert "temperature" not in request.body
        assert [message["role"] for message in request.body["messages"]] == ["user"]


@pytest.mark.parametrize("follow_up", [False, True])
def test_a_wait_counts_down_and_ends_at_once_when_stopped(shelf: Shelf, follow_up: bool) -> None:
    limited = failing(429, {"error": {"message": "slow down"}}, Retry_After="25")
    case = Case("limited", (limited,), Incomplete(""))
    turns = (Message("user", "Where is the flat?"), Message("assistant", "In Baker Street."))
    with PLACES["http"](case) as place:
        assistant = shelf.assistant(case, place)
        reply = assistant.ask("How much is it?" if follow_up else QUESTION, turns * follow_up)
        outcomes: list[Outcome] = []
        reading = threading.Thread(target=lambda: outcomes.append(outcome_of(reply)))
        reading.start()
        left = _first_wait(reply)
        assert 15 < left <= 25
        at = time.monotonic()
        reply.stop()
        reading.join(MOST_SECONDS)
        assert time.monotonic() - at < 1.0
    (outcome,) = outcomes
    assert outcome.answer is not None, outcome.error
    assert "stopped" in outcome.answer.note
    assert reply.waiting is None


@pytest.mark.parametrize("where", ["before the headers", "before the first token", "after it"])
def test_stop_acts_within_a_second_while_the_server_is_silent(shelf: Shelf, where: str) -> None:
    scripts = {
        "before the headers": Scripted([Hold()], headers=None),
        "before the first token": Scripted([b": hello\n\n", Hold()], headers=SSE),
        "after it": begun(Hold()),
    }
    case = Case(where, (scripts[where],), Incomplete(""))
    with PLACES["http"](case) as place:
        assert place.server is not None
        reply = shelf.assistant(case, place).ask(QUESTION)
        outcomes: list[Outcome] = []
        reading = threading.Thread(target=lambda: outcomes.append(outcome_of(reply)))
        reading.start()
        assert place.server.asked.wait(MOST_SECONDS)
        at = time.monotonic()
        reply.stop()
        reading.join(MOST_SECONDS)
        assert time.monotonic() - at < 1.0
    (outcome,) = outcomes
    assert outcome.answer is not None, outcome.error
    assert "stopped" in outcome.answer.note


def test_stop_acts_within_a_second_while_a_judge_is_silent(shelf: Shelf) -> None:
    reworded = streamed(f"The flat costs 900 euros every month in Baker Street [{KEY}].")
    judging = threading.Event()
    silent = Scripted([b": hm\n\n", Hold()], headers=SSE)
    case = Case("judge", (reworded, silent), Incomplete(""), settings={"judge": "model"})
    with PLACES["http"](case) as place:
        assert place.server is not None
        reply = shelf.assistant(case, place).ask(QUESTION)
        outcomes: list[Outcome] = []
        reading = threading.Thread(target=lambda: outcomes.append(outcome_of(reply)))
        reading.start()
        until = time.monotonic() + MOST_SECONDS
        while len(place.server.received) < 2 and time.monotonic() < until:
            judging.wait(0.01)
        at = time.monotonic()
        reply.stop()
        reading.join(MOST_SECONDS)
        assert time.monotonic() - at < 1.0
        assert len(place.server.received) == 2
    (outcome,) = outcomes
    assert outcome.answer is not None, outcome.error
    assert outcome.answer.sentences, "the signals judge instead"


def _first_wait(reply: Reply) -> float:
    """Seconds that the reply says it waits for, as soon as it does."""
    looking = threading.Event()
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        if (left := reply.waiting) is not None:
            return left
        looking.wait(0.01)
    pytest.fail("the reply never said that it waits")


def test_there_are_enough_cases_and_none_twice() -> None:
    assert len(CASES) >= 45
    assert len({case.name for case in CASES}) == len(CASES)
