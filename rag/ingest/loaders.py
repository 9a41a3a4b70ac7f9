"""Files to text: which type is read by which loader. Another format is one more line here.

A loader gets the bytes of a file and its source, and gives a `LoadedText` or raises
`UnreadableDocument` with one sentence for the file's owner.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from rag.errors import UnreadableDocument, said
from rag.ingest.kinds import UNKNOWN
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText, NotReadNow, title_from_name
from rag.ingest.rawfile import Loader, RawFile
from rag.ingest.sniffing import UNTOLD, find_type
from rag.ingest.spans import has_words


def load_plain(file: RawFile) -> LoadedText:
    """Plain text: no sections; its chunks are told apart by their lines."""
    from rag.ingest.decoding import decode
    from rag.ingest.formats.fixed_width import with_rows

    text = with_rows(decode(file.raw))
    return LoadedText(title_from_name(file.source), text, (), "text/plain")


def load_markdown(file: RawFile) -> LoadedText:
    """Markdown, by its headings."""
    from rag.ingest.markdown import load_markdown as load_marked

    return load_marked(file.raw, file.source)


def load_mail(file: RawFile) -> LoadedText:
    """E-mail, its attachments by the loaders here."""
    from rag.ingest.formats.mail import load_mail as load_message

    return load_message(file, parse_file)


def _format(module: str, name: str) -> Loader:
    """The loader of a format's module, which is only imported when there is a file to read."""

    def load_format(file: RawFile) -> LoadedText:
        loader: Loader = getattr(import_module(f"rag.ingest.formats.{module}"), name)
        return loader(file)

    return load_format


_DOCX = _format("docx", "load_docx")
_PPTX = _format("pptx", "load_pptx")
_XLSX = _format("xlsx", "load_xlsx")
_ODF = _format("odf", "load_odf")
_WEB = _format("web", "load_html")
_DELIMITED = _format("delimited", "load_delimited")
_JSON = _format("structured", "load_json")
_JSON_LINES = _format("structured", "load_json_lines")
_SUBTITLES = _format("subtitles", "load_subtitles")
_PYTHON = _format("code", "load_python")
_CODE = _format("code", "load_code")

_IN_CODE = (
    *(".js", ".mjs", ".jsx", ".ts", ".tsx", ".java", ".kt", ".scala", ".swift", ".go", ".rs"),
    *(".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".rb", ".php", ".pl", ".lua", ".r", ".jl"),
    *(".sh", ".bash", ".ps1", ".sql", ".toml", ".yaml", ".yml", ".tex", ".rst", ".xml"),
)

LOADERS: Mapping[str, Loader] = MappingProxyType(
    {
        ".md": load_markdown,
        ".markdown": load_markdown,
        ".txt": load_plain,
        ".text": load_plain,
        ".log": load_plain,
        ".pdf": _format("pdf", "load_pdf"),
        ".docx": _DOCX,
        ".docm": _DOCX,
        ".pptx": _PPTX,
        ".pptm": _PPTX,
        ".xlsx": _XLSX,
        ".xlsm": _XLSX,
        ".odt": _ODF,
        ".ods": _ODF,
        ".odp": _ODF,
        ".rtf": _format("rtf", "load_rtf"),
        ".csv": _DELIMITED,
        ".tsv": _DELIMITED,
        ".html": _WEB,
        ".htm": _WEB,
        ".xhtml": _WEB,
        ".epub": _format("epub", "load_epub"),
        ".eml": load_mail,
        ".bib": _format("bibtex", "load_bibtex"),
        ".ics": _format("calendars", "load_calendar"),
        ".srt": _SUBTITLES,
        ".vtt": _SUBTITLES,
        ".json": _JSON,
        ".jsonl": _JSON_LINES,
        ".ndjson": _JSON_LINES,
        ".py": _PYTHON,
        ".pyi": _PYTHON,
        **dict.fromkeys(_IN_CODE, _CODE),
    }
)
"""By suffix, in lower case and with its dot."""

_LIGHT: frozenset[Callable[[RawFile], LoadedText]] = frozenset((load_markdown, load_plain))


def is_supported(source: str) -> bool:
    """Is there a loader for a file of this name?"""
    return suffix_of(source) in LOADERS


def may_be_read(source: str) -> bool:
    """Is there a loader for a file of this name, or must its content tell?"""
    return suffix_of(source) in LOADERS or suffix_of(source) in UNTOLD


def read_bytes(path: Path, *, max_bytes: int) -> bytes:
    """The content of a regular file of at most `max_bytes`. Raises `UnreadableDocument`, which is a
    `NotReadNow` where another time may do better."""
    try:
        if not path.is_file():
            raise NotReadNow("It is no longer there, or is not a file.")
        with path.open("rb") as file:
            size = min(os.fstat(file.fileno()).st_size, max_bytes)
            raw = file.read(size + 1)  # not at once the most, for which room would be made
            if len(raw) > size:
                raw += file.read(max_bytes + 1 - len(raw))
    except OSError as error:
        raise NotReadNow(f"It cannot be read: {said(error)}.") from None
    if len(raw) > max_bytes:
        raise UnreadableDocument(
            f"It is larger than the limit of {max_bytes / 1e6:.3g} MB (RAG_MAX_FILE_MB)."
        )
    return raw


def parse(raw: bytes, source: str, limits: Limits | None = None) -> LoadedText:
    """The text that the bytes hold, by the loader of what they are: content goes before the name.

    In this process, without its limits on time and memory: `rag.ingest.parsing` has those.
    """
    return parse_file(RawFile(raw, source, limits or Limits()))


def parse_file(file: RawFile) -> LoadedText:
    """As `parse`; `UnreadableDocument` also for more text than the limits allow."""
    suffix = suffix_of(file.source)
    if not file.raw:
        raise UnreadableDocument("It holds no text.")
    if suffix not in LOADERS and suffix not in UNTOLD and not file.nesting:
        raise UnreadableDocument(UNKNOWN)
    loader = LOADERS.get(find_type(file.raw, suffix, file.limits))
    if loader is None:
        raise UnreadableDocument(UNKNOWN)
    loaded = loader(file)
    if not has_words(loaded.text):
        raise UnreadableDocument("It holds no text.")
    if len(loaded.text) > file.limits.characters:
        raise UnreadableDocument(
            f"It holds more than {file.limits.characters:,} characters (RAG_LIMIT_CHARACTERS)."
        )
    return loaded


def is_light(raw: bytes, source: str, limits: Limits) -> bool:
    """Is it a little Markdown or plain text, which harms nobody, or nothing that is read at all?"""
    if len(raw) > limits.in_process_bytes:
        return False
    try:
        loader = LOADERS.get(find_type(raw, suffix_of(source), limits))
    except UnreadableDocument:
        return True  # and is refused by the same look at it
    return loader is None or loader in _LIGHT


def suffix_of(source: str) -> str:
    """As pathlib has it (".md" alone has none), and faster: a scan asks it of every file."""
    name = source.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return (dot + suffix).lower() if stem else ""
