"""The page of evaluation: runs over time, two compared, each case to its answer; start a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import streamlit as st

from rag.errors import CaseError
from rag.evaluation.casefile import CaseFile, find_case_files, read_cases
from rag.evaluation.comparison import compare
from rag.evaluation.kept import KeptRun, cases_folder, kept_runs
from rag.markup.render import escape
from rag.settings import Settings
from rag.ui.cards import failure_html
from rag.ui.case_begun import making_case
from rag.ui.case_form import case_button, case_dialog
from rag.ui.case_list import case_list
from rag.ui.case_view import case_view, examined, stop_examining
from rag.ui.examiner import Examiner
from rag.ui.frame import LibraryProvider, page, show
from rag.ui.library import Library
from rag.ui.run_card import run_card
from rag.ui.run_figures import comparison_html, over_time_html, run_html, run_labels
from rag.ui.session import complaint
from rag.ui.sidebar import sidebar
from rag.ui.viewer import viewer

ExaminerProvider = Callable[[], Examiner]
_NOTHING = "\0"
"""The choice that is no run to compare with; no file can be called so."""


def evaluation_page(provider: LibraryProvider, examiner: ExaminerProvider) -> None:
    """Draw the page over the provider's library and the process's examiner."""
    page(provider, lambda library: _evaluation(library, examiner()))


def _evaluation(library: Library, examiner: Examiner) -> None:
    sidebar(library)
    going = examiner.running
    runs = _ended(kept_runs(library.assistant.settings.data_dir), examiner)
    if not (examined() and _one_case(runs)):
        _overview(library, examiner, runs)
        if going and not examiner.running:
            st.rerun()  # it has ended since the runs were read, and nothing may follow it any more
    if making_case():
        case_dialog(library)
    else:
        viewer(library)


def _ended(runs: Sequence[KeptRun], examiner: Examiner) -> Sequence[KeptRun]:
    """Without the one that is under way: it would pass for one that was cut off."""
    state = examiner.state
    if state is None or state.ended:
        return runs
    return [one for one in runs if one.path.resolve() != state.path.resolve()]


def _overview(library: Library, examiner: Examiner, runs: Sequence[KeptRun]) -> None:
    settings = library.assistant.settings
    files, problem = _cases(settings)
    lead = _lead(settings, files, broken=problem is not None)
    st.html(f'<div class="fn fn-opening"><h1>Evaluation</h1>{lead}</div>')
    for error in filter(None, (problem, complaint())):
        st.html(failure_html(error))
    run_card(library, examiner, files)
    case_button()
    if runs:
        _results(runs)


def _cases(settings: Settings) -> tuple[tuple[CaseFile, ...], CaseError | None]:
    """The files of cases; or none, and what is wrong with them."""
    folder = cases_folder(settings)
    try:
        if not folder.is_dir():
            return (), None
        paths = find_case_files([folder])
        stats = [path.stat() for path in paths]
        return _read(paths, tuple((one.st_mtime_ns, one.st_size) for one in stats)), None
    except (CaseError, OSError) as error:
        return (), error if isinstance(error, CaseError) else CaseError(str(error))


@lru_cache(maxsize=8)
def _read(paths: tuple[Path, ...], stamps: tuple[tuple[int, int], ...]) -> tuple[CaseFile, ...]:
    """The files, read once for as long as they stay as they are."""
    del stamps
    return read_cases(paths)


def _lead(settings: Settings, files: Sequence[CaseFile], *, broken: bool) -> str:
    """What there is to ask, or how to come by it."""
    count = sum(len(file.cases) for file in files)
    if count:
        words = "case" if count == 1 else "cases"
        return (
            f"<p>{count:,} grounding {words}: questions with what must be answered, or refused. "
            "Ask them before and after you change a model, a prompt, a document or a setting.</p>"
        )
    if broken:
        return "<p>The grounding cases cannot be read as they are.</p>"
    where = escape(str(cases_folder(settings)))
    return (
        "<p>There are no grounding cases yet: questions with what must be answered, or refused. "
        f"Add one; or put files that end in .grounding.yaml into <code>{where}</code>, where "
        "<code>rag eval draft</code> can propose some from your documents.</p>"
    )


def _results(runs: Sequence[KeptRun]) -> None:
    if len(runs) > 1:
        show(over_time_html(runs), key="over-time")
    now, before = _chosen(runs)
    comparison = compare(before.run, now.run) if before is not None else None
    if comparison is not None:
        show(comparison_html(comparison), key="compared")
    show(run_html(now.run, comparison), key="figures")
    case_list(now, comparison, before)


def _chosen(runs: Sequence[KeptRun]) -> tuple[KeptRun, KeptRun | None]:
    """The run to look at, and the one to compare it with."""
    known = {one.path.name: one for one in runs}
    labels = {_NOTHING: "Nothing", **dict(zip(known, run_labels(runs), strict=True))}
    newest = next(iter(known))
    if st.session_state.get("run-newest") != newest:  # one has come: that is the one to look at
        st.session_state["run-newest"] = newest
        st.session_state["run-now"] = newest
    with st.container(horizontal=True, key="evaluation-runs"):
        now = st.selectbox("Run", list(known), key="run-now", format_func=labels.__getitem__)
        others = [_NOTHING, *(name for name in known if name != now)]
        before = st.selectbox(
            "Compared with", others, key="run-before", format_func=labels.__getitem__
        )
    return known[now], known.get(before)


def _one_case(runs: Sequence[KeptRun]) -> bool:
    """The case that was opened, in place of the overview; False where it is there no longer."""
    known = {one.path.name: one for one in runs}
    asked = examined()
    if asked is None or asked.run not in known:
        stop_examining()
        return False
    return case_view(known[asked.run], known.get(asked.before), asked.case_id)
