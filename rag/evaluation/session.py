"""What the grounding cases of one pytest run share: settings, assistants, results, the baseline."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

import pytest

from rag.errors import RagError
from rag.evaluation.bounds import Bound
from rag.evaluation.casefile import CaseFile
from rag.evaluation.cases import Case
from rag.evaluation.comparison import compare
from rag.evaluation.outputs import check_output
from rag.evaluation.results import CaseResult, Run, read_run, result_from_json, write_run
from rag.evaluation.runner import Bench, Tapes, for_documents, open_bench
from rag.evaluation.tallies import Askings, by_case
from rag.evaluation.wording import NOTHING_COMPARED, comparison_lines, run_lines
from rag.harmless import clean
from rag.settings import Origin, Settings, setting_origins


class GroundingSession:
    """Opens an assistant for each folder of documents once, and asks each case once."""

    def __init__(self, config: pytest.Config) -> None:
        self.places: dict[str, str] = {}
        """Where each case's id stands: no two files have one."""
        self._config = config
        self._open = ExitStack()
        self._benches: dict[Path, Bench] = {}
        self._asked: dict[tuple[Path, str], tuple[CaseResult, ...]] = {}
        self._results: tuple[CaseResult, ...] = ()

    def results(self, file: CaseFile, case: Case) -> tuple[CaseResult, ...]:
        """The askings of a case, `--rag-repeat` of them; asked when they are first wanted."""
        key = file.path, case.id
        if key not in self._asked:
            shared = self._shared_file(*key)
            if shared is not None and shared.exists():
                self._asked[key] = read_run(shared).results
                return self._asked[key]
            bench = self.bench(file)
            repeats = range(self._config.getoption("--rag-repeat"))
            self._asked[key] = tuple(bench.ask(case, repeat) for repeat in repeats)
            if shared is not None:
                write_run(shared, Run(case.id, self._asked[key]))
        return self._asked[key]

    def _shared_file(self, path: Path, case_id: str) -> Path | None:
        """Where the workers of xdist leave a case's results for each other."""
        if "rag_shared_dir" not in self._worker:
            return None
        name = hashlib.sha256(f"{path}::{case_id}".encode()).hexdigest()
        return Path(self._worker["rag_shared_dir"]) / "results" / f"{name}.jsonl"

    @property
    def _worker(self) -> Mapping[str, str]:
        """What this process was told, if it is a worker of xdist."""
        told: Mapping[str, str] = getattr(self._config, "workerinput", {})
        return told

    def bench(self, file: CaseFile) -> Bench:
        """An assistant that has read the documents of this file. Raises `RagError`."""
        corpus = (file.corpus or self.settings.corpus_dir).resolve()
        if corpus not in self._benches:
            own = self.settings.model_copy(update={"data_dir": self.data_dir})
            tapes = Tapes(*map(self._config.getoption, ("--rag-record", "--rag-replay")))
            settings = for_documents(own, file.corpus)
            opened = self._config.hook.pytest_rag_bench(settings=settings, tapes=tapes)
            bench: Bench = self._open.enter_context(opened or open_bench(settings, tapes))
            bench.prepare()
            self._benches[corpus] = bench
        return self._benches[corpus]

    @cached_property
    def settings(self) -> Settings:
        """The settings of `RAG_*` and `.env`, under those of the options. Raises `ConfigError`."""
        given = {
            name: self._config.getoption(f"--rag-{name.replace('_', '-')}")
            for name in ("base_url", "model", "corpus_dir")
        }
        return Settings(**{name: value for name, value in given.items() if value is not None})

    @cached_property
    def data_dir(self) -> Path:
        """Where the index is: as set; else a new folder, deleted at the end.

        The workers of xdist share one.
        """
        named = self._config.getoption("--rag-data-dir")
        if named:
            return Path(named)
        if setting_origins()["data_dir"] is not Origin.DEFAULT:
            return self.settings.data_dir
        if "rag_shared_dir" in self._worker:
            return Path(self._worker["rag_shared_dir"]) / "index"
        made = tempfile.TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
        return Path(self._open.enter_context(made))

    @cached_property
    def baseline(self) -> Askings:
        """The results of `--rag-baseline`, by case. Raises `CaseError`."""
        run = self._baseline_run
        return by_case(run.results) if run is not None else {}

    @cached_property
    def _baseline_run(self) -> Run | None:
        path = self._config.getoption("--rag-baseline")
        return read_run(path) if path is not None else None

    @cached_property
    def _bounds(self) -> tuple[Bound, ...]:
        return tuple(map(Bound.read, self._config.getoption("--rag-min")))

    def check_options(self) -> None:
        """Raises `UsageError` for what cannot be meant by `--rag-min`, `-baseline` and `-save`."""
        save = self._config.getoption("--rag-save")
        try:
            _ = self._bounds, self._baseline_run
            if save is not None:
                check_output(save, makes_folder=True)
        except RagError as error:
            raise pytest.UsageError(clean(str(error))) from None

    def save(self, carried: Sequence[str], *, whole: bool) -> str:
        """Write the results to the file of `--rag-save`; what became of them, in words.

        Those of a run that was cut short go beside it: what a file has stays until there is more.
        """
        path: Path = self._config.getoption("--rag-save")
        if not carried:
            return f"No case was asked: nothing is saved, and {path} stays as it is."
        results = tuple(map(result_from_json, carried))
        if whole:
            write_run(path, Run("pytest", results))
            return f"The results are saved in {path}."
        beside = path.with_name(f"{path.stem}.partial{path.suffix}")
        write_run(beside, Run("pytest", results, finished=False))
        return f"Not every case gave a result: those there are went to {beside}, not to {path}."

    def settle(self, carried: Sequence[str]) -> list[str]:
        """Take the run's results; the bounds that broke."""
        self._results = tuple(map(result_from_json, carried))
        askings = by_case(self._results)
        broken = [words for bound in self._bounds if (words := bound.broken_by(askings))]
        run = self._baseline_run
        if run is not None:
            found = compare(run, Run("now", self._results))
            worse = found.regressions
            broken += [f"Regression against the baseline: {one.metric.title}." for one in worse]
            broken += [NOTHING_COMPARED] if found.empty else []
        return broken

    def summary(self) -> Iterator[str]:
        """What the terminal shows below the tests, harmless."""
        return map(clean, self._summary())

    def _summary(self) -> Iterator[str]:
        yield from run_lines(Run("now", self._results))
        run = self._baseline_run
        if run is not None:
            yield ""
            yield from comparison_lines(compare(run, Run("now", self._results)))

    def close(self) -> None:
        """Close the assistants, delete what was made for this run."""
        self._open.close()
        self._benches.clear()
