"""The model client against a server that misbehaves in every way we know of."""

from __future__ import annotations

import inspect
import json
import logging
import socket
import threading
from typing import Any

import pytest

from rag.errors import (
    ConfigError,
    ContextTooLong,
    ModelAuth,
    ModelError,
    ModelNotFound,
    ModelOverloaded,
    ModelProtocol,
    ModelTimeout,
    ModelUnreachable,
    RagError,
)
from rag.llm import try_connection
from rag.llm.client import NO_KEY, OpenAIModel
from rag.llm.faults import COUNTERPARTS, normalise_base_url
from rag.settings import Settings
from rag.settings.profiles import Server
from rag.types import CUT, Delta, Message, Usage
from tests.scripted_server import (
    DONE,
    SSE,
    Cut,
    Hold,
    Received,
    Scripted,
    ScriptedServer,
    Step,
    delta,
    event,
    failing,
    models,
    streamed,
)

KEY = "sk-live-0123456789abcdef"
QUESTION = (Message("system", "Be brief."), Message("user", "How many GPUs?"))


def model_of(url: str, **values: Any) -> OpenAIModel:
    limits = {"connect_timeout": 2.0, "first_token_timeout": 10.0, "token_timeout": 10.0}
    settings = Settings(base_url=url, **{"model": "tiny", "api_key": KEY, **limits, **values})
    return OpenAIModel.connect(settings)


def reply_of(model: OpenAIModel) -> list[Delta]:
    return list(model.stream(QUESTION, max_tokens=64, temperature=0.0))


def ask(*responses: Scripted, **values: Any) -> tuple[list[Delta], list[Received]]:
    with ScriptedServer(*responses) as server:
        return reply_of(model_of(server.url, **values)), server.received


def text_of(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas)


def failure_of(*responses: Scripted, **values: Any) -> ModelError:
    with pytest.raises(ModelError) as caught:
        ask(*responses, **values)
    assert KEY not in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert caught.value.hint
    return caught.value


def test_streams_text_with_its_finish_and_usage() -> None:
    usage = {"prompt_tokens": 12, "completion_tokens": 3}
    deltas, received = ask(
        Scripted(
            [
                delta(role="assistant", content=""),
                delta(content="200,000 "),
                delta(content="GPUs."),
                delta(finish="stop"),
                event({"choices": [], "usage": usage}),
                DONE,
            ],
            headers=SSE,
        )
    )
    assert [piece.text for piece in deltas if piece.text] == ["200,000 ", "GPUs."]
    assert [piece.finish for piece in deltas if piece.finish] == ["stop"]
    assert [piece.usage for piece in deltas if piece.usage] == [Usage(12, 3, estimated=False)]
    (request,) = received
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.body == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "How many GPUs?"},
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.0,
        "max_tokens": 64,
    }


def test_sends_the_key_and_nothing_about_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: 1\nAuthorization: Bearer stray")
    _, (request,) = ask(streamed("Yes."))
    assert request.headers["authorization"] == f"Bearer {KEY}"
    names = "accept accept-encoding authorization connection content-length content-type host"
    assert set(request.headers) <= {*names.split(), "user-agent", "x-stainless-raw-response"}
    assert "secret" not in json.dumps(dict(request.headers))


def test_sends_a_placeholder_where_there_is_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-from-the-environment")
    _, (request,) = ask(streamed("Yes."), api_key="")
    assert request.headers["authorization"] == f"Bearer {NO_KEY}"


def test_an_unsendable_key_is_a_setting_error_that_does_not_repeat_it() -> None:
    with pytest.raises(ConfigError) as caught:
        model_of("http://127.0.0.1:9", api_key="sk-a\nb-secret")
    assert "RAG_API_KEY" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_proxies_are_not_used_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    deltas, _ = ask(streamed("Here."))
    assert text_of(deltas) == "Here."


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1"),
        ("http://127.0.0.1:1234/v1/", "http://127.0.0.1:1234/v1"),
        ("https://example.org/openai/v1", "https://example.org/openai/v1"),
        ("https://example.org/proxy", "https://example.org/proxy"),
        ("http://[::1]:8000", "http://[::1]:8000/v1"),
    ],
)
def test_v1_is_added_only_where_there_is_no_path(given: str, used: str) -> None:
    assert normalise_base_url(given) == used


def test_the_query_of_an_address_goes_along_behind_the_path() -> None:
    with ScriptedServer(models("tiny"), streamed("A.")) as server:
        model = model_of(server.url + "/v1?api-version=2024-10-21&code=a%2Bb")
        assert model.list_models() == ("tiny",)
        assert text_of(reply_of(model)) == "A."
        query = "?api-version=2024-10-21&code=a%2Bb"
        paths = [request.path for request in server.received]
        assert paths == [f"/v1/models{query}", f"/v1/chat/completions{query}"]


@pytest.mark.parametrize("name", ["reasoning_content", "reasoning"])
def test_reasoning_fields_are_kept_apart(name: str) -> None:
    thinking = delta(**{name: "Let me count."})
    deltas, _ = ask(streamed(thinking, "Two."))
    assert text_of(deltas) == "Two."
    assert "".join(piece.reasoning for piece in deltas) == "Let me count."


def test_think_tags_are_kept_apart() -> None:
    deltas, _ = ask(streamed("<th", "ink>Hm.</thi", "nk>\n\nTwo."))
    assert text_of(deltas) == "Two."
    assert "".join(piece.reasoning for piece in deltas) == "Hm."


@pytest.mark.parametrize(
    "noise",
    [
        event({"choices": []}),
        event({"choices": None}),
        event({"choices": [{"index": 0, "delta": None}]}),
        event({"choices": [{"index": 0, "delta": {"content": None, "tool_calls": []}}]}),
        event({"choices": [{"index": 1, "delta": {"content": "another candidate"}}]}),
        event({"usage": {"prompt_tokens": "many"}}),
        b": keep-alive\n\n",
        b"event: ping\ndata:\n\n",
        b"\r\n\r\n",
    ],
)
def test_what_carries_nothing_is_passed_over(noise: bytes) -> None:
    deltas, _ = ask(streamed(noise, "One. ", noise, "Two.", noise))
    assert text_of(deltas) == "One. Two."


def test_text_split_inside_a_character_arrives_whole() -> None:
    whole = 'data: {"choices":[{"delta":{"content":"Zürich – 東京"}}]}\n\n'.encode()
    pieces: list[Step] = [whole[at : at + 1] for at in range(len(whole))]
    deltas, _ = ask(streamed(*pieces))
    assert text_of(deltas) == "Zürich – 東京"


def test_a_lone_surrogate_is_made_harmless_both_ways() -> None:
    deltas, _ = ask(streamed(event('{"choices":[{"delta":{"content":"a\\ud800b"}}]}')))
    text_of(deltas).encode("utf-8")
    with ScriptedServer(streamed("Yes.")) as server:
        list(
            model_of(server.url).stream(
                [Message("user", "a\ud800b")], max_tokens=16, temperature=0.0
            )
        )
        assert server.received[0].body["messages"][0]["content"] == "a?b"


def test_a_server_that_does_not_stream_is_understood() -> None:
    choice = {"index": 0, "message": {"content": "Two."}, "finish_reason": "stop"}
    deltas, _ = ask(failing(200, {"choices": [choice]}))
    assert (text_of(deltas), deltas[-1].finish) == ("Two.", "stop")


def test_an_end_without_a_finish_reason_is_left_to_the_reader() -> None:
    deltas, _ = ask(Scripted([delta(content="Two."), DONE], headers=SSE))
    assert text_of(deltas) == "Two."
    assert all(piece.finish is None for piece in deltas)


def test_an_end_without_even_an_end_mark_is_told_as_a_cut() -> None:
    deltas, _ = ask(Scripted([delta(content="Two.")], headers=SSE))
    assert text_of(deltas) == "Two."
    assert deltas[-1].finish == CUT


def test_a_lost_goodbye_does_not_spoil_a_whole_answer() -> None:
    deltas, _ = ask(Scripted([delta(content="Two."), delta(finish="stop"), Cut()], headers=SSE))
    assert text_of(deltas) == "Two."


def test_a_missing_goodbye_is_not_waited_for_long() -> None:
    steps: list[Step] = [delta(content="Two."), delta(finish="stop"), Hold()]
    deltas, _ = ask(Scripted(steps, headers=SSE), token_timeout=0.05)
    assert text_of(deltas) == "Two."


def test_a_missing_goodbye_behind_the_usage_is_not_waited_for_either() -> None:
    usage = event({"choices": [], "usage": {"prompt_tokens": 12, "completion_tokens": 3}})
    steps: list[Step] = [delta(content="Two."), delta(finish="stop"), usage, Hold()]
    deltas, _ = ask(Scripted(steps, headers=SSE), token_timeout=0.3)
    assert text_of(deltas) == "Two."
    assert deltas[-1].usage is not None


@pytest.mark.parametrize(
    "rejection",
    [
        {"error": {"message": "Unrecognized request argument supplied: stream_options"}},
        {"detail": [{"loc": ["body", "stream_options"], "msg": "Extra inputs are not permitted"}]},
    ],
)
def test_stream_options_are_dropped_for_good_when_rejected(rejection: dict[str, Any]) -> None:
    with ScriptedServer(failing(400, rejection), streamed("One."), streamed("Two.")) as server:
        model = model_of(server.url)
        assert text_of(reply_of(model)) == "One."
        assert text_of(reply_of(model)) == "Two."
        asked = ["stream_options" in request.body for request in server.received]
    assert asked == [True, False, False]


def test_hosted_models_get_the_parameters_they_want() -> None:
    wanted = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    fixed = "Unsupported value: 'temperature' does not support 0.0 with this model."
    _, received = ask(
        failing(400, {"error": {"message": wanted}}),
        failing(400, {"error": {"message": fixed}}),
        streamed("Yes."),
    )
    assert received[-1].body["max_completion_tokens"] == 64
    assert not {"max_tokens", "temperature"} & set(received[-1].body)


def test_a_model_that_loads_is_asked_until_it_is_ready() -> None:
    loading = {"error": {"message": "Loading model"}}
    deltas, received = ask(failing(503, loading), failing(500, loading), streamed("Ready."))
    assert text_of(deltas) == "Ready."
    assert [piece.waiting is not None for piece in deltas[:3]] == [True, True, False]
    assert [request.body for request in received] == [received[0].body] * 3


def test_a_model_that_cannot_be_loaded_is_not_asked_again() -> None:
    failed = failing(400, {"error": {"message": "Error loading model. Failed to load model 'x'."}})
    with ScriptedServer(failed, streamed("Never.")) as server:
        with pytest.raises(ModelProtocol, match="could not load its model"):
            reply_of(model_of(server.url))
        assert len(server.received) == 1


def test_stopping_a_wait_sends_nothing_more() -> None:
    limited = failing(429, {"error": {"message": "slow down"}}, Retry_After="20")
    with ScriptedServer(limited) as server:
        reply = model_of(server.url).stream(QUESTION, max_tokens=64, temperature=0.0)
        assert next(reply).waiting == 20
        reply.close()
        assert next(reply, None) is None
        assert len(server.received) == 1


def test_nothing_is_sent_again_once_text_has_come() -> None:
    loading = event({"error": {"message": "Loading model", "code": 503}})
    with ScriptedServer(Scripted([delta(content="Two"), loading], headers=SSE)) as server:
        with pytest.raises(ModelOverloaded, match="Loading"):
            reply_of(model_of(server.url))
        assert len(server.received) == 1


def test_roles_that_a_template_rejects_are_folded_for_good() -> None:
    rejection = failing(400, {"error": {"message": "System role not supported"}})
    with ScriptedServer(rejection, streamed("One."), streamed("Two.")) as server:
        model = model_of(server.url)
        assert text_of(reply_of(model)) == "One."
        assert text_of(reply_of(model)) == "Two."
        for request in server.received[1:]:
            (message,) = request.body["messages"]
            assert message == {"role": "user", "content": "Be brief.\n\nHow many GPUs?"}


def test_a_rejection_that_stays_is_not_repeated_for_ever() -> None:
    again = failing(400, {"error": {"message": "Unknown parameter: stream_options"}})
    with ScriptedServer(again, again, again) as server:
        with pytest.raises(ModelProtocol):
            reply_of(model_of(server.url))
        assert len(server.received) == 2


@pytest.mark.parametrize(
    ("response", "kind", "word"),
    [
        (failing(401, {"error": {"message": f"Incorrect key: {KEY}"}}), ModelAuth, "RAG_API_KEY"),
        (failing(403, {"error": {"message": "no"}}), ModelAuth, "403"),
        (failing(404, {"error": {"message": "no model tiny"}}), ModelNotFound, "RAG_MODEL"),
        (failing(400, {"error": {"message": "Invalid model name: tiny"}}), ModelNotFound, "tiny"),
        (failing(429, {"error": {}}, Retry_After="70"), ModelOverloaded, "70 seconds"),
        (failing(429, {"error": {}}), ModelOverloaded, "429"),
        (failing(503, {"error": {"message": "no slot"}}), ModelOverloaded, "no slot"),
        (failing(500, "<html>oops</html>"), ModelProtocol, "500"),
        (failing(500, "[" * 50_000), ModelProtocol, "nested too deeply"),
        (
            failing(500, "+AFs-" * 50_000, Content_Type="text/json; charset=utf-7"),
            ModelProtocol,
            "nested too deeply",
        ),
        (failing(500, "oops", Content_Type="text/plain; charset=none-such"), ModelProtocol, "oops"),
        (failing(500, "[" * 50_000, Content_Encoding="gzip"), ModelProtocol, "compressed"),
        (failing(307, "[" * 50_000, Location="http://evil.example/v1"), ModelProtocol, "followed"),
        (failing(502, ""), ModelUnreachable, "502"),
        (failing(504, ""), ModelTimeout, "504"),
        (failing(413, ""), ContextTooLong, "413"),
        (failing(409, {"detail": "busy elsewhere"}), ModelProtocol, "busy elsewhere"),
        (failing(307, "", Location="http://evil.example/v1"), ModelProtocol, "not followed"),
        (
            failing(400, {"error": {"message": "This model's maximum context length is 8192."}}),
            ContextTooLong,
            "RAG_EVIDENCE_TOKENS",
        ),
        (
            failing(500, {"error": {"type": "exceed_context_size_error", "n_ctx": 4096}}),
            ContextTooLong,
            "exceed",
        ),
    ],
)
def test_a_status_says_what_happened(response: Scripted, kind: type[ModelError], word: str) -> None:
    failure = failure_of(response)
    assert type(failure) is kind
    assert word in str(failure)


@pytest.mark.parametrize(
    ("steps", "kind", "word"),
    [
        ([event({"error": {"message": "CUDA out of memory"}})], ModelProtocol, "CUDA"),
        ([event({"error": "the slot is gone"})], ModelProtocol, "slot"),
        ([b'event: error\ndata: {"message": "it crashed"}\n\n'], ModelProtocol, "crashed"),
        ([b"event: error\ndata: it crashed\n\n"], ModelProtocol, "crashed"),
        ([event({"error": {"message": "slow down", "code": 429}})], ModelOverloaded, "slow"),
        (
            [event({"error": {"code": "context_length_exceeded", "message": "no"}})],
            ContextTooLong,
            "RAG_EVIDENCE_TOKENS",
        ),
        ([delta(content="Two"), event({"error": {"message": "gone"}})], ModelProtocol, "gone"),
        ([b'{"error": "Unexpected endpoint or method. (POST /chat)"}'], ModelNotFound, "endpoint"),
        ([b"<!doctype html><title>Welcome</title>"], ModelProtocol, "something else"),
        ([b"Ollama is running"], ModelProtocol, "Ollama is running"),
        ([], ModelProtocol, "empty"),
        ([DONE], ContextTooLong, "without a word"),
        ([delta(content="  \n"), delta(finish="stop"), DONE], ModelProtocol, "empty"),
        ([delta(reasoning="Hm."), delta(finish="length")], ModelProtocol, "RAG_MAX_ANSWER_TOKENS"),
        ([delta(reasoning="Hm."), delta(finish="stop")], ModelProtocol, "use another model"),
        ([delta(finish="content_filter")], ModelProtocol, "filter"),
        ([b'data: {"choices": [{"del\n\n'], ModelProtocol, "JSON"),
        ([b"data: 42\n\n"], ModelProtocol, "not an object"),
        ([b"data: " + b"[" * 50_000 + b"\n\n"], ModelProtocol, "JSON"),
        ([b'data: {"choices": "\xff\xfe"}\n\n'], ModelProtocol, "UTF-8"),
        ([b"\x00\x01\x02"], ModelProtocol, "something else"),
        ([delta(content="Two"), Cut()], ModelUnreachable, "broke off"),
        ([Cut()], ModelUnreachable, "broke off"),
    ],
)
def test_a_200_that_is_no_answer_says_so(
    steps: list[Step], kind: type[ModelError], word: str
) -> None:
    failure = failure_of(Scripted(steps, headers=SSE))
    assert type(failure) is kind
    assert word in str(failure)


@pytest.mark.parametrize(
    "steps",
    [
        [b"SSH-2.0-OpenSSH_9.6\r\n"],
        [b""],
        [Cut()],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\ndata: "],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"],
    ],
)
def test_what_is_not_http_is_a_model_error(steps: list[Step]) -> None:
    failure_of(Scripted(steps, headers=None))


def test_where_nobody_listens_the_error_names_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ModelUnreachable, match="Nobody answers") as caught:
            reply_of(model_of(url))
    assert "RAG_BASE_URL" in caught.value.hint


def test_an_address_that_is_none() -> None:
    with pytest.raises(ModelUnreachable):
        reply_of(model_of("http://a..b:80"))


@pytest.mark.parametrize("url", ["https://example.org", "http://my\u2013server:8000"])
def test_an_address_or_a_proxy_of_no_use_is_a_model_error(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1")
    model = model_of(url)
    with pytest.raises(ModelUnreachable):
        reply_of(model)
    with pytest.raises(ModelUnreachable):
        model.list_models()
    assert not model.look_up_window().tokens
    assert isinstance(try_connection(model).problem, ModelUnreachable)


def test_silence_before_the_first_token_is_a_timeout() -> None:
    failure = failure_of(Scripted([Hold()], headers=SSE), first_token_timeout=0.1)
    assert type(failure) is ModelTimeout
    assert "RAG_FIRST_TOKEN_TIMEOUT" in failure.hint


def test_silence_before_the_headers_is_a_timeout() -> None:
    failure = failure_of(Scripted([Hold()], headers=None), first_token_timeout=0.1)
    assert type(failure) is ModelTimeout


def test_silence_between_tokens_is_a_timeout_that_hangs_up() -> None:
    response = Scripted([delta(content="Two"), Hold()], headers=SSE)
    with ScriptedServer(response) as server:
        with pytest.raises(ModelTimeout, match="in the middle"):
            reply_of(model_of(server.url, token_timeout=0.1))
        assert server.hung_up.wait(10)


def test_keep_alive_comments_are_no_tokens() -> None:
    first = threading.Event()
    chatter: list[Step] = [b": still here\n\n"] * 50
    response = Scripted([*chatter, first, delta(content="Too late")], headers=SSE)
    failure = failure_of(response, first_token_timeout=0.1)
    first.set()
    assert type(failure) is ModelTimeout


def test_closing_hangs_up() -> None:
    with ScriptedServer(Scripted([delta(content="Two"), Hold()], headers=SSE)) as server:
        reply = model_of(server.url).stream(QUESTION, max_tokens=64, temperature=0.0)
        assert next(reply).text == "Two"
        reply.close()
        assert server.hung_up.wait(10)
        assert next(reply, None) is None


def test_forgetting_a_reply_hangs_up() -> None:
    with ScriptedServer(Scripted([delta(content="Two"), Hold()], headers=SSE)) as server:
        reply = model_of(server.url).stream(QUESTION, max_tokens=64, temperature=0.0)
        next(reply)
        del reply
        assert server.hung_up.wait(10)


def test_closing_from_another_thread_ends_the_wait() -> None:
    with ScriptedServer(Scripted([delta(content="Two"), Hold()], headers=SSE)) as server:
        reply = model_of(server.url).stream(QUESTION, max_tokens=64, temperature=0.0)
        pieces = [next(reply)]
        reader = threading.Thread(target=lambda: pieces.extend(reply))
        reader.start()
        reply.close()
        reader.join(10)
        assert not reader.is_alive()
        assert text_of(pieces) == "Two"
        assert server.hung_up.wait(10)


def test_nothing_is_sent_before_the_first_piece_is_asked_for() -> None:
    with ScriptedServer() as server:
        model_of(server.url).stream(QUESTION, max_tokens=64, temperature=0.0).close()
        assert server.received == []


def test_a_reply_without_end_is_cut_as_too_long() -> None:
    deltas, _ = ask(streamed(*["x" * 100_000] * 6))
    assert len(text_of(deltas)) == 400_000
    assert deltas[-1].finish == "length"


def test_lists_models() -> None:
    with ScriptedServer(models("a", "b"), models()) as server:
        model = model_of(server.url)
        assert model.list_models() == ("a", "b")
        assert model.list_models() == ()
        assert server.received[0].path == "/v1/models"


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (failing(200, "<html></html>"), ModelProtocol),
        (failing(200, "[" * 50_000), ModelProtocol),
        (failing(200, {"error": "Unexpected endpoint"}), ModelNotFound),
        (failing(200, {"data": "none"}), ModelProtocol),
        (failing(401, {}), ModelAuth),
        (failing(404, ""), ModelNotFound),
        (Scripted([b"\xff"]), ModelProtocol),
    ],
)
def test_a_listing_that_fails_says_why(response: Scripted, kind: type[ModelError]) -> None:
    with ScriptedServer(response) as server, pytest.raises(kind):
        model_of(server.url).list_models()


def test_a_late_listing_names_the_settings_that_it_waits_by() -> None:
    with ScriptedServer(Scripted([Hold()])) as server:
        model = model_of(server.url, connect_timeout=0.1, token_timeout=0.1)
        with pytest.raises(ModelTimeout, match=r"in 0\.2 seconds") as caught:
            model.list_models()
    assert "RAG_CONNECT_TIMEOUT or RAG_TOKEN_TIMEOUT" in caught.value.hint
    assert "RAG_FIRST_TOKEN_TIMEOUT" not in caught.value.hint


def test_the_first_model_listed_is_used_where_none_is_named() -> None:
    with ScriptedServer(models("first", "second"), streamed("A."), streamed("B.")) as server:
        model = model_of(server.url, model="")
        assert model.name == ""
        assert text_of(reply_of(model)) == "A."
        assert text_of(reply_of(model)) == "B."
        assert model.name == "first"
        paths = [request.path for request in server.received]
        assert paths == ["/v1/models", "/v1/chat/completions", "/v1/chat/completions"]
        assert server.received[1].body["model"] == "first"


def test_a_server_that_changes_its_model_is_asked_for_the_new_one_where_none_is_named() -> None:
    gone = failing(404, {"error": {"message": "The model `first` does not exist."}})
    steps = [models("first"), streamed("A."), gone, models("second"), streamed("B.")]
    with ScriptedServer(*steps) as server:
        model = model_of(server.url, model="")
        assert text_of(reply_of(model)) == "A."
        assert text_of(reply_of(model)) == "B."
        assert model.name == "second"
        assert server.received[4].body["model"] == "second"


def test_a_model_that_is_not_there_is_asked_for_once_where_it_is_named_or_just_listed() -> None:
    gone = failing(404, {"error": {"message": "The model `first` does not exist."}})
    for named, steps in (("first", [gone]), ("", [models("first"), gone])):
        with ScriptedServer(*steps, streamed("Never.")) as server:
            with pytest.raises(ModelNotFound):
                reply_of(model_of(server.url, model=named))
            assert len(server.received) == len(steps)


@pytest.mark.parametrize(
    "listing",
    [
        models(),
        failing(200, {"object": "list", "data": None}),
        failing(404, ""),
        failing(500, {}),
    ],
)
def test_no_model_to_be_found_is_the_servers_failure_and_asks_for_the_setting(
    listing: Scripted,
) -> None:
    with ScriptedServer(listing) as server, pytest.raises(ModelNotFound, match="RAG_MODEL"):
        reply_of(model_of(server.url, model=""))


def test_another_model_of_the_same_server_can_be_asked_for() -> None:
    settings = Settings(base_url="http://127.0.0.1:9", model="tiny")
    server = Server("here", settings.base_url).asked_for("large")
    assert OpenAIModel.connect(settings, server).name == "large"


def test_every_error_of_the_sdk_has_a_counterpart() -> None:
    import openai
    from openai import _exceptions

    found = {name for name in openai.__all__ if name.endswith("Error")} | {
        name
        for name, member in inspect.getmembers(_exceptions, inspect.isclass)
        if issubclass(member, Exception)
    }
    assert len(found) > 15
    assert found <= set(COUNTERPARTS)


def test_every_error_of_the_http_library_has_a_counterpart() -> None:
    import httpx2

    ours = {"CookieConflict"}  # we keep no cookies
    for name, member in inspect.getmembers(httpx2, inspect.isclass):
        if issubclass(member, Exception) and name not in ours:
            assert any(parent.__name__ in COUNTERPARTS for parent in member.__mro__), name


def test_neither_logs_nor_errors_hold_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    failure = failure_of(failing(401, {"error": {"message": KEY}}))
    assert KEY not in caplog.text
    chain: list[BaseException] = [failure]
    while (link := chain[-1].__cause__) is not None:
        chain.append(link)
    assert all(KEY not in repr(link) for link in chain)


def test_connecting_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("connected")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert model_of("http://127.0.0.1:9").name == "tiny"


def test_errors_are_ours() -> None:
    assert all(issubclass(kind, RagError) for kind in COUNTERPARTS.values())
