"""What is quoted of a text that is no Markdown is shown letter for letter, on every face."""

from __future__ import annotations

import json
import re
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag import Answer, Assistant, Settings
from rag.answer.draft import Draft
from rag.answer.extract import ExtractiveAnswerer
from rag.answer.sentences import split_answer
from rag.cli import Backend, main
from rag.export import record
from rag.export.json_file import from_json, to_json
from rag.export.markdown import answer_markdown, to_markdown
from rag.export.page import to_page
from rag.export.plain import to_plain
from rag.export.record import exchange
from rag.gone import Gone
from rag.history import FILE, History, KeptTurn, new_id
from rag.history.rows import row_of, turn_of
from rag.markup.render import draw
from rag.types import EMBEDDED_MODEL, Stretch, Support
from rag.ui.account import account_html
from rag.ui.cards import answer_html, partial_html, stopped_html
from rag.ui.conversation import Conversation as Talk
from rag.ui.keeping import kept_turn
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.turn import Stopped
from rag.ui.turn import Turn as Asked
from tests.builders import evidence, passage
from tests.explained import explained
from tests.fake_assistant import FakeAssistant, Said, Script, make_answer, make_document
from tests.fakes import WordEmbedder
from tests.kept import ASKED, Conversation, Turn
from tests.opened import opened_whole
from tests.page_reader import PageReader
from tests.ui_apps import SOON, synced

SHARE = r"The share of the scans is \\server\_x\share and a*b*c for __main__ in <tag> `x [2]."
ROOM = "# 5 is the room of the director, **not** of the press."
YEAR = "1984) is the year in which the _old_ pier of Lindholm burned."
TEXT = f"{SHARE}\n\nRooms have numbers. {ROOM}\n\nIt was long ago. {YEAR}\n"
QUESTIONS = {
    "What is the share of the scans?": SHARE,
    "Which is the room of the director?": ROOM,
    "In which year did the pier of Lindholm burn?": YEAR,
}
MEAN = "The **mean** fee of the lakes is 7 euros."


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "notes.txt").write_text(TEXT, "utf-8")
    (corpus / "fees.md").write_text(f"# Fees\n\n{MEAN}\n", "utf-8")
    # The fake embedder's cosines mean little, so the gate is set low; the gate has its own tests.
    data = tmp_path_factory.mktemp("data")
    return Settings(corpus_dir=corpus, data_dir=data, evidence_threshold=0.0, reader=False)


@pytest.fixture(scope="module")
def assistant(settings: Settings) -> Iterator[Assistant]:
    with opened_whole(settings, embedder=WordEmbedder()) as opened:
        opened.sync()
        yield opened


def quoted(assistant: Assistant, question: str) -> tuple[Answer, list[str]]:
    """The answer in quotes, and every state of the page while it arrived."""
    reply = assistant.ask(question, model=EMBEDDED_MODEL)
    seen = [partial_html(reply.text, reply.literal) for _ in reply]
    return reply.answer, seen


def words(html: str) -> str:
    """What can be read in it, without what is out of sight."""
    seen = re.sub(r'<span class="fn-syntax"[^>]*>[^<]*</span>', "", html)
    return PageReader(seen).text.replace("\N{NO-BREAK SPACE}", " ")


def rendered(markdown: str) -> str:
    """What a renderer of Markdown shows of it."""
    tokens = MarkdownIt("js-default").parse(markdown)
    shown = "\n".join("".join(child.content for child in token.children or ()) for token in tokens)
    return shown.replace("\N{WORD JOINER}", "")


@pytest.mark.parametrize(("question", "sentence"), QUESTIONS.items())
def test_a_quote_of_plain_text_is_shown_letter_for_letter(
    assistant: Assistant, question: str, sentence: str
) -> None:
    answer, seen = quoted(assistant, question)
    assert answer.refusal is None
    told = {one.text: one.support for one in answer.sentences}
    assert told[sentence] is Support.SUPPORTED  # judged as what it is
    (cited,) = [one for one in answer.citations if one.quote == sentence]
    assert assistant.document(cited.passage.document_id).text[cited.start : cited.end] == sentence
    assert sentence in answer.text  # what a terminal prints, and --json has

    assert any(sentence in words(html) for html in seen)
    page = answer_html(answer)
    assert words(page).count(sentence) == 2  # the answer, and below it the sources
    assert not {tag.name for tag in PageReader(page).tags} & {"em", "strong", "code"}
    (chip, *_) = [
        tag
        for tag in PageReader(page).all("span", class_="fn-chip")
        if sentence in tag.attributes["data-tip"]
    ]
    assert chip.text
    why = words(account_html(answer))  # as likely, as a sentence of the answer, as its quote
    assert why.count(sentence) == 3

    kept = record(Conversation("Talk", (Turn(question, answer),)))
    assert to_plain(answer).count(sentence) == 2
    assert words(to_page(kept)).count(sentence) == 2
    assert rendered(to_markdown(kept)).count(sentence) == 2
    assert from_json(to_json(kept)) == kept


def test_a_quote_of_markdown_is_drawn_as_markdown(assistant: Assistant) -> None:
    answer, seen = quoted(assistant, "What is the mean fee of the lakes?")
    assert MEAN in answer.text
    assert all(MEAN not in answer.text[one.start : one.end] for one in answer.literal)
    assert "The <strong>mean</strong> fee" in seen[-1]
    assert "The <strong>mean</strong> fee" in answer_html(answer)
    assert "The mean fee of the lakes is 7 euros. [1]" in to_plain(answer)
    kept = record(Conversation("Talk", (Turn("?", answer),)))
    assert to_markdown(kept).count("The **mean** fee") == 2
    assert "<strong>mean</strong>" in to_page(kept)


def test_a_terminal_prints_the_letters(settings: Settings, assistant: Assistant) -> None:
    del assistant  # it has synced
    backend = Backend(lambda given: Assistant.open(given, embedder=WordEmbedder()), lambda _: 0)
    environment = {
        "RAG_CORPUS_DIR": str(settings.corpus_dir),
        "RAG_DATA_DIR": str(settings.data_dir),
        "RAG_EVIDENCE_THRESHOLD": "0",
        "RAG_READER": "false",
    }
    question = next(iter(QUESTIONS))

    def run(*arguments: str) -> str:
        asked = ["ask", question, "--model", EMBEDDED_MODEL, *arguments]
        done = CliRunner().invoke(main, asked, obj=backend, env=environment)
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run().count(SHARE) == 2
    told = json.loads(run("--json"))
    assert told["citations"][0]["quote"] == SHARE
    where = [told["text"][one["start"] : one["end"]] for one in told["literal"]]
    assert SHARE in where
    assert {one["media_type"] for one in told["passages"]} <= {"text/plain", "text/markdown"}


SIGNS = st.text("ab1 *_`[]()!<>#-+.|\\&~:$=;/@\N{BULLET}", min_size=1, max_size=40)


def written(texts: Sequence[str], media_type: str = "text/plain") -> Answer:
    """An answer that quotes these lines, one a paragraph."""
    document = make_document("n.txt", "Notes", "\n\n".join(texts), media_type)
    said = (
        Said(one, ((document, one),), joint="\n\n", literal=media_type == "text/plain")
        for one in texts
    )
    return make_answer("?", *said)


def squeeze(text: str) -> str:
    return "".join(text.split())


@given(st.lists(SIGNS, min_size=1, max_size=3))
def test_no_letters_are_lost_on_any_face(lines: list[str]) -> None:
    texts = [" ".join(one.split()) for one in lines]
    texts = [one for one in texts if one] or ["x"]
    answer = written(texts)
    whole = squeeze(answer.text)
    assert len(answer.literal) == len(texts)

    arriving = PageReader(partial_html(answer.text, answer.literal)).text
    assert squeeze(arriving) == squeeze("".join(f"{t}{n}" for t, n in told(answer)))
    assert squeeze(PageReader(draw(answer.text, literal=answer.literal)).text) == whole
    assert squeeze(to_plain(replace(answer, citations=()))) == whole
    export = rendered(answer_markdown(exchange(Turn("?", answer))))
    assert squeeze(export) == whole


def told(answer: Answer) -> Iterator[tuple[str, int | None]]:
    """Each quote of it with its number."""
    for stretch, marker in zip(answer.literal, answer.markers, strict=True):
        yield answer.text[stretch.start : stretch.end], marker.number


@pytest.mark.parametrize(
    "line", ["# 5", "1. x", "- y", "> z", "~~~ a", "```", "| a | b |", "===", "a\\", "    b", "***"]
)
def test_no_sign_opens_a_block(line: str) -> None:
    answer = written([line.strip(), "~~~", "|---|---|"])
    assert {tag.name for tag in PageReader(draw(answer.text, literal=answer.literal)).tags} == {"p"}
    assert squeeze(rendered(answer_markdown(exchange(Turn("?", answer))))) == squeeze(answer.text)


def test_a_doubted_sentence_has_its_letters_too() -> None:
    source = make_document("n.txt", "Notes", "Nothing.", "text/plain")
    said = r"Use __init__ at \\a\_b or a*b*c."
    doubted = Said(
        said, ((source, "Nothing."),), Support.UNSUPPORTED, "It says less.", literal=True
    )
    answer = make_answer("?", doubted)
    kept = record(Conversation("Talk", (Turn("?", answer),)))
    assert f"- {said} (Not in the source" in to_plain(answer)
    assert f"{said} (Not in the source" in rendered(to_markdown(kept))
    assert said in words(to_page(kept))


def test_a_stopped_reply_and_one_that_arrives_know_the_letters() -> None:
    html = stopped_html("__main__ [1] `a` [2]", (Stretch(0, 12),))
    page = PageReader(html)
    assert page.text.startswith("__main__ [1]")
    assert [tag.text for tag in page.all("span", class_="fn-chip")] == ["2"]
    assert page.one("code").text == "a"


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("Rooms have numbers. # 5 is free.", 1, "# 5 is free."),
        ("Ask the porter. - 5 euros are due.", 1, "- 5 euros are due."),
        ("The rule says so. 12) Dogs are out.", 1, "12) Dogs are out."),
        ("The cells [k7f2] hold __main__.", 0, "The cells [k7f2] hold __main__."),
    ],
)
def test_a_quote_is_one_piece_and_is_judged_with_all_its_letters(
    text: str, at: int, said: str
) -> None:
    source = passage(text, media_type="text/plain")
    scores = [0.1] * at + [0.9]
    pieces = list(ExtractiveAnswerer().stream((), evidence([source], scores)))
    assert [one.text for one in pieces] == [
        f"{said} [k7f2]",
        "",
    ]  # stopped between two, it is whole
    draft = Draft([source], quotes_only=True)
    assert "".join(draft.write(pieces)) == f"{said} [1]"
    assert draft.literal == (Stretch(0, len(said)),)
    (sentence,) = split_answer(draft.text, draft.citations.markers, draft.literal)
    assert (sentence.text, sentence.numbers) == (said, (1,))


def test_a_model_writes_markdown_of_any_document() -> None:
    answer = make_answer(
        "?",
        Said("It is **so**.", ((make_document("n.txt", "N", "a*b*c", "text/plain"), "a*b*c"),)),
        model="qwen3",
    )
    page = PageReader(answer_html(answer))
    assert page.one("strong").text == "so"
    assert page.one("span", class_="fn-words").text == "“a*b*c”"
    assert not page.all("em")


def test_what_is_left_of_an_answer_keeps_its_letters() -> None:
    notes = make_document("n.txt", "Notes", "It is *a* so. The __b__ one.", "text/plain")
    other = make_document("o.md", "Other", "One two three four five six seven.")
    answer = make_answer(
        "?",
        Said(other.text, ((other, other.text),)),
        Said("It is *a* so.", ((notes, "It is *a* so."),), literal=True),
        Said("The __b__ one.", ((notes, "The __b__ one."),), literal=True),
    )
    left = Gone.of(other, ASKED.date()).of_answer(answer)
    assert [left.text[one.start : one.end] for one in left.literal] == [
        "It is *a* so.",
        "The __b__ one.",
    ]
    nothing = Gone.of(notes, ASKED.date()).of_answer(answer)
    assert nothing.literal == ()


def test_a_kept_turn_comes_back_with_its_letters(tmp_path: Path) -> None:
    answer = written(["a*b*c"])
    history = History.open(tmp_path / FILE)
    turn = KeptTurn(new_id(), ASKED, "?", "answered", answer.text, explained(answer))
    history.keep("c1", 1, turn)
    kept = history.conversation("c1")
    assert kept is not None
    assert kept.turns == (turn,)
    assert [one.id for one in history.conversations("a*b*c")] == ["c1"]


def test_a_stopped_turn_keeps_its_letters_on_every_face(tmp_path: Path) -> None:
    stopped = Stopped("Set __main__ and **that**", (Stretch(0, 17),))
    turn = Asked(1, "What is set?", Choice())
    history = History.open(tmp_path / FILE)
    history.keep("c1", 1, kept_turn(turn, FakeAssistant(), stopped))
    kept = history.conversation("c1")
    assert kept is not None
    (one,) = kept.turns
    assert Asked.restored(1, one).outcome == stopped
    told = from_json(to_json(record(kept)))
    assert told.exchanges[0].literal == stopped.literal
    assert r"\_\_main\_\_ and **that**" in to_markdown(told)
    assert "Set __main__ and <strong>that</strong>" in to_page(told)


def test_a_turn_that_is_under_way_is_exported_with_its_letters() -> None:
    assistant = FakeAssistant()
    literal, gate = (Stretch(0, 8),), threading.Event()
    assistant.enqueue(Script(pieces=("__main__", ""), gate=gate, before_gate=1, literal=literal))
    turn = Talk().ask("What?", synced(Library(assistant)), Choice())
    deadline = time.monotonic() + SOON
    while not turn.text and time.monotonic() < deadline:
        turn.wait(0.02)
    kept = kept_turn(turn, assistant, None)
    gate.set()
    assert (kept.text, kept.literal) == ("__main__", literal)


def test_a_turn_that_was_kept_before_is_read_and_drawn_as_it_was() -> None:
    answer = written(["a *b* c"])
    turn = KeptTurn(new_id(), ASKED, "?", "answered", answer.text, answer)
    row = list(row_of("c1", 1, turn))
    held = row[12]
    assert isinstance(held, bytes)
    old = _without(json.loads(zlib.decompress(held)), {"literal", "media_type"})
    columns = (row[0], *row[3:7], zlib.compress(json.dumps(old).encode()), *row[7:12], 1)
    kept = turn_of(columns)  # type: ignore[arg-type]
    assert kept.answer is not None
    assert kept.answer.text == answer.text
    assert kept.answer.literal == ()
    assert kept.answer.citations[0].passage.is_markdown
    assert "<em>b</em>" in answer_html(kept.answer)


def _without(value: object, names: set[str]) -> object:
    if isinstance(value, dict):
        return {key: _without(one, names) for key, one in value.items() if key not in names}
    return [_without(one, names) for one in value] if isinstance(value, list) else value
