"""Spanish: its small words, which carry grammar rather than a topic."""

from __future__ import annotations

from rag.text.english import is_told_by

SPANISH_SMALL_WORDS = frozenset(
    [
        *("el", "la", "los", "las", "lo", "un", "una", "unos", "unas", "del", "de", "al", "a", "y"),
        *("e", "o", "u", "en", "con", "sin", "por", "para", "sobre", "entre", "hasta", "desde"),
        *("que", "quien", "quienes", "cual", "cuyo", "donde", "cuando", "como", "si", "pero"),
        *("porque", "se", "su", "sus", "mi", "mis", "nuestro", "nuestra", "nuestros", "nuestras"),
        *("le", "les", "me", "nos", "este", "esta", "estos", "estas", "ese", "esa", "esos", "esas"),
        *("es", "son", "era", "eran", "fue", "fueron", "ser", "sido", "está", "están", "estar"),
        *("ha", "han", "había", "hay", "puede", "pueden", "debe", "deben", "muy", "más", "también"),
    ]
)
_TELLING = frozenset(
    [
        *("el", "los", "las", "del", "una", "y", "con", "por", "para", "está", "están", "hay"),
        *("más", "es", "son", "al"),
    ]
)


def is_spanish(text: str) -> bool:
    """Has it one of Spanish's commonest small words, and few of those of English?"""
    return is_told_by(_TELLING, text)
