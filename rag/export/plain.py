"""An answer as plain text with its footnotes, for the clipboard."""

from __future__ import annotations

from rag.export.record import Doubt, Footnote, doubts, footnotes
from rag.export.words import NOT_BORNE_OUT, doubt_words, is_letters, place, sentence
from rag.markup.blocks import Block, blocks
from rag.markup.letters import without_signs
from rag.markup.render import plain, shown_words
from rag.markup.words import NO_PATHS, QUOTE_WORDS, Paths
from rag.types import Answer, Support


def to_plain(answer: Answer, paths: Paths = NO_PATHS) -> str:
    """What the page shows of it: no signs of Markdown, every `[n]`, what is not borne out, and the
    sources below; `paths` are those of documents that have one title in common, by id."""
    parts = [_text(answer), answer.note]
    if doubted := doubts(answer):
        lines = (_doubt(answer, one) for one in doubted)
        parts.append("\n".join((NOT_BORNE_OUT, *lines)))
    if sources := footnotes(answer, paths):
        parts.append("Sources\n" + "\n".join(map(_source, sources)))
    return "\n\n".join(filter(None, parts))


def _text(answer: Answer) -> str:
    text = answer.text
    lines: list[str] = []
    before = ""
    for block in blocks(without_signs(text, answer.literal)):
        apart = bool(lines) and not (
            before == block.kind and block.kind in ("bullet", "number", "row")
        )
        lines += ["", _block(text, block)] if apart else [_block(text, block)]
        before = block.kind
    return "\n".join(lines)


def _block(text: str, block: Block) -> str:
    cells = [shown_words(text, runs) for runs in block.cells]
    indent = "  " * block.level
    match block.kind:
        case "bullet":
            return f"{indent}- {cells[0].strip()}"
        case "number":
            return f"{indent}{block.ordinal}. {cells[0].strip()}"
        case "row":
            return "\t".join(cell.strip() for cell in cells)
        case "code":
            return cells[0].strip("\n")
        case _:
            return cells[0].strip()


def _doubt(answer: Answer, one: Doubt) -> str:
    said = plain(sentence(answer, one), markdown=not is_letters(answer, one))
    return f"- {said} ({' '.join(doubt_words(one).split())})"


def _source(one: Footnote) -> str:
    where = ", ".join(filter(None, (one.document, place(one))))
    doubt = "" if one.support is Support.SUPPORTED else f" ({QUOTE_WORDS[one.support]})"
    return f"[{one.number}] {where}: “{' '.join(one.quote.split())}”{doubt}"
