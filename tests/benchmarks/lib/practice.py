"""Questions made out of sentences, for the reader to practise on before it sees people's questions.

After Lewis et al., "Unsupervised question answering by cloze translation" (2019): an answer is cut
out of a sentence, and the rest, with synonyms and gaps, is asked for it. Beside each such question
stand ones that its window does not answer: the sentence without the answer, the neighbours without
the sentence, the question about another name, number or thing.

The texts are the passages of NoMIRACL and the papers of COVID-QA, without any of their questions;
synonyms come from WordNet's files (Debian: `apt-get install wordnet-base`).
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rag.text import Span, figures, names, said_words, sentence_spans, terms
from rag.text.terms import FUNCTION_WORDS
from tests.benchmarks.lib.reader_windows import Piece

WORDNET = Path("/usr/share/wordnet")
LONGEST = 220  # characters of a sentence that is asked about
_UNFIT = re.compile(r"[\[\](){}=<>±]|https?:|\b(?:Fig|Figure|Table|et al)\b")
MOST_CLAUSE = 14  # words of a question's body
SYNONYM, DROPPED = 0.4, 0.12  # how often a topic word is replaced, left out
_DATE = re.compile(
    r"\b(?:(?:in|on|since|by|until|from|during|around)\s+)?((?:(?:early|late|mid)[ -])?"
    r"(?:\d{1,2}\s+)?(?:(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\s+(?:\d{1,2},?\s+)?)?(?:1[5-9]\d\d|20[0-2]\d)s?)\b"
)
_BECAUSE = re.compile(
    r"[ ,](?:because|since|due to|owing to|as a result of|thanks to)\s([^.;]{12,120})", re.I
)
_MEANS = re.compile(r"\s(?:by|through|using|with the help of)\s(\w+ing\s[^,.;]{8,90})")
_PREPOSITION = re.compile(
    r"\b(?:in|on|at|by|from|of|to|with|for|as|into|near|under|between|called|named)\s+$", re.I
)
_PARENTHESIS = re.compile(r"\s?[(\[][^)\]]{0,80}[)\]]")
_CLAUSE = re.compile(r"[,;:]\s+|\s+(?:which|who|that|where|while|and|but|although|when)\s+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


class Passage(NamedTuple):
    """A text of one document, sentence by sentence."""

    document: str
    title: str
    text: str
    spans: tuple[Span, ...]

    def sentence(self, place: int) -> str:
        return self.text[slice(*self.spans[place])]


class Synonyms:
    """What WordNet gives for the first sense of a word: other words of one word."""

    def __init__(self, folder: Path = WORDNET) -> None:
        self._words: dict[str, tuple[str, ...]] = {}
        for kind in ("adj", "adv", "noun", "verb"):
            data = (folder / f"data.{kind}").read_bytes()
            for line in (folder / f"index.{kind}").read_text("utf-8").splitlines():
                fields = line.split()
                if line.startswith(" ") or "_" in fields[0]:
                    continue
                at = int(fields[-int(fields[2])])
                row = data[at : data.index(b"\n", at)].decode().split()
                words = [row[4 + 2 * number] for number in range(int(row[3], 16))]
                others = [
                    word
                    for word in words
                    if word.islower() and word.isalpha() and word != fields[0]
                ]
                if others:
                    self._words.setdefault(fields[0], tuple(others[:3]))

    def of(self, word: str) -> tuple[str, ...]:
        """Synonyms of a word as written; a plural or past form keeps its ending, roughly."""
        lower = word.lower()
        for ending in ("", "s", "ed", "d"):
            if lower.endswith(ending) and (
                found := self._words.get(lower.removesuffix(ending) if ending else lower)
            ):
                return tuple(one + _ending(one, ending) for one in found)
        return ()


def _ending(word: str, ending: str) -> str:
    if ending in ("ed", "d"):
        return "d" if word.endswith("e") else "ed"
    return ending


def read_passages(folder: Path) -> list[Passage]:
    """All passages, in a fixed order; a paper comes in stretches of about twelve sentences."""
    found: dict[str, Passage] = {}
    for stem in ("relevant", "non_relevant"):
        for line in (folder / f"nomiracl_en/test_{stem}.jsonl").read_text("utf-8").splitlines():
            for row in json.loads(line)["passages"]:
                document = row["id"].split("#")[0]
                spans = sentence_spans(row["text"])
                found[row["id"]] = Passage(document, row["title"], row["text"], spans)
    for line in (folder / "covid_qa/docs.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        title, text = row["text"].split("\n", 1)[0][:120], row["text"]
        fit = [span for span in sentence_spans(text) if 30 < span.end - span.start < 400]
        for first in range(0, len(fit), 12):
            part = tuple(fit[first : first + 12])
            found[f"{row['_id']}/{first}"] = Passage(f"{row['_id']}/", title, text, part)
    return [found[key] for key in sorted(found)]


class Cut(NamedTuple):
    """An answer cut out of a sentence: what stands before it, itself, behind it; how to ask."""

    before: str
    answer: str
    after: str
    asks: str


def cuts_of(sentence: str, source: random.Random) -> list[Cut]:
    """What can be asked of a sentence, of several kinds."""
    found: list[Cut] = []

    def add(start: int, end: int, asks: str) -> None:
        found.append(Cut(sentence[:start], sentence[start:end], sentence[end:], asks))

    for match in _DATE.finditer(sentence):
        add(*match.span(1), source.choice(["when", "when", "what year", "in which year"]))
    dated = [match.span() for match in _DATE.finditer(sentence)]
    for one in figures(sentence):
        if not any(start <= one.start < end for start, end in dated):
            asks = "how much" if one.unit else source.choice(["how many", "how many", "what"])
            add(one.start, one.end, asks)
    for name in names(sentence):
        after_in = re.search(r"\b(?:in|at|from|to|near)\s+(?:the\s+)?$", sentence[: name.start])
        plain = ["where", "which place", "where"] if after_in else ["who", "what", "which", "who"]
        add(name.start, name.end, source.choice(plain))
    for pattern, asks in ((_BECAUSE, "why"), (_MEANS, "how")):
        if cause := pattern.search(sentence):
            add(*cause.span(1), asks)
    for start, end in _phrases(sentence):
        add(start, end, source.choice(["what", "what", "which", "what kind of"]))
    return found


def _phrases(sentence: str) -> Iterator[tuple[int, int]]:
    """Runs of one to four topic words without capitals, like "a subtle bug"."""
    run: list[re.Match[str]] = []
    for match in [*_WORD.finditer(sentence), None]:
        topical = (
            match is not None and match[0].lower() not in FUNCTION_WORDS and match[0].islower()
        )
        adjoins = run and match is not None and sentence[run[-1].end() : match.start()] == " "
        if topical and match and (not run or adjoins):
            run.append(match)
            continue
        if 1 < len(run) <= 4 and run[0].start():
            yield run[0].start(), run[-1].end()
        run = [match] if topical and match else []


def question_of(cut: Cut, synonyms: Synonyms, source: random.Random) -> str | None:
    """The rest of the sentence as a question, in other words where WordNet has some."""
    before = _PREPOSITION.sub("", _PARENTHESIS.sub("", cut.before))
    after = _PARENTHESIS.sub("", cut.after)
    if cut.asks in ("why", "how"):
        before = re.sub(
            r"\W*\b(?:because|since|due to|owing to|by|through|using|with|of|to)?$", "", before
        )
    left, right = _CLAUSE.split(before)[-1], _CLAUSE.split(after)[0]
    if len(terms(left + " " + right)) < 5:  # too little: the whole sentence, shortened
        left, right = before, after
    said = _other_words(left.split()[-MOST_CLAUSE:], synonyms, source)
    rest = _other_words(right.split()[:MOST_CLAUSE], synonyms, source)
    topical = [word for word in said + rest if word.lower().strip(".,") not in FUNCTION_WORDS]
    if len(topical) < 2:
        return None
    order = [rest, said] if source.random() < 0.5 or cut.asks.startswith("how m") else [said, rest]
    words = [cut.asks, *order[0], *order[1]]
    text = re.sub(r"\s+([,.;])|[\"“”]", r"\1", " ".join(words)).strip(" .,;:—-")
    if source.random() < 0.7:
        text = text[0].upper() + text[1:] + "?"
    return text


def _other_words(words: Sequence[str], synonyms: Synonyms, source: random.Random) -> list[str]:
    found = []
    for word in words:
        bare = word.strip(".,;:!?")
        topical = bare.islower() and bare not in FUNCTION_WORDS
        chance = source.random()
        others = synonyms.of(bare) if topical else ()
        if topical and chance < DROPPED:
            continue
        if others and chance < DROPPED + SYNONYM:
            found.append(source.choice(others))
        elif topical or bare[:1].isupper() or source.random() < 0.75:
            found.append(bare)
    return found


def practice_pieces(passages: Sequence[Passage], synonyms: Synonyms) -> list[Piece]:
    """All practice windows, always the same: one or two questions of a sentence, with negatives."""
    source = random.Random(0)
    beside: dict[str, list[Passage]] = {}
    for passage in passages:
        beside.setdefault(passage.title, []).append(passage)
    pieces: list[Piece] = []
    for passage in passages:
        for place in range(len(passage.spans)):
            sentence = passage.sentence(place)
            if not 40 < len(sentence) < LONGEST or _UNFIT.search(sentence):
                continue
            cuts = cuts_of(sentence, source)
            by_kind = {cut.asks.split()[0]: cut for cut in source.sample(cuts, len(cuts))}
            most = 1 if "/" in passage.document else 2
            for cut in source.sample(sorted(by_kind.values()), min(most, len(by_kind))):
                question = question_of(cut, synonyms, source)
                if question:
                    others = beside[passage.title]
                    pieces.extend(_of_question(question, cut, passage, place, others, source))
    return pieces


def _of_question(
    question: str,
    cut: Cut,
    passage: Passage,
    place: int,
    others: Sequence[Passage],
    source: random.Random,
) -> Iterator[Piece]:
    first = max(0, place - source.choice([0, 1, 1, 2]))
    last = min(len(passage.spans) - 1, place + source.choice([0, 1, 1, 2]))
    before = [passage.sentence(at) for at in range(first, place)]
    behind = [passage.sentence(at) for at in range(place + 1, last + 1)]
    whole = cut.before + cut.answer + cut.after
    right = _window(passage, question, before, whole, behind)
    at = len(" ".join([*before, ""]))
    answer = Span(at + len(cut.before), at + len(cut.before) + len(cut.answer))
    yield right._replace(answers=True, sentences=(Span(at, at + len(whole)),), exact=(answer,))
    chance = source.random()
    if chance < 0.35:
        without = re.sub(r"\s+", " ", _PREPOSITION.sub("", cut.before) + cut.after)
        yield _window(passage, question, before, without, behind)
    elif chance < 0.70:
        if other := _about_another(question, passage, whole, source):
            yield right._replace(question=other)
    elif chance < 0.85 and (near := _likest(question, passage, place, others)):
        yield near
    elif before or behind:
        yield _window(passage, question, before, "", behind)


def _window(
    passage: Passage, question: str, before: Sequence[str], middle: str, behind: Sequence[str]
) -> Piece:
    text = " ".join(part for part in (*before, middle, *behind) if part)
    group = f"practice{passage.document}"
    return Piece(group, question, passage.title, text, False, (), ())


def _likest(question: str, passage: Passage, place: int, others: Sequence[Passage]) -> Piece | None:
    """The window of the same title, elsewhere, whose sentence shares most words."""
    wanted = said_words(question)
    best, found = 0.0, None
    for other in others:
        for at in range(len(other.spans)):
            if other is passage and abs(at - place) <= 1:
                continue
            shared = len(wanted & said_words(other.sentence(at)))
            if shared > best:
                best, found = shared, (other, at)
    if not found:
        return None
    other, at = found
    around = range(max(0, at - 1), min(len(other.spans), at + 2))
    near = [one for one in around if other is not passage or one != place]
    return _window(other, question, [other.sentence(one) for one in near], "", [])


def _about_another(
    question: str, passage: Passage, sentence: str, source: random.Random
) -> str | None:
    """The question with one name, number or thing changed for another of the same text."""
    body = passage.text[passage.spans[0].start : passage.spans[-1].end]
    used = said_words(sentence) | said_words(question)
    own, pool = list(names(question)), [one.text for one in names(body)]
    if not own or source.random() < 0.35:
        words = [match for match in _WORD.finditer(question) if _is_thing(match[0])]
        if not words:
            return None
        chosen = source.choice(words)
        pool = [match[0] for match in _WORD.finditer(body) if _is_thing(match[0])]
        start, end = chosen.span()
    else:
        name = source.choice(own)
        start, end = name.start, name.end
    pool = [one for one in pool if not said_words(one) & used]
    if not pool:
        return None
    return question[:start] + source.choice(pool) + question[end:]


def _is_thing(word: str) -> bool:
    return word.islower() and len(word) > 4 and word not in FUNCTION_WORDS
