"""Chat models behind OpenAI-compatible servers: found, asked, tested; token counts for prompts."""

from rag.llm.client import OpenAIModel
from rag.llm.connection import (
    NO_SYSTEM,
    Connection,
    LongPrompt,
    try_connection,
    try_long_prompt,
)
from rag.llm.context import Window, most_tokens
from rag.llm.model import ChatModel, ScriptedModel, said
from rag.llm.pump import Pump
from rag.llm.servers import FoundServer, find_servers
from rag.llm.tokens import COUNTED, SWALLOWED, count_prompt, count_tokens, trim
from rag.llm.window_memory import window_of

__all__ = [
    "COUNTED",
    "NO_SYSTEM",
    "SWALLOWED",
    "ChatModel",
    "Connection",
    "FoundServer",
    "LongPrompt",
    "OpenAIModel",
    "Pump",
    "ScriptedModel",
    "Window",
    "count_prompt",
    "count_tokens",
    "find_servers",
    "most_tokens",
    "said",
    "trim",
    "try_connection",
    "try_long_prompt",
    "window_of",
]
