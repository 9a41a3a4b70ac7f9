"""The plain `OPENAI_*` variables that other programs read too, as settings of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping

OPENAI_VARIABLES = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL")


def openai_values(variables: Mapping[str, str], *, taken: Collection[str]) -> Mapping[str, str]:
    """The settings that they give, by field; `taken` are the fields that something better says.

    They count together or not at all. A key alone must not make documents leave this machine, and
    the key of one server is never sent to another: so where the address is not theirs, nor is the
    key or the model.
    """
    if "base_url" in taken or not variables.get("OPENAI_BASE_URL"):
        return {}
    fields = {name: name.removeprefix("OPENAI_").lower() for name in OPENAI_VARIABLES}
    return {
        field: variables[name]
        for name, field in fields.items()
        if variables.get(name) and field not in taken
    }
