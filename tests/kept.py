"""Conversations that were kept, with every way in which a turn can end, for exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from rag.types import Answer, Ending, Marker, Stretch, Support
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

ASKED = datetime(2026, 11, 28, 9, 5, tzinfo=UTC)
TIDES = make_document("tides.md", "Tides", "High at noon. Low at **six**.")
NOON = make_answer(
    "When is high tide?",
    Said("It is at noon.", ((TIDES, "High at noon."),)),
    Said(
        "Low tide is at **seven**.",
        ((TIDES, "Low at **six**."), (TIDES, "High at noon.")),
        Support.PARTIAL,
        "The source says six.",
    ),
    note="The answer was cut short.",
)
REFUSED = make_refusal("Who?", "The documents do not say who.", "When is low tide?")

PAYLOADS = (
    "<script>window.hacked = 1</script>",
    "<img src='http://127.0.0.1:9/q.png' onerror='window.hacked=1'>",
    "![pixel](http://127.0.0.1:9/p.png)",
    "[here](javascript:window.hacked=1)",
    "[ref][1]\n\n[1]: http://127.0.0.1:9/ref",
    "<http://127.0.0.1:9/auto> http://127.0.0.1:9/bare www.example.org a@example.org",
    '"><svg onload=alert(1)>',
    "</style></title><style>@import 'http://127.0.0.1:9/s.css';</style>",
    "<iframe src='http://127.0.0.1:9/f'></iframe>",
    "| a | b |\n|---|---|\n| ![x](http://127.0.0.1:9/t.png) | <b>`|`</b> |",
    "- ![x](http://127.0.0.1:9/l.png)\n    - <form action='http://127.0.0.1:9/'>",
    "```\n``` <script>alert(1)</script>\n````\n<img src=x onerror=alert(1)>",
    "`` ` <b> `` and `x` ![y](<http://127.0.0.1:9/y.png>)",
    "    - ![indented](http://127.0.0.1:9/i.png)",
    "&lt;img src=x onerror=alert(1)&gt; &#60;b&#62;",
    "# [head](http://127.0.0.1:9/h)\n---\n> ![q](http://127.0.0.1:9/b.png)\n<!-- c -->",
    "\\![e](http://127.0.0.1:9/e.png) \\\\[f](http://127.0.0.1:9/f)",
    "[^1] [^1]: <b> $\\href{javascript:alert(1)}{x}$ <details open ontoggle=alert(1)>",
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it was kept."""

    question: str
    answer: Answer | None = None
    text: str = ""
    ending: Ending = "answered"
    who: str = "embedded"
    asked: datetime = ASKED
    within: str = ""
    literal: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it was kept."""

    title: str
    turns: tuple[Turn, ...]
    created: datetime = ASKED


def every_ending() -> Conversation:
    """An answer, a refusal, a stopped and a failed turn."""
    return Conversation(
        "The tides of Lindholm",
        (
            Turn(NOON.question, NOON),
            Turn(REFUSED.question, REFUSED, ending="refused", who="qwen3:8b"),
            Turn("How deep?", text="It is 9 metr", ending="stopped", who="qwen3:8b"),
            Turn("And then?", text="Nobody answers at http://x.", ending="failed"),
        ),
    )


def narrowed() -> Conversation:
    """A refusal and an answer by some of the documents."""
    within = "2 of 40 documents: guides, R&D *plan*"
    return Conversation(
        "Tides",
        (
            Turn(REFUSED.question, REFUSED, ending="refused", within=within),
            Turn(NOON.question, NOON, within=within),
        ),
    )


def hostile(payload: str) -> Conversation:
    """The payload wherever a text can stand."""
    document = make_document(payload, payload, f"{payload}\n\nend")
    said = Said(payload, ((document, payload),), Support.PARTIAL, payload)
    answer = make_answer(payload, said, model=payload, note=payload)
    key = Marker(0, 0, None, payload)
    refusal = make_refusal(payload, payload, payload)
    return Conversation(
        payload,
        (
            Turn(payload, answer, who=payload),
            Turn(payload, refusal, ending="refused", who=payload, within=payload),
            Turn(payload, text=payload, ending="stopped", who=payload),
            Turn(payload, text=payload, ending="failed", who=payload),
            Turn(payload, make_unknown(payload, key)),
        ),
    )


def make_unknown(payload: str, key: Marker) -> Answer:
    """An answer that cites what it was not given."""
    return Answer(payload, payload, "See [?x].", markers=(Marker(4, 8, None, key.key),))
