"""The part of the contract that is about files. A kind of server has them, or has only links in what people wrote."""

import random
import re
from dataclasses import replace
from typing import Any

import pytest

from courses.practice.trackers import wire
from courses.practice.trackers.port import (
    AttachmentTooLarge,
    NoSuchAttachment,
    NoSuchTicket,
    NotAllowed,
    Tracker,
    TrackerError,
)
from tests.courses.practice.trackers.calls import NOWHERE, Opener
from tests.courses.practice.trackers.contract_hostile import IN_FLIGHT
from tests.courses.practice.trackers.proxy import Proxy
from tests.courses.practice.trackers.server import Server

PICTURE = random.Random(7).randbytes(70_000)
TEXT = "¿Dónde está la impresora?\r\n\x00".encode()
STRANGE = ["", "0", "999999", "1-1", "../1", "a" * 5000, "%2e%2e%2f1"]


class Attachments:
    def test_files_are_listed_and_read_one_by_one(self, server: Server, tracker: Tracker, number: str) -> None:
        server.attach(number, "avería.bin", TEXT)
        server.attach(number, "photo.jpg", PICTURE)
        listed = tracker.attachments(number)
        told = [(one.name, one.size) for one in listed]
        assert told == [("avería.bin", len(TEXT)), ("photo.jpg", len(PICTURE))]
        assert listed[1].kind == "image/jpeg"
        assert all(re.fullmatch(r"[A-Za-z0-9_-]+", one.key) for one in listed)
        assert [tracker.attachment(number, one.key) for one in listed] == [TEXT, PICTURE]
        assert "photo" not in repr(listed)

    def test_a_ticket_without_files_has_none(self, tracker: Tracker, number: str) -> None:
        assert tracker.capabilities.has_attachments
        assert tracker.attachments(number) == ()

    def test_reading_tickets_reads_no_files(self, server: Server, tracker: Tracker, proxy: Proxy, number: str) -> None:
        server.attach(number, "photo.jpg", PICTURE)
        ticket = tracker.get(number)
        asked = len(proxy.seen)
        assert [one for one in tracker.changes("") for one in one.tickets if one.number == number] == [ticket]
        assert not [one.path for one in proxy.seen if "ownload" in one.path or "/attachment/" in one.path]
        assert len(proxy.seen) > asked

    def test_one_that_is_too_large_is_not_read(
        self, server: Server, tracker: Tracker, proxy: Proxy, number: str, monkeypatch: Any
    ) -> None:
        assert tracker.most_attached == 10 * 1024 * 1024
        server.attach(number, "small.bin", PICTURE[:1000])
        server.attach(number, "large.bin", PICTURE[:1001])
        monkeypatch.setattr(type(tracker), "most_attached", 1000)
        small, large = (one.key for one in tracker.attachments(number))
        listed = len(proxy.seen)
        assert tracker.attachment(number, small) == PICTURE[:1000]
        read = len(proxy.seen)
        with pytest.raises(AttachmentTooLarge):
            tracker.attachment(number, large)
        assert len(proxy.seen) - read == read - listed - 1  # what it says of itself is enough

    @pytest.mark.parametrize("fault", ["endless", "bomb"])
    def test_one_that_is_larger_than_it_says_is_not_read_to_its_end(
        self, server: Server, tracker: Tracker, proxy: Proxy, number: str, monkeypatch: Any, fault: str
    ) -> None:
        monkeypatch.setattr(type(tracker), "most_attached", 100_000)
        monkeypatch.setattr(wire, "MOST_BYTES", 3 * IN_FLIGHT)  # which has nothing to do with it
        server.attach(number, "small.bin", PICTURE[:1000])
        [one] = tracker.attachments(number)
        so_far = len(proxy.seen)
        tracker.attachment(number, one.key)
        proxy.pass_on(len(proxy.seen) - so_far - 1)  # the last request is the one for the content
        proxy.once(fault)
        with pytest.raises(AttachmentTooLarge):
            tracker.attachment(number, one.key)
        assert proxy.sent < IN_FLIGHT

    @pytest.mark.parametrize("key", STRANGE)
    def test_a_file_that_is_not_there(self, server: Server, tracker: Tracker, number: str, key: str) -> None:
        server.attach(number, "photo.jpg", PICTURE)
        with pytest.raises(NoSuchAttachment):
            tracker.attachment(number, key)

    def test_a_file_of_another_ticket(self, server: Server, tracker: Tracker, number: str) -> None:
        other = server.create("Another", "Text")
        server.attach(other, "photo.jpg", PICTURE)
        [one] = tracker.attachments(other)
        with pytest.raises(NoSuchAttachment):
            tracker.attachment(number, one.key)

    @pytest.mark.parametrize("nowhere", NOWHERE)
    def test_files_of_a_ticket_that_is_not_there(self, tracker: Tracker, nowhere: str) -> None:
        with pytest.raises(NoSuchTicket):
            tracker.attachments(nowhere)
        with pytest.raises(NoSuchTicket):
            tracker.attachment(nowhere, "1")

    def test_a_wrong_secret_lists_none(self, server: Server, tracker_as: Opener, number: str) -> None:
        with pytest.raises(NotAllowed):
            tracker_as(replace(server.access, secret="wrong-secret-0123456789")).attachments(number)

    @pytest.mark.parametrize("fault", ["fail", "garbage", "redirect"])
    def test_whichever_request_goes_wrong_is_an_error_or_all_is_well(
        self, server: Server, tracker: Tracker, proxy: Proxy, number: str, fault: str
    ) -> None:
        """Garbage in place of the content is what the tracker says it is, where files come as they are."""
        server.attach(number, "photo.jpg", PICTURE)
        [one] = tracker.attachments(number)
        so_far = len(proxy.seen)
        tracker.attachment(number, one.key)
        for place in range(len(proxy.seen) - so_far):
            proxy.pass_on(place)
            proxy.once(fault)
            try:
                content = tracker.attachment(number, one.key)
            except TrackerError:
                continue
            finally:
                proxy.as_usual()
            assert (fault, content) == ("garbage", proxy.garbage)


class NoAttachments:
    def test_there_are_no_files_and_nobody_is_asked(self, tracker: Tracker, proxy: Proxy, number: str) -> None:
        assert not tracker.capabilities.has_attachments
        assert tracker.attachments(number) == ()
        with pytest.raises(NoSuchAttachment):
            tracker.attachment(number, "1")
        assert proxy.seen == []
