"""Planted falsehoods: what verification catches, by kind, and what it takes amiss.

    python -m tests.benchmarks.planted --data DIR [--most 700] [--show KIND]

A faithful answer is a sentence that answers a development question (SQuAD 2.0, CLAPNQ), cited to
its paragraph: in half of the cases word for word, in half with a harmless change (a parenthesis
gone, a number spelled out, a contraction). Each gets one planted fault, of each kind that it offers
a place for. An answer counts as caught when its sentence is not SUPPORTED. Seeded: always the same
answers. `--show KIND` prints what was missed of a kind ("faithful": what was taken amiss).
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rag.answer import Draft, Verifier, judge
from rag.reading import BundledSupportReader
from rag.settings import BUNDLED_EMBEDDER
from rag.store import RememberingEmbedder, load_embedder
from rag.text import figures, names, sentence_spans, topic_words
from rag.types import Delta, Passage, Support
from tests.benchmarks.answerability import Example, read_examples
from tests.builders import passage

KINDS = (
    "number",
    "date",
    "name",
    "negation",
    "swapped citation",
    "unknown marker",
    "from nowhere",
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_AUXILIARY = re.compile(
    r"\b(?:is|was|were|are|has|had|have|can|could|will|would|may|might|should|must|did|does|do)\b"
)
_NOT = re.compile(r"\s+not\b|\bnever\s+")
_SPELLED = {
    str(number): word
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}


class Case(NamedTuple):
    """An answer of one sentence with the passages it was given; `kind` "faithful" or of KINDS."""

    kind: str
    text: str
    passages: tuple[Passage, ...]


class Source(NamedTuple):
    """A sentence in its paragraph, as a passage."""

    sentence: str
    passage: Passage


def sources_of(examples: Sequence[Example], most: int, source: random.Random) -> list[Source]:
    found: list[Source] = []
    for example in examples:
        if example.dataset not in ("squad2", "clapnq") or not example.answerable:
            continue
        for context in example.contexts:
            for span in (context.gold or ())[:1]:
                sentence = " ".join(context.text[span.start : span.end].split())
                if 8 <= len(sentence.split()) <= 45 and len(list(sentence_spans(sentence))) == 1:
                    document = f"{example.group}:{len(found)}"
                    made = passage(context.text, "k7f2", document=document, title=context.title)
                    found.append(Source(sentence, made))
    once = list({one.sentence: one for one in found}.values())
    return source.sample(once, min(most, len(once)))


def cases_of(sources: Sequence[Source], source: random.Random) -> Iterator[Case]:
    """Each source faithfully, then with every fault that fits it, at most one in the answer."""
    for place, one in enumerate(sources):
        others = [sources[(place + step) % len(sources)] for step in (1, 2)]
        given = (one.passage, *(_keyed(two.passage, at) for at, two in enumerate(others)))
        sentence = one.sentence if place % 2 else harmless(one.sentence)
        yield Case("faithful", _cited(sentence, given[0].key), given)
        for kind, false in faults(one, others[0], sources, source):
            yield Case(kind, _cited(false, given[0].key), given)
        yield Case("swapped citation", _cited(one.sentence, given[1].key), given)
        yield Case("unknown marker", _cited(one.sentence, "z3x8"), given)


def faults(
    one: Source, other: Source, sources: Sequence[Source], source: random.Random
) -> Iterator[tuple[str, str]]:
    text, here = one.sentence, one.passage.text
    for kind, false in (
        ("number", _number(text, here, source)),
        ("date", _date(text, here, source)),
        ("name", _name(text, here, sources, source)),
        ("negation", _negation(text)),
        ("from nowhere", other.sentence if other.passage.title != one.passage.title else None),
    ):
        if false is not None and false != text:
            yield kind, false


def harmless(sentence: str) -> str:
    """The same statement in slightly other words."""
    changed = re.sub(r"\s*\([^()]*\)", "", sentence)
    changed = re.sub(
        r"(?<![\w.,-])(\d)(?= [a-z])", lambda match: _SPELLED[match[1]], changed, count=1
    )
    changed = changed.replace(" did not ", " didn't ").replace(" percent", "%")
    return re.sub(r"^(?:However|Moreover|Therefore|Thus|Additionally), (\w)", _upper, changed)


def _upper(match: re.Match[str]) -> str:
    return match[1].upper()


def _is_year(text: str) -> bool:
    return bool(re.fullmatch(r"1\d{3}|20\d{2}", text))


def _number(text: str, here: str, source: random.Random) -> str | None:
    places = [
        figure
        for figure in figures(text)
        if (match := re.search(r"\d[\d,.]*", text[figure.start : figure.end]))
        and not _is_year(match[0])
    ]
    if not places:
        return None
    figure = source.choice(places)
    digits = re.search(r"\d[\d,.]*\d|\d", text[figure.start : figure.end])
    if digits is None:
        return None
    start = figure.start + digits.start()
    new = _other_digits(digits[0], here, source)
    return text[:start] + new + text[start + len(digits[0]) :]


def _other_digits(written: str, here: str, source: random.Random) -> str:
    for _ in range(100):
        new = "".join(
            source.choice("123456789") if letter.isdigit() else letter for letter in written
        )
        if new != written and new not in here:
            return new
    return f"7{written}"


def _date(text: str, here: str, source: random.Random) -> str | None:
    years = list(re.finditer(r"\b(?:1\d{3}|20\d{2})\b", text))
    months = list(_MONTH.finditer(text))
    if not years and not months:
        return None
    match = source.choice(years + months)
    if match[0].isdigit():
        pool = [str(int(match[0]) + step) for step in range(-9, 10) if step]
    else:
        pool = [month for month in _MONTHS if month != match[0]]
    pool = [new for new in pool if new not in here]
    return text[: match.start()] + source.choice(pool) + text[match.end() :] if pool else None


def _name(text: str, here: str, sources: Sequence[Source], source: random.Random) -> str | None:
    """Another name in its place: half of the time one of the same paragraph."""
    own = names(text)
    if not own:
        return None
    name = source.choice(own)
    said = topic_words(text)
    near = [one.text for one in names(here) if not {part.folded for part in one.parts} & said]
    far = [one.text for one in names(source.choice(sources).sentence)]
    pool = near if near and source.random() < 0.5 else far
    pool = [one for one in pool if not topic_words(one) & said]
    return text[: name.start] + source.choice(pool) + text[name.end :] if pool else None


def _negation(text: str) -> str | None:
    """A "not" put in after the first auxiliary, or taken out."""
    match = _NOT.search(text)
    if match:
        return text[: match.start()] + text[match.end() :]
    match = _AUXILIARY.search(text)
    return f"{text[: match.end()]} not{text[match.end() :]}" if match else None


def _keyed(one: Passage, place: int) -> Passage:
    return passage(one.text, ("m4q9", "t6w2")[place], document=one.document_id, title=one.title)


def _cited(sentence: str, key: str) -> str:
    body = sentence.rstrip()
    end = body[-1] if body[-1] in ".!?" else "."
    return f"{body.rstrip('.!?')} [{key}]{end}"


def is_caught(case: Case, verifier: Verifier) -> bool:
    """Is any sentence of the answer not fully supported?"""
    draft = Draft(case.passages)
    list(draft.write([Delta(text=case.text)]))
    verdicts = judge(draft, verifier, case.passages)
    return any(one.support is not Support.SUPPORTED for one in verdicts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=700)
    parser.add_argument("--show", default="")
    options = parser.parse_args()
    source = random.Random(11)
    sources = sources_of(read_examples(options.data), options.most, source)
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    verifier = Verifier(embedder, reader=BundledSupportReader())
    caught: dict[str, list[bool]] = defaultdict(list)
    for case in cases_of(sources, source):
        caught[case.kind].append(is_caught(case, verifier))
        if case.kind == options.show and caught[case.kind][-1] == (case.kind == "faithful"):
            print(f"{case.text}\n    {case.passages[0].text[:400]!r}")
    for kind in ("faithful", *KINDS):
        word = "false alarms" if kind == "faithful" else "caught"
        share = sum(caught[kind]) / max(1, len(caught[kind]))
        print(f"{kind:18}{len(caught[kind]):6} answers  {word} {share:.3f}")


if __name__ == "__main__":
    main()
