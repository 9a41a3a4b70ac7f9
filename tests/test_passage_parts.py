"""Passages taken apart: sentences, pairs of neighbours, and what they are compared by."""

from rag.answer.verification.passage_parts import squeezed, take_apart, topics


def test_the_parts_are_the_sentences_and_their_pairs() -> None:
    text = "Rent is $900. Dogs are not kept.\n\nThe lease ends."
    parts = take_apart(text, "Lease", "p. 1", "")
    said = [text[one.start : one.end] for one in parts.spans]
    assert said[:3] == ["Rent is $900.", "Dogs are not kept.", "The lease ends."]
    assert said[3:] == ["Rent is $900. Dogs are not kept.", "Dogs are not kept.\n\nThe lease ends."]
    assert parts.texts[4] == "Dogs are not kept. The lease ends."
    assert parts.bare[0] == "rent is $900"
    assert parts.in_context[0] == "Lease. Rent is $900."


def test_a_text_without_a_sentence_is_one_part() -> None:
    assert take_apart("", "", "", "").spans == ((0, 0),)


def test_topics_are_of_each_text() -> None:
    assert topics(("The dogs.", "It is.")) == (frozenset({"dog"}), frozenset())


def test_quotations_are_compared_without_case_and_outer_punctuation() -> None:
    assert squeezed("  “Rent is\n$900.” ") == "rent is $900"
