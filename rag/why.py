"""Why an answer came out as it did: what the command line and the page both say about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rag.types import (
    Answer,
    Citation,
    Evidence,
    Explanation,
    Sentence,
    Signal,
    Support,
    Timings,
)

MOST_HITS = 8
"""Hits that are listed for a reader; an explanation keeps them all."""

MOST_SENTENCES = 4
"""Sentences of the evidence that are listed."""

_SLIGHT = 0.1  # a signal that moves the logit by less is counted among the others
_BEST_FIRST = (Support.SUPPORTED, Support.PARTIAL, Support.UNSUPPORTED)


def heading(answer: Answer) -> str:
    """What the explanation is called."""
    return "Why this answer" if answer.refusal is None else "Why this was refused"


def outcome(answer: Answer, why: Explanation) -> str:
    """The decision in a sentence or two: what was probable, what is enough, where it ended."""
    if not why.hits:
        return "Nothing was found to judge."
    if name := why.evidence.heading:
        return f'This asks about "{name}" as a whole: what stands below it is the answer.'
    probable, enough = shares(why.evidence.probability, why.threshold)
    judged = f"The passages answer this with a probability of {probable}"
    judged += f"; {enough} is needed"
    match answer.refusal.reason if answer.refusal is not None else None:
        case "no_evidence" | "empty_corpus":
            return f"{judged}, so no answer was written."
        case "model_declined":
            return f"{judged}. The model was asked, and found no answer in the passages."
        case "unsupported":
            return f"{judged}. An answer was drafted, and no sentence of it was borne out."
        case None:
            return f"{judged}."


def lacked(evidence: Evidence, threshold: float) -> str:
    """What nothing found does ("says when"); "" where it answers all the same, as "within two
    weeks" does without a date. A name that nothing mentions is lacking in an answer, too."""
    answers = evidence.probability >= threshold
    return "" if answers and not evidence.missing.startswith("mentions ") else evidence.missing


def shares(probability: float, threshold: float) -> tuple[str, str]:
    """Both as percentages, with as many decimals as it takes to tell them apart."""
    for decimals in (0, 1, 2, 3):
        told = f"{probability:.{decimals}%}", f"{threshold:.{decimals}%}"
        if told[0] != told[1]:
            break
    return told


def strongest(signals: Sequence[Signal]) -> tuple[tuple[Signal, ...], tuple[Signal, ...]]:
    """The signals that moved the logit, strongest first, and the others."""
    ranked = tuple(sorted(signals, key=lambda signal: -abs(signal.weight)))
    moving = sum(abs(signal.weight) >= _SLIGHT for signal in ranked)
    return ranked[:moving], ranked[moving:]


def others(rest: Sequence[Signal]) -> str:
    """What the signals that are not listed are called together."""
    return "1 other" if len(rest) == 1 else f"{len(rest)} others"


def logit(signals: Sequence[Signal]) -> float:
    """What signals add together."""
    return sum(signal.weight for signal in signals)


def keys_by_chunk(why: Explanation) -> Mapping[str, str]:
    """Which passage each chunk was read in, by the ids of the chunks that were read."""
    return {chunk.id: passage.key for passage in why.passages for chunk in passage.chunks}


def best_quote(sentence: Sentence) -> Citation | None:
    """The quote that speaks best for a sentence; None if it cites nothing that was given."""
    ranked = sorted(sentence.citations, key=lambda one: _BEST_FIRST.index(one.support))
    return ranked[0] if ranked else None


def unsent(answer: Answer) -> str:
    """Why no model was sent anything, where the prompt is empty."""
    if answer.refusal is not None and not answer.refusal.after_writing:
        return "No model was asked: it was refused before."
    return "No model was asked: the answer is made of quotes."


def stages(timings: Timings) -> list[tuple[str, float]]:
    """The stages that ran, in order and in words, with their seconds; the total comes last."""
    timed = [
        ("question", timings.follow_up),
        ("search", timings.retrieve),
        ("evidence", timings.evidence),
        ("first words", timings.first_token),
        ("writing", timings.generate),
        ("check", timings.verify),
        ("total", timings.total),
    ]
    return [(words, seconds) for words, seconds in timed if seconds is not None]
