"""Reads the picture of a page by tesseract, where that is installed."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

PROGRAM = "tesseract"

_DPI = 200
_LONGEST_SIDE = 4_000  # pixels; larger pages are drawn more coarsely
_ANSWER = 2_000_000  # bytes


def is_installed() -> bool:
    """Is tesseract on the path?"""
    return shutil.which(PROGRAM) is not None


def read_page(page: PdfPage, *, seconds: float) -> str | None:
    """The text that tesseract sees, paragraphs parted by blank lines; None if it did not finish."""
    program = shutil.which(PROGRAM)
    if program is None:
        return None
    scale = min(_DPI / 72, _LONGEST_SIDE / max(1.0, *page.get_size()))
    picture = _grey(page, scale)
    command = [program, "stdin", "stdout", "--dpi", str(round(72 * scale))]
    try:
        done = subprocess.run(
            command, input=picture, capture_output=True, timeout=max(seconds, 0.1), check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    return done.stdout[:_ANSWER].decode("utf-8", "replace") if done.returncode == 0 else None


def _grey(page: PdfPage, scale: float) -> bytes:
    """The page drawn in shades of grey, as a PGM file."""
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        raw, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
        rows = (raw[row * stride : row * stride + width] for row in range(bitmap.height))
        return b"P5 %d %d 255\n" % (width, bitmap.height) + b"".join(rows)
    finally:
        bitmap.close()
