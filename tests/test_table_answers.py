"""Questions that demand something of a table's rows, from the file to the quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Assistant, Settings
from rag.llm import ScriptedModel
from rag.types import EMBEDDED_MODEL
from tests.fakes import WordEmbedder
from tests.opened import opened_whole

LAMPS = "lamp,room,price_eur,stock\n" + "".join(
    f"Lamp {number},{('Hall', 'Attic')[number % 2]},{20 + number}.50,{number % 5}\n"
    for number in range(1, 31)
)


@pytest.fixture(name="settings")
def _settings(tmp_path: Path) -> Settings:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "lamps.csv").write_text(LAMPS, "utf-8")
    return Settings(
        corpus_dir=corpus, data_dir=tmp_path / "data", evidence_threshold=0.02, reader=False
    )


def ask(assistant: Assistant, question: str, model: str | None = EMBEDDED_MODEL) -> Answer:
    reply = assistant.ask(question, model=model)
    assert "".join(reply) is not None
    return reply.answer


def test_quotes_are_the_rows_that_fulfil_it_out_of_the_whole_table(settings: Settings) -> None:
    with opened_whole(settings, embedder=WordEmbedder()) as assistant:
        assistant.sync()
        sold = ask(assistant, "Which lamps are sold out?")
        dear = ask(assistant, "What is the most expensive lamp of the Hall?")
        heavy = ask(assistant, "Which lamps of the Hall weigh more than 2 kg?")

    told = [one.quote.split(" | ")[0] for one in sold.citations]
    assert told == [f"| lamp: Lamp {number}" for number in (5, 10, 15, 20, 25, 30)]
    assert [one.quote.split(" | ")[0] for one in dear.citations] == ["| lamp: Lamp 30"]
    assert heavy.refusal is not None
    assert heavy.refusal.reason == "no_evidence"


@pytest.mark.slow
def test_a_model_is_asked_what_rows_alone_do_not_tell(settings: Settings) -> None:
    model = ScriptedModel()
    with opened_whole(settings, embedder=WordEmbedder(), model=model) as assistant:
        assistant.sync()
        model.enqueue("I cannot tell.")
        ask(assistant, "Which lamps of the Hall weigh more than 2 kg?", None)

    assert len(model.prompts) == 1
