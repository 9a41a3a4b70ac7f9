"""Sources that differ."""

import pytest

from rag.answer.disagreement import conflict, differences
from rag.answer.elsewhere import newer_first, unquoted_difference
from rag.types import Citation, EvidenceSentence, Support
from tests.builders import passage


def cite(text: str, number: int, document: str, title: str = "Title", around: str = "") -> Citation:
    source = passage(f"{around}{text}", document=document, title=title)
    start = len(around)
    return Citation(number, source, start, start + len(text), text, Support.SUPPORTED)


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (
            "The company pays a rent of 900 euros a month.",
            "The company pays a rent of 950 euros each month.",
            ("900 euros", "950 euros"),
        ),
        (
            "The notice period for tenants of the house is three weeks.",
            "The notice period for tenants of the house is three months.",
            ("three weeks", "three months"),
        ),
        (
            "His daily model for writing is GPT-3 these days.",
            "His daily model for writing is GPT-3.5 these days.",
            ("GPT-3", "GPT-3.5"),
        ),
        (
            "The notice period for tenants is three weeks.",
            "The notice period for tenants is three months.",
            ("three weeks", "three months"),
        ),
        (
            "Rent for the garage is 900 euros a month.",
            "The monthly rent for the garage is 950 euros.",
            ("900 euros", "950 euros"),
        ),
        (
            "The club of the village was founded in 2019.",
            "The club of the village was founded in 2020.",
            ("2019", "2020"),
        ),
    ],
)
def test_another_value_of_the_same_thing_is_found(
    one: str, other: str, values: tuple[str, str]
) -> None:
    assert conflict(one, other) == values
    assert conflict(other, one) == values[::-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The house has 12 rooms and a garden.", "The house has 12 rooms and a large garden."),
        ("Sales were 5 million units in 2019.", "Parking costs 50 euros a month."),
        ("The firm sold 5 million cars in 2019.", "The firm sold 7 million cars."),
        ("It rains.", "It snows."),
        (
            "The rent for the garage in Oslo is 900 euros a month.",
            "The rent for the garage in Bergen is 950 euros a month.",
        ),
        ("Nordlys pays a rent of 900 euros a month.", "Havgap pays a rent of 950 euros a month."),
        (
            "Revenue of the company grew strongly in Q3.",
            "Revenue of the company grew strongly in Q4.",
        ),
        (
            "The fee for the locker is set in Section 3.",
            "The fee for the locker is set in Section 5.",
        ),
        (
            "Windows 10 supports the new driver model.",
            "Windows 11 supports the new driver model.",
        ),
        (
            "The notice period for tenants is 12 months.",
            "The notice period for tenants is one year.",
        ),
        ("The path around the lake is 5 km long.", "The path around the lake is 5000 m long."),
        (
            "The annual meeting of the club took place in 2019.",
            "The annual meeting of the club took place in 2020.",
        ),
    ],
)
def test_what_is_no_contradiction_is_none(one: str, other: str) -> None:
    assert conflict(one, other) is None


def test_only_different_documents_differ_and_the_note_names_both_footnotes() -> None:
    first = "The company pays a rent of 900 euros a month."
    second = "The company pays a rent of 950 euros a month."

    told = differences([cite(first, 1, "a"), cite(second, 2, "b")])

    assert told == "The sources differ: 900 euros in [1], 950 euros in [2]."
    assert differences([cite(first, 1, "a"), cite(second, 2, "a")]) == ""


NEW, OLD = "Boathouse rules", "Boathouse rules (old)"
TABLE = "| Membership | Per year | Joining fee |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        ("Fees are due on 31 March.", "Fees are due on 30 April.", ("31 March", "30 April")),
        ("A key costs €35.", "Each key costs €25.", ("€35", "€25")),
        (
            "Nobody rows above a level of 2.40 m. Novices stop at 1.90 m.",
            "Nobody rows above a level of 2.20 m. Sculls may always row.",
            ("2.40 m", "2.20 m"),
        ),
        ("Adults pay €264 a year, students €132.", "Adults pay €240 a year.", ("€264", "€240")),
        ("Die Gebühr beträgt 20 Euro im Jahr.", "Die Gebühr beträgt 25 Euro im Jahr.",
         ("20 Euro", "25 Euro")),
    ],
)  # fmt: skip
def test_of_versions_of_a_document_all_words_of_the_shorter_sentence_are_enough(
    one: str, other: str, values: tuple[str, str]
) -> None:
    told = differences([cite(one, 1, "a", NEW), cite(other, 2, "b", OLD)])
    assert told == f"The sources differ: {values[0]} in [1], {values[1]} in [2]."


def test_a_row_is_compared_cell_by_cell_under_the_names_of_its_columns() -> None:
    row = "| Adult | €264 | €60 |"
    here = cite(row, 1, "a", NEW, TABLE)
    prose = "Adults pay €240 a year, students €120."

    told = differences([here, cite(prose, 2, "b", OLD)])

    assert told == "The sources differ: €264 in [1], €240 in [2]."
    assert differences([here, cite("Adults pay €264 a year.", 2, "b", OLD)]) == ""
    assert differences([here, cite("| Student | €132 | €20 |", 2, "b", OLD, TABLE)]) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lease", "Tide table"),
        ("Invoice 12", "Invoice 13"),
        ("Minutes of 3 April", "Minutes of 7 June"),
        ("Lease", "Lease of the garage"),
        ("Addendum 1 to the lease", "Addendum 2 to the lease"),
    ],
)
def test_documents_about_different_things_are_no_versions(one: str, other: str) -> None:
    quotes = [
        cite("Fees are due on 3 May.", 1, "a", one),
        cite("Fees are due on 8 May.", 2, "b", other),
    ]
    assert differences(quotes) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lease for Mill Road 5", "Addendum of 2024 to the lease for Mill Road 5"),
        ("Services agreement", "Amendment to the services agreement"),
        ("Mietvertrag Rosenweg 4", "Nachtrag zum Mietvertrag Rosenweg 4"),
        ("Contrat de bail", "Avenant au contrat de bail"),
    ],
)
def test_what_changes_a_document_is_a_version_of_it(one: str, other: str) -> None:
    quotes = [
        cite("The monthly rent is 900 euros, due on the third day.", 1, "a", one),
        cite("The monthly rent is 950 euros.", 2, "b", other),
    ]
    assert differences(quotes) == "The sources differ: 900 euros in [1], 950 euros in [2]."


def test_a_clause_is_compared_in_versions_of_one_document_only() -> None:
    one = "The price is 74 euros; children under four eat free of charge."
    other = "Children under 5 enter free of charge."
    assert differences([cite(one, 1, "a", "Menu"), cite(other, 2, "b", "Museum")]) == ""


def test_a_day_is_compared_as_one_and_one_that_may_be_read_in_two_ways_contradicts_none() -> None:
    def told(first: str, second: str) -> str:
        return differences(
            [
                cite(f"The fee is due {first}.", 1, "a", NEW),
                cite(f"The fee is due {second}.", 2, "b", OLD),
            ]
        )

    assert told("on 5 May 2024", "on 2024-05-05") == ""
    assert told("on 05/06/2024", "on 6 May 2024") == ""
    assert told("on 5 May 2024", "on 6 May 2024") != ""


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("These rules replace those of 2022. ", True),
        ("Diese Ordnung ersetzt die von 2022. ", True),
        ("The pump was replaced in 2022. ", False),
        ("These rules replace those of 2019. ", False),
    ],
)
def test_which_is_newer_is_told_where_a_document_says_it(said: str, is_told: bool) -> None:
    new = cite("A key costs €35.", 1, "a", "Rules", said)
    old = cite("A key costs €25.", 2, "b", "Rules 2022")

    told = differences([new, old])

    assert told.startswith("The sources differ: €35 in [1], €25 in [2].")
    assert (f'[1] says: "{said.strip()}"' in told) == is_told
    assert newer_first([old.passage, new.passage]) == (
        [new.passage, old.passage] if is_told else [old.passage, new.passage]
    )


def test_what_a_document_that_is_not_quoted_says_otherwise_is_told() -> None:
    quoted = cite("A key costs 35 euros.", 1, "a", NEW)

    def ranked(text: str, score: float, document: str = "b") -> EvidenceSentence:
        source = passage(text, document=document, title=OLD)
        return EvidenceSentence(source, 0, len(text), text, score)

    told = unquoted_difference([quoted], [ranked("A key costs 25 euros.", 0.9)])
    assert told == (
        'Another document says otherwise: 25 euros in "Boathouse rules (old)", 35 euros in [1].'
    )
    for other in (
        ranked("A key costs 25 euros.", 0.1),
        ranked("A key costs 35 euros.", 0.9),
        ranked("A boat costs 25 euros.", 0.9),
        ranked("A key costs 25 euros.", 0.9, "a"),
    ):
        assert unquoted_difference([quoted], [other]) == ""
    also = cite("A key costs 25 euros.", 2, "b", OLD)
    assert unquoted_difference([quoted, also], [ranked("A key costs 25 euros.", 0.9)]) == ""
