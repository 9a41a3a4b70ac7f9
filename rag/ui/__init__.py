"""The pages of the app. The only room that imports streamlit.

Its assistant is handed in: `protocols.py` says what the pages use of one.
"""

from __future__ import annotations

from pathlib import Path

ICON = str(Path(__file__).with_name("footnote.png"))
"""The pages' icon: a file of ours, because named icons are fetched from another host."""
