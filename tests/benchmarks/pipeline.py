"""The whole pipeline on corpora of development documents: answered or refused?

    python -m tests.benchmarks.pipeline --data DIR --readers F [--set everyday | --held-out]

All CLAPNQ passages (answerable and unanswerable) become one corpus; with `--set everyday` each
document of a domain goes into another of eight corpora, so that none holds two of a kind. Every
question is asked of the embedded answerer. Prints, for a row of thresholds, the two error rates and
the balanced accuracy, and of the answerable questions answered: how often a cited quote overlaps a
gold sentence, which share of the quotes does, and which share of the gold sentences is quoted. Then
the thresholds whose balanced accuracy is within one standard error of the best (Breiman et al.,
1984): what `RAG_EVIDENCE_THRESHOLD` has by default is one of them. Then the time that evidence and
verification take, for passages not seen before and seen lately. DIR: see `answerability.py`; F: the
folder that `train_reader.py` wrote: each question is read by the reader that has not been trained
on it. With `--held-out` the everyday domains are asked that nothing was trained or fitted on, and
the reader that ships reads them.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import NamedTuple

import yaml

from rag import Assistant, Settings
from tests.benchmarks.answerability import (
    Example,
    everyday_examples,
    half_of,
    read_examples,
)
from tests.benchmarks.everyday import held_out_papers
from tests.benchmarks.lib.unseen import UnseenReader

THRESHOLDS = tuple(step / 20 for step in range(2, 15))


class Outcome(NamedTuple):
    """How probable an answer was, and whether the quotes given were the right ones."""

    answerable: bool
    probability: float
    quotes: int
    right_quotes: int  # that overlap a gold sentence
    gold: int  # sentences of the answerable
    found_gold: int  # that a quote overlaps
    seconds: float  # of judging the evidence and verifying the answer


def corpora(examples: list[Example], dataset: str) -> list[list[Example]]:
    """The questions of a set, by the corpus that they are asked of."""
    own = [example for example in examples if example.dataset == dataset]
    if dataset != "everyday":
        return [own]
    found: dict[int, list[Example]] = {}
    titles: dict[str, list[str]] = {}
    for example in own:
        seen, title = titles.setdefault(example.group, []), example.contexts[0].title
        if title not in seen:
            seen.append(title)
        found.setdefault(seen.index(title), []).append(example)
    return list(found.values())


def write_corpus(examples: list[Example], folder: Path) -> None:
    """One Markdown file a passage; equal passages once."""
    folder.mkdir()
    for number, (title, text) in enumerate(
        sorted({(c.title, c.text) for example in examples for c in example.contexts})
    ):
        head = yaml.safe_dump({"title": title}, allow_unicode=True)
        (folder / f"{number:04}.md").write_text(f"---\n{head}---\n\n{text}\n", "utf-8")


def ask_all(
    assistant: Assistant, reader: UnseenReader, halves: Mapping[str, int], examples: list[Example]
) -> list[Outcome]:
    outcomes = []
    for example in examples:
        reader.half = halves[example.group]
        reply = assistant.ask(example.question)
        list(reply)
        gold = [
            context.text[span.start : span.end]
            for context in example.contexts
            for span in context.gold or ()
        ]
        quotes = [citation.quote for citation in reply.answer.citations]
        right = sum(any(_overlap(one, two) for two in gold) for one in quotes)
        found = sum(any(_overlap(one, two) for one in quotes) for two in gold)
        took = reply.answer.timings
        seconds = (took.evidence or 0.0) + (took.verify or 0.0)
        outcomes.append(
            Outcome(
                example.answerable,
                reply.answer.evidence,
                len(quotes),
                right,
                len(gold),
                found,
                seconds,
            )
        )
    return outcomes


def _overlap(one: str, two: str) -> bool:
    return one in two or two in one


def table(outcomes: list[Outcome]) -> str:
    """One line a threshold."""
    lines = [
        "threshold  answerable refused  unanswerable answered  balanced accuracy  "
        "gold quoted  quotes right  gold found  quotes"
    ]
    for threshold in THRESHOLDS:
        answerable = [one for one in outcomes if one.answerable]
        answered = [one for one in answerable if one.probability >= threshold]
        refused, hallucinated, balanced, _ = rates(outcomes, threshold)
        many = max(1, len(answered))
        gold = sum(one.right_quotes > 0 for one in answered) / many
        right = sum(one.right_quotes / max(1, one.quotes) for one in answered) / many
        found = sum(one.found_gold / max(1, one.gold) for one in answered) / many
        quotes = sum(one.quotes for one in answered) / many
        lines.append(
            f"{threshold:9.2f}  {refused:18.3f}  {hallucinated:21.3f}  "
            f"{balanced:17.3f}  {gold:11.3f}  {right:12.3f}  {found:10.3f}  {quotes:6.2f}"
        )
    return "\n".join(lines)


class Rates(NamedTuple):
    """Both error rates at one threshold, and the balanced accuracy with its standard error."""

    refused: float
    hallucinated: float
    balanced: float
    error: float


def rates(outcomes: list[Outcome], threshold: float) -> Rates:
    yes = [one.probability < threshold for one in outcomes if one.answerable]
    no = [one.probability >= threshold for one in outcomes if not one.answerable]
    refused, hallucinated = sum(yes) / len(yes), sum(no) / len(no)
    variance = refused * (1 - refused) / len(yes) + hallucinated * (1 - hallucinated) / len(no)
    return Rates(refused, hallucinated, 1 - (refused + hallucinated) / 2, variance**0.5 / 2)


def plateau(outcomes: list[Outcome]) -> tuple[float, float]:
    """The lowest and the highest threshold within one standard error of the best."""
    found = {step / 100: rates(outcomes, step / 100) for step in range(5, 96)}
    best = max(found.values(), key=lambda one: one.balanced)
    good = [at for at, one in found.items() if one.balanced >= best.balanced - best.error]
    return good[0], good[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--readers", type=Path, required=True)
    parser.add_argument("--set", choices=("clapnq", "everyday"), default="clapnq")
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    if options.held_out:
        options.set, everything = "everyday", everyday_examples(held_out_papers())
    else:
        everything = read_examples(options.data)
    halves, reader = half_of(everything), UnseenReader(options.readers, shipped=options.held_out)
    first: list[Outcome] = []
    again: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for number, examples in enumerate(corpora(everything, options.set)):
            corpus, stored = Path(folder, f"corpus{number}"), Path(folder, f"data{number}")
            write_corpus(examples, corpus)
            settings = Settings(corpus_dir=corpus, data_dir=stored, evidence_threshold=0.0)
            with Assistant.open(settings, reader=reader) as assistant:
                assistant.sync()
                assistant.warm_up()
                first += ask_all(assistant, reader, halves, examples)
                again += ask_all(assistant, reader, halves, examples[:100])
    print(table(first))
    low, high = plateau(first)
    print(f"within one standard error of the best: {low:.2f} to {high:.2f}")
    for name, outcomes in (("asked first", first), ("asked again", again)):
        typical = median(one.seconds for one in outcomes)
        print(f"evidence and verification, {name}: median {typical * 1000:.0f} ms")


if __name__ == "__main__":
    main()
