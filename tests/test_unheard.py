"""A note says which thing of a question stands in no document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Settings
from rag.retrieve import unheard
from rag.store import Changes, Snapshot, Store
from rag.store.build import build
from rag.store.builder import IndexBuilder
from rag.types import EMBEDDED_MODEL
from tests.fakes import WordEmbedder, record
from tests.opened import opened_whole

LEAFLET = "Do not take Dorvanil with antacids. It helps against influenza. The dose is 20 mg a day."


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    store = Store.open(tmp_path_factory.mktemp("data"), WordEmbedder(), IndexBuilder(run=build))
    with store.writer("test") as writer:
        writer.publish(Changes(upserts=(record("leaflet.md", LEAFLET, title="Leaflet"),)))
    with store.snapshot() as found:
        yield found
    store.close()


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Can I take ibuprofen with Dorvanil?", ("ibuprofen",)),
        ("Is Dorvanil safe with aspirin?", ("aspirin",)),
        ("Does it help against measles?", ("measles",)),
        ("Can I take Ibuprofen with Dorvanil?", ("Ibuprofen",)),
        ("What does Dorvanil cost at Mary Quentorp's?", ("Mary Quentorp",)),
        ("What is the dose of codeine for a child?", ("codeine",)),
        ("What's the usual dose of an antacid for a child?", ()),
        ("Until when can I take Dorvanil on weekdays?", ()),  # "Monday to Friday"
        ("Can I take Dorvanil on Fridays?", ()),  # "Fri"
        ("Can I take an antacid with Dorvanil?", ()),  # in another form
        ("Can I take Dorvanil with food?", ()),  # common: the documents may say it otherwise
        ("How long may I take Dorvanil nowadays?", ()),
        ("What's the dose for someone who I'm nursing?", ()),
        ("Darf ich Dorvanil mit Ibuprofen nehmen?", ()),  # every noun has a capital
        ("Why falsify the leaflet?", ()),
        ("", ()),
    ],
)
def test_what_no_document_mentions(
    snapshot: Snapshot, question: str, words: tuple[str, ...]
) -> None:
    assert unheard(question, snapshot) == words


def test_a_note_says_so_beside_the_quotes(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "leaflet.txt").write_text(LEAFLET, "utf-8")
    settings = Settings(
        corpus_dir=corpus, data_dir=tmp_path / "data", evidence_threshold=0.0, reader=False
    )

    def note(question: str) -> str:
        reply = assistant.ask(question, model=EMBEDDED_MODEL)
        list(reply)
        assert reply.answer.citations
        return reply.answer.note

    with opened_whole(settings, embedder=WordEmbedder()) as assistant:
        assistant.sync()
        assert note("Can I take ibuprofen with Dorvanil?") == 'No document mentions "ibuprofen".'
        assert note("Can I take antacids with Dorvanil?") == ""
        assert note("Does it help against flu?") == ""  # "influenza" is quoted
        assert note("Is it safe with an antacidum?") == ""  # "antacids" are quoted
        assert note("Is it safe with an antelope?") == 'No document mentions "antelope".'
