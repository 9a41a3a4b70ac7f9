"""Strips the opening of a sentence that says nothing: "In summary,", "According to the documents,".

What such words say is of the answer, not of the matter. English, German and French.
"""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import content_terms

_SOURCES = (
    r"(?:documents?|passages?|sources?|texts?|excerpts?|context|information|material|"
    r"Dokument\w*|Passagen?|Quellen?|Texte?n?|Auszüge?n?|Unterlagen|extraits?|textes?)"
)
_THESE = (
    r"(?:(?:the|these|this|your|what\s+the|d(?:en|em|ie|er|as)|diesen?|les?|la)\s+)?"
    r"(?:(?:provided|given|above|cited|following|available|retrieved|vorliegenden|angegebenen)\s+)*"
)
_OPENER = regex(
    r"[\s*_]*(?:"
    r"(?:in\s+(?:summary|short|brief|conclusion|addition|other\s+words|particular|fact)|overall|"
    r"to\s+(?:summari[sz]e|sum\s+up|conclude|be\s+(?:clear|precise)|answer\s+(?:your|the)\s+question)|"
    r"as\s+a\s+result|therefore|thus|hence|consequently|accordingly|additionally|furthermore|moreover|"
    r"specifically|on\s+the\s+other\s+hand|likewise|similarly|notably|sure|certainly|"
    r"zusammengefasst|zusammenfassend|kurz\s+gesagt|außerdem|darüber\s+hinaus|zudem|"
    r"en\s+résumé|en\s+bref|de\s+plus|en\s+outre|par\s+ailleurs)\s*,\s*|"
    rf"(?:according\s+to|based\s+on|as\s+per|per|selon|d['’]après)\s+{_THESE}{_SOURCES}"
    r"(?:\s+provided)?\s*,\s*|"
    rf"(?:laut|gemäß)\s+{_THESE}{_SOURCES}\s*,?\s+|"
    rf"(?:the\s+|these\s+)?(?:(?:provided|given|cited)\s+)*{_SOURCES}\s+"
    r"(?:says?|states?|mentions?|notes?|specif(?:y|ies)|indicates?|explains?|tells?\s+us)\s+that\s+|"
    r"(?:please\s+|kindly\s+)?note(?:\s+that\s+|\s*:\s*)|it\s+(?:is\s+important|should\s+be)\s+(?:to\s+note|noted)\s+that\s+|"
    r"(?:short\s+|final\s+)?answer\s*:\s*|(?:Kurz)?antwort\s*:\s*|réponse\s*:\s*"
    r")[*_]*\s*",
    re.IGNORECASE,
)
_STATED_IN = regex(
    r"\A[\s*_]*as\s+(?:stated|mentioned|noted|described|specified|explained|set\s+out|laid\s+out)\s+in\s+",
    re.IGNORECASE,
)
_YES = regex(r"[\s*_]*(?:yes|ja|oui)\b[*_]*\s*[,:–—-]\s*", re.IGNORECASE)
_LEAST = 2  # content words that are left
_WHOLE = 3  # ... behind a "Yes,", so that they say by themselves what it affirms


def without_opener(sentence: str) -> str:
    """The sentence from where it speaks of the matter; as it is where little would be left."""
    rest = _STATED_IN.sub("According to ", sentence)
    while found := _OPENER.match(rest):
        left = rest[found.end() :]
        if len(content_terms(left)) < _LEAST:
            break
        rest = left[:1].upper() + left[1:]
    yes = _YES.match(rest)
    if yes and len(content_terms(rest[yes.end() :])) >= _WHOLE:
        rest = rest[yes.end() :][:1].upper() + rest[yes.end() + 1 :]
    return rest
