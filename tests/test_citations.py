"""The citation parser: what becomes a number, what stays visible, and that splits do not matter."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.citations import CitationStream
from rag.types import Chunk, Marker, Passage

KEYS = ("k7f2", "m3qd", "x9zz")


def passage(key: str) -> Passage:
    chunk = Chunk(f"c-{key}", "d", "Title", 0, 4, "Text", "p. 1")
    return Passage(key, (chunk,), 0, 4, "Text", "p. 1", "Title")


PASSAGES = tuple(map(passage, KEYS))


def parsed(*pieces: str) -> CitationStream:
    """The parser after these pieces; its invariants hold for every text."""
    stream = CitationStream(PASSAGES)
    shown = "".join([*map(stream.feed, pieces), stream.finish()])
    assert shown == stream.text
    ends = [0]
    for marker in stream.markers:
        label = f"?{marker.key}" if marker.number is None else str(marker.number)
        assert stream.text[marker.start : marker.end] == f"[{label}]"
        assert marker.start >= ends[-1]
        ends.append(marker.end)
    cited = [marker.number for marker in stream.markers if marker.number is not None]
    assert list(dict.fromkeys(cited)) == list(range(1, len(stream.numbering) + 1))
    assert all(stream.numbering[m.key] == m.number for m in stream.markers if m.number)
    return stream


def cut(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Two [k7f2].", "Two [1]."),
        ("Two [k7f2, m3qd].", "Two [1][2]."),
        ("Two [k7f2; m3qd].", "Two [1][2]."),
        ("Two [k7f2 m3qd].", "Two [1][2]."),
        ("Two [k7f2 and m3qd].", "Two [1][2]."),
        ("Two [[k7f2]].", "Two [1]."),
        ("Two [[k7f2], [m3qd]].", "Two [1][2]."),
        ("Two 【k7f2】.", "Two [1]."),
        ("Two ［k7f2］.", "Two [1]."),
        ("Two [k7f2][m3qd].", "Two [1][2]."),
        ("Two [K7F2].", "Two [1]."),
        ("Two [ k7f2 ].", "Two [1]."),
        ("Two (k7f2).", "Two [1]."),
        ("Two (k7f2, m3qd).", "Two [1][2]."),
        ("Two [source k7f2].", "Two [1]."),
        ("Two [key: k7f2].", "Two [1]."),
        ("Two [Sources: k7f2, m3qd].", "Two [1][2]."),
        ("Two [^k7f2].", "Two [1]."),
        ("Two \\[k7f2\\].", "Two [1]."),
        ("Two [k7f2, p. 12].", "Two [1]."),
        ('Two [k7f2: "the H100 (new)"].', "Two [1]."),
        ("**Two** [k7f2]**.**", "**Two** [1]**.**"),
        ("Two `[k7f2]`.", "Two [1]."),
        ("Two `k7f2`.", "Two [1]."),
        ("Two ``[k7f2][m3qd]``.", "Two [1][2]."),
        ("Two `[k7f2], [m3qd]` `[k7f2]`.", "Two [1][2]."),
        ("Two (`k7f2`, `m3qd`).", "Two ([1], [2])."),
    ],
)
def test_every_way_to_cite_a_known_key(written: str, shown: str) -> None:
    assert parsed(written).text == shown
    assert parsed(*written).text == shown


@pytest.mark.parametrize(
    ("written", "shown", "unknown"),
    [
        ("Two [zz9x].", "Two [?zz9x].", ("zz9x",)),
        ("Two [1].", "Two [?1].", ("1",)),
        ("Two [12] [12].", "Two [?12] [?12].", ("12",)),
        ("Two [3, 4].", "Two [?3][?4].", ("3", "4")),
        ("Two [1-3].", "Two [?1-3].", ("1-3",)),
        ("Two [[1]].", "Two [?1].", ("1",)),
        ("Two 【1】.", "Two [?1].", ("1",)),
        ("Two [^1].", "Two [?1].", ("1",)),
        ("Two [source 1].", "Two [?1].", ("1",)),
        ("Two [?zz9x].", "Two [?zz9x].", ("zz9x",)),
        ("Two \\[1\\].", "Two [?1].", ("1",)),
        ("Two [k7f2, zz9x, p. 3].", "Two [1][?zz9x].", ("zz9x",)),
        ("Two [ZZ9X].", "Two [?ZZ9X].", ("ZZ9X",)),
    ],
)
def test_what_is_not_known_stays_in_sight(
    written: str, shown: str, unknown: tuple[str, ...]
) -> None:
    for stream in (parsed(written), parsed(*written)):
        assert stream.text == shown
        assert tuple(dict.fromkeys(one.key for one in stream.markers if not one.number)) == unknown


@pytest.mark.parametrize(
    "text",
    [
        "He said [sic] so.",
        "See [the site](https://example.org/a) for [more][ref].",
        "- [ ] open\n- [x] done",
        "In [2023] and [abcd] and [12345].",
        "f(x) and (see p. 3) and (zz9x) and (1).",
        "`x[k7f2]` and ``a ` [1]`` and `a\n[1]`.",
        "`k7f2 = 3` and `[zz9x]` and `[k7f2] + [1]` and `[k7f2, zz9x]` and `f(k7f2)` and ` `.",
        "```python\nx[1] = y[k7f2]\n```\n",
        "~~~\n[k7f2]\n```\n[1]\n~~~~\n",
        "- item\n  ```\n  [k7f2]\n  ```\n",
        "> ```\n> [k7f2]\n> ```\n",
        "```\nnever closed [k7f2]",
        "Half [k7f2【 and \\`",
        "[k7",
        "【",
        "[",
        "\\",
        "`",
        "(k7f2",
        "[k7f2\n]",
        "",
    ],
)
def test_everything_else_passes_through(text: str) -> None:
    assert parsed(text).text == text
    assert parsed(*text).text == text
    assert parsed(text).markers == ()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("`a` [k7f2] `b`", "`a` [1] `b`"),
        ("a ` stray [k7f2] one", "a ` stray [1] one"),
        ("a ` stray\n\n[k7f2] ` one", "a ` stray\n\n[1] ` one"),
        ("- a ` stray\n- [k7f2] ` one", "- a ` stray\n- [1] ` one"),
        ("\\` [k7f2] `", "\\` [1] `"),
        ("`` a ` [k7f2]", "`` a ` [1]"),
        ("```\n[k7f2]\n```\n[k7f2]", "```\n[k7f2]\n```\n[1]"),
        ("```a`b``` [k7f2]", "```a`b``` [1]"),
        ("` " + "x" * 600 + " [k7f2] `", "` " + "x" * 600 + " [1] `"),
    ],
)
def test_code_ends_where_it_ends(written: str, shown: str) -> None:
    assert parsed(written).text == shown
    assert parsed(*written).text == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Two [k7f2][k7f2].", "Two [1]."),
        ("Two [k7f2] [k7f2] and", "Two [1] and"),
        ("Two [k7f2][m3qd][k7f2].", "Two [1][2]."),
        ("Two [k7f2]. [k7f2]", "Two [1]. [1]"),
        ("[m3qd] then [k7f2] then [m3qd]", "[1] then [2] then [1]"),
    ],
)
def test_repeats_side_by_side_are_shown_once(written: str, shown: str) -> None:
    assert parsed(written).text == shown
    assert parsed(*written).text == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[k7f2](http://evil)", "[1] (http://evil)"),
        ("![k7f2](http://evil)", "![1] (http://evil)"),
        ("[1](http://evil)", "[?1] (http://evil)"),
        ("[k7f2][evil]", "[1] [evil]"),
        ("[k7f2]: http://evil", "[1] : http://evil"),
        ("a\n> [1]: http://evil", "a\n> [?1] : http://evil"),
        ("- [k7f2]: http://evil", "- [1] : http://evil"),
        ("As in [k7f2]: two.", "As in [1]: two."),
    ],
)
def test_no_marker_becomes_a_link(written: str, shown: str) -> None:
    assert parsed(written).text == shown
    assert parsed(*written).text == shown


def test_in_quotes_only_known_keys_cite() -> None:
    stream = CitationStream(PASSAGES, quotes_only=True)
    written = "[1] See [2, 3], \\[4\\], [[5]], [zz9x], `[k7f2]` and [k7f2, p. 3]. [k7f2] [m3qd]"
    stream.feed(written)
    stream.finish()

    assert stream.text == written.replace("[k7f2] [m3qd]", "[1] [2]")
    assert [marker.key for marker in stream.markers] == ["k7f2", "m3qd"]


def test_numbers_and_places_are_told() -> None:
    stream = parsed("A [m3qd]. B [zz9x]. C [k7f2][m3qd].")
    assert stream.text == "A [1]. B [?zz9x]. C [2][1]."
    assert stream.markers == (
        Marker(2, 5, 1, "m3qd"),
        Marker(9, 16, None, "zz9x"),
        Marker(20, 23, 2, "k7f2"),
        Marker(23, 26, 1, "m3qd"),
    )
    assert dict(stream.numbering) == {"m3qd": 1, "k7f2": 2}


def test_text_is_shown_as_soon_as_it_is_safe() -> None:
    stream = CitationStream(PASSAGES)
    pieces = ["Two GPUs", " [k7", "f2", "] and", " [sic", "] and [Editor ", "x"]
    assert [stream.feed(piece) for piece in pieces] == [
        "Two GPUs",
        " ",
        "",
        "[1] and",
        " ",
        "[sic] and [Editor ",
        "x",
    ]
    assert stream.finish() == ""


def test_what_is_held_back_comes_with_the_end() -> None:
    stream = CitationStream(PASSAGES)
    assert stream.feed("Two [k7f2") == "Two "
    assert stream.finish() == "[k7f2"
    assert stream.finish() == ""


def test_white_space_after_the_last_marker_is_kept() -> None:
    assert parsed("Two [k7f2] \n").text == "Two [1] \n"
    assert parsed("Two [k7f2]  ").text == "Two [1]  "


def test_whatever_keys_the_passages_have_are_known() -> None:
    stream = CitationStream([passage("abcd"), passage("Q2W3")])
    shown = stream.feed("A [abcd]. B [q2w3]. C [abce].") + stream.finish()
    assert shown == "A [1]. B [2]. C [abce]."
    assert dict(stream.numbering) == {"abcd": 1, "Q2W3": 2}


def test_without_passages_everything_is_unknown() -> None:
    stream = CitationStream([])
    assert stream.feed("A [k7f2] (k7f2).") + stream.finish() == "A [?k7f2] (k7f2)."


SOUP = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *"[]【】［］()`~\\\n :;,.>-?^",
                "k7f2",
                "m3qd",
                "zz9x",
                "1",
                "12",
                "source ",
                "```",
                "~~~",
            ]
        ),
        st.sampled_from(["[k7f2]", "[1]", "[[m3qd]]", "\n\n", "\n- ", "1. ", "word ", "](u)"]),
        st.text(max_size=3),
    ),
    max_size=25,
).map("".join)


@settings(deadline=None)  # the machine may be busy
@given(SOUP, st.lists(st.integers(0, 10_000), max_size=8))
def test_any_split_gives_the_same(text: str, places: list[int]) -> None:
    whole, split, single = parsed(text), parsed(*cut(text, places)), parsed(*text)
    assert whole.text == split.text == single.text
    assert whole.markers == split.markers == single.markers


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    parsed(text)


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(exclude_characters="[【［(")))
def test_text_without_brackets_is_untouched(text: str) -> None:
    assert parsed(text).text == text


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(exclude_characters="`")))
def test_code_is_untouched(text: str) -> None:
    block = f"```\n{text}\n```\n"
    assert parsed(block).text == block


@settings(deadline=None)  # the machine may be busy
@given(SOUP.map(lambda text: text.replace("`", "").replace("~", "")))
def test_no_bracketed_number_is_the_models_own(text: str) -> None:
    stream = parsed(text)
    ours = {marker.start for marker in stream.markers}
    assert all(match.start() in ours for match in re.finditer(r"\[\d{1,3}\]", stream.text))


WORDS = st.sampled_from(["Two", "GPUs,", "and", "é", "2023", "x-y", "end."])
NAMES = st.sampled_from([*KEYS, "zz9x", "7", "q1w2"])


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(WORDS, st.none() | NAMES), max_size=12))
def test_nothing_but_markers_is_altered(parts: list[tuple[str, str | None]]) -> None:
    numbers: dict[str, int] = {}
    written, shown = "", ""
    for word, name in parts:
        label = f"?{name}"
        if name in KEYS:
            label = str(numbers.setdefault(name, len(numbers) + 1))
        written += f"{word} [{name}] " if name else f"{word} "
        shown += f"{word} [{label}] " if name else f"{word} "
    assert parsed(written).text == shown


def test_a_long_reply_in_small_pieces_is_quick() -> None:
    stream = CitationStream(PASSAGES)
    for _ in range(20_000):
        stream.feed("`[")
        stream.feed("k7f2")
    stream.finish()
    assert len(stream.text) >= 20_000


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Two [k7f2", "Two [1]"),
        ("Two [k7f", "Two "),
        ("Two [", "Two "),
        ("Two. [k", "Two. "),
        ("```\n[k7f", "```\n[k7f"),
        ("Two 【k7f2", "Two [1]"),
        ("Two [[k7f2", "Two [1]"),
        ("Two [k7f2, m3", "Two [1]"),
        ("Two [k7f2][m3", "Two [1]"),
        ("Two [k7f2, ", "Two [1]"),
        ("Two [zz9x", "Two [zz9x"),
        ("Two [see", "Two [see"),
        ("Two (k7f", "Two (k7f"),
        ("`a[k7f", "`a[k7f"),
    ],
)
def test_a_marker_that_is_cut_off_shows_no_half_of_a_key(written: str, shown: str) -> None:
    for pieces in ([written], list(written)):
        stream = CitationStream(PASSAGES)
        for piece in pieces:
            stream.feed(piece)
        stream.finish(cut=True)
        assert stream.text == shown
        assert [stream.text[one.start : one.end] for one in stream.markers] == (
            ["[1]"] if "[1]" in shown else []
        )
