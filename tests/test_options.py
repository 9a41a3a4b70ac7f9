"""Options under headings of their own: of which a sentence is, and that an answer says so."""

from dataclasses import replace

import pytest

from rag.answer.extract import ExtractiveAnswerer, select
from rag.answer.options import labels_of
from rag.types import Chunk, EvidenceSentence, Passage
from tests.builders import evidence, passage

A = "\n# Option A: Leaflet\n\n- It is small.\n- Cost: 1,100 €.\n\n"
B = "# Option B: MapLibre\n\n- It needs WebGL.\n- Cost: 1,400 €."


def offer(one: str = A, other: str = B) -> Passage:
    """One passage of two chunks, each below its heading."""
    ends, places = (len(one), len(one) + len(other)), []
    for start, end, text in ((0, ends[0], one), (*ends, other)):
        heading = text.strip().partition("\n")[0].strip("# ")
        places.append(Chunk(f"doc:{start}", "doc", "Maps", start, end, text, f"Maps > {heading}"))
    whole = "; ".join(chunk.locator for chunk in places)
    media = "text/markdown"
    return Passage("k7f2", tuple(places), 0, ends[1], one + other, whole, "Maps", media_type=media)


def ranked(one: Passage, scores: list[float]) -> tuple[EvidenceSentence, ...]:
    return evidence([one], scores).sentences


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What does option A cost?", ["Option A: Leaflet", "Cost: 1,100 €."]),
        ("What does option B cost?", ["Option B: MapLibre", "Cost: 1,400 €."]),
        (
            "What does each option cost?",
            ["Option A: Leaflet", "Cost: 1,100 €.", "Option B: MapLibre", "Cost: 1,400 €."],
        ),
        (
            "Is option A cheaper than B?",
            ["Option A: Leaflet", "Cost: 1,100 €.", "Option B: MapLibre", "Cost: 1,400 €."],
        ),
    ],
)
def test_of_options_under_headings_the_one_asked_about_is_quoted_with_its_heading(
    question: str, told: list[str]
) -> None:
    found = ranked(offer(), [0.1, 0.5, 0.1, 0.6])
    assert [one.text for one in select(found, question)] == told


def test_a_value_that_stands_under_another_heading_too_is_quoted_with_its_own() -> None:
    one, other = (text.replace("Option A: ", "").replace("Option B: ", "") for text in (A, B))
    quotes = evidence([offer(one, other)], [0.1, 0.5, 0.1, 0.6])
    assert "".join(delta.text for delta in ExtractiveAnswerer().stream((), quotes)) == (
        "Leaflet [k7f2]\n- Cost: 1,100 €. [k7f2]\n\nMapLibre [k7f2]\n- Cost: 1,400 €. [k7f2]"
    )
    alone = ranked(offer(one, other.replace("Cost", "Price")), [0.1, 0.9, 0.1, 0.1])
    assert [one.text for one in select(alone, "What does it cost?")] == ["Cost: 1,100 €."]


def test_where_nothing_is_said_of_the_option_asked_about_the_other_is_named() -> None:
    found = ranked(offer(A.replace("Cost", "Note")), [0.1, 0.1, 0.1, 0.6])
    told = [one.text for one in select(found, "What does option A cost?")]
    assert told == ["Option B: MapLibre", "Cost: 1,400 €."]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("What does option A cost?", "a"),
        ("What is option b's price?", "b"),
        ("Compare options A and B.", "ab"),
        ("Is option A better than B?", "ab"),
        ("What does option 1, 2 or 3 cost?", "123"),
        ("Is there an option?", ""),
        ("What is new in option 1.5?", ""),
    ],
)
def test_the_labels_of_a_kind_are_found(text: str, labels: str) -> None:
    assert labels_of("option", text) == frozenset(labels)


LISTS = (
    "\n## Do not take it\n\n- under six weeks of age\n- when pregnant\n\n"
    "## Call the vet\n\n- Puppies that vomit\n- Fever for two days"
)


def test_items_of_another_section_never_go_on_with_the_list_above() -> None:
    vet = passage(LISTS)
    quotes = evidence([vet], [0.6, 0.1, 0.6, 0.1])
    assert "".join(delta.text for delta in ExtractiveAnswerer().stream((), quotes)) == (
        "Do not take it [k7f2]\n- under six weeks of age [k7f2]\n- when pregnant [k7f2]\n\n"
        "Call the vet [k7f2]\n- Puppies that vomit [k7f2]"
    )


def test_rows_of_several_sections_stand_each_below_its_heading() -> None:
    table = "| Name | Needed |\n|---|---|\n| {} | yes |\n\n"
    text = f"\n## Create\n\n{table.format('item')}## Cancel\n\n{table.format('reason')}"
    api = passage(text)
    found = evidence([api], [0.0, 0.9, 0.0, 0.9])
    rows = tuple(one for one in found.sentences if one.score > 0)
    told = ExtractiveAnswerer().stream((), replace(found, sentences=rows, rows=True))
    assert "".join(delta.text for delta in told) == (
        "Create [k7f2]\n- Name: item; Needed: yes [k7f2]\n\n"
        "Cancel [k7f2]\n- Name: reason; Needed: yes [k7f2]"
    )


def test_the_number_of_a_version_is_part_of_the_heading_that_is_quoted() -> None:
    one = "\n# 2.8.0 (May 2025)\n\n- Fixed: a crash on start.\n\n"
    other = "# 2.7.0 (June 2024)\n\n- Fixed: a slow search."
    found = ranked(offer(one, other), [0.9, 0.1])
    told = [one.text for one in select(found, "Which crash was fixed?")]
    assert told == ["2.8.0 (May 2025)", "Fixed: a crash on start."]
