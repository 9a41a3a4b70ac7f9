"""Chat models behind OpenAI-compatible servers, and token counts for what they are given."""

from rag.llm.client import OpenAIModel
from rag.llm.model import ChatModel, ScriptedModel
from rag.llm.pump import Pump
from rag.llm.tokens import count_prompt, count_tokens, trim

__all__ = [
    "ChatModel",
    "OpenAIModel",
    "Pump",
    "ScriptedModel",
    "count_prompt",
    "count_tokens",
    "trim",
]
