"""Lists: what announces an item, and what a line announces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import (
    Span,
    begins_in_list,
    is_fragment,
    lead_start,
    leads,
    listed_below,
    marked_headings,
    sentence_spans,
    told_below,
)


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return next(span for span in sentence_spans(text) if span.start <= start < span.end)


def above(text: str, words: str) -> list[str]:
    return [text[start:end] for start, end in leads(text, span_of(text, words))]


def below(text: str, words: str) -> list[list[str]]:
    items = listed_below(text, span_of(text, words))
    return [[text[start:end] for start, end in item] for item in items]


@pytest.mark.parametrize(
    "lead",
    [
        "Do not take it\n",
        "Do not take it:\n",
        "Do not take it:\n\n",
        "## Do not take it\n\n",
        "Do not take it\n--------------\n\n",
        "2. Do not take it\n",
        "## 2. Do not take it\n",
    ],
)
@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "  - ", "> - "])
def test_an_item_hangs_on_the_line_above_its_list(lead: str, mark: str) -> None:
    text = f"It helps.\n\n{lead}{mark}if you are ill\n{mark}with wine\n\nIt is sold in June."

    assert [one.rstrip(":") for one in above(text, "with wine")] == ["Do not take it"]
    assert not above(text, "It is sold")


@pytest.mark.parametrize(
    ("text", "words", "lines"),
    [
        # the number heads the bullets, and the next number is no item of theirs
        ("1. Not insured\n- war\n- floods\n2. Paying\n- by card", "floods", ["Not insured"]),
        ("1. Not insured\n- war\n- floods\n2. Paying\n- by card", "Paying", []),
        ("1. Not insured\n- war\n- floods\n2. Paying\n- by card", "by card", ["Paying"]),
        ("1. Rent\nRent is 900 euros.\n\n2. Deposit\nIt is 1 euro.", "Deposit", []),
        # an item above an item
        ("We pay for:\n- boats\n  - in summer\n- cars", "in summer", ["We pay for:", "boats"]),
        ("We pay for:\n- boats\n  - in summer\n- cars", "cars", ["We pay for:"]),
        # a line at the margin is no part of the item above it
        (
            "Our club has rules.\n\nNot for:\n- dogs\nHow to pay\n- in cash",
            "in cash",
            ["How to pay"],
        ),
        # the line that announces says too little itself
        ("## Not insured\n\nIn short:\n\n- war", "war", ["Not insured", "In short:"]),
        ("## Not insured\n\nAsk us first.\n\n- War", "War", ["Not insured"]),
        ("## Not insured\n### At sea\n- Gulls", "Gulls", ["Not insured", "At sea"]),
        ("We pay in these cases.\n- War\n- Floods", "Floods", ["We pay in these cases."]),
        # sentences of their own
        ("Pets\n- Dogs are welcome.\n- Cats are not.", "Cats", []),
        ("Wrong:\n- Dogs are welcome.\n- Cats are not.", "Cats", ["Wrong:"]),
        ("Never\n- Dogs are welcome.\n- Cats are not.", "Cats", ["Never"]),
        ("Not for:\n- Cats. Nor kittens.", "Nor kittens", ["Not for:", "Cats."]),
        # rows
        ("## Not in the hall\n| A | B |\n|---|---|\n| dog | - |", "dog", ["Not in the hall"]),
        ("## Prices\n| A | B |\n|---|---|\n| dog | 3 |", "dog", []),
        ("Ruled out:\n\n| A | B |\n|---|---|\n| dog | 3 |", "dog", ["Ruled out:"]),
        # without marks
        (
            "You may enter only if\n\n(a) we agree;\n\n(b) it burns.",
            "(b)",
            ["You may enter only if"],
        ),
        # the next section's number is no item of what stands right above it
        ("Rare: low sodium, dizziness\n\n5. How to store it\n\nKeep it dry.", "How to", []),
        ("Rare cases:\n\n5. a rash\n6. a cold", "a rash", ["Rare cases:"]),
        (
            "It does not apply\n\n2) if you are ill\n3) if you are away",
            "if you are ill",
            ["It does not apply"],
        ),
        ("Nicht versichert sind\n\n3. Krieg\n4. Wasser", "Krieg", ["Nicht versichert sind"]),
        ("Nobody votes by proxy\n\n4. The board meets in May.\n5. It is paid.", "The board", []),
        # what goes on in whole sentences
        ("1. TERM\n1.1 It is two years. For cars it runs longer if they are new.", "For", []),
        ("## Fees\n\n(2) At present they are: 9 euros, 5 euros a year.", "At", []),
        ("- Repairs. For those who live here.", "For", ["Repairs."]),
        ("Late fees are 5 euros.\n\nWith best wishes,\n\nAnn", "With", []),
        ("Late fees are 5 euros.\n\nWith best wishes,\nMrs C. Moss\nHead of school", "With", []),
        ("Late fees are 5 euros.\n\nWith many thanks for your help,\nAnn Moss", "With", []),
        # letters, and Roman numbers within them
        ("You may park if you\n(a) live here, or\n(b) pay.", "(b)", ["You may park if you"]),
        ("You may park, if,\n\n(a) it is Sunday.", "(a)", ["You may park, if,"]),
        (
            "(1) No permit—\n(a) is for who keeps\n(i) a van, or\n(ii) a bus.\n(2) Pay.",
            "(ii)",
            ["No permit—", "(a) is for who keeps"],
        ),
        ("No permit for\n(h) a van,\n(i) a bus, or\n(j) a boat.", "(i)", ["No permit for"]),
        ("No permit for\n(h) any\n(i) bus, or\n(ii) boat.", "(i)", ["No permit for", "(h) any"]),
        ("It is a permit.\n(a) It costs 9 euros.", "(a)", []),
        ("Dear Ann,\n\nthe rent is 900 euros.", "the rent", []),
        ("It is late. Go home.", "Go home", []),
        ("- if it rains", "if it rains", []),
        ("| A | B |", "A", []),
        ("```\ncode\n```\n- if it rains", "if it", []),
    ],
)
def test_an_item_stands_under_the_lines_that_announce_it(
    text: str, words: str, lines: list[str]
) -> None:
    assert above(text, words) == lines


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Come unless\n- it rains\n- it snows\n\nBye.", [["it rains"], ["it snows"]]),
        ("Come unless:\n1. It rains. Hard.\n2. it snows", [["It rains.", "Hard."], ["it snows"]]),
        ("Come unless\n- it rains\n\n  or pours\n- it snows", 3),
        ("Come unless\n- it rains\n## Else\n- it snows", [["it rains"]]),
        ("Come unless\n- it rains\n1. Paying\n- by card", [["it rains"]]),
        ("Come if\n(a) it rains or\n(b) snows.\n(2) Go.", [["(a) it rains or"], ["(b) snows."]]),
        ("Come—\n\na) in rain, or\n\nb) in snow\n\nBye.", [["a) in rain, or"], ["b) in snow"]]),
        ("Come—\n(a) in\n(i) rain, or\n(ii) hail, or\n(b) in snow", 4),
        ("Come, unless it rains.\n- it snows", []),
        ("Come, Ann,\n\nit snows", []),
        ("Come for food, or dances\n\n5. How to pay\n\nIn cash.", []),
        ("Come if\n\n1. it snows\n2. it rains", [["it snows"], ["it rains"]]),
        ("Come", []),
    ],
)
def test_what_a_line_announces(text: str, items: list[list[str]] | int) -> None:
    found = below(text, "Come")
    assert (len(found) if isinstance(items, int) else found) == items


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It costs:\n\n5 euros a day. More in May.", ["5 euros a day."]),
        ("It costs:\n\nMay: 5 euros\nJune: 6 euros\n\nBye.", ["May: 5 euros", "June: 6 euros"]),
        ("It costs:\n\n| A | B |\n|---|---|\n| dog | 3 |\n\nBye.", ["| dog | 3 |"]),
        ("It costs:\n\n## Dogs\n\n5 euros", []),
        ("It costs:\n- 5 euros", []),
        ("It costs a lot.\n\n5 euros", []),
        ("It costs:", []),
    ],
)
def test_what_a_colon_leads_to(text: str, told: list[str]) -> None:
    found = told_below(text, span_of(text, "It costs"))
    assert [text[start:end] for start, end in found] == told


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ("if you are ill", True),
        ("If you are ill", True),
        ("In summer", True),
        ("In summer, the pool is closed.", False),
        ("Glass bottles", True),
        ("**Glass** bottles.", True),
        ("Dogs are welcome", False),
        ("Membership costs 48 euros a year.", False),
        ("Not for children.", True),
        ("For adults it runs longer.", False),
        ("On Sundays there is a bus, if it is dry.", False),
        ("For damage that is done by others.", True),
        ("From the day it is delivered.", True),
        ("In rooms you are responsible for.", True),
        ("With the consent of the board.", True),
        ("", True),
    ],
)
def test_less_than_a_sentence(line: str, fragment: bool) -> None:
    assert is_fragment(line) is fragment


@pytest.mark.parametrize(
    ("title", "announces"),
    [
        ("Valid from 1 May 2026, prices with tax", False),
        ("Opening hours from May to June", False),
        ("What members may bring", True),
        ("MEMBERS MAY BRING", True),
    ],
)
def test_a_table_in_may_is_announced_by_no_verb(title: str, announces: bool) -> None:
    text = f"{title}\n\n| Part | Price |\n|---|---|\n| Chain | 27 |\n"
    assert bool(leads(text, sentence_spans(text)[-1])) is announces


def test_a_text_that_begins_within_a_list_is_found_its_lead() -> None:
    text = "It helps.\n\n## Do not take it\n\n- if you are ill\n- with wine\n"

    assert lead_start(text, text.index("- with")) == text.index("## Do")
    assert lead_start(text, 0) == 0
    assert lead_start("\n# Not\n- if it rains", 0) == 0
    assert [begins_in_list(text[at:]) for at in (0, text.index("- with"))] == [False, True]
    assert [text[start:end] for start, end in marked_headings(text)] == ["Do not take it"]


@given(st.text(alphabet="aBi().:,-#|1>\n `~*•", max_size=120))
def test_any_text_will_do(text: str) -> None:
    for span in sentence_spans(text):
        lines = leads(text, span)
        assert all(one.end <= span.start for one in lines)
        assert list(lines) == sorted(set(lines))
        assert all(one.start >= span.end for item in listed_below(text, span) for one in item)
        assert all(one.start >= span.end for one in told_below(text, span))
    for at in range(len(text)):
        assert 0 <= lead_start(text, at) <= at


def test_lists_may_stand_in_each_other_as_deep_as_anybody_likes() -> None:
    text = "\n".join(f"{' ' * depth}- z{depth} is" for depth in range(1_200))
    assert len(leads(text, sentence_spans(text)[-1])) == 1_199


@pytest.mark.parametrize("between", ["\n\n", "\n \n\n"])
def test_who_was_absent_announces_no_points_of_the_minutes(between: str) -> None:
    text = f"Present: Ann{between[:1]}Absent: Jon Reyes{between}1. Budget\nIt was approved.\n"
    assert listed_below(text, span_of(text, "Absent: Jon Reyes")) == []


def test_a_labelled_line_announces_the_list_right_below_it() -> None:
    text = "Method: for the dough\n1. Sift the flour\n2. Add the milk\n"
    assert len(listed_below(text, span_of(text, "Method: for the dough"))) == 2


CLUB = (
    "Ashby Chess Club\n\nCommittee\nAnna Brown, chair\nPeter Green, treasurer\n"
    "Tom Hill, secretary\n\nWe meet on Tuesdays."
)
PRICES = (
    "SALON LOTTE\nWash, cut and blow-dry      48 pounds\nCut for children under ten  18 pounds\n"
    "Colour                      55 pounds\nWe take cards.\n"
)


def test_the_lines_of_a_list_without_marks_are_its_items() -> None:
    assert below(CLUB, "Committee") == [
        ["Anna Brown, chair"],
        ["Peter Green, treasurer"],
        ["Tom Hill, secretary"],
    ]
    assert len(below(PRICES, "SALON")) == 3
    assert above(CLUB, "Peter Green") == ["Committee"]
    assert above(PRICES, "Colour") == ["SALON LOTTE"]
    assert not above(PRICES, "We take cards")
    assert not below("Committee\nAnna Brown\nMill Lane 4\nOxford", "Committee")


def test_sentences_above_a_list_without_marks_do_not_announce_it() -> None:
    text = "Ask us for a date.\n\nWash     48 pounds\nCut      18 pounds\nColour   55 pounds"

    assert not above(text, "Cut")
    assert not below(text, "Ask us")
