"""Does a text say another's words, also in scripts that put no spaces between them?"""

from __future__ import annotations

import unicodedata

from rag.regex import regex

RUN = 5.0
"""So many words that stand together in both are taken for the other's own."""

_FEWEST = 2.0
"""So many are a quote, where there are no more; one word is none."""

_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_SYLLABLES = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Tibetan, Burmese, Khmer."""

_LETTERS = ((_HAN, 0.65), (_KANA, 0.5), (_SYLLABLES, 0.25))
"""Scripts that put no spaces between words, and which share of one a letter of them is."""

_UNSPACED = _HAN + _KANA + _SYLLABLES
MARKS = "".join(
    sign for sign in map(chr, range(0x300, 0x1E00)) if unicodedata.category(sign)[0] == "M"
)
"""Accents and vowel signs that are letters of their own to a computer, and to no reader."""

_WORD = regex(rf"[{_UNSPACED}]|(?:[^\W{_UNSPACED}][{MARKS}]*)+")
_SHARES = tuple((regex(f"[{letters}]"), share) for letters, share in _LETTERS)


def words_of(text: str) -> str:
    """Its words, folded, with a space before each; of scripts without spaces each letter is one."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(f" {word}" for word in _WORD.findall(folded))


def length(words: str) -> float:
    """How many words these are, as `words_of` gives them."""
    return sum(map(_share, words.split()))


def repeats(text: str, words: str, *, besides: str = "") -> bool:
    """Do `RUN` words of it, or all there are if not so many, stand together in `words` too, and
    not in `besides`?

    The last may be the beginning of one: a text may be cut anywhere.
    """
    own = words_of(text).split()
    shares = [_share(one) for one in own]
    if sum(shares) < _FEWEST:
        return False
    end, held = 0, 0.0
    for start in range(len(own)):
        while held < RUN and end < len(own):
            held += shares[end]
            end += 1
        if start and held < RUN:
            return False  # what is left is shorter than what was looked for
        run = f" {' '.join(own[start:end])}"
        if run in words and run not in besides:
            return True
        held -= shares[start]
    return False


def names(text: str, words: str) -> bool:
    """Do all these words stand together in it?"""
    return bool(words) and f"{words} " in f"{words_of(text)} "


def _share(word: str) -> float:
    return next((share for letters, share in _SHARES if letters.match(word)), 1.0)
