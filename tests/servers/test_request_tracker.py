"""The contract on a real Request Tracker, and what is peculiar to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from courses.practice.trackers.port import Access, NoSuchTicket, Tracker, TrackerError
from courses.practice.trackers.rest import Changed
from tests.courses.practice.trackers.calls import MARKER, REPLY, read
from tests.courses.practice.trackers.contract import HOSTILE, Contract
from tests.courses.practice.trackers.contract_attachments import Attachments
from tests.courses.practice.trackers.proxy import Proxy
from tests.courses.practice.trackers.server import Server
from tests.servers.request_tracker import PASSWORD, RequestTrackerServer

pytestmark = pytest.mark.servers


@pytest.fixture(scope="session")
def request_tracker() -> Iterator[RequestTrackerServer]:
    with TemporaryDirectory(prefix="vereda-") as folder:
        server = RequestTrackerServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


class TestRequestTracker(Contract, Attachments):
    @pytest.fixture
    def server(self, request_tracker: RequestTrackerServer) -> RequestTrackerServer:
        return request_tracker

    def test_closing_what_is_closed_comments_only(self, server: Server, tracker: Tracker, number: str) -> None:
        """In RT a reply opens a closed ticket, unless the site has taken that away: it is closed again."""
        server.close(number)
        tracker.answer(number, REPLY, marker=MARKER, action="resolved")
        assert [MARKER in said for said in server.comments(number)] == [True]
        assert [server.is_closed(number), server.times_closed(number)] == [True, 2]

    # --- Reading -----------------------------------------------------------------------------------------------------

    def test_pages_of_tickets_follow_each_other(
        self, server: RequestTrackerServer, tracker: Tracker, number: str, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("courses.practice.trackers.rt.AT_ONCE", 2)
        created = [number, *(server.create(f"Ticket {place}", "Text") for place in range(4))]
        assert {*created} <= {*tracker.numbers()}
        assert created == [ticket.number for ticket in read(tracker)[0]][-5:]

    def test_a_long_history_is_read_whole(
        self, server: RequestTrackerServer, tracker: Tracker, monkeypatch: Any
    ) -> None:
        number = server.create("Long", "The beginning")
        for place in range(5):
            server.comment(number, f"Comment {place}")
        monkeypatch.setattr("courses.practice.trackers.rt.AT_ONCE", 3)
        monkeypatch.setattr("courses.practice.trackers.rt.TEXTS_AT_ONCE", 2)
        ticket = tracker.get(number)
        assert ticket.text == "The beginning"
        assert [comment.text for comment in ticket.comments] == [f"Comment {place}" for place in range(5)]

    def test_what_staff_say_among_themselves_is_read_too(
        self, server: RequestTrackerServer, tracker: Tracker, number: str
    ) -> None:
        server.rest("POST", f"/ticket/{number}/comment", {"Content": "He is on leave.", "ContentType": "text/plain"})
        assert [(comment.author, comment.text) for comment in tracker.get(number).comments] == [
            ("root", "He is on leave.")
        ]

    def test_html_is_read_as_words(self, server: RequestTrackerServer, tracker: Tracker, number: str) -> None:
        html = "<p>It &amp; <b>I</b></p><script>alert(1)</script><p>agree</p>"
        server.rest("POST", f"/ticket/{number}/correspond", {"Content": html, "ContentType": "text/html"})
        assert [comment.text for comment in tracker.get(number).comments] == ["It & I\nagree"]

    def test_a_file_is_no_comment(self, server: RequestTrackerServer, tracker: Tracker, number: str) -> None:
        file = {"FileName": "log.txt", "FileType": "text/plain", "FileContent": "c2VjcmV0"}
        value = {"Content": "See the file", "ContentType": "text/plain", "Attachments": [file]}
        server.rest("POST", f"/ticket/{number}/correspond", value)
        assert [comment.text for comment in tracker.get(number).comments] == ["See the file"]

    def test_tickets_of_other_queues_are_not_there(
        self, server: RequestTrackerServer, tracker_as: Callable[[Access], Tracker], number: str
    ) -> None:
        elsewhere = tracker_as(replace(server.access, space="Other's \\ queue"))
        assert list(elsewhere.numbers()) == []
        with pytest.raises(NoSuchTicket):
            elsewhere.get(number)

    def test_a_merged_ticket_is_gone_and_its_comments_are_in_the_other(
        self, server: RequestTrackerServer, tracker: Tracker, number: str
    ) -> None:
        server.comment(number, "Said before")
        into = server.create("The other", "Text")
        server.rest("PUT", f"/ticket/{number}", {"MergeInto": into})
        assert [comment.text for comment in tracker.get(into).comments] == ["Said before"]
        with pytest.raises(NoSuchTicket):
            tracker.get(number)

    def test_a_list_without_end_is_an_error(
        self, tracker: Tracker, proxy: Proxy, number: str, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr("courses.practice.trackers.rt.AT_ONCE", 1)
        monkeypatch.setattr("courses.practice.trackers.rest.MOST_PAGES", 9)
        proxy.repeat_itself()
        with pytest.raises(TrackerError):
            list(tracker.numbers())

    # --- Answering ---------------------------------------------------------------------------------------------------

    def test_the_reply_is_for_the_requestor_and_plain(
        self, server: RequestTrackerServer, tracker: Tracker, number: str
    ) -> None:
        tracker.answer(number, HOSTILE, marker=MARKER)
        kinds = server.ask(
            "SELECT Type FROM Transactions WHERE ObjectType = 'RT::Ticket' AND ObjectId = ? ORDER BY id", number
        )
        assert "Correspond" in [kind for (kind,) in kinds]
        page = server.page(f"/Helpers/TicketHistory?id={number}")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.replace("&#40;", "(").replace("&#41;", ")")
        assert "<script>alert(1)" not in page
        assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert", "")

    def test_a_status_that_rt_left_out_is_set_by_the_next_call(
        self, server: RequestTrackerServer, tracker: Tracker, number: str
    ) -> None:
        tracker.answer(number, REPLY, marker=MARKER)
        ticket = tracker.answer(number, REPLY, marker=MARKER, action="resolved")
        assert [ticket.is_closed, server.times_closed(number), len(server.comments(number))] == [True, 1, 1]

    def test_a_reopened_ticket_is_not_closed_again(
        self, server: RequestTrackerServer, tracker: Tracker, number: str
    ) -> None:
        tracker.answer(number, REPLY, marker=MARKER, action="resolved")
        server.set_status(number, "open")
        assert not tracker.answer(number, REPLY, marker=MARKER, action="resolved").is_closed
        assert server.times_closed(number) == 1

    def test_rt_itself_compares_where_a_status_is_set(
        self, server: RequestTrackerServer, tracker: Any, number: str
    ) -> None:
        with pytest.raises(Changed):
            tracker._rest().ask("PUT", f"/ticket/{number}", body={"Status": "open"}, match="1")
        assert server.status(number) == "new"

    def test_a_status_that_no_ticket_has_yet_closes_if_it_usually_does(self, tracker: Tracker, number: str) -> None:
        found = {action.key: (action.label, action.closes) for action in tracker.actions(number)}
        assert found == {"open": ("Open It", False), "resolved": ("Resolve", True), "rejected": ("Reject", True)}

    # --- Connecting --------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("who", "missing", "too_much"),
        [
            ("vereda", (), ()),
            ("reader", ("ReplyToTicket", "ModifyTicket"), ()),
            ("blind", ("SeeQueue",), ()),
            ("root", (), ("SuperUser", "DeleteTicket")),
        ],
    )
    def test_check_names_rights(
        self,
        server: RequestTrackerServer,
        tracker_as: Callable[[Access], Tracker],
        number: str,
        who: str,
        missing: Any,
        too_much: Any,
    ) -> None:
        found = tracker_as(server.access_of(who)).check()
        assert [found.server, found.login, found.missing, found.too_much] == [
            f"Request Tracker {server.version}",
            who,
            missing,
            too_much,
        ]

    def test_a_token_says_whose_it_is(self, server: RequestTrackerServer, tracker: Tracker, proxy: Proxy) -> None:
        assert tracker.access.login == ""
        assert tracker.check().login == "vereda"
        assert [seen.path for seen in proxy.seen if PASSWORD in seen.path or server.token in seen.path] == []
