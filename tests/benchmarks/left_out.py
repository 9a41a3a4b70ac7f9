"""Questions about long papers, half of which are left out of the corpus: does it notice?

    python -m tests.benchmarks.left_out --data DIR --readers F [--questions 400]

COVID-QA: 98 papers, half of them indexed. Prints the area under ROC (95 % interval, 1,000 resamples
of papers) of the evidence for questions whose paper is in the corpus against the others, beside the
best hit's cosine in the same run, and both error rates at the default threshold. DIR: see
`answerability.py`; F: the folder that `train_reader.py` wrote: each question is read by the reader
that has not been trained on it. Takes about 10 minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from pathlib import Path

import numpy as np

from rag import Assistant, Settings
from tests.benchmarks.answerability import half_of, read_examples
from tests.benchmarks.fit_evidence import interval
from tests.benchmarks.lib.unseen import UnseenReader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=400)
    parser.add_argument("--readers", type=Path, required=True)
    options = parser.parse_args()
    halves, reader = half_of(read_examples(options.data)), UnseenReader(options.readers)
    source = random.Random(4)
    papers = [json.loads(line) for line in (options.data / "covid_qa/docs.jsonl").open("rb")]
    rows = [json.loads(line) for line in (options.data / "covid_qa/questions.jsonl").open("rb")]
    source.shuffle(papers)
    indexed = papers[: len(papers) // 2]
    known = {paper["_id"] for paper in indexed}
    asked = source.sample(rows, min(options.questions, len(rows)))
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        corpus.mkdir()
        for paper in indexed:
            title, _, text = paper["text"].partition("\n")
            (corpus / f"{paper['_id']}.md").write_text(f"# {title}\n\n{text}\n", "utf-8")
        settings = Settings(corpus_dir=corpus, data_dir=Path(folder, "data"))
        with Assistant.open(settings, reader=reader) as assistant:
            assistant.sync()
            evidence, cosines = [], []
            for row in asked:
                reader.half = halves[f"covid{row['doc_id']}"]
                reply = assistant.ask(row["question"])
                list(reply)
                evidence.append(reply.answer.evidence)
                hits = assistant.retrieve(row["question"])
                cosines.append(max(hit.similarity or 0.0 for hit in hits))
    labels = np.array([row["doc_id"] in known for row in asked], dtype=np.float32)
    groups = [row["doc_id"] for row in asked]
    scores = np.array(evidence)
    print("questions", len(asked), "of indexed papers", int(labels.sum()))
    print("auroc", interval(labels, scores, groups))
    print("auroc_cosine", interval(labels, np.array(cosines), groups))
    answered = scores >= settings.evidence_threshold
    print(
        f"at {settings.evidence_threshold}: paper left out, answered "
        f"{answered[labels == 0].mean():.3f}; paper there, refused "
        f"{1 - answered[labels == 1].mean():.3f}"
    )


if __name__ == "__main__":
    main()
