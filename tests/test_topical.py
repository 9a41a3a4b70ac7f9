"""Questions about a topic as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Settings
from rag.retrieve.follow_ups.follow_up import readings
from rag.retrieve.topical import is_named, told_by, topic_of, ways_to_ask
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Message, Passage, Ranks
from tests.opened import opened_whole


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What does the lease say about the deposit?", "the deposit"),
        ("what do these documents tell us about late payment", "late payment"),
        ("What was decided about the waiting list?", "the waiting list"),
        ("Tell me more about the roof.", "the roof"),
        ('What does "A: b. c" say about fees?', "fees"),
        ('What does the "Blue" lease say about fees?', "fees"),
        ("Can you tell me about the roof?", "the roof"),
        ("What are the rules for small repairs?", "small repairs"),
        ("What is the policy on cats?", "cats"),
        ("What about fees?", "fees"),
        ('What do the documents say about "Plot 22"?', "Plot 22"),
        ("deposit", "deposit"),
        ("notice period", "notice period"),
        ("How high is the deposit?", ""),
        ("Who decided about the waiting list?", ""),
        ("What does it cost?", ""),
        ("Summarise the lease", ""),
        ("What about it?", ""),
        ("hello", ""),
        ("", ""),
    ],
)
def test_what_is_asked_about(question: str, topic: str) -> None:
    assert topic_of(question) == topic


def test_a_question_of_its_own_is_asked_as_it_is() -> None:
    assert readings("How high is the deposit?", ()) == ("How high is the deposit?",)
    assert ways_to_ask("How high is the deposit?") == ()


def test_a_topic_is_asked_about_as_it_was_and_then_in_other_words() -> None:
    first, *others = readings("What does the lease say about the deposit?", ())

    assert first == "What does the lease say about the deposit?"
    assert "What happens with the deposit?" in others


def test_what_leans_on_earlier_turns_is_read_from_them() -> None:
    history = (Message("user", "How high is the rent?"), Message("assistant", "900 euros."))

    assert readings("What about the deposit?", history)[0] == "How high is the deposit?"


def _hit(text: str, title: str = "Lease") -> Hit:
    return Hit(Chunk("c1", "d1", title, 0, len(text), text, "3. Deposit"), 1.0, Ranks(1, 1))


def test_other_words_are_answered_only_from_what_names_the_topic() -> None:
    hits = [_hit("It is two months' rent.")]

    assert is_named("What happens with the deposit?", hits)
    assert not is_named(ways_to_ask("What about cats?")[-1], hits), "How are cats handled?"
    assert is_named("What applies to deposits?", hits), "whatever the form of the word"
    assert not is_named("What happens with the parking space?", hits)
    assert is_named("How large is the parking space?", hits), "somebody asked just this"


@pytest.mark.parametrize(
    ("whom", "told"),
    [
        ("the mayor", ""),
        ("the committee", "The committee wants a lower fee."),
        ("Ann Reyes", "Ms Reyes finds the fee too high."),
        ("Ann Smith", ""),
        ("the by-laws", "Ms Reyes finds the fee too high."),
        ("the lease", "Ms Reyes finds the fee too high."),
        ("they", "Ms Reyes finds the fee too high."),
        ("the minutes of the law office", "Ms Reyes finds the fee too high."),
        ("the law office", ""),
        ("section 4", "Ms Reyes finds the fee too high."),
        ("§ 4", "Ms Reyes finds the fee too high."),
        ("appendix B", "Ms Reyes finds the fee too high."),
        ("the SLA", "Ms Reyes finds the fee too high."),
        ("the CFO", ""),
        ("chapter 2 of the handbook", "Ms Reyes finds the fee too high."),
        ("the author of the minutes", ""),
        ("my documents", "Ms Reyes finds the fee too high."),
    ],
)
def test_what_somebody_says_is_told_by_what_names_them(whom: str, told: str) -> None:
    said = ("Ms Reyes finds the fee too high.", "The committee wants a lower fee.", "It is 5.",
            "Other documents name 6.")  # fmt: skip
    text = " ".join(said)
    chunk = Chunk("c1", "d1", "Minutes", 0, len(text), text, "2. Fees")
    passage = Passage("k7f2", (chunk,), 0, len(text), text, "2. Fees", "Minutes")
    places = [(at := text.index(one), at + len(one), one) for one in said]
    sentences = tuple(EvidenceSentence(passage, *place, 0.8) for place in places)
    evidence = Evidence(0.9, sentences)
    question = f"What did {whom} say about the fee?"

    found = told_by(question, "What happens with the fee?", evidence)

    assert (found.sentences[0].text if found.probability else "") == told
    assert told_by(question, question, evidence) is evidence, "as it was asked"


@pytest.mark.slow
def test_the_documents_say_it_or_they_do_not(tmp_path: Path) -> None:
    (tmp_path / "lease.md").write_text(
        "# Lease of the flat at 14 Quarry Lane\n\n## 3. Deposit\n\nThe deposit is two months' "
        "rent. It is kept on a separate account and returned within eight weeks after the keys are "
        "handed back, less what damage costs.\n\n## 4. Use\n\nCats are allowed.\n",
        "utf-8",
    )
    settings = Settings(corpus_dir=tmp_path, data_dir=tmp_path / "data")
    with opened_whole(settings) as assistant:
        assistant.sync()
        told = assistant.ask("What does the lease say about the deposit?")
        assert "two months' rent" in "".join(told)
        silent = assistant.ask("What does the lease say about parking?")
        list(silent)
        assert silent.answer.refusal is not None


@pytest.mark.slow
def test_a_topic_is_found_in_words_that_are_tried_for_it(tmp_path: Path) -> None:
    (tmp_path / "coating.md").write_text(
        "# Coatings\n\nHeat: permanently up to 80 C, for under 30 minutes up to 110 C.\n\n"
        "Packs: 50 g twin syringe.\n",
        "utf-8",
    )
    with opened_whole(Settings(corpus_dir=tmp_path, data_dir=tmp_path / "data")) as assistant:
        assistant.sync()
        reply = assistant.ask("What do the documents say about heat?")
        list(reply)
    assert "Heat: permanently up to 80 C" in reply.answer.text
