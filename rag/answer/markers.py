"""The grammar of citation markers: which brackets cite a passage, and which only look like it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from rag.regex import regex

MAX_MARKER_CHARS = 120
"""Brackets longer than this are text."""

Undecided = Literal["undecided"]
UNDECIDED: Final = "undecided"

_MAX_GAP = 8  # white space and commas between the brackets of a doubled marker
_PAIRS = {"[": "]", "【": "】", "［": "］", "(": ")"}
_STOPS = regex(r"[\[\]【】［］\n\r`]")
_PAREN_STOPS = regex(r"[()\[\]【】［］\n\r`]")
_LABEL = r"(?:sources?|keys?|passages?|citations?|references?|refs?)\b[ \t]*[:#=]?[ \t]*"
_KEY_FORM = r"(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{4}"
_ORDINAL = r"[0-9０-９]{1,3}(?:[ \t]*[-–—][ \t]*[0-9０-９]{1,3})?"
_CUT_OFF = regex(
    r"\\?[\[【［]{1,2}[ \t]*(?P<names>[0-9a-z]*(?:[ \t,;/&|+]+[0-9a-z]*)*)\Z",
    re.IGNORECASE | re.ASCII,
)
_WORD_END = r"(?![0-9a-z_０-９])"
_BETWEEN = r"(?:[ \t]*(?:[,;/&|+]|\band\b)[ \t]*|[ \t]+)"
_FLAGS = re.IGNORECASE | re.ASCII


class Name(NamedTuple):
    """What a marker names: a key that was given (in lower case), or something that is not known."""

    text: str
    known: bool


@dataclass(frozen=True, slots=True)
class Bracket:
    """A marker in a text: the offset after it, and what it names."""

    end: int
    names: tuple[Name, ...]


class MarkerGrammar:
    """Recognises markers that name the given keys, or that have a key's or an ordinal's form.

    With `known_only`, those that name given keys and nothing else.
    """

    def __init__(self, keys: Iterable[str], *, known_only: bool = False) -> None:
        self._strict = known_only
        self._keys = frozenset(key.lower() for key in keys)
        known = "|".join(map(re.escape, sorted(self._keys))) or r"(?!)"
        one_known = rf"[?^#]?(?:{known}){_WORD_END}"
        one = rf"[?^#]?(?:{known}|{_KEY_FORM}|{_ORDINAL}){_WORD_END}"

        def listed(item: str) -> re.Pattern[str]:
            item = rf"(?:{_LABEL})?{item}"
            return re.compile(rf"[ \t]*{item}(?:{_BETWEEN}{item})*[ \t]*[,;.:]?[ \t]*", _FLAGS)

        self._any = listed(one)
        self._known_only = listed(one_known)
        self._described = re.compile(rf"[ \t]*(?:{_LABEL})?{one_known}.*", _FLAGS)
        self._start = re.compile(rf"[ \t]*(?:{_LABEL}|{one})", _FLAGS)
        self._name = re.compile(
            rf"(?<![0-9a-z_])(?:{known}|{_KEY_FORM}|{_ORDINAL}){_WORD_END}", _FLAGS
        )
        self._lone_key = re.compile(rf"[ \t]*({_KEY_FORM})[ \t]*", _FLAGS)

    def at(self, text: str, start: int, *, final: bool) -> Bracket | Undecided | None:
        """The marker whose bracket opens at `start` (a backslash before it counts), if it is one.

        Undecided where more text could still tell; never so when `final`. Once a text decides,
        every longer text decides the same.
        """
        opening = start + (text[start] == "\\")
        if opening == len(text):
            return None if final else UNDECIDED
        if text[opening] not in _PAIRS:
            return None
        if text[opening] == "[":
            inner = _skip(text, opening + 1, " \t")
            if inner - opening <= _MAX_GAP:
                if inner == len(text) and not final:
                    return UNDECIDED
                if inner < len(text) and text[inner] == "[":
                    return self._doubled(text, inner, final=final)
        return self._single(text, opening, final=final)

    def in_code(self, span: str) -> tuple[Name, ...] | None:
        """What a code span cites that has known keys and nothing else in it, in brackets or not;
        None where it is code. No source has written it: in a quote it is code, whatever it says.
        """
        body = span.strip("`").strip()
        if self._strict or not body:
            return None
        if self._known_only.fullmatch(body):
            return tuple(map(self._named, self._name.findall(body)))
        names: list[Name] = []
        at = 0
        while at < len(body):
            found = self.at(body, at, final=True)
            if not isinstance(found, Bracket) or not all(name.known for name in found.names):
                return None
            names += found.names
            at = _skip(body, found.end, " \t,;")
        return tuple(names)

    def cut_off(self, text: str) -> Bracket | None:
        """The marker of known keys that `text` breaks off in, if it does: where its bracket opens,
        and the keys that are whole."""
        found = _CUT_OFF.search(text)
        if found is None:
            return None
        *whole, last = re.split(r"[ \t,;/&|+]+", found["names"].lower())
        known = [key for key in (*whole, last) if key in self._keys]
        begun = last in self._keys or any(key.startswith(last) for key in self._keys)
        if not begun or len(known) < len(whole):
            return None
        return Bracket(found.start(), tuple(Name(key, True) for key in known))

    def _single(self, text: str, opening: int, *, final: bool) -> Bracket | Undecided | None:
        stops = _PAREN_STOPS if text[opening] == "(" else _STOPS
        stop = stops.search(text, opening + 1, opening + MAX_MARKER_CHARS)
        if stop is None:
            body = text[opening + 1 : opening + MAX_MARKER_CHARS]
            cut = final or opening + MAX_MARKER_CHARS <= len(text)
            return None if cut or not self._may_begin(body) else UNDECIDED
        if stop[0] != _PAIRS[text[opening]]:
            return None
        body = text[opening + 1 : stop.start()].removesuffix("\\")
        names = self._names(body, known_only=self._strict or text[opening] == "(")
        return Bracket(stop.end(), names) if names else None

    def _doubled(self, text: str, first: int, *, final: bool) -> Bracket | Undecided | None:
        """`[[k7f2]]`, `[[k7f2], [m3qd]]`: markers in one more bracket; `first` opens the first."""
        names: list[Name] = []
        at = first
        while at < len(text) and text[at] == "[" and at - first < MAX_MARKER_CHARS:
            inner = self._single(text, at, final=final)
            if not isinstance(inner, Bracket):
                return inner
            names.extend(inner.names)
            at = _skip(text, inner.end, " \t,;")
            if at - inner.end > _MAX_GAP:
                return None
        if at == len(text):
            return None if final else UNDECIDED
        return Bracket(at + 1, tuple(names)) if text[at] == "]" else None

    def _names(self, body: str, *, known_only: bool) -> tuple[Name, ...]:
        """What the inside of a bracket names; nothing if it is no marker.

        A key followed by words of the model's own ("k7f2, p. 3") cites: the words are left out,
        but not what stands alone between commas in a key's form.
        """
        if (self._known_only if known_only else self._any).fullmatch(body):
            return tuple(map(self._named, self._name.findall(body)))
        if known_only or not self._described.fullmatch(body):
            return ()
        names: list[Name] = []
        for part in re.split(r"[,;&]", body):
            alone = self._lone_key.fullmatch(part) is not None
            found = map(self._named, self._name.findall(part))
            names += [name for name in found if name.known or alone]
        return tuple(names)

    def _named(self, text: str) -> Name:
        known = text.lower() in self._keys
        return Name(text.lower() if known else text, known)

    def _may_begin(self, body: str) -> bool:
        """Could this begin the inside of a marker? Its first word tells, once it is whole."""
        word = re.match(r"[ \t]*[?^#]?[^\W_]*", body)
        if word is None or word.end() == len(body):
            return len(body.strip()) <= 12 + max(map(len, self._keys), default=0)
        return self._start.match(body) is not None


def _skip(text: str, at: int, skipped: str) -> int:
    while at < len(text) and text[at] in skipped:
        at += 1
    return at
