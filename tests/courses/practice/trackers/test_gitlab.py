from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from courses.practice.trackers.gitlab import GitLab
from courses.practice.trackers.port import Access, Check, Forged, Tracker
from tests.courses.practice.trackers.calls import read
from tests.courses.practice.trackers.contract_attachments import NoAttachments
from tests.courses.practice.trackers.fakes.base import SECRET, running
from tests.courses.practice.trackers.fakes.gitlab import FakeGitLab
from tests.courses.practice.trackers.forge_oddities import ForgeOddities


@pytest.fixture
def server() -> Iterator[FakeGitLab]:
    with running(FakeGitLab()) as fake:
        yield fake
        assert fake.strange == []


@pytest.mark.slow  # of the forges, GitHub stands in the fast part
class TestGitLab(ForgeOddities, NoAttachments):
    home = "/api/v4/projects/helpers%2Fdesk"
    signed_in = {"private-token": SECRET}
    asked_by_check = "/api/v4/personal_access_tokens/self"
    talk = "notes"

    def sign(self, access: Access, body: bytes, delivery: str) -> dict[str, str]:
        return {"X-Gitlab-Token": access.hook_secret, "X-Gitlab-Event": "Issue Hook", "Idempotency-Key": delivery}

    def test_a_comment_that_does_not_move_the_moment_of_change_is_seen(
        self, server: FakeGitLab, tracker: Tracker
    ) -> None:
        """GitLab moves it once a minute; another ticket that changed since has moved the mark."""
        server.tick = timedelta(seconds=14)
        number = server.create("First", "Text")
        for _ in range(3):
            server.create("Another", "Text")
        before, mark = read(tracker)
        server.comment(number, "Within the minute")
        changed = {ticket.number: ticket for ticket in read(tracker, mark)[0]}
        [old] = [ticket for ticket in before if ticket.number == number]
        assert changed[number].changed_at == old.changed_at
        assert [comment.text for comment in changed[number].comments] == ["Within the minute"]
        assert changed[number].token != old.token

    def test_what_is_not_said_to_everybody_is_left_out(self, server: FakeGitLab, tracker: Tracker, number: str) -> None:
        held = server.tickets[int(number)]
        server.say(held, "changed the description", is_system=True)
        server.say(held, "Between us", is_internal=True)
        server.say(held, "Hello")
        assert [comment.text for comment in tracker.get(number).comments] == ["Hello"]

    def test_a_confidential_issue_is_private(self, server: FakeGitLab, tracker: Tracker, number: str) -> None:
        server.tickets[int(number)].is_private = True
        assert tracker.get(number).is_private
        assert tracker.get(number).labels == ("printing",)

    @pytest.mark.parametrize(
        ("scopes", "level", "missing", "too_much"),
        [
            (["api", "read_user"], 20, (), ()),
            (["api", "write_repository", "sudo"], 40, (), ("write_repository", "sudo", "Maintainer")),
            (["read_api"], 10, ("api", "Planner"), ()),
            (["api"], 50, (), ("Owner",)),
        ],
    )
    def test_rights(
        self,
        server: FakeGitLab,
        tracker: Tracker,
        scopes: list[str],
        level: int,
        missing: tuple[str, ...],
        too_much: tuple[str, ...],
    ) -> None:
        server.scopes, server.level = scopes, level
        assert tracker.check() == Check("GitLab 17.9.1-ee", "vereda", missing, too_much)

    def test_a_webhook_of_an_older_server(self, server: FakeGitLab) -> None:
        receiver = GitLab(replace(server.access, hook_secret="ours"))
        assert receiver.verify({"X-Gitlab-Token": "ours", "X-Gitlab-Event-UUID": "one"}, b"{}") == "one"
        names = {receiver.verify({"X-Gitlab-Token": "ours"}, body) for body in (b"{}", b"[]", b"{}")}
        assert len(names) == 2

    @pytest.mark.parametrize("headers", [{}, {"X-Gitlab-Token": ""}])
    def test_without_a_secret_nothing_is_signed(self, server: FakeGitLab, headers: dict[str, str]) -> None:
        with pytest.raises(Forged):
            GitLab(server.access).verify(headers, b"{}")
