"""Prompts: strict templates from `prompts/`, passages between unguessable fences, the refusal."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answer.quoting import without_footnotes
from rag.errors import PromptError
from rag.regex import regex
from rag.text import plain
from rag.types import Message, Passage

REFUSAL_PHRASE = "The sources do not answer this question."
"""What a model replies, and nothing else, when the passages hold no answer."""

_VARIABLE = regex(r"\{\{\s*(\w+)\s*\}\}")
_COMMENT = regex(r"\A\ufeff?<!--.*?-->\s*", re.DOTALL)
_USER = regex(r"^---user---[ \t]*$\n?", re.MULTILINE)
_MARKERS = regex(r"[\[【［][^\[\]【】［］]{0,40}[\]】］]")
_LEAD = regex(r"^(?:answer|response)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Template:
    """A system and a user message with `{{name}}` variables."""

    name: str
    system: str
    user: str

    @property
    def variables(self) -> frozenset[str]:
        """The names that both messages use, together."""
        return frozenset(_VARIABLE.findall(self.system) + _VARIABLE.findall(self.user))

    def fill(self, **values: str) -> tuple[Message, Message]:
        """(system, user) with every variable replaced, once: values are not searched for more.

        Raises `PromptError` unless the names given are exactly the names used.
        """
        missing = ", ".join(sorted(self.variables - set(values)))
        unknown = ", ".join(sorted(set(values) - self.variables))
        if missing or unknown:
            wrong = [f"nothing is given for {missing}"] if missing else []
            wrong += [f"it has no place for {unknown}"] if unknown else []
            raise PromptError(
                f"The prompt {self.name}.md does not fit: {' and '.join(wrong)}.",
                hint="Restore the template from prompts/, or correct its variables.",
            )
        system, user = (
            _VARIABLE.sub(lambda match: values[match[1]], part) for part in (self.system, self.user)
        )
        return Message("system", system), Message("user", user)


def load_template(prompts_dir: Path, name: str) -> Template:
    """The template `name`.md of a folder. Raises `PromptError` if it is missing or misshapen."""
    path = prompts_dir / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(
            f"The prompt {path} cannot be read: {type(error).__name__}.",
            hint="Restore it from prompts/ of the release.",
        ) from error
    parts = _USER.split(_COMMENT.sub("", text))
    if len(parts) != 2 or not all(part.strip() for part in parts):
        raise PromptError(
            f"The prompt {path} needs a system part and a user part.",
            hint="Separate them by one line ---user---.",
        )
    return Template(name, parts[0].strip(), parts[1].strip())


def make_fence(
    texts: Iterable[str], token: Callable[[], str] = lambda: secrets.token_hex(8)
) -> str:
    """A random mark that occurs in none of the texts, in whatever case."""
    seen = "\n".join(texts).casefold()
    while (fence := token()).casefold() in seen:
        pass
    return fence


def answer_messages(
    template: Template, question: str, passages: Sequence[Passage]
) -> tuple[Message, Message]:
    """The two messages that ask a model to answer from these passages, as `answer.md` puts it."""
    shown = [
        part for item in passages for part in (item.title, item.locator, item.columns, item.text)
    ]
    fence = make_fence([*shown, question])
    return template.fill(
        refusal=REFUSAL_PHRASE,
        fence=fence,
        passages=render_passages(passages, fence),
        question=question.strip(),
    )


def follow_up_messages(
    template: Template, question: str, history: Sequence[Message]
) -> tuple[Message, Message]:
    """The two messages that ask a model to make a question stand alone (`follow_up.md`)."""
    fence = make_fence([*(turn.content for turn in history), question])
    turns = [f"{turn.role}: {turn.content.strip()}" for turn in history]
    conversation = "\n\n".join([f"===== {fence} begin", *turns, f"===== {fence} end"])
    return template.fill(fence=fence, conversation=conversation, question=question.strip())


def judge_messages(
    template: Template, sentence: str, sources: Sequence[str]
) -> tuple[Message, Message]:
    """The two messages that ask a model whether these sources say this sentence (`judge.md`)."""
    fence = make_fence([*sources, sentence])
    shown = [
        f"===== {fence} begin excerpt {number}\n{text.strip()}\n===== {fence} end excerpt {number}"
        for number, text in enumerate(sources, 1)
    ]
    statement = f"===== {fence} begin statement\n{sentence.strip()}\n===== {fence} end statement"
    return template.fill(fence=fence, sources="\n\n".join(shown), statement=statement)


def render_passages(passages: Sequence[Passage], fence: str) -> str:
    """Each passage with its key, title and place, between lines that only we can write.

    Footnote marks of the documents' own ("in 1987[3]") are left out, so that no model copies them;
    not from passages with code, where brackets are more than marks.
    """
    return "\n\n".join(
        f"===== {fence} begin passage [{passage.key}]\n"
        f"Title: {plain(passage.title)}\n"
        f"Place: {plain(passage.locator)}\n"
        f"{_columns(passage)}\n"
        f"{_without_marks(passage.text, passage).strip()}\n"
        f"===== {fence} end passage [{passage.key}]"
        for passage in passages
    )


def _columns(passage: Passage) -> str:
    """A line with the header row that the passage's first rows belong to, if it is not in it."""
    row = _without_marks(plain(passage.columns), passage)
    return f"Columns of the first rows: {row}\n" if row else ""


def is_refusal(text: str) -> bool:
    """Is the text the refusal phrase, and nothing else but decoration, repeats and markers?"""
    words, phrase = _bare(text), _bare(REFUSAL_PHRASE)
    return bool(words) and words in (phrase, f"{phrase} {phrase}")


def may_become_refusal(text: str) -> bool:
    """Could more text turn this beginning into the refusal phrase? True of no text at all."""
    return (_bare(REFUSAL_PHRASE) + " ").startswith(_bare(text)) or is_refusal(text)


def _bare(text: str) -> str:
    """Words only, in lower case and in one spelling; without markers and a leading label."""
    text = _MARKERS.sub(" ", unicodedata.normalize("NFKC", text).casefold())
    text = text.replace("don't", "do not").replace("don’t", "do not").replace("*", "").strip()
    return " ".join(re.findall(r"\w+", _LEAD.sub("", text)))


def _without_marks(text: str, passage: Passage) -> str:
    return text if "`" in text or passage.is_source_code else without_footnotes(text)
