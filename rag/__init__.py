"""Footnote's public API; exports only. See `rag/README.md` for the map of the rooms."""
