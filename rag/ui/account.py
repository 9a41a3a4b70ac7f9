"""The panel below an answer or a refusal that says how it came about; closed until it is asked for.

Pure functions from values to HTML. Text goes through `rag.markup.render`; the rest is constant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.markup.render import escape, phrase
from rag.markup.words import SUPPORT_WORDS
from rag.types import (
    Answer,
    Citation,
    Evidence,
    EvidenceSentence,
    Explanation,
    Hit,
    Message,
    Sentence,
    Signal,
    Stretch,
    Support,
    Timings,
)
from rag.types.stretches import touched
from rag.ui.quotes import quoted_words
from rag.why import (
    MOST_HITS,
    MOST_SENTENCES,
    best_quote,
    heading,
    keys_by_chunk,
    lacked,
    logit,
    others,
    outcome,
    stages,
    strongest,
    unsent,
)

_LIKELY = "likely-{}"
"""What a click on a likely sentence says, with its place among them."""


def account_html(answer: Answer) -> str:
    """The whole panel; empty where nothing was kept of how the answer came about."""
    why = answer.why
    if why is None:
        return ""
    parts = [
        _part("Asked as", f'<p dir="auto">{escape(answer.standalone_question)}</p>'),
        _part("Evidence", _evidence(answer, why)),
        _part("Likeliest sentences", _likeliest(why.evidence.sentences)),
        _part("Signals", _signals(why.evidence.signals)),
        _part("Found", _found(why.hits, keys_by_chunk(why))),
        _part("Sentences of the answer, checked", _checked(why)),
        _part("Sent to the model", _prompt(answer, why.prompt)),
        _part("Seconds", _seconds(answer.timings)),
    ]
    return (
        f'<details class="fn fn-account"><summary>{heading(answer)}</summary>'
        f"{''.join(parts)}</details>"
    )


def _part(title: str, body: str) -> str:
    return f"<section><h3>{title}</h3>{body}</section>" if body else ""


def _evidence(answer: Answer, why: Explanation) -> str:
    """The decision in words and as a bar, on which a tick stands for the threshold."""
    evidence = why.evidence
    told = f"<p>{escape(outcome(answer, why))}</p>"
    if why.hits:
        told += (
            '<div class="fn-chance" aria-hidden="true">'
            f'<span style="width:{evidence.probability:.1%}"></span>'
            f'<i style="left:{why.threshold:.1%}"></i></div>'
        )
    if lacking := lacked(evidence, why.threshold):
        told += f"<p>Nothing found {escape(lacking)}.</p>"
    if evidence.parts:
        told += f"<ul>{''.join(_asked_part(one, why.threshold) for one in evidence.parts)}</ul>"
    return told


def _asked_part(part: Evidence, threshold: float) -> str:
    missing = lacked(part, threshold)
    lacking = f" Nothing found {escape(missing)}." if missing else ""
    asked = f'<span dir="auto">{escape(part.question)}</span>'
    return f"<li>{_score(part.probability)}<div>{asked}{lacking}</div></li>"


def _likeliest(sentences: Sequence[EvidenceSentence]) -> str:
    """Each is a button that opens its document there, below a refusal, too: so that whoever doubts
    that can look."""
    rows = "".join(_likely(at, one) for at, one in enumerate(sentences[:MOST_SENTENCES]))
    return rows and f"<ul>{rows}</ul>"


def words_at(clicked: object, answer: Answer) -> tuple[Citation, ...]:
    """The likely sentence that a click names, as words to open. The value comes from a browser:
    anything is possible."""
    told = answer.why.evidence.sentences[:MOST_SENTENCES] if answer.why is not None else ()
    if clicked not in (names := [_LIKELY.format(at) for at in range(len(told))]):
        return ()
    one = told[names.index(str(clicked))]
    first, passage = one.passage.start, one.passage
    quote = passage.text[one.start - first : one.end - first]
    return (Citation(0, passage, one.start, one.end, quote, Support.UNSUPPORTED),)


def _likely(at: int, one: EvidenceSentence) -> str:
    passage = one.passage
    words = phrase(one.text.strip(), markdown=passage.is_markdown)
    return (
        f"<li>{_score(one.score)}<div>"
        f'<button type="button" class="fn-look" data-open="{_LIKELY.format(at)}">'
        f'<span class="fn-said" dir="auto">“{words}”</span>'
        '<span class="fn-hidden">. Open in the document</span></button>'
        f"{_place(passage.title, one.locator)}"
        f" {_key(passage.key)}"
        "</div></li>"
    )


def _signals(signals: Sequence[Signal]) -> str:
    """A table: what was measured, and what it adds to the logit."""
    if not signals:
        return ""
    told, rest = strongest(signals)
    rows = [_row(one.name.replace("_", " "), f"{one.value:.2f}", one.weight) for one in told]
    if rest:
        rows.append(_row(others(rest), "", logit(rest)))
    rows.append(_row("Together, the logit", "", logit(signals)))
    return (
        '<table class="fn-signals"><thead><tr><th scope="col">Signal</th>'
        '<th scope="col">Value</th><th scope="col">Adds</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _row(name: str, value: str, weight: float) -> str:
    added = f"{weight:+.2f}".replace("-", "−")
    shown = value.replace("-", "−")
    return f'<tr><th scope="row">{escape(name)}</th><td>{shown}</td><td>{added}</td></tr>'


def _found(hits: Sequence[Hit], keys: Mapping[str, str]) -> str:
    """The best hits with their places in the ranked lists, and in which passage each was read."""
    if not hits:
        return ""
    rows = "".join(_hit(hit, keys.get(hit.chunk.id, "")) for hit in hits[:MOST_HITS])
    more = f"<p>and {len(hits) - MOST_HITS} more</p>" if len(hits) > MOST_HITS else ""
    return f"<ol>{rows}</ol>{more}"


def _hit(hit: Hit, key: str) -> str:
    ranks = {"dense": hit.ranks.dense, "lexical": hit.ranks.lexical, "reranked": hit.ranks.rerank}
    told = [
        f"{name} {place or '–'}"
        for name, place in ranks.items()
        if place is not None or name != "reranked"
    ]
    read = f"read as {_key(key)}" if key else "not read"
    facts = " · ".join([*told, f"fused {hit.score:.4f}", read])
    place = _place(hit.chunk.title, hit.chunk.locator)
    return f'<li><div>{place}<span class="fn-facts-line">{facts}</span></div></li>'


def _checked(why: Explanation) -> str:
    rows = "".join(f"<li><div>{_verdict(one, why.literal)}</div></li>" for one in why.sentences)
    return rows and f"<ul>{rows}</ul>"


def _verdict(sentence: Sentence, literal: Sequence[Stretch]) -> str:
    written = phrase(sentence.text, markdown=not touched(literal, sentence.start, sentence.end))
    support = sentence.support
    reason = f'<span class="fn-facts-line">{escape(sentence.reason)}</span>'
    quote = best_quote(sentence)
    words = phrase(quoted_words(quote), markdown=quote.passage.is_markdown) if quote else ""
    said = f'<span class="fn-said" dir="auto">“{words}”</span>' if quote else ""
    return (
        f'<span dir="auto">{written}</span>'
        f'<span class="fn-support" data-support="{support.value}">{SUPPORT_WORDS[support]}</span>'
        f"{reason if sentence.reason else ''}{said}"
    )


def _prompt(answer: Answer, prompt: Sequence[Message]) -> str:
    """Every message as it was sent, or why there was none."""
    if not prompt:
        return f"<p>{escape(unsent(answer))}</p>"
    return "".join(
        f'<p class="fn-facts-line">{escape(message.role)}</p>'
        f'<pre tabindex="0" dir="auto">{escape(message.content)}</pre>'
        for message in prompt
    )


def _seconds(timings: Timings) -> str:
    return f"<p>{' · '.join(f'{words} {seconds:.2f}' for words, seconds in stages(timings))}</p>"


def _score(probability: float) -> str:
    return f'<span class="fn-score">{probability:.2f}</span>'


def _place(title: str, locator: str) -> str:
    where = locator if locator != title else ""
    said = f' <span class="fn-locator" dir="auto">{escape(where)}</span>' if where else ""
    return f'<span><span class="fn-title" dir="auto">{escape(title)}</span>{said}</span>'


def _key(key: str) -> str:
    """The key under which a model is shown a passage."""
    return f'<code title="The key of the passage it was read in">{escape(key)}</code>'
