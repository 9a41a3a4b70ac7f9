"""Questions about a title or a heading as a whole are answered by what stands below it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.retrieve.leads.lead import Begun, begun, headed, whole_of
from rag.types import Answer, Hit
from tests.builders import chunk, hit
from tests.fakes import WordEmbedder
from tests.opened import opened_whole

CLUB = "Rowing club: minutes of 6 May 2024"
BOATS, THIRD, FOURTH = "2. Boat house", "3. Deposits", "§ 4 Deposits"


@pytest.mark.parametrize(
    ("question", "title", "locator", "name"),
    [
        (f'What do the documents say about "{CLUB}"?', CLUB, "", CLUB),
        ("What do my files say about the boat house?", "Notes", "Notes > 2. Boat house", BOATS),
        ('What does "Tide table" say about "3. Deposits"?', "Tide table", "3. Deposits", THIRD),
        ("What does the contract say about deposits?", "Berth contract", FOURTH, FOURTH),
        ("What was the root cause of the outage?", "The May outage", "Root cause", "Root cause"),
        ("What are the action items?", "Outage", "Log > 5. Action items", "5. Action items"),
        ("What was the root cause of the flood?", "The May outage", "Root cause", ""),
        ("What is the cause?", "The May outage", "Root cause", ""),
        ("What was decided about boats?", "Minutes", "Minutes > 2. Boats", "2. Boats"),
        ("What is known about penguins?", "Penguins", "p. 3", "Penguins"),
        ("What can the contract say about deposits?", "Berth contract", FOURTH, FOURTH),
        ('What does the "Berth" contract say about deposits?', "Berth contract", FOURTH, FOURTH),
        ("Who decided about boats?", "Minutes", "Minutes > 2. Boats", ""),
        ("Tell me about penguins.", "Penguins", "p. 3", "Penguins"),
        ("penguins", "Penguins", "p. 3", "Penguins"),
        # a word of a heading is not the heading, and another document's heading not this one's
        ("What do the documents say about boats?", "Notes", "Notes > 2. Boat house", ""),
        ("What does the lease say about deposits?", "Berth contract", "§ 4 Deposits", ""),
        ("How high are the deposits?", "Berth contract", "§ 4 Deposits", ""),
        ('What does "Minutes of 6 May" say about roofs?', "Minutes of 6 June", "Roofs", ""),
        ("What do the minutes of may 2024 say about roofs?", "Minutes of 2024", "Roofs", ""),
        ("What do the minutes of 6 May say about roofs?", "Minutes of 6 May", "Roofs", "Roofs"),
        ("What was decided on 6 May?", "Minutes", "Minutes > 6.", ""),
        ("What was decided about plan A?", "Minutes", "Minutes > Plan B", ""),
        ("What does the IT policy say about keys?", "HR policy", "Keys", ""),
        ("What does the IT policy say about keys?", "IT policy", "Keys", "Keys"),
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
    assert begun(asked, [head, body]).chunks == (head, body)
    assert begun(asked, [head]).chunks == (head,)


def test_a_short_section_is_whole_and_of_a_long_one_the_beginning() -> None:
    asked = "What does the contract say about deposits?"
    first, second, other = (
        chunk(text, title="Contract", locator=where, start=at)
        for at, (text, where) in enumerate(
            [
                ("The deposit is due in May.", "Deposits"),
                ("It is kept.", "Deposits"),
                ("No.", "Pets"),
            ]
        )
    )
    assert begun(asked, [first, second, other]) == Begun((first, second), whole=True)

    long = chunk("The deposit is due in May. " * 60, title="Contract", locator="Deposits", start=9)
    assert begun(asked, [first, long]) == Begun((first,))


def test_the_document_that_is_named_goes_before_one_whose_name_has_more_words() -> None:
    old = hit(chunk("Due in April.", title="House rules (old)", locator="Fees", document="b"))
    new = hit(chunk("Due in March.", title="House rules", locator="Fees", document="a"))

    def found(subject: str, *hits: Hit) -> list[Hit]:
        return headed(f'What does "{subject}" say about "Fees"?', hits)[1]

    assert found("House rules", old, new) == [new]
    assert found("House rules", old) == [old]
    assert found("House rules (old)", old, new) == [old]
    assert headed('What do the documents say about "Fees"?', [old, new])[1] == [old, new]


def test_a_title_may_have_quotation_marks_of_its_own() -> None:
    title = "Gartenordnung des Vereins „Sonnenhang“ e. V."
    near = hit(chunk("Hunde sind zu führen.", title=title, locator="§ 6 Tiere"))
    for name in (title, 'The "Blue Room"'):
        near = hit(chunk("Hunde sind zu führen.", title=name, locator="§ 6 Tiere"))
        assert headed(f'What does "{name}" say about "§ 6 Tiere"?', [near])[0] == "§ 6 Tiere"


FILES = {
    "club.md": f"# {CLUB}\n\nPresent: Ada Pryce (chair), Sunil Rao.\n\n## Money\n\n"
    "The balance is 2,317 pounds. Fees stay at 24 pounds a year. So be it.\n",
    "hall.md": "# Hall\n\n## Use\n\nDoors are shut at 9 p.m.\n\nThe hirer may not:\n\n"
    "- sublet the hall,\n- use candles.\n\n## Cancellation\n\n"
    "If the hirer cancels early, the deposit is returned. "
    "If the hirer cancels late, the deposit is kept.\n\n## Charges\n\n"
    "| Room | Per hour |\n|---|---|\n| Main hall | £18 |\n| Kitchen | £6 |\n\n"
    "Residents pay less.\n\n## Aims\n\n1. Buy a boat. Then paint it.\n2. Row.\n\n## Jobs\n\n"
    + "".join(f"- Sweep the floor of room number {n}.\n" for n in range(40)),
    "post-mortem.md": "# Post-mortem\n\n**Author:** Priya Raman · **Status:** final\n\n"
    "## Summary\n\nThe service rejected every write.\n",
    "prices.csv": "sku,item,price\nA1,Oar,14\nA2,Rope,9\n",
    "penguin-letter.txt": "Zoo of Leipzig\nLime Street 7\n\nMs Wolf\nBody Street 52\n\n"
    "Leipzig, 9 October 2024\n\nDear Ms Wolf,\n\n"
    "the penguins move on 4 November. They are all well.\n",
    "server.log": "".join(
        f"2025-02-0{1 + n % 9} 02:00:0{n % 10} INFO job {n} started, target nas\n"
        for n in range(60)
    ),
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("lead")
    (folder / "corpus").mkdir()
    for name, text in FILES.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    settings = Settings(corpus_dir=folder / "corpus", data_dir=folder / "data", reader=False)
    with opened_whole(settings, embedder=WordEmbedder()) as opened:
        opened.sync()
        yield opened


def _answer(assistant: Assistant, question: str) -> Answer:
    reply = assistant.ask(question)
    list(reply)
    return reply.answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("topic", "quotes"),
    [
        (CLUB, ["Present: Ada Pryce (chair), Sunil Rao."]),
        ("Money", ["The balance is 2,317 pounds.", "Fees stay at 24 pounds a year.", "So be it."]),
        ("Use", ["Doors are shut at 9 p.m.", "The hirer may not:", "sublet the hall,",
                 "use candles."]),
        ("Cancellation", ["If the hirer cancels early, the deposit is returned.",
                          "If the hirer cancels late, the deposit is kept."]),
        ("Charges", ["| Main hall | £18 |", "| Kitchen | £6 |", "Residents pay less."]),
        ("Aims", ["Buy a boat.", "Then paint it.", "Row."]),
        ("Prices", ["| sku: A1 | item: Oar | price: 14 |", "| sku: A2 | item: Rope | price: 9 |"]),
        ("Post-mortem", ["The service rejected every write."]),
        ("Penguin letter", ["the penguins move on 4 November.", "They are all well."]),
    ],
)  # fmt: skip
def test_the_first_sentences_are_quoted(
    assistant: Assistant, topic: str, quotes: list[str]
) -> None:
    answer = _answer(assistant, f'What do the documents say about "{topic}"?')
    assert answer.refusal is None, answer.text
    assert [one.quote for one in answer.citations] == quotes
    for one in answer.citations:
        text = assistant.document(one.passage.document_id).text
        assert text[one.start : one.end] == one.quote


@pytest.mark.slow
def test_of_a_long_section_the_beginning_is_quoted_and_it_says_so(assistant: Assistant) -> None:
    answer = _answer(assistant, 'What does "Hall" say about "Jobs"?')
    assert 1 < len(answer.citations) < 40
    assert answer.note == "Only the beginning is quoted: the source says more about this."
    assert _answer(assistant, 'What does "Hall" say about "Use"?').note == ""


def test_items_of_a_list_that_nothing_announces_are_items(assistant: Assistant) -> None:
    text = _answer(assistant, 'What does "Hall" say about "Aims"?').text
    assert text == "1. Buy a boat. [1] Then paint it. [1]\n2. Row. [1]"


@pytest.mark.slow
def test_what_heads_nothing_is_refused_as_before(assistant: Assistant) -> None:
    for topic in ("Hovercraft", "Minutes of the hovercraft club"):
        answer = _answer(assistant, f'What do the documents say about "{topic}"?')
        assert answer.refusal is not None
