"""What every tracker module keeps to, whatever server is behind it.

A module's tests are a subclass of Contract with a fixture ``server`` (see server.py), shared by all of its tests, and
with ``sign`` where the module takes webhooks. Between the two stands a proxy that misbehaves when asked to. The module
must keep to ``self.seconds`` in each request.
"""

import base64
import socket
import traceback
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from courses.practice.trackers.kinds import tracker_for
from courses.practice.trackers.port import (
    MOST_TEXT,
    Access,
    Forged,
    NoSuchTicket,
    NotAllowed,
    Refused,
    Stale,
    Ticket,
    Tracker,
    TrackerError,
)
from tests.courses.practice.trackers.calls import CALLS, MARKER, NOWHERE, REPLY, Opener, read
from tests.courses.practice.trackers.contract_hostile import HostileAnswers
from tests.courses.practice.trackers.proxy import Proxy
from tests.courses.practice.trackers.server import Server

SPOKEN = "¿Dónde está? Ça va, Ünïcödé «citado» — ½ 日本 😀"
HOSTILE = "\n".join(
    [
        "[[Image(http://evil.example/x.png)]] [[html(<script>alert(1)</script>)]] {{{#!html",
        "<script>alert(1)</script> <img src=x onerror=alert(1)>",
        "}}}",
        "[javascript:alert(1) click] [click](javascript:alert(1)) ![](http://evil.example/x.png)",
        "@everyone @all #1 !1 ~bug /close /assign me",
        "```",
        'bq. h1. {{macro}} !http://evil.example/x.png! "click":javascript:alert(1)',
    ]
)


class Contract(HostileAnswers):
    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        """The headers with which this kind of server sends a webhook."""
        raise NotImplementedError

    @pytest.fixture
    def proxy(self, server: Server, settings: Any) -> Iterator[Proxy]:
        settings.EGRESS_ALLOW = ["127.0.0.1"]
        proxy = Proxy(server.access.address)
        yield proxy
        proxy.close()

    @pytest.fixture
    def tracker_as(self, server: Server, proxy: Proxy) -> Opener:
        """A new one each time, as a process that has just been started has it."""
        return lambda access: tracker_for(server.kind, replace(access, address=proxy.address))

    @pytest.fixture
    def tracker(self, server: Server, tracker_as: Opener) -> Tracker:
        return tracker_as(server.access)

    @pytest.fixture
    def number(self, server: Server) -> str:
        return server.create("The printer is mute", "It does not say a word.")

    # --- Reading -----------------------------------------------------------------------------------------------------

    def test_everything_changed_since_nothing(self, server: Server, tracker: Tracker) -> None:
        created = [server.create(f"Title {place}", f"Text {place}") for place in range(3)]
        tickets = {ticket.number: ticket for ticket in read(tracker)[0]}
        found = [(tickets[number].title, tickets[number].text.strip(), tickets[number].is_closed) for number in created]
        assert found == [("Title 0", "Text 0", False), ("Title 1", "Text 1", False), ("Title 2", "Text 2", False)]

    def test_older_changes_come_first(self, server: Server, tracker: Tracker) -> None:
        first, second = server.create("First", "Text"), server.create("Second", "Text")
        server.comment(first, "Now it is the latest.")
        tickets = read(tracker)[0]
        moments = [ticket.changed_at for ticket in tickets]  # to the second, in some
        assert moments == sorted(moments)
        assert {first, second} <= {ticket.number for ticket in tickets}

    def test_what_changed_since_a_mark_is_not_left_out(self, server: Server, tracker: Tracker, number: str) -> None:
        before, mark = read(tracker)
        server.comment(number, "Has anybody looked?")
        server.close(server.create("Closed at once", "Text"))
        new = server.create("New", "Text")
        changed = read(tracker, mark)[0]
        tickets = {ticket.number: ticket for ticket in changed}
        assert [comment.text.strip() for comment in tickets[number].comments] == ["Has anybody looked?"]
        assert tickets[number].token != next(ticket.token for ticket in before if ticket.number == number)
        assert [tickets[new].title, tickets[new].is_closed] == ["New", False]
        assert [ticket.is_closed for ticket in changed if ticket.title == "Closed at once"][-1:] == [True]

    def test_changes_between_two_marks_are_in_one_of_them(self, server: Server, tracker: Tracker, number: str) -> None:
        mark, said = read(tracker)[1], []
        for place in range(4):
            server.comment(number, f"Change {place}")
            changed, mark = read(tracker, mark)
            [ticket] = [ticket for ticket in changed if ticket.number == number]
            said.append(ticket.comments[-1].text.strip())
        assert said == ["Change 0", "Change 1", "Change 2", "Change 3"]

    def test_nothing_new_gives_a_mark_and_nothing_new(self, server: Server, tracker: Tracker, number: str) -> None:
        before, mark = read(tracker)
        again, later = read(tracker, mark)
        known = {(ticket.number, ticket.token) for ticket in before}
        assert {(ticket.number, ticket.token) for ticket in again} <= known
        assert later

    def test_getting_one_gives_what_its_change_gave(self, server: Server, tracker: Tracker, number: str) -> None:
        server.comment(number, "A comment")
        [ticket] = [ticket for ticket in read(tracker)[0] if ticket.number == number]
        assert tracker.get(number) == ticket
        assert ticket.created_at <= ticket.comments[0].at <= ticket.changed_at
        assert ticket.created_at.tzinfo is not None

    def test_what_people_type_is_kept_but_for_control_bytes(self, server: Server, tracker: Tracker) -> None:
        number = server.create("Imprimante \x1b[31mrouge\x07", f"{SPOKEN}\r\n\x1b[1mbold\x08\x9b\tend")
        ticket = tracker.get(number)
        assert [ticket.title, ticket.text.strip()] == ["Imprimante [31mrouge", f"{SPOKEN}\n[1mbold\tend"]

    def test_a_very_long_text_is_cut(self, server: Server, tracker: Tracker) -> None:
        number = server.create("Log", "x" * 5_000_000)
        try:
            [changed] = [ticket for ticket in read(tracker)[0] if ticket.number == number]
            assert [set(changed.text), len(changed.text)] == [{"x"}, MOST_TEXT]
            assert tracker.get(number) == changed
        finally:
            server.delete(number)

    @pytest.mark.parametrize("nowhere", NOWHERE)
    def test_a_ticket_that_is_not_there(self, tracker: Tracker, nowhere: str) -> None:
        for ask in ("get", "actions", "answer"):
            with pytest.raises(NoSuchTicket):
                CALLS[ask](tracker, nowhere)

    def test_a_deleted_ticket_is_gone(self, server: Server, tracker: Tracker, number: str) -> None:
        other = server.create("Stays", "Text")
        assert {number, other} <= set(tracker.numbers())
        mark = read(tracker)[1]
        server.delete(number)
        assert {number, other} & set(tracker.numbers()) == {other}
        assert number not in [ticket.number for ticket in read(tracker, mark)[0]]
        with pytest.raises(NoSuchTicket):
            tracker.get(number)

    def test_reporter_and_address(self, server: Server, tracker: Tracker) -> None:
        number = server.create("Who", "Text", reporter="alicia", address="alicia@example.org")
        ticket = tracker.get(number)
        assert "alicia" in ticket.reporter
        assert ticket.reporter_address in ("alicia@example.org", "")
        assert ticket.address.startswith(tracker.access.address)
        assert number in ticket.address

    # --- Answering ---------------------------------------------------------------------------------------------------

    def test_actions_say_which_closes(self, server: Server, tracker: Tracker, number: str) -> None:
        actions = {action.key: action for action in tracker.actions(number)}
        assert actions[server.closing_action].closes
        assert all(action.label and "<" not in action.label for action in actions.values())
        server.close(number)
        assert all(not action.closes for action in tracker.actions(number))

    def test_a_comment_alone(self, server: Server, tracker: Tracker, number: str) -> None:
        ticket = tracker.answer(number, REPLY, marker=MARKER, token=tracker.get(number).token)
        [said] = server.comments(number)
        assert "restart the printer" in said
        assert said.count(MARKER) == 1
        assert not server.is_closed(number)
        assert ticket == tracker.get(number)
        assert [MARKER in comment.text for comment in ticket.comments] == [True]

    def test_a_comment_that_closes(self, server: Server, tracker: Tracker, number: str) -> None:
        ticket = self._answer(server, tracker, number, tracker.get(number).token)
        assert ticket.is_closed
        assert ticket == tracker.get(number)
        self._assert_answered_once(server, number)

    def test_no_token_asks_for_no_comparison(self, server: Server, tracker: Tracker, number: str) -> None:
        server.comment(number, "Somebody else was here.")
        tracker.answer(number, REPLY, marker=MARKER)
        assert [MARKER in said for said in server.comments(number)] == [False, True]

    def test_five_times_is_once(self, server: Server, tracker_as: Opener, tracker: Tracker, number: str) -> None:
        token = tracker.get(number).token
        answers = [self._answer(server, tracker_as(server.access), number, token) for _ in range(5)]
        assert answers == [answers[0]] * 5
        self._assert_answered_once(server, number)

    @pytest.mark.slow
    @pytest.mark.parametrize("fault", ["lose_reply", "fail"])
    def test_whichever_request_goes_wrong_the_next_call_finishes(
        self, server: Server, tracker_as: Opener, proxy: Proxy, number: str, fault: str
    ) -> None:
        """Also how a process ends that is killed in between: what called again knows nothing but its arguments."""
        token = tracker_as(server.access).get(number).token
        so_far = len(proxy.seen)
        self._answer(server, tracker_as(server.access), number, token)
        for place in range(len(proxy.seen) - so_far):
            other = server.create(f"Request {place} goes wrong", "Text")
            token = tracker_as(server.access).get(other).token
            proxy.pass_on(place)
            getattr(proxy, fault)()
            with suppress(TrackerError):
                self._answer(server, tracker_as(server.access), other, token)
            proxy.as_usual()
            ticket = self._answer(server, tracker_as(server.access), other, token)
            assert ticket.is_closed
            self._assert_answered_once(server, other)

    def test_a_lost_reply_is_an_error(self, server: Server, tracker: Tracker, proxy: Proxy, number: str) -> None:
        proxy.lose_reply(20)
        with pytest.raises(TrackerError):
            tracker.answer(number, REPLY, marker=MARKER)

    def test_stale_writes_nothing_and_tells_the_news(self, server: Server, tracker: Tracker, number: str) -> None:
        token = tracker.get(number).token
        server.comment(number, "It works again!")
        with pytest.raises(Stale) as caught:
            self._answer(server, tracker, number, token)
        assert caught.value.ticket == tracker.get(number)
        assert caught.value.ticket.token != token
        assert [said.strip() for said in server.comments(number)] == ["It works again!"]
        assert not server.is_closed(number)

    def test_stale_does_not_matter_once_it_is_posted(self, server: Server, tracker: Tracker, number: str) -> None:
        token = tracker.get(number).token
        self._answer(server, tracker, number, token)
        server.comment(number, "Thanks!")
        ticket = self._answer(server, tracker, number, token)
        assert [MARKER in comment.text for comment in ticket.comments] == [True, False]
        assert [MARKER in said for said in server.comments(number)] == [True, False]
        assert server.times_closed(number) == 1

    def test_whenever_somebody_else_comes_first_nothing_is_written(
        self, server: Server, tracker_as: Opener, proxy: Proxy, number: str
    ) -> None:
        """Between any two requests; where the server does not compare, the last of these may be missed."""
        token = tracker_as(server.access).get(number).token
        so_far = len(proxy.seen)
        self._answer(server, tracker_as(server.access), number, token)
        for place in range(len(proxy.seen) - so_far):
            other = server.create(f"Somebody comes before request {place}", "Text")
            tracker = tracker_as(server.access)
            token = tracker_as(server.access).get(other).token
            proxy.pass_on(place)
            proxy.meanwhile(partial(server.comment, other, "It works again!"))
            with suppress(Stale):
                self._answer(server, tracker, other, token)
            ours = [MARKER in said for said in server.comments(other)]
            assert ours in ([False], [True, False], *([] if tracker.capabilities.detects_changes else [[False, True]]))
            assert server.times_closed(other) == sum(ours)  # and perhaps opened again, by what they said after it
            proxy.as_usual()

    def test_an_action_that_there_is_not_is_refused(self, server: Server, tracker: Tracker, number: str) -> None:
        with pytest.raises(Refused):
            tracker.answer(number, REPLY, marker=MARKER, action="teleport")
        assert server.comments(number) == []

    def test_closing_what_is_closed_comments_only(self, server: Server, tracker: Tracker, number: str) -> None:
        server.close(number)
        self._answer(server, tracker, number, "")
        self._assert_answered_once(server, number)

    def test_other_markers_are_other_answers(self, server: Server, tracker: Tracker, number: str) -> None:
        tracker.answer(number, REPLY, marker=MARKER)
        tracker.answer(number, REPLY, marker="[vereda:another]")
        assert [MARKER in said for said in server.comments(number)] == [True, False]

    def test_what_could_be_markup_arrives_and_is_found_again(
        self, server: Server, tracker_as: Opener, number: str
    ) -> None:
        text = f"{HOSTILE}\n\n{SPOKEN} \x1b[31m\x00"
        tracker = tracker_as(server.access)
        tracker.answer(number, text, marker=MARKER)
        tracker_as(server.access).answer(number, text, marker=MARKER)
        [said] = server.comments(number)
        assert tracker.escape(text) in said.replace("\r\n", "\n")
        assert "\x1b" not in said
        assert [word for word in ("¿Dónde", "Ünïcödé", "日本", "😀") if word not in said] == []

    # --- What goes wrong ---------------------------------------------------------------------------------------------

    @pytest.mark.parametrize("ask", CALLS)
    def test_a_wrong_secret_is_not_allowed(self, server: Server, tracker_as: Opener, number: str, ask: str) -> None:
        with pytest.raises(NotAllowed):
            CALLS[ask](tracker_as(replace(server.access, secret="wrong-secret-0123456789")), number)
        assert server.comments(number) == []

    def test_who_may_not_write_writes_nothing(self, server: Server, tracker_as: Opener, number: str) -> None:
        tracker = tracker_as(server.access_without_rights())
        for action in ("", server.closing_action):
            with pytest.raises(NotAllowed):
                tracker.answer(number, REPLY, marker=MARKER, action=action)
        assert server.comments(number) == []
        assert not server.is_closed(number)

    @pytest.mark.parametrize("ask", CALLS)
    @pytest.mark.parametrize("fault", ["fail", "garbage", "slow"])
    def test_an_unusable_answer_is_an_error(
        self, tracker: Tracker, proxy: Proxy, number: str, monkeypatch: Any, ask: str, fault: str
    ) -> None:
        if fault == "slow":
            monkeypatch.setattr(type(tracker), "seconds", 0.1)
        with proxy.always(fault), pytest.raises(TrackerError) as caught:
            CALLS[ask](tracker, number)
        assert type(caught.value) is TrackerError

    @pytest.mark.parametrize("ask", CALLS)
    def test_nobody_there_is_an_error(
        self, server: Server, tracker_as: Opener, proxy: Proxy, number: str, ask: str
    ) -> None:
        with socket.socket() as bound:  # and does not listen
            bound.bind(("127.0.0.1", 0))
            address = f"http://127.0.0.1:{bound.getsockname()[1]}"
            with pytest.raises(TrackerError):
                CALLS[ask](tracker_for(server.kind, replace(server.access, address=address)), number)

    def test_errors_and_access_show_no_secret(
        self, server: Server, tracker_as: Opener, proxy: Proxy, number: str
    ) -> None:
        access = replace(server.access_without_rights(), hook_secret="hook-secret-0123456789")
        wrong = replace(access, secret="wrong-secret-0123456789")
        shown = [repr(access), str(access), repr(tracker_as(access)), repr(tracker_as(access).get(number))]
        for tracker, fault in ((tracker_as(access), ""), (tracker_as(wrong), ""), (tracker_as(access), "garbage")):
            with proxy.always(fault), pytest.raises(TrackerError) as caught:
                tracker.answer(number, REPLY, marker=MARKER)
            error: BaseException | None = caught.value
            shown += traceback.format_exception(error)
            while error is not None:  # also what is hidden behind it
                shown += [repr(error), str(error)]
                error = error.__cause__ or error.__context__
        for secret in (access.secret, wrong.secret, access.hook_secret, "The printer is mute", "does not say a word"):
            forms = (secret, base64.b64encode(f"{access.login}:{secret}".encode()).decode())
            assert [line for line in shown for form in forms if form in line] == []

    # --- Connecting --------------------------------------------------------------------------------------------------

    def test_check_of_an_account_that_is_just_right(self, server: Server, tracker: Tracker, number: str) -> None:
        found = tracker.check()
        assert found.server.startswith(tracker.name)
        assert [bool(found.login), found.missing, found.too_much] == [True, (), ()]
        assert server.comments(number) == []

    def test_check_of_an_account_without_rights(self, server: Server, tracker_as: Opener, number: str) -> None:
        assert tracker_as(server.access_without_rights()).check().missing
        assert server.comments(number) == []

    def test_a_webhook_that_is_signed_is_told_from_others(self, server: Server, tracker: Tracker) -> None:
        body = b'{"ticket": 1}'
        access = replace(tracker.access, hook_secret="hook-secret-0123456789")
        receiver = tracker_for(server.kind, access)
        if not tracker.capabilities.has_webhooks:
            with pytest.raises(Forged):
                receiver.verify({"X-Signature": "anything"}, body)
            return
        headers = self.sign(access, body, "delivery-1")
        assert receiver.verify(headers, body)
        assert receiver.verify({name.lower(): value for name, value in headers.items()}, body)
        assert receiver.verify(self.sign(access, body, "delivery-2"), body) != receiver.verify(headers, body)
        forged = self.sign(replace(access, hook_secret="another-secret"), body, "delivery-1")
        for sent, by in ((forged, receiver), ({}, receiver), (headers, tracker_for(server.kind, tracker.access))):
            with pytest.raises(Forged):
                by.verify(sent, body)

    # --- Steps -------------------------------------------------------------------------------------------------------

    def _answer(self, server: Server, tracker: Tracker, number: str, token: str) -> Ticket:
        return tracker.answer(number, REPLY, marker=MARKER, action=server.closing_action, token=token)

    def _assert_answered_once(self, server: Server, number: str) -> None:
        assert [MARKER in said for said in server.comments(number)] == [True]
        assert server.is_closed(number)
        assert server.times_closed(number) == 1
