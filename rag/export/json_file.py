"""A record as JSON, and back."""

from __future__ import annotations

import json

from pydantic import TypeAdapter

from rag.export.record import Record

_RECORD = TypeAdapter(Record)


def shape(record: Record) -> dict[str, object]:
    """The record as JSON has it: dates are ISO 8601, offsets count characters."""
    return dict(_RECORD.dump_python(record, mode="json"))


def to_json(record: Record) -> str:
    """The record as it is."""
    return json.dumps(shape(record), ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> Record:
    """The record again. Raises `pydantic.ValidationError` for anything else."""
    return _RECORD.validate_json(text)
