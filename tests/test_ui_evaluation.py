"""The page of evaluation: runs over time, two compared, a case to its answer, a run begun."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.evaluation.casefile import read_case_file
from rag.evaluation.kept import kept_runs, runs_folder
from rag.evaluation.observation import Observation
from rag.evaluation.results import CaseResult, Run, write_run
from rag.settings import Settings
from rag.ui.case_view import Examined
from rag.ui.examiner import Examination, Examiner, Wish
from rag.ui.library import Library
from tests.evaluation.makers import case
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)
from tests.ui_apps import SOON, button, evaluation_app, synced, text

MILL = make_document("mill.md", "The mill", "The mill was built in 1801.")
CASES = """\
cases:
  - id: mill
    question: When was the mill built?
    group: when
    expect: {answer: {facts: ["1801"]}}
  - id: owner
    question: Who owns <b>the mill</b>?
    group: who
    expect: refusal
"""


@pytest.fixture
def assistant(tmp_path: Path) -> FakeAssistant:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "mill.grounding.yaml").write_text(CASES, "utf-8")
    settings = Settings(data_dir=tmp_path / "data", cases_dir=str(tmp_path / "cases"))
    return FakeAssistant((MILL,), settings, respond=answered)


def answered(question: str) -> Script:
    said = Said("The mill was built in 1801.", ((MILL, MILL.text),))
    return Script(make_answer(question, said))


def refused(question: str) -> Script:
    return Script(make_refusal(question, "The documents do not say."))


@pytest.fixture
def examiner(assistant: FakeAssistant) -> Examiner:
    return Examiner(synced(Library(assistant)))


def page_over(assistant: FakeAssistant, examiner: Examiner) -> AppTest:
    library = examiner.library
    assert library.assistant is assistant
    app = AppTest.from_function(
        evaluation_app, args=(lambda: library, lambda: examiner), default_timeout=SOON
    )
    page = app.run()
    assert not page.exception
    return page


def asked(examiner: Examiner, name: str = "run") -> None:
    examiner.begin(Wish(name))
    assert examiner.wait(SOON, lambda: not examiner.running)


def test_two_runs_of_one_minute_can_both_be_chosen(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    run = Run("run", (CaseResult(case("mill"), Observation(text="It was built in 1801.")),))
    folder = runs_folder(assistant.settings.data_dir)
    names = [f"2026-11-02T0905{second}.000000Z.jsonl" for second in ("41", "07")]
    for name in names:
        write_run(folder / name, run)
    page = page_over(assistant, examiner)
    chosen = page.selectbox(key="run-now")

    assert len(set(chosen.options)) == 2
    chosen.set_value(chosen.options[1]).run()  # as a browser does it: by what is read there
    assert page.selectbox(key="run-now").value == names[1]


class Ending(Examiner):
    """Has a run under way that ends right after the page has read which runs are kept."""

    over = False

    @property
    def running(self) -> bool:
        return not self.over

    @property
    def state(self) -> Examination | None:
        if not self.over:
            self.over = True
            asked(Examiner(self.library), "quick")
        return None


def test_a_run_that_ends_while_the_page_is_drawn_is_shown(assistant: FakeAssistant) -> None:
    page = page_over(assistant, Ending(synced(Library(assistant))))

    assert [box.label for box in page.selectbox if box.label == "Run"] == ["Run"]


def test_without_cases_it_says_how_to_come_by_them(assistant: FakeAssistant) -> None:
    assistant.settings = assistant.settings.model_copy(update={"cases_dir": ""})
    page = page_over(assistant, Examiner(synced(Library(assistant))))
    assert "There are no grounding cases yet" in text(page)
    assert "run-start" not in {one.key for one in page.button}


def test_a_broken_file_of_cases_is_named_with_its_line(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    path = Path(assistant.settings.cases_dir) / "bad.grounding.yaml"
    path.write_text("cases:\n  - id: x\n    question: Y?\n", "utf-8")
    page = page_over(assistant, examiner)
    assert "bad.grounding.yaml:2: case x: expect: this is missing" in text(page)
    assert "There are no grounding cases yet" not in text(page)


def test_a_run_is_started_and_its_figures_are_shown(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    page = page_over(assistant, examiner)
    assert "2 grounding cases" in text(page)
    page = page.text_input(key="run-name").set_value("the first").run()
    page = button(page, "Start").click().run()
    assert examiner.wait(SOON, lambda: not examiner.running)
    page = page.run()
    for words in ("Answerable and answered", "Hallucination rate", "Cases met, by group"):
        assert words in text(page)
    assert page.selectbox(key="run-now").options[0].endswith("the first")
    (kept,) = kept_runs(assistant.settings.data_dir)
    assert (kept.run.name, len(kept.run.results), kept.run.finished) == ("the first", 2, True)


def test_only_the_chosen_group_is_asked(assistant: FakeAssistant, examiner: Examiner) -> None:
    page = page_over(assistant, examiner).multiselect(key="run-groups").set_value(["who"]).run()
    button(page, "Start").click().run()
    assert examiner.wait(SOON, lambda: not examiner.running)
    assert [one.question for one in assistant.asked] == ["Who owns <b>the mill</b>?"]


def test_two_runs_are_compared_and_what_flipped_is_listed_with_why(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    asked(examiner, "before")
    assistant.respond = refused
    asked(examiner, "after")
    page = page_over(assistant, examiner)
    assert "Cases met, newest run first" in text(page)
    page = page.selectbox(key="run-before").select_index(1).run()
    assert "Cannot tell with so few cases" in text(page)
    page = page.selectbox(key="case-kind-shown").set_value("flipped").run()
    assert "Not met any more: It was refused" in text(page)
    assert "Met now: It was answered" in text(page)
    page = page.selectbox(key="case-group-shown").set_value("who").run()
    assert "When was the mill built?" not in text(page)
    assert "Who owns <b>the mill</b>?" in text(page)


def test_a_case_is_added_beside_a_run(assistant: FakeAssistant, examiner: Examiner) -> None:
    asked(examiner, "before")
    page = button(page_over(assistant, examiner), "Add a case").click().run()
    assert not page.exception
    page = page.text_input(key="case-question").set_value("How old is the mill?").run()
    page = page.radio(key="case-kind").set_value("refusal").run()
    page = button(page, "Keep the case").click().run()
    assert "3 grounding cases" in text(page)


def test_a_case_opens_to_the_answers_of_both_runs_and_back(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    asked(examiner, "before")
    assistant.respond = refused
    asked(examiner, "after")
    now, before = kept_runs(assistant.settings.data_dir)
    page = page_over(assistant, examiner)
    page.session_state["examined-case"] = Examined(now.path.name, "mill", before.path.name)
    page = page.run()
    for words in ("An answer that says '1801'", "Not in your documents", "Sources", "The mill"):
        assert words in text(page)
    page = button(page, "Back to the run").click().run()
    assert "Answerable and answered" in text(page)


def test_a_case_that_is_there_no_longer_is_given_up(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    asked(examiner)
    page = page_over(assistant, examiner)
    for gone in (Examined("gone.jsonl", "mill"), Examined(_file(assistant), "gone")):
        page.session_state["examined-case"] = gone
        page = page.run()
        assert not page.exception
        assert "Answerable and answered" in text(page)


def _file(assistant: FakeAssistant) -> str:
    return kept_runs(assistant.settings.data_dir)[0].path.name


def test_a_run_shows_how_far_it_is_and_is_cancelled_and_gone_on_with(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    gate = threading.Event()
    assistant.enqueue(answered("x"), Script(make_refusal("x", "No."), gate=gate))
    examiner.begin(Wish("slow"))
    assert examiner.wait(SOON, lambda: examiner.state is not None and examiner.state.done == 1)
    page = page_over(assistant, examiner)
    assert "Asking the cases: 1 of 2" in text(page)
    assert "cut off" not in "".join(one for box in page.selectbox for one in box.options)
    button(page, "Cancel the run").click().run()
    assert examiner.wait(SOON, lambda: not examiner.running)
    page = page.run()
    assert "1 of 2 cases were asked, and are kept below" in text(page)
    assert page.selectbox(key="run-now").options[0].endswith("slow, cut off")
    button(page, "Go on with it").click().run()
    assert examiner.wait(SOON, lambda: not examiner.running)
    (kept,) = kept_runs(assistant.settings.data_dir)
    assert kept.run.finished
    assert [one.question for one in assistant.asked].count("When was the mill built?") == 1


def test_a_case_is_added_and_what_is_wrong_with_one_is_said(
    assistant: FakeAssistant, examiner: Examiner
) -> None:
    page = page_over(assistant, examiner)
    page = button(page, "Add a case").click().run()
    page = button(page, "Keep the case").click().run()
    assert "A case has a question." in text(page)
    page = page.text_input(key="case-question").set_value("How old is: the mill?").run()
    page = page.text_area(key="case-facts").set_value("200 years\n\nold").run()
    page = page.multiselect(key="case-sources").set_value(["mill.md"]).run()
    page = button(page, "Keep the case").click().run()
    assert "3 grounding cases" in text(page)
    file = read_case_file(Path(assistant.settings.cases_dir) / "added.grounding.yaml")
    (case,) = file.cases
    assert [str(fact) for fact in case.expect.facts] == ["the number 200 years", "'old'"]
    assert file.corpus is not None
    assert file.corpus.resolve() == assistant.settings.corpus_dir.resolve()
    page = button(page, "Add a case").click().run()
    page = page.text_input(key="case-question").set_value("When was the mill built?").run()
    page = page.radio(key="case-kind").set_value("refusal").run()
    page = button(page, "Keep the case").click().run()
    assert "mill.grounding.yaml asks this already, as mill." in text(page)
