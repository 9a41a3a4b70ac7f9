"""`rag doctor`: what is configured, what works, and what to do about what does not."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from rag.cli.command import (
    FAILED,
    Backend,
    FootnoteCommand,
    given,
    json_option,
    settings_from,
    settings_options,
)
from rag.cli.terminal import one_line, say, say_json
from rag.errors import RagError

if TYPE_CHECKING:
    from rag.cli.findings import Finding
    from rag.settings import Settings

_LABELS = {"ok": "OK", "note": "note", "problem": "PROBLEM"}


@click.command(cls=FootnoteCommand, short_help="Check everything, and say what to do.")
@click.option(
    "--deep",
    is_flag=True,
    help="Load the embedding model, ask a question, and send servers a long prompt.",
)
@click.option("--repair", is_flag=True, help="Mend the data folder before it is looked at.")
@settings_options("corpus_dir", "data_dir", "base_url", "model")
@json_option
@click.pass_context
def doctor(ctx: click.Context, deep: bool, repair: bool, as_json: bool) -> None:
    """Check the installation, the settings, the documents, the index and the model servers.

    Exit code 1 says that something is broken. A question of one word goes to each model server
    that is configured; if none is, those that run on this machine are named.

    With --json: ok, and findings: topic, state (ok, note, problem), text, advice, facts.
    """
    findings = []
    for finding in _examine(ctx, deep, repair):
        findings.append(finding)
        if not as_json:
            say(_lines(finding))
    broken = sum(finding.state == "problem" for finding in findings)
    if as_json:
        say_json({"ok": not broken, "findings": [asdict(finding) for finding in findings]})
    else:
        say(f"\n{broken} to be solved." if broken else "\nAll is well.")
    if broken:
        ctx.exit(FAILED)


def _examine(ctx: click.Context, deep: bool, repair: bool) -> Iterator[Finding]:
    """Everything in turn; without settings that can be read, only what needs none."""
    from rag.cli import check_install
    from rag.cli.findings import failure

    yield check_install.check_python()
    yield check_install.check_packages()
    yield check_install.check_sqlite()
    try:
        settings = settings_from(ctx)
    except RagError as error:
        yield failure("settings", error)
        return
    yield check_install.check_settings(settings, given(ctx))
    yield from check_install.check_variables()
    yield from _examine_data(settings, repair)
    backend = ctx.find_object(Backend)
    assert backend is not None
    if deep:
        yield _question(backend, settings)
    from rag.cli.check_server import check_server

    yield from check_server(settings, backend.find_servers, deep=deep)


def _examine_data(settings: Settings, repair: bool) -> Iterator[Finding]:
    from rag.cli import check_data
    from rag.settings import shipped
    from rag.store import load_embedder

    yield check_data.check_corpus(settings)
    yield check_data.check_data_dir(settings)
    yield from check_data.check_set_aside(settings)
    files = check_data.check_embedder(settings)
    yield files
    embedder = load_embedder(settings.embedding_model, settings.precision)
    if repair:
        yield from check_data.repair_data(settings, embedder)
    yield from check_data.check_index(settings, embedder, comparable=files.state == "ok")
    yield check_data.check_prompts(shipped("prompts"))


def _question(backend: Backend, settings: Settings) -> Finding:
    """Loads what a question needs, and asks one, on the path that all take but without a model."""
    from rag.cli.findings import failure, ok
    from rag.types import EMBEDDED_MODEL

    started = time.perf_counter()
    try:
        with backend.open_assistant(settings) as assistant:
            assistant.warm_up()
            loaded = time.perf_counter()
            for _ in assistant.ask("What is this about?", model=EMBEDDED_MODEL):
                continue
    except RagError as error:
        return failure("question", error)
    load, answer = loaded - started, time.perf_counter() - loaded
    text = f"What it needs loads in {load:.1f} s; without a model it then takes {answer:.2f} s"
    return ok("question", text, load=load, answer=answer)


def _lines(finding: Finding) -> str:
    """The finding, and below it its advice and its rows, if it is one that has a table."""
    lines = [f"{_LABELS[finding.state]:<8} {finding.topic:<9} {one_line(finding.text)}"]
    if finding.advice:
        lines.append(f"{'':18} -> {one_line(finding.advice)}")
    if finding.topic == "settings":
        lines += [_setting(name, fact) for name, fact in finding.facts.items()]
    if isinstance(table := finding.facts.get("table"), Mapping):
        lines += [_measure(name, row) for name, row in table.items()]
    return "\n".join(lines)


def _setting(name: str, fact: object) -> str:
    assert isinstance(fact, Mapping)
    value = one_line(str(fact["value"])) or '""'
    return f"{'':18} {name:<24} {value}  ({fact['origin']})"


def _measure(name: str, row: Mapping[str, str]) -> str:
    line = f"{'':18} {name:<16} {one_line(row['found']):<36}"
    return f"{line} -> {one_line(row['set'])}" if row["set"] else line.rstrip()
