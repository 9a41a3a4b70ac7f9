"""Documents of many formats and lengths, and what is put beside them and deleted again.

An index is only extended, and not made anew, where little of it goes: so there are many of them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from rag import Assistant
from rag.store.build import BuildOrder, BuildResult
from rag.store.builder import IndexBuilder, RunBuild
from rag.store.child import ChildProcess
from rag.store.vectors import IndexBatch
from tests.durability.edits import own_word, traces
from tests.hostile import cell, docx, xlsx
from tests.pdfs import Sheet, column, make_pdf

_TRADES = ("cooper", "tanner", "weaver", "miller", "saddler", "potter", "glazier", "chandler")
_TOOLS = ("adze", "knife", "loom", "stone", "awl", "wheel", "iron", "mould")


def _lines(topic: str, count: int) -> list[str]:
    return [
        f"On day {n} the {_TRADES[(n + len(topic)) % 8]} of {topic} mended {_TOOLS[n % 8]} no. "
        f"{n * 7}, which had been in use since the year {1700 + n} and was paid with {n + 3} coins."
        for n in range(1, count + 1)
    ]


def _markdown(topic: str, count: int) -> str:
    parts = (f"## Entry {n}\n\n{line}\n" for n, line in enumerate(_lines(topic, count)))
    return f"# The book of {topic}\n\n" + "\n".join(parts)


def _html(topic: str, count: int) -> str:
    body = "".join(f"<h2>{n}</h2><p>{line}</p>" for n, line in enumerate(_lines(topic, count)))
    return f"<html><title>Page of {topic}</title><body>{body}</body></html>"


def _mail(topic: str, count: int) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = f"News of {topic}", "a@b.example", "c@d.example"
    mail.set_content("\n\n".join(_lines(topic, count)))
    return mail.as_bytes()


def _table(topic: str, count: int) -> str:
    return "number,what\n" + "".join(f'{n},"{x}"\n' for n, x in enumerate(_lines(topic, count)))


def _sheet(topic: str, count: int) -> bytes:
    rows = "".join(
        f'<row r="{n}">{cell(f"A{n}", str(n))}{cell(f"B{n}", line)}</row>'
        for n, line in enumerate(_lines(topic, count), start=1)
    )
    return xlsx(rows, f"A1:B{count}")


def write_all(folder: Path) -> int:
    """Fourteen files of eleven formats; how many."""
    script = '"""Of Jarrow."""\n' + "\n\n".join(
        f'def f{n}() -> str:\n    return "{line}"\n' for n, line in enumerate(_lines("Jarrow", 30))
    )
    paragraphs = (f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in _lines("Harwich", 25))
    files: dict[str, str | bytes] = {
        "arden.md": _markdown("Arden", 30),
        "deep/bude.md": _markdown("Bude", 3),
        "corfe.txt": "\n\n".join(_lines("Corfe", 40)),
        "deep/down.txt": "\n\n".join(_lines("Down", 2)),
        "ely.html": _html("Ely", 25),
        "fowey.html": _html("Fowey", 2),
        "goole.csv": _table("Goole", 30),
        "harwich.docx": docx("".join(paragraphs)),
        "ilkley.xlsx": _sheet("Ilkley", 20),
        "jarrow.py": script,
        "kendal.eml": _mail("Kendal", 15),
        "ludlow.log": "\n".join(f"12:00:{n:02} {x}" for n, x in enumerate(_lines("Ludlow", 30))),
        "malvern.pdf": make_pdf(
            *(Sheet(column(*(line[:70] for line in _lines(f"Malvern{n}", 30)))) for n in range(3)),
            title="Malvern",
        ),
        "norwich.rst": "Norwich\n=======\n\n" + "\n\n".join(_lines("Norwich", 20)),
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return len(files)


def notes(first: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Names and texts of four more documents, and words of each that are nowhere else: in its file
    name, its title, and its text from the beginning to the end."""
    for number, parts in enumerate((0, 1, 6, 15)):
        name, title, text, end = (own_word(first + 4 * number + n) for n in range(4))
        lines = "\n\n".join(f"## P {n}\n\n{x} {text}" for n, x in enumerate(_lines("Z", parts)))
        page = f"# About {title}\n\nHere stands {text}, alone.\n\n{lines}\n\nThus {end}.\n"
        yield f"{name}.md", page, (name, title, text, end)


@dataclass
class Recorder:
    """Builds in a process of its own, as the product does; `extended`: did each build begin with
    the index that was there? HNSW's files hold bits of the memory of whoever writes them."""

    run: RunBuild = field(default_factory=ChildProcess)
    extended: list[bool] = field(default_factory=list)

    def builder(self) -> IndexBuilder:
        return IndexBuilder(run=self)

    def __call__(
        self, folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]
    ) -> BuildResult:
        self.extended.append(order.extend)
        return self.run(folder, order, batches)


def left_of_uploads(assistant: Assistant, data: Path, first: int) -> list[str]:
    """Each of four documents is uploaded and at once deleted for good: what is left of them."""
    left: list[str] = []
    for name, page, words in notes(first):
        added = assistant.library.add(name, io.BytesIO(page.encode()))
        assistant.sync()
        assert all(traces(data, word) for word in words), "the search finds nothing"
        assistant.library.remove(added.sources[0])
        assistant.sync()
        left += [trace for word in words for trace in traces(data, word)]
    return left
