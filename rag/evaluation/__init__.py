"""Grounding regression tests: cases, metrics, runs, comparisons, reports, and the pytest plugin.

Nothing is imported here: `plugin` is loaded in every pytest run where Footnote is installed.
"""

SUFFIXES = (".grounding.yaml", ".grounding.yml")
"""How the name of a file of cases ends."""
