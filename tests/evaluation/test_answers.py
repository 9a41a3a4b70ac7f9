"""An observation becomes the answer again that it was of, as far as a page shows it."""

from __future__ import annotations

from rag.evaluation.answers import answer_of
from rag.evaluation.observation import observe
from rag.evaluation.results import CaseResult, result_from_json, result_to_json
from rag.types import Answer, Support
from rag.ui.cards import answer_html, refusal_html
from tests.evaluation.makers import case
from tests.fake_assistant import FakeAssistant, Said, make_answer, make_document, make_refusal

MILL = make_document("mill.md", "The mill", "It was built in 1801. It burnt in 1900.")
ANSWER = make_answer(
    "When was the mill built?",
    Said("It was built in 1801.", ((MILL, "It was built in 1801."),)),
    Said(
        "It burnt in 1901.", ((MILL, "It burnt in 1900."),), Support.UNSUPPORTED, "1900, not 1901"
    ),
    Said("See [?x7k2].", (), Support.UNSUPPORTED, "no such source"),
    note="Cut short.",
)


def kept(answer: Answer) -> Answer:
    """The answer as it comes back from a file of results."""
    seen = observe(answer, {MILL.id: MILL.source}, FakeAssistant((MILL,)))
    line = result_to_json(CaseResult(case(question=answer.question), seen))
    return answer_of(answer.question, result_from_json(line).observation)


def test_an_answer_looks_as_it_did_on_the_page_of_questions() -> None:
    again = kept(ANSWER)
    assert answer_html(again) == answer_html(ANSWER)
    assert again.citations[0].passage.document_id == MILL.id
    assert (again.text, again.note, again.markers) == (ANSWER.text, ANSWER.note, ANSWER.markers)


def test_letters_of_a_plain_text_stay_letters() -> None:
    text = make_document("mill.md", "The mill", "It is a*b*c in __main__.", "text/plain")
    answer = make_answer("Where?", Said(text.text, ((text, text.text),), literal=True))
    seen = observe(answer, {text.id: text.source}, FakeAssistant((text,)))
    line = result_to_json(CaseResult(case(question="Where?"), seen))
    again = answer_of("Where?", result_from_json(line).observation)
    assert again.literal == answer.literal != ()
    assert answer_html(again) == answer_html(answer)


def test_a_refusal_is_drawn_as_it_was_after_it_was_kept() -> None:
    answer = make_refusal("Who owns it?", "The documents do not say.")
    again = kept(answer)
    assert answer.refusal is not None
    assert again.refusal is not None
    assert refusal_html(again.refusal, again) == refusal_html(answer.refusal, answer)
