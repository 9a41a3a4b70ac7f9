"""The cases of a run: those not met first, by group; each opens to its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Literal

import streamlit as st

from rag.evaluation.comparison import Comparison, Flip
from rag.evaluation.kept import KeptRun
from rag.evaluation.labels import distinct
from rag.evaluation.results import CaseResult
from rag.evaluation.tallies import Askings, by_case
from rag.markup.render import escape
from rag.ui.case_view import Examined, examine
from rag.ui.frame import show

Kind = Literal["all", "wrong", "flipped"]

MOST = 300
"""Cases that are listed; a group narrows them down."""

_ALL = "\0"
"""The choice that is no group; no case can be in one of that name."""
_KINDS: Mapping[Kind, str] = {"all": "All", "wrong": "Not met", "flipped": "Changed"}


def case_list(now: KeptRun, comparison: Comparison | None, before: KeptRun | None) -> None:
    """Draw the filters and the list."""
    askings = by_case(now.run.results)
    flips = {} if comparison is None else {one.after[0].case.id: one for one in comparison.flips}
    st.html('<div class="fn fn-plot"><h2>Cases</h2></div>')
    kind, group = _filters(askings, flips)
    found = narrowed(askings, flips, kind, group)
    if not found:
        st.html('<p class="fn fn-note" role="status">No case is like this.</p>')
        return
    opened = partial(_open, frozenset(found), now, before)
    show(rows_html(found, flips), key="cases", on_open=opened)
    if len(found) > MOST:
        st.html(f'<p class="fn fn-aside">{len(found) - MOST:,} more are not listed.</p>')


def _filters(askings: Askings, flips: Mapping[str, Flip]) -> tuple[Kind, str]:
    """What is to be listed. Only what would make a difference can be chosen."""
    kinds: list[Kind] = ["all"]
    if any(not _met(several) for several in askings.values()):
        kinds.append("wrong")
    if flips:
        kinds.append("flipped")
    groups = sorted({several[0].case.group for several in askings.values()})
    group = _ALL
    with st.container(horizontal=True, key="evaluation-filters"):
        kind = st.selectbox("Show", kinds, key="case-kind-shown", format_func=_KINDS.__getitem__)
        if len(groups) > 1:
            labels = distinct([("All", "All groups"), *([one or "no group"] for one in groups)])
            shown = dict(zip([_ALL, *groups], labels, strict=True))
            group = st.selectbox(
                "Group",
                [_ALL, *groups],
                key="case-group-shown",
                format_func=shown.__getitem__,
            )
    return kind, group


def narrowed(
    askings: Askings, flips: Mapping[str, Flip], kind: Kind, group: str = _ALL
) -> dict[str, tuple[CaseResult, ...]]:
    """The cases that are wanted by id: those that broke first, then the others not met."""
    found = {
        case_id: several
        for case_id, several in askings.items()
        if group in (_ALL, several[0].case.group)
        and (kind == "all" or (kind == "flipped" and case_id in flips) or kind == "wrong")
        and (kind != "wrong" or not _met(several))
    }

    def place(case_id: str) -> tuple[bool, bool]:
        broke = case_id in flips and flips[case_id].broke
        return not broke, _met(found[case_id])

    return {case_id: found[case_id] for case_id in sorted(found, key=place)}


def rows_html(askings: Askings, flips: Mapping[str, Flip]) -> str:
    """A row each: the question, whether it is met, and what is wrong."""
    listed = list(askings.items())[:MOST]
    rows = "".join(_row(case_id, several, flips.get(case_id)) for case_id, several in listed)
    return f'<div class="fn"><ul class="fn-shelf">{rows}</ul></div>'


def _row(case_id: str, several: Sequence[CaseResult], flip: Flip | None) -> str:
    case = several[0].case
    wrong = next((one for one in several if not one.met), None)
    words = "Met" if wrong is None else wrong.faults[0].words
    if flip is not None:
        words = f"{'Not met any more' if flip.broke else 'Met now'}: {flip.why}"
    if case.known_failure:
        words += f" (known: {case.known_failure})"
    facts = " · ".join(filter(None, (case.id, case.group)))
    state = "ready" if wrong is None else "problem"
    return (
        f'<li><button type="button" class="fn-entry" data-open="{escape(case_id)}">'
        f'<span class="fn-title" dir="auto">{escape(case.question)}</span>'
        f'<span class="fn-locator" dir="auto">{escape(facts)}</span>'
        f'<span class="fn-state" data-state="{state}"><span dir="auto">{escape(words)}</span>'
        "</span></button></li>"
    )


def _met(several: Sequence[CaseResult]) -> bool:
    return all(one.met for one in several)


def _open(listed: frozenset[str], now: KeptRun, before: KeptRun | None, clicked: object) -> None:
    """A row was clicked. The value comes from a browser: anything is possible."""
    if isinstance(clicked, str) and clicked in listed:
        examine(Examined(now.path.name, clicked, before.path.name if before else ""))
