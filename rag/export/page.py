"""A record as one page that needs nothing else: to read, to print, to hand on.

Texts pass through `rag.markup.render`, like those of the app. Its links lead from a footnote to its
source and back; its policy forbids the browser to load anything, whatever might stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.export.record import Exchange, Footnote, Record
from rag.export.words import by_number, doubt_words, heading, known, moment, place, signature
from rag.markup.render import Overlay, Span, Token, draw, escape, phrase
from rag.markup.words import ASK_INSTEAD, QUOTE_WORDS, asked_of
from rag.types import Marker

_STYLE = Path(__file__).with_name("page.css")
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
_GAP = "\N{NO-BREAK SPACE}"
_UNKNOWN = "The model cited something it was not given. There is no source to open."


def to_page(record: Record) -> str:
    """The whole conversation as HTML."""
    title = escape(record.title)
    turns = "".join(_turn(number, turn) for number, turn in enumerate(record.exchanges, 1))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="icon" href="data:,">'
        f"<style>{_STYLE.read_text('utf-8')}</style></head><body><main>"
        f'<header><h1 dir="auto">{title}</h1><p class="small">{moment(record.created)}</p></header>'
        f"{turns}</main></body></html>\n"
    )


def _turn(number: int, turn: Exchange) -> str:
    name = f"t{number}"
    within = escape(asked_of(turn.within))
    ending = heading(turn.ending, turn.within, turn.refusal, is_hint=turn.is_hint)
    parts = [
        f'<p class="small" dir="auto">{within}</p>' if within else "",
        f'<p class="ending">{ending}</p>' if ending else "",
        f'<div class="text" dir="auto">{_text(name, turn)}</div>',
        f'<p class="small">{escape(turn.note)}</p>' if turn.note else "",
        _suggestions(turn.suggestions),
        _sources(name, turn.footnotes),
        f'<p class="small">{escape(signature(turn))}</p>',
    ]
    return (
        f'<article class="{turn.ending}" id="{name}">'
        f'<h2 dir="auto">{escape(turn.question)}</h2>{"".join(parts)}</article>'
    )


def _text(name: str, turn: Exchange) -> str:
    return draw(turn.text, _overlay(name, turn), literal=turn.literal)


def _overlay(name: str, turn: Exchange) -> Overlay:
    doubts = (
        Span(
            one.start,
            one.end,
            "span",
            f'class="doubt" data-support="{one.support.value}"',
            tail=f'<small class="why"> ({escape(doubt_words(one))})</small>',
        )
        for one in turn.doubts
    )
    return Overlay(doubts, _markers(name, turn))


def _markers(name: str, turn: Exchange) -> Iterator[Token]:
    met: set[int] = set()
    for marker in turn.markers:
        spaced = turn.text[marker.start - 1 : marker.start] == " "
        gap = _GAP if spaced else ""
        if marker.number is None:
            drawn = f'<span class="unknown" title="{_UNKNOWN}">?{escape(marker.key)}</span>'
        elif known(turn, marker):
            drawn = _chip(name, turn, marker, first=marker.number not in met)
            met.add(marker.number)
        else:
            continue
        yield Token(marker.start - spaced, marker.end, gap + drawn)


def _chip(name: str, turn: Exchange, marker: Marker, *, first: bool) -> str:
    source = next(one for one in turn.footnotes if one.number == marker.number)
    where = ", ".join(filter(None, (source.document, place(source))))
    said = escape(f"Source {source.number}: {where}")
    own = f' id="{name}-f{source.number}"' if first else ""
    return (
        f'<a class="chip"{own} href="#{name}-s{source.number}" title="{said}"'
        f' aria-label="{said}">{source.number}</a>'
    )


def _suggestions(questions: Sequence[str]) -> str:
    if not questions:
        return ""
    items = "".join(f'<li dir="auto">{escape(one)}</li>' for one in questions)
    return f'<p class="small">{ASK_INSTEAD}</p><ul>{items}</ul>'


def _sources(name: str, footnotes: Sequence[Footnote]) -> str:
    if not footnotes:
        return ""
    items = "".join(_source(name, number, of) for number, of in by_number(footnotes))
    return f'<section aria-label="Sources"><h3>Sources</h3><ol>{items}</ol></section>'


def _source(name: str, number: int, quotes: Sequence[Footnote]) -> str:
    said = place(quotes[0])
    where = f' <span class="small" dir="auto">{escape(said)}</span>' if said else ""
    back = f'<a class="chip" href="#{name}-f{number}" aria-label="Back to the text">{number}</a>'
    return (
        f'<li id="{name}-s{number}" value="{number}">{back} '
        f'<strong dir="auto">{escape(quotes[0].document)}</strong>{where}'
        f"{''.join(_quote(one, said) for one in quotes)}</li>"
    )


def _quote(one: Footnote, said: str) -> str:
    """The words, how far they bear the sentence out, and their place where it is another one."""
    where = f' · <span dir="auto">{escape(place(one))}</span>' if place(one) != said else ""
    words = phrase(one.quote.strip(), markdown=one.is_markdown)
    return (
        f'<blockquote dir="auto">“{words}”</blockquote>'
        f'<p class="support" data-support="{one.support.value}">'
        f"{QUOTE_WORDS[one.support]}{where}</p>"
    )
