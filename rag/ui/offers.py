"""Who can be chosen to answer, and what a choice means. No key is in any of these values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from rag.errors import ConfigError
from rag.llm import FoundServer
from rag.markup.words import QUOTES_LABEL
from rag.settings import Settings
from rag.settings.profiles import FOUND, Server
from rag.types import EMBEDDED_MODEL

CONFIGURED = ""
"""The place of a choice that leaves it to the settings."""

QUOTES = EMBEDDED_MODEL
"""The place that is no server: quotes from the documents, without a model."""


_PROFILE = "profile:"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is to answer. `place` is an offer's; an empty `model` leaves it to the server."""

    place: str = CONFIGURED
    model: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to choose. `place` is `CONFIGURED`, `QUOTES`, a profile, or else an address.

    `models` are the names that are known so far, None while the server is yet to be asked.
    """

    place: str
    label: str
    models: tuple[str, ...] | None = ()


class Known(Protocol):
    """What offers are made from: the assistant's side of it."""

    @property
    def settings(self) -> Settings: ...

    @property
    def default_model(self) -> str: ...

    def servers(self) -> tuple[Server, ...]: ...


def offers(
    known: Known, found: Sequence[FoundServer] = (), typed: Sequence[str] = ()
) -> tuple[Offer, ...]:
    """All that can be chosen: the configured one, quotes, profiles, this machine's, typed ones.

    One address is offered once. Models are left open, but for those of the found servers. Where
    the operator has fixed the choice there are the first two, the configured one with its model.
    """
    configured = known.default_model != EMBEDDED_MODEL
    fixed = known.settings.lock_server
    own = host_of(known.settings.base_url) or known.default_model
    first = [Offer(CONFIGURED, f"{own} (configured)", () if fixed else None)] if configured else []
    quotes = Offer(QUOTES, QUOTES_LABEL)
    if fixed:
        return (*first, quotes)
    profiles = [
        Offer(_PROFILE + server.name, server.name, None)
        for server in known.servers()
        if not (configured and _is_configured(server, known.settings))
    ]
    taken = [known.settings.base_url, *(server.base_url for server in known.servers())]
    return (*first, quotes, *profiles, *_elsewhere(taken, found, typed))


def _elsewhere(
    taken: list[str], found: Sequence[FoundServer], typed: Sequence[str]
) -> Iterator[Offer]:
    """Servers that are known by nothing but their address; none that is `taken`. Two of a name are
    told apart by their ports: a list has each label once."""
    names = [server.name for server in found]
    for server in found:
        if not any(_same(server.base_url, other) for other in taken):
            taken.append(server.base_url)
            port = (
                f", port {urlsplit(server.base_url).port}" if names.count(server.name) > 1 else ""
            )
            label = f"{server.name} on this machine{port}"
            yield Offer(server.base_url, label, server.models)
    for address in typed:
        if not any(_same(address, other) for other in taken):
            taken.append(address)
            yield Offer(address, host_of(address), None)


def resolved(choice: Choice, known: Known) -> tuple[str | None, Server | None]:
    """The `model` and the `server` that the assistant is to be asked with.

    Raises `ConfigError` for a profile that is there no longer.
    """
    model = choice.model or None
    if choice.place == QUOTES:
        return EMBEDDED_MODEL, None
    if choice.place == CONFIGURED:
        return model, None
    if not choice.place.startswith(_PROFILE):
        return model, Server(host_of(choice.place), choice.place, names=FOUND)
    name = choice.place.removeprefix(_PROFILE)
    for server in known.servers():
        if server.name == name:
            return model, server
    raise ConfigError(f"There is no server {name!r} any more.", hint="Choose another one.")


def known_place(address: str, known: Known, found: Sequence[FoundServer]) -> str | None:
    """The place of an offer that leads to this address already; None if it is a new one."""
    places = [(CONFIGURED, known.settings.base_url)]
    places += [(_PROFILE + server.name, server.base_url) for server in known.servers()]
    places += [(server.base_url, server.base_url) for server in found]
    return next((place for place, other in places if _same(address, other)), None)


def who(choice: Choice, known: Known) -> str:
    """Who answers by this choice, in words for the page."""
    if choice.place == QUOTES:
        return QUOTES_LABEL
    if choice.place == CONFIGURED:
        name = choice.model or known.default_model
        return QUOTES_LABEL if name == EMBEDDED_MODEL else name
    where = choice.place.removeprefix(_PROFILE) if _is_profile(choice) else host_of(choice.place)
    return f"{choice.model} on {where}" if choice.model else where


def host_of(address: str) -> str:
    """ "127.0.0.1:11434"."""
    return urlsplit(address).netloc


def is_here(address: str) -> bool:
    """Is the server of this address on this very machine?"""
    from rag.llm.transport import is_local

    return is_local(urlsplit(address).hostname or "")


def _is_profile(choice: Choice) -> bool:
    return choice.place.startswith(_PROFILE)


def _is_configured(server: Server, settings: Settings) -> bool:
    """Is this the configured server with the configured model?"""
    return server.model == settings.model and _same(server.base_url, settings.base_url)


def _same(one: str, other: str) -> bool:
    """Do both lead to the same server? All names of this machine are one."""
    return bool(one and other) and _target(one) == _target(other)


def _target(address: str) -> tuple[str, str | None, int | None, str]:
    """Scheme, host, port and path; what is left out of the address is filled in."""
    end = urlsplit(address)
    host = "here" if is_here(address) else end.hostname
    port = end.port or {"http": 80, "https": 443}.get(end.scheme)
    return end.scheme, host, port, end.path.rstrip("/").removesuffix("/v1")
