"""The last lessons: no kind of question may tell by itself whether it is answered.

Of the first everyday questions "how many" is answered in 16 %, "why" in 88 %, of those in `more/`
the other way round, because that is how they were written, and a reader learns it by their style.
Here each kind is drawn so that of each file as many are answered as are not, beside questions made
out of sentences (`lib/practice.py`), which ask for figures, dates and names plainly.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from rag.retrieve.question import Wanted, parse
from tests.benchmarks.answerability import Example
from tests.benchmarks.lib.practice import Synonyms, practice_pieces, read_passages
from tests.benchmarks.lib.reader_windows import Piece, pieces_of
from tests.benchmarks.lib.rivals import rivals_of

PLAIN = (Wanted.FIGURE, Wanted.DATE, Wanted.NAME)
EACH = 400  # everyday questions of a kind that of a file are answered, and that are not
MADE = 3_600  # windows of questions made out of sentences
PUBLIC = 2_400  # windows of the public sets
PULL = 0.4  # on what the words of a question tell; at 0.6 they begin to tell the contrary
EVEN = 0.8  # of the answered or the unanswered questions that begin with a word, the fewer


def rehearsal_of(examples: Sequence[Example], data: Path) -> list[list[Piece]]:
    """Windows, those of one question together."""
    source = random.Random(11)
    everyday = [one for one in examples if one.dataset == "everyday"]
    public = pieces_of([one for one in examples if one.dataset != "everyday"])
    made = plain_practice(data)
    alone = source.sample(public, min(PUBLIC, len(public))) + source.sample(made, MADE)
    return [[piece] for piece in alone] + list(rivals_of(balanced(everyday, source)))


def balanced(examples: Sequence[Example], source: random.Random) -> list[Example]:
    """As many answered as not of every kind and file, at most `EACH`; what there is too little of,
    twice."""
    by_kind: dict[tuple[str, Wanted], tuple[list[Example], list[Example]]] = {}
    for example in examples:
        kind = example.file, parse(example.question).wanted
        by_kind.setdefault(kind, ([], []))[example.answerable].append(example)
    drawn: list[Example] = []
    for no, yes in by_kind.values():
        many = min(EACH, 2 * len(yes), 2 * len(no))
        for own in (yes, no):
            drawn += source.sample(own * 2, many) if len(own) < many else source.sample(own, many)
    return drawn


def plain_practice(data: Path) -> list[Piece]:
    """Windows of questions made out of sentences that ask for a figure, a date or a name."""
    made = practice_pieces(read_passages(data), Synonyms())
    return [piece for piece in made if _is_plain(piece)]


def evened(examples: Sequence[Example]) -> list[Example]:
    """The examples, some twice: of questions that begin with the same word, about as many are
    answered as not, so that the word tells nothing."""
    source = random.Random(7)
    found = list(examples)
    by_word: dict[str, tuple[list[Example], list[Example]]] = {}
    for one in examples:
        word = one.question.split()[0].casefold()
        by_word.setdefault(word, ([], []))[one.answerable].append(one)
    for kinds in by_word.values():
        fewer, more = sorted(kinds, key=len)
        found += source.sample(fewer, max(0, min(len(fewer), round(EVEN * len(more)) - len(fewer))))
    return found


def evened_by_words(examples: Sequence[Example]) -> list[Example]:
    """The examples, some left out and some twice, so that the words of a question tell hardly
    anything about whether it is answered.

    How probable that is by the words alone comes from a logistic regression that has not seen the
    domain; a question counts by the odds of the other, to the power of `PULL`: with that the area
    under ROC of such a regression falls from between .64 and .78 to about .5 (HISTORY.md).
    """
    words = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=3, token_pattern=r"\w+"),
        LogisticRegression(max_iter=300),
    )
    labels = np.array([one.answerable for one in examples])
    told = cross_val_predict(
        words,
        [one.question.casefold() for one in examples],
        labels,
        groups=[one.group for one in examples],
        cv=GroupKFold(5),
        method="predict_proba",
    )[:, 1]
    own = np.where(labels, told, 1 - told)
    source = random.Random(5)
    times = [int(weight + source.random()) for weight in ((1 - own) / own) ** PULL]
    return [one for one, many in zip(examples, times, strict=True) for _ in range(many)]


def _is_plain(piece: Piece) -> bool:
    return parse(piece.question).wanted in PLAIN
