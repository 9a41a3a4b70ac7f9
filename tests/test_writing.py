"""Writing an answer: what happens when the model's server fails, or has no room for the prompt."""

from __future__ import annotations

import pytest

from rag.answerers import Answerers
from rag.clock import Stopwatch
from rag.errors import ContextTooLong, ModelTimeout, ModelUnreachable
from rag.llm import ScriptedModel, Window, count_prompt
from rag.reply import Reply
from rag.settings import Settings
from rag.types import Delta, Evidence, EvidenceSentence, Usage
from rag.writing import Fallback, Writing
from tests.builders import evidence, passage

SCORES = [0.9, 0.3, 0.2]
PASSAGES = [
    passage("Rent is 900 euros.", "k7f2", document="a"),
    passage("Pets are allowed. " * 40, "m3qd", document="b"),
    passage("The garden is large. " * 40, "p2wx", document="c"),
]


def writing(model: ScriptedModel, *, allowed: bool = False) -> Writing:
    answerers = Answerers(Settings(max_answer_tokens=100), model)
    return Writing(answerers, model, Fallback(allowed), Reply(lambda _: iter(())), Stopwatch())  # type: ignore[arg-type, return-value]


def text(written: Writing) -> str:
    found = evidence(PASSAGES[:1], SCORES[:1])
    return "".join(written.pieces("How much is the rent?", PASSAGES, found))


def test_quotes_take_the_place_of_a_model_that_fails_before_its_first_word() -> None:
    model = ScriptedModel("tiny")
    model.enqueue(ModelUnreachable("Nobody answers."))
    written = writing(model, allowed=True)

    assert text(written) == "Rent is 900 euros. [1]"
    assert written.model == "embedded"
    assert written.chat is None
    assert written.prompt


def test_a_quote_keeps_its_brackets_and_a_model_does_not() -> None:
    told = "Studies [2, 3] name [sha1], [3–5] and [utf8]."
    cited = passage(told, "k7f2")
    model = ScriptedModel("tiny")
    model.enqueue(ModelUnreachable("Nobody answers."))
    model.enqueue([f"{told} [k7f2]"])
    quotes, own = writing(model, allowed=True), writing(model)
    for one in (quotes, own):
        list(one.pieces("Which studies?", [cited], evidence([cited], [0.9])))

    assert quotes.draft.text == f"{told} [1]"
    assert [one.key for one in quotes.draft.citations.markers] == ["k7f2"]
    unknown = [one.key for one in own.draft.citations.markers if not one.number]
    assert unknown == ["2", "3", "sha1", "3–5", "utf8"]


def test_without_leave_the_failure_is_told() -> None:
    model = ScriptedModel("tiny")
    model.enqueue(ModelTimeout("Too slow."))

    with pytest.raises(ModelTimeout):
        text(writing(model))


@pytest.mark.parametrize("window", [None, 400])
def test_a_prompt_that_is_too_long_is_shortened_once(window: int | None) -> None:
    model = ScriptedModel("tiny")
    model.enqueue(ContextTooLong("Too long.", window=window))
    model.enqueue(["Rent is 900 euros. [k7f2]"])
    written = writing(model)

    assert text(written) == "Rent is 900 euros. [1]"
    first, second = model.prompts
    assert count_prompt(second) < count_prompt(first)
    assert PASSAGES[0].text in second[-1].content
    assert PASSAGES[2].text.strip() not in second[-1].content
    assert "too small for all 3 passages" in written.note
    assert written.prompt == second


def test_a_prompt_that_stays_too_long_is_an_error() -> None:
    model = ScriptedModel("tiny")
    model.enqueue(ContextTooLong("Too long."))
    model.enqueue(ContextTooLong("Still too long."))

    with pytest.raises(ContextTooLong, match="Still"):
        text(writing(model))


class Windowed(ScriptedModel):
    """A model whose context window is known."""

    def __init__(self, tokens: int, *, is_maximum: bool = False) -> None:
        super().__init__("tiny")
        self.known = Window(tokens, "the test", is_maximum)

    def window(self, wait: float = 0.0) -> Window:
        del wait
        return self.known


def test_a_known_window_is_kept_to_at_the_first_try() -> None:
    model = Windowed(900)
    model.enqueue(["Rent is 900 euros. [k7f2]"])
    written = writing(model)

    assert text(written) == "Rent is 900 euros. [1]"
    (prompt,) = model.prompts
    assert count_prompt(prompt) <= 0.9 * (900 - 100)
    assert PASSAGES[0].text in prompt[-1].content
    assert "of 900 tokens was too small for all 3 passages" in written.note
    assert written.draft.usage.window == 900
    assert written.draft.usage.prompt_tokens == count_prompt(prompt)


def test_the_most_that_could_be_loaded_is_not_metered_as_if_it_were() -> None:
    model = Windowed(900, is_maximum=True)
    model.enqueue(["Rent is 900 euros. [k7f2]"])
    written = writing(model)
    text(written)

    assert count_prompt(model.prompts[0]) <= 0.9 * (900 - 100), "more than that it never is"
    assert written.draft.usage.window == 0
    assert written.draft.usage.prompt_tokens == count_prompt(model.prompts[0])


def test_the_passages_with_the_likeliest_sentences_stay() -> None:
    model = Windowed(900)
    model.enqueue(["Pets are allowed. [m3qd]"])
    written = writing(model)
    pets = PASSAGES[1]
    likeliest = EvidenceSentence(pets, pets.start, pets.start + 17, pets.text[:17], 0.9)
    found = Evidence(0.9, (likeliest,))
    list(written.pieces("Are pets allowed?", PASSAGES, found))

    (prompt,) = model.prompts
    assert "Pets are allowed" in prompt[-1].content
    assert "garden" not in prompt[-1].content


def test_a_window_with_room_for_all_changes_nothing() -> None:
    model = Windowed(100_000)
    model.enqueue(["Rent is 900 euros. [k7f2]"])
    written = writing(model)
    text(written)

    assert all(one.text.strip() in model.prompts[0][-1].content for one in PASSAGES)
    assert written.note == ""


@pytest.mark.parametrize(("counted", "told"), [(100, True), (None, False)])
def test_a_server_that_swallows_the_prompt_is_found_out(counted: int | None, told: bool) -> None:
    model = ScriptedModel("tiny")
    usage = Usage(counted, 5, estimated=False) if counted else Usage(100, 5)
    model.enqueue([Delta(text="Rent is 900 euros. [k7f2]", usage=usage, finish="stop")])
    written = writing(model)
    text(written)

    assert ("read 100 tokens of a prompt" in written.note) is told
