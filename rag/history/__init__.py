"""Conversations, kept in an SQLite file of their own, apart from the index."""

from rag.history.file import FILE as FILE
from rag.history.file import SCHEMA_VERSION as SCHEMA_VERSION
from rag.history.file import History as History
from rag.history.records import Conversation as Conversation
from rag.history.records import KeptTurn as KeptTurn
from rag.history.records import Listed as Listed
from rag.history.records import new_id as new_id
from rag.history.records import title_of as title_of
from rag.history.told import said_before as said_before
