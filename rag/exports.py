"""Exports of a package that are loaded when they are first asked for.

Importing one module of a package then does not import the others.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType


def export(package: str, modules: Mapping[str, Iterable[str]]) -> None:
    """Has the package export names of its modules, given by module.

    A name is that export also where a module has the same name and is loaded.
    """
    room = sys.modules[package]
    room.__dict__["_homes"] = {name: module for module, names in modules.items() for name in names}
    room.__class__ = _Room


class _Room(ModuleType):
    _homes: dict[str, str]

    def __getattr__(self, name: str) -> object:
        if name not in self._homes:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found: object = getattr(import_module(f"{self.__name__}.{self._homes[name]}"), name)
        self.__dict__[name] = found
        return found

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in self._homes and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._homes]
