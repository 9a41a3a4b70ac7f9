"""Development questions with and without an answer in their contexts, from public sets.

A folder DIR holds `squad2/{contexts,questions}.jsonl`, `nomiracl_en/test_{,non_}relevant.jsonl`,
`clapnq/dev_{,un}answerable.jsonl` and `covid_qa/{docs,questions}.jsonl`, from the sets of those
names; beside them stand the everyday documents of this repository (`everyday.py`). Folds are by
document (SQuAD 2.0, COVID-QA), domain (everyday) or question, and always the same.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rag.text import Span, sentence_spans
from tests.benchmarks.everyday import Paper, read_papers

FOLDS = 5


class Context(NamedTuple):
    """A text to look for the answer in. `gold` spans carry it; None where nobody marked them."""

    title: str
    text: str
    gold: tuple[Span, ...] | None
    locator: str = ""


class Example(NamedTuple):
    """A question with the contexts it is asked of."""

    dataset: str
    group: str
    question: str
    contexts: tuple[Context, ...]
    answerable: bool
    answer: str = ""  # word for word in the marked context, where the set says it
    file: str = ""  # of the everyday questions that it is from; see `everyday.Asked`


def read_examples(folder: Path) -> list[Example]:
    """All examples of all five sets, in a fixed order."""
    public = (*_squad(folder), *_clapnq(folder), *_nomiracl(folder), *_covid(folder))
    return [*public, *everyday_examples(read_papers())]


def everyday_examples(papers: Sequence[Paper]) -> list[Example]:
    """Each question with its own document, whole."""
    examples = []
    for paper in papers:
        for one in paper.asked:
            places = [(paper.text.find(quote), len(quote)) for quote in one.quotes]
            gold = tuple(Span(at, at + size) for at, size in places)
            context = Context(paper.title, paper.text, gold)
            group = f"everyday{paper.domain}"
            asked = (one.question, (context,), bool(gold), one.answer, one.file)
            examples.append(Example("everyday", group, *asked))
    return examples


def half_of(examples: list[Example]) -> dict[str, int]:
    """0 or 1 for every group: a reader trained without one half is measured on it.

    By the group's name alone, so that a set which is added later moves no other; the salt is one
    that cuts every set about in the middle.
    """
    digests = {
        example.group: hashlib.blake2b(example.group.encode(), digest_size=1, salt=b"38").digest()
        for example in examples
    }
    return {group: digest[0] % 2 for group, digest in digests.items()}


def fold_of(examples: list[Example]) -> dict[str, int]:
    """The fold of every group."""
    groups = sorted({example.group for example in examples})
    random.Random(5).shuffle(groups)
    return {group: place % FOLDS for place, group in enumerate(groups)}


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _touched(text: str, start: int, end: int) -> tuple[Span, ...]:
    """The sentences that a span lies in."""
    return tuple(span for span in sentence_spans(text) if span.start < end and span.end > start)


def _squad(folder: Path) -> list[Example]:
    contexts = {row["_id"]: row for row in _rows(folder / "squad2/contexts.jsonl")}
    examples = []
    for row in _rows(folder / "squad2/questions.jsonl"):
        context = contexts[row["context_id"]]
        text = context["text"]
        places = [(text.find(one), len(one)) for one in row["answers"] if one in text]
        gold = _touched(text, places[0][0], sum(places[0])) if places else ()
        title = context["title"].replace("_", " ")
        examples.append(
            Example(
                "squad2",
                f"squad2{context['title']}",
                row["question"],
                (Context(title, text, gold),),
                not row["is_impossible"],
                row["answers"][0].strip() if row["answers"] else "",
            )
        )
    return examples


def _clapnq(folder: Path) -> list[Example]:
    examples = []
    for stem, answerable in (("answerable", True), ("unanswerable", False)):
        for row in _rows(folder / f"clapnq/dev_{stem}.jsonl"):
            chosen = [
                sentence.strip()
                for output in (row["output"] if answerable else [])
                for sentence in output.get("selected_sentences") or []
            ]
            contexts = tuple(
                Context(
                    one["title"],
                    one["text"],
                    tuple(
                        Span(at, at + len(sentence))
                        for sentence in chosen
                        if (at := one["text"].find(sentence[:60])) >= 0
                    ),
                )
                for one in row["passages"]
            )
            examples.append(
                Example("clapnq", f"clapnq{row['id']}", row["input"], contexts, answerable)
            )
    return examples


def _nomiracl(folder: Path) -> list[Example]:
    """Which passages of an answerable question are relevant is not marked."""
    examples = []
    for stem, answerable in (("relevant", True), ("non_relevant", False)):
        for row in _rows(folder / f"nomiracl_en/test_{stem}.jsonl"):
            contexts = tuple(
                Context(one["title"], one["text"], None if answerable else ())
                for one in row["passages"]
            )
            examples.append(
                Example(
                    "nomiracl", f"nomiracl{row['query_id']}", row["query"], contexts, answerable
                )
            )
    return examples


def _covid(folder: Path) -> list[Example]:
    """The stretch of the paper with the answer, and one from elsewhere in the same paper."""
    papers = {row["_id"]: row["text"] for row in _rows(folder / "covid_qa/docs.jsonl")}
    source = random.Random(3)
    examples = []
    for row in _rows(folder / "covid_qa/questions.jsonl"):
        text, answer = papers[row["doc_id"]], row["answers"][0].strip()
        at = text.find(answer)
        if at < 0:
            continue
        begin = max(0, at - source.randint(100, 600))
        begin = text.rfind(". ", 0, begin) + 2 if begin else 0
        near = text[begin : begin + 900]
        group, title = f"covid{row['doc_id']}", text.split("\n", 1)[0][:120]
        inside = near.find(answer)
        if inside >= 0:
            gold = _touched(near, inside, inside + len(answer))
            context = Context(title, near, gold)
            examples.append(Example("covid", group, row["question"], (context,), True, answer))
        far = source.randrange(0, max(1, len(text) - 900))
        if abs(far - at) >= 1500:
            context = Context(title, text[far : far + 900], ())
            examples.append(Example("covid", group, row["question"], (context,), False))
    return examples
