"""A question that a heading or a line in bold asks is answered by what stands below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.types import Answer
from tests.fakes import WordEmbedder
from tests.opened import opened_whole

NOTICE = ["One month, in writing.", "You can leave early only with a break clause.",
          "We must give you two months."]  # fmt: skip
PARTS = [
    ("How much notice must I give?", " ".join(NOTICE)),
    ("May I sublet?", "No. You may take in one lodger if we agree."),
    ("May I paint the walls?", "Yes, in light colours. Dark walls must be white when you leave."),
    ("Who repairs what?", ""),
]
TABLE = "| Item | Who |\n|---|---|\n| Heating | we |\n| Bulbs | you |"
ROWS = [["| Heating | we |", "| Bulbs | you |"],
        ["| Item: Heating | Who: we |", "| Item: Bulbs | Who: you |"]]  # fmt: skip
HTML_TABLE = (
    "<table><tr><th>Item</th><th>Who</th></tr><tr><td>Heating</td><td>we</td></tr>"
    "<tr><td>Bulbs</td><td>you</td></tr></table>"
)
FILES = {
    "faq.md": "# Merrow Court\n\nFor tenants.\n\n"
    + "".join(f"## {asked}\n\n{told or TABLE}\n\n" for asked, told in PARTS),
    "faq.html": "<!DOCTYPE html><html><head><title>Merrow Court</title></head><body>"
    "<h1>Merrow Court</h1><p>For tenants.</p>"
    + "".join(
        f"<h2>{asked}</h2>"
        + (f"<p>{told}</p>" if told else HTML_TABLE)
        for asked, told in PARTS
    )
    + "</body></html>",
    "bold.md": "# sluice\n\nIt copies logs.\n\n## FAQ\n\n"
    "**Does it delete the logs?** No. Use logrotate. Do not use copytruncate.\n\n"
    "**Which formats are there?** These:\n\n- raw,\n- json.\n\nWrite to us for more.\n\n"
    "**What happens after a crash?**\n\nIt goes on where it was.\n\n"
    "Delete the state to begin anew.\n\n"
    "**Is there an image?**\n\nYes.\n",
    "italics.md": "# Boats\n\n*What does a boat cost?*\n\n| Boat | Price |\n|---|---|\n"
    "| Canoe | 5 |\n\n*Can I cancel?*\n\nNot on the day. Before that, yes.\n\n"
    "**Not in races.**\n\n**Prices:**\n\nTea costs 2.\n",
    "labelled.txt": "Questions\n\nQ: Is the hall heated?\nA: Yes. From October to April.\n\n"
    "Q: Who has the key?\nA: Mrs Lund.\n",
    "mail.txt": "Dear Tom,\n\nCould I keep the gas hob? We use 500 kWh a year.\n\nNadia\n",
    "poem.md": "# The Lantern\n\n## Themes\n\n- Love\n- Death\n- Thanks\n\n## Letter\n\n"
    "The poem is sent on Monday by post.\n\nWith best wishes,\n",
    "may.md": "# Minutes of 6 May\n\n## Roof\n\nThe roof will be mended in autumn.\n",
    "june.md": "# Minutes of 6 June\n\n## Parking\n\nParking will cost 3 euros a day.\n",
    "boiler.txt": "Offer\n\nFor the boiler I need two weeks' notice. Give notice in time.\n",
}  # fmt: skip


def opened(folder: Path, *names: str) -> Assistant:
    corpus = folder / "corpus"
    corpus.mkdir()
    for name in names:
        (corpus / name).write_text(FILES[name], "utf-8")
    settings = Settings(corpus_dir=corpus, data_dir=folder / "data", reader=False)
    assistant = opened_whole(settings, embedder=WordEmbedder())
    assistant.sync()
    return assistant


def ask(assistant: Assistant, question: str) -> Answer:
    reply = assistant.ask(question)
    list(reply)
    return reply.answer


def heading(answer: Answer) -> str:
    """What was taken for the question's own heading."""
    return answer.why.evidence.heading if answer.why is not None else "?"


def quotes(answer: Answer) -> list[str]:
    return [one.quote for one in answer.citations]


@pytest.mark.parametrize("name", ["faq.md", "faq.html"])
def test_what_a_heading_asks_is_answered_below_it(tmp_path: Path, name: str) -> None:
    with opened(tmp_path, name, "boiler.txt") as assistant:
        for asked in ("How much notice must I give?", "how much notice do I have to give"):
            assert quotes(ask(assistant, asked)) == NOTICE
        assert quotes(ask(assistant, "Can I sublet?")) == [
            "No.",
            "You may take in one lodger if we agree.",
        ]
        painted = quotes(ask(assistant, "May I paint the walls?"))
        assert painted == ["Yes, in light colours.", "Dark walls must be white when you leave."]
        assert quotes(ask(assistant, "Who repairs what?")) in ROWS


@pytest.mark.slow
@pytest.mark.parametrize("changed", ["", " paying"])
def test_a_copy_of_the_document_says_nothing_once_more(tmp_path: Path, changed: str) -> None:
    with opened(tmp_path, "faq.md", "boiler.txt") as assistant:
        folder = assistant.settings.corpus_dir
        copied = (
            (folder / "faq.md").read_text("utf-8").replace("one lodger", f"one{changed} lodger")
        )
        (folder / "copy.md").write_text(copied, "utf-8")
        assistant.sync()
        assert quotes(ask(assistant, "How much notice must I give?")) == NOTICE
        told = ["No.", "You may take in one lodger if we agree."]
        if changed:
            told += ["No.", "You may take in one paying lodger if we agree."]
        assert sorted(quotes(ask(assistant, "Can I sublet?"))) == sorted(told)


def test_what_somebody_else_must_is_another_question(tmp_path: Path) -> None:
    with opened(tmp_path, "faq.md", "boiler.txt") as assistant:
        assert heading(ask(assistant, "How much notice must you give?")) == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Does it delete the logs?", ["No. Use logrotate.", "Do not use copytruncate."]),
        ("Which formats are there?", ["These:", "raw,", "json."]),
        (
            "What happens after a crash?",
            ["It goes on where it was.", "Delete the state to begin anew."],
        ),
        ("Is there an image?", ["Yes."]),
    ],
)
def test_what_a_bold_line_asks_is_answered_behind_it(
    tmp_path: Path, question: str, told: list[str]
) -> None:
    with opened(tmp_path, "bold.md") as assistant:
        answer = ask(assistant, question)
        assert quotes(answer) == told
        assert {one.support for one in answer.sentences} == {"supported"}


def test_what_is_marked_as_a_question_is_answered_by_what_is_marked_as_its_answer(
    tmp_path: Path,
) -> None:
    with opened(tmp_path, "labelled.txt") as assistant:
        assert quotes(ask(assistant, "Is the hall heated?")) == [
            "A: Yes.",
            "From October to April.",
        ]


@pytest.mark.slow
def test_a_question_in_a_mail_is_no_heading(tmp_path: Path) -> None:
    with opened(tmp_path, "mail.txt") as assistant:
        assert heading(ask(assistant, "Can I keep the gas hob?")) == ""


@pytest.mark.slow
def test_another_document_that_gives_another_value_is_quoted_too(tmp_path: Path) -> None:
    FILES["old.md"] = (
        "# House\n\n## When is the rent due?\n\nThe rent of the upper flat is due on 1 May 2025.\n"
    )
    FILES["new.md"] = (
        "# Letter\n\nDear tenant,\n\nthe rent of the upper flat is due on 5 May 2025.\n"
    )
    with opened(tmp_path, "old.md", "new.md") as assistant:
        answer = ask(assistant, "When is the rent due?")
        assert quotes(answer) == [
            "The rent of the upper flat is due on 1 May 2025.",
            "the rent of the upper flat is due on 5 May 2025.",
        ]
        assert "differ" in answer.note


@pytest.mark.slow
def test_of_much_that_stands_there_what_answers_is_quoted(tmp_path: Path) -> None:
    FILES["long.md"] = (
        "# House\n\n## How do I leave?\n\n" + "The caretaker sees to the stairs and the lift. " * 40
    )
    with opened(tmp_path, "long.md") as assistant:
        answer = ask(assistant, "How do I leave?")
        assert answer.refusal is None
        assert len(answer.citations) < 5


@pytest.mark.slow
def test_other_minutes_do_not_speak_for_those_that_are_silent(tmp_path: Path) -> None:
    with opened(tmp_path, "may.md", "june.md") as assistant:
        for day in ("6 May", "6 may"):
            assert ask(assistant, f'What does "Minutes of {day}" say about parking?').refusal
        june = ask(assistant, 'What does "Minutes of 6 June" say about parking?')
        assert [one.text for one in june.sentences] == ["Parking will cost 3 euros a day."]


def test_a_letters_end_is_left_out_and_no_item_that_has_its_words(tmp_path: Path) -> None:
    with opened(tmp_path, "poem.md") as assistant:
        themes = ask(assistant, "What does The Lantern say about themes?")
        assert [one.text for one in themes.sentences] == ["Love", "Death", "Thanks"]
        letter = ask(assistant, "What does The Lantern say about the letter?")
        assert [one.text for one in letter.sentences] == ["The poem is sent on Monday by post."]


def test_a_question_in_italics_is_a_heading_and_a_warning_in_bold_is_none(tmp_path: Path) -> None:
    with opened(tmp_path, "italics.md") as assistant:
        (row,) = ask(assistant, "What does a boat cost?").sentences
        assert row.text == "Boat: Canoe; Price: 5"
        told = ask(assistant, "May I cancel?")
        assert [one.text for one in told.sentences] == [
            "Not on the day.",
            "Before that, yes.",
            "**Not in races.**",
        ]


def test_the_question_itself_is_not_quoted_where_it_is_asked_in_other_words(tmp_path: Path) -> None:
    with opened(tmp_path, "labelled.txt") as assistant:
        told = ask(assistant, "Is our hall heated?")
        assert [one.text for one in told.sentences] == ["A: Yes.", "From October to April."]
