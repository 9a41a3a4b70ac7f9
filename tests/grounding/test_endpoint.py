"""The same questions through a scripted OpenAI-compatible server: streamed, cited, checked.

What the gate lets through is asked by the cases themselves, with the reader, which costs most of
their time. Here every question goes to the server, also those that the gate would refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from rag import Assistant, Settings, Support
from rag.text import plain, sentence_spans
from tests.grounding.cases import SPINE
from tests.scripted_server import Received, Scripted, ScriptedServer, models, streamed

pytestmark = pytest.mark.slow
CASES = [case for case in SPINE.cases if not case.history]
UNANSWERABLE = [case for case in CASES if case.expect.kind == "refusal"]
SOME = 8
PASSAGE = re.compile(
    r"begin passage \[(?P<key>\w{4})\]\nTitle: [^\n]*\nPlace: [^\n]*\n\n(?P<text>.*?)\n=====",
    re.DOTALL,
)
INVENTED = "The moon paid 77 dollars for it"


class QuotingServer(ScriptedServer):
    """Quotes the first passage it is shown, invents a sentence, and cites a key it was not given.

    Every reply comes in pieces of three characters, so that each key is split.
    """

    def answer(self, request: Received) -> Scripted:
        self.received.append(request)
        shown = PASSAGE.search(request.body["messages"][-1]["content"])
        assert shown is not None, "no passage in the prompt"
        first = sentence_spans(shown["text"])[0]
        quote = plain(shown["text"][first.start : first.end]).rstrip(".")
        said = f"{quote} [{shown['key']}]. {INVENTED} [zz9x]."
        return streamed(*(said[at : at + 3] for at in range(0, len(said), 3)))


@pytest.fixture(scope="module")
def server() -> Iterator[QuotingServer]:
    with QuotingServer(listing=models("scripted")) as started:
        yield started


@pytest.fixture(scope="module")
def assistant(
    server: QuotingServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    settings = Settings(
        base_url=server.url,
        model="scripted",
        data_dir=tmp_path_factory.mktemp("endpoint"),
        evidence_threshold=0.0,
        reader=False,
    )
    with Assistant.open(settings) as opened:
        opened.sync()
        yield opened


def test_every_question_is_streamed_cited_and_checked(
    assistant: Assistant, server: QuotingServer
) -> None:
    calls = len(server.received)
    for case in CASES:
        reply = assistant.ask(case.question)
        pieces = list(reply)
        answer = reply.answer
        assert answer.refusal is None
        assert len(pieces) > 3
        assert "".join(pieces) == answer.text
        assert "[1]" in answer.text
        assert "[?zz9x]" in answer.text
        quoted, invented = answer.sentences
        assert quoted.support is Support.SUPPORTED
        assert invented.support is Support.UNSUPPORTED
        assert "zz9x" in invented.reason
        (citation,) = answer.citations
        text = assistant.document(citation.passage.document_id).text
        assert text[citation.start : citation.end] == citation.quote
        assert plain(citation.quote).rstrip(".") == quoted.text.rstrip(".")
    assert len(server.received) == calls + len(CASES)


def test_what_is_refused_before_the_model_is_not_asked_of_it(
    assistant: Assistant, server: QuotingServer
) -> None:
    data_dir = assistant.settings.data_dir
    settings = Settings(base_url=server.url, model="scripted", data_dir=data_dir)
    calls, refused = len(server.received), 0
    with Assistant.open(settings) as opened:
        for case in UNANSWERABLE[::SOME]:
            reply = opened.ask(case.question)
            list(reply)
            refused += reply.answer.refusal is not None
    assert refused >= len(UNANSWERABLE[::SOME]) - 1
    assert len(server.received) == calls + len(UNANSWERABLE[::SOME]) - refused
