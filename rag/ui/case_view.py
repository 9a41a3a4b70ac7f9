"""One case of a run: what was asked and expected, what was wrong, the answer as it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

import streamlit as st

from rag.evaluation.answers import answer_of
from rag.evaluation.kept import KeptRun
from rag.evaluation.results import CaseResult
from rag.evaluation.tallies import by_case
from rag.evaluation.wording import expected_words
from rag.markup.render import escape
from rag.ui.cards import answer_html, question_html, refusal_html
from rag.ui.frame import show
from rag.ui.run_figures import run_labels
from rag.ui.viewer import open_cited

_KEY = "examined-case"


@dataclass(frozen=True, slots=True)
class Examined:
    """The case that is open: file names of its run and of the one it is compared with, or ""."""

    run: str
    case_id: str
    before: str = ""


def examined() -> Examined | None:
    """The case that the page shows, if one is open."""
    return cast("Examined | None", st.session_state.get(_KEY))


def examine(case: Examined) -> None:
    """Show this case until `stop_examining`."""
    st.session_state[_KEY] = case


def stop_examining() -> None:
    """Back to the run."""
    st.session_state.pop(_KEY, None)


def case_view(now: KeptRun, before: KeptRun | None, case_id: str) -> bool:
    """Draw it, every asking; below, how it was in the other run. False where it has no such."""
    askings = by_case(now.run.results).get(case_id, ())
    if not askings:
        stop_examining()
        return False
    st.button(
        "Back to the run", icon=":material/arrow_back:", key="case-back", on_click=stop_examining
    )
    show(head_html(askings[0]), key="case-head")
    labels = run_labels([now] if before is None else [now, before])
    _askings(labels[0], askings, "now")
    earlier = by_case(before.run.results).get(case_id, ()) if before is not None else ()
    if earlier:
        _askings(labels[-1], earlier, "before")
    return True


def head_html(result: CaseResult) -> str:
    """The case: earlier turns, question, and what is expected."""
    case = result.case
    turns = "".join(
        f'<p class="fn-aside" dir="auto">{"You" if one.user else "Footnote"}: '
        f"{escape(one.user or one.assistant or '')}</p>"
        for one in case.history
    )
    about = " · ".join(filter(None, (case.id, case.group)))
    known = f"Known failure: {case.known_failure}" if case.known_failure else ""
    facts = (("Expected", expected_words(case)), ("Case", about), ("", known))
    rows = "".join(
        f'<dt>{name}</dt><dd dir="auto">{escape(words)}</dd>' for name, words in facts if words
    )
    return (
        f'<div class="fn fn-case"><h1 class="fn-hidden">A case</h1>{turns}'
        f'{question_html(case.question)}<div class="fn-details"><dl>{rows}</dl></div></div>'
    )


def _askings(run: str, askings: Sequence[CaseResult], place: str) -> None:
    for result in askings:
        again = f", asking {result.repeat + 1}" if len(askings) > 1 else ""
        name = f"{run}{again}"
        with st.container(key=f"case-{place}-{result.repeat}"):
            show(verdict_html(name, result), key=f"verdict-{place}-{result.repeat}")
            _answer(result, f"examined-{place}-{result.repeat}")


def verdict_html(name: str, result: CaseResult) -> str:
    """Which run it was, and what was not as it should be."""
    faults = "".join(f'<li dir="auto">{escape(one.words)}</li>' for one in result.faults)
    state, words = ("ready", "Met") if result.met else ("problem", "Not met")
    wrong = f"<ul>{faults}</ul>" if faults and not result.observation.error else ""
    return (
        f'<div class="fn fn-verdict"><h2 dir="auto">{escape(name)}</h2>'
        f'<p class="fn-state" data-state="{state}"><span>{words}</span></p>{wrong}</div>'
    )


def _answer(result: CaseResult, key: str) -> None:
    """The answer as the page of questions shows it; or the refusal, or how it failed."""
    seen = result.observation
    if seen.error:
        words = f'<p dir="auto">{escape(seen.error)}</p>'
        label = '<p class="fn-label">It failed</p>'
        show(f'<div class="fn fn-card fn-failure">{label}{words}</div>', key=key)
        return
    answer = answer_of(result.case.question, seen)
    if answer.refusal is not None:
        scope = result.case.scope
        narrowed = bool(scope.documents or scope.collections)
        show(refusal_html(answer.refusal, answer, narrowed=narrowed), key=key)
    else:
        show(answer_html(answer), key=key, on_open=partial(open_cited, answer))
