"""Interviews: who speaks, what was asked, and what is said to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.beside import answering, with_lead
from rag.answer.exchanges import exchange
from rag.retrieve.leads.asked_in_text import asking, told_below
from rag.retrieve.quotable.other_speakers import without_other_speakers
from rag.retrieve.signals import read_passage
from rag.text import sentence_spans
from rag.text.interviews import interview, speakers_of
from rag.types import Hit, Passage, Ranks
from tests.builders import chunk, evidence, passage

HEAD = "Talk with Ruth Adler (RA), weaver. Also present: her son Max Adler. Asked by Paul Senn.\n\n"
TALK = """PS: Mrs Adler, when did you open your shop?
RA: In 1979. With two looms.
PS: Was it hard?
RA: No. It was fun, but my son hated it.
MA: I did. A shop of what? Of wool?
RA: Of dust.
PS: Let us talk about dyes.
RA: Yes. They stink.
PS: Who taught you to dye?
RA: Old Mrs Tobler. She was nearly blind."""


def page(text: str = TALK, head: str = HEAD) -> Passage:
    return replace(passage(text), speakers=speakers_of(text, lambda: head))


def read(text: str = TALK, head: str = HEAD) -> dict[str, str]:
    """What is read, with what it is about."""
    place = read_passage(page(text, head))
    return dict(zip(place.texts, place.titles, strict=True))


def test_initials_are_of_whom_the_head_declares_or_of_the_only_one_who_fits() -> None:
    named = dict(speakers_of(TALK, lambda: HEAD))
    assert named == {"PS": "Paul Senn", "RA": "Ruth Adler", "MA": "Max Adler"}
    assert not speakers_of(TALK, lambda: "Rita Abel and Rosa Arp speak.")
    assert speakers_of("It is 5.\n\nNB: Wait.\n\nPS: Go.", lambda: HEAD) == ()
    loud = TALK.replace("RA:", "ADLER:").replace("PS:", "**Senn:**").replace("MA:", "MAX:")
    told = dict(
        speakers_of(loud, lambda: "Dr Ruth Adler talks to Paul Senn. Max Holm listens.\n\n")
    )
    assert told == {"ADLER": "Dr Ruth Adler", "Senn": "Paul Senn", "MAX": "Max Holm"}


def test_a_turn_is_read_with_the_name_of_who_speaks_below_what_was_asked() -> None:
    told = read()
    title = "Title > Part"
    first = "Mrs Adler, when did you open your shop?"
    assert told["Ruth Adler: In 1979."] == f"{title} > {first}"
    assert told["With two looms."] == f"{title} > {first}"
    assert told["Ruth Adler: No."] == f"{title} > {first} Was it hard?"  # "it"
    assert told["They stink."] == f"{title} > Let us talk about dyes."
    assert told["Paul Senn: Who taught you to dye?"] == title


@pytest.mark.parametrize(
    "text",
    [
        "Name: Ann\nAge: 40\nName: Bob\nAge: 50",
        "Is it open? Yes.\n\nNote: It is closed.\nTip: Ring. Is it far?\nNote: No.",
        "From: Ann\nSubject: Lunch?\nDate: 5 May\n\nHi Bob.",
    ],
)
def test_forms_and_mails_are_no_interviews(text: str) -> None:
    assert interview(text) is None
    assert read_passage(passage(text)).texts == read_passage(page(text)).texts


def lead(question: str, text: str = TALK) -> list[str]:
    hit = Hit(chunk(text), 1.0, Ranks())
    found = told_below(question, [page(text)]) if asking(question, [hit]) else None
    return [one.text for one in found.sentences] if found else []


def test_who_asks_what_somebody_was_asked_is_told_all_that_was_said_to_it() -> None:
    opened = ["RA: In 1979.", "With two looms."]
    assert lead("When did Ruth Adler open her shop?") == opened
    assert lead("When did Mrs Adler open her shop?") == opened
    assert lead("When did you open your shop?") == opened
    assert lead("When did she open her shop?") == opened
    assert lead("Was it hard?")[-3:] == ["A shop of what?", "Of wool?", "RA: Of dust."]
    assert lead("Who taught Ruth Adler to dye?") == ["RA: Old Mrs Tobler.", "She was nearly blind."]
    assert lead("When did Paul Senn open his shop?") == []
    assert lead("When did Ruth Adler close her shop?") == []
    assert lead("When did Ruth Adler open her school?") == []


def kept(question: str) -> list[str]:
    own = page()
    found = evidence([own], [0.5] * len(sentence_spans(TALK)))
    judged = without_other_speakers(replace(found, question=question))
    return [one.text for one in judged.sentences]


def test_what_one_says_is_no_answer_about_another_who_speaks() -> None:
    assert "RA: In 1979." in kept("When did Ruth Adler open a shop?")
    assert "RA: In 1979." not in kept("When did Paul Senn open a shop?")
    assert "PS: Mrs Adler, when did you open your shop?" not in kept("When did Paul Senn open one?")
    assert "RA: In 1979." not in kept("When did Max Adler open a shop?")
    assert "RA: In 1979." in kept("When did Mrs Tobler open a shop?")
    assert "RA: Yes." not in kept("Does Ruth Adler like dyes?")  # nobody asked
    assert "RA: No." in kept("Was it hard for Ruth Adler?")
    assert kept("What did Mrs Tobler say about looms?") == []  # who is only mentioned
    assert "They stink." in kept("What did Ruth Adler say about dyes?")


def test_a_short_reply_comes_with_its_question_and_a_question_back_with_nothing() -> None:
    own = page()
    found = {one.text: one for one in evidence([own], [0.5] * len(sentence_spans(TALK))).sentences}
    quoted = [TALK[span.start : span.end] for span in with_lead(found["RA: No."])]
    assert quoted == ["PS: Was it hard?", "RA: No."]
    quoted = [TALK[span.start : span.end] for span in exchange(found["RA: Old Mrs Tobler."])]
    assert quoted == ["PS: Who taught you to dye?", "She was nearly blind."]
    assert exchange(found["She was nearly blind."]) == []
    assert exchange(found["PS: Who taught you to dye?"]) == []
    assert answering(found["Of wool?"]) == []
    assert [one.text for one in answering(found["PS: Was it hard?"])][:1] == ["RA: No."]
