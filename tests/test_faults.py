"""What is repeated of a server's words, and what never is."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ContextTooLong, ModelAuth, ModelOverloaded, ModelTimeout, ModelUnreachable
from rag.llm.dialects import OPTIONAL, ROLES
from rag.llm.faults import EXCERPT_CHARS, Endpoint, RequestRejected

KEY = "sk-live-0123456789abcdef"
HERE = Endpoint("http://127.0.0.1:9/v1", KEY)


@pytest.mark.parametrize(
    "echo",
    [
        f"Incorrect API key provided: {KEY}.",
        "Incorrect API key provided: sk-live-0123****cdef.",
        f"Header was 'Authorization: Bearer {KEY}'",
        "key=abcdef***********xyz",
    ],
)
def test_no_form_of_a_key_is_repeated(echo: str) -> None:
    shown = HERE.excerpt(echo)
    assert "0123" not in shown
    assert "xyz" not in shown
    assert "[key]" in shown


@settings(deadline=None)  # the machine may be busy
@given(st.text(), st.text())
def test_no_words_around_a_key_bring_it_out(before: str, after: str) -> None:
    words = before + KEY + after
    shown = [HERE.excerpt(words), *(str(HERE.fault(words, status=s)) for s in (None, 400, 401))]
    assert all(KEY not in text for text in shown)


def test_an_excerpt_is_short_plain_and_on_one_line() -> None:
    shown = HERE.excerpt("a\x1b[31m\u202e\n\nb " + "c" * 1_000)
    assert shown.startswith("a [31m b ccc")
    assert len(shown) <= EXCERPT_CHARS + 1


def test_the_query_of_an_address_is_not_shown() -> None:
    here = Endpoint("https://host/v1?token=hush%2Bhush&b")
    assert "hush" not in here.shown
    assert here.excerpt("No /v1?token=hush%2Bhush (hush+hush)") == "No /v1?token=[key] ([key])"


def test_a_rejected_key_is_not_explained_in_the_servers_words() -> None:
    assert "spelled" not in str(HERE.fault({"error": {"message": "spelled out"}}, status=401))


def test_a_stream_that_is_closed_in_the_middle_is_told_in_our_words_alone() -> None:
    import httpx2

    said = "peer closed connection without sending complete message body (incomplete chunked read)"
    told = HERE.counterpart(httpx2.RemoteProtocolError(said)).message
    assert told.endswith("broke off.")
    assert "chunked" not in told


def test_a_connection_that_is_not_accepted_names_the_setting() -> None:
    import httpx2

    failure = HERE.counterpart(httpx2.ConnectTimeout("timed out"))
    assert type(failure) is ModelTimeout
    assert "RAG_CONNECT_TIMEOUT" in failure.hint


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("prompt is too long: 210000 tokens > 200000 maximum", ContextTooLong),
        ("The input token count (9000) exceeds the maximum number of tokens", ContextTooLong),
        ("`inputs` tokens + `max_new_tokens` must be <= 4096", ContextTooLong),
        ("Incorrect API key provided", ModelAuth),
        ("Rate limit reached for requests", ModelOverloaded),
    ],
)
def test_words_decide_where_there_is_no_status(words: str, kind: type) -> None:
    assert type(HERE.fault({"error": {"message": words}})) is kind


@settings(deadline=None)  # the machine may be busy
@given(st.recursive(st.none() | st.text() | st.integers(), lambda x: st.lists(x), max_leaves=5))
def test_any_body_is_told(body: object) -> None:
    assert str(HERE.fault({"error": body}, status=500))
    assert str(HERE.fault(body))


def test_a_wait_may_be_asked_for_in_seconds_or_as_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    for asked, least, most in (("7", 7, 7), ("1.5", 1.5, 1.5), (soon, 85, 90)):
        failure = HERE.fault({}, status=429, retry_after=asked)
        assert isinstance(failure, ModelOverloaded)
        assert failure.retry_after is not None
        assert least <= failure.retry_after <= most


@given(st.text())
def test_any_other_wait_is_none(asked: str) -> None:
    failure = HERE.fault({}, status=429, retry_after=f"soon {asked}")
    assert isinstance(failure, ModelOverloaded)
    assert failure.retry_after is None


@pytest.mark.parametrize(
    ("body", "window"),
    [
        ({"error": {"type": "exceed_context_size_error", "n_ctx": 4096}}, 4096),
        ({"error": {"message": "maximum context length is 8192 tokens"}}, 8192),
        ({"error": {"message": "context length exceeded", "n_ctx": True}}, None),
    ],
)
def test_an_overflow_carries_the_window(body: object, window: int | None) -> None:
    failure = HERE.fault(body, status=400)
    assert isinstance(failure, ContextTooLong)
    assert failure.window == window


@pytest.mark.parametrize(
    ("status", "said", "rejected"),
    [
        (400, "roles must alternate", {ROLES}),
        (400, "Unsupported value: temperature", {"temperature"}),
        (422, "no", {OPTIONAL}),
    ],
)
def test_a_rejection_names_what_to_leave_out(status: int, said: str, rejected: set[str]) -> None:
    failure = HERE.fault({"error": {"message": said}}, status=status)
    assert isinstance(failure, RequestRejected)
    assert failure.rejected == rejected


def test_a_missing_v1_comes_with_the_address_to_use() -> None:
    short = Endpoint("http://127.0.0.1:1234/api", KEY)
    told = short.fault({"error": "Unexpected endpoint or method. (POST /api/chat/completions)"})
    assert "http://127.0.0.1:1234/v1" in told.hint
    assert "http://127.0.0.1:9/v1" not in HERE.fault("", status=404).hint


def test_a_page_is_not_quoted() -> None:
    assert "html" not in str(HERE.fault("<!doctype html><p>hm", status=404))


def test_a_certificate_that_nobody_vouches_for_names_the_setting() -> None:
    refused = ssl.SSLCertVerificationError(1, "certificate verify failed")
    refused.verify_message = "self-signed certificate"
    failure = HERE.counterpart(refused)
    assert type(failure) is ModelUnreachable
    assert "self-signed certificate" in failure.message
    assert "SSL_CERT_FILE" in failure.hint


def test_a_limit_per_minute_is_no_empty_account_and_says_how_long_to_wait() -> None:
    said = "You exceeded your current quota, please check your plan. Please retry in 11.6s."
    body = [{"error": {"code": 429, "message": said, "status": "RESOURCE_EXHAUSTED"}}]
    failure = HERE.fault(body, status=429)
    assert isinstance(failure, ModelOverloaded)
    assert failure.retry_after == 11.6
    assert failure.hint == "Ask again in 12 seconds."


@pytest.mark.parametrize(
    ("wait", "words"),
    [("1", "1 second"), ("119", "119 seconds"), ("3600", "60 minutes"), ("86000", "24 hours")],
)
def test_a_long_wait_is_told_in_minutes_or_hours(wait: str, words: str) -> None:
    failure = HERE.fault("Rate limit reached", status=429, retry_after=wait)
    assert failure.hint == f"Ask again in {words}."
