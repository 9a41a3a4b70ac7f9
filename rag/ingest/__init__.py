"""From files to what can be searched: loading, cutting into chunks, syncing with the store."""

from rag.ingest.chunking import ChunkedText, chunk_document
from rag.ingest.loaded import LoadedText
from rag.ingest.loaders import LOADERS, is_supported, load
from rag.ingest.scan import Scan, scan
from rag.ingest.sync import sync

__all__ = [
    "LOADERS",
    "ChunkedText",
    "LoadedText",
    "Scan",
    "chunk_document",
    "is_supported",
    "load",
    "scan",
    "sync",
]
