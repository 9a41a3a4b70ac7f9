"""How full a model's context window is: a small bar, and the tokens in words."""

from __future__ import annotations

from rag.markup.render import escape
from rag.types import Usage


def meter_html(usage: Usage) -> str:
    """What one answer took of the window; empty where the window or what it took is not known."""
    taken = usage.prompt_tokens + usage.completion_tokens
    if not (usage.window and taken):
        return ""
    about = "about " if usage.estimated else ""
    return drawn(taken, usage.window, f"{about}{taken:,} of {usage.window:,} tokens of context")


def drawn(taken: int, window: int, words: str) -> str:
    """The bar of so many tokens in a window, and these words beside it."""
    share = min(1.0, taken / window)
    said = escape(words)
    return (
        f'<span class="fn-meter" role="meter" aria-label="Context window" aria-valuemin="0" '
        f'aria-valuemax="{window}" aria-valuenow="{min(taken, window)}" aria-valuetext="{said}">'
        f'<span class="fn-bar"><span style="width:{100 * share:.0f}%"></span></span> {said}</span>'
    )
