"""Regressions to plant: models that quote, and how each of them goes wrong; settings and documents.

A model here quotes the two sentences of its passages that share most words with the question. What
it says is a list of (sentence, keys); a mutation makes another list of it.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rag.answer import Verifier
from rag.answer.prompt import REFUSAL_PHRASE
from rag.answer.verification.meaning import Follow
from rag.answer.verification.verdicts import Verdict
from rag.errors import ModelUnreachable
from rag.store import Embedder
from rag.text import plain, sentence_spans, topic_words
from rag.types import Delta, Message, Passage, Support
from tests.fakes import WordEmbedder

PASSAGE = re.compile(
    r"begin passage \[(?P<key>\w{4})\]\nTitle: [^\n]*\nPlace: [^\n]*\n\n(?P<text>.*?)\n=====",
    re.DOTALL,
)
_QUESTION = re.compile(r"Question:\n(.*?)\n\nAnswer", re.DOTALL)

Said = list[tuple[str, list[str]]]
"""Sentences, each with the keys that it cites."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a model was shown: keys, and the sentences of each passage with its key."""

    question: str
    keys: list[str]
    sentences: list[tuple[str, str]]


Mutation = Callable[[Said, Shown], Said]


@dataclass
class QuotingModel:
    """Quotes, then lets a mutation spoil it. Cites only if its prompt asks for brackets."""

    spoil: Mutation = field(default=lambda said, _: said)
    name: str = "quoting"

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        """The reply in one piece."""
        del max_tokens, temperature
        shown = _shown(messages[-1].content)
        if not shown.keys:  # asked to make a question stand alone
            yield Delta(text=messages[-1].content.splitlines()[-3], finish="stop")
            return
        said = self.spoil(_best(shown), shown)
        if "square brackets" not in messages[0].content:
            said = [(sentence, []) for sentence, _ in said]
        text = " ".join(_written(*one) for one in said)
        yield Delta(text=text, finish="stop")


def _shown(prompt: str) -> Shown:
    passages = [(one["key"], one["text"]) for one in PASSAGE.finditer(prompt)]
    asked = _QUESTION.search(prompt)
    sentences = [
        (plain(text[span.start : span.end]), key)
        for key, text in passages
        for span in sentence_spans(text)
    ]
    return Shown(asked[1] if asked else "", [key for key, _ in passages], sentences)


def _best(shown: Shown) -> Said:
    wanted = topic_words(shown.question)

    def shared(one: tuple[str, str]) -> float:
        own = topic_words(one[0])
        return len(own & wanted) / math.sqrt(len(own) + 4)

    ranked = sorted(shown.sentences, key=shared, reverse=True)
    return [(sentence, [key]) for sentence, key in ranked[:2]]


def _written(sentence: str, keys: Sequence[str]) -> str:
    return sentence.rstrip(".") + "".join(f" [{key}]" for key in keys) + "."


def refuses(_: Said, __: Shown) -> Said:
    return [(REFUSAL_PHRASE, [])]


def is_down(_: Said, __: Shown) -> Said:
    raise ModelUnreachable("Nobody answers.")


def cites_nothing(said: Said, _: Shown) -> Said:
    return [said[0], *((sentence, []) for sentence, _ in said[1:])]


def cites_all(said: Said, shown: Shown) -> Said:
    return [(sentence, shown.keys) for sentence, _ in said]


def cites_at_random(said: Said, shown: Shown) -> Said:
    chance = random.Random(shown.question)
    return [said[0], *((sentence, [chance.choice(shown.keys)]) for sentence, _ in said[1:])]


def cites_what_it_was_not_given(said: Said, _: Shown) -> Said:
    return [said[0], *((sentence, ["zz9x"]) for sentence, _ in said[1:])]


def cites_the_next_passage(said: Said, shown: Shown) -> Said:
    following = dict(zip(shown.keys, shown.keys[1:] + shown.keys[:1], strict=True))
    return [said[0], *((sentence, [following[key] for key in keys]) for sentence, keys in said[1:])]


def invents(said: Said, _: Shown) -> Said:
    return [*said, ("The moon paid 77 dollars for it", said[0][1])]


def changes_figures(said: Said, _: Shown) -> Said:
    return [(re.sub(r"\d", lambda one: str((int(one[0]) + 3) % 10), s), keys) for s, keys in said]


def negates(said: Said, _: Shown) -> Said:
    changed = [(re.sub(r"\b(is|are|was|were|has)\b", r"\1 not", s), keys) for s, keys in said]
    return [*said[:1], *changed[1:]]


def digresses(_: Said, shown: Shown) -> Said:
    worst = shown.sentences[::-1][:2]
    return [(sentence, [key]) for sentence, key in worst]


def stops_early(said: Said, _: Shown) -> Said:
    return [(" ".join(said[0][0].split()[:3]), said[0][1])]


@dataclass(frozen=True, slots=True)
class Planted:
    """A regression, and the metric that must be named. `model`: who answers, None for quotes.

    `settings` are changed, `documents` is done to a copy of them, `prompts` to a copy of those.
    `few`: it touches too few cases to be beyond chance, and must show in cases that flipped.
    `embedder` takes the bundled one's place, with an index of its own.
    """

    name: str
    metric: str
    model: Mutation | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    documents: Callable[[Path], None] | None = None
    prompts: Callable[[Path], None] | None = None
    few: bool = False
    embedder: Callable[[], Embedder] | None = None


def says_what_no_source_says(_: Said, shown: Shown) -> Said:
    """Always the same invention, with a citation."""
    return [("The moon paid 77 dollars for it", shown.keys[:1])]


class ContentVerifier(Verifier):
    """Finds everything supported by everything that is cited."""

    def followed(self, follow: Follow) -> Verifier:
        """It asks no model that could be hung up on."""
        del follow
        return self

    def judge(
        self, sentence: str, cited: Sequence[Passage], question: str = "", beside: str = ""
    ) -> Verdict:
        """Supported, whatever it is."""
        honest = super().judge(sentence, cited, question, beside)
        quotes = tuple(replace(one, support=Support.SUPPORTED) for one in honest.quotes)
        return Verdict(Support.SUPPORTED, "", quotes)


def delete_a_document(folder: Path) -> None:
    (folder / "takeaways" / "20-xai-200000-gpu-sprint.md").unlink()


def delete_half(folder: Path) -> None:
    for path in sorted(folder.rglob("*.md"))[::2]:
        path.unlink()


def rewrite(change: Callable[[str], str]) -> Callable[[Path], None]:
    def rewritten(folder: Path) -> None:
        for path in folder.rglob("*.md"):
            path.write_text(change(path.read_text("utf-8")), "utf-8")

    return rewritten


def rename_all(folder: Path) -> None:
    paths = sorted(folder.rglob("*.md"))
    texts = [path.read_text("utf-8") for path in paths]
    for path, text in zip(paths, texts[1:] + texts[:1], strict=True):
        path.write_text(text, "utf-8")


def forget_to_cite(folder: Path) -> None:
    path = folder / "answer.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("in square brackets", "in mind"), "utf-8")


MODELS = (
    Planted("a model that always refuses", "over_refusal", refuses),
    Planted("a server that is down", "errors", is_down),
    Planted("a model that cites only its first sentence", "citation_recall", cites_nothing),
    Planted("a model that cites everything", "citation_precision", cites_all),
    Planted("a model that cites at random", "citation_recall", cites_at_random),
    Planted("a model that cites unknown keys", "citation_recall", cites_what_it_was_not_given),
    Planted("citations shuffled by one", "citation_recall", cites_the_next_passage),
    Planted("a model that adds from memory", "citation_recall", invents),
    Planted("a model that changes figures", "citation_recall", changes_figures),
    Planted("a model that negates", "citation_recall", negates),
    Planted("a model that digresses", "fact_recall", digresses),
    Planted("a model that stops after three words", "fact_recall", stops_early),
)
"""Those of a model, against a baseline of the model that only quotes."""

HOUSE = (
    Planted("the gate off", "hallucination", settings={"evidence_threshold": 0.0}),
    Planted("the gate shut", "over_refusal", settings={"evidence_threshold": 1.0}),
    Planted("a gate that is too strict", "over_refusal", settings={"evidence_threshold": 0.9}),
    Planted("one hit, one passage", "fact_recall", settings={"candidates": 1, "passages": 1}),
    Planted("a document deleted", "recall_at_10", documents=delete_a_document, few=True),
    Planted("half of the documents deleted", "over_refusal", documents=delete_half),
    Planted("documents under each other's names", "mrr", documents=rename_all),
    Planted(
        "names lost in conversion",
        "fact_recall",
        documents=rewrite(lambda text: re.sub(r"\b[A-Z]\w+", "Thing", text)),
    ),
    Planted(
        "documents cut short",
        "fact_recall",
        documents=rewrite(lambda text: text[:200]),
    ),
    Planted("a prompt that forgets to ask for citations", "over_refusal", prompts=forget_to_cite),
    Planted("an embedder swapped", "fact_recall", embedder=WordEmbedder),
)
"""Those of settings, documents and prompts, against the house as it is."""

CONTENT_VERIFIER = Planted(
    "a verifier that is always content", "hallucination", says_what_no_source_says
)
"""Against the same model under the honest verifier, which lets none of its answers pass: with a
verifier that lies, every metric that rests on verdicts lies too, and refusals alone can tell."""
