"""Detects follow-up questions in other languages than English: "Und was kostet es?"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import is_english, terms

_OPENINGS_ELSEWHERE = (
    (
        "oder",
        "der|die|das|den|dem|des|eine?|einen|einem|ist|sind|wie|was|wer|wo|wann|warum|mit|von|im|am",
    ),
    (
        "et|mais",
        "les?|la|une?|du|des?|aux?|ce|ça|est|sont|qui|que|quoi|quel(?:le)?s?|combien|comment|où|"
        "quand|pourquoi|pour|avec|[ldcsn]['’].*|qu['’].*",
    ),
    (
        "y",
        "el|las?|los|una?|del?|al|con|es|son|qu[eé]|qui[eé]n(?:es)?|cu[aá]l(?:es)?|cu[aá]nt[oa]s?|"
        "cu[aá]ndo|d[oó]nde|c[oó]mo|por|para",
    ),
    (
        "e|ma",
        "il|l[aoe]|gli|una?|di|dell?[aeo]?|dei|all?a|nel|per|con|è|sono|che|chi|quale?|quali|"
        "quant[oaie]|quando|dove|come|perché|(?:l|all|dell|un|dov|cos|quant)['’].*",
    ),
    (
        "e|mas",
        "os?|as|uma?|d[ao]s?|na|por|para|com|é|são|que|quem|qual|quant[oa]s?|quando|onde|como",
    ),
    (
        "en|maar",
        "de|het|een|van|voor|met|zijn|wat|wie|waar|wanneer|hoe|waarom|hoeveel|welke|dat",
    ),
    (
        "och|og|men",
        "den|det|dem|en|ett?|er|är|på|för|med|vad|hvad?|vem|hvem|var|hvor|när|når|hvornår|hur|"
        "hvordan|av|til|till",
    ),
)
"""Words for "and" and "but" that are also English, a name or a letter ("E coli", "Men in Black"),
and the small words of their language that tell which is meant."""

_ELSEWHERE = regex(
    r"\s*(?:[¿¡]\s*y|[¿¡]?\s*pero|und|aber)\s"
    + "".join(
        rf"|\s*(?:{opening})\s(?:.*\s)?(?:{small})(?!\w)" for opening, small in _OPENINGS_ELSEWHERE
    )
    + r"|\s*(?:oder|et|y|e|en|och|og)\s+(?-i:[A-ZÀ-Þ])\w+\s*\?\s*$"
    r"|.*[\s-](?:es|das|er|sie|ihn|ihm|ihr|dort|dafür|davon|damit|il|elle|ils|elles|ça|cela|eso|esto|él|"
    r"ella|ellos|ellas|dat|det)\s*+[?.!]*+\s*+$",
    re.IGNORECASE | re.DOTALL,
)
"""Opens, or ends, as one that leans on what was said does in other languages: "Und wie viel kostet
es?". Where the words are English, they say nothing."""
_LONGEST_ELSEWHERE = 8  # words of such a question


def leans_elsewhere(question: str) -> bool:
    """Does it perhaps lean on earlier turns, in another language than English?"""
    short = len(terms(question)) <= _LONGEST_ELSEWHERE
    return short and _ELSEWHERE.match(question) is not None and not is_english(question)
