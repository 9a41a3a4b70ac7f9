"""Full stops that end no sentence, of ordinals ("am 4. und 5. Mai") and of abbreviations, and those
behind a unit ("2.40 m.") or a month ("in May."), which end one."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text.dates import ENGLISH_MONTHS, ENGLISH_WEEKDAYS, GERMAN_MONTH
from rag.text.english import is_english
from rag.text.german import is_german

_NUMBER = regex(r"[*_(§ ]*\d{1,3}[.)]")
_TITLE = regex(r"\b(?:Ms|Mx|Dipl|Sr|Sra|Srta|Dña|Mme|Mlle|[Ss]ig|[Dd]ott|Ing|Hr|Hrn)\.$")
_BEFORE_FIGURE = regex(
    r"\b(?:figs?|eqs?|ch|chaps?|vols?|abs|approx|tel|mon|tue|eds?|paras?|incl|excl|app|tab|arts?|"
    r"nr|núms?|págs?|pags?|caps?|ziff|anl|bd|rn|rz|tz|env|aprox|ca|sec|sect|cl|\w*str)\.$",
    re.IGNORECASE,
)
_BEFORE_LOWER = regex(r"\b(?:incl|excl|esp|approx|resp)\.$", re.IGNORECASE)
_GERMAN = regex(
    r"\b(?:abs|abzgl|allg|bspw|bzgl|bzw|ca|d\.\s?h|einschl|etwa|evtl|exkl|gem|ges|ggf|i\.\s?d\.\s?r|"
    r"inkl|insb|jährl|lt|max|mind|min|mio|mrd|mtl|o\.\s?g|sog|s\.\s?o|st|tsd|u\.\s?a|vgl|z\.\s?b|"
    r"z\.\s?t|z\.\s?zt|zzgl)\.$",
    re.IGNORECASE,
)
"""In German alone: "a gem." and "in mind." end sentences elsewhere."""
_OTHERS = regex(r"\b(?:p\.\s?ex|c\.-à-d|p\.\s?ej|pl\.\s?ej|EE|Ud|Uds|av|bd|boul)\.$", re.IGNORECASE)
_PARTED = regex(r"\b(?:z|d|u|i|o|s|p|EE)\.$")
_PART = regex(r"(?:[a-zBRTU]|ex|ej|UU)\.")
_FIGURE = regex(r"(?:[A-Z]\.?\s?)?[\d+]")  # "art. L. 145"
_WORD = regex(r"[^\W\d_]+")
_ORDINAL = regex(r"(?:^|\s)(?<!\bI )(?P<before>\S*)\s\d{1,3}\.$")  # not "I am 5."
_JOINED = regex(r"\d\.,?\s(?:und|oder|bis|,)\s\d{1,3}\.$")  # "das 4. und 5."
_MONTH = regex(GERMAN_MONTH)
_BEFORE_ORDINAL = frozenset(
    ["das", "dem", "den", "der", "des", "die", "am", "im", "vom", "zum", "zur", "beim", "ab",
     "jede", "jeder", "jedes", "jeden", "jedem", "sein", "seine", "ihr", "ihre"]
)  # fmt: skip
"""A German ordinal has a full stop: "am 5. Mai", "das 2. Kapitel"."""
_OPENS = frozenset(
    word
    for words in (
        "aber alle am an auch auf aus bei bis da dabei dafür danach dann das dem den der des",
        "die dies diese dieser dieses ein eine er es für hier ich ihr im in ist jetzt mit",
        "nach nun sie sind so und vom von vor wenn wer wie wir zu zum zur the then this it",
        "he she we they i you a an",
    )
    for word in words.split()
)
"""How a sentence opens, and how nothing is called that is counted."""


_UNIT_END = regex(
    r"(?<![\w.,])(?P<figure>\d[\d.,:]*)\s?"
    r"(?:(?P<unit>[mghlstd])|(?P<large>[VWLANKJ])|(?P<time>[ap]\.\s?m))\.[)\]\"'”’»*_]*\s+"
    r"(?=[*_\"'“„«(\[]*[A-ZÀ-ÖØ-Þ])"
)
"""A letter behind a figure is a unit, and no initial, which follows a name or opens a line."""
_LETTER_END = regex(
    r"(?<=[a-z])\s[A-Z]\.[)\]\"'”’»*_]*\s+(?=[*_\"'“„«(\[]*[A-ZÀ-ÖØ-Þ][\w’']*(?![\w.]))"
)
_LETTERED = frozenset(
    word
    for words in (
        "annex appendix area batch block building category class deck door entrance exhibit flat",
        "gate grade group hall hut level lot option part phase pier plan platform plot pool room",
        "route row sample schedule section sector site stage stand step team terminal tier track",
        "type unit variant version vitamin ward wing zone",
    )
    for word in words.split()
)
_NEAR = 40  # characters, in which the word stands and one before it
"""A letter behind what letters tell apart is its name, and no person's initial."""
_MONTH_STOP = regex(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.")
_MONTH_END = regex(
    r"(?P<day>(?<![\w.,])\d\d?(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(?:(?<![\w.])(?P<full>May)|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))"
    r"\.[)\]\"'”’»*_]*\s+(?=[*_\"'“„«(\[]*(?:(?P<word>[A-ZÀ-ÖØ-Þ]\w*)|(?P<number>\d+)))"
)
_IN_MONTH = regex(
    r"\b(?:after|before|by|early|from|in|last|late|mid|next|of|on|since|this|through|till|to|until)[\s-]+$",
    re.IGNORECASE,
)
_FRONTED = regex(r"\W*(?:in|on|by|since|until|till|from|early|late)\W+(?:\w+\W+)?$", re.IGNORECASE)
"""All that a sentence has before a month that opens it: "In Dec. Ann left"."""
_ZONE = regex(
    r"\W*(?:(?:GMT|UTC|BST|IST|CES?T|[ECMP][SD]?T)\b|(?:Eastern|Central|Mountain|Pacific|Greenwich|British|Standard|Summer)\b|"
    r"(?:Dr|Mr|Mrs|Ms|Prof)\.)"
)
_CALENDAR = regex(
    rf"\W*(?:(?:{ENGLISH_WEEKDAYS})s?|{ENGLISH_MONTHS})\b"
    r"(?:\s*(?:$|[.,;)&/\u2013-])|\s+(?:to|through|thru|till|until|and|or|in|on|of|for|\d+)\b)"
)
_CALENDAR_NAME = regex(
    rf"(?:{ENGLISH_WEEKDAYS}|{ENGLISH_MONTHS}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|"
    r"Thu|Fri|Sat|Sun)\b"
)
_YEAR_DIGITS = 4
_TAIL = 64  # characters, in which every abbreviation has room
_TIME = regex(r"\d\s?[ap]\.\s?m\.$")
_WHEN = regex(
    r"\W*(?:at|on|in|by|from|until|till|since|between|after|before|around|about)\b[^,;]*$",
    re.IGNORECASE,
)


def ends_at_units(text: str) -> list[int]:
    """Where a sentence of `text` begins because a unit or a time of day ends the one before it:
    "It is 2.40 m. Novices ...". Not in "at 5 p.m. Smith came", nor in "150 g. Butter"."""
    found: list[int] = []
    for end in _UNIT_END.finditer(text):
        before = text[found[-1] if found else 0 : end.start()]
        if not before.strip(" \t*_\"'“„«(["):
            continue
        if end["time"] and (
            _WHEN.match(before) or _ZONE.match(text, end.end()) or _CALENDAR.match(text, end.end())
        ):
            continue
        opens = _WORD.search(text, end.end())
        surely = set(".,") & set(end["figure"]) or (opens and opens[0].lower() in _OPENS)
        if end["large"] and not surely:
            continue
        found.append(end.end())
    return found


def ends_at_months(text: str) -> list[int]:
    """Where a sentence of `text` begins because a month ends the one before it: "by 31 May. Ask
    ...", "until 31 Dec. Please ...". Not in "May. 5", "Dec. 2024", "Jan. Monday", "In Jan. Ann"."""
    found: list[int] = []
    if _MONTH_STOP.search(text) is None:
        return found
    for end in _MONTH_END.finditer(text):
        before = text[found[-1] if found else 0 : end.start()]
        day, word = end["day"], end["word"]
        if not before.strip(" \t*_\"'“„«(["):
            continue
        if not word and (not day or len(end["number"]) == _YEAR_DIGITS):
            continue
        if end["full"] is None and (
            not _IN_MONTH.search(before)
            or _FRONTED.fullmatch(before)
            or _CALENDAR_NAME.match(word or "")
        ):
            continue
        found.append(end.end())
    return found


def ends_at_letters(text: str) -> list[int]:
    """Where a sentence of `text` begins because the letter of a thing ends the one before it: "The
    key is in flat B. Ring twice." Not where that is all that it says ("Appendix A. Prices")."""
    found: list[int] = []
    for end in _LETTER_END.finditer(text):
        before = text[found[-1] if found else 0 : end.start()]
        words = _WORD.findall(before[-_NEAR:])
        if len(words) > 1 and words[-1].lower() in _LETTERED:
            found.append(end.end())
    return found


def ends_nothing(sentence: str, following: str) -> bool:
    """Is the full stop at the end of `sentence` that of an abbreviation or of an ordinal, so that
    `following` goes on with it? Only what the splitter's own rules do not know."""
    whole, sentence = sentence, sentence[-_TAIL:]
    if _TITLE.search(sentence) or _NUMBER.fullmatch(whole) or _OTHERS.search(sentence):
        return True
    if _TIME.search(sentence) and (_ZONE.match(following) or _CALENDAR.match(following)):
        return True
    ordinal = _ORDINAL.search(sentence)
    if ordinal and _is_counted(
        ordinal["before"].lower(), following, bool(_JOINED.search(sentence))
    ):
        return True
    if _PARTED.search(sentence) and _PART.match(following):
        return True
    if following[0].islower() and _BEFORE_LOWER.search(sentence):
        return True
    if _FIGURE.match(following) and _BEFORE_FIGURE.search(sentence):
        return True
    if _GERMAN.search(sentence) is None:
        return False
    both = f"{whole} {following}"
    return is_german(both) or (following[0].isdigit() and not is_english(both))


def _is_counted(before: str, following: str, joined: bool) -> bool:
    """Is it an ordinal's thing that follows, or another ordinal's "and"?"""
    if following[0].islower() or _MONTH.match(following):
        return True
    word = _WORD.match(following)
    return (
        (before in _BEFORE_ORDINAL or joined) and word is not None and word[0].lower() not in _OPENS
    )
