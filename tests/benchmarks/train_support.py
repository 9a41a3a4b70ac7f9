"""Trains the support reader: does a passage bear a sentence out?

    python -m tests.benchmarks.train_support --folder F [--epochs 2]

It begins as the reader of questions that ships, is shown a sentence in place of a question, and
practises on twins made out of sentences of the everyday documents (`lib/twins.py`;
F/practised.safetensors, taken as it is where it stands already). Then it learns from the claims of
all hands but those held out and those that it is weighed by (`claims/`). F/support.safetensors is
what ships as `rag/reading/support.safetensors`. What stands together, a
passage with its twin and all that is said of the two, is learned together: every true claim is to
score above every false one. Prints the area under ROC on the hands that it has not seen, and which
share of their true sentences scores higher than 95 % and 90 % of the false ones, before and after;
beside it the area of a classifier that sees the sentences alone, without their sources: what the
hands' habits give away. A step of 32 sentences takes half a second on two cores that compute in
bfloat16.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save_file as save_arrays
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from torch import Tensor
from torch.nn import functional

from rag.reading.reader import WEIGHTS
from rag.reading.support import MOST_SENTENCE_TOKENS, MOST_SOURCE_TOKENS
from rag.store import FloatArray
from tests.benchmarks.everyday import read_papers
from tests.benchmarks.lib.claim_files import HELD_OUT, WEIGHED_BY, Claim, hands, read_claims
from tests.benchmarks.lib.lessons import BATCH, Choice, Encoded, encode
from tests.benchmarks.lib.practice import Synonyms
from tests.benchmarks.lib.reader_torch import TrainableReader, loaded, shipped, stacked
from tests.benchmarks.lib.reader_windows import Piece
from tests.benchmarks.lib.twins import Contrasts, twins_of
from tests.benchmarks.train_reader import keep, train

PRACTICE_RATE, PEAK_RATE = 1e-4, 6e-5
MOST_OF_A_PAPER = 8  # twins
LOGIT = "decision_function"


def encoded(claims: Sequence[Claim]) -> list[Encoded]:
    """Each claim as a question with a window."""
    pieces = [
        Piece(one.group, one.sentence, one.title, one.source, one.is_true, None, None)
        for one in claims
    ]
    return encode(pieces, (MOST_SENTENCE_TOKENS, MOST_SOURCE_TOKENS))


def practice() -> list[Choice]:
    """Twins made out of the everyday documents, four claims each."""
    source, synonyms, contrasts = random.Random(0), Synonyms(), Contrasts()
    claims = [
        Claim("made", number, paper.title, paper.title, text, sentence, is_true)
        for number, (paper, twins) in enumerate(
            (paper, twins)
            for paper in read_papers()
            for twins in twins_of(paper.text, synonyms, contrasts, source, MOST_OF_A_PAPER)
        )
        for text, sentence, is_true in (
            (twins.passage, twins.sentence, True),
            (twins.passage, twins.other, False),
            (twins.twin, twins.other, True),
            (twins.twin, twins.sentence, False),
        )
    ]
    return together(claims)


def together(claims: Sequence[Claim]) -> list[Choice]:
    """The claims of each passage and its twin."""
    rows = zip(claims, encoded(claims), strict=True)
    entries = groupby(rows, key=lambda row: (row[0].hand, row[0].number))
    return [[one for _, one in rows] for _, rows in entries]


def loss_of_claims(
    network: TrainableReader, choices: Sequence[Choice], habit: Mapping[str, float] | None = None
) -> Tensor:
    """Cross-entropy of the claims, and of which of two that stand together is the true one.

    `habit`: the logit that each sentence gets from its words alone. The network has to say what is
    left to say (a product of experts, Clark et al., "Don't take the easy way out", 2019).
    """
    rows = [row for choice in choices for row in choice]
    true = torch.tensor([float(row.piece.answers) for row in rows])
    known = torch.tensor([habit[row.piece.question] if habit else 0.0 for row in rows])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        scores, _ = network(stacked([row.pair for row in rows]))
    scores = scores.float() + known
    cuts = list(accumulate(map(len, choices)))[:-1]
    parts = zip(scores.tensor_split(cuts), true.tensor_split(cuts), strict=True)
    apart = [(own[right > 0][:, None] - own[right < 1][None]).flatten() for own, right in parts]
    between = functional.softplus(-torch.cat(apart)).mean()
    return functional.binary_cross_entropy_with_logits(scores, true) + between


def scores_of(network: TrainableReader, rows: Sequence[Encoded]) -> FloatArray:
    """(claims,) logits."""
    order = sorted(range(len(rows)), key=lambda at: len(rows[at].pair.ids))
    found = np.zeros(len(rows), dtype=np.float32)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for first in range(0, len(order), 2 * BATCH):
            chosen = order[first : first + 2 * BATCH]
            answers, _ = network(stacked([rows[at].pair for at in chosen]))
            found[chosen] = answers.float().numpy()
    return found


def told(scores: FloatArray, true: Sequence[bool]) -> str:
    """How well these scores tell true claims from false ones."""
    labels = np.array(true)
    above = [(scores[labels] > np.quantile(scores[~labels], q)).mean() for q in (0.95, 0.9)]
    area = roc_auc_score(labels, scores)
    return f"area {area:.3f}, true above 95 and 90 % of the false {above[0]:.2f} {above[1]:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    unseen = {name: read_claims(name) for name in (*WEIGHED_BY, *HELD_OUT)}
    learned = read_claims(*(name for name in hands() if name not in unseen))
    print(f"{len(learned)} claims", flush=True)
    habits = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=3), LogisticRegression())
    said, true = [one.sentence for one in learned], [one.is_true for one in learned]
    of_others = cross_val_predict(
        habits, said, true, groups=[one.hand for one in learned], cv=GroupKFold(5), method=LOGIT
    )
    habit = dict(zip(said, map(float, of_others), strict=True))
    habits.fit(said, true)
    rows = {name: encoded(claims) for name, claims in unseen.items()}

    def report(when: str) -> None:
        for name, claims in unseen.items():
            labels = [one.is_true for one in claims]
            alone = habits.decision_function([one.sentence for one in claims])
            scores = scores_of(network.eval(), rows[name])
            print(
                f"{name}, {when}: {told(scores, labels)}; "
                f"of the sentence alone {roc_auc_score(labels, alone):.3f}",
                flush=True,
            )

    practised = options.folder / "practised.safetensors"
    if practised.exists():
        network = loaded(load_arrays(practised))
    else:
        network = loaded(load_arrays(WEIGHTS))
        train(network, practice(), "practice", 1, PRACTICE_RATE, loss_by=loss_of_claims)
        save_arrays(shipped(network), practised)
    report("practised")
    begun = options.folder / "support.begun"
    train(
        network,
        together(learned),
        "support",
        options.epochs,
        PEAK_RATE,
        begun=begun,
        loss_by=partial(loss_of_claims, habit=habit),
    )
    report("taught")
    keep(network, options.folder / "support.full")
    begun.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
