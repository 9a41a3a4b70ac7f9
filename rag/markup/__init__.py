"""Untrusted text, as pages and exported files may show it: its Markdown read, the rest escaped."""
