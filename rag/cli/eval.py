"""`rag eval`: asks the grounding cases; says what is met, what changed, and if it can tell."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rag.cli.command import (
    FAILED,
    Backend,
    Number,
    json_option,
    settings_from,
    settings_options,
)
from rag.cli.draft import EvalCommand
from rag.cli.sync import say_what_is_missing
from rag.cli.terminal import ProgressLine, one_line, say, say_json
from rag.errors import said

if TYPE_CHECKING:
    from rag.evaluation.bounds import Bound
    from rag.evaluation.casefile import CaseFile
    from rag.evaluation.comparison import Comparison
    from rag.evaluation.matrix import Variant
    from rag.evaluation.results import CaseResult, Run
    from rag.evaluation.runner import Bench, Tapes
    from rag.settings import Settings

_PATH = click.Path(path_type=Path)


@click.command(
    "eval",
    cls=EvalCommand,
    short_help="Ask the grounding cases; compare runs.",
    stopped="Stopped. What was asked is kept: --resume with the same --save goes on from there.",
)
@click.argument("cases", nargs=-1, type=_PATH)
@click.option("--group", "groups", multiple=True, metavar="NAME", help="Only cases of this group.")
@click.option("--repeat", type=Number(1, 100), default=1, help="Ask each case so often.")
@click.option(
    "--vary",
    multiple=True,
    metavar="SETTING=A,B",
    help="Run with each value, side by side, e.g. model=x,y; several make every combination.",
)
@click.option("--save", type=_PATH, metavar="FILE", help="Keep the results here, as JSON lines.")
@click.option("--resume", is_flag=True, help="Do not ask again what --save has of the same run.")
@click.option("--baseline", type=_PATH, metavar="FILE", help="Compare with results kept before.")
@click.option(
    "--compare", nargs=2, type=_PATH, metavar="A B", help="Compare two files; ask nobody."
)
@click.option(
    "--min",
    "bounds",
    multiple=True,
    metavar="METRIC=VALUE",
    help="Fail if it (of B, with --compare) is worse than this share.",
)
@click.option("--record", type=_PATH, metavar="FOLDER", help="Keep the model's replies here.")
@click.option("--replay", type=_PATH, metavar="FOLDER", help="Take the model's replies from here.")
@click.option("--report", type=_PATH, metavar="FILE", help="Write a web page of it.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a file of cases, and end.")
@settings_options("corpus_dir", "data_dir", "base_url", "model")
@json_option
@click.pass_context
def evaluate(ctx: click.Context, /, cases: tuple[Path, ...], **options: Any) -> None:
    """Ask the grounding cases of CASES (files or folders; else the working directory).

    A case is met if its answer says what it must, cites what it must and nothing forbidden, or is
    refused as expected. Exit code 1: a case is not met that is no known failure, or one is that
    should not be; a bound is broken; a metric got worse than the baseline, beyond chance.
    `rag eval draft` proposes cases from your documents; see `rag eval draft --help`.

    With --json: runs (name, fingerprint, table, metrics, groups, cost, cases), comparison (before,
    after, regressions, changes, flips, alone, rewritten; or null), failures (in words).
    """
    from rag.evaluation.casefile import schema

    if options.pop("schema"):
        say(json.dumps(schema(), indent=2, ensure_ascii=False))
        return
    asked = _asked(cases, options)
    runs: tuple[Run, ...]
    if asked.compare is not None:
        runs, failures = asked.compare, _broken(asked.compare[1], asked)
    else:
        runs, failures = _run_all(ctx, asked)
    comparison = _comparison(runs, asked)
    if comparison is not None:
        from rag.evaluation.wording import NOTHING_COMPARED

        failures += [f"{one.metric.title} got worse." for one in comparison.regressions]
        failures += [NOTHING_COMPARED] if comparison.empty else []
    if asked.report is not None:
        failures += _write_report(asked.report, runs, comparison)
    _print(runs, comparison, failures, asked)
    if failures:
        ctx.exit(FAILED)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line says, beside the settings; the results that it names, read."""

    cases: tuple[Path, ...]
    groups: tuple[str, ...]
    repeat: int
    vary: tuple[str, ...]
    save: Path | None
    resume: bool
    baseline: Run | None
    compare: tuple[Run, Run] | None
    bounds: tuple[Bound, ...]
    tapes: Tapes
    report: Path | None
    as_json: bool


def _asked(cases: tuple[Path, ...], options: dict[str, Any]) -> _Asked:
    """Raises `UsageError` for options that exclude each other, `CaseError` for a wrong bound, for
    results that cannot be read, and for a report that cannot be written."""
    from rag.evaluation.bounds import Bound
    from rag.evaluation.labels import after_files
    from rag.evaluation.outputs import check_output
    from rag.evaluation.results import read_run
    from rag.evaluation.runner import Tapes

    given = dict(options)
    record, replay = given.pop("record"), given.pop("replay")
    if record and replay:
        raise click.UsageError("--record and --replay exclude each other.")
    if given["compare"] and (cases or given["baseline"] or given["save"]):
        raise click.UsageError("--compare takes two files of results and asks nobody.")
    if given["resume"] and not given["save"]:
        raise click.UsageError("--resume goes on with a file of results: name it with --save.")
    if given["baseline"] and given["vary"]:
        raise click.UsageError("--baseline compares one run: leave --vary out, or use --compare.")
    if given["report"] is not None:
        _check_apart(given)
        check_output(given["report"])
    bounds = tuple(map(Bound.read, given.pop("bounds")))
    if (path := given["baseline"]) is not None:
        run = read_run(path)
        given["baseline"] = replace(run, name=f"{run.name} ({path.name})")
    if given["compare"]:
        given["compare"] = after_files(tuple(map(read_run, given["compare"])), given["compare"])
    return _Asked(cases=cases or (Path(),), bounds=bounds, tapes=Tapes(record, replay), **given)


def _check_apart(given: dict[str, Any]) -> None:
    """Raises `UsageError` for a report in the place of results."""
    named = [given["save"], given["baseline"], *(given["compare"] or ())]
    results = [os.path.realpath(one) for one in named if one is not None]  # circles are no error
    if os.path.realpath(given["report"]) in results:
        raise click.UsageError("--report would overwrite results: name another file.")


def _run_all(ctx: click.Context, asked: _Asked) -> tuple[tuple[Run, ...], list[str]]:
    """Every variant in turn, and what is wrong with them."""
    from rag.evaluation.casefile import of_groups, read_cases
    from rag.evaluation.kept import new_file
    from rag.evaluation.matrix import variants
    from rag.evaluation.results import check_free

    files = of_groups(read_cases(asked.cases), asked.groups)
    settings = settings_from(ctx)
    save = asked.save or new_file(settings.data_dir)
    backend = ctx.find_object(Backend)
    assert backend is not None
    tried = variants(asked.vary)
    for variant in tried:
        check_free(variant.file(save), resume=asked.resume)
    runs, failures = [], []
    for variant in tried:
        run = _run(backend, variant, variant.settings(settings), files, save, asked)
        runs.append(run)
        failures += _failures(run, asked, prefix=f"{variant.name}: " if asked.vary else "")
    return tuple(runs), failures


def _run(
    backend: Backend,
    variant: Variant,
    settings: Settings,
    files: Sequence[CaseFile],
    save: Path,
    asked: _Asked,
) -> Run:
    """One variant: documents read, cases asked, results kept as they come."""
    from rag.evaluation.results import ResultFile, Run
    from rag.evaluation.runner import ask_all, fingerprint, for_documents

    with ExitStack() as opened:
        benches = []
        for file in files:
            own = for_documents(settings, file.corpus)
            bench = opened.enter_context(backend.open_bench(own, asked.tapes))
            _prepare(bench)
            benches.append((bench, file.cases))
        stamp = fingerprint([bench for bench, _ in benches])
        path = variant.file(save)
        kept = ResultFile.begin(path, variant.name, stamp, resume=asked.resume)
        say(f"The results are kept in {path}.", err=True)
        length = asked.repeat * sum(len(cases) for _, cases in benches)
        label = one_line(variant.name) if asked.vary else "Asking"
        shown = click.progressbar(length=length, label=label, file=sys.stderr)
        with shown as progress:
            results = ask_all(benches, asked.repeat, kept, lambda _: progress.update(1))
    return Run(variant.name, results, stamp)


def _prepare(bench: Bench) -> None:
    """Index what is new, and say what could not be read."""
    progress = ProgressLine()
    try:
        report = bench.prepare(progress)
    finally:
        progress.clear()
    say_what_is_missing(report)


def _failures(run: Run, asked: _Asked, prefix: str) -> list[str]:
    """Cases that did not come out as their file has it, and bounds that do not hold."""
    from rag.evaluation.tallies import by_case

    askings = by_case(run.results)
    found = [words for several in askings.values() if (words := _unexpected(several))]
    found += _broken(run, asked)
    return [f"{prefix}{one}" for one in found]


def _broken(run: Run, asked: _Asked) -> list[str]:
    """The bounds that the figures do not keep, in words."""
    from rag.evaluation.tallies import by_case

    askings = by_case(run.results)
    return [words for bound in asked.bounds if (words := bound.broken_by(askings))]


def _unexpected(askings: Sequence[CaseResult]) -> str:
    case, met = askings[0].case, all(one.met for one in askings)
    if case.known_failure:
        return f"{case.id}: it is met now; take its known_failure away." if met else ""
    wrong = next((one for one in askings if not one.met), None)
    return f"{case.id}: {wrong.faults[0].words}" if wrong is not None else ""


def _comparison(runs: Sequence[Run], asked: _Asked) -> Comparison | None:
    from rag.evaluation.comparison import compare

    if asked.compare is not None:
        return compare(*asked.compare)
    return compare(asked.baseline, runs[0]) if asked.baseline is not None else None


def _write_report(path: Path, runs: Sequence[Run], comparison: Comparison | None) -> list[str]:
    """Why it could not be written, though it seemed so before; nothing if it was."""
    from rag.evaluation.report import report_html

    try:
        path.write_text(report_html(runs, comparison), "utf-8")
    except OSError as error:
        return [f"The report could not be written to {path}: {said(error)}."]
    say(f"The report is {path}.", err=True)
    return []


def _print(
    runs: Sequence[Run], comparison: Comparison | None, failures: Sequence[str], asked: _Asked
) -> None:
    if asked.as_json:
        from rag.evaluation.shapes import comparison_shape, run_shape

        compared = comparison_shape(comparison) if comparison is not None else None
        shapes = [run_shape(run) for run in runs]
        say_json({"runs": shapes, "comparison": compared, "failures": list(failures)})
        return
    from rag.evaluation.matrix import matrix_lines
    from rag.evaluation.wording import comparison_lines, run_lines

    for run in () if asked.compare else runs:
        name = [one_line(run.name)] if len(runs) > 1 else []
        say("\n".join(["", *name, *run_lines(run)]))
    if len(runs) > 1 and not asked.compare:
        say("\n".join(["\nSide by side", *matrix_lines(runs)]))
    if comparison is not None:
        say("\n".join(["", *comparison_lines(comparison)]))
    if failures:
        say("\n".join(["\nNot as it should be:", *(f"  {one_line(one)}" for one in failures)]))
