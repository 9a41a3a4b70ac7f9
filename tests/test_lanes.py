"""The lanes that compute the bundled models: they agree, and one that does not is not used."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag.reading import BundledReader, trained_encoder
from rag.reading.reader import WEIGHTS
from rag.reading.support import SUPPORT_WEIGHTS
from rag.settings import BUNDLED_EMBEDDER, Precision, Settings
from rag.store import PairEncoder, lanes, openvino_session
from rag.store.bert_graph import BertShape, Model, bert_graph, session_of
from rag.store.bert_tensors import WordRows
from rag.store.eight_bit import EightBitModel, WholeNumbers, in_eight_bits
from rag.store.embedding import load_embedder
from rag.store.openvino_session import (
    LEAST_COSINE,
    SAMPLES,
    Processor,
    agreement,
    open_fast,
    processor,
    sample_vector,
)
from rag.store.pair_graph import pair_graph
from rag.store.protocols import Session
from rag.store.weights import BundledFiles

FILES = BundledFiles("RAG_EMBEDDING_MODEL")
SHAPE = BertShape.required(FILES.folder(), FILES.package)
TEXTS = ["The harbour was dredged in 1987.", "word " * 600, "Ünïcödé, 日本語, and 😀."]
OF_NEXT_TO_NOTHING = ["", "anyway.", "Surprise.", "Which ones?"]


@pytest.fixture(scope="module")
def graphs() -> dict[str, Model]:
    return {
        "bert": bert_graph(FILES.folder(), SHAPE),
        "pairs": pair_graph(FILES.folder(), SHAPE, trained_encoder(WEIGHTS)),
        "support": pair_graph(FILES.folder(), SHAPE, trained_encoder(SUPPORT_WEIGHTS)),
    }


@pytest.fixture(scope="module", params=["bert", "pairs", "support"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_samples_are_those_of_the_weights_that_ship(
    graphs: dict[str, Model], name: str
) -> None:
    """After a training: `python -m tests.benchmarks.lanes --write`."""
    with np.load(SAMPLES) as references:
        expected = references[name]

    assert sample_vector(session_of(graphs[name]), name) == pytest.approx(expected, abs=1e-4)


def test_the_fast_lane_agrees_where_there_is_one(graphs: dict[str, Model], name: str) -> None:
    session = open_fast(name, graphs[name])
    if session is None:
        import openvino

        assert "BF16" not in openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        assert name != "bert" or not processor().eight_bits
        return
    exact = session_of(graphs[name])

    assert agreement(sample_vector(session, name), sample_vector(exact, name)) >= LEAST_COSINE


def test_vectors_are_the_same_by_both_lanes() -> None:
    fast, exact = (
        load_embedder(BUNDLED_EMBEDDER, precision).embed(TEXTS) for precision in Precision
    )

    assert (fast * exact).sum(1).min() >= LEAST_COSINE
    assert len({load_embedder(BUNDLED_EMBEDDER, one).fingerprint for one in Precision}) == 1


def test_of_next_to_no_words_both_lanes_make_nearly_the_same() -> None:
    fast, exact = (
        load_embedder(BUNDLED_EMBEDDER, precision).embed(OF_NEXT_TO_NOTHING)
        for precision in Precision
    )

    assert (fast * exact).sum(1).min() >= 0.995


@pytest.mark.parametrize(
    ("can", "fastest"),
    [
        (Processor(bfloat16=True, eight_bits=True, tiles=True), "bfloat16"),
        (Processor(bfloat16=True, eight_bits=True, tiles=False), "eight bits"),
        (Processor(bfloat16=False, eight_bits=True, tiles=False), "eight bits"),
        (Processor(bfloat16=True, eight_bits=False, tiles=False), "bfloat16"),
        (Processor(bfloat16=False, eight_bits=False, tiles=False), "single precision"),
    ],
)
def test_the_fastest_way_is_told_by_what_the_processor_computes(
    can: Processor, fastest: str
) -> None:
    assert can.fastest == fastest


def test_channels_in_another_order_compute_the_same(graphs: dict[str, Model]) -> None:
    arranged = in_eight_bits(graphs["bert"])
    ids = np.array([[101, *range(3_000, 3_020), 102]], np.int32)
    given = {"segment_ids": ids * 0, "lengths": np.array([ids.shape[1]], np.int32)}
    (expected,) = session_of(graphs["bert"]).run(None, {"input_ids": ids, **given})
    rows = WordRows(*(one.take(arranged.order, -1) for one in graphs["bert"].rows))
    session = session_of(arranged.model._replace(rows=rows))
    (found,) = session.run(None, {"input_ids": ids, **given})

    assert sorted(arranged.order) == list(range(384))
    assert found == pytest.approx(expected.take(arranged.order, -1), abs=1e-4)


def test_whole_numbers_are_the_nearest() -> None:
    matrix = np.random.default_rng(5).standard_normal((384, 24)).astype(np.float32)
    matrix[:128, 3] = 0
    rounded = WholeNumbers.of(matrix)
    again = (rounded.values * rounded.scales).reshape(24, 384).T

    assert rounded.values.shape == (24, 3, 128)
    assert (np.abs(again - matrix).T.reshape(24, 3, 128) <= rounded.scales / 2 + 1e-6).all()
    assert (again[:128, 3] == 0).all()


def test_where_eight_bits_do_not_agree_the_next_lane_computes(
    monkeypatch: pytest.MonkeyPatch, graphs: dict[str, Model]
) -> None:
    asked: list[Model] = []

    def spoilt(model: Model) -> EightBitModel:
        asked.append(model)
        right = in_eight_bits(model)
        return right._replace(order=right.order[::-1])

    monkeypatch.setattr(openvino_session, "in_eight_bits", spoilt)
    session = open_fast("bert", graphs["bert"])

    assert len(asked) == (processor().fastest == "eight bits")
    assert (session is not None) == processor().bfloat16
    if session is not None:
        exact = session_of(graphs["bert"])
        cosine = agreement(sample_vector(session, "bert"), sample_vector(exact, "bert"))
        assert cosine >= 0.9999


def test_a_lane_that_does_not_agree_is_not_used(graphs: dict[str, Model]) -> None:
    model = graphs["bert"]
    other = {**model.stored, "norm.gamma": -model.stored["norm.gamma"]}

    assert open_fast("bert", model._replace(stored=other)) is None
    assert open_fast("a graph without a sample", model) is None


def test_without_openvino_the_exact_lane_computes(
    monkeypatch: pytest.MonkeyPatch, graphs: dict[str, Model]
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)

    assert open_fast("bert", graphs["bert"]) is None
    assert load_embedder(BUNDLED_EMBEDDER).embed(["a"]).shape == (1, 384)


def test_single_precision_asks_for_no_other_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Session:
        raise AssertionError("asked for a fast lane")

    monkeypatch.setattr(lanes, "open_fast", refuse)
    monkeypatch.setenv("RAG_PRECISION", "float32")
    precision = Settings().precision

    assert load_embedder(BUNDLED_EMBEDDER, precision).embed(["a"]).shape == (1, 384)
    BundledReader(precision=precision).warm_up()


def test_readers_of_another_training_are_read_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Model] = []

    def noting(model: Model) -> Session:
        opened.append(model)
        return session_of(model)

    monkeypatch.setattr(lanes, "session_of", noting)
    trained = {
        one: -weight if one.endswith(".whole") else weight
        for one, weight in trained_encoder(WEIGHTS).items()
    }
    ids = np.array([101, 2000, 102], np.int32)
    PairEncoder(trained).encode([ids], [ids * 0], [ids * 0])

    assert len(opened) == 1


def test_several_threads_get_what_one_gets() -> None:
    embedder = load_embedder(BUNDLED_EMBEDDER)
    texts = [f"Sentence {number}. " * (number % 9 + 1) for number in range(24)]
    alone = [embedder.embed([text])[0] for text in texts]
    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(lambda text: embedder.embed([text])[0], texts))

    assert np.array(together) == pytest.approx(np.array(alone), abs=1e-6)


@pytest.mark.slow
def test_computing_asks_the_network_for_nothing() -> None:
    code = (
        "import socket\n"
        "def refuse(*_): raise SystemExit('connected')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from rag.store import load_embedder\n"
        "print(load_embedder('all-MiniLM-L6-v2').embed(['a']).shape)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)

    assert done.stdout.strip() == "(1, 384)", done.stderr


def test_the_rows_of_words_are_held_once(graphs: dict[str, Model]) -> None:
    vocabulary, width = graphs["bert"].rows.words.shape

    assert graphs["bert"].rows.words is graphs["pairs"].rows.words
    for model in graphs.values():
        assert not any(one.shape == (vocabulary, width) for one in model.stored.values())
