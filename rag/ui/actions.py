"""What can be done with an ended answer: rate it, copy it, ask another, make a case of it.

One line of buttons in the one component, however many turns there are.
"""

from __future__ import annotations

from functools import partial

from rag.export.plain import to_plain
from rag.markup.render import escape
from rag.markup.words import NO_PATHS, Paths
from rag.types import Answer
from rag.ui.addresses import link_to
from rag.ui.case_begun import begin_case, kept_case
from rag.ui.comparing import begin_comparing
from rag.ui.conversation import Turn
from rag.ui.frame import show
from rag.ui.library import Library
from rag.ui.rating import REASONS, Rating, Verdict, rate, rating, reason_form, take_back
from rag.ui.source_list import paths_of

_RATED = {"up": "You found this helpful.", "down": "You did not find this helpful"}


def actions(turn: Turn, answer: Answer, library: Library, *, again: bool) -> None:
    """Draw them below the answer or refusal. `again`: is there another to ask?"""
    given = rating(turn)
    link = link_to(turn) if library.history is not None else ""
    paths = paths_of(answer, library)
    html = actions_html(answer, given, paths, again=again, case=kept_case(turn), link=link)
    show(html, key=f"actions-{turn.number}", on_open=partial(_act, turn, library))
    reason_form(turn, answer, library)


def actions_html(
    answer: Answer,
    given: Rating | None,
    paths: Paths = NO_PATHS,
    *,
    again: bool,
    case: str = "",
    link: str = "",
) -> str:
    """The buttons, and what was said by them.

    `case`: the grounding case that was made of it. `link`: the query of its address.
    """
    refused = answer.refusal is not None
    verdict = given.verdict if given is not None else ""
    parts = [
        _thumb("up", "Helpful", verdict),
        _thumb("down", "Not helpful", verdict),
        _button("again", "swap_horiz", "Answer again with…") if again else "",
        _copying("Copy" if refused else "Copy with footnotes", to_plain(answer, paths)),
        _linking("Copy link", link) if link else "",
    ]
    if given is not None and not case:
        parts.append(_button("case", "fact_check", "Make it a grounding case"))
    said = _said(given, case)
    return (
        '<div class="fn fn-actions"><div role="group" aria-label="What to do with this answer">'
        f'{"".join(parts)}</div><p class="fn-hidden" role="status" data-live></p>{said}</div>'
    )


def _said(given: Rating | None, case: str) -> str:
    """What has become of it, in a sentence."""
    words = _RATED[given.verdict] if given is not None else ""
    if given is not None and given.verdict == "down":
        words += f": {REASONS[given.reason].lower()}." if given.reason else "."
    if given is not None:
        words += " Press it again to take that back."
    if case:
        words += f" It is the grounding case {case}."
    return f'<p class="fn-aside" role="status">{escape(words.strip())}</p>' if words else ""


def _thumb(verdict: Verdict, words: str, given: str) -> str:
    pressed = "true" if verdict == given else "false"
    return _button(verdict, f"thumb_{verdict}", words, f' aria-pressed="{pressed}"')


def _button(opens: str, icon: str, words: str, more: str = "") -> str:
    return (
        f'<button type="button" class="fn-act" data-open="{opens}"{more}>'
        f'<span class="fn-icon" aria-hidden="true">{icon}</span><span>{words}</span></button>'
    )


def _copying(words: str, text: str) -> str:
    return (
        f'<button type="button" class="fn-act" data-copy="{escape(text)}">'
        '<span class="fn-icon" aria-hidden="true">content_copy</span>'
        f'<span data-words="{words}">{words}</span></button>'
    )


def link_html(link: str) -> str:
    """A button that copies the address of a query of this page."""
    return (
        f'<div class="fn fn-actions"><div>{_linking("Copy link to this source", link)}</div>'
        '<p class="fn-hidden" role="status" data-live></p></div>'
    )


def _linking(words: str, link: str) -> str:
    return (
        f'<button type="button" class="fn-act" data-link="{escape(link)}">'
        '<span class="fn-icon" aria-hidden="true">link</span>'
        f'<span data-words="{words}">{words}</span></button>'
    )


def _act(turn: Turn, library: Library, clicked: object) -> None:
    """Do what a click names. The value comes from a browser: anything is possible."""
    match clicked:
        case "up" | "down":
            given = rating(turn)
            if given is not None and given.verdict == clicked:
                take_back(turn, library)
            else:
                rate(turn, library, Rating(clicked))
        case "again":
            begin_comparing(turn)
        case "case" if rating(turn) is not None:
            begin_case(turn)
        case _:
            return
