"""What the rooms share about language: sentences, terms and figures, each with its span."""

from rag.text.figures import Figure, figures
from rag.text.names import Name, names
from rag.text.sentences import Span, plain, sentence_spans
from rag.text.terms import Term, content_terms, fold, terms

__all__ = [
    "Figure",
    "Name",
    "Span",
    "Term",
    "content_terms",
    "figures",
    "fold",
    "names",
    "plain",
    "sentence_spans",
    "terms",
]
