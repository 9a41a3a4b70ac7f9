"""From files to what can be searched: loading, cutting into chunks, syncing with the store."""

from rag.ingest.chunking import ChunkedText, chunk_document
from rag.ingest.loaded import LoadedText
from rag.ingest.loaders import LOADERS, is_supported, load
from rag.ingest.sync import sync

__all__ = ["LOADERS", "ChunkedText", "LoadedText", "chunk_document", "is_supported", "load", "sync"]
