"""The page is read as a browser would, and each of its numbers is followed."""

import json
import re
import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl

import pytest

from capacity.marks import Mark
from ivr.report.commands import Commands
from ivr.report.making import Report
from ivr.report.page import page_of
from tests.unit.ivr.report.conftest import NOW, Reported

VOID = {"meta", "link", "br"}


@dataclass
class Link:
    href: str
    command: str
    counts: bool
    text: str = ""


@dataclass
class Page(HTMLParser):
    """Collects what a page consists of, and sees that its tags are closed in order."""

    links: list[Link] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)
    sources: list[str] = field(default_factory=list)
    data: str = ""
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags[tag] += 1
        self.sources += [told[name] or "" for name in ("src", "href") if name in told]
        if tag not in VOID:
            self.opened.append("data" if told.get("id") == "data" else tag)
        if tag == "a":
            self.links.append(
                Link(told["href"] or "", told["title"] or "", told.get("class") == "n")
            )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        last = self.opened.pop()
        assert tag == last or (tag, last) == ("script", "data")

    def handle_data(self, text: str) -> None:
        if self.opened[-1:] == ["a"]:
            self.links[-1].text += text
        elif self.opened[-1:] == ["data"]:
            self.data += text


def page(report: Report, *by: str) -> Page:
    read = Page()
    read.feed(page_of(report, report.groups(by) if by else [], Commands(report, None)))
    read.close()
    assert read.opened == []
    return read


def calls_of(data: Mapping[str, Any], href: str) -> list[str]:
    """Choose calls as the page's script does."""
    asked = dict(parse_qsl(href.removeprefix("#")))
    bit = data["names"].index(asked["calls"])
    begin, end = int(asked.get("from", -(2**60))), int(asked.get("to", 2**60))
    return [
        data["id"][call]
        for call in range(len(data["id"]))
        if data["marks"][call] >> bit & 1
        and begin <= data["at"][call] < end
        and all(data[name][call] == int(asked[name]) for name in data["texts"] if name in asked)
    ]


def test_every_number_leads_to_exactly_as_many_calls(reported: Reported) -> None:
    read = page(reported("discom", "hour"), "discom", "hour")
    data = json.loads(read.data)
    numbers = [link for link in read.links if link.counts]
    assert len(numbers) > 500
    for link in numbers:
        found = calls_of(data, link.href)
        assert len(found) == int(link.text) == len(set(found)) > 0, link


def test_every_mean_and_share_leads_to_the_calls_that_it_is_of(reported: Reported) -> None:
    read = page(reported())
    data = json.loads(read.data)
    others = [link for link in read.links if not link.counts]
    assert len(others) > 100
    assert all(calls_of(data, link.href) for link in others)


def test_the_commands_ask_for_the_calls_of_their_numbers(
    reported: Reported,
) -> None:
    """Each is one that reports understand, and asks for the number's own mark and values."""
    report = reported("discom", "hour")
    for link in page(report, "discom", "hour").links:
        program, what, *words = shlex.split(link.command)
        assert program == "helpline"
        assert what in ("calls", "report")
        asked = dict(parse_qsl(link.href.removeprefix("#")))
        options = dict(zip(words[::2], words[1::2], strict=True))
        assert ("--discom" in options) == ("discom" in asked)
        assert ("--since" in options or "--from" in options) == ("hour" in asked or "from" in asked)
        if what == "report":
            assert options["--calls"] == asked["calls"]


def test_a_page_needs_nothing_else_and_holds_no_numbers_of_people(reported: Reported) -> None:
    report = reported()
    text = page_of(report, [], Commands(report, None))
    read = page(report)
    assert all(source.startswith(("#", "data:")) for source in read.sources)
    assert "://" not in re.sub(r'"https?://www\.w3\.org/[^"]*"', "", text)
    assert "94150" not in text
    assert read.tags["table"] == read.tags["caption"] + 1  # that of the list has its heading
    assert read.tags["figure"] == read.tags["figcaption"] == 6


def test_many_calls_are_left_out_and_each_number_keeps_its_command(
    reported: Reported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ivr.report.page.MOST_CALLS", 10)
    read = page(reported())
    assert json.loads(read.data) is None
    assert all(link.command.startswith("helpline ") for link in read.links)
    assert len(read.links) > 100


def test_names_of_another_system_cannot_break_the_page(reported: Reported) -> None:
    report = reported()
    book, bad = report.book, '</script><b onclick="x">&'
    queue = replace(book.log.queue, names=(bad, *book.log.queue.names[1:]))
    kept = replace(report.kept, book=replace(book, log=replace(book.log, queue=queue)))
    read = page(Report(kept, report.asked, NOW))
    assert read.tags["b"] == 0
    data = json.loads(read.data)
    assert bad in data["texts"]["discom"]
    assert any(f"--discom {shlex.quote(bad)}" in link.command for link in read.links)


def test_a_page_of_one_call_and_of_none(reported: Reported) -> None:
    report = reported(discom="nobody")
    read = page(report)
    assert read.links == []
    assert json.loads(read.data)["id"] == []
    assert reported().total.measures[Mark.OFFERED] > 0
