"""Recorded against a real model, replayed with its server down: the same results, nobody asked.

Beside the tests of the page because it needs what they need: the small server.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rag import Settings
from rag.evaluation.runner import Tapes
from rag.settings import shipped
from tests.evaluation.test_replay import CASES, asked, gist
from tests.small_server import model_folder
from tests.small_server import serving as serving_model

pytestmark = pytest.mark.timeout(900)  # a busy machine takes minutes to start the model's server


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    """Stands where the server was, answers nothing; `accept` gives whoever has knocked."""
    there = urlsplit(address)
    with socket.socket() as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        ear.bind((there.hostname, there.port))
        ear.listen()
        ear.setblocking(False)
        yield ear


def test_a_real_model_recorded_replayed_and_missed(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert request.config.cache is not None
    model = model_folder(request.config.cache.mkdir("small-server"))
    corpus, tape = tmp_path / "corpus", tmp_path / "tape"
    corpus.mkdir()
    text = "The mill was built in 1801, when Mary Jones was the mayor.\n"
    (corpus / "mill.md").write_text(text, "utf-8")
    with serving_model(model) as address:
        settings = Settings(
            corpus_dir=corpus,
            data_dir=tmp_path / "data",
            base_url=address,
            model=str(model),
            max_answer_tokens=30,
            evidence_threshold=0.0,
            reader=False,
        )
        recorded = asked(settings, Tapes(record=tape))
    assert [one.observation.error for one in recorded] == [""] * len(CASES)

    with listening(address) as ear:
        assert gist(asked(settings, Tapes(replay=tape))) == gist(recorded)

        prompts = tmp_path / "prompts"
        prompts.mkdir()
        for path in shipped("prompts").glob("*.md"):
            written = path.read_text("utf-8").replace("few short sentences", "few brief sentences")
            (prompts / path.name).write_text(written, "utf-8")
        monkeypatch.setattr("rag.answerers.shipped", lambda _: prompts)
        for one in asked(settings, Tapes(replay=tape)):
            assert f"case {one.case.id}: the prompt (now “…" in one.observation.error
        with pytest.raises(BlockingIOError):
            ear.accept()
