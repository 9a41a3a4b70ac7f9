"""Several settings in one run, side by side: every combination of what `--vary` lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rag.errors import CaseError
from rag.evaluation.results import Run
from rag.evaluation.tallies import by_case, estimates
from rag.evaluation.wording import TITLES, percent
from rag.settings import Settings, shipped

_FIXED = {"api_key", "data_dir", "corpus_dir"}


@dataclass(frozen=True, slots=True)
class Variant:
    """Settings to try: fields with their values as written."""

    changes: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """ "model=qwen3 passages=4"; "run" where nothing is varied."""
        return " ".join(f"{field}={value}" for field, value in self.changes) or "run"

    def settings(self, settings: Settings) -> Settings:
        """These settings with the changes, checked. An index that would differ is its own.

        Raises `ConfigError`.
        """
        given = {field: getattr(settings, field) for field in settings.model_fields_set}
        changed = Settings(**{**given, **dict(self.changes)})
        if {"embedding_model", "chunk_tokens"} & {field for field, _ in self.changes}:
            folder = changed.data_dir / "cases" / self.slug
            return changed.model_copy(update={"data_dir": folder})
        return changed

    @property
    def slug(self) -> str:
        """The name as part of a file's."""
        return re.sub(r"[^\w.=-]+", "-", self.name)

    def file(self, path: Path) -> Path:
        """Where its results are, beside those of the others: `runs.model=a.jsonl`."""
        return path.with_name(f"{path.stem}.{self.slug}{path.suffix}") if self.changes else path


def variants(written: Sequence[str]) -> tuple[Variant, ...]:
    """Every combination of `FIELD=VALUE,VALUE`; one without changes where nothing is written.

    Raises `CaseError`.
    """
    axes = []
    for axis in written:
        field, _, values = axis.partition("=")
        field = field.strip().lower().removeprefix("rag_").replace("-", "_")
        if field not in Settings.model_fields or field in _FIXED:
            raise CaseError(
                f"{field!r} is no setting that can be varied.",
                hint=f"They are in {shipped('.env.example')}.",
                wrong_call=True,
            )
        if not values.strip():
            hint = "Write --vary passages=4,8."
            raise CaseError(f"{axis!r} has no values.", hint=hint, wrong_call=True)
        axes.append([(field, value.strip()) for value in values.split(",")])
    found = tuple(map(Variant, product(*axes)))
    first: dict[str, Variant] = {}
    for one in found:
        if first.setdefault(one.slug, one) is not one:
            raise CaseError(
                f"The results of {one.name} and of {first[one.slug].name} would be one file.",
                hint="Leave one of them out.",
                wrong_call=True,
            )
    return found


def matrix_lines(runs: Sequence[Run]) -> list[str]:
    """A column a run, a row a metric."""
    found = [estimates(by_case(run.results)) for run in runs]
    names = [name for name in TITLES if any(name in one for one in found)]
    lines = [f"  {chr(65 + index)}  {run.name}" for index, run in enumerate(runs)]
    lines.append(f"{'':24}" + "".join(f"{chr(65 + index):>9}" for index in range(len(runs))))
    for name in names:
        values = (percent(one[name].value) if name in one else "-" for one in found)
        lines.append(f"{TITLES[name]:24}" + "".join(f"{value:>9}" for value in values))
    return lines
