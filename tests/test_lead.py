"""Questions about a title or a heading as a whole are answered by what stands first below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.retrieve.lead import begun, headed, whole_of
from rag.types import Answer
from tests.builders import chunk, hit
from tests.fakes import WordEmbedder

CLUB = "Rowing club: minutes of 6 May 2024"
BOATS, THIRD, FOURTH = "2. Boat house", "3. Deposits", "§ 4 Deposits"


@pytest.mark.parametrize(
    ("question", "title", "locator", "name"),
    [
        (f'What do the documents say about "{CLUB}"?', CLUB, "", CLUB),
        ("What do my files say about the boat house?", "Notes", "Notes > 2. Boat house", BOATS),
        ('What does "Tide table" say about "3. Deposits"?', "Tide table", "3. Deposits", THIRD),
        ("What does the contract say about deposits?", "Berth contract", FOURTH, FOURTH),
        ("Tell me about penguins.", "Penguins", "p. 3", "Penguins"),
        ("penguins", "Penguins", "p. 3", "Penguins"),
        # a word of a heading is not the heading, and another document's heading not this one's
        ("What do the documents say about boats?", "Notes", "Notes > 2. Boat house", ""),
        ("What does the lease say about deposits?", "Berth contract", "§ 4 Deposits", ""),
        ("How high are the deposits?", "Berth contract", "§ 4 Deposits", ""),
        ("What is the penguin?", "Penguins", "", ""),
        ("Who wrote penguins?", "Penguins", "", ""),
    ],
)  # fmt: skip
def test_only_a_whole_title_or_heading_is_asked_about_as_a_whole(
    question: str, title: str, locator: str, name: str
) -> None:
    near = hit(chunk("Some words.", title=title, locator=locator))
    assert headed(question, [near])[0] == name


def test_a_question_for_something_has_no_whole_topic() -> None:
    for question in ("", "hello", "What about it?", "When was the boat house built?"):
        assert whole_of(question) is None


def test_a_letters_head_is_passed_over() -> None:
    head = chunk("Krüger & Sons\nLime Street 7", title="Letter", start=0)
    body = chunk("We ask for 312 pounds by May.", title="Letter", start=40)
    asked = 'What do the documents say about "Letter"?'
    assert begun(asked, [head, body]) == [head, body]
    assert begun(asked, [head]) == [head]


FILES = {
    "club.md": f"# {CLUB}\n\nPresent: Ada Pryce (chair), Sunil Rao.\n\n## Money\n\n"
    "The balance is 2,317 pounds. Fees stay at 24 pounds a year. So be it.\n",
    "prices.csv": "sku,item,price\nA1,Oar,14\nA2,Rope,9\n",
    "penguin-letter.txt": "Zoo of Leipzig\nLime Street 7\n\nMs Wolf\nBody Street 52\n\n"
    "Leipzig, 9 October 2024\n\nDear Ms Wolf,\n\n"
    "the penguins move on 4 November. They are all well.\n",
    "server.log": "".join(
        f"2025-02-0{1 + n % 9} 02:00:0{n % 10} INFO job {n} started, target nas\n"
        for n in range(60)
    ),
}


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    settings = Settings(corpus_dir=folder, data_dir=tmp_path / "data", reader=False)
    opened = Assistant.open(settings, embedder=WordEmbedder())
    opened.sync()
    return opened


def _answer(assistant: Assistant, question: str) -> Answer:
    reply = assistant.ask(question)
    list(reply)
    return reply.answer


@pytest.mark.parametrize(
    ("topic", "quotes"),
    [
        (CLUB, ["Present: Ada Pryce (chair), Sunil Rao."]),
        ("Money", ["The balance is 2,317 pounds.", "Fees stay at 24 pounds a year."]),
        ("Prices", ["| sku: A1 | item: Oar | price: 14 |", "| sku: A2 | item: Rope | price: 9 |"]),
        ("Penguin letter", ["the penguins move on 4 November.", "They are all well."]),
    ],
)  # fmt: skip
def test_the_first_sentences_are_quoted(
    assistant: Assistant, topic: str, quotes: list[str]
) -> None:
    with assistant:
        answer = _answer(assistant, f'What do the documents say about "{topic}"?')
        assert answer.refusal is None, answer.text
        assert [one.quote for one in answer.citations] == quotes
        for one in answer.citations:
            text = assistant.document(one.passage.document_id).text
            assert text[one.start : one.end] == one.quote


def test_what_heads_nothing_is_refused_as_before(assistant: Assistant) -> None:
    with assistant:
        for topic in ("Hovercraft", "Minutes of the hovercraft club"):
            answer = _answer(assistant, f'What do the documents say about "{topic}"?')
            assert answer.refusal is not None
