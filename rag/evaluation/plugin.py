"""The pytest plugin: collects `*.grounding.yaml`, each case a test.

Loaded in every pytest run where Footnote is installed, so nothing of it is imported here but what
pytest itself has imported; the rest comes with the first file of cases.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.evaluation import SUFFIXES

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController

    from rag.evaluation.items import GroundingFile
    from rag.evaluation.runner import Bench, Tapes
    from rag.evaluation.session import GroundingSession
    from rag.settings import Settings

_SESSION = pytest.StashKey["GroundingSession"]()


class _Hooks:
    """What a project may say in its conftest.py."""

    @pytest.hookspec(firstresult=True)
    def pytest_rag_bench(
        self, settings: Settings, tapes: Tapes
    ) -> AbstractContextManager[Bench] | None:
        """What answers the cases, for these settings; None for Footnote's own assistant."""


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Make the hooks known."""
    pluginmanager.add_hookspecs(_Hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options that start with `--rag-`."""
    group = parser.getgroup("footnote", "grounding cases (*.grounding.yaml)")
    group.addoption("--rag-base-url", metavar="URL", help="the model server; '' for none")
    group.addoption("--rag-model", metavar="NAME", help="the model to answer with")
    group.addoption("--rag-corpus-dir", metavar="FOLDER", help="the documents")
    group.addoption("--rag-data-dir", metavar="FOLDER", help="where the index is kept for reuse")
    group.addoption(
        "--rag-repeat",
        metavar="K",
        type=int,
        default=1,
        help="ask each case K times; it passes if it always does",
    )
    for name, what in (
        ("record", "keep the model's replies here"),
        ("replay", "play the model's replies from here, and ask no server"),
    ):
        group.addoption(f"--rag-{name}", metavar="FOLDER", type=Path, help=what)
    group.addoption(
        "--rag-baseline", metavar="FILE", type=Path, help="compare with the results in this file"
    )
    group.addoption(
        "--rag-save",
        metavar="FILE",
        type=Path,
        help="write the results of a whole run to this file",
    )
    group.addoption(
        "--rag-min",
        metavar="METRIC=VALUE",
        action="append",
        default=[],
        help="fail below (of a rate that should be low: above) this value; may be repeated",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Refuse options that cannot go together before anything is run."""
    config.addinivalue_line("markers", "grounding: a case of a *.grounding.yaml file")
    if config.getoption("--rag-record") and config.getoption("--rag-replay"):
        raise pytest.UsageError("--rag-record and --rag-replay exclude each other.")
    if config.getoption("--rag-repeat") < 1:
        raise pytest.UsageError("--rag-repeat takes a number from 1.")
    if any(config.getoption(f"--rag-{name}") for name in ("min", "baseline", "save")):
        grounding_session(config).check_options()
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Reports(config), "footnote-grounding-reports")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> GroundingFile | None:
    """A file of cases."""
    if not file_path.name.endswith(SUFFIXES):
        return None
    from rag.evaluation.items import GroundingFile

    file: GroundingFile = GroundingFile.from_parent(parent, path=file_path)
    return file


def grounding_session(config: pytest.Config) -> GroundingSession:
    """What the cases of this pytest run share; made when it is first asked for."""
    if _SESSION not in config.stash:
        from rag.evaluation.session import GroundingSession

        config.stash[_SESSION] = GroundingSession(config)
    return config.stash[_SESSION]


@pytest.fixture(scope="session")
def grounding(pytestconfig: pytest.Config) -> GroundingSession:
    """The results of grounding cases, each asked once in a run: `grounding.results(file, case)`."""
    return grounding_session(pytestconfig)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Carry a case's results with its report, also out of a worker of xdist."""
    report = yield
    carried = getattr(item, "carried", None)
    if call.when == "call" and carried:
        vars(report)["rag_results"] = carried  # xdist takes along whatever a report has
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Close what was opened for the cases."""
    shared = session.config.stash.get(_SESSION, None)
    if shared is not None:
        shared.close()


class _Reports:
    """In the process that reports: gathers the results, holds the bounds, prints the summary."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._carried: list[str] = []
        self._owed: set[str] = set()
        """Node ids of chosen cases that gave no result yet, and of files that cannot be read."""
        self._broken: list[str] = []
        self._saved = ""
        self._shared: tempfile.TemporaryDirectory[str] | None = None

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: WorkerController) -> None:
        """Give the workers of xdist one folder for the index, so that it is made once."""
        if self._shared is None:
            self._shared = tempfile.TemporaryDirectory(
                prefix="footnote-", ignore_cleanup_errors=True
            )
        node.workerinput["rag_shared_dir"] = self._shared.name

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """The cases of a file that cannot be read give no result."""
        if report.failed and report.nodeid.endswith(SUFFIXES):
            self._owed.add(report.nodeid)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Know which cases were chosen."""
        self._owe(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Know it from the workers of xdist, which all choose the same."""
        self._owe(ids)

    def _owe(self, nodeids: Iterable[str]) -> None:
        self._owed |= {one for one in nodeids if one.rpartition("::")[0].endswith(SUFFIXES)}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what came with it. A case that is skipped owes nothing."""
        carried = getattr(report, "rag_results", ())
        self._carried += carried
        if carried or (report.skipped and report.when == "setup"):
            self._owed.discard(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Keep the results where that was asked for; fail a run whose bounds do not hold."""
        if self._config.getoption("--rag-save") is not None:
            self._save()
        if self._carried:
            self._broken += grounding_session(self._config).settle(self._carried)
        if self._broken and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _save(self) -> None:
        saving = grounding_session(self._config)
        try:
            self._saved = saving.save(self._carried, whole=not self._owed)
        except OSError as error:
            self._broken.append(f"The results are not saved: {error}.")

    def pytest_unconfigure(self) -> None:
        """Say what became of the results where there was no summary: after a fault of pytest's.

        Delete the folder that the workers shared.
        """
        reporter = self._config.pluginmanager.get_plugin("terminalreporter")
        if self._saved and reporter is not None:
            reporter.write_line(self._saved)
        if self._shared is not None:
            self._shared.cleanup()

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """The 2x2, the metrics with their intervals, the comparison with the baseline."""
        if not self._carried and not self._saved and not self._broken:
            return
        terminalreporter.section("grounding")
        if self._carried:
            for line in grounding_session(self._config).summary():
                terminalreporter.write_line(line)
        if self._saved:
            terminalreporter.write_line(self._saved)
            self._saved = ""
        for line in self._broken:
            terminalreporter.write_line(line, red=True)
