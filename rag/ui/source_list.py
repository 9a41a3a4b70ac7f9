"""The list of sources below an answer: each document that it cites, with the quotes from it.

Text goes through `rag.markup.render`; the rest is constant.
"""

from __future__ import annotations

from rag.errors import RagError
from rag.markup.render import escape, phrase
from rag.markup.words import Paths, alike, quote_words, title_of, verdicts
from rag.types import Answer, Support
from rag.ui.library import Library
from rag.ui.quotes import Quote, quoted_words, quotes


def paths_of(answer: Answer, library: Library) -> dict[str, str]:
    """Where those of its documents are that have one title in common, by id."""
    same = alike(answer)
    try:
        known = library.assistant.documents() if same else ()
    except RagError:
        return {}
    return {one.id: one.source for one in known if one.id in same}


def sources_html(answer: Answer, paths: Paths) -> str:
    """The list: each source with its quotes, which open where they stand."""
    items = []
    for number, rows in quotes(answer).items():
        first = rows[0].citation
        where = first.locator if first.locator != first.passage.title else ""
        locator = f' <span class="fn-locator" dir="auto">{escape(where)}</span>' if where else ""
        title = f'<span class="fn-title" dir="auto">{escape(title_of(first.passage, paths))}</span>'
        items.append(
            f'<li class="fn-source" value="{number}"><div class="fn-source-head">'
            f'<span class="fn-number" aria-hidden="true">{number}</span>'
            f"<span>{title}{locator}</span></div>"
            + "".join(_quote(answer, row, first.locator) for row in rows)
            + "</li>"
        )
    return (
        '<section class="fn-sources" aria-label="Sources"><h3>Sources</h3>'
        f"<ol>{''.join(items)}</ol></section>"
    )


def _quote(answer: Answer, row: Quote, said: str) -> str:
    """A button that opens these words; their place is named when it is not the one `said`."""
    citation, fared = row.citation, verdicts(answer, row.citation)
    support = fared[0] if len(set(fared)) == 1 else Support.PARTIAL
    words = phrase(quoted_words(citation), markdown=citation.passage.is_markdown)
    where = citation.locator if citation.locator != said else ""
    place = f'<span class="fn-locator" dir="auto">{escape(where)}</span>' if where else ""
    return (
        f'<button type="button" class="fn-quote" data-open="{row.places[0]}">'
        f'<span class="fn-words" dir="auto">“{words}”</span>'
        f'<span class="fn-support" data-support="{support.value}">{quote_words(fared)}</span>'
        f'{place}<span class="fn-hidden">. Open in the document</span></button>'
    )
