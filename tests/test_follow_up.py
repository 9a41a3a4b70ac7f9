"""Follow-up questions stand alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from rag import Settings
from rag.retrieve.follow_ups.bounds import Bounds
from rag.retrieve.follow_ups.follow_up import Rewriter, leans_back, readings
from rag.retrieve.follow_ups.told_before import not_told_before
from rag.text import said_words
from rag.types import Chunk, Evidence, EvidenceSentence, Message, Passage
from tests.builders import chunk, hit
from tests.fakes import WordEmbedder
from tests.opened import opened


def history(*questions: str, answer: str = "It is so.") -> list[Message]:
    turns = []
    for question in questions:
        turns += [Message("user", question), Message("assistant", answer)]
    return turns


def standalone(question: str, turns: list[Message], rewrite: Rewriter | None = None) -> str:
    """The likeliest reading."""
    return readings(question, turns, rewrite)[0]


@pytest.mark.parametrize(
    ("earlier", "question", "alone"),
    [
        ("Who runs xAI?", "And where is its data center?", "Where is xAI's data center?"),
        ("What is NVIDIA's strength?", "What about AMD?", "What is AMD's strength?"),
        ("How many GPUs does xAI run?", "And Meta?", "How many GPUs does Meta run?"),
        ("Why was the lease ended?", "When?", "When was the lease ended?"),
        ("what is the rent", "is it paid monthly?", "is the rent paid monthly?"),
    ],
)
def test_the_topic_is_carried_over(earlier: str, question: str, alone: str) -> None:
    assert standalone(question, history(earlier)) == alone


def test_a_thing_may_be_another_or_a_part_of_what_was_talked_of() -> None:
    turns = history("How long does the warranty last?")

    assert readings("And the price?", turns)[:2] == (
        "How long does the price last?",
        "price warranty last",
    )
    assert readings("How much is the rent?", turns) == ("How much is the rent?",)


def test_a_question_that_stands_by_itself_is_left_alone() -> None:
    question = "How many tokens per parameter did the paper suggest?"

    assert standalone(question, history("Who runs xAI?")) == question
    assert standalone("And why?", []) == "And why?"


def test_the_topic_survives_several_turns() -> None:
    turns = history("What does Oracle rent?", "From whom does it rent?")

    assert standalone("And why does it?", turns) == "why does Oracle rent?"


def test_a_name_in_the_answer_is_what_a_pronoun_means() -> None:
    turns = history("Who leads the race?", answer="The leader is OpenAI by far.")

    assert standalone("Why do they lead?", turns) == "Why do OpenAI lead?"


def test_a_model_rewrites_where_there_is_one() -> None:
    asked: list[str] = []

    def rewrite(question: str, _: object) -> str:
        asked.append(question)
        return "Where is the data center of xAI?"

    alone = standalone("Where is its data center?", history("Who runs xAI?"), rewrite)

    assert alone == "Where is the data center of xAI?"
    assert asked == ["Where is its data center?"]


def test_a_model_without_a_useful_word_does_not_lose_the_question() -> None:
    alone = standalone("Where is it?", history("Who runs xAI?"), lambda *_: "")

    assert alone == "Where is xAI?"


@pytest.mark.parametrize(
    "question",
    [
        "How long?",
        "For how long?",
        "In which city?",
        "Which tenants exactly?",
        "When does the pool open?",  # which of those that were talked of?
        "Und wann ist sie fällig?",
        "Et quand doit-il être payé par le locataire ?",
        "¿Y cuándo se paga?",
        "那什么时候付？",
    ],
)
def test_a_model_is_asked_what_a_short_or_foreign_question_means(question: str) -> None:
    turns = history("What is the deposit?")

    assert readings(question, turns, lambda *_: "Rewritten?")[0] == "Rewritten?"


@pytest.mark.parametrize(
    "question",
    ["Who founded xAI?", "How many tokens per parameter did the paper suggest to the reader?"],
)
def test_a_model_is_not_asked_about_a_question_that_surely_stands_by_itself(question: str) -> None:
    assert readings(question, history("Who?"), lambda *_: "Rewritten?") == (question,)


def test_a_question_that_may_stand_by_itself_is_also_asked_as_typed() -> None:
    turns = history("Is the flat on Mill Street heated?")

    assert readings("When does the pool open?", turns, lambda *_: "When does it?") == (
        "When does it?",
        "When does the pool open?",
    )


@pytest.mark.parametrize("question", ["How long?", "For how long", "how often?", "Since when?"])
def test_a_bare_how_long_asks_of_the_whole_topic(question: str) -> None:
    turns = history("Is the pool open?")

    assert standalone(question, turns) == f"{question.rstrip('?')} is the pool open?"


@pytest.mark.parametrize("question", ["In which city?", "Until what year?", "Which floor?"])
def test_a_bare_which_asks_of_the_whole_topic(question: str) -> None:
    turns = history("Where does Oracle rent?")

    assert standalone(question, turns) == f"{question.rstrip('?')} does Oracle rent?"


def test_whoever_was_asked_for_is_whom_he_means() -> None:
    founded = history("Who founded xAI?", answer="Elon Musk founded xAI in 2023.")
    herself = history("Who is Anna Holm?", answer="She is the landlord on Mill Street.")

    assert standalone("Where was he born?", founded) == "Where was Elon Musk born? (xAI)"
    assert standalone("What did it cost?", founded) == "What did xAI cost?"
    assert standalone("Where does she live?", herself) == "Where does Anna Holm live?"


@pytest.mark.parametrize(
    "question",
    [
        "Is there a swimming pool?",
        "How many people are there in the company?",
        "Which clause says that subletting is forbidden?",
        "Which month is the fee due that one pays for parking?",
    ],
)
def test_a_word_that_may_not_point_back_leaves_the_question_as_typed(question: str) -> None:
    turns = history("Who runs xAI?")

    assert readings(question, turns) == (f"{question} (xAI)", question)


@pytest.mark.parametrize(
    "question", ["Is it allowed to keep dogs?", "Is it true that Oracle rents the mill?"]
)
def test_it_that_stands_for_nothing_does_not_point_back(question: str) -> None:
    assert readings(question, history("Who runs xAI?")) == (question,)


@pytest.mark.parametrize(
    "question",
    ["How many are there in Oslo?", "Who said that?", "Does that include heating?", "Is it open?"],
)
def test_what_points_back_is_not_asked_as_typed(question: str) -> None:
    assert question not in readings(question, history("Who runs xAI?"))


@pytest.mark.parametrize(
    ("earlier", "question", "carried"),
    [
        ("Wie lange dauert die Reparatur?", "Und wie viel kostet es?", "Reparatur"),
        ("Wann öffnet das Freibad?", "Wie viel kostet das?", "Freibad"),
        ("Combien de temps dure la réparation ?", "Combien coûte-t-elle ?", "réparation"),
        ("¿Cuánto dura la reparación del motor?", "¿Y cuánto cuesta?", "reparación"),
    ],
)
def test_a_follow_up_in_another_language_is_asked_with_the_topic_and_as_typed(
    earlier: str, question: str, carried: str
) -> None:
    alone, *others = readings(question, history(earlier))
    assert alone.startswith(question)
    assert carried in alone
    assert others == [question]
    rewritten = readings(question, history(earlier), lambda *_: "Was kostet die Uhr?")
    assert rewritten == ("Was kostet die Uhr?", question)
    assert readings(question, ()) == (question,)


@pytest.mark.parametrize(
    "question",
    [
        *("Und der Preis?", "Und Berlin?", "Oder die Miete?", "Et le prix ?", "Et Paris ?"),
        *("¿Y Madrid?", "Y el precio", "E il prezzo?", "E o preço?", "Mas quanto custa"),
        *(
            "Ma quanto costa",
            "En hoeveel",
            "Maar wanneer?",
            "Og hvad koster det?",
            "Men var ligger",
        ),
        *("Mais où ?", "Et l’adresse"),
    ],
)
def test_an_opening_of_another_language_leans(question: str) -> None:
    assert leans_back(question)


@pytest.mark.parametrize(
    "question",
    [
        *("E coli outbreaks", "Men in Black cast", "En passant rules", "Y Combinator founders"),
        *("Mas Canosa address", "Ma Rainey age", "OG Anunoby salary", "Oder Neisse line length"),
        *("Et al meaning", "Maar lakes depth", "E coli?", "Men in Black?", "En garde"),
    ],
)
def test_keywords_that_open_like_another_language_stand_by_themselves(question: str) -> None:
    assert not leans_back(question)
    assert readings(question, history("What does the lease cost?"))[0] == question


@pytest.mark.parametrize(
    "question",
    [
        "Wo kann man in der Stadt am Abend essen?",
        "E coli is found where?",
        "Men pay how much at the gate?",
        "Gibt es einen Aufzug?",
    ],
)
def test_a_question_in_another_language_that_stands_by_itself_is_left_alone(question: str) -> None:
    assert readings(question, history("Wann öffnet das Freibad?"))[0] == question


def test_a_model_that_answers_in_place_of_asking_is_not_searched_for() -> None:
    turns = history("Who runs xAI?")

    assert readings("Where is it?", turns, lambda *_: "It is in Memphis.") == readings(
        "Where is it?", turns
    )
    assert readings("where is it", turns, lambda *_: "where is xAI") == ("where is xAI",)


def evidence(*texts: str) -> Evidence:
    """These sentences, the best first."""
    chunk = Chunk("c1", "d1", "The mill", 0, 9, "The mill.", "")
    passage = Passage("k7f2", (chunk,), 0, 9, "The mill.", "", "The mill")
    found = (
        EvidenceSentence(passage, place, place + 1, text, 1 / (place + 1))
        for place, text in enumerate(texts)
    )
    return Evidence(0.9, tuple(found))


IT = "And when was it burnt?"
BUILT, BURNT, BOUGHT = "It was built in 1801.", "It burnt  in\n1934.", "It was bought in 1920."
TOLD = (
    Message("user", "When was it bought?"),
    Message("assistant", f"{BOUGHT} it burnt in 1934."),
)


@pytest.mark.parametrize(
    ("found", "left"),
    [
        ((BUILT, BURNT, BOUGHT), (BUILT,)),
        ((BURNT, BUILT, BOUGHT), (BURNT, BUILT)),
        ((BUILT, "It has sails."), (BUILT, "It has sails.")),
        ((), ()),
    ],
)
def test_what_was_quoted_before_is_not_quoted_beside_the_new(
    found: tuple[str, ...], left: tuple[str, ...]
) -> None:
    assert tuple(one.text for one in not_told_before(IT, evidence(*found), TOLD).sentences) == left


def test_what_names_the_thing_asked_about_instead_is_quoted_again() -> None:
    all_of_it, bank = "Refunds are made within 180 days.", "By bank they take 90 days."
    told = (
        Message("user", "How long does a refund take by card?"),
        Message("assistant", f"{all_of_it} {bank}"),
    )
    found = evidence(all_of_it, bank)
    quoted = [
        tuple(one.text for one in not_told_before(typed, found, told).sentences)
        for typed in ("and by bank?", "and by cheque?", "and by card?", "and how?")
    ]

    assert quoted == [(all_of_it, bank), (all_of_it,), (all_of_it,), (all_of_it,)]


def test_several_parts_and_a_first_question_keep_all() -> None:
    whole = evidence(BUILT, BOUGHT)
    assert not_told_before(IT, whole, ()) is whole
    assert not_told_before(IT, whole, TOLD[:1]) is whole
    both = replace(whole, parts=(whole, whole))
    assert not_told_before(IT, both, TOLD) is both
    older = (*TOLD, Message("user", "And it?"), Message("assistant", "It has sails."))
    assert not_told_before(IT, whole, older).sentences == whole.sentences, "only the answer before"


def test_an_answer_to_a_follow_up_leaves_out_what_was_quoted_before(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    text = "The mill has four white sails. The mill has three old stones."
    (tmp_path / "corpus" / "mill.md").write_text(text)
    settings = Settings(
        corpus_dir=tmp_path / "corpus",
        data_dir=tmp_path / "data",
        reader=False,
        evidence_threshold=0.02,
    )
    told = (
        Message("user", "How many sails has the mill?"),
        Message("assistant", "The mill has four white sails."),
    )
    with opened(settings, WordEmbedder()) as assistant:
        assistant.sync()
        reply = assistant.ask("How many stones has it?", told)
        written = "".join(reply)
    assert "The mill has three old stones." in written
    assert "white sails" not in written
    assert reply.answer.why is not None
    found = [one.text for one in reply.answer.why.evidence.sentences]
    assert "The mill has four white sails." in found, "what was found is told as it was"


def test_the_words_of_what_was_found_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = " ".join(f"Committee {n} met about the garden twice. [1]" for n in range(20))
    bounds = Bounds("And it?", "What did the committee do?", told)
    read: list[str] = []

    def counted(text: str) -> frozenset[str]:
        read.append(text)
        return said_words(text)

    monkeypatch.setattr("rag.retrieve.follow_ups.bounds.said_words", counted)
    hits = [hit(chunk(f"Something else {n}.", document=str(n))) for n in range(10)]
    assert bounds.within("What did it do in the pool?", (), hits) == ()
    assert sum("Something else" in text for text in read) == 10
