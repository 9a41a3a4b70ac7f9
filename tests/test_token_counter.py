"""The tokens of a text are as many as the tokenizer makes of it, whichever way they are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

from rag.settings import BUNDLED_EMBEDDER
from rag.store import check_embedder_files, token_counter
from rag.store.weights import load_tokenizer

SPACES = " \t\n\r\x0b\x0c\x1c\x85\u00a0\u2028\u3000\u200b"
WORDS = ["word", "Straße", "e\u0301", "\u0301", "[SEP]", "[MASK]", "日本語", "x" * 120, "1.5", "\0"]
TEXTS = st.lists(st.sampled_from([*WORDS, *SPACES]) | st.text(max_size=9)).map("".join)


def _bundled() -> Path:
    folder = check_embedder_files(BUNDLED_EMBEDDER)
    assert folder is not None
    return folder


def _bert() -> Tokenizer:
    ids = {"[UNK]": 0, "the": 1, "fox": 2, "##es": 3}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


def _across_spaces() -> Tokenizer:
    ids = {"[UNK]": 0, "a": 1, " ": 2, "b": 3, "a ": 4, "a b": 5}
    return Tokenizer(models.BPE(ids, [("a", " "), ("a ", "b")], unk_token="[UNK]"))


def _with_a_space_in_a_token() -> Tokenizer:
    tokenizer = _bert()
    tokenizer.add_tokens([AddedToken("red fox", normalized=False)])
    return tokenizer


@given(TEXTS)
def test_the_bundled_models_tokens_are_added_up_exactly(text: str) -> None:
    folder = _bundled()
    count = token_counter.token_counter(folder)
    assert count is not None
    valid = text.encode("utf-8", "replace").decode()
    assert count(valid) == len(load_tokenizer(folder).encode(valid))


@pytest.mark.parametrize("make", [_bert, _across_spaces, _with_a_space_in_a_token])
def test_a_tokenizer_of_any_kind_is_counted_as_it_cuts(tmp_path: Path, make: object) -> None:
    assert callable(make)
    tokenizer: Tokenizer = make()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    count = token_counter.token_counter(tmp_path)
    assert count is not None
    for text in ("", "a b", "a  b a b", "the foxes", "a red fox saw the red  fox", "fox\nfoxes"):
        assert count(text) == len(tokenizer.encode(text))


def test_it_remembers_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_counter, "_MOST_PIECES", 3)
    tokenizer = load_tokenizer(_bundled())
    counts = token_counter._PieceCounts(tokenizer)
    for piece in ["one", "two", "three", "four", "one", "unbelievably"]:
        assert counts[piece] == len(tokenizer.encode(piece, add_special_tokens=False))
        assert len(counts) <= 3


def test_a_folder_without_a_tokenizer_has_no_counter(tmp_path: Path) -> None:
    assert token_counter.token_counter(tmp_path) is None
