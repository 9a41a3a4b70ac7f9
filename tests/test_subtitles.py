"""Subtitles: what is said, in whole sentences, and when."""

from __future__ import annotations

import pytest

from rag.errors import UnreadableDocument
from rag.ingest.formats.subtitles import find_cues
from rag.ingest.loaders import parse


def told(text: str, name: str = "a.srt") -> list[tuple[str, str]]:
    loaded = parse(text.encode(), name)
    return [(each.label, loaded.text[each.start : each.end]) for each in loaded.sections]


def test_a_sentence_over_several_cues_is_one() -> None:
    text = (
        "1\r\n00:00:01,000 --> 00:00:04,200\r\nWelcome to the tour of the\r\nwaterworks.\r\n\r\n"
        "2\r\n00:00:04,500 --> 00:00:09,000\r\n<i>The pumps ran\r\n\r\n"
        "3\r\n00:00:09,400 --> 00:00:13,000\r\n{\\an8}until 1967.</i>\r\n"
    )
    assert told(text) == [
        ("minute 0:01", "Welcome to the tour of the waterworks. The pumps ran until 1967.")
    ]


def test_paragraphs_end_with_a_sentence_after_a_minute_or_with_a_pause() -> None:
    seconds = [*range(0, 80, 10), 3_700]
    cues = "".join(
        f"{at // 3600}:{at // 60 % 60:02}:{at % 60:02}.000 --> x\nLine {at}{'.' * (at == 60)}\n\n"
        for at in seconds
    )
    assert told(f"WEBVTT\n\nNOTE not said\n\n{cues}", "a.vtt") == [
        ("minute 0:00", "Line 0 Line 10 Line 20 Line 30 Line 40 Line 50 Line 60."),
        ("minute 1:10", "Line 70"),
        ("minute 61:40", "Line 3700"),
    ]


def test_voices_are_named_and_what_rolls_on_is_said_once() -> None:
    text = (
        "WEBVTT\n\nintro\n00:01.000 --> 00:02.000 align:start\n<v Anna>It is <c.loud>open</c>.\n\n"
        "00:02.000 --> 00:03.000\n<v Anna>It is open.\n<00:02.5>On Monday.\n"
    )
    assert [cue.text for cue in find_cues(text)] == ["Anna: It is open.", "On Monday."]


def test_what_is_no_subtitle_is_not_read() -> None:
    for text in (
        "words",
        "1\n00:00:01 -> 00:00:02\nwords",
        "00:00:01,000 --> 00:00:02,000\n<i></i>",
    ):
        with pytest.raises(UnreadableDocument, match="holds no text"):
            parse(text.encode(), "a.srt")
