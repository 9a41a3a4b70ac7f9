"""Text to vectors: the bundled model on ONNX Runtime, any other by sentence-transformers.

Importing that library costs seconds, so it happens at the first `embed` or `warm_up`. Limits, token
counts and the fingerprint come from the model's files, where they say it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import ConfigError
from rag.settings import BUNDLED_EMBEDDER, Precision
from rag.store.bert_encoder import BertEncoder
from rag.store.protocols import Embedder, FloatArray
from rag.store.token_counter import token_counter
from rag.store.weights import (
    BundledFiles,
    FolderFiles,
    HubFiles,
    ModelFiles,
    ModelShape,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "BundledEmbedder",
    "Embedder",
    "FloatArray",
    "SentenceTransformerEmbedder",
    "check_embedder_files",
    "load_embedder",
]

_LANE = "sentence-transformers-fp32-1"
"""How the vectors are computed, and our version of it. Lanes that agree (a
cosine of at least 0.999) share a name: vectors of one are comparable with those of the other."""

_BATCH = 32


def load_embedder(name: str, precision: Precision = Precision.AUTO) -> Embedder:
    """The embedder of this name: the bundled one, a folder, or a name on the Hugging Face hub.

    `precision` is for the bundled one. Nothing is loaded; `ConfigError` at first use if it fails.
    """
    files = _embedder_files(name)
    if isinstance(files, BundledFiles):
        return BundledEmbedder(name, files, precision)
    return SentenceTransformerEmbedder(name, files)


def check_embedder_files(name: str) -> Path | None:
    """The folder of this embedder's files, which are what they should be; loads nothing.

    None for a model of the hub that is still to be fetched. Raises `ConfigError`.
    """
    files = _embedder_files(name)
    with config_errors(files, name):
        files.verify()
        return files.folder()


class BundledEmbedder:
    """The `Embedder` whose weights come with the installation; agrees with sentence-transformers.

    A vector is the mean of a text's token vectors, at length 1.
    """

    def __init__(
        self, name: str, files: BundledFiles, precision: Precision = Precision.AUTO
    ) -> None:
        self.name = name
        self._files = files
        self._encoder = BertEncoder(files, precision=precision)

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        return self._files.shape().dimension

    @property
    def max_tokens(self) -> int:
        """The longest input in tokens, special ones included."""
        return self._files.shape().max_tokens

    @property
    def is_here(self) -> bool:
        """It comes with the installation."""
        return True

    @property
    def fingerprint(self) -> str:
        """Weights and lane."""
        return f"{self._files.fingerprint()}/{_LANE}"

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), unit rows. May be called from several threads."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with config_errors(self._files, self.name):
            means = self._encoder.means(texts, self.max_tokens)
        unit: FloatArray = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit

    def count_tokens(self, text: str) -> int:
        """Tokens, special ones included."""
        return self._counter(text)

    def warm_up(self) -> None:
        """Loads the model and runs it once; the first run is slower than the next."""
        self.embed(["warm"])

    @cached_property
    def _counter(self) -> Callable[[str], int]:
        with config_errors(self._files, self.name):
            counter = token_counter(self._files.folder())
        if counter is None:
            raise ConfigError(
                f"The package {self._files.package} lacks its tokenizer.",
                hint=f"Install the package {self._files.package} again.",
            )
        return counter


class SentenceTransformerEmbedder:
    """An `Embedder` on sentence-transformers, in single precision."""

    def __init__(self, name: str, files: ModelFiles) -> None:
        self.name = name
        self._files = files
        self._model: SentenceTransformer | None = None
        self._fingerprint = ""
        self._lock = threading.RLock()

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        return self._shape.dimension

    @property
    def max_tokens(self) -> int:
        """The longest input in tokens, special ones included."""
        return self._shape.max_tokens

    @property
    def is_here(self) -> bool:
        """Is there a folder with its weights? Never waits for one that is being fetched."""
        if self._fingerprint:
            return True
        with suppress(ConfigError), config_errors(self._files, self.name):
            return self._files.folder() is not None
        return False

    @property
    def fingerprint(self) -> str:
        """Weights and lane. Fetches a model of the hub that is not on this machine yet."""
        if not self._fingerprint:
            with config_errors(self._files, self.name):
                if self._files.folder() is None:
                    self._loaded()
                self._fingerprint = f"{self._files.fingerprint()}/{_LANE}"
        return self._fingerprint

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
        with config_errors(self._files, self.name):
            return self._files.shape() or _shape_of(self._loaded(), self.name)

    @cached_property
    def _counter(self) -> Callable[[str], int]:
        with config_errors(self._files, self.name):
            folder = self._files.folder()
            counter = None if folder is None else token_counter(folder)
            if counter is not None:
                return counter
            tokenizer = self._loaded().tokenizer

        def count(text: str) -> int:
            with self._lock:  # it is the one that `embed` sets up for its own use
                return len(tokenizer(text, truncation=False, verbose=False)["input_ids"])

        return count

    def _loaded(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                with config_errors(self._files, self.name):
                    self._files.verify()  # before the imports: they take seconds
                    with quiet():
                        self._model = self._load()
            return self._model

    def _load(self) -> SentenceTransformer:
        from sentence_transformers import SentenceTransformer

        place, local = address(self._files, self.name)
        model = SentenceTransformer(place, local_files_only=local)
        promised = self._files.shape()
        if promised is not None and promised != _shape_of(model, self.name):
            raise ConfigError(
                f"The settings of {self.name!r} promise {promised}, but it loads as "
                f"{_shape_of(model, self.name)}.",
                hint=f"Choose another model with {self._files.setting}.",
            )
        return model


def _embedder_files(name: str) -> ModelFiles:
    setting = "RAG_EMBEDDING_MODEL"
    if name in (BUNDLED_EMBEDDER, f"sentence-transformers/{BUNDLED_EMBEDDER}"):
        return BundledFiles(setting)
    return named_files(setting, name)


def named_files(setting: str, name: str) -> ModelFiles:
    folder = Path(name).expanduser()
    is_path = folder.is_dir() or folder.is_absolute() or name.startswith(".")
    return FolderFiles(setting, folder) if is_path else HubFiles(setting, name)


def address(files: ModelFiles, name: str) -> tuple[str, bool]:
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
def config_errors(files: ModelFiles, name: str) -> Iterator[None]:
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
