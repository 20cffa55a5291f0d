import hmac
from collections.abc import Callable, Iterator

import pytest

from courses.practice.trackers.github import api_of
from courses.practice.trackers.port import Access, Check, NoSuchTicket, NotAllowed, Tracker
from tests.courses.practice.trackers.calls import MARKER, REPLY, read
from tests.courses.practice.trackers.contract_attachments import NoAttachments
from tests.courses.practice.trackers.fakes.base import SECRET, running
from tests.courses.practice.trackers.fakes.github import MISSING, FakeGitHub
from tests.courses.practice.trackers.forge_oddities import ForgeOddities

SERVER = "GitHub 3.15.2"


@pytest.fixture
def server() -> Iterator[FakeGitHub]:
    with running(FakeGitHub()) as fake:
        yield fake
        assert fake.strange == []


@pytest.mark.slow
class TestGitHub(ForgeOddities, NoAttachments):
    home = "/api/v3/repos/helpers/desk"
    signed_in = {"authorization": f"Bearer {SECRET}"}
    asked_by_check = "/api/v3/user"

    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        mac = hmac.new(access.hook_secret.encode(), body, "sha256").hexdigest()
        return {"X-Hub-Signature-256": f"sha256={mac}", "X-GitHub-Delivery": delivery}

    def test_pull_requests_are_no_tickets(self, server: FakeGitHub, tracker: Tracker, number: str) -> None:
        request = server.create("Fix the printer", "Text")
        server.tickets[int(request)].is_request = True
        assert [ticket.number for ticket in read(tracker)[0]] == [number]
        assert list(tracker.numbers()) == [number]
        with pytest.raises(NoSuchTicket):
            tracker.answer(request, REPLY, marker=MARKER)
        assert server.comments(request) == []

    def test_who_deleted_their_account_has_no_name(self, server: FakeGitHub, tracker: Tracker) -> None:
        assert tracker.get(server.create("Title", "Text", reporter="")).reporter == ""

    def test_not_found_can_mean_not_allowed(
        self, server: FakeGitHub, tracker_as: Callable[[Access], Tracker], number: str
    ) -> None:
        server.refusal = MISSING
        with pytest.raises(NotAllowed):
            tracker_as(server.access_without_rights()).answer(number, REPLY, marker=MARKER)

    @pytest.mark.parametrize(
        ("scopes", "rights", "missing", "too_much"),
        [
            ("public_repo", {}, (), ()),
            ("repo, gist", {"push": True, "admin": True}, (), ("repo", "gist", "push", "admin")),
            ("", {"triage": False}, ("triage", "public_repo"), ()),
            (None, {"push": True}, (), ()),
            (None, {"triage": False}, ("triage",), ()),
        ],
    )
    def test_rights(
        self,
        server: FakeGitHub,
        tracker: Tracker,
        scopes: str | None,
        rights: dict[str, bool],
        missing: tuple[str, ...],
        too_much: tuple[str, ...],
    ) -> None:
        server.scopes = scopes
        server.rights |= rights
        assert tracker.check() == Check(SERVER, "vereda", missing, too_much)


def test_github_itself_has_its_api_elsewhere() -> None:
    assert api_of("https://github.com/") == "https://api.github.com"
    assert api_of("https://github.example.org/") == "https://github.example.org/api/v3"
