"""The embedded answerer: an answer made of the sources' own sentences, with no model at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from rag.answer.below import all_below, opening_below
from rag.answer.beside import is_beside
from rag.answer.compared import compared
from rag.answer.complete import (
    MAX_ITEMS,
    Chosen,
    completed,
    goes_on_with,
    is_cut,
    told_apart,
    under_their_leads,
)
from rag.answer.elsewhere import contradicting, newer_first, share_elsewhere, told_elsewhere
from rag.answer.gaps import gap_between
from rag.answer.limiting import excepts
from rag.answer.messages import outdone, said_later
from rag.answer.named_rows import of_the_named
from rag.answer.noted import noted
from rag.answer.options import without_other_options
from rag.answer.quoting import indexed_names, is_code, quoted
from rag.answer.reasons import asks_why, with_reason
from rag.answer.replies import replied
from rag.answer.row_labels import labels_below_headings, with_label, without_their_headings
from rag.answer.rows_beside import full_rows, of_the_same, without_other_things
from rag.answer.shape import Shape, shape_of
from rag.answer.siblings import of_the_named_paragraph
from rag.answer.steps import whole_steps
from rag.answer.usually import as_a_rule
from rag.answer.weights import FRAGMENT, is_label, ruled_out, weight_of
from rag.text import (
    Span,
    figures,
    in_context,
    sentence_spans,
    topic_words,
)
from rag.text.steps import asks_how
from rag.types import EMBEDDED_MODEL, Delta, Evidence, EvidenceSentence, Message, Passage
from rag.types.messages import BEGUN, SHORTENED
from rag.types.stretches import Stretch

MAX_SENTENCES = 4
_CLOSE_TO_BEST = 0.6  # share of the best sentence's score that earns one of its document a place
_CLOSE_BESIDE = 0.3  # ... right beside a sentence that has one: an account goes on
_SAME_WORDS = 0.8  # above this overlap of topic words, a sentence says nothing new


class ExtractiveAnswerer:
    """Quotes the fewest sentences that carry the evidence, each with the key of its passage.

    It speaks the same language as a model, text with `[key]` markers, so that everything after
    it is the one path; only, it says which letters are of a source that is no Markdown. Needs
    evidence with at least one sentence.
    """

    name = EMBEDDED_MODEL

    def prompt(self, question: str, passages: Sequence[Passage]) -> tuple[Message, ...]:
        """No messages: there is no model."""
        del question, passages
        return ()

    def stream(self, prompt: Sequence[Message], evidence: Evidence) -> Iterator[Delta]:
        """One piece a sentence, in reading order, best passage first, part by part."""
        del prompt  # the evidence already says which sentences answer which question
        last: Chosen | None = None
        line = ""  # what the last line says, without keys
        quotes = select_all(evidence)
        labels = labels_below_headings(quotes, evidence.question)
        for chosen in quotes:
            text = with_label(labels.get(chosen.place, ""), _told(chosen))
            gap = "" if last is None else gap_between(last, chosen, line, text)
            mark = (f"{chosen.number}. " if chosen.number else "- ") if chosen.listed else ""
            mark = mark if gap != " " else ""
            start = len(gap) + len(mark)
            yield Delta(
                text=f"{gap}{mark}{text} [{chosen.passage.key}]",
                literal=None if chosen.passage.is_markdown else Stretch(start, start + len(text)),
            )
            line = f"{line} {text}" if gap == " " else text
            last = chosen
        shortened = any(map(is_cut, quotes))
        yield Delta(finish=BEGUN if evidence.more else SHORTENED if shortened else "stop")


def _told(chosen: Chosen) -> str:
    """The words to show; a table's row with its headers."""
    passage = chosen.passage
    spans = sentence_spans(passage.text)
    own = Span(chosen.span.start - passage.start, chosen.span.end - passage.start)
    text = chosen.text
    if own in spans:
        text = in_context(passage.text, spans, columns=passage.columns)[spans.index(own)].text
    code = is_code(passage.text, own, source_code=passage.is_source_code)
    return quoted(text, code=code, indexed=indexed_names(passage.text))


def select_all(evidence: Evidence) -> list[Chosen]:
    """The sentences to quote for every part of a question, each once."""
    if evidence.heading:
        told, elsewhere = evidence.sentences, evidence.elsewhere
        others = [other for one in told for other in contradicting([one], elsewhere)]
        below = all_below(evidence.heading, evidence.sentences)
        differing = completed(others, shape_of(""), set())
        return list(_in_lines([*below, *(one for one in differing if one not in below)]))
    found: dict[tuple[str, Span], Chosen] = {}
    parts = evidence.parts or (evidence,)
    silent = topic_words(evidence.question).difference(
        *(topic_words(one.question) for one in parts)
    )
    for part in parts:
        rows = part.sentences
        whole = evidence.question
        quotes = _all_rows(rows) if part.rows else select(rows, part.question, whole, silent)
        for chosen in quotes:
            found.setdefault(chosen.place, chosen)
    return list(_in_lines(without_their_headings([*found.values()], evidence.question)))


def _in_lines(quotes: Iterable[Chosen]) -> Iterator[Chosen]:
    """Rows as lines of a list; by itself each below a list with a title that does not head it. What
    goes on with an item is of it."""
    headed = False
    last: Chosen | None = None
    for one in quotes:
        headed = headed or one.heads
        if _is_row(one):
            last = one if one.listed else one._replace(listed=not headed, heads=headed)
        else:
            further = last is not None and last.listed and goes_on_with(last, one)
            last = one._replace(listed=True, further=True) if further else one
        yield last


def _all_rows(rows: Sequence[EvidenceSentence]) -> list[Chosen]:
    """Rows that answer one as well as the other, as many as are quoted of a list."""
    cut = len(rows) > MAX_ITEMS or any(row.passage.rows_left for row in rows)
    return under_their_leads(
        Chosen(row.passage, Span(row.start, row.end), cut=cut) for row in rows[:MAX_ITEMS]
    )


def select(
    ranked: Sequence[EvidenceSentence],
    question: str = "",
    whole: str = "",
    silent: Set[str] = frozenset(),
) -> list[Chosen]:
    """The sentences to quote, with what they need to be understood, in reading order; `whole` is
    what the question is a part of, `silent` are the topic words of its parts without an answer."""
    shape = shape_of(question)
    asked = topic_words(question)
    every = ranked
    ranked = without_other_things(of_the_named(ranked, question), asked)
    ranked = of_the_named_paragraph(without_other_options(ranked, question), question)
    kept = _kept(ranked, shape, question, silent)
    kept += of_the_same(kept, ranked, asked, MAX_ITEMS)
    if asks_why(question):
        kept = with_reason(kept, MAX_SENTENCES, asked)
    kept += replied(kept, question) + as_a_rule(kept, ranked, asked)
    kept += opening_below(kept, question, asked)
    kept = ruled_out(kept, ranked, shape)
    kept += compared(kept, ranked, every, shape.subjects) + contradicting(kept, ranked)
    kept += told_elsewhere(kept, ranked, asked)
    kept += said_later(kept, ranked, asked)
    kept += noted(kept, ranked)
    order = [passage.key for passage in newer_first([sentence.passage for sentence in kept])]
    chosen = completed(kept, shape, asked | topic_words(whole))
    if asks_how(question):
        steps = {one.place: one for one in whole_steps(chosen, asked)}
        found = {one.place: one for one in chosen} | steps
        chosen = [*(found | {one.place: one for one in told_apart([*found.values()])}).values()]
    return sorted(chosen, key=lambda one: (order.index(one.passage.key), one.span))


def _is_row(chosen: Chosen | EvidenceSentence) -> bool:
    """Is it a table's row? Without a full stop it would run into what follows."""
    return chosen.text.startswith("|")


def _kept(
    ranked: Sequence[EvidenceSentence], shape: Shape, question: str, silent: Set[str]
) -> list[EvidenceSentence]:
    """The best, and those near to it that say something else, heaviest first."""
    asked = topic_words(question)
    in_full = full_rows(ranked, asked, question)

    def weight(sentence: EvidenceSentence) -> float:
        whole = sentence.place in in_full
        less = FRAGMENT if outdone(sentence, ranked) else 1.0
        return less * (sentence.score if whole else weight_of(sentence, shape, asked))

    weighed = sorted(ranked, key=lambda one: -weight(one))
    kept: list[EvidenceSentence] = []
    for sentence in weighed:
        if len(kept) == MAX_SENTENCES:
            break
        if kept and weight(sentence) < _share(sentence, kept, (asked, silent)) * weight(kept[0]):
            continue
        if not any(_says_the_same(sentence.text, other.text) for other in kept):
            kept.append(sentence)
    return kept


def _share(
    sentence: EvidenceSentence, kept: Sequence[EvidenceSentence], words: tuple[Set[str], Set[str]]
) -> float:
    """The share of the best sentence's weight that earns this one a place beside those kept; the
    `words` are those asked, and the silent ones."""
    beside = not is_label(sentence) and any(is_beside(sentence, other) for other in kept)
    if sentence.passage.document_id == kept[0].passage.document_id:
        return _CLOSE_BESIDE if beside else _CLOSE_TO_BEST
    return _CLOSE_TO_BEST if beside else share_elsewhere(sentence, kept[0], *words)


def _says_the_same(one: str, other: str) -> bool:
    """Do two sentences share nearly all topic words of the shorter, and every figure?"""
    if excepts(one, other) or excepts(other, one):
        return False
    if {f.value for f in figures(one)} != {f.value for f in figures(other)}:
        return False
    first = topic_words(one)
    second = topic_words(other)
    shorter = min(len(first), len(second))
    return shorter > 0 and len(first & second) / shorter >= _SAME_WORDS
