"""Slips of spelling in a question are put right; what may be a word stays one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag import Message, Settings
from rag.retrieve import respelled
from rag.store import Changes, Snapshot, Store
from rag.store.build import build
from rag.store.builder import IndexBuilder
from tests.fakes import WordEmbedder, record
from tests.opened import opened_whole

LODGE = (
    "The dehumidifier in the boiler room of Harlaxton Lodge was bought from Quentorp in 2019.",
    "Mrs Okonkwo-Reyes pays a deposit of 400 pounds, and the price of the skittles alley is extra.",
    "The notice board says: QUENTORP machines need a new filter every spring. Ask for SemiNova.",
)
FLAT = ("Der Mieter darf die Waschmaschine nach 22 Uhr nicht benutzen. Die Miete ist fällig.",)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    store = Store.open(tmp_path_factory.mktemp("data"), WordEmbedder(), IndexBuilder(run=build))
    with store.writer("test") as writer:
        records = record("lodge.md", *LODGE, title="The lodge"), record("flat.md", *FLAT)
        writer.publish(Changes(upserts=records))
    with store.snapshot() as found:
        yield found
    store.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Where is the dehumidifer?", "Where is the dehumidifier?"),
        (
            "where is the dehuidifer in the boiler room",
            "where is the dehumidifier in the boiler room",
        ),
        ("Who sold it, Quentrop?", "Who sold it, Quentorp?"),
        ("what did seminova sell", "what did seminova sell"),
        ("is seimnova mentioned", "is SemiNova mentioned"),
        ("What is the prixe of the alley?", "What is the price of the alley?"),
        ("How high is the deposti for Mrs Okonkwo?", "How high is the deposit for Mrs Okonkwo?"),
        ("Waht does teh nottice board say?", "What does teh notice board say?"),
        ("Is there a seperate entrance?", "Is there a separate entrance?"),
        ("When does QUENTROP need a filter?", "When does QUENTORP need a filter?"),
        (
            "Darf der Meiter die Wachmaschine benutzen?",
            "Darf der Mieter die Waschmaschine benutzen?",
        ),
    ],
)
def test_a_slip_is_put_right(snapshot: Snapshot, typed: str, meant: str) -> None:
    assert respelled(typed, snapshot) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Which colour has the neighbour's favourite programme?",  # the other spelling of English
        "Who plays skittles?",
        "What does the Gaudi chip cost?",  # a name that the documents do not have
        "Does it run on wifi?",
        "Is the covid rule still in force?",
        "auth.sso_url: saml or oidc?",
        "What does code DPEOSIT4 mean?",
        'Who is "Quentrop"?',
        "Why couldn't the deposit be paid?",
        "Wat is de huur van de kamer?",  # Dutch
        "¿Cuánto cuesta el depsoito?",
        "押金是多少？",
        "Сколько стоит зал?",
        "",
        "?!",
    ],
)
def test_what_may_be_a_word_stays(snapshot: Snapshot, question: str) -> None:
    assert respelled(question, snapshot) == question


def test_a_pasted_page_is_not_looked_through(snapshot: Snapshot) -> None:
    page = "dehumidifer " * 100
    assert respelled(page, snapshot) == page


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_taken(snapshot: Snapshot, text: str) -> None:
    assert isinstance(respelled(text, snapshot), str)


@pytest.mark.slow
def test_an_answer_says_how_the_question_was_read(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "lodge.md").write_text("# The lodge\n\n" + "\n\n".join(LODGE), "utf-8")
    own = Settings(corpus_dir=corpus, data_dir=tmp_path / "data", reader=False)
    history = (Message("user", "Who pays the deopsit?"), Message("assistant", "Mrs Okonkwo."))
    with opened_whole(own, embedder=WordEmbedder()) as assistant:
        assistant.sync()
        for earlier in ((), history):
            reply = assistant.ask("How high is the deopsit?", earlier)
            list(reply)
            assert reply.answer.question == "How high is the deopsit?"
            assert reply.answer.standalone_question == "How high is the deposit?"
        reply = assistant.ask("And who pays it?", history)
        list(reply)
        assert "deposit" in reply.answer.standalone_question
