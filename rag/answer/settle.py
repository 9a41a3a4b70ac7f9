"""The gate after the model: a judged draft becomes an answer, or a refusal, by the strictness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answer.disagreement import differences
from rag.answer.draft import Draft
from rag.answer.framing import says_silent
from rag.answer.kept import APART, only, whole
from rag.answer.placed import placed
from rag.answer.sentences import CitedSentence, split_answer
from rag.answer.verification.bare import answered, is_bare
from rag.answer.verification.verdicts import Verdict
from rag.answer.verification.verify import Verifier
from rag.regex import regex
from rag.settings import Strictness
from rag.text import Span, is_in_fence
from rag.types import (
    Answer,
    Citation,
    Passage,
    Refusal,
    Sentence,
    Support,
)

DECLINED = "The documents came close, but the model found no answer to this in them."
UNSUPPORTED = "An answer was drafted, but the passages it cites do not bear it out."

BROKEN_OFF = "The answer broke off, and what there was of it is not borne out by what it cites."

_BREAKS_OFF = "The answer breaks off within it, so that it cannot be checked."
_END = regex(r"[.!?…。！？।؟۔][\"'”’»)*_]*\s*\Z")

UNCITED = "An answer was drafted, but it cites none of the passages, so that it cannot be checked."


def judge(
    draft: Draft, verifier: Verifier, passages: Sequence[Passage], question: str = ""
) -> tuple[Sentence, ...]:
    """Every sentence of the draft, an answer to `question`, with its verdict and its quotes."""
    by_number = {
        draft.citations.numbering[passage.key]: passage
        for passage in passages
        if passage.key in draft.citations.numbering
    }
    sentences = []
    markers = draft.citations.markers
    spans = split_answer(
        draft.text, markers, draft.literal, question, quotes_only=draft.quotes_only
    )
    for at, span in enumerate(spans):
        if at == 0 and (told := _told_at_once(span, spans[1:2], question)):
            cited = [by_number[number] for number in told.numbers]
            verdict = verifier.judge(told.text, cited, question)
            sentences.append(_sentence(replace(span, numbers=told.numbers), verdict))
            continue
        cited = [by_number[number] for number in span.numbers]
        if draft.broke_off and at == len(spans) - 1 and _is_unfinished(span):
            verdict = Verdict(Support.UNSUPPORTED, _BREAKS_OFF, ())
            sentences.append(_sentence(span, verdict))
            continue
        beside = "\n".join(one.text for one in spans if one is not span)
        verdict = verifier.judge(span.text, cited, question, beside)
        for numbers in _beside_it(draft.text, spans, at):
            shared = [by_number[number] for number in numbers]
            found = verifier.judge(span.text, shared, question, beside)
            if found.support is Support.SUPPORTED:
                span, verdict = _resting(span, numbers, found)
                break
        sentences.append(_sentence(span, verdict))
    return placed(sentences)


def _is_unfinished(span: CitedSentence) -> bool:
    """Does a sentence end before its end, and before what it would cite?"""
    return not span.numbers and not span.unknown and _END.search(span.text) is None


def _beside_it(text: str, spans: Sequence[CitedSentence], at: int) -> Iterator[tuple[int, ...]]:
    """What the nearest sentences of its paragraph cite, the one behind it first, where a sentence
    has no marker itself: many models cite once for a paragraph. Code cites nothing."""
    own = spans[at]
    is_code = is_in_fence(text, Span(own.start, own.end))
    if own.numbers or own.unknown or is_code or says_silent(own.text):
        return
    for others in (spans[at + 1 :], spans[:at][::-1]):
        cites = next((one for one in others if one.numbers or one.unknown), None)
        if cites is None or not cites.numbers:
            continue
        first, last = sorted((own, cites), key=lambda one: one.start)
        if not APART.search(text, first.end, last.start):
            yield cites.numbers


def _resting(
    span: CitedSentence, numbers: Sequence[int], verdict: Verdict
) -> tuple[CitedSentence, Verdict]:
    """The sentence as one that cites those of the passages which bear it out."""
    pairs = zip(numbers, verdict.quotes, strict=True)
    kept = [(number, quote) for number, quote in pairs if quote.support is Support.SUPPORTED]
    kept = kept or list(zip(numbers, verdict.quotes, strict=True))
    numbers, quotes = zip(*kept, strict=True)
    return replace(span, numbers=numbers), replace(verdict, quotes=quotes)


def _told_at_once(
    bare: CitedSentence, following: Sequence[CitedSentence], question: str
) -> CitedSentence | None:
    """The sentence behind an opening "No." that cites nothing, if it says why: that is judged, and
    cited, for both."""
    if bare.numbers or bare.unknown or not is_bare(bare.text) or not following:
        return None
    (told,) = following
    says_so = told.numbers and not told.unknown and answered(bare.text, question, told.text, "")
    return told if says_so else None


def settle(
    answer: Answer, draft: Draft, sentences: tuple[Sentence, ...], how: Strictness
) -> Answer:
    """`answer` completed from its judged draft; a refusal where the strictness asks for one.

    A draft that its reader stopped is none, whatever it lacks: it is shown as it is, with its note.
    One that the server broke off is refused where nothing of it is borne out, and says that it
    broke off. Raises its `ModelError` where nothing of it may be shown.
    """
    answer = replace(answer, usage=draft.usage, reasoning=draft.reasoning, note=draft.note)
    if draft.declined or _declines(draft, sentences):
        return refuse(answer, Refusal("model_declined", DECLINED), draft.text)
    if not draft.text.strip():
        return answer  # stopped before the first word; the note says so
    supported = [one for one in sentences if one.support is Support.SUPPORTED]
    answer = replace(answer, failure=_failure(draft, kept=bool(supported)))
    if not supported and draft.failure is not None and how is Strictness.QUOTE:
        raise draft.failure
    if not supported and not draft.stopped and how is not Strictness.OPEN:
        answer = replace(answer, note="") if draft.failure is not None else answer  # it says why
        return refuse(answer, Refusal("unsupported", _why_unsupported(draft)), draft.text)
    if how is Strictness.QUOTE and len(supported) < len(sentences):
        return _noted(only(answer, draft, supported))
    return _noted(whole(answer, draft, sentences))


def _declines(draft: Draft, sentences: Sequence[Sentence]) -> bool:
    """Does the whole draft say, in words of the model's own and citing nothing, that the documents
    are silent?"""
    whole = not draft.stopped and draft.failure is None and not draft.citations.markers
    return whole and bool(sentences) and all(says_silent(one.text) for one in sentences)


def _failure(draft: Draft, *, kept: bool) -> str:
    """What the server failed with. One that did not say the end has failed if nothing is `kept`."""
    if draft.failure is None or draft.stopped or (draft.unsure and kept):
        return ""
    return str(draft.failure)


def _why_unsupported(draft: Draft) -> str:
    if draft.failure is not None:
        return f"{BROKEN_OFF} {draft.failure}"
    cites = any(marker.number for marker in draft.citations.markers)
    return UNSUPPORTED if cites else UNCITED


def _noted(answer: Answer) -> Answer:
    """The answer with a note where its sources contradict each other."""
    return replace(answer, note=f"{answer.note} {differences(answer.citations)}".strip())


def refuse(answer: Answer, refusal: Refusal, draft: str = "") -> Answer:
    """`answer` as a refusal: its message is the text, and no source is shown. What gets a hint was
    read in no other way than it was typed."""
    return replace(
        answer,
        standalone_question=answer.question if refusal.is_hint else answer.standalone_question,
        text=refusal.message,
        sentences=(),
        citations=(),
        passages=(),
        refusal=refusal,
        draft=draft,
    )


def _sentence(span: CitedSentence, verdict: Verdict) -> Sentence:
    citations = tuple(
        Citation(number, quote.passage, quote.start, quote.end, quote.text, quote.support)
        for number, quote in zip(span.numbers, verdict.quotes, strict=True)
    )
    reason = verdict.reason
    if not verdict.quotes and says_silent(span.text):
        reason = "It says what the documents leave open, and for that there is no quote."
    if span.unknown:
        reason = f"It cites {', '.join(span.unknown)}, which is not among the sources. {reason}"
    return Sentence(span.text, citations, verdict.support, reason.strip(), span.start, span.end)
