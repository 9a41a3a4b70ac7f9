"""How people greet, in English, German and French: patterns, to be read without regard to case."""

from __future__ import annotations

GREETING = (
    r"(?:hello|hiya|hi|hey|greetings|good\s+(?:morning|afternoon|evening|day)|hallo|guten\s+"
    r"(?:tag|morgen|abend)|moin|servus|bonjour|bonsoir|salut)"
)
"""Of two words of which one begins with the other, the longer comes first."""

GREETED = r"\s+(?:there|again|all|everyone|team|zusammen|footnote|à\s+tous)"
"""Who may be named behind it."""
