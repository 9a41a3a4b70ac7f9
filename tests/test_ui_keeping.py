"""On the page: rating an answer, asking another, keeping one of two, making a case, exporting."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.errors import ModelUnreachable, StoreError
from rag.evaluation.casefile import read_case_file
from rag.export import record
from rag.feedback import Feedback, Rated
from rag.history import FILE as HISTORY
from rag.history import History
from rag.llm import FoundServer
from rag.settings import Settings
from rag.ui.actions import _act
from rag.ui.case_form import FILE
from rag.ui.exporting import kept, title
from rag.ui.library import Library
from rag.ui.offers import QUOTES, Choice
from rag.ui.rating import Rating, rate, rating, recall_ratings
from rag.ui.session import complaint
from rag.ui.trace import read_trace
from tests.explained import explained
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)
from tests.ui_apps import SOON, ask, button, chat_app, open_page, shown, synced, text

TIDES = make_document("tides.md", "Tides", "High at noon. It rises 7 metres.")
NOON = make_answer("When is high tide?", Said("It is at noon.", ((TIDES, "High at noon."),)))
RISE = make_answer(
    "How much does it rise?", Said("It rises 7 metres.", ((TIDES, "It rises 7 metres."),))
)
OTHER = make_answer("When is high tide?", Said("At noon.", ((TIDES, "High at noon."),)), model="q")
REFUSED = make_refusal("Who?", "The documents do not say who.")


@dataclass
class FakeRatings:
    """Remembers what it was to keep, or fails."""

    error: StoreError | None = None
    rated: list[tuple[str, str, str, str]] = field(default_factory=list)

    def rate(
        self, turn: str, verdict: str, reason: str, trace: str, conversation: str = ""
    ) -> None:
        del conversation
        if self.error is not None:
            raise self.error
        self.rated.append((turn, verdict, reason, trace))

    def ratings(self, turns: Collection[str] | None = None) -> tuple[Rated, ...]:
        del turns
        return ()

    def forget(self, turns: Collection[str], conversation: str = "") -> None:
        del turns, conversation
        if self.error is not None:
            raise self.error


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def assistant(tmp_path: Path) -> FakeAssistant:
    settings = Settings(
        data_dir=tmp_path / "data",
        corpus_dir=tmp_path / "corpus",
        cases_dir=str(tmp_path / "cases"),
    )
    return FakeAssistant(shelf=(TIDES,), settings=settings)


@pytest.fixture
def library(assistant: FakeAssistant) -> Library:
    found = (FoundServer("Ollama", "http://127.0.0.1:11434/v1", ("qwen3:8b", "llama3.2:3b")),)
    return synced(Library(assistant, lambda: found))


def asked(library: Library, assistant: FakeAssistant, *scripts: Script) -> AppTest:
    """A page on which the first script has been played."""
    assistant.enqueue(*scripts)
    assert library.wait(SOON, lambda: len(library.offers()) > 1)
    return ask(open_page(chat_app, library), "When is high tide?")


def said(page: AppTest, key: str, value: object) -> AppTest:
    """The page after a click in the line of buttons has left this in the session."""
    page.session_state[key] = value
    return page.run()


def turn_of(page: AppTest) -> Any:
    return page.session_state["conversation"].turns[-1]


def rated(page: AppTest, given: Rating) -> AppTest:
    return said(page, "ratings", {turn_of(page).id: given})


def test_every_answer_and_refusal_can_be_rated(library: Library, assistant: FakeAssistant) -> None:
    page = asked(library, assistant, Script(NOON), Script(REFUSED))
    page = ask(page, "Who?")
    assert sum("fn-actions" in html for html in shown(page)) == 2
    assert not page.exception


def test_down_asks_for_a_reason_and_keeps_it_with_the_remark(
    library: Library, assistant: FakeAssistant
) -> None:
    page = rated(asked(library, assistant, Script(NOON)), Rating("down"))
    (reasons,) = page.radio
    assert reasons.options[:2] == [
        "The source is the wrong one",
        "The source does not say that",
    ]
    page.radio[0].set_value("unsupported")
    page.text_input[0].set_value("It is at one.")
    page = button(page, "Keep the reason").click().run()
    given = page.session_state["ratings"][turn_of(page).id]
    assert given == Rating("down", "unsupported", "It is at one.")
    assert not page.radio
    assert "the source does not say that" in text(page)


def test_a_rating_that_was_being_kept_when_its_conversation_was_deleted_goes_with_it(
    library: Library, assistant: FakeAssistant, tmp_path: Path
) -> None:
    class Late(Feedback):
        def rate(
            self, turn: str, verdict: str, reason: str, trace: str, conversation: str = ""
        ) -> None:
            library.deleted.add(conversation)
            super().rate(turn, verdict, reason, trace, conversation)

    page = asked(library, assistant, Script(NOON))
    ratings = library.ratings = Late(tmp_path / "feedback.jsonl")
    rate(turn_of(page), library, Rating("up"))
    assert ratings.ratings() == ()


def test_a_rating_is_kept_with_the_whole_trace(library: Library, assistant: FakeAssistant) -> None:
    st.session_state.clear()
    whole = explained(NOON, TIDES)
    page = asked(library, assistant, Script(whole))
    kept_ones = library.ratings = FakeRatings()
    _act(turn_of(page), library, "up")
    rate(turn_of(page), library, Rating("down", "wrong source", "See the almanac."))
    (up, down) = kept_ones.rated
    assert (up[0], up[1], up[2]) == (turn_of(page).id, "up", "")
    assert (down[1], down[2]) == ("down", "wrong source")
    read = read_trace(down[3])
    assert (read.answer, read.remark) == (whole, "See the almanac.")
    assert read.who == "Quotes only (no model)"
    assert read.scope == turn_of(page).within.scope


def test_a_disk_that_is_full_is_said_and_the_page_goes_on(
    library: Library, assistant: FakeAssistant
) -> None:
    st.session_state.clear()
    page = asked(library, assistant, Script(NOON))
    library.ratings = FakeRatings(StoreError("The disk is full.", hint="Make room."))
    _act(turn_of(page), library, "up")
    page = said(page, "complaint", complaint())
    assert "The disk is full." in text(page)
    assert "The disk is full." not in text(page.run())


def test_a_verdict_is_shown_again_and_changed_and_taken_back(
    library: Library, assistant: FakeAssistant, tmp_path: Path
) -> None:
    st.session_state.clear()
    ratings = library.ratings = Feedback(tmp_path / "feedback.jsonl")
    page = asked(library, assistant, Script(NOON))
    turn = turn_of(page)
    rate(turn, library, Rating("down", "unsupported", "It is at one."))
    st.session_state.clear()
    recall_ratings([turn], library)
    assert rating(turn) == Rating("down", "unsupported", "It is at one.")
    _act(turn, library, "up")
    assert [one.verdict for one in ratings.ratings()] == ["up"]
    _act(turn, library, "up")
    assert (rating(turn), ratings.ratings()) == (None, ())
    assert ratings.path.read_bytes() == b""


def test_a_verdict_of_which_the_way_is_lost_is_shown_all_the_same(
    library: Library, assistant: FakeAssistant, tmp_path: Path
) -> None:
    st.session_state.clear()
    ratings = library.ratings = Feedback(tmp_path / "feedback.jsonl")
    turn = turn_of(asked(library, assistant, Script(NOON)))
    ratings.rate(turn.id, "down", "a reason of a later version", "{}")
    recall_ratings([turn], library)
    assert rating(turn) == Rating("down")
    ratings.path.unlink()
    ratings.path.mkdir()
    recall_ratings([turn], library)
    assert rating(turn) == Rating("down")


def test_a_verdict_that_cannot_be_taken_back_stays_and_it_is_said(
    library: Library, assistant: FakeAssistant
) -> None:
    st.session_state.clear()
    turn = turn_of(asked(library, assistant, Script(NOON)))
    rate(turn, library, Rating("up"))
    library.ratings = FakeRatings(StoreError("The disk is full."))
    _act(turn, library, "up")
    assert rating(turn) == Rating("up")
    assert complaint() is not None


def test_a_refusal_has_reasons_of_its_own(library: Library, assistant: FakeAssistant) -> None:
    page = rated(asked(library, assistant, Script(REFUSED)), Rating("down"))
    own = ["The answer is in the documents", "The question was taken for another"]
    assert page.radio[0].options == own
    assert page.radio[0].value is None
    page.radio[0].set_value("misread")
    page = button(page, "Keep the reason").click().run()
    assert page.session_state["ratings"][turn_of(page).id] == Rating("down", "misread")
    assert "the question was taken for another." in text(page)
    offering = make_refusal("Who?", "The documents do not say who.", "When is high tide?")
    assistant.enqueue(Script(offering))
    page = rated(ask(page, "Who?"), Rating("down"))
    assert page.radio[0].options == [*own, "The questions offered instead are of no use"]


def test_a_refusal_with_useless_offers_was_right(
    library: Library, assistant: FakeAssistant
) -> None:
    page = rated(asked(library, assistant, Script(REFUSED)), Rating("down", "useless offers"))
    page = said(page, "case-from", turn_of(page).number)
    assert page.radio(key="case-kind").value == "refusal"


def test_another_answers_beside_the_first_and_is_kept(
    library: Library, assistant: FakeAssistant
) -> None:
    page = asked(library, assistant, Script(NOON), Script(OTHER))
    page = said(page, "comparing", turn_of(page).number)
    assert page.selectbox(key="compare-server").value == "http://127.0.0.1:11434/v1"
    page.selectbox(key="compare-model-http://127.0.0.1:11434/v1").set_value("llama3.2:3b").run()
    page = button(page, "Answer again").click().run()
    turn = turn_of(page)
    rival = page.session_state["conversation"].rivals[turn.number]
    rival.wait(SOON)
    page.run()
    assert [call.model for call in assistant.asked] == ["embedded", "llama3.2:3b"]
    assert assistant.asked[1].history == ()
    assert "Two answers to one question" in text(page)
    assert "llama3.2:3b on 127.0.0.1:11434" in text(page)
    assert sum("fn-sources" in html for html in shown(page)) == 2
    page = page.button(key=f"keep-1-{turn.number}").click().run()
    assert page.session_state["conversation"].turns == [rival]
    assert "Two answers" not in text(page)
    assert "At noon." in text(page)


def test_the_first_answer_is_kept_as_it_was(library: Library, assistant: FakeAssistant) -> None:
    page = asked(library, assistant, Script(NOON), Script(OTHER))
    turn = turn_of(page)
    page.session_state["conversation"].ask_again(turn, library, Choice(QUOTES)).wait(SOON)
    page.run()
    page = page.button(key=f"keep-0-{turn.number}").click().run()
    assert page.session_state["conversation"].turns == [turn]


def test_a_rival_that_failed_cannot_be_kept_and_one_that_is_silent_can_be_stopped(
    library: Library, assistant: FakeAssistant
) -> None:
    error = ModelUnreachable("Nobody answers at http://x.", hint="Start it.")
    gate = threading.Event()
    page = asked(library, assistant, Script(NOON), Script(error=error), Script(OTHER, gate=gate))
    turn = turn_of(page)
    talk = page.session_state["conversation"]
    talk.ask_again(turn, library, Choice(QUOTES)).wait(SOON)
    page.run()
    assert "Nobody answers at http://x." in text(page)
    assert [one.label for one in page.button if one.label.startswith("Keep")] == [
        "Keep this answer"
    ]
    rival = talk.ask_again(turn, library, Choice(QUOTES))
    page.run()
    page = page.button(key=f"keep-1-{turn.number}").click().run()
    rival.wait(SOON)
    assert rival.stopping
    gate.set()


def test_a_new_conversation_stops_a_rival(library: Library, assistant: FakeAssistant) -> None:
    gate = threading.Event()
    page = asked(library, assistant, Script(NOON), Script(OTHER, gate=gate))
    talk = page.session_state["conversation"]
    rival = talk.ask_again(turn_of(page), library, Choice(QUOTES))
    talk.leave()
    assert (rival.stopping, talk.rivals) == (True, {})
    rival.wait(SOON)


def test_what_is_confirmed_becomes_a_grounding_case(
    library: Library, assistant: FakeAssistant, tmp_path: Path
) -> None:
    page = rated(asked(library, assistant, Script(RISE)), Rating("up"))
    page = said(page, "case-from", turn_of(page).number)
    assert page.text_input(key="case-question").value == "When is high tide?"
    assert page.text_area(key="case-facts").value == "7 metres"
    assert page.multiselect(key="case-sources").value == ["tides.md"]
    page = button(page, "Keep the case").click().run()
    assert not page.exception
    (case,) = read_case_file(tmp_path / "cases" / FILE).cases
    assert (case.question, case.group) == ("When is high tide?", "feedback")
    assert case.expect.answer is not None
    assert case.expect.answer.sources == ("tides.md",)
    assert [one.number for one in case.expect.facts] == ["7"]
    assert f"It is the grounding case {case.id}." in text(page)


def test_an_answer_that_should_have_refused_becomes_a_refusal(
    library: Library, assistant: FakeAssistant, tmp_path: Path
) -> None:
    page = asked(library, assistant, Script(NOON))
    page = rated(page, Rating("down", "should have refused", "# ignore: x"))
    page = said(page, "case-from", turn_of(page).number)
    assert page.radio(key="case-kind").value == "refusal"
    assert not page.text_area
    button(page, "Keep the case").click().run()
    (case,) = read_case_file(tmp_path / "cases" / FILE).cases
    assert case.expect.kind == "refusal"
    assert "# rated down should have refused" in (tmp_path / "cases" / FILE).read_text("utf-8")


def test_what_cannot_be_a_case_is_said_and_not_kept(
    library: Library, assistant: FakeAssistant, tmp_path: Path
) -> None:
    page = rated(asked(library, assistant, Script(REFUSED)), Rating("down", "should have answered"))
    page = said(page, "case-from", turn_of(page).number)
    page = button(page, "Keep the case").click().run()
    assert "Say what the answer must say" in text(page)
    assert not (tmp_path / "cases" / FILE).exists()


def test_a_click_from_a_browser_may_be_anything(library: Library, assistant: FakeAssistant) -> None:
    page = asked(library, assistant, Script(NOON))
    st.session_state.clear()
    for value in (None, 7, "case", "../up", {"up": 1}, ""):
        _act(turn_of(page), library, value)
    assert not {"case-from", "comparing"} & set(map(str, st.session_state))
    assert not st.session_state.get("ratings")


def test_the_conversation_can_be_downloaded_in_three_formats(
    library: Library, assistant: FakeAssistant
) -> None:
    error = ModelUnreachable("Nobody answers at http://x.", hint="Start it.")
    page = asked(library, assistant, Script(NOON), Script(REFUSED), Script(error=error))
    page = ask(ask(page, "Who?"), "And?")
    talk = page.session_state["conversation"]
    assert [cast(Any, one).label for one in page.get("download_button")] == [
        "Markdown",
        "Web page, to read or print",
        "JSON",
    ]
    made = record(kept(talk, library))
    assert [one.ending for one in made.exchanges] == ["answered", "refused", "failed"]
    assert made.exchanges[2].text == "Nobody answers at http://x. Start it."
    assert made.title == title(talk, library) == "When is high tide?"


def test_an_export_is_called_as_the_list_calls_the_conversation(
    library: Library,
    assistant: FakeAssistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    history = library.history = History.open(tmp_path / HISTORY)
    named: list[object] = []
    drawn = st.download_button

    def noted(*given: Any, **named_so: Any) -> bool:
        named.append(named_so["file_name"])
        return drawn(*given, **named_so)

    monkeypatch.setattr(st, "download_button", noted)
    page = asked(library, assistant, Script(NOON))
    talk = page.session_state["conversation"]
    history.rename(talk.id, "The tides: *all* of them?")
    named.clear()
    page.run()
    assert named == [f"The tides_ _all_ of them{end}" for end in (".md", ".html", ".json")]
    assert kept(talk, library).title == "The tides: *all* of them?"
    history.path.write_bytes(b"This is no database." * 100)
    assert kept(talk, library).title == "When is high tide?"
    assert "title cannot be read" in caplog.text
    caplog.clear()
    page.run()
    assert caplog.text.count("title cannot be read") == 1, "it is looked up once a page"


def test_a_long_first_question_is_cut_at_a_word(library: Library, assistant: FakeAssistant) -> None:
    assistant.enqueue(Script(NOON))
    page = ask(open_page(chat_app, library), "word " * 40)
    cut = title(page.session_state["conversation"], library)
    assert len(cut) <= 81
    assert cut.endswith("word…")
