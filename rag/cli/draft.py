"""`rag eval draft`: proposes grounding cases from the documents; a person takes them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.command import (
    Assistant,
    Backend,
    FootnoteCommand,
    Number,
    json_option,
    settings_from,
    settings_options,
)
from rag.cli.terminal import ProgressLine, clean, one_line, say, say_json

if TYPE_CHECKING:
    from rag.evaluation.casefile import CaseFile
    from rag.evaluation.cases import Case
    from rag.evaluation.drafting import Draft
    from rag.settings import Settings
    from rag.types import Document

_FOUND = 5  # passages that are looked at before it is said that the documents do not say it
_CHOICES = click.Choice(["a", "e", "d", "q"])


@click.command("draft", cls=FootnoteCommand, stopped="Stopped. What was accepted is kept.")
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False), default="drafts.grounding.yaml"
)
@click.option(
    "--most", type=Number(1, 500), default=20, show_default=True, help="So many cases at most."
)
@click.option("--yes", is_flag=True, help="Accept all without asking.")
@click.option("--offline", is_flag=True, help="Ask no model, though one is configured.")
@settings_options("corpus_dir", "data_dir", "base_url", "model")
@json_option
@click.pass_context
def draft(
    ctx: click.Context, /, file: Path, most: int, yes: bool, offline: bool, as_json: bool
) -> None:
    """Propose grounding cases from the documents, and append those that you accept to FILE.

    They are those that FILE names (`corpus: FOLDER`); for a new file, those of --corpus-dir.

    Half of the cases are answered by a sentence of the documents; the others the documents are
    silent on: said of something else, of another year, without its date or without the figure. You
    accept, edit or drop each. With a model configured (RAG_BASE_URL) it proposes them, and each is
    tried out: what is to be answered is left out unless it is; what is to be refused and is
    answered says so.

    With --json: drafts (id, question, expects, fact, group, source, sentence, why, finding), and
    you are not asked; FILE is written to with --yes only.
    """
    from rag.evaluation.outputs import check_output

    backend = ctx.find_object(Backend)
    assert backend is not None
    had = _read(file)
    if yes or not as_json:
        check_output(file, makes_folder=True)
    settings = _settings(ctx, had)
    corpus = settings.corpus_dir
    say(f"Proposing cases from the documents in {one_line(str(corpus))}.", err=True)
    with backend.open_assistant(settings) as assistant:
        drafts = _proposed(assistant, had, most, offline=offline)
    if as_json:
        for one in drafts if yes else ():
            _keep(file, one, corpus)
        say_json({"drafts": [_shape(one) for one in drafts]})
        return
    if not drafts:
        say("No sentence of the documents makes a new question that reads well.")
        return
    kept = len(_taken(drafts, file, corpus, yes))
    say(f"{kept} of {len(drafts)} cases are in {file}." if kept else "No case was kept.")


def _read(file: Path) -> CaseFile | None:
    """FILE as it is, if it is there. Raises `CaseError` for one of other things."""
    from rag.evaluation.casefile import check_name, read_case_file

    check_name(file)
    return read_case_file(file) if file.exists() else None


def _settings(ctx: click.Context, file: CaseFile | None) -> Settings:
    """The settings, for the documents that FILE names: its cases are asked of no others."""
    from rag.evaluation.runner import for_documents

    return for_documents(settings_from(ctx), file.corpus if file else None)


def _proposed(
    assistant: Assistant, file: CaseFile | None, most: int, *, offline: bool
) -> tuple[Draft, ...]:
    """Drafts of all documents that are indexed, none of which the file has."""
    from rag.evaluation.drafting import Drafting

    had = file.cases if file else ()
    progress = ProgressLine()
    try:
        assistant.sync(progress)
    finally:
        progress.clear()
    indexed = [entry for entry in assistant.documents() if entry.id]
    documents = [assistant.document(entry.id) for entry in indexed]
    if assistant.settings.base_url and not offline:
        return _by_model(assistant, documents, most, had)

    def find(question: str) -> list[str]:
        return [hit.chunk.text for hit in assistant.retrieve(question, _FOUND)]

    return Drafting(documents, find).drafts(most, had)


def _by_model(
    assistant: Assistant, documents: Sequence[Document], most: int, had: Sequence[Case]
) -> tuple[Draft, ...]:
    """Drafts by the configured model. Raises `ModelError`, `ConfigError`, `PromptError`."""
    from rag.evaluation.proposals import Proposer
    from rag.evaluation.proposing import Proposing
    from rag.evaluation.runner import Bench
    from rag.llm import OpenAIModel
    from rag.settings import shipped

    model = OpenAIModel.connect(assistant.settings)
    bench = Bench(assistant)
    proposing = Proposing(documents, Proposer(model, shipped("prompts")), bench.ask)
    say("The model proposes cases, and each is tried out.", err=True)
    drafts = proposing.drafts(most, had)
    if proposing.left_out:
        say(f"{proposing.left_out} were left out: they are to be answered, and were not.", err=True)
    return drafts


def _taken(drafts: tuple[Draft, ...], file: Path, corpus: Path, yes: bool) -> list[Draft]:
    """Those that were accepted; each is in the file before the next is shown."""
    taken: list[Draft] = []
    for number, one in enumerate(drafts, 1):
        say(f"\n{number} of {len(drafts)}  {_words(one)}")
        choice = "a" if yes else click.prompt("[a]ccept, [e]dit, [d]rop, [q]uit", type=_CHOICES)
        if choice == "q":
            break
        if choice == "d":
            continue
        accepted = replace(one, case=_edited(one.case)) if choice == "e" else one
        _keep(file, accepted, corpus)
        taken.append(accepted)
    return taken


def _edited(case: Case) -> Case:
    """The case with another question, and another fact where it has one."""
    from rag.evaluation.cases import AnswerExpected, Expectation, Fact

    asked = click.prompt("Question", default=clean(case.question), value_proc=_some)
    answer = case.expect.answer
    if answer is None:
        return replace(case, question=asked)
    (fact,) = answer.facts
    before = f"{fact.number} {fact.unit}".strip() if fact.number else fact.text or ""
    said = click.prompt("The answer must say", default=clean(before), value_proc=_some)
    facts = (fact,) if said == before else (Fact(text=said),)
    expected = AnswerExpected(facts=facts, sources=answer.sources)
    return replace(case, question=asked, expect=Expectation(answer=expected))


def _some(typed: str) -> str:
    """Raises `UsageError`, upon which click asks again, for nothing but space."""
    if not typed.strip():
        raise click.UsageError("It must not be empty.")
    return typed.strip()


def _keep(file: Path, one: Draft, corpus: Path) -> None:
    from rag.evaluation.appending import append_case

    why = f"{one.why}; when it was tried, {one.finding}" if one.finding else one.why
    comment = one_line(f"{one.source}: {one.sentence} ({why})")
    append_case(file, one.case, corpus=corpus, comment=comment)


def _words(one: Draft) -> str:
    said = f": {one_line(one.sentence)}" if one.sentence else ""
    lines = [
        one_line(one.case.question),
        f"  expects  {_expects(one.case)}",
        f"  from     {one_line(one.source)}{said}",
        f"  because  {one_line(one.why)}",
    ]
    return "\n".join([*lines, *([f"  but      {one_line(one.finding)}"] if one.finding else [])])


def _expects(case: Case) -> str:
    if case.expect.answer is None:
        return "a refusal"
    return "an answer with " + one_line(" and ".join(map(str, case.expect.facts)))


def _shape(one: Draft) -> dict[str, str]:
    return {
        "id": one.case.id,
        "question": one.case.question,
        "expects": one.case.expect.kind,
        "fact": " and ".join(map(str, one.case.expect.facts)),
        "group": one.case.group,
        "source": one.source,
        "sentence": one.sentence,
        "why": one.why,
        "finding": one.finding,
    }


class EvalCommand(FootnoteCommand):
    """`rag eval`; and `rag eval draft`, which takes other arguments."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """A folder of cases that is called "draft" can be given as "./draft"."""
        if args[:1] == ["draft"]:
            return draft.make_context(f"{info_name} draft", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)
