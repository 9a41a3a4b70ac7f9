"""Questions about a topic as a whole: are those answered that the documents have, and no others?

    python -m tests.benchmarks.topics

The held-out everyday documents in six corpora of eight, none with two of a domain. Topics that a
corpus has are its documents' headings; those that it has not are headings of the others, of whose
words none occurs in it. Each is asked in three ways; printed is the share that is answered.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag import Assistant, Settings
from rag.text import content_terms, terms
from tests.benchmarks.everyday import Paper, held_out_papers

WAYS = ("What do the documents say about {}?", "Tell me about {}.", "{}")
CORPORA = 6
TOPICS = 10
"""Of each kind in a corpus, at most."""

_HEADING = re.compile(
    r"^(?:#+|\d+\.|§ ?\d+|\*\*)\s*(?P<own>[A-Z][\w \-'’]{2,28})\**:?\s*$"
    r"|^(?P<label>[A-Z][a-z]+(?: [a-z]+){0,2}): ",
    re.MULTILINE,
)


def topics(paper: Paper) -> set[str]:
    """Headings, and labels that stand before a colon, with at least one word of a topic."""
    found = (one["own"] or one["label"] for one in _HEADING.finditer(paper.text))
    return {one.strip() for one in found if content_terms(one)}


def corpora(papers: Sequence[Paper]) -> list[list[Paper]]:
    """One paper of each domain in each."""
    by_domain: defaultdict[str, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_domain[paper.domain].append(paper)
    return [[own[at] for own in by_domain.values() if at < len(own)] for at in range(CORPORA)]


def asked(
    corpus: Sequence[Paper], every: set[str], chance: random.Random
) -> Iterator[tuple[str, bool]]:
    """Topics, and whether the corpus has them."""
    said = {term.folded for paper in corpus for term in terms(paper.text)}
    own = sorted(set().union(*map(topics, corpus)))
    others = sorted(
        one for one in every if not any(term.folded in said for term in content_terms(one))
    )
    for there, names in ((True, own), (False, others)):
        for name in chance.sample(names, min(TOPICS, len(names))):
            yield name[0].lower() + name[1:], there


def main() -> None:
    """Ask, and print."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    papers, chance = held_out_papers(), random.Random(4)
    every = set().union(*map(topics, papers))
    answered: defaultdict[tuple[str, bool], list[bool]] = defaultdict(list)
    for corpus in corpora(papers):
        with tempfile.TemporaryDirectory() as folder:
            documents = Path(folder, "corpus")
            documents.mkdir()
            for number, paper in enumerate(corpus):
                (documents / f"{number}.md").write_text(f"# {paper.title}\n\n{paper.text}", "utf-8")
            settings = Settings(corpus_dir=documents, data_dir=Path(folder, "data"))
            with Assistant.open(settings) as assistant:
                assistant.sync()
                for topic, there in asked(corpus, every, chance):
                    for way in WAYS:
                        reply = assistant.ask(way.format(topic))
                        list(reply)
                        answered[way, there].append(reply.answer.refusal is None)
    for way in WAYS:
        own, absent = answered[way, True], answered[way, False]
        print(
            f"{way:<38} answered: {sum(own) / len(own):.2f} of {len(own)} that are there, "
            f"{sum(absent) / len(absent):.2f} of {len(absent)} that are not"
        )


if __name__ == "__main__":
    main()
