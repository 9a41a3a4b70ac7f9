"""Collections with questions and what is right for them, for `ranking.py`."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag import Assistant
from rag.store.stored_text import from_stored, join_search_text

_HEADED = re.compile(r"^\.I (\d+)\n", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """A question, and the grades of what is right: of a document, or of words of one."""

    text: str
    right: tuple[tuple[str, str, float], ...]  # document, words ("" for all of it), grade


@dataclass(frozen=True)
class Collection:
    """Documents by name, and questions about them."""

    name: str
    documents: dict[str, str]
    questions: tuple[Asked, ...]

    def write(self, folder: Path) -> None:
        """One text file a document."""
        folder.mkdir(parents=True)
        for name, text in self.documents.items():
            (folder / f"{name}.txt").write_text(text, "utf-8")


@dataclass(frozen=True)
class Stored:
    """One chunk as it is indexed."""

    id: str
    start: int
    end: int
    search_text: str


class Chunks:
    """What a synced collection became: the chunks of each document, and its text."""

    def __init__(self, assistant: Assistant) -> None:
        names = {entry.id: Path(entry.source).stem for entry in assistant.documents()}
        self._texts = {name: assistant.document(one).text for one, name in names.items()}
        self._chunks: dict[str, list[Stored]] = defaultdict(list)
        for document_id, chunk in _stored(assistant.settings.data_dir / "catalog.sqlite3"):
            self._chunks[names[document_id]].append(chunk)

    def everything(self) -> list[Stored]:
        """All chunks."""
        return [one for chunks in self._chunks.values() for one in chunks]

    def right_for(self, asked: Asked) -> dict[str, float]:
        """Grades by chunk id; empty where the words are not in the document."""
        grades: dict[str, float] = {}
        for name, words, grade in asked.right:
            text = self._texts.get(name, "")
            begin = text.find(words.strip())
            end = begin + len(words.strip()) if words else len(text)
            for chunk in self._chunks.get(name, []) if begin >= 0 else []:
                if chunk.start < end and begin < chunk.end:
                    grades[chunk.id] = max(grade, grades.get(chunk.id, 0.0))
        return grades


def _stored(catalog: Path) -> Iterator[tuple[str, Stored]]:
    with closing(sqlite3.connect(catalog)) as connection:
        for document_id, name, start, end, heading, text, verbatim in connection.execute(
            "SELECT document_id, id, start, end, heading, text, verbatim FROM chunks"
        ):
            searched = join_search_text(
                from_stored(heading), from_stored(text), verbatim=bool(verbatim)
            )
            yield from_stored(document_id), Stored(from_stored(name), start, end, searched)


def covid_qa(data: Path) -> Collection:
    """Long papers; right are the words that answer."""
    documents = {one["_id"]: one["text"] for one in _lines(data / "covid_qa" / "docs.jsonl")}
    asked = [
        Asked(one["question"], tuple((one["doc_id"], words, 1.0) for words in one["answers"]))
        for one in _lines(data / "covid_qa" / "questions.jsonl")
    ]
    return Collection("covid_qa", documents, tuple(asked))


def clapnq(data: Path) -> Collection:
    """Passages of encyclopedia articles; right is the passage that the question was written for."""
    documents: dict[str, str] = {}
    names: dict[str, str] = {}
    asked = []
    for kind in ("answerable", "unanswerable"):
        for one in _lines(data / "clapnq" / f"dev_{kind}.jsonl"):
            passage = one["passages"][0]
            text = f"{passage['title']}\n\n{passage['text']}\n"
            name = names.setdefault(text, f"{len(names):05}")
            documents[name] = text
            if kind == "answerable":
                asked.append(Asked(one["input"], ((name, "", 1.0),)))
    return Collection("clapnq", documents, tuple(asked))


def cranfield(folder: Path) -> Collection:
    """Abstracts of aerodynamics; graded judgements. 1 is best in its files, 4 the least."""
    documents = {
        number: f"{_field(body, 'T')}\n\n{_field(body, 'W')}\n"
        for number, body in _parts(folder / "cran.all.1400")
    }
    right: dict[int, list[tuple[str, str, float]]] = defaultdict(list)
    for line in (folder / "cranqrel").read_text("utf-8").splitlines():
        query, document, grade = line.split()[:3]
        if int(grade) in range(1, 5):
            right[int(query)].append((document, "", 5.0 - int(grade)))
    asked = [
        Asked(_field(body, "W"), tuple(right[at]))  # judgements count the queries as they stand
        for at, (_, body) in enumerate(_parts(folder / "cran.qry"), start=1)
    ]
    return Collection("cranfield", documents, tuple(asked))


def adi(folder: Path) -> Collection:
    """Abstracts of a meeting on documentation, 1963; a document is right or it is not."""
    documents = {
        number: f"{_field(body, 'T')}\n\n{_field(body, 'W')}\n"
        for number, body in _parts(folder / "ADI.ALL")
    }
    right: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for line in (folder / "ADI.REL").read_text("utf-8").splitlines():
        query, document = line.split()[:2]
        right[query].append((document, "", 1.0))
    asked = [
        Asked(_field(body, "W"), tuple(right[number]))
        for number, body in _parts(folder / "ADI.QRY")
    ]
    return Collection("adi", documents, tuple(asked))


def _parts(path: Path) -> Iterator[tuple[str, str]]:
    """Number and body of each entry."""
    pieces = _HEADED.split(path.read_text("utf-8"))
    return zip(pieces[1::2], pieces[2::2], strict=True)


def _field(body: str, name: str) -> str:
    found = re.search(rf"^\.{name}\n(.*?)(?=^\.[A-Z]\n|\Z)", body, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text("utf-8").splitlines())
