"""The whole flow on readable fakes: a real store and real documents, no real model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag import (
    Answer,
    Assistant,
    ConfigError,
    Message,
    ModelUnreachable,
    QuestionError,
    ReplyUnfinished,
    Settings,
    Support,
)
from rag.answer.prompt import REFUSAL_PHRASE
from rag.errors import StoreError
from rag.finding import Finder
from rag.llm import ScriptedModel
from rag.reply import Reply
from rag.retrieve import EvidenceGate
from rag.types import EMBEDDED_MODEL, Evidence, Hit, Passage, Scope
from tests.fakes import WordEmbedder
from tests.opened import opened_whole

LEASE = """---
title: The lease
---

# The lease

## Rent

Rent for the Baker Street flat is 900 euros a month. It is due on the first.

## Pets

The tenant may not keep dogs in the flat.
"""
GARDEN = "The garden of the house has 12 apple trees. Mary Jones planted them in 1987.\n"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "lease.md").write_text(LEASE, "utf-8")
    (folder / "garden.txt").write_text(GARDEN, "utf-8")
    return folder


@pytest.fixture(scope="module")
def settings(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    # The fake embedder's cosines mean little, so the gate is set low; the gate has its own tests.
    return Settings(
        corpus_dir=corpus,
        data_dir=tmp_path_factory.mktemp("data"),
        evidence_threshold=0.02,
        reader=False,
    )


@pytest.fixture(scope="module")
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture(scope="module")
def assistant(settings: Settings, model: ScriptedModel) -> Iterator[Assistant]:
    with opened_whole(settings, embedder=WordEmbedder(), model=model) as opened:
        opened.sync()
        yield opened


def ask(assistant: Assistant, question: str, *turns: Message, model: str | None = None) -> Answer:
    reply = assistant.ask(question, turns, model=model)
    pieces = "".join(reply)
    assert pieces.strip().endswith(reply.answer.text.strip()[-20:])
    for citation in reply.answer.citations:
        document = assistant.document(citation.passage.document_id)
        assert document.text[citation.start : citation.end] == citation.quote
    return reply.answer


def key_of(assistant: Assistant, model: ScriptedModel, words: str) -> str:
    """The key under which the passage with these words is shown to the model for any question."""
    model.enqueue([REFUSAL_PHRASE])
    ask(assistant, "How much is the rent for the Baker Street flat?")
    shown = model.prompts[-1][-1].content
    before = shown[: shown.index(words)]
    return before[before.rindex("passage [") + 9 :][:4]


def test_the_embedded_answerer_quotes_with_a_citation(assistant: Assistant) -> None:
    answer = ask(assistant, "How much is the rent for the Baker Street flat?", model=EMBEDDED_MODEL)

    assert "900 euros" in answer.sentences[0].text
    assert answer.sentences[0].support is Support.SUPPORTED
    assert answer.citations[0].locator == "Rent"
    assert answer.model == EMBEDDED_MODEL
    assert answer.refusal is None


def test_a_models_answer_is_numbered_and_verified(
    assistant: Assistant, model: ScriptedModel
) -> None:
    key = key_of(assistant, model, "Rent for the Baker Street")
    model.enqueue(["Rent is 900 euros", f" a month. [{key[:2]}", f"{key[2:]}] Pets pay. [zz9x]"])

    answer = ask(assistant, "How much is the rent for the Baker Street flat?")

    assert answer.text == "Rent is 900 euros a month. [1] Pets pay. [?zz9x]"
    assert [one.support for one in answer.sentences] == [Support.SUPPORTED, Support.UNSUPPORTED]
    assert "zz9x" in answer.sentences[1].reason


def test_no_evidence_means_no_model_call(tmp_path: Path, settings: Settings) -> None:
    model = ScriptedModel()
    strict = settings.model_copy(update={"evidence_threshold": 1.0, "data_dir": tmp_path})
    with opened_whole(strict, embedder=WordEmbedder(), model=model) as assistant:
        assistant.sync()
        answer = ask(assistant, "What is the capital of France?")

    assert answer.refusal is not None
    assert answer.refusal.reason == "no_evidence"
    assert answer.text == answer.refusal.message
    assert (answer.citations, answer.passages, answer.sentences) == ((), (), ())
    assert model.prompts == []


def test_a_model_that_declines_is_a_refusal(assistant: Assistant, model: ScriptedModel) -> None:
    model.enqueue([REFUSAL_PHRASE[:9], REFUSAL_PHRASE[9:]])

    answer = ask(assistant, "How much is the rent for the Baker Street flat?")

    assert answer.refusal is not None
    assert answer.refusal.reason == "model_declined"
    assert answer.refusal.suggestions


def test_whoever_reads_the_text_first_knows_its_letters_of_a_refusal_too(
    assistant: Assistant, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    class Watched(Reply):
        def __setattr__(self, name: str, value: object) -> None:
            written.append(name)
            super().__setattr__(name, value)

    monkeypatch.setattr("rag.assistant.Reply", Watched)
    model.enqueue([REFUSAL_PHRASE])
    answer = ask(assistant, "How much is the rent for the Baker Street flat?")
    assert answer.refusal is not None
    last = [name for name in written if name in ("text", "literal")][-2:]
    assert last == ["literal", "text"]


@pytest.mark.slow
def test_a_refusal_is_told_before_other_questions_are_tried_out(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what was tried out is remembered until the documents change."""
    tried: list[str] = []
    read = Finder.read

    def noted(finder: Finder, question: str, scope: Scope) -> tuple[list[Hit], tuple[Passage, ...]]:
        tried.append(question)
        return read(finder, question, scope)

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "lease.md").write_text(LEASE, "utf-8")
    strict = settings.model_copy(
        update={"corpus_dir": corpus, "data_dir": tmp_path / "data", "evidence_threshold": 1.0}
    )
    monkeypatch.setattr(Finder, "read", noted)
    with opened_whole(strict, embedder=WordEmbedder()) as assistant:
        assistant.sync()
        pieces = iter(assistant.ask("Who pays for the flat in Paris?"))
        assert next(pieces).startswith("The documents don't say")
        assert tried == ["Who pays for the flat in Paris?"]
        assert list(pieces) == []
        about_pets = 'What does "The lease" say about "Pets"?'
        assert about_pets in tried
        many = len(tried)
        ask(assistant, "Who pays for the flat in Rome?")
        assert tried[many:] == ["Who pays for the flat in Rome?"]
        (corpus / "garden.md").write_text(GARDEN, "utf-8")
        assistant.sync()
        ask(assistant, "Who pays for the flat in Bonn?")
        assert about_pets in tried[many + 1 :]


def test_a_refusal_that_is_stopped_while_others_are_tried_out_is_complete(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Who pays for the flat in Paris?"
    tried: list[str] = []

    def judge(_: EvidenceGate, question: str, passages: Sequence[Passage]) -> Evidence:
        del passages
        tried.append(question)
        return Evidence(0.0 if question == asked else 0.9, ())

    monkeypatch.setattr(EvidenceGate, "judge", judge)
    apart = settings.model_copy(update={"data_dir": tmp_path})
    with opened_whole(apart, embedder=WordEmbedder()) as assistant:
        assistant.sync()
        reply = assistant.ask(asked)
        pieces = iter(reply)
        message = next(pieces)
        reply.stop()
        assert list(pieces) == []
        again = ask(assistant, asked)
    assert reply.answer.refusal is not None
    assert reply.answer.refusal.suggestions == ()
    assert (reply.answer.text, reply.answer.note) == (message, "")
    assert tried[:2] == [asked, asked], "nothing else before it was asked again"
    assert again.refusal is not None
    assert len(again.refusal.suggestions) > 0


@pytest.mark.slow
def test_what_was_typed_is_not_offered_however_it_was_read(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = "How do I return it?"

    def judge(_: EvidenceGate, question: str, passages: Sequence[Passage]) -> Evidence:
        del passages
        return Evidence(0.9 if question == typed else 0.0, ())

    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "shop.md").write_text(f"# Shop\n\n## {typed}\n\nSend it back by post.\n", "utf-8")
    apart = {"corpus_dir": corpus, "data_dir": tmp_path / "data"}
    monkeypatch.setattr(EvidenceGate, "judge", judge)
    with opened_whole(settings.model_copy(update=apart), embedder=WordEmbedder()) as assistant:
        assistant.sync()
        before = Message("user", "Who founded Lindholm?"), Message("assistant", "Ann Berg.")
        read_with_it = ask(assistant, typed, *before)
        assert read_with_it.standalone_question == "How do I return Lindholm?"
        assert read_with_it.refusal is not None
        assert read_with_it.refusal.suggestions == ()
        another = ask(assistant, "Who returns Lindholm?")
        assert another.refusal is not None
        assert another.refusal.suggestions == (typed,)


def test_an_outage_is_an_error_and_no_refusal(assistant: Assistant, model: ScriptedModel) -> None:
    model.enqueue(ModelUnreachable("Nobody answers."))
    reply = assistant.ask("How much is the rent for the Baker Street flat?")

    with pytest.raises(ModelUnreachable):
        list(reply)
    with pytest.raises(ReplyUnfinished):
        _ = reply.answer


@pytest.mark.parametrize("question", ["How much is the rent for the Baker Street flat?", "Who?"])
def test_quotes_in_a_models_place_say_what_it_failed_with(
    settings: Settings, question: str
) -> None:
    model = ScriptedModel()
    allowed = settings.model_copy(update={"fallback": "embedded"})
    with opened_whole(allowed, embedder=WordEmbedder(), model=model) as one:
        one.sync()
        model.enqueue(ModelUnreachable("Nobody answers.", hint="Start it."))
        turns = () if question != "Who?" else (Message("user", "Is the rent late?"),)
        answer = ask(one, question, *turns)

    assert answer.failure == "Nobody answers. Start it."
    assert answer.note.startswith("Quotes only: ")


def test_an_answer_cannot_be_read_early(assistant: Assistant) -> None:
    reply = assistant.ask("How much is the rent?", model=EMBEDDED_MODEL)

    with pytest.raises(ReplyUnfinished):
        _ = reply.answer


def test_a_stopped_reply_keeps_what_had_arrived(assistant: Assistant, model: ScriptedModel) -> None:
    model.enqueue(["Rent is 900 euros a month, ", "paid early, ", "and so on."])
    reply = assistant.ask("How much is the rent for the Baker Street flat?")

    pieces = iter(reply)
    first = next(pieces)
    reply.stop()
    rest = list(pieces)

    assert first.startswith("Rent is 900")
    assert "so on" not in "".join(rest)
    assert "stopped" in reply.answer.note
    assert reply.answer.refusal is None
    assert reply.answer.text.startswith("Rent is 900")


def test_a_follow_up_that_is_stopped_while_it_is_rewritten_is_no_refusal(
    assistant: Assistant, model: ScriptedModel
) -> None:
    turns = Message("user", "How much is the rent?"), Message("assistant", "900 euros.")
    reply = assistant.ask("And when is it due?", turns)

    def rewritten() -> Iterator[str]:
        reply.stop()
        yield "What is the"

    model.enqueue(rewritten())  # type: ignore[arg-type]
    assert list(reply) == []
    assert (reply.answer.text, reply.answer.refusal) == ("", None)
    assert reply.answer.standalone_question == "And when is it due?"


def test_a_reply_that_is_given_up_hangs_up(assistant: Assistant, model: ScriptedModel) -> None:
    model.enqueue(["Rent is 900 euros a month, ", "and so on."])

    with assistant.ask("How much is the rent for the Baker Street flat?") as reply:
        next(iter(reply))

    assert model.closed
    with pytest.raises(ReplyUnfinished):
        _ = reply.answer


def test_a_follow_up_is_asked_with_its_topic(assistant: Assistant) -> None:
    turns = (Message("user", "Who planted apple trees with Mary Jones?"), Message("assistant", "X"))

    answer = ask(assistant, "When did she plant them?", *turns, model=EMBEDDED_MODEL)

    assert "Mary Jones" in answer.standalone_question


@pytest.mark.parametrize("question", ["", "  \n", "x" * 4_001])
def test_a_question_that_cannot_be_taken_is_refused_at_once(
    assistant: Assistant, question: str
) -> None:
    with pytest.raises(QuestionError):
        assistant.ask(question)


def test_a_model_needs_a_server(assistant: Assistant) -> None:
    with pytest.raises(ConfigError, match="RAG_BASE_URL"):
        list(assistant.ask("How much is the rent?", model="another-model"))


def test_an_index_that_cannot_be_searched_is_an_error_and_no_lack_of_documents(
    settings: Settings, assistant: Assistant
) -> None:
    del assistant  # it has indexed
    other = WordEmbedder(name="other", fingerprint="other-1")
    with opened_whole(settings, embedder=other) as another:
        for scope in (None, Scope(documents=frozenset({"one"}))):
            with pytest.raises(StoreError, match="another embedding model"):
                list(another.ask("How much is the rent?", scope=scope))
        with pytest.raises(StoreError, match="another embedding model"):
            another.retrieve("How much is the rent?")


def test_before_the_first_sync_there_is_nothing_to_answer_from(tmp_path: Path) -> None:
    settings = Settings(corpus_dir=tmp_path, data_dir=tmp_path / "data", reader=False)
    with opened_whole(settings, embedder=WordEmbedder()) as assistant:
        answer = ask(assistant, "How much is the rent?")

        assert not assistant.is_ready()
        assert assistant.retrieve("rent") == []
        assert assistant.examples() == ()
    assert answer.refusal is not None
    assert answer.refusal.reason == "empty_corpus"


def test_retrieval_finds_by_meaning_and_by_word(assistant: Assistant) -> None:
    best = assistant.retrieve("apple trees in the garden", k=2)[0]
    assert [assistant.retrieve("apple trees", k=k) for k in (0, -1)] == [[], []]

    assert best.chunk.title == "Garden"
    assert best.ranks.dense == best.ranks.lexical == 1
    assert (
        best.chunk.text
        == assistant.document(best.chunk.document_id).text[best.chunk.start : best.chunk.end]
    )


def test_what_is_there_can_be_listed(assistant: Assistant) -> None:
    assert [entry.title for entry in assistant.documents()] == ["Garden", "The lease"]
    assert assistant.stats().documents == 2
    assert assistant.models() == ("scripted", EMBEDDED_MODEL)
    examples = assistant.examples()
    assert examples
    assert all(example.endswith("?") for example in examples)
    known = [entry.source for entry in assistant.documents()]
    assert assistant.examples(without=known) == ()


def test_questions_to_begin_with_are_tried_and_answered(settings: Settings, tmp_path: Path) -> None:
    apart = settings.model_copy(update={"data_dir": tmp_path, "evidence_threshold": 1.0})
    with opened_whole(apart, embedder=WordEmbedder()) as opened:
        opened.sync()
        assert opened.examples(tried=True) == ()
        offered = opened.examples()
        assert [one.split('"')[1] for one in offered] == ["Garden", "The lease"]
        assert opened.examples(tried=True) == offered
        for question in offered:
            assert ask(opened, question).refusal is None


def test_what_is_not_answered_is_no_question_to_begin_with(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    log = " ".join(f"2025-02-0{n % 9 + 1} job {n} started on nas" for n in range(80))
    (tmp_path / "corpus" / "server.log").write_text(log, "utf-8")
    (tmp_path / "corpus" / "oars.md").write_text("# Oars\n\nAn oar costs nine pounds.\n", "utf-8")
    settings = Settings(corpus_dir=tmp_path / "corpus", data_dir=tmp_path / "data", reader=False)
    with opened_whole(settings, embedder=WordEmbedder()) as opened:
        opened.sync()
        assert opened.examples(1) == ('What do the documents say about "Oars"?',)
