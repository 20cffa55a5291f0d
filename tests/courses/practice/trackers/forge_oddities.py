"""What GitLab, GitHub and Forgejo have in common beyond the contract."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from courses.practice.trackers import rest, wire
from courses.practice.trackers.port import (
    MOST_COMMENTS,
    MOST_TEXT,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Tracker,
    TrackerError,
)
from tests.courses.practice.trackers.calls import CALLS, MARKER, REPLY, read
from tests.courses.practice.trackers.contract import Contract
from tests.courses.practice.trackers.fakes.base import Asked, Fake, Told

SECOND = timedelta(seconds=1)


class ForgeOddities(Contract):
    """``home``: the path of the project in the API; ``talk``: of comments below their issue; ``signed_in``: the
    headers with the key; ``asked_by_check``: what every server of the kind has."""

    home: str
    signed_in: dict[str, str]
    asked_by_check: str
    talk: str = "comments"
    has_pages_of_comments = True

    def test_an_empty_project_has_a_mark(self, tracker: Tracker) -> None:
        [batch] = tracker.changes("")
        assert batch.tickets == ()
        assert [each.tickets for each in tracker.changes(batch.mark)] == [()]

    def test_what_moves_while_it_is_listed_is_not_left_out(
        self, server: Fake, tracker: Tracker, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(type(server), "page", 2)
        created = {server.create(f"Title {place}", "Text") for place in range(6)}
        asked: list[str] = []

        def move(one: Asked) -> None:
            """Before each page but the first, what the page before began with is changed, and moves to the end."""
            if one.path == f"{self.home}/issues":
                asked.append(one.path)
                if len(asked) in (2, 3):
                    server.comment(str(len(asked) - 1), "Changed meanwhile")

        server.before = move
        assert {ticket.number for ticket in read(tracker)[0]} == created

    def test_many_changes_in_one_second_are_not_left_out(
        self, server: Fake, tracker: Tracker, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(type(server), "page", 2)
        server.tick = timedelta()
        created = {server.create(f"Title {place}", "Text") for place in range(7)}
        assert {ticket.number for ticket in read(tracker)[0]} == created
        assert set(tracker.numbers()) == created

    def test_a_second_change_within_the_second_is_seen(self, server: Fake, tracker: Tracker) -> None:
        number = server.create("Title", "Text")
        server.tick = timedelta(milliseconds=1)
        server.comment(number, "One")
        [before], mark = read(tracker)
        server.comment(number, "Two")
        [after], _ = read(tracker, mark)
        assert [comment.text for comment in after.comments] == ["One", "Two"]
        assert after.token != before.token

    def test_a_moment_yet_to_come_does_not_move_the_mark(self, server: Fake, tracker: Tracker) -> None:
        odd = server.tickets[int(server.create("From the future", "Text"))]
        odd.changed += timedelta(days=900)
        _, mark = read(tracker)
        other = server.create("Now", "Text")
        assert other in [ticket.number for ticket in read(tracker, mark)[0]]

    def test_comments_of_many_pages(self, server: Fake, tracker: Tracker, monkeypatch: Any) -> None:
        monkeypatch.setattr(type(server), "page", 50)
        number = server.create("Title", "Text")
        for place in range(MOST_COMMENTS + 20):
            server.comment(number, f"Comment {place}")
        comments = tracker.get(number).comments
        assert [comments[0].text, comments[-1].text, len(comments)] == ["Comment 20", "Comment 519", MOST_COMMENTS]

    def test_pages_that_are_too_much_are_asked_for_again_smaller(
        self, server: Fake, tracker: Tracker, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(wire, "MOST_BYTES", 150_000)
        created = [server.create(f"Title {place}", "x" * 40_000) for place in range(7)]
        for place in range(5):
            server.comment(created[0], f"{place}" * 40_000)
        tickets = {ticket.number: ticket for ticket in read(tracker)[0]}
        assert list(tickets) == [*created[1:], created[0]]
        assert list(tracker.numbers()) in (created, created[::-1])
        if self.has_pages_of_comments:
            assert [comment.text[0] for comment in tickets[created[0]].comments] == ["0", "1", "2", "3", "4"]

    def test_comments_that_are_too_much_keep_no_other_ticket_from_us(
        self, server: Fake, tracker: Tracker, number: str, monkeypatch: Any
    ) -> None:
        server.comment(number, "x" * 200_000)
        other = server.create("Stays", "Text")
        monkeypatch.setattr(wire, "MOST_BYTES", 150_000)
        assert [(ticket.number, ticket.comments) for ticket in read(tracker)[0]] == [(number, ()), (other, ())]
        with pytest.raises(TrackerError):
            tracker.answer(number, REPLY, marker=MARKER)
        assert len(server.comments(number)) == 1

    def test_a_project_that_is_hidden_is_not_tickets_that_were_deleted(
        self, server: Fake, tracker_as: Callable[..., Tracker], number: str
    ) -> None:
        elsewhere = tracker_as(replace(server.access, space="helpers/elsewhere"))
        for ask in ("changes", "get", "numbers", "actions", "answer"):
            with pytest.raises(NotAllowed):
                CALLS[ask](elsewhere, number)
        server.strange.clear()

    def test_what_vanishes_while_it_is_listed_is_left_out(self, server: Fake, tracker: Tracker, number: str) -> None:
        server.comment(number, "A comment")
        other = server.create("Stays", "Text")
        server.forced[f"{self.home}/issues/{number}/{self.talk}"] = Told({"message": "Not found"}, 404)
        assert [ticket.number for ticket in read(tracker)[0]] == [other]

    def test_what_was_opened_again_after_the_answer_stays_open(
        self, server: Fake, tracker: Tracker, number: str
    ) -> None:
        tracker.answer(number, REPLY, marker=MARKER, action="close")
        server.reopen(number)
        assert not tracker.answer(number, REPLY, marker=MARKER, action="close").is_closed
        assert server.times_closed(number) == 1

    def test_what_was_closed_before_the_answer_and_opened_again_stays_open(
        self, server: Fake, tracker: Tracker, number: str
    ) -> None:
        server.close(number)
        tracker.answer(number, REPLY, marker=MARKER, action="close")
        server.reopen(number)
        assert not tracker.answer(number, REPLY, marker=MARKER, action="close").is_closed

    def test_what_was_closed_and_opened_before_the_answer_is_closed_by_it(
        self, server: Fake, tracker: Tracker, number: str
    ) -> None:
        server.close(number)
        server.reopen(number)
        tracker.answer(number, REPLY, marker=MARKER)
        assert tracker.answer(number, REPLY, marker=MARKER, action="close").is_closed

    def test_a_closed_issue_can_be_opened_again(self, server: Fake, tracker: Tracker, number: str) -> None:
        server.close(number)
        assert [action.key for action in tracker.actions(number)] == ["reopen"]
        assert not tracker.answer(number, REPLY, marker=MARKER, action="reopen").is_closed

    def test_a_change_of_state_that_was_passed_over_in_silence(
        self, server: Fake, tracker: Tracker, number: str
    ) -> None:
        server.turn = lambda held, status: None  # type: ignore[method-assign]
        with pytest.raises(NotAllowed):
            tracker.answer(number, REPLY, marker=MARKER, action="close")

    def test_who_quotes_the_marker_does_not_take_it_over(self, server: Fake, tracker: Tracker, number: str) -> None:
        server.comment(number, f"> {MARKER}\n\nWhat is {MARKER}?")
        tracker.answer(number, REPLY, marker=MARKER)
        assert len(server.comments(number)) == 2

    def test_an_answer_that_would_lose_its_marker_is_refused(self, server: Fake, tracker: Tracker, number: str) -> None:
        """As servers and we cut what is too long, it would be said again each time."""
        room = MOST_TEXT - len(MARKER) - 2
        with pytest.raises(Refused):
            tracker.answer(number, "x" * (room + 1), marker=MARKER)
        for _ in range(2):
            tracker.answer(number, "x" * room, marker=MARKER)
        assert [MARKER in said for said in server.comments(number)] == [True]

    def test_no_line_of_an_answer_is_a_command(self, server: Fake, tracker: Tracker, number: str) -> None:
        tracker.answer(number, "Do this:\n\n````\n```\n/close\n```\n/assign me\n````", marker=MARKER)
        [said] = server.comments(number)
        assert [line for line in said.split("\n") if line.startswith("/")] == []

    @pytest.mark.parametrize("headers", [{"Retry-After": "60"}, {"X-RateLimit-Remaining": "0"}])
    @pytest.mark.parametrize("status", [403, 429])
    def test_being_too_quick_is_no_lack_of_rights(
        self, server: Fake, tracker: Tracker, number: str, status: int, headers: dict[str, str]
    ) -> None:
        server.forced[f"{self.home}/issues/{number}"] = Told({"message": "slow down"}, status, headers)
        with pytest.raises(TrackerError) as caught:
            tracker.get(number)
        assert type(caught.value) is TrackerError

    @pytest.mark.parametrize("value", [None, [], {}, "text", 7, [7], {"number": "x", "iid": "x"}, {"message": "hello"}])
    def test_an_issue_in_another_shape_is_an_error(
        self, server: Fake, tracker: Tracker, number: str, value: Any
    ) -> None:
        server.forced[f"{self.home}/issues/{number}"] = Told(value)
        with pytest.raises(TrackerError) as caught:
            tracker.get(number)
        assert type(caught.value) is TrackerError

    @pytest.mark.parametrize("value", [None, {}, "text", 7, [7], [{}], [{"number": 1, "iid": 1}]])
    def test_a_list_in_another_shape_is_an_error(self, server: Fake, tracker: Tracker, number: str, value: Any) -> None:
        server.forced[f"{self.home}/issues"] = Told(value)
        with pytest.raises(TrackerError) as caught:
            list(tracker.changes(""))
        assert type(caught.value) is TrackerError

    @pytest.mark.parametrize("ask", ["changes", "numbers"])
    def test_a_list_without_end_is_an_error(
        self, server: Fake, tracker: Tracker, number: str, monkeypatch: Any, ask: str
    ) -> None:
        one = server.answer("GET", f"{self.home}/issues", self.signed_in, b"").value
        server.forced[f"{self.home}/issues"] = Told(one, headers={"Link": '<http://127.0.0.1/>; rel="next"'})
        monkeypatch.setattr(rest, "MOST_PAGES", 9)
        with pytest.raises(TrackerError):
            CALLS[ask](tracker, number)

    def test_another_kind_of_server_is_no_ticket_that_is_missing(self, server: Fake, tracker: Tracker) -> None:
        server.forced[self.asked_by_check] = Told({"message": "Not found"}, 404)
        with pytest.raises(TrackerError) as caught:
            tracker.check()
        assert type(caught.value) is TrackerError

    def test_an_issue_that_moved_elsewhere_is_gone(self, server: Fake, tracker: Tracker, number: str) -> None:
        there = {"Location": f"{server.address}/elsewhere"}
        server.forced[f"{self.home}/issues/{number}"] = Told({"message": "Moved Permanently"}, 301, there)
        with pytest.raises(NoSuchTicket):
            tracker.get(number)

    @pytest.mark.parametrize("secret", ["two\nlines-0123456789", "contraseña-0123456789", " blank-0123456789"])
    def test_a_secret_that_cannot_be_sent_is_wrong_and_not_shown(
        self, server: Fake, tracker_as: Callable[..., Tracker], number: str, secret: str
    ) -> None:
        with pytest.raises(NotAllowed) as caught:
            tracker_as(replace(server.access, secret=secret)).get(number)
        error: BaseException | None = caught.value
        while error is not None:
            assert "0123456789" not in repr(error)
            error = error.__cause__ or error.__context__
