"""The streaming citation parser: a model's `[k7f2]` becomes the reader's `[1]`, as it arrives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rag.answer.code import code_span, fenced, opening_fence
from rag.answer.markers import Bracket, MarkerGrammar, Name
from rag.regex import regex
from rag.types import Marker, Passage, Stretch

_PLAIN = regex(r"[^\n\\`\[【［(]+")
_ESCAPED = regex(r"\\[^\n\[]")
_LINE_LEAD = regex(r"[ \t>*+\-0-9.)]*")  # what may stand before a Markdown link definition


class CitationStream:
    """Takes a model's text in pieces and gives display text that is safe to show at once.

    A marker that names a known key becomes `[n]`, numbered by first appearance; repeats next to
    each other are shown once. What has the form of a key or of an ordinal but is not known
    (`[zz9x]`, `[1]`) becomes `[?zz9x]`, `[?1]`: seen, never a number, never erased. Everything
    else passes through unchanged, code above all; only, where a bracket after a marker would make
    a Markdown link of it, a space comes between. Which brackets are ours, `markers` alone says.

    `literal` stretches pass through too, whatever their letters look like.

    With `quotes_only` no model has written the text: brackets that name no known key are the
    sources' own, and text.

    No text raises, and the pieces' borders make no difference to the whole.
    """

    def __init__(self, passages: Sequence[Passage], *, quotes_only: bool = False) -> None:
        self._keys = {passage.key.lower(): passage.key for passage in passages}
        self._grammar = MarkerGrammar(self._keys, known_only=quotes_only)
        self._pending = ""
        self._shown: list[str] = []
        self._length = 0
        self._markers: list[Marker] = []
        self._literal: list[Stretch] = []
        self._numbering: dict[str, int] = {}
        self._fence = ""  # the mark of the fence that is open
        self._fresh_line = True  # nothing of the current line has been taken yet
        self._line_is_lead = True  # what is shown of it could precede a link definition
        self._last = ""  # the last character shown
        self._run: set[int] | None = None  # numbers since the last text, directly after a marker
        self._run_leads = False  # that run began where a link definition could
        self._spaces = ""  # white space after a marker, held until it is known what follows

    @property
    def text(self) -> str:
        """All display text so far."""
        return "".join(self._shown)

    @property
    def markers(self) -> tuple[Marker, ...]:
        """The markers in `text`, in order."""
        return tuple(self._markers)

    @property
    def literal(self) -> tuple[Stretch, ...]:
        """The stretches of `text` that are a source's letters, in order."""
        return tuple(self._literal)

    @property
    def numbering(self) -> Mapping[str, int]:
        """Number by passage key, for those cited."""
        return MappingProxyType(self._numbering)

    def feed(self, piece: str, literal: Stretch | None = None) -> str:
        """Take a piece, of which `literal` is no Markdown; returns the display text that has become
        certain."""
        if literal is None or not piece[literal.start : literal.end].strip():
            self._pending += piece
            return self._advance(final=False)
        before = len(self._shown)
        self._pending += piece[: literal.start]
        self._advance(final=True)  # nothing that is still open there can be closed by letters
        self._take(piece[literal.start : literal.end])
        self._literal.append(Stretch(self._length - (literal.end - literal.start), self._length))
        self._pending += piece[literal.end :]
        self._advance(final=False)
        return "".join(self._shown[before:])

    def finish(self, *, cut: bool = False) -> str:
        """The rest, once the model has ended: what was held back is now plain text.

        With `cut` it did not end by itself: a marker of known keys that is cut off cites those that
        are whole, and no half of a key is shown.
        """
        before = len(self._shown)
        prose = cut and not self._fence and "`" not in self._pending
        broken = self._grammar.cut_off(self._pending) if prose else None
        if broken is not None:
            self._pending = self._pending[: broken.end]
        self._advance(final=True)
        if broken is not None and broken.names:
            self._cite(broken)
        self._show(self._spaces)
        self._spaces = ""
        return "".join(self._shown[before:])

    def _advance(self, *, final: bool) -> str:
        before, at = len(self._shown), 0
        while at < len(self._pending):
            taken = self._fenced(at, final) if self._fence else self._step(at, final)
            if taken is None:
                break
            at = taken
        self._pending = self._pending[at:]
        return "".join(self._shown[before:])

    def _fenced(self, at: int, final: bool) -> int | None:
        """Take code; returns the offset after it, None while that is undecided."""
        code = fenced(self._pending, at, self._fence, fresh=self._fresh_line, final=final)
        if code == "undecided":
            return None
        end, closed = code
        self._take(self._pending[at:end])
        if closed:
            self._fence = ""
        return end

    def _step(self, at: int, final: bool) -> int | None:
        """Take one thing outside fences; returns the offset after it, None while undecided."""
        text = self._pending
        if self._fresh_line:
            fence = opening_fence(text, at, final=final)
            if fence == "undecided":
                return None
            if fence is not None:
                end, self._fence = fence
                return self._take(text[at:end]) + at
        plain = _PLAIN.match(text, at) or _ESCAPED.match(text, at)
        if plain:
            return self._take(plain[0]) + at
        if text[at] == "`":
            return self._span(at, final)
        if text[at] == "\n" or (text[at] == "(" and self._last == "]" and self._run is None):
            return self._take(text[at]) + at
        marker = self._grammar.at(text, at, final=final)
        if marker == "undecided":
            return None
        if marker is None:
            return self._take(text[at : at + 1 + (text[at] == "\\")]) + at
        self._cite(marker)
        return marker.end

    def _span(self, at: int, final: bool) -> int | None:
        end = code_span(self._pending, at, final=final)
        if end == "undecided":
            return None
        if end is None:  # stray backticks are text
            end = at + len(self._pending[at:]) - len(self._pending[at:].lstrip("`"))
        elif (cited := self._grammar.in_code(self._pending[at:end])) is not None:
            self._cite(Bracket(end, cited))  # a model that dresses its keys up as code
            return end
        return self._take(self._pending[at:end]) + at

    def _take(self, text: str) -> int:
        """Pass text through; returns its length."""
        self._fresh_line = text.endswith("\n")
        if self._run is not None:
            self._spaces += text
            if not self._spaces.strip(" \t"):
                return len(text)
            links = self._spaces[0] in "([" or (self._spaces[0] == ":" and self._run_leads)
            shown, self._spaces, self._run = (" " if links else "") + self._spaces, "", None
            self._show(shown)
        else:
            self._show(text)
        return len(text)

    def _cite(self, marker: Bracket) -> None:
        self._fresh_line = False
        if self._run is None:
            self._run, self._run_leads = set(), self._line_is_lead
        for name in marker.names:
            number = self._number(name)
            if number is not None and number in self._run:
                continue
            self._show(self._spaces)
            start = self._length
            self._show(f"[?{name.text}]" if number is None else f"[{number}]")
            key = self._keys[name.text] if name.known else name.text
            self._markers.append(Marker(start, self._length, number, key))
            self._spaces = ""
            if number is not None:
                self._run.add(number)
        self._spaces = ""

    def _number(self, name: Name) -> int | None:
        if not name.known:
            return None
        return self._numbering.setdefault(self._keys[name.text], len(self._numbering) + 1)

    def _show(self, text: str) -> None:
        if not text:
            return
        self._shown.append(text)
        self._length += len(text)
        self._last = text[-1]
        _, newline, line = text.rpartition("\n")
        self._line_is_lead = (bool(newline) or self._line_is_lead) and bool(
            _LINE_LEAD.fullmatch(line)
        )
