import hmac
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from courses.practice.trackers import wire
from courses.practice.trackers.port import (
    MOST_TEXT,
    Access,
    Check,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Tracker,
    TrackerError,
)
from tests.courses.practice.trackers.calls import CALLS, MARKER, REPLY, read
from tests.courses.practice.trackers.contract import Contract
from tests.courses.practice.trackers.contract_attachments import Attachments
from tests.courses.practice.trackers.fakes.base import Asked, Told, running
from tests.courses.practice.trackers.fakes.zammad import TYPES, FakeZammad

AGENT = "vereda@example.org"


@pytest.fixture
def server() -> Iterator[FakeZammad]:
    with running(FakeZammad()) as fake:
        yield fake
        assert fake.strange == []


@pytest.mark.slow
class TestZammad(Contract, Attachments):
    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        mac = hmac.new(access.hook_secret.encode(), body, "sha1").hexdigest()
        return {"X-Hub-Signature": f"sha1={mac}", "X-Zammad-Delivery": delivery}

    def test_articles_of_html_are_read_as_text(self, server: FakeZammad, tracker: Tracker, number: str) -> None:
        held = server.tickets[int(number)]
        server.say(held, "Hello<br>Tom &amp; Ana<br><script>alert(1)</script><div>Bye</div>", form="text/html")
        [comment] = tracker.get(number).comments
        assert comment.text.split("\n") == ["Hello", "Tom & Ana", "Bye"]

    def test_internal_articles_are_left_out(self, server: FakeZammad, tracker: Tracker, number: str) -> None:
        held = server.tickets[int(number)]
        server.say(held, "Between us", is_internal=True)
        server.say(held, "Hello")
        assert [comment.text for comment in tracker.get(number).comments] == ["Hello"]
        held.said[0].is_internal = True
        assert tracker.get(number).text == ""

    def test_tickets_of_other_groups_are_not_ours(self, server: FakeZammad, tracker: Tracker, number: str) -> None:
        other = server.create("Salaries", "Text")
        server.tickets[int(other)].group = "Staff"
        assert [ticket.number for ticket in read(tracker)[0]] == [number]
        assert list(tracker.numbers()) == [number]
        with pytest.raises(NoSuchTicket):
            tracker.answer(other, REPLY, marker=MARKER)
        assert server.comments(other) == []

    def test_a_group_that_is_hidden_is_not_tickets_that_were_deleted(
        self, server: FakeZammad, tracker_as: Callable[[Access], Tracker], number: str
    ) -> None:
        elsewhere = tracker_as(replace(server.access, space="Renamed"))
        for ask in ("changes", "get", "numbers", "actions", "answer"):
            with pytest.raises(NotAllowed):
                CALLS[ask](elsewhere, number)

    def test_without_a_group_all_that_is_seen_is_ours(
        self, server: FakeZammad, tracker_as: Callable[[Access], Tracker], number: str
    ) -> None:
        other = server.create("Salaries", "Text")
        server.tickets[int(other)].group = "Staff"
        everywhere = tracker_as(replace(server.access, space=""))
        assert list(everywhere.numbers()) == [number, other]
        assert everywhere.check().too_much == ()

    def test_states_by_the_names_of_the_house(
        self, server: FakeZammad, tracker: Tracker, number: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(TYPES, "resuelto", "closed")
        actions = [(action.key, action.closes) for action in tracker.actions(number)]
        assert actions == [("open", False), ("closed", True), ("resuelto", True)]
        assert tracker.answer(number, REPLY, marker=MARKER, action="resuelto").is_closed
        assert [action.key for action in tracker.actions(number)] == ["open"]

    def test_a_ticket_that_was_merged_is_closed(self, server: FakeZammad, tracker: Tracker, number: str) -> None:
        server.tickets[int(number)].status = "merged"
        assert tracker.get(number).is_closed

    def test_answer_and_state_are_one_change(self, server: FakeZammad, tracker: Tracker, number: str) -> None:
        tracker.answer(number, "<b>Hi</b>", marker=MARKER, action="closed")
        [sent] = [asked.body for asked in server.asked if asked.method == "PUT"]
        article = {"subject": "", "body": f"<b>Hi</b>\n\n{MARKER}", "content_type": "text/plain"}
        assert sent == {"state": "closed", "article": article | {"type": "note", "internal": False}}

    def test_what_was_opened_again_after_the_answer_stays_open(
        self, server: FakeZammad, tracker: Tracker, number: str
    ) -> None:
        tracker.answer(number, REPLY, marker=MARKER, action="closed")
        server.reopen(number)
        assert not tracker.answer(number, REPLY, marker=MARKER, action="closed").is_closed

    def test_an_answer_that_would_lose_its_marker_is_refused(
        self, server: FakeZammad, tracker: Tracker, number: str
    ) -> None:
        """As servers and we cut what is too long, it would be said again each time."""
        room = MOST_TEXT - len(MARKER) - 2
        with pytest.raises(Refused):
            tracker.answer(number, "x" * (room + 1), marker=MARKER)
        for _ in range(2):
            tracker.answer(number, "x" * room, marker=MARKER)
        assert [MARKER in said for said in server.comments(number)] == [True]

    def test_a_ticket_that_takes_no_answers_any_more(self, server: FakeZammad, tracker: Tracker, number: str) -> None:
        def refuse(asked: Asked) -> None:
            if asked.method == "PUT":
                server.forced[asked.path] = Told({"error": "Cannot follow-up on a closed ticket."}, 422)

        server.before = refuse
        with pytest.raises(Refused):
            tracker.answer(number, REPLY, marker=MARKER)

    def test_another_kind_of_server_is_no_ticket_that_is_missing(self, server: FakeZammad, tracker: Tracker) -> None:
        server.forced["/api/v1/users/me"] = Told({"error": "not found"}, 404)
        with pytest.raises(TrackerError) as caught:
            tracker.check()
        assert type(caught.value) is TrackerError

    def test_what_moves_while_it_is_listed_is_not_left_out(
        self, server: FakeZammad, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(FakeZammad, "page", 2)
        created = [server.create(f"Title {place}", "Text") for place in range(6)]
        asked: list[str] = []

        def move(one: Asked) -> None:
            if one.path.endswith("/search"):
                asked.append(one.path)
                if len(asked) in (2, 3):
                    server.comment(created[len(asked) - 2], "Changed meanwhile")

        server.before = move
        assert {ticket.number for ticket in read(tracker)[0]} == set(created)

    def test_many_changes_in_one_moment_are_not_left_out(
        self, server: FakeZammad, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(FakeZammad, "page", 2)
        server.tick = timedelta()
        created = {server.create(f"Title {place}", "Text") for place in range(7)}
        assert {ticket.number for ticket in read(tracker)[0]} == created
        assert set(tracker.numbers()) == created

    def test_articles_that_are_too_much_keep_no_other_ticket_from_us(
        self, server: FakeZammad, tracker: Tracker, number: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.comment(number, "x" * 200_000)
        other = server.create("Stays", "Text")
        monkeypatch.setattr(wire, "MOST_BYTES", 150_000)
        assert [(ticket.number, ticket.text) for ticket in read(tracker)[0]] == [(number, ""), (other, "Text")]
        with pytest.raises(TrackerError):
            tracker.answer(number, REPLY, marker=MARKER)
        assert len(server.comments(number)) == 1

    @pytest.mark.parametrize("value", [None, [], {}, "text", 7, {"id": 1, "group": "Helpers"}])
    def test_a_ticket_in_another_shape_is_an_error(
        self, server: FakeZammad, tracker: Tracker, number: str, value: Any
    ) -> None:
        server.forced[f"/api/v1/tickets/{number}"] = Told(value)
        with pytest.raises(TrackerError) as caught:
            tracker.get(number)
        assert type(caught.value) is TrackerError

    @pytest.mark.parametrize(
        ("roles", "groups", "found"),
        [
            (["Agent"], {"Helpers": ["read", "change", "overview"]}, Check("Zammad", AGENT)),
            (["Agent"], {"Helpers": ["full"]}, Check("Zammad", AGENT, (), ("full",))),
            (["Agent"], {"Helpers": ["change"]}, Check("Zammad", AGENT, ("read",), ())),
            (["Customer"], {}, Check("Zammad", AGENT, ("read", "change"), ())),
            (
                ["Admin", "Agent"],
                {"Helpers": ["read", "change", "create"], "Staff": ["read"]},
                Check("Zammad", AGENT, (), ("create", "Admin", "Staff")),
            ),
        ],
    )
    def test_rights(
        self, server: FakeZammad, tracker: Tracker, roles: list[str], groups: dict[str, list[str]], found: Check
    ) -> None:
        server.roles, server.groups = roles, groups
        assert tracker.check() == found
