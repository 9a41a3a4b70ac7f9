"""The embedded answerer quotes, and only quotes."""

from dataclasses import replace

import pytest

from rag.answer import beside
from rag.answer.complete import MAX_ITEMS
from rag.answer.draft import Draft
from rag.answer.extract import MAX_SENTENCES, ExtractiveAnswerer, select, select_all
from rag.answer.limiting import decides, excepts
from rag.answer.sentences import split_answer
from rag.answer.settle import judge
from rag.answer.verification.verify import Verifier
from rag.text import Span, sentence_spans
from rag.types import EMBEDDED_MODEL, Delta, Evidence, EvidenceSentence, Passage, Support
from tests.builders import evidence, passage
from tests.fakes import WordEmbedder


def answer(passages: list[Passage], scores: list[float]) -> str:
    deltas = ExtractiveAnswerer().stream((), evidence(passages, scores))
    return "".join(delta.text for delta in deltas)


def sentences(passages: list[Passage], scores: list[float]) -> list[str]:
    """What is judged, one by one: the draft's sentences without their markers."""
    draft = Draft(passages, quotes_only=True)
    list(draft.write(ExtractiveAnswerer().stream((), evidence(passages, scores))))
    return [one.text for one in split_answer(draft.text, draft.citations.markers)]


def test_the_best_sentence_is_quoted_with_its_key() -> None:
    rent = passage("The lease is long. Rent is 900 euros. Pets are allowed.")

    assert answer([rent], [0.1, 0.9, 0.2]) == "Rent is 900 euros. [k7f2]"
    assert ExtractiveAnswerer.name == EMBEDDED_MODEL
    assert ExtractiveAnswerer().prompt("How much?", [rent]) == ()


def test_sentences_close_to_the_best_follow_in_reading_order() -> None:
    rent = passage("Rent is 900 euros. It rains. Heating costs 100 euros.")

    assert (
        answer([rent], [0.7, 0.1, 0.9])
        == "Rent is 900 euros. [k7f2] Heating costs 100 euros. [k7f2]"
    )


def test_a_line_of_a_list_without_marks_is_quoted_under_what_announces_it_and_alone() -> None:
    text = "Committee\nAnna Brown, chair\nPeter Green, treasurer\nTom Hill, secretary"
    club = passage(text)

    told = select(evidence([club], [0.1, 0.2, 0.9, 0.4]).sentences, "Who is the treasurer?")

    assert [(one.text, one.listed) for one in told] == [
        ("Committee", False),
        ("Peter Green, treasurer", True),
    ]


@pytest.mark.parametrize(
    ("rule", "behind", "limited"),
    [
        ("Smoking is not allowed in the hall.", "On balconies it is allowed until ten.", True),
        ("Dogs are banned from the restaurant.", "On the terrace they are welcome.", True),
        ("No smoking indoors.", "In the garden it's fine.", True),
        ("Drones are forbidden.", "With a permit they can be flown over the meadow.", True),
        ("Do not use the machines at night.", "On Sundays they may be used from ten.", True),
        ("Dogs are welcome on the terrace.", "In the restaurant they are not allowed.", True),
        ("Visitors may use the pool.", "After nine this is forbidden.", True),
        ("Rauchen ist im Haus verboten.", "Auf dem Balkon ist es erlaubt.", True),
        ("Hunde dürfen nicht in den Saal.", "Auf der Terrasse dürfen sie sein.", True),
        ("Les chiens sont interdits ici.", "Sur la terrasse ils sont autorisés.", True),
        ("Smoking is not allowed in the hall.", "On balconies, however, it is quiet.", True),
        ("The yard is open to tenants.", "Prams may be left there, bicycles never.", True),
        ("Old oil goes to the depot.", "Paint may be handed in there only in tins.", True),
        ("The yard is open to tenants.", "Prams may be left there.", False),
        ("The yard is open to tenants.", "There may be no cars.", False),
        ("Dogs are not allowed in the hall.", "They are not allowed in the pool either.", False),
        ("Dogs are welcome on the terrace.", "They may also use the garden.", False),
        ("Smoking is forbidden in the hall.", "The hall was built in May.", False),
        ("The hall is open to all.", "On Sundays it may be used by clubs.", False),
        ("Die Halle ist offen.", "Am Abend wird sie geputzt.", False),
    ],
)
def test_what_is_forbidden_is_quoted_with_where_it_is_allowed(
    rule: str, behind: str, limited: bool
) -> None:
    house = passage(f"{rule} {behind}")

    assert sentences([house], [0.9, 0.1]) == [rule] + [behind] * limited


def test_the_passage_of_the_best_sentence_comes_first() -> None:
    one = passage("Rent is 900 euros.", "k7f2", document="a")
    two = passage("The deposit is 1,800 euros.", "m3qd", document="b")

    assert answer([one, two], [0.6, 0.9]).startswith("The deposit is 1,800 euros. [m3qd]\n\nRent")


@pytest.mark.parametrize(
    ("said", "score", "quoted"),
    [
        ("Notice of a deposit is sent by post.", 0.2, True),  # as many of the words asked
        ("Notice of a deposit is sent by post.", 0.16, False),
        ("The bottle is given back within a week.", 0.2, False),
        ("The bottle is given back within a week.", 0.24, True),
    ],
)
def test_what_another_document_says_must_be_nearly_as_likely(
    said: str, score: float, quoted: bool
) -> None:
    question = "How long is the notice for a deposit?"
    lease = passage("The notice for the deposit is a month.", "k7f2", document="a")
    shop = passage(f"{said} Bags are free.", "m3qd", document="b")
    ranked = evidence([lease, shop], [0.26, score, 0.1]).sentences

    kept = select(ranked, question)

    assert [one.text for one in kept] == ["The notice for the deposit is a month."] + [
        said
    ] * quoted


def test_another_document_may_tell_the_part_that_nothing_answers() -> None:
    camp = passage("Dogs are welcome on the campsite.", "k7f2", document="a")
    flat = passage("Pets are forbidden.", "m3qd", document="b")
    found = evidence([camp, flat], [0.5, 0.32])
    part = replace(found, question="Are they welcome on the campsite?")

    def told(question: str) -> list[str]:
        whole = replace(found, question=question, parts=(part,))
        return [one.text for one in select_all(whole)]

    both = "Are dogs allowed at 4 Mill Lane, and are they welcome on the campsite?"
    assert told(both) == ["Dogs are welcome on the campsite.", "Pets are forbidden."]
    assert told(part.question) == ["Dogs are welcome on the campsite."]


def test_days_alone_are_no_word_that_another_document_shares() -> None:
    staff = passage("If a parent dies you have five days.", "k7f2", document="a")
    shop = passage("That is more than the 14 days of the law.", "m3qd", document="b")

    kept = select(evidence([staff, shop], [0.5, 0.41]).sentences, "How many days if my nan dies?")

    assert [one.text for one in kept] == ["If a parent dies you have five days."]


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("On Mondays it is closed as well.", True),
        ("Unopened it keeps for six months.", True),
        ("From May to October, it opens at 9.", True),
        ("In winter they close at four.", True),
        ("If it rains, it is closed.", False),
        ("On the day it arrives, you pay.", False),
        ("At night it is forbidden to park.", False),
        ("In summer the shop sells it at half price.", False),
    ],
)
def test_so_does_one_that_points_back_behind_a_word_of_when_or_how(text: str, leans: bool) -> None:
    guide = passage(f"The cafe serves cakes. {text}")

    assert sentences([guide], [0.1, 0.9]) == ["The cafe serves cakes."] * leans + [text]


def test_a_sentence_that_points_back_brings_the_one_before() -> None:
    story = passage("The tenant broke a window. He paid for it in May.")

    assert answer([story], [0.1, 0.9]).startswith("The tenant broke a window. [k7f2] He paid")


def test_a_lead_that_points_back_itself_brings_its_own() -> None:
    told = ["The Brook costs 90 euros.", "It fell to 60 in May.", "It is the cheapest."]

    assert sentences([passage(" ".join(["Prices vary.", *told]))], [0.1, 0.1, 0.1, 0.9]) == told


def test_who_has_it_done_to_her_is_told_by_the_sentence_before() -> None:
    staff = passage("Nora Lind writes a thesis. Jon supervises her.")

    assert sentences([staff], [0.1, 0.9]) == ["Nora Lind writes a thesis.", "Jon supervises her."]


@pytest.mark.parametrize(
    ("between", "leads"),
    [
        (" ", True),
        ("\n", True),
        ("\n- ", True),
        ("\n> ", True),
        ("\n\n", False),
        ("\n \n", False),
        ("\n## Deposit\n", False),
        ("\n***\n", False),
        ("\n\nDeposit\n=======\n", False),
    ],
)
def test_no_lead_is_taken_from_another_section(between: str, leads: bool) -> None:
    costs = passage(f"The garage costs 65 euros.{between}It must be paid by May.")

    assert answer([costs], [0.1, 0.9]).startswith("The garage" if leads else "It must")


@pytest.mark.parametrize(
    "limit", ["But not in winter.", "This does not apply to cats.", "After that it costs 20 euros."]
)
def test_a_sentence_that_limits_the_quoted_one_comes_with_it(limit: str) -> None:
    pets = passage(f"Pets stay for free. {limit} Ask at the desk.")
    assert answer([pets], [0.9, 0.1, 0.1]) == f"Pets stay for free. [k7f2] {limit} [k7f2]"
    apart = passage(f"Pets stay for free.\n\n{limit}")
    assert answer([apart], [0.9, 0.1]) == "Pets stay for free. [k7f2]"


def test_a_sentence_without_its_verb_brings_the_one_that_has_it() -> None:
    pets = passage("Dogs and cats need a licence. Fish and hamsters do not.")
    assert answer([pets], [0.1, 0.9]).startswith("Dogs and cats need a licence. [k7f2] Fish")
    whole = passage("Dogs need a licence. Cats have been exempt since 1990.")
    assert answer([whole], [0.1, 0.9]).startswith("Cats have been exempt")


def test_steps_keep_their_numbers() -> None:
    steps = passage("To clean it:\n\n1. Open it.\n2. Rinse it\n3. Close it.\n\nIt is blue.")
    assert answer([steps], [0.9, 0.1, 0.1, 0.1, 0.1]) == (
        "To clean it: [k7f2]\n1. Open it. [k7f2]\n2. Rinse it [k7f2]\n3. Close it. [k7f2]"
    )
    assert sentences([steps], [0.9, 0.1, 0.1, 0.1, 0.1]) == [
        "To clean it:",
        "Open it.",
        "Rinse it",
        "Close it.",
    ]


def test_a_number_that_could_be_the_rest_of_a_line_is_set_apart() -> None:
    rules = passage("# Rules\n\n1. Dogs\n2. Drums\n3. Smoke\n4. Fire")
    told = answer([rules], [0.1, 0.9, 0.1, 0.9])
    assert told == "2. Drums [k7f2]\n\n4. Fire [k7f2]"
    assert sentences([rules], [0.1, 0.9, 0.1, 0.9]) == ["Drums", "Fire"]


def test_a_list_under_the_heading_that_is_asked_about_comes_whole() -> None:
    items = passage(
        "## Action items\n\n1. Upgrade it (owner: Ines).\n2. Test it (owner: Tom).\n3. Ask."
    )
    found = evidence([items], [0.5, 0.6, 0.1])
    whole = "What are the action items and who owns them?"
    part = replace(found, question="who owns them?")
    both = replace(found, question=whole, parts=(part,))
    told = "".join(delta.text for delta in ExtractiveAnswerer().stream((), both))
    assert [line[:2] for line in told.split("\n")] == ["1.", "2.", "3."]
    other = replace(both, question="Who owns them?", parts=(replace(part, question="Who owns?"),))
    told = "".join(delta.text for delta in ExtractiveAnswerer().stream((), other))
    assert "Ask." not in told


def test_a_heading_that_only_names_is_no_line_of_the_answer() -> None:
    plan = passage("# Project Heron\n\n- Lead: Sigrid Aune\n- Firmware: Kofi Mensah")
    assert answer([plan], [0.9, 0.1]) == "- Lead: Sigrid Aune [k7f2]"
    limits = passage("# Not covered\n\n- glass\n- theft abroad")
    assert answer([limits], [0.1, 0.9]).startswith("Not covered [k7f2]\n- ")


@pytest.mark.parametrize(
    ("text", "scores", "quoted"),
    [
        (
            "Is the gym free for guests? No. They pay 5 euros.",
            [0.9, 0.2, 0.2],
            ["Is the gym free for guests?", "No.", "They pay 5 euros."],
        ),
        (
            "Sind Hunde erlaubt? Nur im Hof hinter dem Haus.",
            [0.9, 0.2],
            ["Sind Hunde erlaubt?", "Nur im Hof hinter dem Haus."],
        ),
        ("Is it free? No. They pay.", [0.1, 0.2, 0.9], ["Is it free?", "No.", "They pay."]),
        ("Q: May I?\nA: With consent.", [0.1, 0.9], ["Q: May I?", "A: With consent."]),
        (
            "What is needed? Bring these:\n\n- a lamp\n- a rope",
            [0.9, 0.1, 0.1, 0.1],
            ["What is needed?", "Bring these:", "a lamp", "a rope"],
        ),
    ],
)
def test_a_question_of_the_source_is_quoted_with_its_answer(
    text: str, scores: list[float], quoted: list[str]
) -> None:
    assert sentences([passage(text)], scores) == quoted


def test_an_index_that_the_passage_shows_to_be_one_is_quoted() -> None:
    manual = passage("The header is rows[0]. The names are in rows[1].")
    assert answer([manual], [0.1, 0.9]) == "The names are in rows[1]. [k7f2]"


def test_an_announced_list_comes_with_its_announcement() -> None:
    rules = passage("Three things are banned:\n\n- dogs\n- drums\n- smoke\n\nAll else is fine.")

    quotes = answer([rules], [0.9, 0.1, 0.1, 0.1, 0.1])

    assert quotes == (
        "Three things are banned: [k7f2]\n- dogs [k7f2]\n- drums [k7f2]\n- smoke [k7f2]"
    )


@pytest.mark.parametrize("text", ["You must bring:\n- A passport.\n- A visa.", "You must bring:"])
def test_a_list_that_goes_on_behind_its_passage_is_said_to(text: str) -> None:
    def finish(one: Passage) -> str | None:
        scores = [0.9, 0.1, 0.1][: 1 + text.count("\n")]
        return list(ExtractiveAnswerer().stream((), evidence([one], scores)))[-1].finish

    assert finish(passage(text)) == "stop"
    assert finish(replace(passage(text), goes_on=True)) == "shortened"
    followed = passage(f"{text}\n\nAll else is here.\n\nYou need more:")
    found = evidence([replace(followed, goes_on=True)], [0.9, *[0.1] * (text.count("\n") + 2)])
    assert list(ExtractiveAnswerer().stream((), found))[-1].finish == "stop"


def test_an_item_of_an_announced_list_comes_with_all_its_sentences() -> None:
    visit = passage(
        "You must bring:\n- A passport. It must be valid.\n- A visa.\n  Or a permit.\n"
        "- Cash\n  Euros!\nAll else is here."
    )

    assert answer([visit], [0.9, *[0.1] * 7]) == (
        "You must bring: [k7f2]\n- A passport. [k7f2] It must be valid. [k7f2]\n"
        "- A visa. [k7f2] Or a permit. [k7f2]\n- Cash [k7f2]\n- Euros! [k7f2]"
    )


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n   "])
@pytest.mark.parametrize("lead", ["A permit is for who—", "A permit is for who:", "A permit is if"])
def test_a_list_with_letters_is_quoted_whole_and_no_further(lead: str, gap: str) -> None:
    items = ["(a) is resident, and", "(b) keeps—", "(i) a car, or", "(ii) a van."]
    act = passage(gap.join([f"(1) {lead}", *items, "(2) It is valid for a year."]))
    told = sentences([act], [0.9, *[0.1] * 5])
    assert told == [lead, *items]
    told = sentences([act], [0.1, 0.1, 0.9, *[0.1] * 3])
    assert told == [lead, *items]
    van = evidence([act], [*[0.1] * 4, 0.9, 0.1])
    assert [one.text for one in select(van.sentences, "Who may keep a van?")] == [
        lead,
        items[1],
        items[3],
    ]
    keeps = evidence([act], [0.1, 0.1, 0.9, *[0.1] * 3])
    assert [one.text for one in select(keeps.sentences, "Who keeps what?")] == [lead, *items[1:]]
    ended = passage(gap.join(["A permit is due.", "(a) is resident.", "(b) keeps."]))
    assert sentences([ended], [0.9, 0.1, 0.1]) == ["A permit is due."]


def test_a_list_within_a_list_is_of_it_and_the_next_number_is_not() -> None:
    act = passage("(1) Bring:\n- a pen\n  1. blue\n  2. red\n- a cup\n(2) Pay.")
    assert sentences([act], [0.9, *[0.1] * 5]) == ["Bring:", "a pen", "blue", "red", "a cup"]


def test_a_comment_comes_with_the_line_of_the_program_below_it() -> None:
    text = "[limits]\n# requests per minute and client\nrate = 120\ntimeout = 5\n"
    limits = passage(text, title="server.toml", media_type="text/x-source")

    told = sentences([limits], [0.1, 0.9, 0.1, 0.1])

    assert told == ["requests per minute and client", "rate = 120"]
    assert sentences([passage(text)], [0.1, 0.9, 0.1, 0.1]) == told[:1]


def test_a_list_is_announced_in_bold_too() -> None:
    visit = passage("**You must bring:**\n\n- A passport.\n- A visa.")

    assert answer([visit], [0.9, 0.1, 0.1]).endswith("\n- A passport. [k7f2]\n- A visa. [k7f2]")


def test_an_announced_list_ends_at_a_heading() -> None:
    visit = passage("You must bring:\n- A passport.\n\n## Deposit\n\n- 100 euros")

    assert answer([visit], [0.9, 0.1, 0.1]) == "You must bring: [k7f2]\n- A passport. [k7f2]"


@pytest.mark.parametrize("beyond", [0, 1])
def test_a_long_list_is_said_to_go_on(beyond: int) -> None:
    items = [f"- Thing {number}." for number in range(MAX_ITEMS + beyond)]
    visit = passage("\n".join(["You must bring:", *items]))
    draft = Draft([visit], quotes_only=True)
    found = evidence([visit], [0.9, *[0.1] * len(items)])
    shown = "".join(draft.write(ExtractiveAnswerer().stream((), found)))

    assert shown.count("\n- ") == MAX_ITEMS
    assert ("goes on in the source" in draft.note) is bool(beyond)


def test_the_same_thing_is_said_once() -> None:
    one = passage("Rent is 900 euros a month.", "k7f2", document="a")
    two = passage("The rent is 900 euros each month.", "m3qd", document="b")

    assert len(select(evidence([one, two], [0.9, 0.8]).sentences)) == 1


def test_sources_that_differ_in_a_figure_are_both_quoted() -> None:
    one = passage("Rent is 900 euros a month.", "k7f2", document="a")
    two = passage("Rent is 950 euros a month.", "m3qd", document="b")

    assert len(select(evidence([one, two], [0.9, 0.8]).sentences)) == 2


def test_an_answer_stays_short() -> None:
    long = passage("Cats sleep. Dogs bark. Birds sing. Fish swim. Cows graze. Bees buzz.")

    assert len(select(evidence([long], [0.9] * 6).sentences)) == MAX_SENTENCES


def test_a_quote_keeps_a_number_in_brackets() -> None:
    lease = passage("Notice must be given within [30] days.[2]")

    assert answer([lease], [0.9]) == "Notice must be given within [30] days. [k7f2]"


def test_code_is_quoted_with_its_brackets() -> None:
    fenced = passage("The script:\n\n```\nname = rows[1]\nplace = rows[2]\n```")
    assert "name = rows[1] place = rows[2] [k7f2]" in answer([fenced], [0.1, 0.9])
    source = passage("The rows[1] that count.", media_type="text/x-python")
    assert answer([source], [0.9]) == "The rows[1] that count. [k7f2]"
    page = passage("It was begun in 2009.[3]", title="Node.js", media_type="text/html")
    assert answer([page], [0.9]) == "It was begun in 2009. [k7f2]"


def test_what_follows_a_list_stands_apart_from_it() -> None:
    rules = passage("Two things are banned:\n\n- dogs\n- drums\n\nCats are banned too.")

    quotes = answer([rules], [0.9, 0.1, 0.1, 0.9])

    assert quotes.endswith("- drums [k7f2]\n\nCats are banned too. [k7f2]")


def test_every_part_of_a_question_is_answered_once() -> None:
    lease = passage("Rent is 900 euros. It rains. Pets are banned.")
    rent, pets = evidence([lease], [0.9, 0.1, 0.1]), evidence([lease], [0.1, 0.05, 0.3])
    whole = replace(rent, parts=(rent, pets, rent))

    deltas = ExtractiveAnswerer().stream((), whole)

    assert "".join(delta.text for delta in deltas) == (
        "Rent is 900 euros. [k7f2] Pets are banned. [k7f2]"
    )


@pytest.mark.parametrize(
    "question",
    [
        "Who cannot take the mine tour?",
        "Who can't take the mine tour?",
        "Who may not take the mine tour?",
        "Who is not allowed on the mine tour?",
    ],
)
def test_a_list_of_what_is_ruled_out_is_quoted_whole_however_likely(question: str) -> None:
    text = (
        "Children under 5 may not join the mine tour.\n\nYou cannot take the tour if you:\n\n"
        "- are under 1.10 m tall,\n- have a pacemaker.\n\nDogs may not:\n\n- bark."
    )
    tour = replace(passage(text, title="Museum"), locator="Museum > The mine tour")
    tour = replace(tour, chunks=(replace(tour.chunks[0], locator=tour.locator),))
    scores = [0.9, 0.05, 0.04, 0.03, 0.05, 0.01]

    quoted = [one.text for one in select(evidence([tour], scores).sentences, question)]
    assert quoted == [
        "Children under 5 may not join the mine tour.",
        "You cannot take the tour if you:",
        "are under 1.10 m tall,",
        "have a pacemaker.",
    ] + (["Dogs may not:", "bark."] if "allowed" in question else [])


@pytest.mark.parametrize("lead", ["Conditions:", "The conditions are:", "**Requirements:**"])
def test_of_conditions_that_hold_together_none_is_quoted_alone(lead: str) -> None:
    lease = passage(
        f"The tenant may end the lease in June.\n\n{lead}\n\n1. the rent is paid;\n"
        "2. no sub-tenants are left;\n3. the keys are handed back."
    )
    scores = [0.1, 0.03, 0.02, 0.5, 0.1]

    quoted = select(evidence([lease], scores).sentences, "May sub-tenants be left in the house?")
    assert [one.text for one in quoted][-3:] == [
        "the rent is paid;",
        "no sub-tenants are left;",
        "the keys are handed back.",
    ]


def test_what_may_not_be_used_is_not_quoted_beside_the_list_of_what_cannot_be_returned() -> None:
    shop = passage(
        "Codes cannot be used for vouchers, sale items or gifts.\n\n"
        "Not to be returned:\n\n- lit candles,\n- opened tea.\n\nReturns are free."
    )
    scores = [0.5, 0.06, 0.04, 0.03, 0.02]

    quoted = select(evidence([shop], scores).sentences, "Which items cannot be returned?")
    assert [one.text for one in quoted] == ["Not to be returned:", "lit candles,", "opened tea."]


def test_a_row_of_another_document_is_quoted_beside_the_sentence_that_it_contradicts() -> None:
    old = passage("Adults pay €240 a year, students €120.", "k7f2", document="a", title="Rules")
    new = passage(
        "These rules replace those of 2022.\n\n| Membership | Per year |\n|---|---|\n"
        "| Adult | €264 |\n",
        "m3qd", document="b", title="Rules",
    )  # fmt: skip
    old = replace(old, locator="Rules of 2022")
    row = new.text.index("| Adult")
    ranked = [
        EvidenceSentence(old, 0, len(old.text), old.text, 0.9),
        EvidenceSentence(new, row, row + 16, new.text[row : row + 16], 0.1),
    ]

    quoted = [one.text for one in select(ranked, "How much does an adult pay?")]
    assert quoted.index("| Adult | €264 |") < quoted.index(old.text)  # the newer first


def test_what_another_document_says_as_surely_with_another_value_is_quoted_too() -> None:
    def quoted(score: float, text: str, title: str = "Newsletter") -> int:
        one = passage("Adults pay 240 euros a year.", "k7f2", document="a", title="Club")
        two = passage(text, "m3qd", document="b", title=title)
        ranked = evidence([one, two], [0.9, score]).sentences
        return len(select(ranked, "How much does an adult pay?"))

    row = "| Adult | to pay: 264 euros |"
    assert quoted(0.7, row) == 2
    assert quoted(0.2, row) == 1
    assert quoted(0.7, "| Adult | to pay: 240 euros |") == 1
    assert quoted(0.7, "| Student | to pay: 132 euros |") == 1


def test_a_source_that_contradicts_the_best_is_quoted_however_it_scored() -> None:
    one = passage("The rent of the house is 900 euros a month.", "k7f2", document="a")
    two = passage("The rent of the house is 950 euros a month.", "m3qd", document="b")

    assert len(select(evidence([one, two], [0.9, 0.1]).sentences)) == 2


def test_an_account_goes_on_right_beside_its_beginning() -> None:
    near = passage("Juniors find no jobs. Firms prefer seniors.")
    far = passage("Juniors find no jobs. It rains. Firms prefer seniors.")

    assert len(select(evidence([near], [0.9, 0.5]).sentences)) == 2
    assert len(select(evidence([far], [0.9, 0.1, 0.5]).sentences)) == 1


def test_a_fragment_gives_way_to_a_sentence() -> None:
    page = passage("- rent and what it is\n- pets\n\nRent is 900 euros.")

    chosen = select(evidence([page], [0.4, 0.1, 0.5]).sentences)

    assert [one.text for one in chosen] == ["Rent is 900 euros."]


def test_a_label_with_what_it_means_and_its_value_is_no_fragment() -> None:
    text = "Uncommon (up to 1 in 100 people): dizziness, dry mouth\n\nSome feel dizzy when driving."
    found = select(evidence([passage(text)], [0.5, 0.5]).sentences)
    assert found[0].text.startswith("Uncommon")
    assert len(found) == 2


def test_a_fragment_is_quoted_where_there_is_nothing_else() -> None:
    page = passage("- Rent: 900 euros\n- Pets: none")

    assert select(evidence([page], [0.6, 0.1]).sentences)[0].text == "Rent: 900 euros"


def test_a_sentence_that_lists_weighs_more_where_several_are_asked_for() -> None:
    house = passage("The house has three tenants.\n\nAnna Moll, Peter Kern and Ida Voss rent it.")
    found = evidence([house], [0.9, 0.4]).sentences

    assert len(select(found, "Which three tenants live there?")) == 2
    assert len(select(found, "How many tenants live there?")) == 1


def test_both_sides_of_a_comparison_are_quoted() -> None:
    one = passage("Rent in Lindholm is 900 euros.", "k7f2", document="a")
    two = passage("In Kiel it is 700 euros.", "m3qd", document="b")
    found = evidence([one, two], [0.9, 0.3]).sentences

    assert len(select(found, "Is the rent higher in Lindholm than in Kiel?")) == 2
    assert len(select(found, "What is the rent in Lindholm?")) == 1


def test_a_reason_that_follows_is_quoted_too_where_one_is_asked_for() -> None:
    text = "Learners find no work. Firms would rather have one expert. It rains."
    told = evidence([passage(text)], [0.9, 0.1, 0.1])
    because = evidence([passage(text.replace(". Firms", ", because firms"))], [0.9, 0.1])

    def quotes(question: str, given: Evidence) -> list[str]:
        return [one.text for one in select(given.sentences, question)]

    assert quotes("Why do learners find no work?", told) == [
        "Learners find no work.",
        "Firms would rather have one expert.",
    ]
    assert quotes("Do learners find work?", told) == ["Learners find no work."]
    assert len(quotes("Why do learners find no work?", because)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Two things may go. One is trust, the other is time. It rains.", 2),
        ("The plan shows where the firm may end up. It will rent. It rains.", 2),
        ("Tullio told us why he gave up fishing. He had met a fish. It rains.", 2),
        ("She explained to me how it is cut. One takes a saw. It rains.", 2),
        ("He asked Anna what had happened. The river had risen. It rains.", 2),
        ("She told the men who came. It rains.", 1),
        ("Two things may go: trust and time. It rains.", 1),
        ("Two things, trust and time, may go. It rains.", 1),
        ("The two firms agree. It rains.", 1),
        ("Two things may go.\n\nIt rains.", 1),
    ],
)
def test_a_promise_comes_with_the_sentence_that_keeps_it(text: str, said: int) -> None:
    scores = [0.9, *[0.01] * (text.count(".") - 1)]

    assert len(select(evidence([passage(text)], scores).sentences)) == said


def test_rows_are_quoted_with_their_headers_each_on_a_line_of_its_own() -> None:
    table = passage("| Job | Bike |\n|---|---|\n| Full service | 95 |\n| Chain | 20 |")

    assert answer([table], [0.1, 0.9, 0.8]) == (
        "- Job: Full service; Bike: 95 [k7f2]\n- Job: Chain; Bike: 20 [k7f2]"
    )


@pytest.mark.parametrize(
    ("text", "media_type", "said"),
    [
        (
            "| Code | What to do |\n|---|---|\n| E7 | Let it stand. Then call us. |\n| E8 | ok |",
            "text/markdown",
            "Code: E7; What to do: Let it stand. Then call us.",
        ),
        (
            "| Code: E6 | What to do: Wait. |\n| Code: E7 | What to do: Let it stand. Then call. |",
            "text/html",
            "Code: E7; What to do: Let it stand. Then call.",
        ),
        (
            "| Gerät | Abhilfe |\n|---|---|\n| Herd | ja |\n| Ofen | Gas prüfen! Neu starten. |",
            "text/csv",
            "Gerät: Ofen; Abhilfe: Gas prüfen! Neu starten.",
        ),
    ],
)
def test_a_row_with_a_cell_of_several_sentences_is_quoted_whole_and_borne_out(
    text: str, media_type: str, said: str
) -> None:
    table = passage(text, media_type=media_type)
    last = said.rpartition(". " if ". " in said else "! ")[2]
    (at,) = [at for at, one in enumerate(sentence_spans(text)) if last in text[slice(*one)]]
    scores = [0.9 if one == at else 0.1 for one in range(len(sentence_spans(text)))]
    draft = Draft([table], quotes_only=True)
    list(draft.write(ExtractiveAnswerer().stream((), evidence([table], scores))))
    found = judge(draft, Verifier(WordEmbedder()), [table])

    assert [one.text for one in found] == [said]
    assert {one.support for one in found} == {Support.SUPPORTED}
    assert all(last in one.quote for it in found for one in it.citations)
    letters = [draft.text[one.start : one.end] for one in draft.literal]
    assert letters == ([] if media_type == "text/markdown" else [said])


def test_a_row_of_another_thing_is_not_quoted_beside_the_one_asked_for() -> None:
    table = passage(
        "| Item | Supplier | Cost |\n|---|---|---|\n| Tomato seedlings | Brandt | 36 |\n"
        "| Basil seedlings | Brandt | 15 |\n| Hose | Meyer | 42 |"
    )
    rows = evidence([table], [0.0, 0.9, 0.8, 0.7])

    def items(question: str) -> list[str]:
        return [one.text.split(" | ")[0][2:] for one in select(rows.sentences, question)]

    assert items("What did the tomato seedlings cost?") == ["Tomato seedlings"]
    assert items("What did the seedlings cost?") == ["Tomato seedlings", "Basil seedlings"]
    assert items("What did Brandt supply?") == ["Tomato seedlings", "Basil seedlings"]


def test_a_row_of_another_thing_is_left_out_also_where_a_cell_is_empty() -> None:
    sheet = passage(
        "| Part: BR-101 | Price: 15 | Lead: 1 day |\n"
        "| Part: BR-102 | Price: 20 | Lead: 3 weeks | Remarks: not with carbon rims |",
        media_type="text/csv",
    )
    rows = evidence([sheet], [0.8, 0.9]).sentences
    assert [one.text[8:14] for one in select(rows, "What is the lead for BR-102?")] == ["BR-102"]


@pytest.mark.parametrize(
    ("question", "flights"),
    [
        ("When is the flight to Oslo?", ["A 1"]),
        ("When is the flight from Oslo?", ["A 2"]),
        ("Which flights are there for Oslo?", ["A 1", "A 2"]),
    ],
)
def test_a_place_is_looked_for_in_the_column_that_the_question_names(
    question: str, flights: list[str]
) -> None:
    table = passage(
        "| Flight | From | To |\n|---|---|---|\n| A 1 | Rome | Oslo |\n| A 2 | Oslo | Rome |"
    )
    rows = evidence([table], [0.0, 0.9, 0.9]).sentences
    assert [one.text[2:5] for one in select(rows, question)] == flights


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("When is half term in the spring?", ["Spring"]),
        ("When are spring and summer?", ["Spring", "Summer"]),
        ("When are the terms?", ["Autumn", "Spring", "Summer"]),
    ],
)
def test_an_item_with_the_name_that_is_asked_for_is_told_without_its_neighbours(
    question: str, told: list[str]
) -> None:
    terms = passage(
        "- Autumn: 3 September – 18 December (half term 26 October)\n"
        "- **Spring:** 5 January – 26 March (half term 15 February)\n"
        "- Summer: 13 April – 21 July (half term 31 May)\n"
    )
    found = evidence([terms], [0.9, 0.8, 0.7]).sentences
    assert [one.text.strip("*").split(":")[0] for one in select(found, question)] == told


HOTELS = (
    "## Hotels\n\nCasa do Largo, Lisbon, 4 nights. Check-in from 15:00. Breakfast is included.\n\n"
    "Quinta das Flores, Funchal, 5 nights. Check-in from 14:00. Half board.\n"
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "When is check-in in Lisbon?",
            ["Casa do Largo, Lisbon, 4 nights.", "Check-in from 15:00."],
        ),
        (
            "When is check-in in Funchal?",
            ["Quinta das Flores, Funchal, 5 nights.", "Check-in from 14:00."],
        ),
        ("When is check-in?", ["Check-in from 15:00.", "Check-in from 14:00."]),
        ("When is check-in in Oslo?", ["Check-in from 15:00.", "Check-in from 14:00."]),
    ],
)
def test_of_paragraphs_that_say_the_same_the_one_is_quoted_that_the_question_names(
    question: str, told: list[str]
) -> None:
    hotels = passage(HOTELS)
    found = evidence([hotels], [0.1, 0.9, 0.1, 0.1, 0.8, 0.1]).sentences
    assert [one.text for one in select(found, question)] == told


OFFER = (
    "A) A new gas boiler. Installation takes one day. Guarantee seven years if we service it.\n\n"
    "B) An air-source heat pump. Installation takes four days. Guarantee five years.\n"
)
A, B = ("A) A new gas boiler.", "B) An air-source heat pump.")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How long is the guarantee on the heat pump?", [B, "Guarantee five years."]),
        (
            "How long is the guarantee on option A?",
            [A, "Guarantee seven years if we service it."],
        ),
        ("How long is the guarantee on option B?", [B, "Guarantee five years."]),
        (
            "How long is the guarantee?",
            ["Guarantee seven years if we service it.", "Guarantee five years."],
        ),
        (
            "How long is the guarantee on option A or option B?",
            ["Guarantee seven years if we service it.", "Guarantee five years."],
        ),
        (
            "Which guarantee is longer, that of the boiler or of the heat pump?",
            ["Guarantee seven years if we service it.", "Guarantee five years."],
        ),
    ],
)
def test_of_options_that_say_the_same_the_one_is_quoted_that_is_asked_about(
    question: str, told: list[str]
) -> None:
    found = evidence([passage(OFFER)], [0.1, 0.1, 0.9, 0.1, 0.1, 0.8]).sentences
    assert [one.text for one in select(found, question)] == told


@pytest.mark.parametrize(("score", "is_quoted"), [(0.5, False), (0.9, True)])
def test_of_other_documents_nothing_is_quoted_beside_the_option_unless_it_is_much_likelier(
    score: float, is_quoted: bool
) -> None:
    offer = passage(OFFER)
    other = passage("Our guarantee lasts a year.", "m3qd", document="other")
    found = evidence([offer, other], [0.1, 0.1, 0.4, 0.1, 0.1, 0.1, score]).sentences
    told = select(found, "How long is the guarantee on option A?")
    assert (other in [one.passage for one in told]) is is_quoted


def test_the_option_asked_about_is_quoted_though_only_the_other_was_found() -> None:
    found = evidence([passage(OFFER)], [0.1, 0.1, 0.9, 0.1, 0.1, 0.1]).sentences[:1]
    told = select(found, "How long is the guarantee on the heat pump?")
    assert [one.text for one in told] == [B, "Guarantee five years."]


PLANS = (
    "- **Mini:** 3 GB. Calls cost 9 cents a minute.\n"
    "- **Maxi:** no limits. Calls are free.\n"
    "- **Notes:** see there. Calls abroad cost a euro for all customers.\n"
)


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("What do calls cost with Maxi?", ["Calls cost 9 cents a minute."]),
        ("What do calls cost with Mini?", ["Calls are free."]),
        ("What do calls cost?", []),
    ],
)
def test_what_stands_under_the_title_asked_about_is_quoted(
    question: str, left_out: list[str]
) -> None:
    found = evidence([passage(PLANS)], [0.1, 0.9, 0.1, 0.8, 0.1, 0.8]).sentences
    said = ["Calls cost 9 cents a minute.", "Calls are free."]
    told = [one.text for one in select(found, question)]
    assert [one for one in said if one not in told] == left_out
    assert "Calls abroad cost a euro for all customers." in told


def test_an_item_that_says_more_is_quoted_beside_the_one_that_is_named() -> None:
    rules = passage("- Notice is given in writing.\n- Notice for flats is three months.\n")
    found = evidence([rules], [0.8, 0.9]).sentences
    assert len(select(found, "What is the notice for flats?")) == 2


def test_a_paragraph_that_says_something_else_is_quoted_without_the_name() -> None:
    prose = passage(
        "xAI bought GPUs last year.\n\nThe data center in Memphis runs 200,000 GPUs now.\n"
    )
    found = evidence([prose], [0.6, 0.9]).sentences
    told = [one.text for one in select(found, "How many GPUs does xAI run?")]
    assert "The data center in Memphis runs 200,000 GPUs now." in told


def test_a_word_that_names_a_column_tells_no_row_from_another() -> None:
    lessons = passage(
        "| Day: Friday | Lesson: 5 | Time: 13:35 | Subject: Form time |\n"
        "| Day: Friday | Lesson: 6 | Remark: School ends at 14:30 |",
        media_type="text/csv",
    )
    rows = evidence([lessons], [0.6, 0.9]).sentences
    assert "14:30" in select(rows, "what time do kids get out on a friday")[-1].text


def test_the_row_asked_for_is_quoted_though_its_neighbour_was_likelier() -> None:
    table = passage(
        "| Part | Lead |\n|---|---|\n| BR-101 | 1 day |\n| BR-102 | 3 weeks |\n\nIt rains."
    )
    rows = evidence([table], [0.0, 0.9, 0.2, 0.5]).sentences
    assert [one.text for one in select(rows, "What is the lead for BR-102?")] == [
        "| BR-102 | 3 weeks |"
    ]


def test_a_name_that_is_spelled_like_a_small_word_is_told_from_its_neighbours() -> None:
    table = passage(
        "| Department | Spent | Head |\n|---|---|---|\n| Marketing | 71500 | Sofia |\n"
        "| IT | 98200 | Karim |\n| Research | 140000 | Sofia |"
    )
    mail = passage("We paid 9,460 pounds.", "m3qd", document="mail")
    found = evidence([table, mail], [0.0, 0.9, 0.88, 0.8, 0.6])

    def texts(question: str) -> list[str]:
        return [one.text for one in select(found.sentences, question)]

    assert texts("How much have IT spent?") == ["| IT | 98200 | Karim |"]
    assert texts("Who is head of Research?") == ["| Research | 140000 | Sofia |"]
    assert len(texts("How much was spent?")) == 4
    other = passage("| Repairs | at cost |\n| Rent | yearly |", "p2qd", document="lease")
    found = evidence([table, other], [0.0, 0.9, 0.88, 0.8, 0.6, 0.1])
    assert len(texts("What did each cost?")) == 4, "a word of another table tells nothing of these"


def test_a_label_before_a_sentence_is_not_quoted_with_it() -> None:
    minutes = passage("2. Waiting list. There are 37 names on the list. Plot 22 is free.")

    assert answer([minutes], [0.5, 0.9, 0.1]) == "There are 37 names on the list. [k7f2]"
    closed = passage("Smoking forbidden. The yard is open until ten.")
    assert answer([closed], [0.9, 0.1]).startswith("Smoking forbidden.")


@pytest.mark.parametrize("end", ["", ",", " No.", " etc."])
def test_a_quote_that_does_not_end_stands_apart(end: str) -> None:
    flat = passage(f"Rent: 900 euros{end}\n\nPets: none.\n\nDeposit: 1,800 euros.")

    assert answer([flat], [0.9, 0.1, 0.6]) == (
        f"Rent: 900 euros{end} [k7f2]\n\nDeposit: 1,800 euros. [k7f2]"
    )
    assert sentences([flat], [0.9, 0.1, 0.6]) == [f"Rent: 900 euros{end}", "Deposit: 1,800 euros."]


@pytest.mark.parametrize("ticks", ["`", "``"])
def test_a_stray_backtick_swallows_no_citation(ticks: str) -> None:
    keys = passage(f"First is the {ticks}.\n\nThe {ticks} is last.")

    assert sentences([keys], [0.9, 0.9]) == [f"First is the {ticks}.", f"The {ticks} is last."]
    assert answer([keys], [0.9, 0.9]) == (
        f"First is the {ticks}. [k7f2]\n\nThe {ticks} is last. [k7f2]"
    )


def test_items_without_a_full_stop_are_judged_one_by_one() -> None:
    flat = passage("- Rent: 900 euros\n- Pets: none\n- Deposit: 1,800 euros")

    assert sentences([flat], [0.9, 0.1, 0.8]) == ["Rent: 900 euros", "Deposit: 1,800 euros"]


LEAFLET = (
    "Zel is a syrup.\n\nDo not take Zel\n- if you have had an ulcer\n- together with wine\n"
    "- in the last month of pregnancy\n\nHow to keep it\nKeep it in the fridge."
)


@pytest.mark.parametrize(
    "lead", ["Do not take Zel\n", "Do not take Zel:\n\n", "## Do not take Zel\n\n"]
)
def test_an_item_is_never_quoted_without_what_announces_it(lead: str) -> None:
    zel = passage(LEAFLET.replace("Do not take Zel\n", lead))
    scores = [0.9 if "ulcer" in one else 0.1 for one in lines(zel)]

    quotes = extract(evidence([zel], scores), "Can I take Zel if I had an ulcer?")

    said = lead.strip("# \n")
    assert quotes == f"{said} [k7f2]\n- if you have had an ulcer [k7f2]"
    assert judged([zel], quotes) == [said, "if you have had an ulcer"]


@pytest.mark.parametrize("lead", ["Do not take Zel\n", "## Do not take Zel\n\n"])
@pytest.mark.parametrize(
    "question", ["Who must not take Zel?", "What are the contraindications of Zel?"]
)
def test_a_question_for_the_whole_gets_the_whole_list(lead: str, question: str) -> None:
    zel = passage(LEAFLET.replace("Do not take Zel\n", lead))
    scores = [0.5 if "wine" in one else 0.7 if "fridge" in one else 0.1 for one in lines(zel)]

    quotes = extract(evidence([zel], scores), question)

    assert quotes.startswith(
        "Do not take Zel [k7f2]\n- if you have had an ulcer [k7f2]\n- together with wine [k7f2]\n"
        "- in the last month of pregnancy [k7f2]"
    )


def test_a_list_of_something_else_is_not_quoted() -> None:
    zel = passage(f"{LEAFLET} Zel does not impair driving.")
    scores = [0.9 if "driving" in one else 0.5 if "not take" in one else 0.1 for one in lines(zel)]

    quotes = extract(evidence([zel], scores), "Can I drive after Zel?")

    assert quotes == "Zel does not impair driving. [k7f2]"


def test_one_condition_comes_with_the_others() -> None:
    terms = passage("You get your money back only if\n- you ask us\n- the course is not over")

    quotes = extract(evidence([terms], [0.1, 0.9, 0.1]), "Is it enough if I ask you?")

    assert quotes.endswith("only if [k7f2]\n- you ask us [k7f2]\n- the course is not over [k7f2]")


def test_a_row_comes_with_a_title_that_denies_it() -> None:
    hall = passage("## Not allowed\n\n| Thing | Size |\n|---|---|\n| Dog | any |\n| Cat | any |")

    quotes = answer([hall], [0.1, 0.9, 0.1])

    assert quotes == "Not allowed [k7f2]\n- Thing: Dog; Size: any [k7f2]"


def test_rows_that_all_answer_come_with_a_title_that_denies_them_once() -> None:
    shop = passage(
        "## No longer sold\n\n| Thing | Euros |\n|---|---|\n| Pan | 9 |\n| Pot | 8 |\n\n"
        "## In the shop\n\n| Thing | Euros |\n|---|---|\n| Cup | 7 |"
    )
    found = evidence([shop], [0.0, 0.9, 0.9, 0.0, 0.9])
    rows = tuple(one for one in found.sentences if one.score)

    told = extract(replace(found, sentences=rows, rows=True), "What costs under 10 euros?")

    assert told == (
        "No longer sold [k7f2]\n- Thing: Pan; Euros: 9 [k7f2]\n- Thing: Pot; Euros: 8 [k7f2]\n\n"
        "In the shop [k7f2]\n- Thing: Cup; Euros: 7 [k7f2]"
    )
    assert extract(found, "What is there?") == told


def test_what_a_colon_leads_to_is_quoted_with_it() -> None:
    fee = passage("The fee is as follows:\n\n48 euros a year.\n\nIt is due in May.")

    assert answer([fee], [0.9, 0.1, 0.1]) == (
        "The fee is as follows: [k7f2]\n\n48 euros a year. [k7f2]"
    )


def lines(source: Passage) -> list[str]:
    return [source.text[span.start : span.end] for span in sentence_spans(source.text)]


def extract(found: Evidence, question: str) -> str:
    deltas = ExtractiveAnswerer().stream((), replace(found, question=question))
    return "".join(delta.text for delta in deltas)


def judged(passages: list[Passage], quotes: str) -> list[str]:
    """The sentences of a draft, each of which its source must bear out in its very words."""
    draft = Draft(passages, quotes_only=True)
    list(draft.write([Delta(text=quotes)]))
    found = judge(draft, Verifier(WordEmbedder()), passages)
    assert found
    assert all(one.support is Support.SUPPORTED for one in found)
    assert all(
        passages[0].text[one.start : one.end] == one.quote
        for sentence in found
        for one in sentence.citations
    )
    return [sentence.citations[0].quote for sentence in found]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "| E20 | Electronics fault | Call service. Do not open! |",
            "Code: E20; Meaning: Electronics fault; Remedy: Call service. Do not open!",
        ),
        (
            "| E21 | Rent, Fam. Kessler | None |",
            "Code: E21; Meaning: Rent, Fam. Kessler; Remedy: None",
        ),
        ("| No. 7 | Is it hot? | Wait. |", "Code: No. 7; Meaning: Is it hot?; Remedy: Wait."),
    ],
)
def test_a_row_with_sentences_in_its_cells_is_one_quote_with_its_headers(
    row: str, told: str
) -> None:
    table = passage(f"| Code | Meaning | Remedy |\n|---|---|---|\n| E01 | Cold | - |\n{row}\n")
    draft = Draft([table], quotes_only=True)
    list(draft.write(ExtractiveAnswerer().stream((), evidence([table], [0.0, 0.0, 0.9]))))
    (sentence,) = judge(draft, Verifier(WordEmbedder()), [table])

    assert draft.text == f"- {told} [1]"
    assert sentence.text == told
    assert [one.quote for one in sentence.citations] == [row]
    assert sentence.support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("rule", "exception"),
    [
        (
            "Holidays in term time are not authorised.",
            "The head teacher may make an exception for a wedding, up to two days.",
        ),
        (
            "I give the piano to the Trust, provided that it collects it.",
            "Failing this, the piano shall be sold.",
        ),
        ("The warranty lasts 24 months.", "Seals and filters are excluded."),
        ("Everybody pays the tax.", "Children under 13 are exempt."),
        ("Die Garantie beträgt zwei Jahre.", "Verschleißteile sind ausgeschlossen."),
        ("La garantie est de deux ans.", "Les joints sont exclus."),
        ("Hunde sind erlaubt.", "Ausgenommen sind Kampfhunde."),
        ("Die Miete ist am Ersten fällig.", "Das gilt nicht im Januar."),
        ("L'entrée est gratuite.", "Toutefois, le parking est payant."),
    ],
)
def test_an_exception_right_behind_a_rule_comes_with_it(rule: str, exception: str) -> None:
    text = passage(f"{rule} {exception} It rained.")

    assert answer([text], [0.9, 0.1, 0.1]) == f"{rule} [k7f2] {exception} [k7f2]"


def test_what_was_excluded_limits_nothing() -> None:
    text = passage("We randomised 84 nurses. Pregnant participants were excluded. It rained.")

    assert answer([text], [0.9, 0.1, 0.1]) == "We randomised 84 nurses. [k7f2]"


def test_what_takes_back_a_clause_by_its_number_comes_with_it() -> None:
    will = passage(
        "3.1 Mr Peck shall take care of the dog.\n"
        "3.2 He is paid 1,200 pounds a year.\n\n"
        "3.3 Clause 3.1 shall not apply if Mr Peck has moved.\n\n"
        "3.4 Clause 3.1 is dear to me.\n\n3.5 Clause 3.10 is void.\n"
    )
    scores = [0.9, 0.1, 0.1, 0.1, 0.1]
    assert "3.3 Clause 3.1 shall not apply if Mr Peck has moved." in answer([will], scores)
    assert "3.4" not in answer([will], scores)
    assert "3.5" not in answer([will], scores)
    assert "3.3" not in answer([will], [0.1, 0.9, 0.1, 0.1, 0.1])


STEPS = (
    "DESCALING\nDescale when the lamp blinks. With a filter every 6 months is enough.\n"
    "  1. Empty the tank.\n  2. Hold CLEAN for 5 seconds.\n"
    "  3. Wait 25 minutes. Do not switch it off.\n  4. Rinse the tank.\nNever use vinegar.\n"
)


def told_of(text: str, best: str, question: str) -> str:
    source = passage(text)
    scores = [0.9 if best in one else 0.1 for one in lines(source)]
    return extract(evidence([source], scores), question)


def test_the_steps_of_a_procedure_are_told_all_or_none() -> None:
    told = told_of(STEPS, "Do not switch", "How do I descale the machine?")
    assert told.split("\n") == [
        "1. Empty the tank. [k7f2]",
        "2. Hold CLEAN for 5 seconds. [k7f2]",
        "3. Wait 25 minutes. [k7f2] Do not switch it off. [k7f2]",
        "4. Rinse the tank. [k7f2]",
    ]
    assert "Empty" not in told_of(STEPS, "Do not switch", "May I switch it off?")
    assert "Empty" not in told_of(STEPS, "Hold CLEAN", "How do I open the door?")
    rules = "# Rules\n\n1. No smoking.\n2. Pay by card.\n3. No dogs.\n"
    assert "dogs" not in told_of(rules, "Pay", "How do I pay?")


def test_an_item_is_not_torn_where_only_its_beginning_was_announced() -> None:
    news = passage("### Deprecated\n\n- `go back --all`. Use `go reset` instead. It ends in 4.0.")
    assert answer([news], [0.7, 0.66, 0.1]) == (
        "- `go back --all`. [k7f2] Use `go reset` instead. [k7f2]"
    )


REPOT = (
    "# Repot (in spring)\n\nDo not repot in winter.\n\n1. Loosen the roots.\n2. Wait a week.\n\n"
    "# Water\n\nRepot pots that leak.\n\n1. Fill the can.\n2. Pour slowly.\n"
)


@pytest.mark.parametrize(
    ("best", "question", "steps"),
    [
        ("Do not repot", "How do I repot?", True),
        ("Do not repot", "What steps must I follow to repot?", True),
        ("Repot pots", "How do I repot?", True),
        ("Do not repot", "How do I repot a cactus?", True),
        ("Repot pots", "How do I repot a cactus?", False),
        ("Do not repot", "May I repot in winter?", False),
    ],
)
def test_a_warning_comes_with_the_steps_that_it_is_of(
    best: str, question: str, steps: bool
) -> None:
    told = told_of(REPOT, best, question)
    assert ("1. Loosen the roots. [k7f2]\n2. Wait a week. [k7f2]" in told) is steps
    assert "Pour" not in told


def test_a_quote_from_a_log_comes_with_its_day() -> None:
    log = passage("2 March\nWarm. The guards are off.\n\n6 April\nAll is well. It is dry.\n")
    assert sentences([log], [0.1, 0.1, 0.9, 0.1, 0.1, 0.1]) == ["2 March", "The guards are off."]
    letter = passage("2 March\n\nDear Ann,\n\nThe guards are off.\n")
    assert sentences([letter], [0.1, 0.1, 0.9]) == ["The guards are off."]


@pytest.mark.parametrize(
    "verdict", ["I do not accept his evidence.", "That is wrong.", "The court rejected this."]
)
def test_what_somebody_claims_comes_with_what_is_thought_of_it(verdict: str) -> None:
    claim = passage(f"Mr Brand said that there were two nails. {verdict} It rained.")
    assert sentences([claim], [0.9, 0.1, 0.1])[-1] == verdict
    fact = passage(f"There were two nails. {verdict} It rained.")
    assert sentences([fact], [0.9, 0.1, 0.1]) == ["There were two nails."]


RAIN = "If it rains, the photos are taken in the chapel.\n\nThe photos are taken in the orchard."


@pytest.mark.parametrize(
    ("question", "scores", "quoted"),
    [
        ("Where are the photos taken?", [0.9, 0.5], 2),
        ("Where are the photos taken?", [0.9, 0.4], 1),
        ("Where are the photos taken if it rains?", [0.9, 0.5], 1),
        ("Where is the parking?", [0.9, 0.5], 1),
    ],
)
def test_what_holds_as_a_rule_stands_beside_what_holds_in_one_case(
    question: str, scores: list[float], quoted: int
) -> None:
    found = evidence([passage(RAIN)], scores).sentences
    assert len(select(found, question)) == quoted


def test_what_a_paragraph_in_bold_is_about_is_quoted_with_it() -> None:
    rules = passage("**Short game.** Play five rounds. Each player has five lanterns. It is fun.")
    told = ["**Short game.**", "Each player has five lanterns."]
    assert sentences([rules], [0.1, 0.1, 0.9, 0.1]) == told
    asked = passage("**Is it fun?** It is. Each player has five lanterns. It rains.")
    assert sentences([asked], [0.1, 0.1, 0.9, 0.1]) == told[1:]
    plain = passage("The **short game** is fun. It rains. Each player has five lanterns.")
    assert sentences([plain], [0.1, 0.1, 0.9]) == told[1:]


def test_a_name_with_its_value_weighs_as_much_as_a_sentence() -> None:
    colours = passage("Neutral: blue\n\nIn the old part of the house the neutral is grey.\n")
    assert sentences([colours], [0.9, 0.8])[0] == "Neutral: blue"
    heading = passage("Colours\n\nIn the old part of the house the neutral is grey.\n")
    assert len(sentences([heading], [0.9, 0.8])) == 1


def test_what_may_be_done_is_quoted_with_its_conditions() -> None:
    page = passage("Tea is served. You may stop. Conditions:\n\n1. it is paid;\n2. it rains.")
    conditions = "Conditions: [k7f2]\n1. it is paid; [k7f2]\n2. it rains. [k7f2]"

    assert answer([page], [0.1, 0.9, 0.1, 0.1, 0.2]) == f"You may stop. [k7f2] {conditions}"
    assert answer([page], [0.1, 0.2, 0.1, 0.1, 0.9]) == conditions


HOURS = "Open Tuesday to Sunday. Closed on Mondays. On holidays on a Monday the museum is open."


def test_an_exception_is_quoted_with_its_rule_and_the_rule_with_it() -> None:
    both = "Closed on Mondays. [k7f2] On holidays on a Monday the museum is open. [k7f2]"

    assert answer([passage(HOURS)], [0.1, 0.1, 0.9]) == both
    assert answer([passage(HOURS)], [0.1, 0.9, 0.1]) == both
    assert answer([passage(HOURS)], [0.9, 0.1, 0.1]) == "Open Tuesday to Sunday. [k7f2]"
    page = passage("It is a shop. It is shut on Mondays. If there is a fair, the shop is open.")
    assert answer([page], [0.1, 0.1, 0.9]).startswith("It is a shop. [k7f2] It is shut")


@pytest.mark.parametrize(
    ("before", "text", "excepted"),
    [
        ("Montags ist das Bad geschlossen.", "An Feiertagen ist das Bad geöffnet.", True),
        ("Parking is forbidden here.", "On Sundays parking is allowed.", True),
        ("It is open daily.", "In winter it is closed.", True),
        ("Open daily.", "On public holidays the museum is closed.", True),
        ("Dogs are not allowed.", "During the fair they are allowed.", True),
        ("The museum is open daily.", "In winter the garden is closed.", False),  # another thing
        ("Closed on Mondays.", "On holidays we stay closed.", False),
        ("Closed on Mondays.", "The museum is open all day.", False),  # in no case of its own
        ("When it is shut, the pump stops.", "When it is open, the pump runs.", False),
    ],
)
def test_what_holds_in_a_case_excepts_the_opposite(before: str, text: str, excepted: bool) -> None:
    assert excepts(text, before) is excepted


PUMP = (
    "If something goes wrong:\n\n"
    "- Alarm? Press on. Read the display. If it sounds again, take it off.\n"
    "- Lost? Ring the ward. If nobody answers, use the pen."
)


@pytest.mark.parametrize("best", [1, 2, 3])
def test_an_item_that_a_short_question_opens_is_quoted_from_there_without_gaps(best: int) -> None:
    bare = passage(PUMP.partition(":\n\n")[2])
    scores = [0.9 if at == best else 0.1 for at in range(7)]

    assert sentences([bare], scores) == [
        *("Alarm?", "Press on.", "Read the display."),
        "If it sounds again, take it off.",
    ]
    told = answer([passage(PUMP)], [0.1, *scores])
    assert told.startswith("If something goes wrong: [k7f2]\n- Alarm? [k7f2] Press on. [k7f2] Read")


def test_several_items_are_quoted_as_items_each_with_its_question() -> None:
    bare = passage(PUMP.partition(":\n\n")[2])

    told = answer([bare], [0.1, 0.8, 0.1, 0.1, 0.1, 0.9, 0.1]).replace(" [k7f2]", "")
    assert told.splitlines() == [
        "- Alarm? Press on. Read the display. If it sounds again, take it off.",
        "- Lost? Ring the ward. If nobody answers, use the pen.",
    ]
    page = passage("- The soup is cold in the evening.\n- The bread is served at noon.")
    assert answer([page], [0.8, 0.9]).count("\n- ") == 1
    lists = passage("- The soup is cold at night.\n\nIt rains.\n\n- The bread is served at noon.")
    assert "- " not in answer([lists], [0.8, 0.1, 0.9])


def test_numbered_paragraphs_are_items_where_they_are_quoted_from_their_numbers_on() -> None:
    page = passage(
        "1. Ann sues a roofer. She paid 5 euros.\n\n2. The roof came late. She left 2 unpaid."
    )

    assert "- " not in answer([page], [0.1, 0.8, 0.1, 0.9])
    assert answer([page], [0.8, 0.1, 0.9, 0.1]).startswith("1. Ann sues a roofer. [k7f2]\n2. The")


def test_what_a_short_question_in_a_paragraph_opens_ends_with_the_next_one() -> None:
    page = passage("Lost a key? Ring Anna. Or wait. Late? Tell us. If you are ill, stay.")

    assert sentences([page], [0.1] * 5 + [0.9]) == ["Late?", "Tell us.", "If you are ill, stay."]
    told = passage("Why so late? Nobody knows. It rained. The road was shut. We waited.")
    assert sentences([told], [0.1, 0.1, 0.1, 0.9, 0.1]) == ["The road was shut."]


def test_what_is_put_forward_is_quoted_with_what_was_decided_and_the_other_way_round() -> None:
    page = passage("It rains. Ann moved to plant a tree. Deferred until July, with thanks. We ate.")
    both = "Ann moved to plant a tree. [k7f2] Deferred until July, with thanks. [k7f2]"

    assert answer([page], [0.1, 0.9, 0.1, 0.1]) == both
    assert answer([page], [0.1, 0.1, 0.9, 0.1]) == both


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("Carried by 17 to 4.", True),
        ("Agreed.", True),
        ("The motion was carried.", True),
        ("Proposal rejected, 12 to 9.", True),
        ("Vertagt auf die nächste Sitzung.", True),
        ("Abgelehnt.", True),
        ("Carried water from the pond.", False),
        ("Agreed a date with Tom.", False),
        ("Approved dealers repair it.", False),
        ("The fence was rejected by the council in May.", False),
    ],
)
def test_what_was_decided_says_nothing_of_what(text: str, decided: bool) -> None:
    assert decides(text) is decided


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("Which pump is recommended?", True),
        ("What do they recommend?", True),
        ("Why is it recommended?", False),  # no thing is asked for
        ("Which pump is the second choice?", False),  # the sentence says so itself
        ("Which pump does Ann advise against?", False),
    ],
)
def test_what_only_a_heading_says_is_quoted_with_what_opens_its_section(
    question: str, opens: bool
) -> None:
    page = passage(
        "## Recommendation\n\nAridon X, with a hose. It rains. I advise against the Brisa."
    )
    chosen = select(evidence([page], [0.1, 0.1, 0.9]).sentences, question)

    assert [one.text for one in chosen if not one.heads] == [
        *(["Aridon X, with a hose."] if opens else []),
        "I advise against the Brisa.",
    ]


def test_conditions_asked_for_are_not_lost_to_what_only_mentions_them() -> None:
    text = "Conditions:\n\n1. the rent is paid;\n2. no one is left.\n\nIt costs a year."
    found = evidence([passage(text, locator="Break clause")], [0.1, 0.27, 0.1, 0.5]).sentences
    conditions = ["Conditions:", "the rent is paid;", "no one is left."]

    asked = select(found, "Which conditions does the break clause have?")
    assert [one.text for one in asked] == [*conditions, "It costs a year."]
    other = select(found, "Which conditions does the lift have?")
    assert [one.text for one in other] == ["It costs a year."]


def test_a_heading_with_a_day_stands_above_what_says_none() -> None:
    text = (
        "## 9 May, Cala to Punta\n\n24 kilometres, the longest stage.\n\n"
        "## 10 May, Punta\n\nThe ferry will run again on 1 June.\n"
    )
    one = passage(text)
    stage, ferry = (
        EvidenceSentence(one, text.index(words), text.index(words) + len(words), words, 0.9)
        for words in ("24 kilometres, the longest stage.", "The ferry will run again on 1 June.")
    )
    heads = [beside.dated(one, Span(sentence.start, sentence.end)) for sentence in (stage, ferry)]
    assert [head and text[head.start : head.end] for head in heads] == [
        "9 May, Cala to Punta",
        None,
    ]
    row = passage("## 9 May, Cala\n\n| Stage | Length |\n|---|---|\n| Cala | 24 |\n")
    at = row.text.index("| Cala")
    assert beside.dated(row, Span(at, at + len("| Cala | 24 |"))) is None
