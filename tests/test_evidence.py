"""The evidence gate: signals, the shipped model, and what is said when there is nothing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import Reader, Reading, Window
from rag.retrieve.evidence import EvidenceGate, answerable, no_evidence
from rag.retrieve.evidence_model import MEASURED, EvidenceModel, ModelName, build_model
from rag.retrieve.question import parse
from rag.retrieve.signals import SIGNALS, measure, read_place
from rag.retrieve.silent_parts import unsaid
from rag.types import Citation, Evidence, EvidenceSentence, Passage, Support
from tests.builders import passage
from tests.fakes import WordEmbedder


def shown(source: Passage, quote: str) -> Citation:
    start = source.text.index(quote)
    return Citation(1, source, start, start + len(quote), quote, Support.SUPPORTED)


RENT = passage("The lease is old. Rent is 900 euros a month. Pets are banned.", title="Lease")


def signal(name: str, question: str, heading: str, text: str) -> list[float]:
    place = read_place(heading, "", text)
    vectors = WordEmbedder().embed([question, *place.in_context])
    matrix = measure(parse(question), vectors[0], [place], [vectors[1:]])
    return [round(float(value), 3) for value in matrix[:, SIGNALS.index(name)]]


def test_coverage_counts_terms_here_near_and_anywhere() -> None:
    question = "monthly rent of the lease"
    text = "Rent is due. It is monthly. Pets. Nothing."

    assert signal("covered_here", question, "Lease", text) == [0.333, 0.333, 0, 0]
    assert signal("covered_near", question, "Lease", text) == [1, 1, 0.667, 0.333]
    assert signal("covered_passage", question, "Lease", text) == [1, 1, 1, 1]


def test_a_figure_above_a_text_is_said_of_it() -> None:
    question = "What did the hut cost on 4 April?"
    for heading, missing in (("Diary > 4 April", 0.0), ("Diary > 5 April", 1.0)):
        assert signal("figures_missing", question, heading, "The hut cost 12 crowns.") == [missing]


def test_a_word_that_stands_in_few_sentences_weighs_more() -> None:
    """The parrot in one of three, the lease in two; what is found nowhere does not count."""
    question = "Does the lease ban a parrot or zebra?"
    text = "Of the lease. The lease lists more. A parrot is allowed."

    common, again, rare = signal("rare_here", question, "", text)
    assert 0 < common == again < rare < 1
    assert common + rare == pytest.approx(1, abs=0.002)
    assert signal("rare_near", question, "", text) == [common, 1, 1]
    assert signal("rare_here", "What of zebras?", "", text) == [0, 0, 0]


def test_a_name_that_is_nowhere_is_missed() -> None:
    question = "What does Acme pay to Oracle?"

    assert signal("names_missing_passage", question, "Oracle", "Someone pays.") == [0.5]


def test_the_wanted_kind_is_missed_only_if_the_neighbours_lack_it_too() -> None:
    question = "When was it signed?"

    assert signal("wanted_missing", question, "", "Signed by two. In May 2019.") == [0, 0]
    assert signal("wanted_missing", question, "", "Signed by two. And sealed.") == [1, 1]


def test_a_figure_next_to_what_is_counted_is_close() -> None:
    near, far = (
        signal("counted_close", "How many rooms are there?", "", text)[0]
        for text in ("It has 12 rooms.", "The 12 tenants of the house share all of its rooms.")
    )

    assert near > far > 0


def test_sentences_come_best_first_with_exact_spans() -> None:
    shifted = passage(RENT.text, start=100, title="Lease")

    found = EvidenceGate(WordEmbedder()).judge("How many euros a month is rent?", [shifted])

    assert found.sentences[0].text == "Rent is 900 euros a month."
    assert found.probability == found.sentences[0].score
    for sentence in found.sentences:
        assert shifted.text[sentence.start - 100 : sentence.end - 100] == sentence.text


def test_what_the_passages_do_not_name_is_said() -> None:
    found = EvidenceGate(WordEmbedder()).judge("What does Zorblatt Inc pay?", [RENT])

    assert "Zorblatt Inc" in found.missing
    assert "Zorblatt Inc" in no_evidence(found)


@pytest.mark.parametrize(
    "question",
    [
        "How many dogs can we bring and how much does it cost?",
        "How many dogs can we bring to the cottage and how much does it cost?",
    ],
)
def test_it_of_a_second_part_is_what_the_first_is_about(question: str) -> None:
    house = passage(
        "We take two dogs. Stays of dogs cost 20 pounds. A swing costs 640 pounds.", title="House"
    )
    minutes = Passage("k2", house.chunks, 0, 26, "A party costs 350 pounds.", "", "Minutes")

    second = EvidenceGate(WordEmbedder()).judge(question, [house, minutes]).parts[1]

    assert second.question == "how much does it cost?"
    assert "Stays of dogs cost 20 pounds." in [one.text for one in second.sentences]
    assert not [one.text for one in second.sentences if "640" in one.text or "350" in one.text]


@pytest.mark.parametrize("second", ["how long do I have?", "how much time do I have?"])
def test_a_second_part_that_tells_nothing_is_asked_of_the_first(second: str) -> None:
    book = passage("A grievance is heard. An appeal in a grievance takes five days.", title="Book")
    ward = Passage("k2", book.chunks, 0, 26, "You have much time, long months to have.", "", "Ward")

    asked = f"What is a grievance and {second}"
    found = EvidenceGate(WordEmbedder()).judge(asked, [book, ward])

    told = [one.text for one in found.parts[1].sentences]
    assert found.parts[1].question == second
    assert told
    assert not any("months" in one for one in told)


def test_no_passage_is_no_evidence() -> None:
    assert EvidenceGate(WordEmbedder()).judge("Anything?", []) == Evidence(
        0.0, question="Anything?"
    )


@pytest.mark.parametrize("name", MEASURED)
def test_a_shipped_model_takes_what_is_measured(name: ModelName) -> None:
    model = EvidenceModel.load(name)
    zeros = np.zeros((3, len(MEASURED[name])), dtype=np.float32)

    probabilities = model.probabilities(zeros)

    assert set(model.names) <= set(MEASURED[name])
    assert probabilities.shape == (3,)
    assert np.all((probabilities >= 0) & (probabilities <= 1))


def test_a_model_finds_its_signals_by_name() -> None:
    model = build_model(["a", "b", "c"], {"c": [1.0, 2.0, 3.0], "a": [0.0, 1.0, -1.0]}, 0.5)

    told = model.contributions(np.array([4.0, 9.0, 5.0], np.float32))

    assert [(one.name, one.value, one.weight) for one in told] == [
        ("c", 5.0, 6.0),
        ("a", 4.0, -4.0),
        ("bias", 1.0, 0.5),
    ]


@pytest.mark.parametrize(
    "text", ["word", "1 2 3", "x " * 5_000, "| a | b |\n|---|---|", "日本語。"]
)
def test_odd_passages_get_a_verdict(text: str) -> None:
    found = EvidenceGate(WordEmbedder()).judge("How many?", [passage(text)])

    assert 0 <= found.probability <= 1


@given(st.text(min_size=1, max_size=100), st.text(min_size=1, max_size=200))
def test_any_question_of_any_passage_gets_a_verdict(question: str, text: str) -> None:
    assert 0 <= EvidenceGate(WordEmbedder()).judge(question, [passage(text)]).probability <= 1


def test_contributions_and_the_bias_add_up_to_the_logit() -> None:
    model = EvidenceModel.load("seen")
    rows = np.random.default_rng(7).normal(size=(5, len(SIGNALS))).astype(np.float32)

    for row, probability in zip(rows, model.probabilities(rows), strict=True):
        told = model.contributions(row)
        assert [one.name for one in told] == [*SIGNALS, "bias"]
        assert [one.value for one in told[:-1]] == [float(value) for value in row]
        logit = sum(one.weight for one in told)
        assert 1 / (1 + np.exp(-logit)) == pytest.approx(float(probability), abs=1e-5)


class FixedReader:
    """Finds the same in everything."""

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        del question
        rows = [np.array([[1.5, 0.5, -0.5]] * len(one.sentences), np.float32) for one in windows]
        return [Reading(2.0, row) for row in rows]

    def warm_up(self) -> None:
        """There is nothing to load."""


@pytest.mark.parametrize("reader", [None, FixedReader()])
def test_the_signals_add_up_to_the_probability(reader: Reader | None) -> None:
    found = EvidenceGate(WordEmbedder(), reader).judge("How many euros a month is rent?", [RENT])

    logit = sum(one.weight for one in found.signals)
    assert 1 / (1 + np.exp(-logit)) == pytest.approx(found.probability, abs=1e-5)
    assert found.signals[-1].name == "bias"
    assert ("window_answers" in [one.name for one in found.signals]) == (reader is not None)


def test_shares_add_up_to_one_in_the_order_of_the_probabilities() -> None:
    model = EvidenceModel.load("likely")
    measured = np.random.default_rng(0).random((20, len(SIGNALS)), np.float32)

    shares = model.shares(measured)

    assert shares.sum() == pytest.approx(1.0)
    assert (np.argsort(shares) == np.argsort(model.probabilities(measured))).all()


class Knowing:
    """Finds an answer where a window holds the words, and the same logit in all others."""

    def __init__(self, words: str, elsewhere: float) -> None:
        self._words = words
        self._elsewhere = elsewhere
        self.seen: list[str] = []

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        del question
        self.seen += [one.text for one in windows]
        found = [8.0 if self._words in one.text else self._elsewhere for one in windows]
        return [
            Reading(logit, np.full((len(one.sentences), 3), logit, np.float32))
            for logit, one in zip(found, windows, strict=True)
        ]

    def warm_up(self) -> None:
        """There is nothing to load."""


def test_where_nothing_answers_surely_more_is_read_unless_there_is_no_hope() -> None:
    rents = [passage(f"Rent is {at} euros a month.", title=f"Flat {at}") for at in range(10)]

    def judged(reader: Knowing) -> Evidence:
        return EvidenceGate(WordEmbedder(), reader).judge("How many euros is rent?", rents)

    sure, hoping, hopeless = Knowing("Rent", -6.0), Knowing("900", -6.0), Knowing("900", -20.0)
    assert judged(sure).probability > 0.7
    assert 0.25 <= judged(hoping).probability < 0.7
    assert judged(hopeless).probability < 0.1
    assert sure.seen == hopeless.seen
    assert len(hoping.seen) > len(sure.seen)

    late = judged(Knowing(hoping.seen[-1], -6.0))
    assert late.probability > 0.7
    assert late.sentences[0].text == hoping.seen[-1]


def test_a_question_that_joins_two_is_judged_part_by_part() -> None:
    question = "How many euros a month is rent, and who painted the Mona Lisa?"

    found = EvidenceGate(WordEmbedder()).judge(question, [RENT])

    assert [part.question for part in found.parts] == [
        "How many euros a month is rent",
        "who painted the Mona Lisa?",
    ]
    assert found.question == question
    assert found.probability == max(part.probability for part in found.parts)

    middle = sum(part.probability for part in found.parts) / 2
    kept = answerable(found, middle)
    assert [part.question for part in kept.parts] == ["How many euros a month is rent"]
    told = unsaid(found, middle, [shown(RENT, "Rent is 900 euros a month.")])
    assert told == 'The documents don\'t say: "who painted the Mona Lisa?"'


def test_a_question_with_all_parts_answered_has_nothing_to_tell() -> None:
    found = EvidenceGate(WordEmbedder()).judge("What is rent and what is rent?", [RENT])

    assert answerable(found, 0.0) == found
    assert unsaid(found, 0.0, []) == ""


SHOP = passage(
    "The tenant pays a deposit of 7,200 euros. The landlord is Acme. The parking is shared.",
    title="Lease",
)


@pytest.mark.parametrize(
    ("part", "quote", "score", "is_said"),
    [
        ("How big was the deposit", "The tenant pays a deposit of 7,200 euros.", 0.1, True),
        ("How big is the garden", "The tenant pays a deposit of 7,200 euros.", 0.1, False),
        ("who is the landlord", "The landlord is Acme.", 0.1, True),
        ("who is the owner", "The landlord is Acme.", 0.1, False),
        ("who is the owner", "The landlord is Acme.", 0.5, True),
        ("what holds for the parking", "The parking is shared.", 0.5, True),
        ("what holds for the parking", "The parking is shared.", 0.3, False),
        ("how much is the parking", "The parking is shared.", 0.5, False),
    ],
)
def test_a_part_that_a_shown_quote_answers_is_not_said_to_be_missing(
    part: str, quote: str, score: float, is_said: bool
) -> None:
    one = shown(SHOP, quote)
    likeliest = EvidenceSentence(SHOP, one.start, one.end, quote, score)
    found = Evidence(0.9, parts=(Evidence(0.3, (likeliest,), question=part),))

    assert unsaid(found, 0.5, [one]) == ("" if is_said else f'The documents don\'t say: "{part}"')
    assert unsaid(found, 0.5, []) == f'The documents don\'t say: "{part}"'


@pytest.mark.parametrize(
    ("silent", "told"),
    [
        ("What did Ann think had caused the leak", True),
        ("What did Eve think had caused the leak", False),
        ("What did Ann cook", False),
    ],
)
def test_a_quote_that_tells_of_both_answers_both_parts(silent: str, told: bool) -> None:
    minutes = passage("Ben thinks of the valve, Ann of the pump. They had lunch.")
    quote = "Ben thinks of the valve, Ann of the pump."
    best = EvidenceSentence(minutes, 0, len(quote), quote, 0.9)
    other = Evidence(0.9, (best,), question="what did Ben think?")

    note = unsaid(
        Evidence(0.9, parts=(Evidence(0.3, question=silent), other)), 0.5, [shown(minutes, quote)]
    )
    assert note == ("" if told else f'The documents don\'t say: "{silent}"')


@pytest.mark.parametrize(
    ("first", "second", "silent"),
    [
        ("How large is the deposit", "what does it cost?", ""),
        ("Is there a deposit", "how much is it?", ""),
        ("Is there a garden", "what does the deposit cost?", '"Is there a garden"'),
        ("Is there a deposit", "when is it paid back?", '"when is it paid back?"'),
        ("How large is the deposit", "what does the garden cost?", '"what does the garden cost?"'),
    ],
)
def test_of_a_part_is_told_what_it_asks_in_full(first: str, second: str, silent: str) -> None:
    one = shown(SHOP, "The tenant pays a deposit of 7,200 euros.")
    parts = tuple(Evidence(0.3, question=part) for part in (first, second))

    told = unsaid(Evidence(0.9, parts=parts), 0.5, [one])
    assert told == (f"The documents don't say: {silent}" if silent else "")


BOATS = passage(
    "# Rules\n\nReport it to the boatman, Henrik Palm (0151 555 0147).\n\n## Action items\n\n"
    "1. Upgrade it (owner: Ines).\n",
    title="Rules",
)
PALM = "Report it to the boatman, Henrik Palm (0151 555 0147)."


@pytest.mark.parametrize(
    ("part", "quote", "is_said"),
    [
        ("what is his number?", PALM, True),
        ("what is her phone number?", PALM, True),
        ("what is his salary?", PALM, False),
        ("what is his e-mail address?", PALM, False),
        ("What are the action items", "Upgrade it (owner: Ines).", True),
        ("What are the items", "Upgrade it (owner: Ines).", False),
        ("What are the rules", PALM, False),
        ("What are the action items", PALM, False),
    ],
)
def test_a_part_is_answered_by_the_look_of_a_quote_or_by_its_heading(
    part: str, quote: str, *, is_said: bool
) -> None:
    one = shown(BOATS, quote)
    likeliest = EvidenceSentence(BOATS, one.start, one.end, quote, 0.15)
    found = Evidence(0.9, parts=(Evidence(0.2, (likeliest,), question=part),))
    assert (unsaid(found, 0.5, [one]) == "") is is_said


OUTAGES = passage(
    "| Date | Cause | Downtime | Lost |\n|---|---|---|---|\n"
    "| 2024-03-09 | Fire | 22 minutes | none |\n| 2024-11-28 | Flood | 4 hours | 311 orders |\n"
)


@pytest.mark.parametrize(
    ("part", "is_said"),
    [
        ("How long did the outage on 28 November 2024 last", True),
        ("How long did the outage on 9 March 2024 last", False),
        ("How long did the outage in November last", False),
        ("How many people were hurt on 28 November 2024", False),
    ],
)
def test_how_long_it_took_on_a_day_is_told_by_a_row_of_that_day(part: str, is_said: bool) -> None:
    one = shown(OUTAGES, "| 2024-11-28 | Flood | 4 hours | 311 orders |")
    likeliest = EvidenceSentence(OUTAGES, one.start, one.end, one.quote, 0.15)
    found = Evidence(0.9, parts=(Evidence(0.2, (likeliest,), question=part),))
    assert (unsaid(found, 0.5, [one]) == "") is is_said


def test_he_of_somebody_whom_nothing_names_is_nobody() -> None:
    letter = passage("Patient: Konrad Weidlich was born in Graz.", title="Letter")
    gate = EvidenceGate(WordEmbedder())
    found = gate.judge("Who commissioned the tower and where was he born?", [letter])
    assert found.parts[1].probability == 0
    alone = gate.judge("Where was Konrad Weidlich born?", [letter])
    assert alone.probability > 0


def test_a_figure_of_something_else_is_no_figure_for_this() -> None:
    house = passage("The house has 3 floors. Its rooms are large.", title="House")

    found = EvidenceGate(WordEmbedder()).judge("How many rooms does the house have?", [house])

    assert found.missing == "gives a figure for this"


def test_what_is_missing_is_named_without_its_possessive() -> None:
    found = EvidenceGate(WordEmbedder()).judge("What is Zorblatt's rent?", [RENT])

    assert found.missing == "mentions Zorblatt"


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Where is Zorblatt Wharf?", "says who or where"),  # its title says it
        ("Where is Quince Alley?", "says who or where"),  # its heading
        ("Where is Mirow Street?", "mentions Mirow Street"),
        ("Is the capital of France Paris?", "mentions France or Paris"),
        ("Is Lake Mirow deep?", "mentions Lake Mirow"),
    ],
)
def test_what_is_mentioned_anywhere_is_not_missing(question: str, missing: str) -> None:
    lease = passage("the rent is due.", title="Lease, 14 Zorblatt Wharf")
    lease = replace(lease, locator="Quince Alley")
    assert EvidenceGate(WordEmbedder()).judge(question, [lease]).missing == missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Wie hoch darf die Hecke sein?", ""),  # "Hecken am Weg"
        ("Wer pflegt das Vereinsheim?", ""),  # "Heim" and "Verein" are put together
        ("Wo steht der Trampolinplatz am See?", "mentions Trampolinplatz or See"),
        ("Welchen Nitratwert hat die Quelle?", "mentions Nitratwert or Quelle"),
    ],
)
def test_a_german_noun_is_mentioned_in_any_of_its_forms(question: str, missing: str) -> None:
    rules = passage("Hecken am Weg sind auf 1,25 m zu halten. Der Verein hat ein Heim.", title="")
    assert EvidenceGate(WordEmbedder()).judge(question, [rules]).missing == missing
