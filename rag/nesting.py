"""How deeply foreign JSON and YAML are nested, found before anything recurses into them.

A `RecursionError` is a poor way to find out: where garbage happens to be collected just then, its
finalizers have no stack left, and CPython 3.11 may end the process ("Cannot recover from stack
overflow"). A model server, or a file, must not be able to do that.
"""

import contextlib
import json
import re

import yaml

from rag.regex import regex

LEVELS = 100
"""The deepest that is read; what people and programs write has a handful."""

NO_YAML = (yaml.YAMLError, ValueError, OverflowError)
"""What PyYAML raises for a text that is none: the last two for a "\\U" that is no character."""

_JSON_PARTS = regex(r'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


class TooDeep(ValueError):
    """More than `LEVELS` lists or mappings stand in each other."""


def read_json(text: str) -> object:
    """What `json.loads` reads. Raises ValueError, of the kind `TooDeep` where it is nested."""
    refuse_deep_json(text)
    return json.loads(text)


def refuse_deep_json(text: str) -> None:
    """Raises `TooDeep`; whether it is JSON at all is for its reader to say."""
    if text.count("[") + text.count("{") <= LEVELS:
        return
    depth = 0
    for part in _JSON_PARTS.finditer(text):
        match part[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
        if depth > LEVELS:
            raise TooDeep("it is nested too deeply")


def refuse_deep_yaml(text: str) -> None:
    """Raises `TooDeep`; whether it is YAML at all is for its reader to say.

    Only the scanner and the parser of PyYAML look at it, and those do not recurse.
    """
    if _deepest_yaml(text) > LEVELS:
        raise TooDeep("it is nested too deeply")


def _deepest_yaml(text: str) -> int:
    """How many collections stand in each other, as far as it is read: to one more than `LEVELS`."""
    depth = deepest = 0
    with contextlib.suppress(*NO_YAML):
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            deepest = max(deepest, depth)
            if deepest > LEVELS:
                break
    return deepest
