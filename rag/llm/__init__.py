"""Chat models behind OpenAI-compatible servers, and token counts for what they are given."""

from rag.llm.client import OpenAIModel
from rag.llm.connection import Connection, try_connection
from rag.llm.context import Window, context_window
from rag.llm.model import ChatModel, ScriptedModel
from rag.llm.pump import Pump
from rag.llm.servers import USUAL_PORTS, FoundServer, find_servers
from rag.llm.tokens import count_prompt, count_tokens, trim

__all__ = [
    "USUAL_PORTS",
    "ChatModel",
    "Connection",
    "FoundServer",
    "OpenAIModel",
    "Pump",
    "ScriptedModel",
    "Window",
    "context_window",
    "count_prompt",
    "count_tokens",
    "find_servers",
    "trim",
    "try_connection",
]
