"""Verification: is each sentence of an answer borne out by the passages that it cites?

What is stated exactly is compared exactly, and that settles it (`rules.py`). Everything else is
weighed: what the rules found, and what the support reader says who has read the sentence with its
sources (`weighing.py`). The outcome is a verdict in words and the best quote for every citation.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from rag.answer.verification.meaning import Follow, Meaning
from rag.answer.verification.rules import Rules, less_wording
from rag.answer.verification.shown import fits, shown
from rag.answer.verification.spans import is_close
from rag.answer.verification.support import SupportModel
from rag.answer.verification.verdicts import Ground, Verdict
from rag.answer.verification.weighing import weighed
from rag.reading import SupportReader
from rag.store import Encoder
from rag.text import is_english
from rag.types import Passage


class Verifier:
    """Judges sentences against their cited passages; never raises for any text.

    Without a `reader` it goes by the rules alone. `meaning` judges in place of rules and reader
    where nothing exact decides; where it has no opinion, they do.
    """

    def __init__(
        self,
        embedder: Encoder,
        model: SupportModel | None = None,
        meaning: Meaning | None = None,
        reader: SupportReader | None = None,
    ) -> None:
        self._rules = Rules(embedder, model, meaning)
        self._reader = reader

    def followed(self, follow: Follow) -> Verifier:
        """The same for one answer: a model that judges is hung up on when `follow` wants it."""
        same = copy(self)
        same._rules = self._rules.followed(follow)
        return same

    def of_quotes(self) -> Verifier:
        """The same for sentences that the sources are known to have: by the rules alone."""
        same = copy(self)
        same._reader = None
        return same

    def judge(
        self, sentence: str, cited: Sequence[Passage], question: str = "", beside: str = ""
    ) -> Verdict:
        """The verdict on one sentence, given without its markers, of an answer to `question` that
        says `beside` it what a condition may be told by."""
        verdict = self._rules.judge(sentence, cited, question, beside)
        if self._reader is None or verdict.ground is Ground.SETTLED:
            return verdict
        if not is_english(sentence) or not fits(sentence):
            return verdict  # the reader has learned no other language, and nothing so long
        sources = [shown([one]) for one in verdict.quotes]
        if len(sources) > 1:
            sources.append(shown(verdict.quotes))
        logits = self._reader.weigh(less_wording(sentence, cited), sources)
        close = is_close(sentence, [one.text for one in verdict.quotes])
        return weighed(verdict, close, logits[: len(verdict.quotes)], logits[-1])
