"""Embedders: what they say before they are loaded, and that it is so."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from rag.errors import ConfigError
from rag.settings import BUNDLED_EMBEDDER
from rag.store.embedding import SentenceTransformerEmbedder, load_embedder
from rag.store.weights import (
    BUNDLED_PACKAGE,
    BundledFiles,
    FolderFiles,
    HubFiles,
    ModelShape,
    read_shape,
)
from tests.fakes import WordEmbedder
from tests.tiny_models import bert_config, tokenizer


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder: two layers, 32 components, at most 48 tokens."""
    transformers = import_module("transformers")
    bare = tmp_path_factory.mktemp("bare")
    transformers.BertModel(bert_config()).save_pretrained(bare)
    tokenizer().save_pretrained(bare)
    folder = tmp_path_factory.mktemp("tiny")
    loaded = import_module("sentence_transformers").SentenceTransformer(str(bare))
    loaded.save(str(folder))
    return folder


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the network for anything fails the test, and is told so at once."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked for something")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


# The bundled model, without loading it


def test_bundled_embedder_knows_itself_without_torch() -> None:
    question = (
        "import sys; from rag.store import load_embedder;"
        f"e = load_embedder({BUNDLED_EMBEDDER!r});"
        "print(e.dimension, e.max_tokens, e.count_tokens('Hello world'), e.fingerprint);"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'chromadb'} & set(sys.modules);"
        "raise SystemExit(f'imported: {heavy}' if heavy else 0)"
    )
    told = subprocess.run(
        [sys.executable, "-c", question], capture_output=True, text=True, check=False, timeout=60
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("384 256 4 sha256:53aa51172d14")


def test_bundled_token_count_is_not_cut_at_the_models_limit() -> None:
    embedder = load_embedder(BUNDLED_EMBEDDER)
    assert embedder.count_tokens("word " * 1000) == 1002
    assert embedder.count_tokens("") == 2


def test_both_names_of_the_bundled_model_give_comparable_vectors() -> None:
    short, long = (
        load_embedder(name)
        for name in (BUNDLED_EMBEDDER, "sentence-transformers/" + BUNDLED_EMBEDDER)
    )
    assert short.fingerprint == long.fingerprint


def test_bundled_weights_are_those_that_were_published() -> None:
    BundledFiles("RAG_EMBEDDING_MODEL").verify()


def test_other_weights_than_published_are_refused() -> None:
    files = BundledFiles("RAG_EMBEDDING_MODEL", sha256="0" * 64)
    with pytest.raises(ConfigError, match="not the published ones") as refused:
        SentenceTransformerEmbedder("bundled", files).warm_up()
    assert BUNDLED_PACKAGE in refused.value.hint


def test_missing_package_is_a_config_error() -> None:
    files = BundledFiles("RAG_EMBEDDING_MODEL", package="no_such_package_of_weights")
    with pytest.raises(ConfigError, match="not installed"):
        SentenceTransformerEmbedder("bundled", files).count_tokens("text")


# Any other model


def test_a_path_that_is_nowhere_is_a_config_error() -> None:
    with pytest.raises(ConfigError, match=r"RAG_EMBEDDING_MODEL: there is no folder no/such"):
        load_embedder("./no/such/folder").warm_up()


@pytest.mark.slow
def test_a_name_that_cannot_be_fetched_is_a_config_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    embedder = load_embedder("nobody/has-this-model")
    with pytest.raises(ConfigError, match="RAG_EMBEDDING_MODEL") as refused:
        _ = embedder.dimension
    assert "leave RAG_EMBEDDING_MODEL unset" in refused.value.hint


@pytest.mark.slow
def test_shape_is_unknown_where_settings_do_not_say(tmp_path: Path) -> None:
    assert read_shape(tmp_path) is None
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "config.json").write_text('{"max_position_embeddings": 48}')
    assert read_shape(tmp_path) is None
    (tmp_path / "config.json").write_text("no JSON at all")
    assert read_shape(tmp_path) is None


def test_folder_fingerprint_follows_weights_and_settings_only(tmp_path: Path) -> None:
    files = FolderFiles("RAG_EMBEDDING_MODEL", tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    before = files.fingerprint()
    (tmp_path / "README.md").write_text("nothing that computes")
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "config.json").write_text("{}")
    assert files.fingerprint() == before
    (tmp_path / "model.safetensors").write_bytes(b"WEIGHTS")
    changed = files.fingerprint()
    (tmp_path / "config.json").write_text("{}")
    assert len({before, changed, files.fingerprint()}) == 3


@pytest.mark.slow
@pytest.mark.usefixtures("no_network")
def test_a_folders_model_embeds_what_its_files_promise(
    tiny_model: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    embedder = load_embedder(str(tiny_model))
    assert (embedder.dimension, embedder.max_tokens) == (32, 48)
    assert embedder.count_tokens("a b c") == 5
    capfd.readouterr()
    vectors = embedder.embed(["the fox", "the dog", "the fox"])
    assert "".join(capfd.readouterr()) == ""
    assert vectors.shape == (3, 32)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert vectors[0] == pytest.approx(vectors[2], abs=1e-5)
    assert embedder.embed([]).shape == (0, 32)


@pytest.mark.slow
def test_text_beyond_the_limit_is_cut_and_counting_says_so(tiny_model: Path) -> None:
    embedder = load_embedder(str(tiny_model))
    fits = " ".join("a" * (embedder.max_tokens - 2))
    assert embedder.count_tokens(fits) == embedder.max_tokens
    assert embedder.count_tokens(fits + " b") == embedder.max_tokens + 1
    cut, whole = embedder.embed([fits + " b", fits])
    assert cut == pytest.approx(whole, abs=1e-5)


@pytest.mark.slow
def test_counting_without_a_tokenizer_file_agrees_with_it(tiny_model: Path) -> None:
    """A model that is only known by name has no files yet: then the loaded tokenizer counts."""

    class Unfetched(HubFiles):
        def folder(self) -> Path | None:
            return None

    from_file = load_embedder(str(tiny_model))
    loaded = SentenceTransformerEmbedder(str(tiny_model), Unfetched("RAG_EMBEDDING_MODEL", "x"))
    assert (loaded.dimension, loaded.max_tokens) == (from_file.dimension, from_file.max_tokens)
    for text in ("", "a b c", "a " * 300):
        assert loaded.count_tokens(text) == from_file.count_tokens(text)


@pytest.mark.slow
@pytest.mark.usefixtures("no_network")
def test_threads_share_one_model(tiny_model: Path) -> None:
    embedder = load_embedder(str(tiny_model))
    alone = load_embedder(str(tiny_model)).embed(["a b c", "d"])
    found: list[np.ndarray] = []

    def embed() -> None:
        found.append(embedder.embed(["a b c", "d"]))

    threads = [threading.Thread(target=embed) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for vectors in found:
        assert vectors == pytest.approx(alone, abs=1e-5)


@pytest.mark.slow
@pytest.mark.usefixtures("no_network")
def test_a_hub_model_in_the_cache_is_used_by_its_commit(tiny_model: Path, tmp_path: Path) -> None:
    commit = "0123456789abcdef0123456789abcdef01234567"
    repository = tmp_path / "models--someone--tiny"
    shutil.copytree(tiny_model, repository / "snapshots" / commit)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(commit)
    files = HubFiles("RAG_EMBEDDING_MODEL", "someone/tiny", cache=tmp_path)
    embedder = SentenceTransformerEmbedder("someone/tiny", files)
    assert embedder.fingerprint.startswith(f"hub:someone/tiny@{commit}/")
    assert embedder.dimension == 32
    assert embedder.embed(["a"]) == pytest.approx(
        load_embedder(str(tiny_model)).embed(["a"]), abs=1e-5
    )


@pytest.mark.slow
def test_a_model_that_reads_less_than_its_settings_promise_is_refused(tiny_model: Path) -> None:
    class Boastful(FolderFiles):
        def shape(self) -> ModelShape:
            return ModelShape(dimension=32, max_tokens=512)

    boastful = Boastful("RAG_EMBEDDING_MODEL", tiny_model)
    with pytest.raises(ConfigError, match="max_tokens=48"):
        SentenceTransformerEmbedder("boastful", boastful).warm_up()


@pytest.mark.slow
@pytest.mark.usefixtures("no_network")
def test_the_bundled_model_loads_offline_and_knows_what_is_alike() -> None:
    embedder = load_embedder(BUNDLED_EMBEDDER)
    embedder.warm_up()
    question, answer, other = embedder.embed(
        ["How tall is the tower?", "The tower is 90 metres high.", "Bread needs flour."]
    )
    assert question @ answer > 0.5 > question @ other


# The fake that other tests use


def test_fake_embedder_finds_texts_near_that_share_words() -> None:
    embedder = WordEmbedder()
    fox, dog, bread = embedder.embed(["the red fox", "The red dog!", "bread needs flour"])
    assert fox @ dog > 0.5 > fox @ bread
    assert embedder.embedded == ["the red fox", "The red dog!", "bread needs flour"]
    assert embedder.count_tokens("the red fox") == 5


class Fetching(HubFiles):
    """Files of the hub that are still on their way."""

    def folder(self) -> None:
        return None


def test_whether_a_model_is_here_is_said_while_it_is_being_fetched(tmp_path: Path) -> None:
    embedder = SentenceTransformerEmbedder(
        "someone/tiny", Fetching("RAG_EMBEDDING_MODEL", "someone/tiny")
    )
    with embedder._lock:  # whoever fetches it has it
        told: list[bool] = []
        asking = threading.Thread(target=lambda: told.append(embedder.is_here), daemon=True)
        asking.start()
        asking.join(30)
    assert told == [False]
    assert not load_embedder(str(tmp_path / "nothing")).is_here
    assert load_embedder(str(tmp_path)).is_here
    assert load_embedder(BUNDLED_EMBEDDER).is_here
