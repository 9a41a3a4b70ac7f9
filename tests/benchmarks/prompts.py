"""Prompts compared on a real small model: does it cite, is it borne out, does it decline?

    python -m tests.benchmarks.prompts --cache DIR [--prompts DIR ...] [--questions N]

Starts SmolLM2-135M-Instruct behind `transformers serve` (see `tests/small_server.py`; DIR keeps its
weights) and asks it every N-th question of the shipped grounding cases, each folder's `answer.md`
in turn on the same three passages, with the evidence gate out of the way. Prints a line a folder:
of the answerable, the share answered with a known key, with a supported sentence, with the expected
fact; unknown keys a reply; the share of the answerable declined, and of the others, rightly; tokens
of the prompt.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from rag import Assistant, Passage, Settings, Support
from rag.answer import Draft, ModelAnswerer, Verifier, judge
from rag.errors import ModelProtocol
from rag.evaluation.cases import Case
from rag.evaluation.facts import states
from rag.llm import OpenAIModel, count_prompt
from rag.reading import BundledSupportReader
from rag.settings import BUNDLED_EMBEDDER, shipped
from rag.store import RememberingEmbedder, load_embedder
from rag.types import Evidence
from tests.grounding.cases import SPINE
from tests.small_server import model_folder, serving

MOST_PASSAGES = 3
MOST_TOKENS = 120


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reply was worth."""

    answerable: bool
    declined: bool
    known: bool
    supported: bool
    fact: bool
    unknown: int
    tokens: int


def passages_of(cases: list[Case]) -> Iterator[tuple[Case, tuple[Passage, ...]]]:
    """The best few passages for each question, from the shipped corpus."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), evidence_threshold=0.0)
        with Assistant.open(settings) as assistant:
            assistant.sync()
            for case in cases:
                reply = assistant.ask(case.question, model="embedded")
                list(reply)
                yield case, reply.answer.passages[:MOST_PASSAGES]


def outcome(
    case: Case, passages: tuple[Passage, ...], answerer: ModelAnswerer, verifier: Verifier
) -> Outcome:
    prompt = answerer.prompt(case.question, passages)
    draft = Draft(passages)
    try:
        list(draft.write(answerer.stream(prompt, Evidence(1.0)), stopped=lambda: False))
    except ModelProtocol:  # not a word
        return Outcome(
            case.expect.kind == "answer", False, False, False, False, 0, count_prompt(prompt)
        )
    judged = judge(draft, verifier, passages)
    supported = [one for one in judged if one.citations and one.support is Support.SUPPORTED]
    said = [one.text for one in supported]
    fact = all(states(said, fact) for fact in case.expect.facts)
    return Outcome(
        answerable=case.expect.kind == "answer",
        declined=draft.declined,
        known=any(marker.number for marker in draft.citations.markers),
        supported=bool(supported),
        fact=bool(supported) and fact,
        unknown=sum(not marker.number for marker in draft.citations.markers),
        tokens=count_prompt(prompt),
    )


def line(name: str, outcomes: list[Outcome]) -> str:
    yes = [one for one in outcomes if one.answerable]
    no = [one for one in outcomes if not one.answerable]
    shares = (
        mean(one.known for one in yes),
        mean(one.supported for one in yes),
        mean(one.fact for one in yes),
        mean(one.unknown for one in outcomes),
        mean(one.declined for one in yes),
        mean(one.declined for one in no),
    )
    columns = "".join(f"{share:10.2f}" for share in shares)
    return f"{name:12}{columns}{mean(one.tokens for one in outcomes):10.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--prompts", type=Path, nargs="*", default=[shipped("prompts")])
    parser.add_argument("--questions", type=int, default=8, metavar="N")
    options = parser.parse_args()
    cases = [case for case in SPINE.cases if not case.history][:: options.questions]
    found = list(passages_of(cases))
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    verifier = Verifier(embedder, reader=BundledSupportReader())
    folder = model_folder(options.cache)
    print(
        f"{len(found)} questions, "
        f"{sum(case.expect.kind == 'answer' for case, _ in found)} answerable"
    )
    titles = ("known", "supported", "fact", "unknown", "declined", "rightly", "tokens")
    print(f"{'prompts':12}" + "".join(f"{title:>10}" for title in titles))
    with serving(folder) as url:
        settings = Settings(base_url=url, model=str(folder), first_token_timeout=300)
        model = OpenAIModel.connect(settings)
        for prompts in options.prompts:
            answerer = ModelAnswerer(model, prompts, max_tokens=MOST_TOKENS, temperature=0.0)
            outcomes = [outcome(case, given, answerer, verifier) for case, given in found]
            print(line(prompts.name, outcomes), flush=True)


if __name__ == "__main__":
    main()
