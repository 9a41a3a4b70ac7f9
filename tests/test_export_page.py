"""A conversation as one page: footnotes that lead to their sources, and nothing that leaves it."""

from __future__ import annotations

import re

import pytest
from lxml import html

from rag.export import record
from rag.export.page import to_page
from tests.kept import PAYLOADS, every_ending, hostile, narrowed

ALLOWED = {
    "html", "head", "meta", "title", "link", "style", "body", "main", "header", "article",
    "section", "h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "small", "strong", "em",
    "code", "pre", "blockquote", "ul", "ol", "li", "table", "tbody", "tr", "th", "td", "a",
}  # fmt: skip


def page(made: str) -> html.HtmlElement:
    return html.document_fromstring(made)


def test_a_footnote_leads_to_its_source_and_back() -> None:
    read = page(to_page(record(every_ending())))
    ids = read.xpath("//@id")
    assert len(ids) == len(set(ids))
    chips = read.xpath("//div[@class='text']//a[contains(@class, 'chip')]")
    assert [one.text for one in chips] == ["1", "2", "1"]
    assert chips[1].get("aria-label") == "Source 2: Tides"
    for link in read.xpath("//a/@href"):
        assert link.startswith("#")
        assert link[1:] in ids
    (second,) = read.xpath("//li[@id='t1-s2']")
    assert "Low at" in second.text_content()
    assert "The sentence is only partly in this source" in second.text_content()


def test_every_ending_is_told_apart() -> None:
    read = page(to_page(record(every_ending())))
    assert read.xpath("//article/@class") == ["answered", "refused", "stopped", "failed"]
    assert [one.text for one in read.xpath("//p[@class='ending']")] == [
        "Not in the documents",
        "Stopped; what is here was not checked against its sources",
        "This question could not be answered",
    ]
    assert [len(one.xpath(".//section")) for one in read.xpath("//article")] == [1, 0, 0, 0]


def test_what_was_asked_of_some_documents_says_so() -> None:
    read = page(to_page(record(narrowed())))
    assert [one.text for one in read.xpath("//h2/following-sibling::p[1]")] == [
        "Asked of 2 of 40 documents: guides, R&D *plan*",
        "Asked of 2 of 40 documents: guides, R&D *plan*",
    ]
    assert read.xpath("//p[@class='ending']")[0].text == "Not in the documents that were asked"
    (instead,) = read.xpath("//ul/preceding-sibling::p[1]")
    assert instead.text == "You could ask instead"


def test_doubt_says_why() -> None:
    read = page(to_page(record(every_ending())))
    (doubt,) = read.xpath("//span[@class='doubt']/parent::*")
    assert "(Partly in the source: The source says six.)" in doubt.text_content()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_hostile_becomes_a_tag_an_attribute_or_an_address(payload: str) -> None:
    read = page(to_page(record(hostile(payload))))
    elements = [one for one in read.iter() if isinstance(one.tag, str)]
    assert {one.tag for one in elements} <= ALLOWED
    assert len(read.xpath("//style")) == 1
    assert len(read.xpath("//comment()")) == 0
    for one in elements:
        assert not [name for name in one.attrib if name.startswith("on") or name == "src"]
    for address in read.xpath("//@href"):
        assert re.fullmatch(r"#t\d+-[sf]\d+|data:,", address)


def test_it_forbids_the_browser_to_load_anything() -> None:
    (policy,) = page(to_page(record(every_ending()))).xpath("//meta[@http-equiv]/@content")
    assert policy.startswith("default-src 'none'")
    assert "http" not in to_page(record(hostile(""))).split("</style>")[0].replace("http-equiv", "")
