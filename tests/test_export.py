"""What an export says of a conversation, as JSON and as plain text."""

from __future__ import annotations

import json

import pytest

from rag.export import FORMATS, record
from rag.export.json_file import from_json, to_json
from rag.export.plain import to_plain
from rag.export.record import Footnote, footnotes
from rag.export.words import heading, place
from rag.types import Answer, Support
from tests.explained import explained
from tests.fake_assistant import Said, make_answer
from tests.kept import (
    NOON,
    PAYLOADS,
    REFUSED,
    TIDES,
    Conversation,
    Turn,
    every_ending,
    hostile,
    narrowed,
)


def test_every_quote_is_a_footnote_once_by_number() -> None:
    found = footnotes(NOON)
    assert [(one.number, one.quote, one.support) for one in found] == [
        (1, "High at noon.", Support.SUPPORTED),
        (2, "Low at **six**.", Support.PARTIAL),
    ]
    for one in found:
        assert TIDES.text[one.start : one.end] == one.quote
        assert (one.title, one.locator, one.document_id) == ("Tides", "Tides", TIDES.id)


def test_documents_of_one_title_are_told_apart_in_every_form() -> None:
    paths = {TIDES.id: "2023/tides.md"}
    kept = every_ending()
    told = record(kept, lambda _: paths)
    named = "Tides (2023/tides.md)"
    assert {one.document for one in told.exchanges[0].footnotes} == {named}
    assert f"[1] {named}: “High at noon.”" in to_plain(NOON, paths)
    assert f"**{named}**" in FORMATS["md"].write(told).replace("\\", "")
    assert f'<strong dir="auto">{named}</strong>' in FORMATS["html"].write(told)
    assert from_json(to_json(told)) == told
    assert {one.document for one in record(kept).exchanges[0].footnotes} == {"Tides"}


def test_every_ending_is_told_apart() -> None:
    answered, refused, stopped, failed = record(every_ending()).exchanges
    assert (answered.ending, len(answered.footnotes), len(answered.doubts)) == ("answered", 2, 1)
    assert (refused.ending, refused.refusal, refused.footnotes) == ("refused", "no_evidence", ())
    assert refused.suggestions == ("When is low tide?",)
    assert (stopped.ending, stopped.text) == ("stopped", "It is 9 metr")
    assert (failed.ending, failed.text) == ("failed", "Nobody answers at http://x.")


def test_what_was_asked_of_some_documents_says_so() -> None:
    refused, answered = record(narrowed()).exchanges
    assert refused.within == answered.within == "2 of 40 documents: guides, R&D *plan*"
    assert heading(refused.ending, refused.within) == "Not in the documents that were asked"
    assert heading(answered.ending, answered.within) == ""
    assert json.loads(to_json(record(every_ending())))["exchanges"][0]["within"] == ""


def test_json_that_was_written_before_is_read() -> None:
    written = json.loads(to_json(record(every_ending())))
    for one in written["exchanges"]:
        del one["within"]
    assert from_json(json.dumps(written)) == record(every_ending())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_json_is_read_back_as_it_was(payload: str) -> None:
    for conversation in (every_ending(), hostile(payload)):
        made = record(conversation)
        assert from_json(to_json(made)) == made


def test_json_has_what_a_reader_of_footnotes_needs() -> None:
    read = json.loads(to_json(record(every_ending())))
    assert read["format"] == "footnote-conversation-1"
    first = read["exchanges"][0]
    assert first["asked"] == "2026-11-28T09:05:00Z"
    assert (
        first["footnotes"][0].items()
        >= {
            "number": 1,
            "title": "Tides",
            "locator": "Tides",
            "quote": "High at noon.",
            "support": "supported",
        }.items()
    )


def test_what_was_retrieved_and_sent_is_not_passed_on() -> None:
    answer = explained(NOON, TIDES)
    for one in FORMATS.values():
        made = [
            one.write(record(Conversation("Tides", (Turn(NOON.question, whole),))))
            for whole in (NOON, answer)
        ]
        assert len(made[1]) - len(made[0]) < 50  # the seconds differ, no more


def test_plain_text_has_the_footnotes_and_no_signs_of_markdown() -> None:
    assert to_plain(NOON) == (
        "It is at noon. [1] Low tide is at seven. [2] [1]\n\n"
        "The answer was cut short.\n\n"
        "Not fully borne out\n"
        "- Low tide is at seven. (Partly in the source: The source says six.)\n\n"
        "Sources\n"
        "[1] Tides: “High at noon.”\n"
        "[2] Tides: “Low at **six**.” (The sentence is only partly in this source)"
    )


def test_plain_text_says_which_sentences_have_no_source() -> None:
    said = Said("The pier is\n**new**.", (), Support.UNSUPPORTED, "It cites nothing.")
    answer = make_answer("What is new?", Said("It is at noon.", ((TIDES, "High at noon."),)), said)
    assert "\n- The pier is new. (Not in the source: It cites nothing.)\n" in to_plain(answer)


def test_plain_text_keeps_lists_and_tables_legible() -> None:
    text = "Fees:\n\n- Yacht\n- **Trawler**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```"
    assert to_plain(Answer("?", "?", text)) == ("Fees:\n\n- Yacht\n- Trawler\n\na\tb\n1\t2\n\ncode")


def test_a_refusal_is_copied_as_its_message() -> None:
    assert to_plain(REFUSED) == "The documents do not say who."


@pytest.mark.parametrize("kind", FORMATS)
def test_what_utf_8_cannot_hold_costs_no_export(kind: str) -> None:
    text = "a \ud800 `\x00\ud800`\n\n```\n\x07\ud800\n```"
    talk = Conversation(text, (Turn(text, Answer("?", "?", text)),))
    made = FORMATS[kind].write(record(talk)).encode("utf-8", "replace").decode()
    assert "\x00" not in made
    assert "\x07" not in made


def test_a_footnote_is_named_by_its_locator_where_it_says_more() -> None:
    told = Footnote(1, "Tides", "p. 4", "q", Support.SUPPORTED, "id", 0, 1)
    assert place(told) == "p. 4"


def test_what_was_not_borne_out_is_not_said_to_be_missing() -> None:
    for within in ("", "2 of 40 documents"):
        assert heading("refused", within, "unsupported").startswith("Not shown")
    assert heading("refused", "2 of 40 documents", "empty_corpus").endswith("in what you chose")
    assert heading("refused", "", "empty_corpus") == "No documents yet"
