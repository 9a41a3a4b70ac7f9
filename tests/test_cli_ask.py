"""`rag ask`: the stream, the footnotes, refusals, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from click.testing import CliRunner

from rag.cli import Backend, main
from rag.errors import ModelUnreachable, QuestionError
from rag.settings.profiles import Server
from rag.types import Message, Scope, Support, SyncReport
from tests.command_line import HOSTILE, UNSAFE, FakeLibrary, reply
from tests.fake_assistant import (
    FakeReply,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)

TOWER = make_document("tower.md", "The tower", "It is 90 metres high.\nIt was finished in 1889.")
HIGH = make_answer(
    "How high is it?", Said("It is 90 metres high.", ((TOWER, "It is 90 metres high."),))
)
REFUSAL = make_refusal("Who?", "The documents do not say who.", "How high is it?", "When was it?")


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary([TOWER])


class WatchedReply(FakeReply):
    """Calls `watch` between two pieces; the last piece comes at the stage `at_last`."""

    def __init__(
        self, script: Script, watch: Callable[[], object] = lambda: None, at_last: str = "answering"
    ) -> None:
        super().__init__(script)
        self._watch = watch
        self._at_last = at_last
        self._pieces = script.pieces

    def __iter__(self) -> Iterator[str]:
        for number, piece in enumerate(super().__iter__(), start=1):
            if number == len(self._pieces):
                self.stage = self._at_last
            yield piece
            self._watch()


class Replies(FakeLibrary):
    """A library that gives this one reply."""

    def __init__(self, ready_made: FakeReply) -> None:
        super().__init__([TOWER])
        self._ready_made = ready_made

    def ask(
        self,
        question: str,
        history: Sequence[Message] = (),
        *,
        model: str | None = None,
        server: Server | None = None,
        scope: Scope | None = None,
    ) -> FakeReply:
        super().ask(question, history, model=model, server=server, scope=scope)
        return self._ready_made


def test_an_answer_has_its_footnotes_below(library: FakeLibrary) -> None:
    library.enqueue(reply(HIGH, "It is 90 ", "metres high. [1]"))
    result = library.run("ask", "How high is it?")
    assert result.stdout == (
        "It is 90 metres high. [1]\n\n[1] The tower\n    It is 90 metres high.\n"
    )
    assert result.stderr == ""
    assert result.exit_code == 0


def test_each_piece_is_printed_before_the_next_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seen: list[str] = []
    watched = WatchedReply(
        reply(HIGH, "It is 90 ", "metres high. [1]"),
        lambda: seen.append(capsys.readouterr().out),
    )
    library = Replies(watched)
    backend = Backend(library.open, library.serve)
    main(["ask", "How high is it?"], obj=backend, standalone_mode=False)
    assert seen[:2] == ["It is 90 ", "metres high. [1]"]


def test_where_sentences_are_left_out_none_is_printed_before_the_check(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_STRICTNESS", "quote")
    seen: list[str] = []
    watched = WatchedReply(
        reply(HIGH, "It is 90 metres high. [1] ", "It is red. [1]"),
        lambda: seen.append(capsys.readouterr().out),
    )
    library = Replies(watched)
    main(["ask", "How high?"], obj=Backend(library.open, library.serve), standalone_mode=False)
    assert not any(seen)
    assert len(seen) >= 2
    told = capsys.readouterr().out
    assert told.startswith("It is 90 metres high. [1]\n\n[1] The tower\n")
    assert "red" not in told


def test_a_refusal_is_its_message_and_suggestions_and_exit_code_3(library: FakeLibrary) -> None:
    library.enqueue(reply(REFUSAL))
    result = library.run("ask", "Who?")
    assert result.stdout == (
        "The documents do not say who.\n\n"
        "The documents do answer:\n  How high is it?\n  When was it?\n"
    )
    assert result.exit_code == 3


def test_an_answer_that_the_check_refuses_is_set_apart_from_its_draft() -> None:
    refused = replace(REFUSAL, draft="It was Eiffel. [1]")
    script = reply(refused, "It was ", "Eiffel. [1]", refused.text)
    result = Replies(WatchedReply(script, at_last="checking")).run("ask", "Who?")
    draft, separator, message, *_ = result.stdout.splitlines()
    assert draft == "It was Eiffel. [1]"
    assert set(separator) == {"-"}
    assert message == refused.text
    assert result.stdout.count(refused.text) == 1
    assert result.exit_code == 3


def test_a_model_that_declines_leaves_nothing_but_the_refusal() -> None:
    result = Replies(WatchedReply(reply(REFUSAL), at_last="checking")).run("ask", "Who?")
    assert result.stdout.startswith("The documents do not say who.\n\n")
    assert result.exit_code == 3


def test_a_reply_that_began_anew_is_printed_once_more_as_it_ended(library: FakeLibrary) -> None:
    library.enqueue(reply(HIGH, "Let me think.", "It is 90 metres high. [1]"))
    lines = library.run("ask", "How high is it?").stdout.splitlines()
    assert lines[0] == "Let me think.It is 90 metres high. [1]"
    assert set(lines[1]) == {"-"}
    assert lines[2] == HIGH.text


def test_footnotes_that_the_check_gives_back_are_not_a_second_answer(library: FakeLibrary) -> None:
    high, done = "It is 90 metres high.", "It was finished in 1889."
    answer = make_answer("How?", *(Said(one, ((TOWER, one),)) for one in (high, done)))
    library.enqueue(reply(answer, f"{high} {done}", " [2]"))
    lines = library.run("ask", "How?").stdout.splitlines()
    assert lines[:4] == [
        f"{high} {done} [2]",
        "",
        "The check found the sources of these too:",
        f"  {high} [1]",
    ]
    assert lines[4] == ""
    assert lines[5].startswith("[1] The tower")


@pytest.mark.parametrize("shown", ["It is 90 metres high [2].", "It is 90 metres [1] high.", ""])
def test_an_answer_that_came_out_otherwise_is_printed_as_it_is(
    library: FakeLibrary, shown: str
) -> None:
    library.enqueue(reply(HIGH, shown))
    assert f"\n{HIGH.text}\n" in f"\n{library.run('ask', 'How high is it?').stdout}"


def test_what_is_not_fully_supported_is_said(library: FakeLibrary) -> None:
    answer = make_answer(
        "How high is it?",
        Said("It is 90 metres high.", ((TOWER, "It is 90 metres high."),)),
        Said(
            "It was begun in 1889.",
            ((TOWER, "It was finished in 1889."),),
            Support.PARTIAL,
            "The source says finished.",
        ),
        Said("It is iron.", (), Support.UNSUPPORTED),
    )
    library.enqueue(reply(answer))
    out = library.run("ask", "How high is it?").stdout
    assert "    It was finished in 1889.\n    (the sentence is only partly in this source)\n" in out
    assert "    It is 90 metres high.\n\n" in out, "nothing is said of full support"
    assert (
        "\nCheck these sentences yourself:\n"
        "  It was begun in 1889.\n    (partly in the source: The source says finished.)\n"
        "  It is iron.\n    (not in the source)\n"
    ) in out


def test_two_sources_of_one_title_are_told_apart_by_their_paths() -> None:
    other = make_document("old/tower.md", "The tower", "It is 80 metres high.")
    library = FakeLibrary([TOWER, other])
    both = make_answer(
        "How high is it?",
        Said("It is 90 metres high.", ((TOWER, "It is 90 metres high."),)),
        Said("It is 80 metres high.", ((other, "It is 80 metres high."),)),
    )
    library.enqueue(reply(both))
    told = library.run("ask", "How high is it?").stdout
    assert "\n[1] The tower (tower.md)\n" in told
    assert "\n[2] The tower (old/tower.md)\n" in told


def test_quotes_of_one_place_share_a_heading_and_keep_their_lines(library: FakeLibrary) -> None:
    both = make_answer("?", Said("All of it.", ((TOWER, TOWER.text),)))
    first, second = both.citations[0], HIGH.citations[0]
    library.enqueue(reply(replace(both, citations=(first, second))))
    out = library.run("ask", "?").stdout
    assert out.count("[1] The tower") == 1
    assert out.endswith(
        "[1] The tower\n    It is 90 metres high.\n    It was finished in 1889.\n"
        "    It is 90 metres high.\n"
    )


@pytest.mark.parametrize(
    ("name", "shown"), [("a.md", "a novice rows"), ("a.txt", "a *novice* rows")]
)
def test_a_quote_is_without_signs_that_only_emphasize(
    library: FakeLibrary, name: str, shown: str
) -> None:
    media = "text/markdown" if name == "a.md" else "text/plain"
    document = replace(make_document(name, "Rules", "a *novice* rows"), media_type=media)
    library.enqueue(reply(make_answer("?", Said("Yes.", ((document, document.text),)))))
    assert f"\n    {shown}\n" in library.run("ask", "?").stdout


def test_a_note_is_shown(library: FakeLibrary) -> None:
    library.enqueue(reply(replace(HIGH, note="This answer was cut off.")))
    assert library.run("ask", "How?").stdout.endswith("\nNote: This answer was cut off.\n")


def test_a_failure_in_the_middle_is_one_line_on_stderr(library: FakeLibrary) -> None:
    error = ModelUnreachable("Nobody answers at http://127.0.0.1:1.", hint="Start the server.")
    library.enqueue(Script(error=error, pieces=("It is 90 ",)))
    result = library.run("ask", "How high is it?")
    assert result.stdout == "It is 90 \n"
    assert result.stderr == "Nobody answers at http://127.0.0.1:1. Start the server.\n"
    assert result.exit_code == 1


def test_json_is_one_document_with_every_quote_at_its_place(library: FakeLibrary) -> None:
    library.enqueue(reply(HIGH, "It is ", "90 metres high. [1]"))
    result = library.run("ask", "--json", "How high is it?")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(told) == [
        *("question", "standalone_question", "text", "refusal", "sentences", "citations"),
        *("passages", "markers", "literal", "model", "note", "failure", "draft"),
        *("evidence", "reasoning", "usage", "timings", "conversation"),
    ]
    assert (told["text"], told["refusal"], told["model"]) == (HIGH.text, None, "embedded")
    [citation] = told["citations"]
    assert TOWER.text[citation["start"] : citation["end"]] == citation["quote"]
    assert (citation["source"], citation["support"]) == ("tower.md", "supported")
    assert citation["passage"] == told["passages"][0]["key"]
    assert told["sentences"][0]["citations"] == [citation]
    assert told["timings"]["total"] == 1.2


def test_json_of_a_refusal_has_no_sources(library: FakeLibrary) -> None:
    library.enqueue(reply(REFUSAL))
    result = library.run("ask", "--json", "Who?")
    told = json.loads(result.stdout)
    assert told["refusal"] == {
        "reason": "no_evidence",
        "message": "The documents do not say who.",
        "suggestions": ["How high is it?", "When was it?"],
    }
    assert told["citations"] == told["passages"] == told["sentences"] == []
    assert result.exit_code == 3


def test_without_an_index_the_documents_are_read_first(library: FakeLibrary) -> None:
    library.ready = False
    library.report = SyncReport(added=1, chunks=1)
    library.enqueue(reply(HIGH))
    result = library.run("ask", "How high is it?")
    assert library.syncs == 1
    assert "Reading documents" in result.stderr
    assert result.stdout.startswith(HIGH.text), "stdout is for the answer alone"


def test_with_an_index_nothing_is_read(library: FakeLibrary) -> None:
    library.enqueue(reply(HIGH))
    library.run("ask", "How high is it?")
    assert library.syncs == 0


def test_the_question_may_come_from_stdin(library: FakeLibrary) -> None:
    library.run("ask", "-", stdin="Wie hoch \xfcber Grund?\n".encode())
    library.run("ask", "-", stdin=b"How high \xff?")
    assert [asked.question for asked in library.asked] == [
        "Wie hoch \xfcber Grund?",
        "How high \N{REPLACEMENT CHARACTER}?",
    ]


def test_bytes_in_an_argument_that_are_no_text_do_no_harm(library: FakeLibrary) -> None:
    library.run("ask", "How \udcff high?")
    library.asked[0].question.encode()


@pytest.mark.parametrize("question", ["", "  \n", "-"])
def test_a_blank_question_is_a_matter_of_usage(library: FakeLibrary, question: str) -> None:
    result = library.run("ask", question, stdin=b"  \n")
    assert result.exit_code == 2
    assert result.stderr == 'The question is empty. Try: rag ask "What is ...?"\n'
    assert library.opened == [], "nothing is opened for it"


def test_a_question_that_is_too_long_is_a_matter_of_usage(library: FakeLibrary) -> None:
    library.enqueue(Script(error=QuestionError("The question has 5,000 characters.")))
    result = library.run("ask", "--json", "long")
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["kind"] == "QuestionError"


def test_options_reach_the_settings_and_the_model_the_question(library: FakeLibrary) -> None:
    options = ["--corpus-dir", "a", "--data-dir", "b", "--base-url", "http://127.0.0.1:1/v1"]
    library.run("ask", *options, "--model", "embedded", "Who?")
    [settings] = library.opened
    assert (str(settings.corpus_dir), str(settings.data_dir)) == ("a", "b")
    assert settings.base_url == "http://127.0.0.1:1/v1"
    assert library.asked[0].model == "embedded"


def test_a_server_of_the_file_is_asked_by_its_name(library: FakeLibrary) -> None:
    office = Server("office", "https://llm.example.org/v1", key="sk-canary-0123")
    library.known = (office,)
    library.run("ask", "--server", "office", "Who?")
    assert library.asked[0].server == office
    unknown = library.run("ask", "--server", "lab", "Who?")
    assert unknown.exit_code == 2
    assert "There is no server 'lab'; there is: office." in unknown.stderr
    assert "canary" not in unknown.output


def test_a_server_of_the_file_is_said_to_be_locked_away(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LOCK_SERVER", "true")
    result = library.run("ask", "--server", "office", "Who?")
    assert result.exit_code == 1
    assert "'office' cannot be chosen: the choice is locked by RAG_LOCK_SERVER" in result.stderr
    assert "Add it" not in result.stderr


def test_no_text_of_others_can_control_the_terminal(library: FakeLibrary) -> None:
    document = make_document("evil.md", HOSTILE + "\n[9] Forged", HOSTILE + "\n[9] Forged\nquote")
    answer = make_answer(
        "?",
        Said(HOSTILE, ((document, document.text),), Support.PARTIAL, HOSTILE + "\n[9] Forged"),
        note=HOSTILE + "\n[9] Forged",
        model=HOSTILE,
    )
    refusal = make_refusal("?", HOSTILE, HOSTILE + "\n[9] Forged")
    library.enqueue(reply(answer, "\x1b[", "31m", answer.text), reply(refusal))
    for result in (library.run("ask", "?"), library.run("ask", "?")):
        assert not UNSAFE.search(result.stdout)
        assert "\n[9]" not in result.stdout, "nothing but an answer begins a line of its own"


def test_a_terminal_that_is_not_unicode_is_no_reason_to_fail() -> None:
    document = make_document("snow.md", "\N{SNOWMAN}", "\N{SNOWMAN} melts.")
    answer = make_answer("?", Said("\N{SNOWMAN} melts \xe9.", ((document, "\N{SNOWMAN} melts."),)))
    library = FakeLibrary([document])
    library.enqueue(reply(answer), reply(answer))
    told = library.run("ask", "?", charset="latin-1")
    assert told.stdout_bytes.startswith(b"? melts \xe9. [1]")
    shaped = library.run("ask", "--json", "?", charset="latin-1")
    assert json.loads(shaped.stdout)["text"] == answer.text


def test_help_says_what_the_json_holds(library: FakeLibrary) -> None:
    library.enqueue(reply(HIGH))
    told = json.loads(library.run("ask", "--json", "How high is it?").stdout)
    words = " ".join(CliRunner().invoke(main, ["ask", "--help"]).stdout.split())
    assert [key for key in [*told, *told["citations"][0]] if key not in words] == []
