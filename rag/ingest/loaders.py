"""Files to text: which suffix is read by which loader. Another format is one more line here.

A loader gets the bytes of a file and its source, and gives a `LoadedText` or raises
`UnreadableDocument` with one sentence for the file's owner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from rag.errors import UnreadableDocument
from rag.ingest.decoding import decode
from rag.ingest.loaded import LoadedText, title_from_name
from rag.ingest.markdown import load_markdown
from rag.ingest.spans import has_words

Loader = Callable[[bytes, str], LoadedText]


def load_plain(raw: bytes, source: str) -> LoadedText:
    """Plain text: no sections; its chunks are told apart by their lines."""
    return LoadedText(title_from_name(source), decode(raw), (), "text/plain")


LOADERS: Mapping[str, Loader] = MappingProxyType(
    {
        ".md": load_markdown,
        ".markdown": load_markdown,
        ".txt": load_plain,
        ".text": load_plain,
    }
)
"""By suffix, in lower case and with its dot."""


def is_supported(source: str) -> bool:
    """Is there a loader for a file of this name?"""
    return _suffix(source) in LOADERS


def load(path: Path, source: str, *, max_bytes: int) -> LoadedText:
    """The file at `path` as text; `source` names it and its type. Raises `UnreadableDocument`."""
    return parse(read_bytes(path, max_bytes=max_bytes), source)


def read_bytes(path: Path, *, max_bytes: int) -> bytes:
    """The content of a regular file of at most `max_bytes`. Raises `UnreadableDocument`."""
    try:
        if not path.is_file():
            raise UnreadableDocument("It is no longer there, or is not a file.")
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise UnreadableDocument(f"It cannot be read: {why}.") from None
    if len(raw) > max_bytes:
        raise UnreadableDocument(
            f"It is larger than the limit of {max_bytes / 1e6:.3g} MB (RAG_MAX_FILE_MB)."
        )
    return raw


def parse(raw: bytes, source: str) -> LoadedText:
    """The text that the bytes hold, by the loader of the source's suffix."""
    loader = LOADERS.get(_suffix(source))
    if loader is None:
        raise UnreadableDocument("There is no loader for files of its type.")
    loaded = loader(raw, source)
    if not has_words(loaded.text):
        raise UnreadableDocument("It holds no text.")
    return loaded


def _suffix(source: str) -> str:
    """As pathlib has it (".md" alone has none), and faster: a scan asks it of every file."""
    name = source.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return (dot + suffix).lower() if stem else ""
