"""What `rag doctor` looks at on disk: documents, data folder, embedder, index, prompts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from rag.answer.prompt import (
    answer_messages,
    follow_up_messages,
    judge_messages,
    load_template,
)
from rag.cli.findings import Finding, failure, note, ok, problem
from rag.errors import ConfigError, CorpusError, RagError
from rag.history import FILE as HISTORY
from rag.ingest import Scan, scan, scan_roots
from rag.llm import count_tokens
from rag.markup.words import counted
from rag.settings import Settings
from rag.store import Embedder, Store, check_embedder_files, load_embedder, repair

_NOTHING = note("index", "Nothing is indexed yet.", "Run `rag sync`.", ready=False)


def check_corpus(settings: Settings) -> Finding:
    """Are there documents, and can all folders be looked into?"""
    try:
        found = scan(settings.corpus_dir)
    except RagError as error:
        return failure("corpus", error)
    folder = settings.corpus_dir.absolute()
    if found.failed:
        first = found.failed[0]
        return problem(
            "corpus",
            f"{counted(len(found.failed), 'place')} in {folder} cannot be read; the first is "
            f"{first.source}: {first.reason}",
            "Correct its name or permissions, or move it out of the folder.",
            documents=len(found.files),
        )
    if not found.files:
        return problem(
            "corpus",
            f"{folder} holds no documents that Footnote reads.",
            "Put PDF, Office, web, e-mail, Markdown or text files there, or set RAG_CORPUS_DIR.",
            documents=0,
        )
    text = f"{counted(len(found.files), 'document')} in {folder}"
    return ok("corpus", text, documents=len(found.files))


def check_data_dir(settings: Settings) -> Finding:
    """Can it be written to? One that is not there yet is not made; where it would go is tried."""
    folder = settings.data_dir.absolute()
    existing = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    try:
        with tempfile.TemporaryFile(dir=existing) as probe:
            probe.write(b"probe")
    except OSError as error:
        why = error.strerror or type(error).__name__
        return problem(
            "data",
            f"{folder} cannot be written to: {why[:1].lower()}{why[1:]}.",
            "Point RAG_DATA_DIR at a folder that you can write to, on a disk with room.",
        )
    if existing != folder:
        return note("data", f"{folder} is not there yet; the first sync makes it.")
    return ok("data", f"{folder} can be written to")


def check_set_aside(settings: Settings) -> Iterator[Finding]:
    """Damaged conversations and catalogs: they hold what was said, and what documents said, until
    they are deleted."""
    folder = settings.data_dir.absolute()
    for path in sorted(folder.glob(f"{HISTORY}.damaged-*")):
        if path.name.endswith("-journal"):
            continue
        yield note(
            "conversations",
            f"A damaged file of conversations was set aside as {path}.",
            "Put a backup of it in the place of history.sqlite, or delete it.",
            file=str(path),
        )
    for path in sorted(folder.glob("damaged-*/")):
        yield note(
            "catalog",
            f"A damaged catalog was set aside in {path}.",
            "What was indexed is in it, whatever was deleted since: delete it when you need it no "
            "longer.",
            folder=str(path),
        )


def check_embedder(settings: Settings) -> Finding:
    """Are the model's files there, and the right ones? Nothing is loaded but the tokenizer."""
    name = settings.embedding_model
    try:
        if check_embedder_files(name) is None:
            advice = "The first sync fetches it; that needs the network, once."
            return note("embedder", f"{name} is not on this machine yet.", advice)
        embedder = load_embedder(name)
        embedder.count_tokens("Does its tokenizer load?")
        dimension, longest = embedder.dimension, embedder.max_tokens
    except ConfigError as error:
        return failure("embedder", error)
    text = f"{name}: its files are in order; {dimension} dimensions, reads {longest} tokens"
    return ok("embedder", text, name=name, dimension=dimension, max_tokens=longest)


def repair_data(settings: Settings, embedder: Embedder) -> Iterator[Finding]:
    """Mends what is in the data folder, and says what was done."""
    if not settings.data_dir.is_dir():
        return
    try:
        done = repair(settings.data_dir, embedder)
    except RagError as error:
        yield failure("repair", error)
        return
    if not done:
        yield ok("repair", "There was nothing to mend.")
    yield from (note("repair", sentence) for sentence in done)


def check_index(settings: Settings, embedder: Embedder, *, comparable: bool) -> Iterator[Finding]:
    """What is indexed, by which embedder, and whether the documents have moved on since.

    Not `comparable`: the embedder's own fingerprint cannot be had without loading or fetching it.
    """
    if not settings.data_dir.is_dir():
        yield _NOTHING
        return
    try:
        with closing(Store.open(settings.data_dir, embedder)) as store:
            yield _index(store, comparable=comparable)
            data_dir = settings.data_dir.absolute()
            found = scan_roots(settings.corpus_dir, data_dir, store.holdings())
            yield from _changes(store, found)
    except CorpusError:
        return  # `check_corpus` has said it
    except RagError as error:
        yield failure("index", error)


def _index(store: Store, *, comparable: bool) -> Finding:
    stats = store.stats()
    if not stats.fingerprint:
        return _NOTHING
    holds = (
        f"{counted(stats.documents, 'document')}, {counted(stats.chunks, 'passage')}, "
        f"{stats.bytes / 1e6:.1f} MB; "
        f"fingerprint {stats.fingerprint}"
    )
    if not comparable:
        advice = "Put the embedder in order first."
        return note("index", f"Not compared with the embedder: {holds}", advice, **asdict(stats))
    if not store.is_current():
        advice = "Run `rag sync` to make it anew, or set RAG_EMBEDDING_MODEL back."
        text = f"Made with another embedder, or by another version: {holds}"
        return note("index", text, advice, ready=False, **asdict(stats))
    return ok("index", f"Ready: {holds}", ready=True, **asdict(stats))


def _changes(store: Store, found: Scan) -> Iterator[Finding]:
    """How many files differ from the ledger by name, size or time: what a sync would look into."""
    ledger = store.sources()
    both = found.files.keys() & ledger.keys()
    changed = [
        source
        for source in both
        if (found.files[source].size, found.files[source].mtime_ns)
        != (ledger[source].size, ledger[source].mtime_ns)
    ]
    counts = {
        "not indexed": len(found.files) - len(both),
        "changed": len(changed),
        "gone": sum(map(found.is_gone, ledger)),
    }
    if ledger and any(counts.values()):
        differ = ", ".join(f"{count:,} {how}" for how, count in counts.items() if count)
        yield note("index", f"The documents have moved on: {differ}.", "Run `rag sync`.", **counts)


def check_prompts(folder: Path) -> Finding:
    """Are the templates there, and do they and the code agree about their variables?"""
    try:
        answer = answer_messages(load_template(folder, "answer"), "Is this a question?", ())
        follow_up = follow_up_messages(load_template(folder, "follow_up"), "And this?", ())
        verdict = judge_messages(load_template(folder, "judge"), "This is so.", ())
    except RagError as error:
        return failure("prompts", error)
    tokens = sum(count_tokens(message.content) for message in (*answer, *follow_up, *verdict))
    return ok("prompts", f"valid, {tokens:,} tokens in all; in {folder}", tokens=tokens)
