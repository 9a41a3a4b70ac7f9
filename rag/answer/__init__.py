"""From passages to an answer: written, numbered, verified, settled."""

from rag.answer.answerer import Answerer
from rag.answer.disagreement import differences
from rag.answer.draft import Draft
from rag.answer.elsewhere import unquoted_difference
from rag.answer.extract import ExtractiveAnswerer
from rag.answer.fitting import Fitted, fit
from rag.answer.generate import ModelAnswerer
from rag.answer.one_sided import one_sided
from rag.answer.rewrite import QuestionRewriter
from rag.answer.settle import judge, refuse, settle
from rag.answer.verification.meaning import EntailmentMeaning, Meaning, ModelMeaning
from rag.answer.verification.verify import Verifier

__all__ = [
    "Answerer",
    "Draft",
    "EntailmentMeaning",
    "ExtractiveAnswerer",
    "Fitted",
    "Meaning",
    "ModelAnswerer",
    "ModelMeaning",
    "QuestionRewriter",
    "Verifier",
    "differences",
    "fit",
    "judge",
    "one_sided",
    "refuse",
    "settle",
    "unquoted_difference",
]
