"""What a turn of the conversation looks like: question, answer with footnotes, refusal, failure.

Pure functions from values to HTML. Text goes through `rag.markup.render`; the rest is constant.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType

from rag.errors import (
    ConfigError,
    CorpusError,
    ModelError,
    QuestionError,
    RagError,
    StoreError,
)
from rag.markup.render import Overlay, Span, Token, draw, escape, plain
from rag.markup.words import (
    NO_DOCUMENTS,
    NO_QUESTION,
    NONE_CHOSEN,
    NOT_IN_ASKED,
    NOT_SHOWN,
    READ_AS,
    SUPPORT_WORDS,
    Paths,
    asked_of,
    is_read_otherwise,
    model_label,
    title_of,
)
from rag.regex import regex
from rag.types import Answer, Citation, Marker, Refusal, Sentence, Stretch, Support
from rag.types.messages import ended_early
from rag.types.stretches import touched
from rag.ui.meter import meter_html
from rag.ui.quotes import quoted_words, words_of
from rag.ui.source_list import sources_html

_MARKER = regex(r" ?\[(?:(?P<number>\d{1,6})|\?(?P<unknown>[^\[\]\s]{1,40}))\]")
"""What looks like a footnote in a text that is still arriving. A settled answer says it exactly."""

_STOP = regex(r"[.,;:!?](?=[\s\"'”’)»]|\Z)")
"""Ends a clause: what stands behind a footnote's marker there belongs to the word before it."""

_GAP = "\N{NO-BREAK SPACE}"
"""Before a footnote, so that it begins no line. This is why footnotes are spans in the role of
buttons: a line may break before any real one."""

_CARD = 320
"""Characters of a quote that its footnote's card shows."""

_FAILURE_LABELS: tuple[tuple[type[RagError], str], ...] = (
    (QuestionError, "This question cannot be taken"),
    (ModelError, "The model server failed"),
    (ConfigError, "A setting needs correcting"),
    (CorpusError, "The documents cannot be read"),
    (StoreError, "The index cannot be used"),
)


def question_html(question: str, within: str = "", read_as: str = "") -> str:
    """What the person asked, as typed, and `within` which documents, where not all; `read_as` is
    how it was understood, where that is not the same."""
    asked = f'<div class="fn fn-question" dir="auto">{escape(question)}</div>'
    said = escape(asked_of(within))
    part = f'<p class="fn fn-within" dir="auto">{said}</p>' if said else ""
    if is_read_otherwise(question, read_as):
        part += f'<p class="fn fn-read" dir="auto">{READ_AS}: {escape(read_as)}</p>'
    return asked + part


def partial_html(text: str, literal: Sequence[Stretch] = ()) -> str:
    """An answer that is still arriving: Markdown, but for its `literal` stretches. Its footnotes
    have numbers and lead nowhere yet."""
    tokens = []
    for match in _MARKER.finditer(text):
        if touched(literal, *match.span()):
            continue
        number, unknown = match.group("number"), match.group("unknown")
        drawn = f'<span class="fn-chip fn-inert">{number}</span>' if number else _unknown(unknown)
        gap = _GAP if match.group().startswith(" ") else ""
        tokens.append(Token(match.start(), match.end(), gap + drawn))
    drawn = draw(text, Overlay(tokens=tokens), literal=literal)
    return f'<div class="fn fn-text" dir="auto">{drawn}</div>'


def answer_html(answer: Answer, paths: Paths = MappingProxyType({})) -> str:
    """An answer that has been checked, with its sources below it; `paths` of the documents that
    their titles do not tell apart."""
    overlay = Overlay(_doubts(answer.sentences), _chips(answer, paths))
    drawn = draw(answer.text, overlay, literal=answer.literal)
    parts = [f'<div class="fn-text" dir="auto">{drawn}</div>']
    if answer.note:
        early = " fn-early" if ended_early(answer.note) else ""
        parts.append(f'<p class="fn-note{early}">{escape(answer.note)}</p>')
    if answer.citations:
        parts.append(sources_html(answer, paths))
    parts.append(_signature(answer))
    return f'<div class="fn">{"".join(parts)}</div>'


def refusal_html(refusal: Refusal, answer: Answer | None = None, *, narrowed: bool = False) -> str:
    """An honest "the sources don't say"; never with sources.

    Signed with the `answer` that it is of, where a model had been asked. `narrowed`: only some of
    the documents were asked.
    """
    labels = {
        "unsupported": NOT_SHOWN,
        "empty_corpus": NONE_CHOSEN if narrowed else NO_DOCUMENTS,
    }
    missing = NOT_IN_ASKED if narrowed else "Not in your documents"
    label = NO_QUESTION if refusal.is_hint else labels.get(refusal.reason, missing)
    if answer is not None and answer.failure:  # then the refusal says nothing of the documents
        label = "The answer broke off"
    signed = _signature(answer) if answer is not None and refusal.after_writing else ""
    return _card("refusal", "status", label, draw(refusal.message) + signed)


def failure_html(error: RagError) -> str:
    """Something broke: what, and the next thing to do. Not to be taken for a refusal."""
    label = next(
        (words for kind, words in _FAILURE_LABELS if isinstance(error, kind)),
        "Something went wrong",
    )
    hint = f'<p class="fn-hint">{escape(error.hint)}</p>' if error.hint else ""
    return _card("failure", "alert", label, f"<p>{escape(error.message)}</p>{hint}")


def gone_html(cited: Sequence[Citation]) -> str:
    """The document that was to be opened is there no longer; what was quoted from it is."""
    quotes = "".join(f"<blockquote>{escape(one.quote)}</blockquote>" for one in cited)
    kept = f"<p>These words were quoted from it:</p>{quotes}" if quotes else ""
    label = "This document is not among your documents any more"
    return _card(
        "failure", "alert", label, f"<p>It was removed, or its folder is another.</p>{kept}"
    )


def stopped_html(text: str, literal: Sequence[Stretch] = ()) -> str:
    """What had arrived when the person stopped a reply that did not end by itself."""
    if not text.strip():
        return '<div class="fn"><p class="fn-note">Stopped. Nothing had been written yet.</p></div>'
    note = '<p class="fn-note">Stopped. What is shown was not checked against its sources.</p>'
    return f'{partial_html(text, literal)}<div class="fn">{note}</div>'


def parse_places(value: object, answer: Answer) -> tuple[Citation, ...]:
    """The citations that a click names. The value comes from a browser: anything is possible."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,6}( \d{1,6}){0,99}", value):
        return ()
    places = (int(word) for word in value.split())
    return tuple(answer.citations[place] for place in places if place < len(answer.citations))


def _card(kind: str, role: str, label: str, body: str) -> str:
    return (
        f'<div class="fn fn-card fn-{kind}" role="{role}">'
        f'<p class="fn-label">{escape(label)}</p>{body}</div>'
    )


def _signature(answer: Answer) -> str:
    """Who answered, how long it took, and how much of the context window."""
    seconds = f"{answer.timings.total:.1f} s" if answer.timings.total else ""
    parts = [escape(model_label(answer.model)), seconds, meter_html(answer.usage)]
    return f'<p class="fn-signature">{" · ".join(filter(None, parts))}</p>'


def _doubts(sentences: Iterable[Sentence]) -> Iterator[Span]:
    """Sentences that their sources do not fully bear out, each with a button that says why."""
    for sentence in sentences:
        if sentence.support is Support.SUPPORTED:
            continue
        words = SUPPORT_WORDS[sentence.support]
        reason = escape(f"{words}: {sentence.reason}" if sentence.reason else f"{words}.")
        support = f'data-support="{sentence.support.value}"'
        why = (
            f'<span role="button" tabindex="0" class="fn-why" {support} data-tip="{reason}"'
            f' aria-label="{reason}">?</span>'
        )
        attributes = f'class="fn-doubt" {support}'
        yield Span(sentence.start, sentence.end, "span", attributes, tail=why)


def _chips(answer: Answer, paths: Paths) -> Iterator[Token]:
    """The footnotes in the text, where the answer says they are; other brackets stay text."""
    drawn = [(one, chip) for one in answer.markers if (chip := _drawn(answer, one, paths))]
    stops = _stops(answer, [one for one, _ in drawn])
    for (marker, chip), (before, behind) in zip(drawn, stops, strict=True):
        spaced = answer.text[marker.start - 1 : marker.start] == " "
        gap = _GAP if spaced else ""
        yield Token(marker.start - spaced, marker.end + behind, before + gap + chip)


def _drawn(answer: Answer, marker: Marker, paths: Paths) -> str:
    if marker.number is None:
        return _unknown(marker.key)
    places = _places_at(answer, marker.start, marker.number)
    return _chip(answer.citations[places[0]], places, paths) if places else ""


def _stops(answer: Answer, markers: Sequence[Marker]) -> list[tuple[str, int]]:
    """What ends a clause behind its footnotes ("pressure [1].") is drawn before them, as books do:
    for each marker what it follows then, and how many letters behind it that takes away."""
    stops = [("", 0)] * len(markers)
    ends = {one.end for one in answer.sentences}
    first = 0
    for at, marker in enumerate(markers):
        following = markers[at + 1].start if at + 1 < len(markers) else len(answer.text)
        if at + 1 < len(markers) and not answer.text[marker.end : following].strip(" "):
            continue
        stop = _STOP.match(answer.text, marker.end)
        if stop is not None and marker.end not in ends:
            stops[first] = stop[0], 0
            stops[at] = stops[at][0], 1
        first = at + 1
    return stops


def _places_at(answer: Answer, offset: int, number: int) -> tuple[int, ...]:
    """Places in `answer.citations` that a marker means: its sentence's own, else the first."""
    numbered = [at for at, citation in enumerate(answer.citations) if citation.number == number]
    for sentence in answer.sentences:
        if sentence.start <= offset < sentence.end:
            said = {words_of(citation) for citation in sentence.citations}
            own = [at for at in numbered if words_of(answer.citations[at]) in said]
            return tuple(own or numbered[:1])
    return tuple(numbered[:1])


def _chip(citation: Citation, places: tuple[int, ...], paths: Paths) -> str:
    passage, place = citation.passage, citation.locator
    parts = title_of(passage, paths), "" if place == passage.title else place
    where = ", ".join(filter(None, parts))
    label = escape(f"Source {citation.number}: {where}")
    card = f"{label}\n“{escape(_shortened(citation))}”"
    opens = " ".join(map(str, places))
    return (
        f'<span role="button" tabindex="0" class="fn-chip" data-open="{opens}"'
        f' data-tip="{card}" aria-label="{label}">{citation.number}</span>'
    )


def _shortened(citation: Citation) -> str:
    """The quote as a card shows it: in one paragraph, cut at a word; in one that is long, or that
    a script writes without spaces, within it."""
    markdown = citation.passage.is_markdown
    quote = plain(quoted_words(citation), markdown=markdown)
    words = " ".join(quote.split())
    cut = textwrap.shorten(words, _CARD, placeholder=" …")
    return cut if len(cut) > min(_CARD // 2, len(words) - 1) else words[: _CARD - 1] + "…"


def _unknown(key: str) -> str:
    why = "The model cited something it was not given. There is no source to open."
    return (
        f'<span class="fn-unknown" role="note" title="{why}" aria-label="{why}">'
        f"?{escape(key)}</span>"
    )
