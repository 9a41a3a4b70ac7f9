"""`rag ask`: the answer as it is written, then its footnotes; or a refusal."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

import click

from rag.cli.command import (
    REFUSED,
    Assistant,
    Backend,
    FootnoteCommand,
    Reply,
    json_option,
    settings_from,
    settings_options,
)
from rag.cli.given_back import given_back
from rag.cli.question import read_question
from rag.cli.scope import narrowed, scope_options
from rag.cli.search import place_of
from rag.cli.sync import indexed, say_moved_on, say_where_from, synced_if_needed
from rag.cli.talk import chosen_talk
from rag.cli.terminal import clean, one_line, say, say_json
from rag.cli.waiting import Waiting
from rag.errors import ConfigError

if TYPE_CHECKING:
    from rag.cli.scope import Narrowed
    from rag.cli.talk import Talk
    from rag.settings.profiles import Server
    from rag.types import Answer, Citation, Message, Refusal, Scope, Sentence

_SEPARATOR = "-" * 24
_INDENT = "    "


@click.command(cls=FootnoteCommand, short_help="Answer a question from the documents.")
@click.argument("question")
@click.option("--model", metavar="NAME", help='A model of the server, or "embedded": quotes only.')
@click.option("--server", metavar="NAME", help="A server of the file that RAG_SERVERS names.")
@click.option("--after", metavar="ID", help='Go on with a kept conversation; "last" is the newest.')
@click.option("--keep", is_flag=True, help="Begin a conversation, to go on with by --after.")
@click.option("--explain", is_flag=True, help="Say below the answer why it came out so.")
@scope_options
@settings_options("corpus_dir", "data_dir", "base_url")
@json_option
@click.pass_context
def ask(
    ctx: click.Context,
    question: str,
    model: str | None,
    server: str | None,
    after: str | None,
    keep: bool,
    explain: bool,
    as_json: bool,
) -> None:
    """Answer QUESTION ("-" reads it from stdin) from the documents.

    Exit code 3 says that they do not answer it.

    With --after it is read in the light of the answered questions of that conversation, is asked of
    the same documents unless others are named, and is kept in it.

    With --json: question, standalone_question, text, refusal (reason, message, suggestions; or
    null), sentences, citations (number, title, locator, source, document_id, passage, start, end,
    quote, support), passages, markers, literal (start, end: where text is no Markdown but what a
    source says, letter for letter), model, note, failure (what the model server broke off or failed
    with), draft, evidence, reasoning, usage, timings, conversation (the ID of its own, or null).

    With --json --explain also why: probability, threshold, missing, parts (question, probability,
    missing), signals (name, value, weight: what it adds to the logit of the probability),
    evidence (likeliest sentences: text, score, and where they are), hits (as of rag search, and
    the key of the passage that each was read in, or null), prompt (role, content: what the model
    was sent), sentences (as drafted, judged).
    """
    backend = ctx.find_object(Backend)
    assert backend is not None
    asked, at = read_question(question, "ask"), datetime.now().astimezone()
    settings = settings_from(ctx)
    chosen, talk = narrowed(ctx), chosen_talk(ctx, settings, after, begun=keep)
    with backend.open_assistant(settings) as assistant:
        where = _named(server, assistant) if server is not None else None
        said, scope = _gone_on(talk, chosen, assistant)
        # before any sync, if it can be: the question may be refused as it is
        reply = assistant.ask(asked, said, model=model, server=where, scope=scope)
        synced_if_needed(assistant)
        say_where_from(assistant)
        answer = _awaited(reply) if as_json else _show(reply, assistant)
        say_moved_on(answer, assistant)
        if explain and not as_json:
            _explain(answer)
        kept = talk.keep(at, answer, scope, chosen.words) if talk is not None else None
        if as_json:
            _say_shape(answer, assistant, kept, explain=explain)
    if answer.refusal is not None:
        ctx.exit(REFUSED)


def _gone_on(
    talk: Talk | None, chosen: Narrowed, assistant: Assistant
) -> tuple[tuple[Message, ...], Scope | None]:
    """What was said before, and the documents that are asked: those that are named, else those of
    the conversation that goes on."""
    scope = chosen.scope(lambda: indexed(assistant))
    if talk is None:
        return (), scope
    return talk.messages, scope if chosen.words else talk.scope


def _say_shape(answer: Answer, assistant: Assistant, kept: str | None, *, explain: bool) -> None:
    from rag.cli.shapes import answer_shape, sources_of

    shape = answer_shape(answer, sources_of(assistant.documents()), explain=explain)
    say_json({**shape, "conversation": kept})


def _named(name: str, assistant: Assistant) -> Server:
    """The server of that name. Raises `ConfigError`, which says what names there are."""
    servers = assistant.servers()
    for server in servers:
        if server.name == name:
            return server
    if assistant.settings.lock_server:
        raise ConfigError(
            f"The server {name!r} cannot be chosen: the choice is locked by RAG_LOCK_SERVER.",
            hint="Ask without --server.",
        )
    known = ", ".join(server.name for server in servers) or "none"
    raise ConfigError(
        f"There is no server {name!r}; there is: {known}.",
        hint="Add it to the file that RAG_SERVERS names.",
        wrong_call=True,
    )


def _awaited(reply: Reply) -> Answer:
    with Waiting(reply):
        for _ in reply:
            continue
    return reply.answer


def _leaves_out(assistant: Assistant) -> bool:
    """Are sentences left out that the check does not find borne out?"""
    from rag.settings import Strictness

    return assistant.settings.strictness is Strictness.QUOTE


def _show(reply: Reply, assistant: Assistant) -> Answer:
    """Print the reply as it comes or, where the check may leave some out, once it is settled, and
    what belongs below it."""
    shown = _stream(reply, held=_leaves_out(assistant))
    answer = reply.answer
    added = given_back(shown, answer)
    if added is None:  # it began anew, or did not stand up to the check
        if shown.strip():
            say(_SEPARATOR)
        say(answer.text)
    elif added:
        say("\nThe check found the sources of these too:")
        for line in added:
            say(f"  {one_line(line)}")
    if answer.refusal is not None:
        _say_refusal(answer.refusal)
    else:
        _say_footnotes(answer, assistant)
    if answer.note:
        say(f"\nNote: {one_line(answer.note)}")
    _say_how_it_was_read(answer)
    return answer


def _say_how_it_was_read(answer: Answer) -> None:
    from rag.markup.words import READ_AS, is_read_otherwise

    if is_read_otherwise(answer.question, answer.standalone_question):
        say(f"\n{READ_AS}: {one_line(answer.standalone_question)}")


def _stream(reply: Reply, *, held: bool) -> str:
    """Print pieces as they arrive, up to the check; what comes after it is its outcome. None of
    them is printed where they are `held`: the check may leave some out."""
    shown = ""
    try:
        with Waiting(reply) as waiting:
            for piece in reply:
                if reply.stage != "checking" and not held:
                    waiting.pause()
                    say(piece, end="")
                    shown += piece
    finally:
        if shown:
            say()
    return shown


def _explain(answer: Answer) -> None:
    from rag.cli.explain import explanation_lines

    for line in explanation_lines(answer):
        say(line)


def _say_refusal(refusal: Refusal) -> None:
    if refusal.suggestions:
        say("\nThe documents do answer:")
        for suggestion in refusal.suggestions:
            say(f"  {one_line(suggestion)}")


def _say_footnotes(answer: Answer, assistant: Assistant) -> None:
    """Sources with their quotes, then the sentences that are not fully borne out."""
    from rag.cli.shapes import sources_of
    from rag.markup.words import alike, quote_words, title_of, verdicts
    from rag.types import Support

    same = alike(answer)
    paths = sources_of(one for one in assistant.documents() if one.id in same) if same else {}
    for (number, locator), cited in groupby(answer.citations, key=_heading):
        first, *others = cited
        say(f"\n[{number}] {place_of(title_of(first.passage, paths), locator)}")
        for citation in (first, *others):
            fared = verdicts(answer, citation)
            say(_quote(citation, quote_words(fared) if {*fared} != {"supported"} else ""))
    doubts = [
        sentence for sentence in answer.sentences if sentence.support is not Support.SUPPORTED
    ]
    if doubts:
        say("\nCheck these sentences yourself:")
        for sentence in doubts:
            say(_doubt(sentence))


def _heading(citation: Citation) -> tuple[int, str]:
    same = citation.locator == citation.passage.title
    return citation.number, "" if same else citation.locator


def _quote(citation: Citation, words: str) -> str:
    """The quote, every line of it indented, so that none can pass for a line of ours, without the
    signs that only emphasize; and in `words` how the sentences fare that cite it."""
    from rag.markup.render import plain

    words = words[:1].lower() + words[1:]
    quote = plain(citation.quote, markdown=citation.passage.is_markdown)
    lines = [line.strip() for line in clean(quote).splitlines() if line.strip()]
    quoted = "\n".join(_INDENT + line for line in lines)
    return f"{quoted}\n{_INDENT}({words})" if words else quoted


def _doubt(sentence: Sentence) -> str:
    from rag.markup.words import SUPPORT_WORDS

    words = SUPPORT_WORDS[sentence.support].lower()
    reason = f": {one_line(sentence.reason)}" if sentence.reason else ""
    return f"  {one_line(sentence.text)}\n{_INDENT}({words}{reason})"
