"""The small words and the forms of words of a text's language."""

import pytest

from rag.text import in_other_forms, small_words


@pytest.mark.parametrize(
    ("text", "word", "other"),
    [
        ("Der Eintritt kostet 5 Euro.", "kostet", "kosten"),
        ("Die Zeitung wurde gegründet.", "gegrundet", "grundet"),
        ("Die Mehrheit stimmte für den Antrag.", "stimmt", "stimmten"),
        ("Les écoles municipales sont fermées.", "municipales", "municipal"),
        ("Los alumnos comen en la escuela.", "escuela", "escuelas"),
    ],
)
def test_a_word_is_known_in_another_form(text: str, word: str, other: str) -> None:
    assert in_other_forms([word], {other}, text) == {word}


@pytest.mark.parametrize(
    ("text", "word", "other"),
    [
        ("Der Garten ist groß.", "garten", "gärtner"),
        ("Der Mieter zahlt.", "mieter", "vermieter"),
        ("The gate is open.", "gate", "gates"),
        ("Les élèves mangent dans la cour.", "cour", "cours de musique"),
    ],
)
def test_another_word_is_not(text: str, word: str, other: str) -> None:
    assert in_other_forms([word], {other}, text) == frozenset()


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("Der Hund ist im Garten.", "ist"),
        ("La médiathèque est ouverte le lundi.", "est"),
        ("La tienda está abierta los lunes.", "está"),
        ("Il negozio è aperto il lunedì.", "è"),
    ],
)
def test_small_words_are_those_of_the_language(text: str, small: str) -> None:
    assert small in small_words(text)


def test_an_english_text_has_none_but_its_own() -> None:
    assert small_words("The shop is open on Mondays.") == frozenset()
