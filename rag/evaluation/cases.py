"""Grounding cases: a question, and what may be said to it."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    field_validator,
    model_validator,
)
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.dataclasses import dataclass
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from rag.nesting import LEVELS
from rag.text import Figure, figures
from rag.types import Message, RefusalReason

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
RESERVED = {"parametrize", "skip", "skipif", "usefixtures", "xfail", "filterwarnings", "timeout"}
"""Markers that are more than names to pytest and its plugins."""

_ID = r"^[^\s:\[\]\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+$"
"""pytest prints ids as they are: none may hold what moves a terminal's cursor or turns text."""

Words = Annotated[str, StringConstraints(min_length=1)]
Kind = Literal["answer", "refusal", "conflict"]


class _Shorthand:
    """In the schema: what may stand in place of the long form."""

    def __init__(self, *forms: JsonSchemaValue) -> None:
        self._forms = forms

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [*self._forms, handler(core_schema)]}


@dataclass(frozen=True, slots=True, config=_STRICT)
class Fact:
    """Something that an answer must say, in exactly one of four ways.

    `text`: these words, whatever their case and spacing. `number`: a figure as Footnote reads it
    (200,000 is 200k is "two hundred thousand"), within `tolerance` ("5%", or "10" either way), with
    its `unit` where one is given: a sign such as "%" or "$", or a word of the same sentence.
    `regex`: a regular expression, case ignored. `any_of`: one of several facts.
    """

    text: Words | None = None
    number: Annotated[Words | None, _Shorthand({"type": "number"})] = None
    unit: str = ""
    tolerance: Annotated[str, _Shorthand({"type": "number"})] = ""
    regex: Words | None = None
    any_of: Annotated[tuple[ShortFact, ...], Field(min_length=1)] | None = None

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str | None) -> str | None:
        if (value or "").count("(") > LEVELS:  # `re` recurses into them
            raise ValueError(f"is too long a regular expression: it has more than {LEVELS} groups")
        try:
            re.compile(value or "")
        except (re.error, OverflowError) as error:
            raise ValueError(f"is no regular expression: {error}") from None
        return value

    @field_validator("number", "tolerance")
    @classmethod
    def _is_one_figure(cls, value: str | None) -> str | None:
        if value and len(figures(value)) != 1:
            raise ValueError(f"{value!r} is not one figure, such as 200,000 or $3.5 billion")
        return value

    @model_validator(mode="after")
    def _is_one(self) -> Fact:
        given = [self.text, self.number, self.regex, self.any_of]
        if sum(one is not None for one in given) != 1:
            raise ValueError("takes exactly one of text, number, regex and any_of")
        if self.number is None and (self.unit or self.tolerance):
            raise ValueError("unit and tolerance belong to a number")
        return self

    @property
    def figure(self) -> Figure:
        """The number with the unit that it is written with; `unit` beats it, if it is a sign."""
        assert self.number is not None, "only a number is a figure"
        (bare,) = figures(self.number)
        return bare._replace(unit=self.sign or bare.unit)

    @property
    def sign(self) -> str:
        """What `unit` measures in, as figures have it: "EUR" for "€"; "" where it is a word."""
        (bare,) = figures(self.number or "")
        for written in (f"{bare.value:f} {self.unit}", f"{self.unit}{bare.value:f}"):
            for found in figures(written):
                if found.value == bare.value and found.unit:
                    return found.unit
        return ""

    @property
    def noun(self) -> str:
        """The unit, where it is words such as "GPUs" or "per day" and no sign."""
        return "" if self.number is None or self.sign else self.unit

    @property
    def slack(self) -> Decimal:
        """How far from the number a figure may be."""
        if not self.tolerance:
            return Decimal(0)
        (width,) = figures(self.tolerance)
        return abs(self.figure.value) * width.value / 100 if width.unit == "%" else width.value

    def __str__(self) -> str:
        if self.any_of is not None:
            return " or ".join(map(str, self.any_of))
        if self.number is not None:
            about = f" (within {self.tolerance})" if self.tolerance else ""
            return f"the number {f'{self.number} {self.unit}'.strip()}{about}"
        return f"/{self.regex}/" if self.regex is not None else repr(self.text)


def _long_form(written: object) -> object:
    """A string is a text; a list is met by any one of its facts."""
    if isinstance(written, str):
        return {"text": written}
    return {"any_of": written} if isinstance(written, list) else written


ShortFact = Annotated[
    Fact,
    BeforeValidator(_long_form),
    _Shorthand({"type": ["string", "number"]}, {"type": "array", "minItems": 1}),
]


@dataclass(frozen=True, slots=True, config=_STRICT)
class AnswerExpected:
    """An answer: each fact in a sentence that its citation supports, and nothing forbidden.

    `sources` are paths below the documents' folder, or patterns of them (`contracts/*.pdf`), that
    must be cited; `quotes` must stand in what is cited. `forbidden` facts may stand nowhere.
    """

    facts: tuple[ShortFact, ...] = ()
    sources: tuple[Words, ...] = ()
    quotes: tuple[Words, ...] = ()
    forbidden: tuple[ShortFact, ...] = ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class RefusalExpected:
    """The documents do not say it, so neither may the answer; `reason` if it must be that one."""

    reason: RefusalReason | None = None


@dataclass(frozen=True, slots=True, config=_STRICT)
class ConflictExpected:
    """Documents disagree: the answer gives every value and says that its sources differ."""

    values: Annotated[tuple[ShortFact, ...], Field(min_length=2)]


@dataclass(frozen=True, slots=True, config=_STRICT)
class Expectation:
    """What must come: exactly one of the three."""

    answer: AnswerExpected | None = None
    refusal: RefusalExpected | None = None
    conflict: ConflictExpected | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Expectation:
        if sum(one is not None for one in (self.answer, self.refusal, self.conflict)) != 1:
            raise ValueError("takes exactly one of answer, refusal and conflict")
        return self

    @property
    def kind(self) -> Kind:
        """Which of the three."""
        if self.refusal is not None:
            return "refusal"
        return "answer" if self.answer is not None else "conflict"

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Everything that must be said."""
        if self.answer is not None:
            return self.answer.facts
        return self.conflict.values if self.conflict is not None else ()


@dataclass(frozen=True, slots=True, config=_STRICT)
class Turn:
    """An earlier turn of the conversation: what the user, or the assistant, had said."""

    user: Words | None = None
    assistant: Words | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Turn:
        if (self.user is None) == (self.assistant is None):
            raise ValueError("takes exactly one of user and assistant")
        return self

    @property
    def message(self) -> Message:
        """The turn as the assistant takes it."""
        if self.user is not None:
            return Message("user", self.user)
        return Message("assistant", self.assistant or "")


@dataclass(frozen=True, slots=True, config=_STRICT)
class CaseScope:
    """Which documents may be used: patterns of their paths, names of collections; all if empty.

    A document is in it that either names.
    """

    documents: tuple[Words, ...] = ()
    collections: tuple[Words, ...] = ()


def _named_only(written: object) -> object:
    """`expect: refusal` is `expect: {refusal: {}}`; so is `expect: {refusal:}`."""
    if isinstance(written, str) and written in ("answer", "refusal"):
        return {written: {}}
    if isinstance(written, dict):
        return {key: {} if value == "" else value for key, value in written.items()}
    return written


@dataclass(frozen=True, slots=True, config=_STRICT)
class Case:
    """One question with the only acceptable behaviour.

    `group` is a kind of question; rates are given by group, and pytest knows it as a marker.
    `known_failure` says why it is not met yet; it must be taken away when it is.
    """

    id: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_ID)]
    question: Words
    expect: Annotated[
        Expectation,
        BeforeValidator(_named_only),
        _Shorthand({"enum": ["answer", "refusal"]}),
    ]
    history: tuple[Turn, ...] = ()
    group: str = ""
    scope: CaseScope = CaseScope()
    known_failure: str = ""

    @field_validator("group")
    @classmethod
    def _is_free(cls, value: str) -> str:
        if value in RESERVED:
            raise ValueError(f"{value!r} means something to pytest: choose another name")
        return value

    @property
    def messages(self) -> tuple[Message, ...]:
        """The history as the assistant takes it."""
        return tuple(turn.message for turn in self.history)

    @property
    def fingerprint(self) -> str:
        """Changes with everything that decides what is asked and what is expected."""
        shape = TypeAdapter(Case).dump_json(self, exclude={"known_failure", "group"})
        return hashlib.sha256(shape).hexdigest()[:16]
