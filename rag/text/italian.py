"""Italian: its small words, which carry grammar rather than a topic."""

from __future__ import annotations

from rag.text.english import is_told_by

ITALIAN_SMALL_WORDS = frozenset(
    [
        *("il", "lo", "la", "i", "gli", "le", "un", "uno", "una", "di", "del", "dello", "della"),
        *("dei", "degli", "delle", "a", "al", "allo", "alla", "ai", "agli", "alle", "da", "dal"),
        *("dalla", "dai", "dalle", "in", "nel", "nella", "nei", "nelle", "con", "su", "sul"),
        *("sulla", "sui", "sulle", "per", "tra", "fra", "e", "ed", "o", "che", "chi", "cui"),
        *("dove", "quando", "come", "se", "ma", "perché", "si", "suo", "sua", "suoi", "sue"),
        *("questo", "questa", "questi", "queste", "è", "sono", "era", "erano", "essere", "stato"),
        *("stata", "ha", "hanno", "aveva", "può", "possono", "deve", "devono", "molto", "anche"),
    ]
)
_TELLING = frozenset(
    [
        *("il", "gli", "di", "della", "dei", "degli", "delle", "che", "sono", "nel", "nella"),
        *("alla", "è", "dal", "dalla", "nei", "nelle", "del", "dello"),
    ]
)


def is_italian(text: str) -> bool:
    """Has it one of Italian's commonest small words, and few of those of English?"""
    return is_told_by(_TELLING, text)
