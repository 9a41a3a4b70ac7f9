"""`rag search`: what is found for a question, before any answer is made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rag.cli.command import (
    Backend,
    FootnoteCommand,
    Number,
    json_option,
    settings_from,
    settings_options,
)
from rag.cli.question import read_question
from rag.cli.scope import narrowed, scope_options
from rag.cli.sync import say_where_from, synced_if_needed
from rag.cli.terminal import one_line, say, say_json

if TYPE_CHECKING:
    from rag.types import Hit

_EXCERPT = 160  # characters


@click.command(cls=FootnoteCommand, short_help="List the passages found for a question.")
@click.argument("question")
@click.option(
    "-k",
    "k",
    type=Number(1, 500),
    default=10,
    show_default=True,
    help="So many passages at most.",
)
@scope_options
@settings_options("corpus_dir", "data_dir")
@json_option
@click.pass_context
def search(
    ctx: click.Context,
    question: str,
    k: int,
    as_json: bool,
) -> None:
    """List the passages found for QUESTION ("-" reads it from stdin), best first.

    With --json: question and hits; a hit has rank, score, similarity (cosine), dense and lexical
    and rerank (places in those lists, or null), title, locator, source, document_id, chunk_id,
    start, end (characters into the document's text), and text.
    """
    backend = ctx.find_object(Backend)
    assert backend is not None
    asked = read_question(question, "search")
    with backend.open_assistant(settings_from(ctx)) as assistant:
        synced_if_needed(assistant)
        say_where_from(assistant)
        scope = narrowed(ctx).scope(assistant.documents)
        hits = assistant.retrieve(asked, k, scope=scope)
        if as_json:
            from rag.cli.shapes import hit_shape, sources_of

            sources = sources_of(assistant.documents())
            found = [hit_shape(rank, hit, sources) for rank, hit in enumerate(hits, start=1)]
            say_json({"question": asked, "hits": found})
            return
    if not hits:
        say("Nothing was found.", err=True)
    for rank, hit in enumerate(hits, start=1):
        say(_lines(rank, hit))


def _lines(rank: int, hit: Hit) -> str:
    dense, lexical = (place or "-" for place in (hit.ranks.dense, hit.ranks.lexical))
    chunk = hit.chunk
    excerpt = one_line(chunk.text)
    if len(excerpt) > _EXCERPT:
        excerpt = excerpt[:_EXCERPT].rstrip() + "…"
    return (
        f"{rank:>3}  {hit.score:.4f}  dense {dense!s:>2}  lexical {lexical!s:>2}  "
        f"{place_of(chunk.title, chunk.locator)}\n     {excerpt}"
    )


def place_of(title: str, locator: str) -> str:
    """ "Title > locator", or the title alone where the locator says no more."""
    return " > ".join(dict.fromkeys(part for part in map(one_line, (title, locator)) if part))
