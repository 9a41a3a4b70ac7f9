"""Finds sentences of an answer that state nothing: "Sure!", "Here is what the documents say:"; and
those that say that the documents are silent. By spelling, in English, German and French."""

from __future__ import annotations

import re

from rag.answer.verification.polarity import NEGATION
from rag.regex import regex
from rag.text import GERMAN_SMALL_WORDS, content_terms, figures, fold
from rag.text.french import FRENCH_SMALL_WORDS
from rag.text.greetings import GREETED, GREETING


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


_ABOUT_ANSWERS = _folded(
    "answer answers question questions document documents passage passages source sources text "
    "texts excerpt excerpts context information details summary overview citation citations "
    "reference references given provided based according find found say says said state states "
    "mention list listed following follows applies key main point points certainly conclusion "
    "summarize summarise short brief note notes antwort frage dokument dokumente dokumenten "
    "passage passagen quelle quellen auszug auszüge angaben informationen zusammenfassung "
    "überblick zusammengefasst folgend folgende folgendes folgt laut basierend steht stehen "
    "sagen sagt gilt kurz fazit hinweis réponse documents extraits sources résumé voici selon "
    "informations indiquent disent suivant suivants suivantes conclusion"
)
_POLITE = _ABOUT_ANSWERS | _folded(
    "let know feel free need help helps hope ask asked asking anything else further more other "
    "please thank thanks happy glad assist clarification specific hesitate like want wissen "
    "weitere weiteren fragen hilft hoffe gerne bescheid brauchen merci autres aide espère "
    "besoin n'hésitez hésitez"
)
_AT_ONCE = regex(
    rf"\W*(?:{GREETING}(?:{GREETED})?|sure(?:\s+thing)?|certainly|of\s+course|absolutely|okay|ok|"
    r"(?:great|good)\s+question|gerne?|natürlich|selbstverständlich|bien\s+sûr|certainement)\W*",
    re.IGNORECASE,
)
_POLITELY = regex(
    r"\W*(?:please\s+)?(?:let\s+me\s+know|feel\s+free|(?:i\s+)?hope\s+(?:this|that|it)|thank|"
    r"if\s+you\s+(?:have|need|want|would\s+like)|is\s+there\s+anything\s+else|"
    r"(?:please\s+)?do(?:\s+not|n['’]t)\s+hesitate|(?:i\s+am|i['’]m)\s+(?:happy|glad)\s+to|"
    r"(?:ich\s+)?hoffe|bei\s+weiteren\s+fragen|wenn\s+du|wenn\s+sie|n['’]hésitez|j['’]espère|merci)\b",
    re.IGNORECASE,
)
_MAY_BE_YES = regex(
    r"\W*(?:is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had|"
    r"ist|sind|war|darf|dürfen|kann|können|muss|müssen|hat|haben|wird|werden|gibt|est|sont|peut|peuvent|"
    r"doit|a|ont|y)\b|.*\best-ce\b",
    re.IGNORECASE,
)
_HERE = regex(r"\W*(?:here|below|hier|voici)\b", re.IGNORECASE)
_SMALL = GERMAN_SMALL_WORDS | FRENCH_SMALL_WORDS
_FROM = (
    r"(?:documents?|passages?|sources?|texts?|excerpts?|context|information|materials?|"
    r"Dokument\w*|Passagen?|Quellen?|Texte?n?|Auszüge?n?|Unterlagen|extraits?|textes?)"
)
_SAY = (
    r"(?:say|state|mention|contain|give|provide|specify|answer|include|address|tell|cover|indicate|discuss|"
    r"describe|offer|explain|reveal|list|have|show)"
)
_SAID = (
    r"(?:mentioned|specified|stated|given|provided|said|contained|found|covered|included|addressed|discussed|"
    r"answered|indicated|available|known|clear)"
)
_SILENT = regex(
    rf"\b{_FROM}\b[^.;:!?]*\b(?:do(?:es)?|did)(?:\s+not|n['’]t)\s+(?:\w+ly\s+)?{_SAY}\b|"
    rf"\b(?:is|are|was|were)(?:\s+not|n['’]t)\s+(?:\w+ly\s+)?{_SAID}\b[^.;:!?]*\b(?:in|by|from)\b[^.;:!?]*\b{_FROM}\b|"
    rf"\b{_FROM}\b[^.;:!?]*\b(?:no|nothing|any)\s+(?:\w+\s+)?(?:information|mention|indication|details?|answer|data)\b|"
    rf"\b(?:no|nothing)\b[^.;:!?]*\b(?:in|from|by)\s+(?:\w+\s+){{0,3}}{_FROM}\b|"
    r"\b(?:I|we)\s+(?:ca(?:n\s?no|n['’])t|could(?:\s+not|n['’]t)|(?:am|are|was|were)\s+(?:un|not\s+)able\s+to|"
    r"do(?:\s+not|n['’]t)|did(?:\s+not|n['’]t))\s+(?:find|answer|determine|see|know|tell|have)\b|"
    rf"\b{_FROM}\b[^.;:!?]*\b(?:nicht|nichts|kein\w*)\b|\bkeine?n?\s+(?:Angaben?|Informationen|Hinweise?|Antwort)\b|"
    rf"\b{_FROM}\b[^.;:!?]*\b(?:ne\b|n['’])[^.;:!?]*\b(?:pas|aucune?|rien)\b",
    re.IGNORECASE,
)


def is_framing(sentence: str, question: str) -> bool:
    """Does it announce what follows (":"), in words about answering and of the question alone, or
    only greet or part? "Sure!" does not where it may be the answer; nor what has a figure."""
    if figures(sentence):
        return False
    if _AT_ONCE.fullmatch(sentence):
        return not _MAY_BE_YES.match(question)
    said = _words(sentence)
    if _POLITELY.match(sentence):
        return said <= _POLITE
    if not sentence.rstrip(" *_").endswith(":") or NEGATION.search(sentence):
        return False
    announced = said & _ABOUT_ANSWERS or _HERE.match(sentence)
    return bool(announced) and said <= _ABOUT_ANSWERS | _words(question)


def says_silent(sentence: str) -> bool:
    """Does it say that the documents do not tell, or that no answer was found in them?"""
    return _SILENT.search(sentence) is not None


def _words(text: str) -> set[str]:
    return {term.folded for term in content_terms(text) if term.text.lower() not in _SMALL}
