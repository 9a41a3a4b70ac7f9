"""Rows of tables are quoted only where they fulfil what the question demands of them."""

from dataclasses import replace

import pytest

from rag.retrieve.tables.conditions import conditions
from rag.retrieve.tables.table_rows import with_rows, without_other_rows
from rag.types import Evidence, Passage
from tests.builders import evidence, passage

SHELF = passage(
    "| Item | Supplier | Price (EUR) | Stock |\n|---|---|---|---|\n"
    "| Bolt | Ferrum | 14.90 | 62 |\n| Nut | Ferrum | 1.20 | 0 |\n"
    "| Drill | Toolport | 129.00 | 7 |\n| Grinder | Toolport | 74.00 | sold out |",
    title="Prices",
)
LIBRARY = passage(
    "| title: Night Ferry | author: Hale | copies available: 4 | daily fee: 0.20 |\n"
    "| title: Salt Roads | author: Hale | copies available: 0 | daily fee: 0.35 |\n"
    "| title: Bells | author: Morel | copies available: 9 | daily fee: 0.50 |",
    title="Library books",
    media_type="text/csv",
)
POOL = passage(
    "| Who | Fee (EUR) |\n|---|---|\n| Children under 12 | 2 |\n| People over 65 | 3 |\n"
    "| Adults | 15 |",
    title="Pool",
)
SALARIES = passage(
    "| Abteilung | Leitung | Preis der Stelle (EUR) | Bestand |\n|---|---|---|---|\n"
    "| Einkauf | Jo Park | 900 | 0 |\n| Lager | Emil Novak | 400 | 3 |",
    title="Artikel",
)


def first_cells(question: str, *passages: Passage) -> list[str]:
    found = with_rows(Evidence(0.1, question=question), passages)
    cells = [one.text.strip("| ").split(" | ")[0] for one in found.sentences]
    return [cell.rpartition(": ")[2] for cell in cells]


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("What is out of stock?", SHELF, ["Nut", "Grinder"]),
        ("Which items from Ferrum are sold out?", SHELF, ["Nut"]),
        ("which products have none left?", SHELF, ["Nut", "Grinder"]),
        ("Which Toolport items are in stock?", SHELF, ["Drill"]),
        ("Which items cost more than 70 euros?", SHELF, ["Drill", "Grinder"]),
        ("What is the cheapest item?", SHELF, ["Nut"]),
        ("What is the most expensive item from Ferrum?", SHELF, ["Bolt"]),
        ("Which items have at least 7 in stock?", SHELF, ["Bolt", "Drill"]),
        ("Which books are not available?", LIBRARY, ["Salt Roads"]),
        ("Which books by Hale have a daily fee under 0.30?", LIBRARY, ["Night Ferry"]),
        ("Which book has the highest daily fee?", LIBRARY, ["Bells"]),
        (
            "Which books have no more than 4 copies available?",
            LIBRARY,
            ["Night Ferry", "Salt Roads"],
        ),
        ("Welche Artikel sind ausverkauft?", SALARIES, ["Einkauf"]),
        ("Welche Artikel sind teurer als 500 Euro?", SALARIES, ["Einkauf"]),
    ],
)
def test_rows_that_fulfil_every_condition_answer_surely(
    question: str, table: Passage, rows: list[str]
) -> None:
    assert first_cells(question, POOL, table) == rows
    found = with_rows(Evidence(0.1, question=question), (table,))
    assert found.rows
    assert found.probability > 0.9
    for one in found.sentences:
        assert one.text == table.text[one.start : one.end]


@pytest.mark.parametrize(
    "question",
    [
        "Which items from Safewell are out of stock?",  # no such supplier
        "Which concerts are sold out?",  # no such things
        "Which items are heavier than 2 kg?",  # no such column
        "Which items weigh more than 2 kg?",
        "Which items are over 20?",  # which column?
        "What do children under 12 pay?",  # a row's name
        "What do people under 30 pay?",  # of people, not of what they pay
        "Is the drill out of stock?",  # about one thing
        "How many bolts are in stock?",
        "What does the drill cost?",
    ],
)
def test_no_row_is_picked_where_a_condition_is_none_or_cannot_be_checked(question: str) -> None:
    found = Evidence(0.1, question=question)

    assert with_rows(found, (SHELF, POOL)) == found


FIELDS = passage(
    "| Field | Required | Notes |\n|---|---|---|\n| `recipient` | yes | name, street |\n"
    "| `weight` | yes | grams |\n| `service` | no | express |\n| `colour` | no | red |",
    title="POST /shipments",
)
CLUBS = passage(
    "| Club | Day | Years | Cost per term | Led by |\n|---|---|---|---|---|\n"
    "| Chess | Mon | 3–6 | free | Mr Okafor |\n| Football | Wed | 4–6 | 24 | Coach Ben |\n"
    "| Coding | Thu | 5–6 | 30 | Mr Okafor |\n| Choir | Tue | 2–6 | free | Mrs Delaney |",
    title="Parent handbook",
)
FEES = passage(
    "| Mitglied | Bezahlt | Ort |\n|---|---|---|\n| Anna | x | Ulm |\n| Ben | | Ulm |\n"
    "| Cem | x | Bonn |",
    title="Beiträge",
)


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("Which fields are required for POST /shipments?", FIELDS, ["`recipient`", "`weight`"]),
        ("What fields are not required?", FIELDS, ["`service`", "`colour`"]),
        ("which clubs does Mr Okafor lead", CLUBS, ["Chess", "Coding"]),
        ("Which club is on Wednesday?", CLUBS, ["Football"]),
        ("Which clubs are free?", CLUBS, ["Chess", "Choir"]),
        ("Wer hat nicht bezahlt?", FEES, ["Ben"]),
    ],
)
def test_rows_are_picked_by_what_their_cells_say(
    question: str, table: Passage, rows: list[str]
) -> None:
    assert first_cells(question, POOL, table) == rows


SEEDS = passage(
    "| Variety | Crop | Price | Sow from | Sow until |\n|---|---|---|---|---|\n"
    "| Saxa | Bean | 2 | May | July |\n| Lake | Bean | 3 | May | June |\n"
    "| Vale | Bean | 3 | October | February |\n| Nantes | Carrot | 1 | June | August |",
    title="Seeds",
)
MAYORS = passage(
    "| Mayor | Party | From | To |\n|---|---|---|---|\n| Ida Krog | Green | 1962 | 1974 |\n"
    "| Per Holm | Labour | 1974 | 1990 |\n| Eva Lind | Green | 2018 | today |",
    title="Town",
)
NAMES = passage(
    "| Name | From | To |\n|---|---|---|\n| Ida Krog | 1962 | 1974 |\n| Per Holm | 1974 | 1990 |",
    title="Singers",
)
FERRIES = passage(
    "| Ferry | From | To | Month |\n|---|---|---|---|\n| Alma | Oslo | Kiel | June |\n"
    "| Brit | Kiel | Oslo | July |",
    title="Harbour",
)


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("Which beans can I sow in June?", SEEDS, ["Saxa", "Lake"]),
        ("Which beans can I sow in December?", SEEDS, ["Vale"]),
        ("What can I sow in July?", SEEDS, ["Saxa", "Nantes"]),
        ("Which beans can I sow in March?", SEEDS, []),
        ("Which beans can I harvest in June?", SEEDS, []),
        ("Who was mayor in 1969?", MAYORS, ["Ida Krog"]),
        ("Who was mayor in 2024?", MAYORS, ["Eva Lind"]),
        ("Which ferry is there in June?", FERRIES, ["Alma"]),
        (
            "Who was mayor in 1969?",
            replace(NAMES, title="Mayors"),
            ["Ida Krog"],
        ),
        ("Who was mayor in 1969?", NAMES, []),
    ],
)
def test_columns_of_from_and_until_hold_what_is_between(
    question: str, table: Passage, rows: list[str]
) -> None:
    assert first_cells(question, table) == rows


CIRCUITS = passage(
    "| Circuit | Load | RCD |\n|---|---|---|\n| F1 | Hob | no |\n| F3 | Sockets | yes |\n"
    "| F6 | Bathroom | yes, 10 mA |\n| F8 | Pump | no (see 4) |",
    title="Wiring",
)
BUDGET = passage(
    "| Item | Planned | Paid | Led by |\n|---|---|---|---|\n| Music | 1400 | no | Jo Park |\n"
    "| Food | 9800 | deposit 2000 | Di Ross |\n| Venue | 3200 | yes | Jo Park |",
    title="Party",
)


def test_a_yes_or_a_no_may_be_explained() -> None:
    assert first_cells("Which circuits have no RCD?", CIRCUITS) == ["F1", "F8"]
    assert first_cells("Which circuits have an RCD?", CIRCUITS) == ["F3", "F6"]


SHOP = passage(
    "| Seed | Organic | Stock |\n|---|---|---|\n| Saxa | no | 97 |\n| Lake | yes | 5 |\n"
    "| Vale | yes | 0 |",
    title="Shop",
)


def test_a_yes_is_demanded_beside_a_number() -> None:
    assert first_cells("Which organic seeds are in stock?", SHOP) == ["Lake"]
    assert first_cells("Which seeds are in stock?", SHOP) == ["Saxa", "Lake"]
    assert first_cells("Which seeds in stock are not organic?", SHOP) == ["Saxa"]


RULES = passage(
    "| Field | Required |\n|---|---|\n| name | yes |\n| note | no |\n| pin | if paid |\n"
    "| zip | deposit 5 |\n| age | no |\n| sex | no |",
    title="Form",
)


def test_a_column_may_say_more_than_yes_and_no() -> None:
    assert first_cells("Which fields are required?", RULES) == ["name", "pin"]
    assert first_cells("Which fields are not required?", RULES) == [
        "note", "pin", "zip", "age", "sex",
    ]  # fmt: skip
    assert first_cells("Which items are not paid?", BUDGET) == ["Music", "Food"]


def test_whether_something_is_paid_does_not_say_who_pays() -> None:
    assert first_cells("Who pays for the music?", BUDGET) == []
    assert first_cells("Who pays the costs?", BUDGET) == []
    assert first_cells("Who has paid?", BUDGET) == ["Venue"]
    assert first_cells("Who leads the music?", BUDGET) == ["Music"]


FLAGS = passage(
    "| Flag | Default | Meaning |\n|---|---|---|\n"
    "| `--batch N` | 500 | lines that are sent together |\n"
    "| `--flush SECONDS` | 10 | sends an unfilled batch after this time |\n"
    "| `--max-spool SIZE` | 2G | when the spool is full, the oldest batches are dropped |",
    title="tool",
)
HOTELS = passage(
    "| Place | Season | Limit |\n|---|---|---|\n| Paris, Zurich | winter | 210 |\n"
    "| Paris, Zurich | summer | 240 |\n| Rome | summer | 180 |",
    title="Hotels",
)


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("What is the default of --batch?", FLAGS, ["`--batch N`"]),
        ("What is the default batch size?", FLAGS, []),  # "size" here, "batches" there
        ("What is the default of dropped batches?", FLAGS, ["`--max-spool SIZE`"]),
        ("What is the limit in Zurich?", HOTELS, ["Paris, Zurich", "Paris, Zurich"]),
        ("What is the limit in Zurich in summer?", HOTELS, ["Paris, Zurich"]),
        (
            "Which flag has batches in its meaning?",
            FLAGS,
            ["`--batch N`", "`--flush SECONDS`", "`--max-spool SIZE`"],
        ),
    ],
)
def test_one_thing_that_is_asked_about_has_its_own_row(
    question: str, table: Passage, rows: list[str]
) -> None:
    assert first_cells(question, table) == rows


BANK = passage(
    "| Date: 28.03.2026 | Text: Cash | Balance (EUR): 2.868,61 |\n"
    "| Date: 30.03.2026 | Text: Gym | Balance (EUR): 2.838,71 |\n"
    "| Date: 28.04.2026 | Text: Gym | Balance (EUR): 1.200,00 |",
    title="Bank",
    media_type="text/csv",
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What was the balance on 28 March?", ["28.03.2026"]),
        ("what was my balance on March 30, 2026", ["30.03.2026"]),
        ("What was the balance on 28 March 2025?", []),
        ("What was the balance after 28 March?", []),
        ("What was the balance by 28 March?", []),
        ("What was the balance on 29 March?", []),
        ("What was the interest on 28 March?", []),
        ("What was the balance of the savings on 28 March?", []),
        ("What was the balance?", []),
    ],
)
def test_a_row_is_picked_by_its_day(question: str, rows: list[str]) -> None:
    assert first_cells(question, BANK) == rows


@pytest.mark.parametrize(
    "question",
    [
        "Which clubs are not free?",  # a word that a cell lacks says nothing
        "Which clubs are on Sunday?",
        "Which clubs does Mr Okafor recommend?",
        "Which clubs are after Wednesday?",
        "Which clubs are for year 5?",  # "2-6" has it, too
        "Which clubs are free or on Wednesday?",
        "Which fields and notes are required?",
        "Which parcels are required?",
        "Who is Mr Okafor?",
        "How much is the club on Wednesday?",
    ],
)
def test_no_row_is_picked_where_a_word_of_the_question_is_left_over(question: str) -> None:
    found = Evidence(0.1, question=question)

    assert with_rows(found, (FIELDS, CLUBS)) == found


TALKS = passage(
    "| Session | Day | Room | Speaker | Type |\n|---|---|---|---|---|\n"
    "| H1 | Mon 9 June | Great Hall | Aaltonen | keynote |\n"
    "| H2 | Tue 10 June | Room 2 | Idrissi | talk |\n"
    "| H3 | Tue 10 June | Room 5 | Mwangi | talk |\n"
    "| H4 | Wed 11 June | Room 5 | Tanabe, till 5 | workshop |",
    title="Programme",
)


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("What talks are in Room 5 on Tuesday?", ["H3"]),
        ("Which sessions are in room 5?", ["H3", "H4"]),
        ("Which talks are on Tuesday?", ["H2", "H3"]),
        ("Which talks are on Wednesday?", []),
        ("Which sessions are in Room 7?", []),
        ("Which talks have 5 speakers?", []),
        ("Which speeches are on Tuesday?", []),  # in no cell
        ("Which keynote do I need?", []),
    ],
)
def test_a_row_is_picked_by_a_number_in_its_column_and_by_a_weekday(
    question: str, rows: list[str]
) -> None:
    assert first_cells(question, TALKS) == rows


PUMPS = passage(
    "| Model: HP | Type: centrifugal | Status: in production | Remarks: not for sea water, oil |\n"
    "| Model: SP | Type: submersible | Status: on request | "
    "Remarks: steel, for sea water, not for oil |\n"
    "| Model: GP | Type: gear | Status: discontinued 2024 | Remarks: sold without cable; No. 5 |",
    title="Pumps datasheet",
    media_type="text/csv",
    locator="rows 2-4",
)
LOCKS = passage(
    "| Part | Kind | Colour |\n|---|---|---|\n| K1 | hinge | black |\n| K2 | hinge | white |\n"
    "| L1 | lock | black |",
    title="Storeroom",
    locator="Parts in stock",
)


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("Which pumps are submersible?", PUMPS, ["SP"]),
        ("Which pump is submersible?", PUMPS, ["SP"]),
        ("Which gear pumps are there?", PUMPS, ["GP"]),
        ("Which gear pumps are in production?", PUMPS, []),  # that is no "product"
        ("Which pumps are discontinued?", PUMPS, ["GP"]),
        ("Which pumps are on request?", PUMPS, ["SP"]),
        ("Which pumps are for sea water?", PUMPS, ["SP"]),  # and not HP: "not for sea water"
        ("Which pumps are for oil?", PUMPS, []),
        ("Which pumps are steel?", PUMPS, ["SP"]),
        ("Which pumps have a cable?", PUMPS, []),
        ("Which pumps are not for sea water?", PUMPS, []),
        ("Which valves are discontinued?", PUMPS, []),
        ("Which hinges are black?", LOCKS, ["K1"]),
        ("Which parts are black?", LOCKS, ["K1", "L1"]),
        ("Which parts are green?", LOCKS, []),
        ("Which storerooms are black?", LOCKS, []),  # the rows are parts, not storerooms
        ("Which hinges are heavy?", LOCKS, []),
    ],
)
def test_what_all_rows_are_need_not_stand_in_each(
    question: str, table: Passage, rows: list[str]
) -> None:
    assert first_cells(question, table) == rows


def test_the_largest_is_told_of_whole_tables_only() -> None:
    cut = replace(SHELF, rows_left=True)

    assert first_cells("What is the cheapest item?", cut) == []
    assert first_cells("What is out of stock?", cut) == ["Nut", "Grinder"]


def test_a_row_without_a_cell_is_of_the_same_table() -> None:
    """As a spreadsheet's empty cells are left out."""
    rows = passage(
        "| Item: Bolt | Supplier: Ferrum | Price: 14 |\n| Item: Nut | Price: 9 |\n"
        "| Item: Drill | Supplier: Toolport | Price: 80 |",
        media_type="text/csv",
    )
    assert first_cells("What is the cheapest item?", rows) == ["Nut"]
    unpriced = passage(rows.text.replace(" | Price: 9", " | Supplier: Ferrum"))
    assert first_cells("What is the cheapest item?", unpriced) == [], "perhaps it is the nut"


def test_rows_that_fulfil_nothing_are_not_quoted() -> None:
    """ "Heavier" cannot be checked, so that no row is shown as if it had been."""
    found = evidence([SHELF], [0.0, 0.9, 0.8, 0.7, 0.6])

    def left(question: str) -> Evidence:
        return without_other_rows(Evidence(found.probability, found.sentences, question=question))

    assert left("Which items weigh more than 2 kg?").sentences == ()
    assert left("Which items weigh more than 2 kg?").probability == 0
    assert [one.text for one in left("What is the highest load of the drill?").sentences] == [
        "| Drill | Toolport | 129.00 | 7 |"
    ]
    assert left("What is the heaviest item?").sentences == found.sentences
    assert left("Who supplies the bolt?").sentences == found.sentences
    assert left("Is the bolt out of stock?").sentences == found.sentences


def test_a_row_that_says_the_condition_itself_is_kept_and_so_is_prose() -> None:
    rows = evidence([POOL], [0.0, 0.9, 0.2, 0.1])
    question = "What do children under 12 pay?"
    kept = without_other_rows(Evidence(0.9, rows.sentences, question=question))
    assert [one.text for one in kept.sentences] == ["| Children under 12 | 2 |"]
    assert kept.probability == 0.9

    prose = evidence(
        [passage("The red bolt is sold out. It rains."), SHELF], [0.9, 0.1, 0, 0.8, 0, 0, 0]
    )
    kept = without_other_rows(
        Evidence(0.9, prose.sentences, question="Which colours are sold out?")
    )
    assert kept.sentences[0].text == "The red bolt is sold out."
    assert kept.probability == 0.9


def test_a_row_may_say_itself_that_nothing_is_left() -> None:
    dates = passage(
        "| Concert | Where | State |\n|---|---|---|\n| Trio | Hall | on sale |\n"
        "| Choir | Chapel | Sold out |"
    )

    assert first_cells("Which concerts are sold out?", dates, SHELF) == ["Choir"]


def test_conditions_are_found_where_the_question_says_them() -> None:
    question = "Which lamps are not over 40 euros and out of stock?"

    assert [question[one.span.start : one.span.end] for one in conditions(question)] == [
        "not over 40 euros",
        "out of stock",
    ]
    assert conditions("What happened under clause 8 over the weekend?") == ()
