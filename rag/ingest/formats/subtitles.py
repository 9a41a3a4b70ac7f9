"""Subtitles (SubRip, WebVTT): what is said, in paragraphs, each with the minute it begins in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.ingest.decoding import decode
from rag.ingest.loaded import LoadedText, title_from_name
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter
from rag.regex import regex
from rag.text import is_ended

MEDIA_TYPE = "text/vtt"

_TIME = regex(
    r"\s*(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,2}):(?P<seconds>\d{2})[.,]\d{1,3}\s*-->"
)
_VOICE = regex(r"<v(?:\.[^\s>]*)?\s+([^<>\n]{1,80})>")
_TAG = regex(r"</?[a-z][^<>\n]{0,200}>|</?\d[\d:.]{0,20}>|\{\\[^{}\n]{0,80}\}", re.IGNORECASE)
_PARAGRAPH = 60  # seconds, at least, unless nothing is said for a while
_LONGEST = 120  # seconds of a paragraph in which no sentence ends
_PAUSE = 20  # seconds


class Cue(NamedTuple):
    """What is shown at once, from so many seconds on."""

    second: int
    text: str


def load_subtitles(file: RawFile) -> LoadedText:
    """Places are where a paragraph begins: "minute 4:12". Lines that are shown again are left out,
    as are all of a file that are no subtitle's."""
    writer = TextWriter(title_from_name(file.source), file.limits)
    for paragraph in _paragraphs(find_cues(decode(file.raw))):
        minutes, seconds = divmod(paragraph[0].second, 60)
        writer.place(f"minute {minutes}:{seconds:02}")
        writer.paragraph(" ".join(cue.text for cue in paragraph))
    return writer.finish(MEDIA_TYPE)


def find_cues(text: str) -> Iterator[Cue]:
    """The cues in order, without their format's marks; a voice's name stands before a colon."""
    last: list[str] = []
    for block in re.split(r"\n[ \t]*\n", text):
        lines = block.split("\n")
        at = next((at for at, line in enumerate(lines) if _TIME.match(line)), None)
        time = _TIME.match(lines[at]) if at is not None else None
        if at is None or time is None:
            continue
        shown = [_said(line) for line in lines[at + 1 :]]
        fresh = [line for line in shown if line and line not in last]
        last = shown
        if fresh:
            minutes = 60 * int(time["hours"] or 0) + int(time["minutes"])
            yield Cue(60 * minutes + int(time["seconds"]), " ".join(fresh))


def _said(line: str) -> str:
    return " ".join(_TAG.sub("", _VOICE.sub(r"\1: ", line)).split())


def _paragraphs(cues: Iterator[Cue]) -> Iterator[list[Cue]]:
    """Cues that belong together: to the end of a sentence, and of about a minute."""
    begun: list[Cue] = []
    for cue in cues:
        lasts = cue.second - begun[0].second if begun else 0
        ends = bool(begun) and is_ended(begun[-1].text)
        paused = bool(begun) and cue.second - begun[-1].second >= _PAUSE
        if begun and ((lasts >= _PARAGRAPH and ends) or lasts >= _LONGEST or paused):
            yield begun
            begun = []
        begun.append(cue)
    if begun:
        yield begun
