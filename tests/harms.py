"""Ways to harm a file, as a disk or a killed process may."""

from __future__ import annotations

from pathlib import Path


def truncate(path: Path) -> None:
    """Its second half is lost."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    """One byte in its middle is another."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def empty(path: Path) -> None:
    """It has nothing in it."""
    path.write_bytes(b"")


def remove(path: Path) -> None:
    """It is gone."""
    path.unlink()
