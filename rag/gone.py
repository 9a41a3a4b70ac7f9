"""A document that was deleted, and what is left of answers without its words and its name.

An answer that loses its source still reads: a sentence stands where the others stood. Questions
stay as they were asked: they are a person's own words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.markup.words import day
from rag.regex import regex
from rag.repeats import RUN, length, names, repeats, words_of
from rag.types import Answer, Citation, Document, Scope, Sentence, Stretch
from rag.types.messages import OTHERWISE
from rag.types.stretches import taken

NAMELESS = "a deleted document"
"""What it is called where its name stood in the words of a scope."""

_DELETED = "deleted"
"""Stands for its id in a scope, which would be all documents without it."""

_MARKER = regex(r"\[[^\[\]\s]{1,40}\]")
_LONG = 4
"""Letters of a word that means something by itself."""

_ALL = Scope()


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that was deleted: `words` are its own, as `rag.repeats` gives them; `title` is how
    it was called, `names` the words of that and those of its file's name."""

    document_id: str
    words: str
    on: date
    title: str
    names: tuple[str, str]

    @classmethod
    def of(cls, document: Document, on: date) -> Gone:
        """This document, deleted on this day."""
        named = words_of(document.title), words_of(document.source.rpartition("/")[2])
        return cls(document.id, words_of(document.text), on, document.title, named)

    @property
    def sentence(self) -> str:
        """What stands in the place of its words."""
        return f"(The source was deleted on {day(self.on)}.)"

    def of_answer(self, answer: Answer, *, later: bool = False) -> Answer:
        """The answer without what it has from the document, and without its explanation if that
        shows it. One that has nothing of it is given back as it is.

        `later`: its question may have been read with what an answer before it has from there.
        """
        if not self.has_part_in(answer):
            return self._unread(answer) if self._is_read_with_it(answer, later) else answer
        bare = replace(
            self._unread(answer),
            passages=tuple(one for one in answer.passages if one.document_id != self.document_id),
        )
        if bare.refusal is not None:
            return replace(bare, refusal=replace(bare.refusal, suggestions=()))
        if any(one.passage.document_id == self.document_id for one in answer.citations):
            note = "A source of this answer was deleted; what it said is left out."
            bare = replace(bare, note=note)
            left = self._cut(bare)
            return left if left.sentences else replace(left, note="")
        if self._tells(answer.note) or OTHERWISE in answer.note:  # it may be the other one
            bare = replace(bare, note="")
        return self._cut(bare)

    def of_text(self, text: str, scope: Scope = _ALL, *, by_name: bool = True) -> str:
        """What had arrived of an answer that nobody checked: none of it, if it quotes the document,
        was asked of no other or, `by_name`, names it."""
        alone = scope.documents == {self.document_id} and not scope.collections
        goes = alone or self.repeats(text) or (by_name and self._is_named(text))
        return self.sentence if goes and text.strip() else text

    def of_scope(self, scope: Scope, words: str) -> tuple[Scope, str]:
        """Which documents were asked, and that in words, without its id and its name. Where it was
        none of them, both stay: another may be called the same."""
        if self.document_id not in scope.documents:
            return scope, words
        left = self.of_words(words)
        if left == words and " more" not in words:  # it was called otherwise then
            left = words.partition(":")[0]
        others = scope.documents - {self.document_id}
        return replace(scope, documents=others | {_DELETED}), left

    def of_words(self, words: str) -> str:
        """The words of a scope that it was in, "2 of 9 documents: Tides, The lease", without its
        name; the last, where several are called so: collections come before documents."""
        name = re.escape(self.title)
        listed = rf"(?s)^(.*(?:: |, )){name}(?=, | and [\d,]+ more|;|$)"
        return re.sub(listed, rf"\g<1>{NAMELESS}", words) if name else words

    def repeats(self, text: str) -> bool:
        """Does it say the document's words?"""
        return repeats(_MARKER.sub(" ", text), self.words)

    def _is_named(self, text: str) -> bool:
        """Does it name the document, by its file's name or by more than a word that means much?"""
        title, file = self.names
        much = " ".join(one for one in title.split() if _means_much(one))
        told = [title] if length(much) >= 2 else []
        told += [file] if length(file) >= 2 else []
        return any(names(text, one) for one in told)

    def _tells(self, text: str) -> bool:
        """Does it say the document's words, or its name, be it one word? Asked of what nobody else
        has said."""
        told = [one for one in self.names if any(map(_means_much, one.split()))]
        return self.repeats(text) or any(names(text, one) for one in told)

    def _is_read_with_it(self, answer: Answer, later: bool) -> bool:
        """Was its question read in words that are, or may be, from the document?"""
        asked = answer.standalone_question
        if asked == answer.question:
            return False
        return (
            later
            or self._is_named(asked)
            or (self.repeats(asked) and not repeats(asked, words_of(answer.question)))
        )

    def adds(self, answer: Answer) -> bool:
        """Has its question, as it was read, a word that was not asked, and is the document's?"""
        own = set(words_of(answer.question).split())
        read = set(words_of(answer.standalone_question).split()) - own
        return any(_means_much(one) and f" {one} " in f"{self.words} " for one in read)

    def _unread(self, answer: Answer) -> Answer:
        """The answer with its question as it was asked, and without how it came about."""
        return replace(
            answer, standalone_question=answer.question, draft="", reasoning="", why=None
        )

    def has_part_in(self, answer: Answer) -> bool:
        """Is it cited, or was it given to whoever answered, or found?"""
        why = answer.why
        ids = [one.passage.document_id for one in answer.citations]
        ids += [one.document_id for one in answer.passages]
        if why is not None:
            ids += [one.chunk.document_id for one in why.hits]
            ids += [one.document_id for one in why.passages]
        return self.document_id in ids

    def _loses(self, sentence: Sentence, question: str) -> bool:
        """What cites the document goes; what cites nothing, if it says its words or its name; what
        cites others, if it has from there what they have not: as a topic, its title is anybody's.
        """
        if not sentence.citations:
            return self._tells(sentence.text)
        passages = [one.passage for one in sentence.citations]
        if any(one.document_id == self.document_id for one in passages):
            return True
        others = [text for one in passages for text in (one.text, one.title)]
        besides = " |".join(map(words_of, (*others, question)))
        return self._adds_name(sentence.text, besides) or (
            length(words_of(sentence.text)) >= RUN
            and repeats(sentence.text, self.words, besides=besides)
        )

    def _adds_name(self, text: str, besides: str) -> bool:
        """Has it the file's name, where these words have not?"""
        _, file = self.names
        return length(file) >= 2 and names(text, file) and f"{file} " not in f"{besides} "

    def _cut(self, answer: Answer) -> Answer:
        """The text with one sentence of ours for each stretch that goes; all places follow."""
        text, at, is_cut = "", 0, False
        literal: list[Stretch] = []
        sentences: list[Sentence] = []
        moved: list[tuple[int, int, int]] = []  # from, to, and where it is now
        for one in answer.sentences:
            before = answer.text[at : one.start]
            before = "" if self._tells(before) else before
            loses = self._loses(one, answer.question)
            if loses and not is_cut:
                text += before + self.sentence
            elif not loses:
                start = len(text) + len(before)
                literal += taken(
                    answer.literal, one.start - len(before), one.end, start - one.start
                )
                moved.append((one.start, one.end, start - one.start))
                text += before + answer.text[one.start : one.end]
                sentences.append(replace(one, start=start, end=len(text)))
            at, is_cut = one.end, loses
        rest = answer.text[at:]
        if not self._tells(rest):
            literal += taken(answer.literal, at, len(answer.text), len(text) - at)
            text += rest
        return replace(
            answer,
            text=text if sentences else self.sentence,
            sentences=tuple(sentences),
            citations=self._cited(answer, sentences),
            markers=tuple(
                replace(one, start=one.start + by, end=one.end + by)
                for one in answer.markers
                for start, end, by in moved
                if start <= one.start < end
            ),
            literal=tuple(literal) if sentences else (),
        )

    def _cited(self, answer: Answer, kept: Sequence[Sentence]) -> tuple[Citation, ...]:
        """Its citations of others, but for those that only sentences had which are gone."""
        left, before = (
            {_place(cited) for one in several for cited in one.citations}
            for several in (kept, answer.sentences)
        )
        return tuple(
            one
            for one in answer.citations
            if one.passage.document_id != self.document_id and _place(one) not in before - left
        )


def _place(one: Citation) -> tuple[int, int, int]:
    return one.number, one.start, one.end


def _means_much(word: str) -> bool:
    """Is it no "the", nor "md"? In scripts without spaces a letter is one."""
    return len(word) >= _LONG or not word.isascii()
