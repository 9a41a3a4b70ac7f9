"""Every error that Footnote raises on purpose. `cli/` and `ui/` tell people of them.

    RagError
    |-- ConfigError            a setting or the environment is wrong
    |-- QuestionError          the question itself cannot be taken (blank, too long)
    |-- ReplyUnfinished        an answer was read before its reply was
    |-- CorpusError            the documents as a whole cannot be read
    |   `-- UnreadableDocument one of them cannot
    |-- StoreError             the data folder cannot be used
    |   |-- DocumentGone       there is no such document, or no longer
    |   |-- StoreBusy          another process is writing to it
    |   `-- StoreDamaged       it is not what was written
    |-- PromptError            a template and its variables disagree
    |-- CaseError              a file of grounding cases, or of their results, cannot be used
    |-- RecordingMiss          a replay has no reply for what is asked; never an outage
    `-- ModelError             the model server; never a refusal
        |-- ModelUnreachable   nobody answers there
        |-- ModelTimeout       it took too long
        |-- ModelAuth          it wants another key
        |-- ModelNotFound      it does not serve that model
        |-- ModelOverloaded    it asks us to come back later
        |-- ContextTooLong     the prompt does not fit its window
        `-- ModelProtocol      it answered with something that is not an answer

Each message says what happened and where; `hint` is the next thing to do. Neither ever holds a key.
"""

from __future__ import annotations


class RagError(Exception):
    """The root. `str()` gives the message and the hint, ready for a person to read.

    `wrong_call`: an argument can be no such thing, or names nothing that there is, whatever state
    the documents, the index and the servers are in.
    """

    def __init__(self, message: str, *, hint: str = "", wrong_call: bool = False) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.wrong_call = wrong_call

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


def said(error: OSError) -> str:
    """What the system says of an error, to go on within a sentence."""
    return (error.strerror or type(error).__name__).lower()


class ConfigError(RagError):
    """A setting is wrong; the message names its variable."""


class QuestionError(RagError):
    """The question is blank or beyond the limit."""


class ReplyUnfinished(RagError):
    """`Reply.answer` was read before the reply had been iterated to its end."""


class CorpusError(RagError):
    """No document could be read."""


class UnreadableDocument(CorpusError):
    """One document could not be read; the others are not affected."""


class StoreError(RagError):
    """The data folder cannot be used."""


class DocumentGone(StoreError):
    """There is no document of this id, or no longer."""


class StoreBusy(StoreError):
    """Another process is writing; the message says which."""


class StoreDamaged(StoreError):
    """The stored data is not what was written, and could not be rebuilt."""


class PromptError(RagError):
    """A template is missing, or its variables and ours disagree."""


class CaseError(RagError):
    """A file of grounding cases or results is wrong; the message names file, line and field."""


class RecordingMiss(RagError):
    """Nothing is recorded for this prompt; the message says what is not as it was."""


class ModelError(RagError):
    """The model server failed. An outage is never a refusal."""


class ModelUnreachable(ModelError):
    """Nobody answers at the address."""


class ModelTimeout(ModelError):
    """The server did not answer, or stopped answering, within the limit."""


class ModelAuth(ModelError):
    """The server rejects the key."""


class ModelNotFound(ModelError):
    """The server does not know the model, or the path."""


class ModelOverloaded(ModelError):
    """The server is out of capacity, loading, or limits our rate.

    `retry_after` is how many seconds it asked for; None if it did not say. `loading` says that its
    model is not ready yet.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        retry_after: float | None = None,
        loading: bool = False,
    ) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after
        self.loading = loading


class ContextTooLong(ModelError):
    """The prompt does not fit the model's context window.

    `window` is its size in tokens, of prompt and reply together; None if the server did not say.
    """

    def __init__(self, message: str, *, hint: str = "", window: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.window = window


class ModelProtocol(ModelError):
    """The server's reply is not one that the API allows."""
