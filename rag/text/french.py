"""French: its small words, which carry grammar rather than a topic."""

from __future__ import annotations

from rag.text.english import is_told_by

FRENCH_SMALL_WORDS = frozenset(
    [
        *("le", "la", "les", "un", "une", "des", "du", "de", "et", "ou", "où", "en", "au", "aux"),
        *("à", "dans", "par", "pour", "sur", "sous", "avec", "sans", "chez", "vers", "entre", "ce"),
        *("cet", "cette", "ces", "son", "sa", "ses", "leur", "leurs", "mon", "ma", "mes", "notre"),
        *("nos", "votre", "vos", "il", "elle", "ils", "elles", "on", "nous", "vous", "je", "tu"),
        *("se", "ne", "que", "qui", "dont", "si", "mais", "donc", "car", "est", "sont", "était"),
        *("étaient", "été", "être", "sera", "seront", "a", "ont", "avait", "avoir", "peut"),
        *("peuvent", "doit", "doivent", "fait", "y", "très", "aussi", "comme", "quand", "lors"),
    ]
)
_TELLING = frozenset(
    ["le", "la", "les", "des", "du", "une", "est", "sont", "et", "dans", "pas", "aux"]
)


def is_french(text: str) -> bool:
    """Has it one of French's commonest small words, and few of those of English?"""
    return is_told_by(_TELLING, text)
