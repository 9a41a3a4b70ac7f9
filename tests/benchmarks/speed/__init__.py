"""How fast Footnote is beside what one would use instead; see `__main__.py` for the command."""
