"""The HTTP client: what it refuses to do."""

from __future__ import annotations

import pytest

from rag.errors import ModelProtocol, ModelUnreachable
from rag.llm.transport import MAX_BODY_BYTES, http_client, is_local
from tests.scripted_server import Scripted, ScriptedServer, failing


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("api.localhost", True),
        ("192.168.1.5", False),
        ("localhost.example.org", False),
        ("example.org", False),
    ],
)
def test_this_machine_is_told_from_others(host: str, local: bool) -> None:
    assert is_local(host) is local


def test_redirects_are_not_followed() -> None:
    with ScriptedServer(failing(307, "", Location="/elsewhere")) as server:
        with http_client(server.url, connect=5, read=5) as client:
            response = client.post(server.url + "/v1", json={"prompt": "secret"})
        assert response.status_code == 307
        assert len(server.received) == 1


def test_no_body_is_read_without_end() -> None:
    flood = Scripted([b"x" * (MAX_BODY_BYTES // 4 + 1)] * 5, status=500)
    with (
        ScriptedServer(flood) as server,
        http_client(server.url, connect=5, read=5) as client,
        pytest.raises(ModelProtocol, match="more than 32 MB"),
    ):
        client.get(server.url)


def test_cookies_and_foreign_headers_are_not_sent() -> None:
    first = failing(200, {}, Set_Cookie="id=1")
    with ScriptedServer(first, failing(200, {})) as server:
        with http_client(server.url, connect=5, read=5) as client:
            client.get(server.url)
            client.get(server.url, headers={"X-Stainless-OS": "Linux"})
        assert "cookie" not in server.received[1].headers
        assert "x-stainless-os" not in server.received[1].headers
        assert server.received[1].headers["user-agent"] == "Footnote"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ALL_PROXY", "socks5://me:secret@127.0.0.1:1", "proxy"),
        ("all_proxy", "socks://me:secret@127.0.0.1:1", "proxy"),
        ("HTTPS_PROXY", "http://my\u2013proxy:1", "proxy"),
        ("SSL_CERT_FILE", "/nowhere/authority.pem", "certificates"),
    ],
)
def test_what_the_environment_names_and_cannot_be_used_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ModelUnreachable, match=why) as caught:
        http_client("https://example.org/v1", connect=5, read=5)
    assert name.upper() in caught.value.hint
    assert "secret" not in str(caught.value)
    http_client("http://127.0.0.1:1/v1", connect=5, read=5).close()  # asked without either
