"""A case begun from a question of the conversation: what was borne out, what was cited, earlier
turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.evaluation.casefile import read_case_file
from rag.settings import Settings
from rag.types import Scope, Support
from rag.ui.case_form import FILE
from rag.ui.conversation import Conversation
from rag.ui.examiner import Examiner
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.within import Within
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)
from tests.ui_apps import SOON, button, evaluation_app, synced, text

MILL = make_document("a [1].md", "The mill", "It was built in 1801. It burnt in 1900.")
FIRST = make_answer("Is there a mill?", Said("It was built in 1801.", ((MILL, MILL.text[:21]),)))
SECOND = replace(
    make_answer(
        "And then?",
        Said("It burnt in 1900.", ((MILL, "It burnt in 1900."),)),
        Said("It was rebuilt.", (), Support.UNSUPPORTED),
    ),
    standalone_question="And then, the mill?",
)
THIRD = make_refusal("Who owns it?", "The documents do not say.")


@pytest.mark.parametrize(
    ("scope", "words", "reason"),
    [
        (
            Scope(since=date(2024, 5, 12)),
            "1 of 1 document: since 12 May 2024",
            "when its documents",
        ),
        (Scope(collections=frozenset({""})), "1 of 1 document: in no collection", "no collection”"),
        (Scope(frozenset({"id-gone"})), "1 of 2 documents: Gone", "is left"),
    ],
)
def test_what_was_asked_of_documents_that_a_case_cannot_name_is_said_at_once(
    tmp_path: Path, scope: Scope, words: str, reason: str
) -> None:
    settings = Settings(data_dir=tmp_path / "data", cases_dir=str(tmp_path / "cases"))
    assistant = FakeAssistant((MILL,), settings)
    library = synced(Library(assistant))
    talk = Conversation()
    assistant.enqueue(Script(FIRST), Script(FIRST))
    mill = Within(Scope(frozenset({MILL.id})), "1 document: Mill")
    for question, within in (("When?", Within(scope, words)), (FIRST.question, mill)):
        talk.ask(question, library, Choice(), within).wait(SOON)
    app = AppTest.from_function(
        evaluation_app, args=(lambda: library, lambda: Examiner(library)), default_timeout=SOON
    )
    app.session_state["conversation"] = talk
    page = button(app.run(), "Add a case").click().run()
    page = page.selectbox(key="case-begun").set_value(1).run()
    assert f"It was asked of {words}." in text(page)
    assert reason in text(page)
    assert button(page, "Keep the case").disabled
    page = page.selectbox(key="case-begun").set_value(2).run()
    assert "Asked of 1 document: Mill." in text(page)
    assert not button(page, "Keep the case").disabled


def test_the_form_is_filled_as_the_turn_came_out_and_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", cases_dir=str(tmp_path / "cases"))
    assistant = FakeAssistant((MILL,), settings)
    library = synced(Library(assistant))
    talk = Conversation()
    for answer in (FIRST, SECOND, THIRD):
        assistant.enqueue(Script(answer))
        talk.ask(answer.question, library, Choice()).wait(SOON)
    examiner = Examiner(library)
    app = AppTest.from_function(
        evaluation_app, args=(lambda: library, lambda: examiner), default_timeout=SOON
    )
    app.session_state["conversation"] = talk
    page = app.run()

    page = button(page, "Add a case").click().run()
    page = page.selectbox(key="case-begun").set_value(2).run()
    assert page.text_input(key="case-question").value == "And then?"
    assert page.text_area(key="case-facts").value == "1900"
    assert page.multiselect(key="case-sources").value == ["a [1].md"]
    assert "Asked after 1 earlier of the conversation." in text(page)
    page.text_input(key="case-group").set_value("fires")
    page = button(page, "Keep the case").click().run()
    assert "Kept as “case”. It is asked in the next run." in text(page)
    assert "Kept as" not in text(page.run())
    page = button(page, "Add a case").click().run()
    assert page.text_input(key="case-question").value == ""
    page = page.selectbox(key="case-begun").set_value(3).run()
    assert page.radio(key="case-kind").value == "refusal"
    button(page, "Keep the case").click().run()

    second, third = read_case_file(tmp_path / "cases" / FILE).cases
    assert [one.content for one in second.messages] == ["Is there a mill?", "It was built in 1801."]
    assert second.expect.answer is not None
    assert second.expect.answer.sources == ("a [[]1].md",)
    assert (third.expect.kind, third.messages) == ("refusal", ())
    assert (second.group, third.group) == ("fires", "")
