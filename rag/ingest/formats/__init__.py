"""The formats: bytes to text, with sections that a reader can find.

`rag.ingest.loaders` says which module reads which type; the other modules here serve several.
"""
