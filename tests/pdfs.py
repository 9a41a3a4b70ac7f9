"""PDFs made in the test: words at places, on pages that may be turned or cropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

WIDTH, HEIGHT = 612, 792
LIGATURE = "\ufb01"

_CODES = {LIGATURE: "\\256"}
"""In Adobe's standard encoding, octal."""


@dataclass(frozen=True)
class Word:
    """Words whose first letter's lower left corner is at these points from the page's corner."""

    text: str
    x: float
    y: float
    size: float = 12
    bold: bool = False


@dataclass(frozen=True)
class Sheet:
    """A page. `turn`: degrees clockwise at which it is shown. `crop`: left, bottom, right, top.
    `lines` are drawn from one point to another: x, y, x, y; `dots` are squares of four points with
    this lower left corner. All is drawn at `scale`."""

    words: Sequence[Word]
    turn: int = 0
    crop: tuple[float, float, float, float] | None = None
    lines: Sequence[tuple[float, float, float, float]] = ()
    dots: Sequence[tuple[float, float]] = ()
    scale: float = 1


def column(*texts: str, x: float = 72, top: float = 700, step: float = 16) -> list[Word]:
    """Lines below each other."""
    return [Word(text, x, top - step * number) for number, text in enumerate(texts)]


@dataclass(frozen=True)
class Grid:
    """A table as programs print it, cell by cell, its words wrapped in columns that are so many
    points wide. `rules`: "all" frames every cell, "level" is a line below each row, "" is none.
    `across`: line by line instead, as a typewriter has it."""

    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    x: float = 72
    top: float = 700
    pad: float = 4
    rules: str = ""
    middle: bool = False
    bold: bool = False
    across: bool = False

    @property
    def bottom(self) -> float:
        """In points from the page's corner."""
        return self.top - sum(self._heights())

    @property
    def lines(self) -> list[tuple[float, float, float, float]]:
        """What is drawn."""
        heights = [self.top - sum(self._heights()[:at]) for at in range(len(self.rows) + 1)]
        places = [self.x + sum(self.widths[:at]) for at in range(len(self.widths) + 1)]
        level = [(places[0], y, places[-1], y) for y in heights]
        if self.rules == "all":
            return [*level, *((x, heights[-1], x, heights[0]) for x in places)]
        return level[1:] if self.rules else []

    @property
    def words(self) -> list[Word]:
        """Its words, where they are printed."""
        found, top = [], self.top
        for number, (row, height) in enumerate(zip(self.rows, self._heights(), strict=True)):
            for at, cell in enumerate(row):
                texts = self._wrapped(cell, at)
                room = height - 2 * self.pad - _LEADING * len(texts)
                base = top - self.pad - 0.8 * _LEADING - (room / 2 if self.middle else 0)
                x = self.x + sum(self.widths[:at]) + _BESIDE
                for nth, text in enumerate(texts):
                    bold = self.bold and not number
                    found.append(Word(text, x, base - _LEADING * nth, bold=bold))
            top -= height
        return sorted(found, key=lambda word: (-word.y, word.x)) if self.across else found

    def _heights(self) -> list[float]:
        lines = [max(len(self._wrapped(cell, at)) for at, cell in enumerate(row))
                 for row in self.rows]  # fmt: skip
        return [_LEADING * count + 2 * self.pad for count in lines]

    def _wrapped(self, cell: str, at: int) -> list[str]:
        return wrap(cell, int((self.widths[at] - 2 * _BESIDE) / _LETTER))


_LEADING = 14
_BESIDE = 3  # points between a cell's edge and its words
_LETTER = 6.2  # points; what a letter of 12 points is wide


def make_pdf(*sheets: Sheet, title: str = "") -> bytes:
    """The file; its letters are Helvetica's, which every reader has."""
    first = 5
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(sheets)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /StandardEncoding >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /StandardEncoding >>",
    ]
    for number, sheet in enumerate(sheets):
        crop = f"/CropBox [{' '.join(map(str, sheet.crop))}]" if sheet.crop else ""
        drawn = [f"{x} {y} m {right} {top} l S" for x, y, right, top in sheet.lines]
        drawn += [f"{x} {y} 4 4 re f" for x, y in sheet.dots]
        scale = [f"{sheet.scale} 0 0 {sheet.scale} 0 0 cm"] if sheet.scale != 1 else []
        content = "\n".join([*scale, *map(_shown, sheet.words), *drawn])
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] {crop} "
            f"/Rotate {sheet.turn} /Resources << /Font << /F 3 0 R /B 4 0 R >> >> "
            f"/Contents {first + 2 * number + 1} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    objects.append(f"<< /Title ({title}) >>")
    return _joined(objects)


def _shown(word: Word) -> str:
    text = "".join(_CODES.get(letter, letter) for letter in word.text)
    font = "B" if word.bold else "F"
    return f"BT /{font} {word.size} Tf 1 0 0 1 {word.x} {word.y} Tm ({text}) Tj ET"


def _joined(objects: Sequence[str]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R "
        f"/Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    )
    return out + end.encode("latin-1")
