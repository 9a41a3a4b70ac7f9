"""Older messages that a mail quotes: running text without marks, under the name of their sender."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.formats.mail_quotes import quoted_parts
from rag.ingest.loaders import parse
from rag.text import sentence_spans

MAIL = """\
Dear Jonas,

we now plan for 86 adults.

On Tue, 20 May 2025 at 21:17, Jonas Feld <jonas@example.org> wrote:
> Could the tasting be on 7 June? My
> mother-in-law can't eat nuts.
>
> On Mon, 5 May 2025 at 09:30, Bianca
> Rossetti wrote:
>> We are glad to cater for your wedding at Gut Lerchenau. We assume 90
>> adults and 14 children.
> So far, so good.

Greetings
"""


def parts(text: str) -> list[tuple[str, str]]:
    return [(place, part.strip()) for place, part in quoted_parts(text)]


def test_each_message_stands_under_the_line_that_says_whose_it_is() -> None:
    jonas = "Body > On Tue, 20 May 2025 at 21:17, Jonas Feld <jonas@example.org> wrote"
    assert parts(MAIL) == [
        ("Body", "Dear Jonas,\n\nwe now plan for 86 adults."),
        (jonas, "On Tue, 20 May 2025 at 21:17, Jonas Feld <jonas@example.org> wrote:\n\n"
                "Could the tasting be on 7 June? My\nmother-in-law can't eat nuts."),
        ("Body > On Mon, 5 May 2025 at 09:30, Bianca Rossetti wrote",
         "On Mon, 5 May 2025 at 09:30, Bianca Rossetti wrote:\n\n"
         "We are glad to cater for your wedding at Gut Lerchenau. We assume 90\n"
         "adults and 14 children."),
        (jonas, "So far, so good."),
        ("Body", "Greetings"),
    ]  # fmt: skip


def test_a_quoted_sentence_is_read_over_its_lines_without_marks() -> None:
    loaded = parse(b"Subject: Menu\nFrom: a@b.example\n\n" + MAIL.encode(), "a.eml")
    assert ">" not in loaded.text.replace("<jonas@example.org>", "")
    told = [" ".join(loaded.text[start:end].split()) for start, end in sentence_spans(loaded.text)]
    assert "We assume 90 adults and 14 children." in told
    (at,) = (s for s in loaded.sections if "Bianca" in s.label)
    assert "We assume 90" in loaded.text[at.start : at.end]


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("Am 3.2.2025 um 10:00 schrieb Ann:", "Body > Am 3.2.2025 um 10:00 schrieb Ann"),
        ("Le lun. 3 févr. 2025, Ann a écrit :", "Body > Le lun. 3 févr. 2025, Ann a écrit"),
        ("Ann wrote:", "Body > Ann wrote"),
        ("What do you say to this?", "Body > Quoted"),
    ],
)
def test_in_other_languages_and_without_a_date(opening: str, place: str) -> None:
    assert parts(f"Well.\n\n{opening}\n> Bring the cake.\n")[-1][0] == place


@pytest.mark.parametrize("line", ["-----Original Message-----\n", "", "________________________\n"])
def test_a_message_below_its_headers_is_an_older_one(line: str) -> None:
    text = (f"It costs EUR 486.\n\n{line}From: Luis Ortega\nSent: Thursday, 30 January 2025 17:12\n"
            "To: Tereza Novak\nSubject: Order\n\nFor EUR 410, please.\n")  # fmt: skip
    first, second = parts(text)
    assert first == ("Body", "It costs EUR 486.")
    assert second[0] == "Body > From: Luis Ortega, Sent: Thursday, 30 January 2025 17:12"
    assert second[1].endswith("For EUR 410, please.")


def test_lines_that_only_look_like_headers_stay_in_the_mail() -> None:
    text = "Route.\n\nFrom: Oslo\nBy train, that is.\nTo: Bergen\n"
    assert parts(text) == [("Body", text.strip())]


@given(st.text(alphabet="> \nabc:1@From", max_size=80))
def test_no_word_is_lost_or_moved(text: str) -> None:
    told = "".join(part for _, part in quoted_parts(text))
    kept = [letter for letter in told if letter not in "> \n"]
    assert kept == [letter for letter in text if letter not in "> \n"]
