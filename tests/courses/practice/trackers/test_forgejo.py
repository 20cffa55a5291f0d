import hmac
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from courses.practice.trackers.forgejo import Forgejo
from courses.practice.trackers.port import Access, Check, Forged, Tracker, TrackerError
from tests.courses.practice.trackers.calls import MARKER, REPLY, read
from tests.courses.practice.trackers.contract_attachments import Attachments
from tests.courses.practice.trackers.fakes.base import SECRET, Asked, running
from tests.courses.practice.trackers.fakes.forgejo import FakeForgejo
from tests.courses.practice.trackers.forge_oddities import ForgeOddities


@pytest.fixture
def server() -> Iterator[FakeForgejo]:
    with running(FakeForgejo()) as fake:
        yield fake
        assert fake.strange == []


@pytest.mark.slow  # of the forges, GitHub stands in the fast part
class TestForgejo(ForgeOddities, Attachments):
    home = "/api/v1/repos/helpers/desk"
    signed_in = {"authorization": f"token {SECRET}"}
    asked_by_check = "/api/v1/version"
    has_pages_of_comments = False

    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        mac = hmac.new(access.hook_secret.encode(), body, "sha256").hexdigest()
        return {"X-Forgejo-Signature": mac, "X-Forgejo-Delivery": delivery}

    def test_moments_of_another_zone_are_in_utc(self, server: FakeForgejo, tracker: Tracker, number: str) -> None:
        ticket = tracker.get(number)
        assert [ticket.created_at, ticket.created_at.tzinfo] == [server.tickets[int(number)].created, UTC]

    def test_what_moves_up_when_another_is_deleted_is_not_left_out(
        self, server: FakeForgejo, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(FakeForgejo, "page", 2)
        created = [server.create(f"Title {place}", "Text") for place in range(5)]

        def delete(asked: Asked) -> None:
            if asked.query.get("page") == "2" and created[4] in map(str, server.tickets):
                server.delete(created[4])

        server.before = delete
        assert {ticket.number for ticket in read(tracker)[0]} == set(created[:4])

    def test_where_it_never_comes_to_rest_nothing_is_said(
        self, server: FakeForgejo, tracker: Tracker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(FakeForgejo, "page", 2)
        created = [server.create(f"Title {place}", "Text") for place in range(9)]

        def delete(asked: Asked) -> None:
            if asked.query.get("page") == "2":
                server.delete(created.pop())

        server.before = delete
        with pytest.raises(TrackerError):
            list(tracker.numbers())

    def test_a_history_of_many_pages(self, server: FakeForgejo, tracker: Tracker, number: str) -> None:
        for place in range(60):
            server.comment(number, f"Comment {place}")
        tracker.answer(number, REPLY, marker=MARKER, action="close")
        server.reopen(number)
        assert not tracker.answer(number, REPLY, marker=MARKER, action="close").is_closed

    def test_batches_are_no_bigger_than_pages(self, server: FakeForgejo, tracker: Tracker) -> None:
        server.tick = timedelta(seconds=1)
        created = [server.create("Title", "Text") for _ in range(120)]
        batches = [[ticket.number for ticket in batch.tickets] for batch in tracker.changes("")]
        assert batches == [created[:50], created[50:100], created[100:]]

    @pytest.mark.parametrize(
        ("version", "rights", "is_admin", "found"),
        [
            ("11.0.1+gitea-1.22.0", {}, False, Check("Forgejo 11.0.1+gitea-1.22.0", "vereda")),
            ("1.24.2", {"push": True}, False, Check("Gitea 1.24.2", "vereda", (), ("push",))),
            (
                "1.24.2",
                {"push": True, "admin": True},
                True,
                Check("Gitea 1.24.2", "vereda", (), ("push", "admin", "administrator")),
            ),
        ],
    )
    def test_rights(
        self, server: FakeForgejo, tracker: Tracker, version: str, rights: dict[str, bool], is_admin: bool, found: Check
    ) -> None:
        server.version, server.is_admin = version, is_admin
        server.rights |= rights
        assert tracker.check() == found

    def test_a_token_without_the_scope_to_write(
        self, server: FakeForgejo, tracker_as: Callable[[Access], Tracker], number: str
    ) -> None:
        assert tracker_as(server.access_without_rights()).check().missing == ("write:issue",)

    def test_a_webhook_of_gitea(self, server: FakeForgejo) -> None:
        receiver = Forgejo(replace(server.access, hook_secret="ours"))
        mac = hmac.new(b"ours", b"{}", "sha256").hexdigest()
        assert receiver.verify({"X-Gitea-Signature": mac, "X-Gitea-Delivery": "one"}, b"{}") == "one"

    def test_without_a_secret_nothing_is_signed(self, server: FakeForgejo) -> None:
        mac = hmac.new(b"", b"{}", "sha256").hexdigest()
        with pytest.raises(Forged):
            Forgejo(server.access).verify({"X-Forgejo-Signature": mac}, b"{}")
