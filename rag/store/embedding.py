"""Text to vectors, and pairs to scores. The only importer of sentence-transformers and torch.

Importing them costs seconds, so it happens at the first `embed`, `score` or `warm_up`. What a sync
or a page needs before that (names, limits, token counts, the fingerprint) comes from the model's
files alone where they say it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ConfigError
from rag.settings import BUNDLED_EMBEDDER
from rag.store.protocols import Embedder, FloatArray, PairScorer
from rag.store.weights import (
    BundledFiles,
    FolderFiles,
    HubFiles,
    ModelFiles,
    ModelShape,
    token_counter,
)

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

__all__ = [
    "CrossEncoderScorer",
    "Embedder",
    "FloatArray",
    "PairScorer",
    "SentenceTransformerEmbedder",
    "check_embedder_files",
    "load_embedder",
    "load_pair_scorer",
]

_LANE = "sentence-transformers-fp32-1"
"""What computes the vectors, and our version of how: the same weights elsewhere differ a little."""

_BATCH = 32


def load_embedder(name: str) -> Embedder:
    """The embedder of this name: the bundled one, a folder, or a name on the Hugging Face hub.

    Cheap: nothing is loaded. `ConfigError` at the first use, if it cannot be.
    """
    return SentenceTransformerEmbedder(name, _embedder_files(name))


def check_embedder_files(name: str) -> Path | None:
    """The folder of this embedder's files, which are what they should be; loads nothing.

    None for a model of the hub that is still to be fetched. Raises `ConfigError`.
    """
    files = _embedder_files(name)
    with _config_errors(files, name):
        files.verify()
        return files.folder()


def load_pair_scorer(name: str) -> PairScorer:
    """The cross-encoder of this name, a folder's or the hub's. `ConfigError` at the first use."""
    return CrossEncoderScorer(name, _files("RAG_RERANKER_MODEL", name))


class SentenceTransformerEmbedder:
    """An `Embedder` on sentence-transformers, in single precision."""

    def __init__(self, name: str, files: ModelFiles) -> None:
        self.name = name
        self._files = files
        self._model: SentenceTransformer | None = None
        self._lock = threading.RLock()

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        return self._shape.dimension

    @property
    def max_tokens(self) -> int:
        """The longest input in tokens, special ones included."""
        return self._shape.max_tokens

    @cached_property
    def fingerprint(self) -> str:
        """Weights and lane. Fetches a model of the hub that is not on this machine yet."""
        with _config_errors(self._files, self.name):
            if self._files.folder() is None:
                self._loaded()
            return f"{self._files.fingerprint()}/{_LANE}"

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), unit rows. One thread at a time computes; tokenizers allow no more."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._loaded().encode(
                list(texts),
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """Tokens, special ones included."""
        return self._counter(text)

    def warm_up(self) -> None:
        """Loads the model and runs it once; the first run is slower than the next."""
        self.embed(["warm"])

    @cached_property
    def _shape(self) -> ModelShape:
        with _config_errors(self._files, self.name):
            return self._files.shape() or _shape_of(self._loaded(), self.name)

    @cached_property
    def _counter(self) -> Callable[[str], int]:
        with _config_errors(self._files, self.name):
            folder = self._files.folder()
            counter = None if folder is None else token_counter(folder)
            if counter is not None:
                return counter
            tokenizer = self._loaded().tokenizer
        return lambda text: len(tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def _loaded(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                with _config_errors(self._files, self.name):
                    self._files.verify()  # before the imports: they take seconds
                    with quiet():
                        self._model = self._load()
            return self._model

    def _load(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer

        address, local = _address(self._files, self.name)
        model = SentenceTransformer(address, local_files_only=local)
        promised = self._files.shape()
        if promised is not None and promised != _shape_of(model, self.name):
            raise ConfigError(
                f"The settings of {self.name!r} promise {promised}, but it loads as "
                f"{_shape_of(model, self.name)}.",
                hint=f"Choose another model with {self._files.setting}.",
            )
        return model


class CrossEncoderScorer:
    """A `PairScorer` on sentence-transformers' CrossEncoder."""

    def __init__(self, name: str, files: ModelFiles) -> None:
        self.name = name
        self._files = files
        self._model: CrossEncoder | None = None
        self._lock = threading.Lock()

    def score(self, question: str, texts: Sequence[str]) -> FloatArray:
        """(n,), higher is better."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        with self._lock:
            if self._model is None:
                with _config_errors(self._files, self.name), quiet():
                    self._model = self._load()
            scores = self._model.predict(
                [(question, text) for text in texts], batch_size=_BATCH, show_progress_bar=False
            )
        return np.asarray(scores, dtype=np.float32)

    def _load(self) -> CrossEncoder:
        from sentence_transformers import CrossEncoder

        address, local = _address(self._files, self.name)
        model: CrossEncoder = CrossEncoder(address, local_files_only=local)
        if model.num_labels != 1:
            raise ConfigError(
                f"{self.name!r} gives {model.num_labels} numbers for a pair, not one score.",
                hint=f"Name a reranking cross-encoder in {self._files.setting}.",
            )
        return model


def _embedder_files(name: str) -> ModelFiles:
    setting = "RAG_EMBEDDING_MODEL"
    if name in (BUNDLED_EMBEDDER, f"sentence-transformers/{BUNDLED_EMBEDDER}"):
        return BundledFiles(setting)
    return _files(setting, name)


def _files(setting: str, name: str) -> ModelFiles:
    folder = Path(name).expanduser()
    is_path = folder.is_dir() or folder.is_absolute() or name.startswith(".")
    return FolderFiles(setting, folder) if is_path else HubFiles(setting, name)


def _address(files: ModelFiles, name: str) -> tuple[str, bool]:
    """What to load, and whether it is all on this machine: then nobody is asked for it."""
    folder = files.folder()
    return (name, False) if folder is None else (str(folder), True)


def _shape_of(model: SentenceTransformer, name: str) -> ModelShape:
    dimension, max_tokens = model.get_embedding_dimension(), model.max_seq_length
    if dimension is None or max_tokens is None:
        raise ConfigError(
            f"The model {name!r} does not say how long its vectors or its inputs are.",
            hint="Name a sentence-transformers model in RAG_EMBEDDING_MODEL.",
        )
    return ModelShape(dimension, max_tokens)


@contextmanager
def _config_errors(files: ModelFiles, name: str) -> Iterator[None]:
    """Whatever loading raises, of a dozen libraries, becomes a `ConfigError` naming the setting."""
    try:
        yield
    except ConfigError:
        raise
    except Exception as error:
        first = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise ConfigError(
            f"{files.setting}: the model {name!r} cannot be loaded: {first}",
            hint="Give the path of a model's folder, or a name on the Hugging Face hub (fetching "
            f"it needs the network, once), or leave {files.setting} unset.",
        ) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps the libraries' progress bars and chatter off the terminal while a model loads."""
    from transformers.utils import logging as transformers_logging

    bars = transformers_logging.is_progress_bar_enabled()
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformers_logging.set_verbosity(logging.ERROR)
    try:
        yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
