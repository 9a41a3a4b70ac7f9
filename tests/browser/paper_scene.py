"""A library of a PDF: two columns, a page that is turned, a page that repeats itself."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from rag.ingest.loaders import parse
from rag.types import Document
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)
from tests.pdfs import Sheet, Word, column, make_pdf

FERRY = "When does the ferry sail?"
GONE = "What of the file that is gone?"
SCRIPT = "<script>alert(1); document.title = 'hacked'</script> <img src=x onerror=alert(2)>"
TURNED = "The night ferry sails at eleven on Sundays only."
FEE = "The fee for a bicycle is two crowns."
BACK = f"On the way back:\n\n{FEE}"

LEFT = (
    "The ferry of Lindholm sails at six",
    "in the morning and at nine in the",
    "evening. It carries forty cars and",
    "has been in service since the great",
    "storm, when the bridge was lost. Its",
    "engine was given by the region, and",
    "is looked after by two mechanics.",
)
RIGHT = (
    "Tickets are sold on board, never on",
    "the quay. A return ticket is good for",
    "seven days and cannot be trans-",
    "ferred to another passenger. School",
    "classes travel free of charge, if a",
    "teacher has written a week before",
    "and the weather allows it at all.",
)
TURNED_SHEET = Sheet(
    column(
        "Timetable for the winter, valid as long as there is ice.",
        TURNED,
        "It waits for the last train, if that is not very late.",
    ),
    turn=90,
    crop=(40, 200, 500, 760),
)
MORNING = "The ferry of Lindholm sails at six in the morning and at nine in the evening."
TICKET = "A return ticket is good for seven days and cannot be transferred to another passenger."


def raw_paper() -> bytes:
    """The file."""
    head = Word("The ferry of Lindholm", 72, 720, 20)
    rows = [
        word
        for pair in zip(column(*LEFT, top=680), column(*RIGHT, x=330, top=680), strict=True)
        for word in pair
    ]
    fees = [FEE, "Dogs travel free, and so do small children.", "On the way back:", FEE]
    return make_pdf(
        Sheet([head, *rows]),
        TURNED_SHEET,
        Sheet([*column(*fees[:3]), *column(fees[3], top=300)]),
        title="The ferry of Lindholm",
    )


def paper_assistant() -> FakeAssistant:
    """Its answer quotes the first two pages and, of two equal sentences of the third, the last."""
    raw = raw_paper()
    path = Path(tempfile.mkdtemp(prefix="paper-")) / "ferry.pdf"
    path.write_bytes(raw)
    paper, lost = (_document(f"reports/{name}.pdf", raw) for name in ("ferry", "lost"))
    answers = {
        FERRY: make_answer(
            FERRY,
            Said("It sails at six and at nine.", ((paper, MORNING),)),
            Said("A return ticket is good for seven days.", ((paper, TICKET),)),
            Said("On Sundays it also sails at eleven.", ((paper, TURNED),)),
            Said("A bicycle is two crowns on the way back.", ((paper, BACK),)),
        ),
        GONE: make_answer(GONE, Said("It sails at six.", ((lost, MORNING),))),
    }

    def respond(question: str) -> Script:
        answer = answers.get(question) or make_refusal(question, "The documents do not say.")
        return Script(answer, pieces=(answer.text,))

    note = make_document("notes/note.md", "A note with a script", SCRIPT)
    assistant = FakeAssistant(shelf=(paper, lost, note), respond=respond, questions=(FERRY, GONE))
    assistant.library.files[paper.source] = path
    assistant.library.files[note.source] = path.with_suffix(".md")
    path.with_suffix(".md").write_text(SCRIPT, encoding="utf-8")
    return assistant


def _document(source: str, raw: bytes) -> Document:
    loaded = parse(raw, source)
    return Document(
        f"id-{source}", loaded.title, source, loaded.media_type, loaded.text, loaded.sections,
        hashlib.sha256(raw).hexdigest(),
    )  # fmt: skip
