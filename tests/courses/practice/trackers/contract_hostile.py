"""The part of the contract that is about servers which mean no good: they send us elsewhere, they never stop, they unpack to
what nobody could hold, they drip, they take one ticket for another."""

from typing import Any

import pytest

from courses.practice.trackers import wire
from courses.practice.trackers.port import Tracker, TrackerError
from tests.courses.practice.trackers.calls import CALLS
from tests.courses.practice.trackers.proxy import Proxy
from tests.courses.practice.trackers.server import Server

LIMIT = 300_000  # bytes of an answer, in place of 32 MB
IN_FLIGHT = 64 * 1024 * 1024  # what may lie between two sockets of this machine, and more


class HostileAnswers:
    @pytest.mark.slow
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_nobody_is_followed_to_another_host(
        self, server: Server, tracker: Tracker, proxy: Proxy, number: str, status: int
    ) -> None:
        elsewhere = Proxy(server.access.address)
        proxy.elsewhere = (status, elsewhere.address)
        try:
            with proxy.always("redirect"):
                for ask in CALLS.values():
                    with pytest.raises(TrackerError):
                        ask(tracker, number)
        finally:
            elsewhere.close()
        assert elsewhere.seen == []
        assert server.comments(number) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("fault", ["endless", "bomb"])
    def test_no_more_is_read_than_a_ticket_system_has_to_say(
        self, server: Server, tracker: Tracker, proxy: Proxy, number: str, monkeypatch: Any, fault: str
    ) -> None:
        """A gigabyte, plain or packed into a thousandth of it."""
        monkeypatch.setattr(wire, "MOST_BYTES", LIMIT)
        with proxy.always(fault):
            for ask in CALLS.values():
                so_far, asked = proxy.sent, len(proxy.seen)
                with pytest.raises(TrackerError):
                    ask(tracker, number)
                assert proxy.sent - so_far < IN_FLIGHT * (len(proxy.seen) - asked)
        assert server.comments(number) == []

    @pytest.mark.slow
    def test_byte_after_byte_is_not_waited_for(
        self, server: Server, tracker: Tracker, proxy: Proxy, number: str, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(type(tracker), "seconds", 0.1)
        for ask in CALLS.values():
            with proxy.always("drip"), pytest.raises(TrackerError) as caught:
                ask(tracker, number)
            assert type(caught.value) is TrackerError
        assert server.comments(number) == []

    @pytest.mark.slow
    def test_another_ticket_than_was_asked_for_is_an_error(
        self, server: Server, tracker: Tracker, proxy: Proxy, number: str
    ) -> None:
        """Or else one member would be told what was meant for another, and tickets would seem to be gone."""
        other = server.create("Another", "Text")
        with proxy.mistaking(number, other):
            for ask in ("get", "answer"):
                with pytest.raises(TrackerError) as caught:
                    CALLS[ask](tracker, number)
                assert type(caught.value) is TrackerError, ask
        assert [server.comments(each) for each in (number, other)] == [[], []]
