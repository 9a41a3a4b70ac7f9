"""Everyday questions as they are really asked: of a corpus, with the passages that it finds.

`answerability.py` gives a question its own document whole. Here each question of a sample is asked
of a corpus of one document of every domain: with its document there, which answers it or does not,
and now and then with all but its own domain in scope, where nothing can answer it.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from rag import Assistant, Scope, Settings
from rag.text import Span
from rag.types import Passage
from tests.benchmarks.answerability import Context, Example, everyday_examples
from tests.benchmarks.everyday import Paper

CORPORA = 8
ASKED, STRANGE = 1_000, 250  # questions


def asked_examples(
    papers: Sequence[Paper], asked: int = ASKED, strange: int = STRANGE
) -> list[Example]:
    """A sample of the everyday questions, each with the passages found for it, always the same;
    `strange` of them once more where nothing answers."""
    source = random.Random(7)
    corpora = _by_corpus(papers)
    questions = [
        (number, example)
        for number, corpus in enumerate(corpora)
        for example in everyday_examples(corpus)
    ]
    chosen = source.sample(questions, min(asked, len(questions)))
    elsewhere = set(source.sample(range(len(chosen)), min(strange, len(chosen))))
    found: list[Example] = []
    for number, corpus in enumerate(corpora):
        with tempfile.TemporaryDirectory() as name, _indexed(corpus, Path(name)) as assistant:
            domains = {f"everyday{paper.domain}": paper.domain for paper in corpus}
            for place, (own, example) in enumerate(chosen):
                if own == number:
                    found.append(_found(assistant, example, Scope()))
                    others = frozenset(domains.values()) - {domains[example.group]}
                    if place in elsewhere and others:
                        found.append(_found(assistant, example, Scope(collections=others)))
    return [example for example in found if example.contexts]


def all_asked(papers: Sequence[Paper]) -> Iterator[Example]:
    """Every question of the papers, each with the passages found for it, where any are."""
    for corpus in _by_corpus(papers):
        with tempfile.TemporaryDirectory() as name, _indexed(corpus, Path(name)) as assistant:
            for example in everyday_examples(corpus):
                found = _found(assistant, example, Scope())
                if found.contexts:
                    yield found


def _by_corpus(papers: Sequence[Paper]) -> list[list[Paper]]:
    """The documents of a domain one in each, so that no corpus holds two of a kind."""
    corpora: list[list[Paper]] = [[] for _ in range(CORPORA)]
    seen: dict[str, int] = {}
    for paper in papers:
        number = seen.get(paper.domain, 0)
        seen[paper.domain] = number + 1
        corpora[number % CORPORA].append(paper)
    return corpora


def _indexed(papers: Sequence[Paper], folder: Path) -> Assistant:
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, paper in enumerate(papers):
        head = yaml.safe_dump(
            {"title": paper.title, "collection": paper.domain}, allow_unicode=True
        )
        (corpus / f"{number:04}.md").write_text(f"---\n{head}---\n\n{paper.text}\n", "utf-8")
    settings = Settings(
        corpus_dir=corpus, data_dir=folder / "data", reader=False, evidence_threshold=0.0
    )
    assistant = Assistant.open(settings)
    assistant.sync()
    return assistant


def _found(assistant: Assistant, example: Example, scope: Scope) -> Example:
    """The example with the passages that its question finds in place of its document.

    A quote that a passage holds is gold there. Where none of them holds one the passages do not
    answer, though its document does.
    """
    reply = assistant.ask(example.question, scope=scope)
    list(reply)
    why = reply.answer.why
    quotes = [
        context.text[span.start : span.end]
        for context in example.contexts
        for span in context.gold or ()
    ]
    contexts = tuple(_context(passage, quotes) for passage in (why.passages if why else ()))
    answerable = any(context.gold for context in contexts)
    return example._replace(dataset="asked", contexts=contexts, answerable=answerable)


def _context(passage: Passage, quotes: Sequence[str]) -> Context:
    text = passage.text
    gold = tuple(Span(at, at + len(one)) for one in quotes if (at := text.find(one)) >= 0)
    return Context(passage.title, text, gold, passage.locator)
