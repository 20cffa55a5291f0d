"""The contract on a real Redmine, and what is peculiar to it."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from courses.practice.trackers.port import Access, NoSuchTicket, Tracker, TrackerError
from courses.practice.trackers.redmine_text import JOINER, to_redmine
from tests.courses.practice.trackers.calls import MARKER, REPLY, read
from tests.courses.practice.trackers.contract import HOSTILE, SPOKEN, Contract
from tests.courses.practice.trackers.contract_attachments import Attachments
from tests.courses.practice.trackers.proxy import Proxy
from tests.servers.redmine_server import FORMATS, RedmineServer

pytestmark = pytest.mark.servers

# fmt: off
PIECES = [
    "[[", "]]", "[[Start]]", "{{", "}}", "{{include(Start)}}", "{{toc}}", "{{macro(0)}}", "#1", "##1", "#note-1",
    "#1#note-1", "issue#1", "@admin", "user:admin", "user#1", "r12", "repo|r12", "commit:abc", "source:x",
    "desk:#1", "document#1", "project:desk", "version:1", "attachment:x.png", "!", "!#1", "![",
    "!http://evil.example/x.png!", "javascript:alert(1)", "[click](javascript:alert(1))",
    '"click":javascript:alert(1)', '"click":http://evil.example', "[x]http://evil.example", "<b>", "</b>",
    "<script>", "<pre>", "</pre>", "<code>", "<notextile>", "==", "=", "<!-- x -->", "&amp;", "&#35;", "&", "*",
    "**", "_", "__", "+", "-", "--", "~", "~~", "^", "%", "%{color:red}", "@", "??", "`", "```", "\\", "\\*", "|",
    "|_.", "h1. ", "h2(x). ", "bq. ", "bq.:http://evil.example ", "p{color:red}. ", "p>. ", "fn1. ", "table. ",
    "pre. ", "notextile. ", "1. ", "1) ", "# ", "* ", "- ", "+ ", "> ", "- [ ] ", "===", "---", "***", "[1]",
    "[^1]", "[^1]: ", "[id]: ", "x%x%", "(c)", "(tm)", "...", "it's", '"', "ABC(x)", "a@example.org", "word",
    "Word.", "é", "😀", "12", ":", "(", ")", "/", "$x$", " ", " ", " ", " ", "  ", "    ", "\t", "\n", "\n", "\n",
    "\n\n", "\u00a0", ":smile:", "snake_case", "1*2*3", "C:\\x",
]
# fmt: on


@pytest.fixture(scope="session")
def redmine() -> Iterator[RedmineServer]:
    with TemporaryDirectory(prefix="vereda-") as folder:
        server = RedmineServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


class TestRedmine(Contract, Attachments):
    @pytest.fixture
    def server(self, redmine: RedmineServer) -> RedmineServer:
        return redmine

    # --- Reading -----------------------------------------------------------------------------------------------------

    def test_pages_of_tickets_overlap(
        self, server: RedmineServer, tracker: Tracker, number: str, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("courses.practice.trackers.redmine.AT_ONCE", 3)
        created = [number, *(server.create(f"Ticket {place}", "Text") for place in range(5))]
        numbers = list(tracker.numbers())
        assert sorted({*numbers}, key=int) == numbers
        assert {*created} <= {*numbers}
        assert created == [ticket.number for ticket in read(tracker)[0]][-6:]

    def test_private_notes_are_not_read_and_private_tickets_say_so(
        self, server: RedmineServer, tracker_as: Callable[[Access], Tracker], number: str
    ) -> None:
        server.change(number, notes="Between us", private_notes=True)
        server.change(number, notes="For all", is_private=True)
        ticket = tracker_as(server.access_of("powerful")).get(number)
        assert [comment.text for comment in ticket.comments] == ["For all"]
        assert ticket.is_private

    def test_labels_and_owner(self, server: RedmineServer, tracker: Tracker, number: str) -> None:
        server.change(number, assigned_to_id=server.rest("GET", "/users/current.json", by="vereda")["user"]["id"])
        ticket = tracker.get(number)
        assert [ticket.labels, ticket.owner, ticket.status] == [("Bug",), "vereda Of the desk", "New"]

    def test_tickets_of_other_projects_are_not_there(
        self, server: RedmineServer, tracker_as: Callable[[Access], Tracker], number: str
    ) -> None:
        elsewhere = tracker_as(replace(server.access, space="other"))
        assert list(elsewhere.numbers()) == []
        with pytest.raises(NoSuchTicket):
            elsewhere.get(number)
        assert tracker_as(replace(server.access, space="")).get(number).number == number

    def test_what_is_too_much_keeps_no_other_ticket_from_us(
        self, server: RedmineServer, tracker: Tracker, number: str, monkeypatch: Any
    ) -> None:
        for _ in range(3):
            server.comment(number, "x" * 60_000)
        long = [server.create("Long", "y" * 60_000) for _ in range(4)]
        monkeypatch.setattr("courses.practice.trackers.wire.MOST_BYTES", 150_000)
        tickets = {ticket.number: ticket for ticket in read(tracker)[0]}
        assert [tickets[number].title, tickets[number].comments] == ["The printer is mute", ()]
        assert [len(tickets[each].text) for each in long] == [60_000] * 4

    def test_a_list_without_end_is_an_error(
        self, tracker: Tracker, proxy: Proxy, number: str, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("courses.practice.trackers.redmine.AT_ONCE", 1)
        monkeypatch.setattr("courses.practice.trackers.rest.MOST_PAGES", 9)
        proxy.repeat_itself()
        with pytest.raises(TrackerError):
            list(tracker.numbers())

    # --- Answering ---------------------------------------------------------------------------------------------------

    def test_actions_are_the_statuses_that_the_workflow_allows(self, tracker: Tracker, number: str) -> None:
        found = [(action.key, action.label, action.closes) for action in tracker.actions(number)]
        assert found == [
            ("2", "In Progress", False),
            ("3", "Resolved", False),
            ("4", "Feedback", False),
            ("5", "Closed", True),
            ("6", "Rejected", True),
        ]

    def test_a_status_that_was_left_out_is_set_by_the_next_call(
        self, server: RedmineServer, tracker: Tracker, number: str
    ) -> None:
        tracker.answer(number, REPLY, marker=MARKER)
        ticket = tracker.answer(number, REPLY, marker=MARKER, action="5")
        assert [ticket.is_closed, server.times_closed(number), len(server.comments(number))] == [True, 1, 1]

    def test_a_reopened_ticket_is_not_closed_again(self, server: RedmineServer, tracker: Tracker, number: str) -> None:
        tracker.answer(number, REPLY, marker=MARKER, action="5")
        server.change(number, status_id=1)
        assert not tracker.answer(number, REPLY, marker=MARKER, action="5").is_closed
        assert server.times_closed(number) == 1

    # --- What people see ---------------------------------------------------------------------------------------------

    def test_whatever_is_typed_is_read_as_it_stands(self, server: RedmineServer, number: str) -> None:
        chance = random.Random(7)
        texts = ["".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(400)]
        texts += [*PIECES, HOSTILE, SPOKEN, REPLY, f"{REPLY}\n\n{MARKER}"]
        seen = server.rendered([to_redmine(text) for text in texts])
        assert sorted(seen) == sorted(FORMATS)
        for name, pages in seen.items():
            for text, page in zip(texts, pages, strict=True):
                assert elements(page) <= {"p", "br"}, (name, text, page)
                assert bare(words(page)) == bare(text), (name, text, page)

    def test_what_is_not_escaped_would_be_seen(self, server: RedmineServer, number: str) -> None:
        """Or else the test above would show nothing."""
        texts = [f"#{number}", "[[Start]]", "{{include(Start)}}", "*strong*", "@admin", "source:x", "r12", "commit:abc"]
        seen = server.rendered(texts)
        assert all("strong" in elements(pages[3]) or "em" in elements(pages[3]) for pages in seen.values())
        assert all("a" in elements(pages[place]) for pages in seen.values() for place in (0, 1, 4, 5, 6, 7))
        assert all("include" not in words(pages[2]) for pages in seen.values())

    def test_prose_stays_prose(self) -> None:
        text = f"Hello Alicia,\n\n{REPLY} (Really: it's on the 2nd-floor; see https://example.org/a/b ) 1,000.50 €!"
        assert to_redmine(text) == text

    # --- Connecting --------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("who", "missing", "too_much"),
        [
            ("vereda", (), ()),
            ("reader", ("add_issue_notes", "edit_issues"), ()),
            ("blind", ("view_project",), ()),
            ("powerful", (), ("delete_issues", "view_private_notes")),
            ("admin", (), ("admin",)),
        ],
    )
    def test_check_names_rights(
        self,
        server: RedmineServer,
        tracker_as: Callable[[Access], Tracker],
        number: str,
        who: str,
        missing: Any,
        too_much: Any,
    ) -> None:
        found = tracker_as(server.access_of(who)).check()
        assert [found.login, found.missing, found.too_much] == [who, missing, too_much]
        assert server.comments(number) == []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """A link to the very address that stands there is none of the writer's tricks."""
        if dict(attributes).get("class") != "external":
            self.elements.add(tag)
        self.elements.update(f"{tag} {name}" for name, _ in attributes if name in ("style", "id") or name[:2] == "on")

    def handle_data(self, data: str) -> None:
        self.words += data


def elements(html: str) -> set[str]:
    reader = _Reader()
    reader.feed(html)
    return reader.elements


def words(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    return reader.words


def bare(text: str) -> str:
    return re.sub(rf"[\s{JOINER}]+", "", text)
