"""Reads HTML as a browser would: its text, its tags, its attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta"}


@dataclass(frozen=True, slots=True)
class Tag:
    """An element: its name, attributes and the text inside it."""

    name: str
    attributes: dict[str, str]
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts)


class PageReader(HTMLParser):
    """All tags in document order; raises when one is not closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []
        self.text = ""
        self._open: list[Tag] = []
        self.feed(html)
        self.close()
        assert not self._open, f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Tag(tag, {name: value or "" for name, value in attrs})
        self.tags.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].name == tag, f"</{tag}> closes <{self._open[-1].name}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag in self._open:
            tag.texts.append(data)

    def all(self, name: str = "", **attributes: str) -> list[Tag]:
        """Tags of a name that have these attributes (`class_` holds one class of several)."""
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            tag
            for tag in self.tags
            if (not name or tag.name == name)
            and all(
                value in tag.attributes.get(key, "").split(" ") for key, value in wanted.items()
            )
        ]

    def one(self, name: str = "", **attributes: str) -> Tag:
        """The only such tag."""
        (found,) = self.all(name, **attributes)
        return found
