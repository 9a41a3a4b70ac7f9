"""What goes with a deleted conversation or document, and that what is left still reads."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import StoreError
from rag.feedback import FILE as FEEDBACK
from rag.feedback import Feedback
from rag.forgetting import forget_conversation, forget_document, turns_without
from rag.gone import Gone
from rag.history import FILE as HISTORY
from rag.history import History, KeptTurn, new_id
from rag.settings import Settings
from rag.types import Answer, Document, Ending, Message, Scope, Stretch, Support
from rag.types.messages import OTHERWISE
from rag.ui.trace import read_trace, trace
from tests.explained import explained
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

DAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECRET = "The vault of Zanzibarquark opens at noon with the brass key."
VAULT = make_document("vault.md", "The vault", f"# The vault\n\n{SECRET} Falk keeps it.")
TIDES = make_document("tides.md", "Tides", "High tide is at six. Low tide is at one.")
GONE = Gone.of(VAULT, DAY)
INSTEAD = "(The source was deleted on 28 November 2026.)"
OF_VAULT = Said(SECRET, ((VAULT, SECRET),))
OF_TIDES = Said("High tide is at six.", ((TIDES, "High tide is at six."),))
OF_BOTH = Said("Both are at six.", ((TIDES, "High tide is at six."), (VAULT, "Falk keeps it.")))
OF_NONE = Said("Nobody knows more.", (), Support.UNSUPPORTED, "It cites nothing.")
REPEATED = Said(f"So {SECRET[:-1].lower()}, it seems.", (), Support.UNSUPPORTED)


def holds_nothing(answer: Answer) -> None:
    """Neither its words nor its name are anywhere in it."""
    written = repr(answer).casefold()
    assert "zanzibarquark" not in written
    assert VAULT.id not in written


def keeps_its_promises(answer: Answer) -> None:
    """Every place is in the text, in order, and is what it is said to be."""
    for marker in answer.markers:
        assert answer.text[marker.start : marker.end] == f"[{marker.number}]"
    at = 0
    for one in answer.sentences:
        assert at <= one.start <= one.end <= len(answer.text)
        assert one.text in answer.text[one.start : one.end]
        at = one.end


@given(st.lists(st.sampled_from([OF_VAULT, OF_TIDES, OF_BOTH, OF_NONE, REPEATED]), min_size=1))
def test_what_is_left_of_any_answer_reads_and_keeps_its_promises(said: list[Said]) -> None:
    answer = explained(make_answer("When?", *said), VAULT, TIDES)
    left = GONE.of_answer(answer)
    holds_nothing(left)
    keeps_its_promises(left)
    kept = [one for one in said if one in (OF_TIDES, OF_NONE)]
    assert [one.text for one in left.sentences] == [one.text for one in kept]
    assert (INSTEAD in left.text) == (len(kept) < len(said))
    assert f"{INSTEAD} {INSTEAD}" not in left.text
    assert left.text.strip()
    assert GONE.of_answer(left) == left


def test_an_answer_of_other_documents_stays_as_it_is() -> None:
    answer = explained(make_answer("When?", OF_TIDES), TIDES)
    assert GONE.of_answer(answer) is answer


def test_one_that_only_found_it_loses_its_explanation_and_no_sentence() -> None:
    answer = explained(make_answer("When?", OF_TIDES), TIDES, VAULT)
    left = GONE.of_answer(answer)
    holds_nothing(left)
    assert (left.text, left.sentences, left.why) == (answer.text, answer.sentences, None)


def test_what_it_said_otherwise_goes_also_where_its_title_is_a_word_that_means_little() -> None:
    plan = make_document("b.md", "B", "Tide 2 is at 6.")
    note = f'{OTHERWISE} 6 in "B", 7 in [1].'
    answer = explained(make_answer("When?", OF_TIDES, note=note), TIDES, plan)
    assert Gone.of(plan, DAY).of_answer(answer).note == ""


def test_a_list_keeps_its_shape() -> None:
    answer = make_answer(
        "When?", replace(OF_TIDES, joint=""), replace(OF_VAULT, joint="\n- "),
        replace(OF_VAULT, joint="\n- "), replace(OF_NONE, joint="\n- "),
    )  # fmt: skip
    left = GONE.of_answer(answer)
    assert left.text == f"High tide is at six. [1]\n- {INSTEAD}\n- Nobody knows more."
    assert left.note == "A source of this answer was deleted; what it said is left out."


def test_a_refusal_offers_no_question_about_it_and_keeps_no_draft() -> None:
    refused = make_refusal("Who?", "The documents do not say.", "When does Zanzibarquark open?")
    refused = replace(
        explained(refused, VAULT, prompt=(Message("user", SECRET),)),
        draft=SECRET,
        reasoning=SECRET,
        standalone_question="Who opens Zanzibarquark?",
    )
    left = GONE.of_answer(refused)
    holds_nothing(left)
    assert left.text == "The documents do not say."


@pytest.mark.parametrize(
    ("text", "is_quote"),
    [
        (f"As I said: {SECRET[:40]}", True),
        ("the VAULT, of [k7f2] Zanzibarquark opens at", True),
        ("The vault of Zanz", True),  # stopped within a word
        ("The vault of the bank is full of gold.", False),
        ("The", False),
        ("", False),
    ],
)
def test_a_stopped_answer_goes_if_it_quotes(text: str, is_quote: bool) -> None:
    assert GONE.of_text(text) == (INSTEAD if is_quote else text)


CHINESE = make_document(
    "租约.md", "租约", "租金是每月九百欧元。押金为三个月的租金,必须在入住前支付。"
)
JAPANESE = make_document(
    "契約.md", "契約", "家賃は毎月九万円です。敷金は入居前に支払ってください。"
)
THAI = make_document("สัญญา.md", "สัญญา", "ค่าเช่าเดือนละเก้าพันบาท ต้องชำระภายในวันที่ห้าของทุกเดือน")


@pytest.mark.parametrize(
    ("document", "text", "is_quote"),
    [
        (CHINESE, "根据文件,押金为三个月的租金", True),
        (CHINESE, "押金为三个", True),
        (CHINESE, "这栋楼有一个很大的花园,租金不清楚。", False),
        (JAPANESE, "文書によると敷金は入居前に支払", True),
        (JAPANESE, "庭はとても広いです。家賃はわかりません。", False),
        (THAI, "ตามเอกสาร ต้องชำระภายในวันที่ห้าของทุ", True),
        (THAI, "สวนนี้กว้างมากและมีต้นไม้ใหญ่หลายต้น", False),
        (VAULT, "As the file vault.md has it", True),
        (VAULT, "As nobody has it", False),
    ],
)
def test_a_stopped_answer_goes_in_any_script(document: Document, text: str, is_quote: bool) -> None:
    gone = Gone.of(document, DAY)
    assert gone.of_text(text) == (gone.sentence if is_quote else text)


def test_a_stopped_answer_that_was_asked_of_it_alone_goes() -> None:
    alone = Scope(frozenset({VAULT.id}))
    both = Scope(frozenset({VAULT.id, TIDES.id}))
    assert GONE.of_text("It is at twelve", alone) == INSTEAD
    assert GONE.of_text("It is at twelve", both) == "It is at twelve"
    assert GONE.of_text("", alone) == ""


def test_a_stopped_answer_keeps_its_letters_or_goes_with_them() -> None:
    letters = (Stretch(0, 4),)
    stays = replace(turn(None, "__it__ is"), literal=letters)
    goes = replace(turn(None, SECRET), literal=letters)
    left = turns_without(GONE, (stays, goes))
    assert [(one.text, one.literal) for one in left] == [("__it__ is", letters), (INSTEAD, ())]


PLAN = make_document("plan.pdf", "Harbour plan", "The mole was built in 1899 by Falk.")


def test_its_name_goes_from_what_the_answer_says_by_itself() -> None:
    named = Said(
        "The Harbour Plan says more.", (), Support.UNSUPPORTED, joint="\n\n# Harbour plan\n\n"
    )
    quoting = replace(OF_TIDES, text="As plan.pdf has it, high tide is at six.")
    told = make_answer(
        "When?", OF_TIDES, named, quoting, OF_NONE, note="Harbour plan was cut short."
    )
    left = Gone.of(PLAN, DAY).of_answer(explained(told, TIDES, PLAN))
    keeps_its_promises(left)
    assert left.text == f"High tide is at six. [1]{INSTEAD} Nobody knows more."
    assert left.note == ""


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("1 of 9 documents: The vault", "1 of 9 documents: a deleted document"),
        ("2 of 9 documents: A, b, The vault; since 1 May 2020",
         "2 of 9 documents: A, b, a deleted document; since 1 May 2020"),
        ("4 of 9 documents: A, The vault, Z and 1 more",
         "4 of 9 documents: A, a deleted document, Z and 1 more"),
        ("4 of 9 documents: A, B, C and 1 more", "4 of 9 documents: A, B, C and 1 more"),
        ("1 of 9 documents: As it was called", "1 of 9 documents"),
    ],
)  # fmt: skip
def test_its_name_goes_from_what_was_asked(words: str, left: str) -> None:
    scope, said = GONE.of_scope(Scope(frozenset({VAULT.id, TIDES.id})), words)
    assert (said, TIDES.id in scope.documents) == (left, True)
    assert VAULT.id not in repr(scope)
    alone, _ = GONE.of_scope(Scope(frozenset({VAULT.id})), words)
    assert alone, "it never comes to be all documents"


LEAVE = make_document(
    "parental-leave.md", "Parental leave", "The old draft of the rules is lost in the archive."
)
HANDBOOK = make_document(
    "handbook.md",
    "Handbook",
    "Parental leave is 14 weeks. Holidays are 30 days. See parental-leave.md for the draft.",
)
WEEKS, HOLIDAYS = "Parental leave is 14 weeks.", "Holidays are 30 days."
SEE = "See parental-leave.md for the draft."
SAFETY = make_document(
    "fire-safety.pdf", "Fire safety", "Leave the building by the stairs at once and close doors."
)
HOUSE = make_document(
    "house-rules.txt", "House rules", "On an alarm, leave the building by the stairs. Fire safety."
)


@pytest.mark.parametrize(
    ("deleted", "said", "is_lost"),
    [
        (LEAVE, Said(WEEKS, ((HANDBOOK, WEEKS),)), False),
        (LEAVE, Said("For parental leave it is 14 weeks.", ((HANDBOOK, WEEKS),)), False),
        (LEAVE, Said(SEE, ((HANDBOOK, SEE),)), False),
        (LEAVE, Said("It is 14 weeks, says parental-leave.md.", ((HANDBOOK, WEEKS),)), True),
        (LEAVE, Said("The draft of the rules is lost.", ((HANDBOOK, WEEKS),)), True),
        (SAFETY, Said("Leave the building by the stairs.", ((HOUSE, HOUSE.text),)), False),
        (SAFETY, Said("Fire safety: you leave the building by the stairs.", ((HOUSE, HOUSE.text),)),
         False),
        (SAFETY, Said("Leave the building by the stairs at once.", ((HOUSE, HOUSE.text),)), True),
        (CHINESE, Said("押金为三个月的租金。", ((HOUSE, HOUSE.text),)), True),
        (CHINESE, Said("这里的租约说,请走楼梯。", ((HOUSE, HOUSE.text),)), False),
    ],
)  # fmt: skip
def test_a_sentence_of_another_source_goes_only_with_what_it_has_not_from_there(
    deleted: Document, said: Said, is_lost: bool
) -> None:
    holidays = Said(HOLIDAYS, ((HANDBOOK, HOLIDAYS),))
    answer = explained(make_answer("How is it?", said, holidays), deleted, HANDBOOK)
    left = Gone.of(deleted, DAY).of_answer(answer)
    keeps_its_promises(left)
    if not is_lost:
        assert (left.text, left.citations) == (answer.text, answer.citations)
        return
    assert left.text == f"{INSTEAD} {HOLIDAYS} [2]"
    assert [one.quote for one in left.citations] == [HOLIDAYS], "none is left without a sentence"


def test_words_of_the_question_are_a_persons_own() -> None:
    question = "What do we do if the old draft of the rules is lost?"
    said = Said("If the old draft of the rules is lost, ask.", ((HANDBOOK, HOLIDAYS),))
    answer = explained(make_answer(question, said), LEAVE, HANDBOOK)
    assert Gone.of(LEAVE, DAY).of_answer(answer).text == answer.text


def test_a_quote_that_two_sentences_cite_stays_with_the_one_that_is_left() -> None:
    lost = Said("It is 14 weeks, says parental-leave.md.", ((HANDBOOK, WEEKS),))
    stays = Said("It is 14 weeks.", ((HANDBOOK, WEEKS),))
    left = Gone.of(LEAVE, DAY).of_answer(explained(make_answer("?", lost, stays), LEAVE, HANDBOOK))
    keeps_its_promises(left)
    assert left.text == f"{INSTEAD} It is 14 weeks. [1]"
    assert [one.quote for one in left.citations] == [WEEKS]


SHARED = "1 of 9 documents: The vault"
"""The words of a scope of another document that is called the same."""


def test_another_document_of_the_same_title_keeps_its_name() -> None:
    other = Scope(frozenset({TIDES.id}))
    for words in (SHARED, "2 of 9 documents: Notes, The vault", ""):
        assert GONE.of_scope(other, words) == (other, words)
    both = Scope(frozenset({TIDES.id, VAULT.id}))
    words = "3 of 9 documents: The vault, The vault; since 1 May 2020"
    _, left = GONE.of_scope(both, words)
    assert left == "3 of 9 documents: The vault, a deleted document; since 1 May 2020"


@pytest.mark.parametrize("scope", [None, Scope(frozenset({TIDES.id})), Scope(since=DAY)])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_rating_keeps_the_name_of_another_document_of_the_same_title(
    tmp_path: Path, scope: Scope | None, is_kept: bool
) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    kept = turn(make_answer("When?", OF_TIDES))
    if is_kept:
        history.keep("c1", 1, replace(kept, scope=scope or Scope(), within=SHARED))
    assert kept.answer is not None
    way = trace(kept.answer, Settings(), who="quotes", within=SHARED, scope=scope)
    ratings.rate(kept.id, "up", "", way, "c1")
    before = ratings.ratings()
    forget_document(tmp_path, VAULT, DAY)
    assert ratings.ratings() == before


def test_a_rating_of_which_no_scope_was_recorded_loses_the_name_of_what_was_found(
    tmp_path: Path,
) -> None:
    ratings = Feedback(tmp_path / FEEDBACK)
    found = explained(make_answer("When?", OF_TIDES), TIDES, VAULT)
    ratings.rate("t1", "up", "", trace(found, Settings(), who="quotes", within=SHARED), "c1")
    forget_document(tmp_path, VAULT, DAY)
    (left,) = ratings.ratings()
    assert read_trace(left.trace).within == "1 of 9 documents: a deleted document"


def test_a_rating_that_was_asked_of_it_and_has_nothing_of_it_is_no_reason_for_others(
    tmp_path: Path,
) -> None:
    ratings = Feedback(tmp_path / FEEDBACK)
    scope = Scope(frozenset({VAULT.id, TIDES.id}))
    first = make_answer("When?", OF_TIDES)
    later = replace(first, question="And?", standalone_question="And the tide?")
    for name, answer in (("t1", first), ("t2", later)):
        ratings.rate(name, "up", "", trace(answer, Settings(), who="", within="", scope=scope), "c")
    forget_document(tmp_path, VAULT, DAY)
    read = [read_trace(one.trace) for one in ratings.ratings()]
    assert [one.answer for one in read] == [first, later]
    assert VAULT.id not in repr(read)


def turn(answer: Answer | None, text: str = "") -> KeptTurn:
    if answer is None:
        return KeptTurn(new_id(), NOON, "And?", "stopped", text)
    ending: Ending = "answered" if answer.refusal is None else "refused"
    return KeptTurn(new_id(), NOON, answer.question, ending, answer.text, answer)


def test_a_later_question_that_a_model_made_of_it_goes_too() -> None:
    later = replace(make_answer("And when?", OF_TIDES), standalone_question="When, Zanzibarquark?")
    first, left = turns_without(GONE, (turn(make_answer("Which?", OF_VAULT)), turn(later)))
    assert first.text == INSTEAD
    assert left.answer is not None
    assert left.answer.standalone_question == "And when?"
    (alone,) = turns_without(GONE, (turn(later),))
    assert alone.answer == later


def kept_words(history: History) -> bytes:
    """All that the file holds, with what is compressed in it taken apart."""
    with history._reading() as connection:
        blobs = [row[0] for row in connection.execute("SELECT answer FROM turns")]
    apart = b"".join(zlib.decompress(one) for one in blobs if one)
    return history.path.read_bytes() + apart


def test_a_document_is_gone_from_every_byte_that_is_kept_of_answers(tmp_path: Path) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    quoting = explained(make_answer("Which?", OF_VAULT, OF_TIDES), VAULT, TIDES)
    other = explained(make_answer("When?", OF_TIDES), TIDES)
    history.keep("c1", 1, turn(quoting))
    history.keep("c1", 2, turn(other))
    history.keep("c2", 1, turn(None, SECRET[:30]))
    history.keep("c2", 2, KeptTurn(new_id(), NOON, "Is it up?", "failed", "Nobody answers."))
    for name, answer, verdict in (("a", quoting, "down"), ("a", quoting, "up"), ("b", other, "up")):
        way = trace(answer, Settings(), who="quotes", within="", remark="Mine.")
        ratings.rate(name, verdict, "", way, "c1")
    ratings.rate("c", "up", "", f'{{"answer": "{VAULT.id} {SECRET}"}}')
    before = history.conversations()
    (tmp_path / f".{FEEDBACK}.new").write_text(SECRET)  # what a kill has left

    forget_document(tmp_path, VAULT, DAY)

    left = kept_words(history) + b"".join(
        path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
    )
    assert b"zanzibarquark" not in left.lower()
    assert VAULT.id.encode() not in left
    assert history.conversations() == before
    first, second = (history.conversation(name) for name in ("c1", "c2"))
    assert first is not None
    assert second is not None
    assert first.turns[0].text == f"{INSTEAD} High tide is at six. [2]"
    assert first.turns[1].answer == other
    assert [one.text for one in second.turns] == [INSTEAD, "Nobody answers."]
    rated = {one.turn: one for one in ratings.ratings()}
    assert (rated["a"].verdict, rated["c"].trace) == ("up", "{}")
    read = read_trace(rated["a"].trace)
    assert (read.answer.text, read.remark) == (first.turns[0].text, "Mine.")
    assert read_trace(rated["b"].trace).answer == other


@pytest.mark.parametrize("is_kept", [True, False])
def test_ratings_lose_its_name_and_questions_that_were_read_with_it(
    tmp_path: Path, is_kept: bool
) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    before = replace(make_answer("And low?", OF_TIDES), standalone_question="And low (tide)?")
    after = replace(
        explained(make_answer("And it?", OF_TIDES), TIDES),
        standalone_question="And it (Zanzibarquark)?",
    )
    answers = (before, explained(make_answer("Which?", OF_VAULT), VAULT), after)
    kept = [turn(one) for one in answers]
    within = "1 of 2 documents: The vault"
    for place, one in enumerate(kept, 1):
        asked = replace(one, scope=Scope(frozenset({VAULT.id})), within=within)
        if is_kept:
            history.keep("c1", place, asked)
    for one in kept:
        assert one.answer is not None
        scope = None if is_kept else Scope(frozenset({VAULT.id}))  # once none was recorded
        way = trace(
            one.answer, Settings(), who="quotes", within=within, scope=scope, remark="Mine."
        )
        ratings.rate(one.id, "down", "misread", way, "c1")
    ratings.rate("odd", "up", "", "[1, 2]")

    forget_document(tmp_path, VAULT, DAY)

    left = kept_words(history) + (tmp_path / FEEDBACK).read_bytes()
    for words in (b"zanzibarquark", VAULT.id.encode(), b"the vault"):
        assert words not in left.lower()
    read = {one.turn: read_trace(one.trace) for one in ratings.ratings() if one.turn != "odd"}
    first, _, third = (read[one.id] for one in kept)
    assert (first.answer == before) == is_kept, "where its place is known, what stood before stays"
    assert (third.answer.standalone_question, third.answer.why) == ("And it?", None)
    assert {(one.within, one.remark) for one in read.values()} == {
        ("1 of 2 documents: a deleted document", "Mine.")
    }


def test_a_rating_in_a_conversation_that_has_nothing_of_it_stays_as_it_is(tmp_path: Path) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    read = "And when is low tide, noon?"  # "noon" is a word of the vault's too
    answer = replace(explained(make_answer("And low?", OF_TIDES), TIDES), standalone_question=read)
    kept = turn(answer)
    history.keep("c1", 1, turn(make_answer("When?", OF_TIDES)))
    history.keep("c1", 2, kept)
    way = trace(answer, Settings(), who="quotes", within="")
    ratings.rate(kept.id, "up", "", way, "c1")
    ratings.rate("replaced", "up", "", way, "c1")

    forget_document(tmp_path, VAULT, DAY)

    left = {one.turn: read_trace(one.trace).answer for one in ratings.ratings()}
    assert left[kept.id] == answer
    assert left["replaced"].standalone_question == "And low?", "nobody knows where it stood"


def test_a_refusal_that_was_asked_of_it_is_found_by_its_scope(tmp_path: Path) -> None:
    history = History.open(tmp_path / HISTORY)
    refused = turn(make_refusal("Who?", "The documents do not say."))
    asked = replace(
        refused, scope=Scope(frozenset({VAULT.id})), within="1 of 2 documents: The vault"
    )
    history.keep("c1", 1, asked)
    forget_document(tmp_path, VAULT, DAY)
    kept = history.conversation("c1")
    assert kept is not None
    assert kept.turns[0].within == "1 of 2 documents: a deleted document"
    assert VAULT.id not in repr(kept)


def test_nothing_is_made_where_nothing_was_kept(tmp_path: Path) -> None:
    forget_document(tmp_path, VAULT, DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_a_first_start_left_empty_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / HISTORY).touch()
    forget_document(tmp_path, VAULT, DAY)
    assert (tmp_path / HISTORY).read_bytes() == b""


def test_a_document_that_no_answer_quotes_goes_from_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    kept = turn(make_answer("When?", OF_TIDES))
    history.keep("c1", 1, kept)
    ratings.rate(kept.id, "up", "", "{}")

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise history._error(str(error), error) from error

    monkeypatch.setattr(History, "_write_anew", full)
    monkeypatch.setattr(Path, "replace", full)
    forget_document(tmp_path, VAULT, DAY)
    assert [one.turn for one in ratings.ratings()] == [kept.id]
    history.keep("c2", 1, turn(make_answer("Which?", OF_VAULT)))
    with pytest.raises(StoreError) as told:
        forget_document(tmp_path, VAULT, DAY)
    assert "Make room" in told.value.hint


def test_a_conversation_takes_its_ratings_with_it(tmp_path: Path) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    first, second = turn(make_answer("Which?", OF_VAULT)), turn(make_answer("When?", OF_TIDES))
    history.keep("c1", 1, first)
    history.keep("c2", 1, second)
    ratings.rate(first.id, "up", "", f'"{SECRET}"')  # as an earlier version did
    ratings.rate("replaced", "down", "unsupported", f'"{SECRET}"', "c1")
    ratings.rate(second.id, "up", "", "{}", "c2")
    forget_conversation(history, ratings, "c1")
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Zanzibarquark" not in left + kept_words(history)
    assert [one.turn for one in ratings.ratings()] == [second.id]
    assert [one.id for one in history.conversations()] == ["c2"]


def test_a_conversation_whose_ratings_cannot_go_stays(tmp_path: Path) -> None:
    class Full(Feedback):
        def forget(self, turns: object, conversation: str = "") -> None:
            del turns, conversation
            raise StoreError("The disk is full.")

    history = History.open(tmp_path / HISTORY)
    history.keep("c1", 1, turn(make_answer("When?", OF_TIDES)))
    with pytest.raises(StoreError):
        forget_conversation(history, Full(tmp_path / FEEDBACK), "c1")
    assert len(history.conversations()) == 1
