"""What is left of an answer when sentences are left out is still the list or table that it was."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.answer.draft import Draft
from rag.answer.settle import judge, settle
from rag.answer.verification.verdicts import Quote, Verdict
from rag.settings import Strictness
from rag.types import Answer, Delta, Passage, Support
from tests.builders import passage

SOURCE = passage("Apples cost 2 euros. Pears cost 3 euros.")


class Doubting:
    """Bears out what does not say "bad"."""

    def judge(
        self, sentence: str, cited: Sequence[Passage], question: str = "", beside: str = ""
    ) -> Verdict:
        del question, beside
        support = Support.UNSUPPORTED if "bad" in sentence or not cited else Support.SUPPORTED
        quotes = tuple(Quote(one, 0, 6, "Apples", 1.0, support) for one in cited)
        return Verdict(support, "", quotes)


@pytest.mark.parametrize(
    ("draft", "left"),
    [
        (
            "Prices:\n\n- apples 2 [k7f2]\n- bad plums [k7f2]\n- pears 3 [k7f2]\n",
            "- apples 2 [1]\n- pears 3 [1]",
        ),
        (
            "| Fruit | Price |\n|---|---|\n| apples | 2 [k7f2] |\n| bad | 3 [k7f2] |\n"
            "| pears | 3 [k7f2] |\n",
            "| Fruit | Price |\n|---|---|\n| apples | 2 [1] |\n| pears | 3 [1] |",
        ),
        ("1. Open it [k7f2].\n2. A bad one [k7f2].\n3. Shut it [k7f2].",
         "1. Open it [1].\n3. Shut it [1]."),
        ("- A bad one [k7f2]. Apples 2 [k7f2]. Pears 3 [k7f2].", "- Apples 2 [1]. Pears 3 [1]."),
        ("- A bad\n  one [k7f2]. Apples 2 [k7f2].\n- Pears 3 [k7f2].",
         "- Apples 2 [1].\n- Pears 3 [1]."),
        ("- Apples 2 [k7f2]. A bad one [k7f2]. Pears 3 [k7f2].", "- Apples 2 [1]. Pears 3 [1]."),
        ("> Apples 2 [k7f2].\n\n> A bad one [k7f2].\n\n> Pears 3 [k7f2].",
         "> Apples 2 [1].\n\n> Pears 3 [1]."),
        ("- fruit [k7f2]\n  - bad plums [k7f2]\n  - pears [k7f2]", "- fruit [1]\n  - pears [1]"),
        ("Apples 2 [k7f2]. A bad one [k7f2]. Pears 3 [k7f2].", "Apples 2 [1]. Pears 3 [1]."),
    ],
)  # fmt: skip
def test_lists_and_tables_stay_what_they_are(draft: str, left: str) -> None:
    written = Draft([SOURCE])
    list(written.write([Delta(text=draft), Delta(finish="stop")]))
    judged = judge(written, Doubting(), [SOURCE])  # type: ignore[arg-type]
    answer = settle(Answer("q", "q", ""), written, judged, Strictness.QUOTE)

    assert answer.text == left
    assert all("bad" not in one.text for one in answer.sentences)
    for one in answer.sentences:
        bare = answer.text[one.start : one.end].replace(" [1]", "")
        assert bare == one.text
    for marker in answer.markers:
        assert answer.text[marker.start : marker.end] == "[1]"
