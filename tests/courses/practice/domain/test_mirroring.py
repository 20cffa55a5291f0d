from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from courses.practice.domain import mirroring, searching, source_settings
from courses.practice.domain.sealed import access_of, open_ticket
from courses.practice.domain.source_settings import Reached
from courses.practice.errors import ImpossibleTracker
from courses.practice.models import Consent, MirroredTicket, TrackerSource, WebhookSeen
from courses.practice.queries import desk
from courses.practice.rules.reading import language_of
from lms.core.jobs.models import Job
from tests.courses.practice.trackers.proxy import Proxy
from tests.courses.practice.trackers.real_trac import TracServer
from tests.factories.people import MONDAY, later
from tests.factories.practice import comment, make_assignment, make_mentor, make_source, mirror, read_ticket

pytestmark = pytest.mark.django_db
LEAVE = "Hello, I am Ana Robles (ana@huerta.org, 555 867 5309). The site huerta.org is down; password: hunter2hunter2"


@pytest.fixture
def proxy(trac_server: TracServer, reachable: None) -> Iterator[Proxy]:
    proxy = Proxy(trac_server.access.address)
    yield proxy
    proxy.close()


def test_what_is_searchable_holds_nobody_and_the_rest_is_sealed() -> None:
    [ticket] = mirror(make_source(), read_ticket(text=LEAVE, labels=("web", "ana@huerta.org")))
    everything = " ".join(str(value) for value in MirroredTicket.objects.values_list().get())
    for secret in ("ana@", "Robles", "867", "hunter2"):
        assert secret not in everything, secret
    assert "down" in ticket.searchable
    assert open_ticket(ticket).text == LEAVE
    assert [one.pk for one in desk.tickets(desk.EVERY, "down", MONDAY)] == [ticket.pk]
    assert not desk.tickets(desk.EVERY, "hunter2hunter2", MONDAY).exists()


def test_reading_twice_changes_nothing() -> None:
    source = make_source()
    mirror(source, read_ticket(comments=(comment("desk", "Look at the log"),)))
    before = MirroredTicket.objects.values_list().get()
    mirror(source, read_ticket(comments=(comment("desk", "Look at the log"),)), now=later(9))
    assert MirroredTicket.objects.values_list().get() == before


def test_a_change_within_the_same_second_is_not_missed() -> None:
    source = make_source()
    mirror(source, read_ticket())
    [ticket] = mirror(source, read_ticket(comments=(comment("ana", "Also the mail"),)))
    assert ticket.comment_count == 1


def test_whose_turn_it_is_and_since_when() -> None:
    source = make_source()
    said = (
        comment("ana", "Anybody?", later(10)),
        comment("desk", "Which page?", later(20)),
        comment("desk", "And since when?", later(30)),
        comment("ana", "The first.", later(40)),
    )
    turns = []
    for count in range(5):
        [ticket] = mirror(source, read_ticket(token=str(count), comments=said[:count]))
        turns.append((ticket.waits_on, ticket.waiting_since, ticket.answered_at))
    assert turns == [
        ("desk", MONDAY, None),
        ("desk", MONDAY, None),
        ("member", later(20), later(20)),
        ("member", later(20), later(20)),
        ("desk", later(40), later(20)),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Since the update we have a white page", "en"),
        ("Desde la actualización tenemos una página en blanco", "es"),
        ("PHP Fatal error: Allowed memory size", "en"),
        ("Ayuda por favor, el correo no llega", "es"),
    ],
)
def test_the_language_of_a_ticket(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_failure_waits_longer_each_time_and_says_nothing_of_the_server(proxy: Proxy, trac_server: TracServer) -> None:
    source = make_source(replace(trac_server.access, address=proxy.address))
    with proxy.always("garbage"):
        waits = []
        now = MONDAY
        for _ in range(9):
            mirroring.poll(source_pk=source.pk, now=now)
            source.refresh_from_db()
            waits.append((mirroring.next_poll(source) - now) // timedelta(minutes=1))
            now = mirroring.next_poll(source)
    assert waits == [10, 20, 40, 80, 160, 320, 360, 360, 360]
    assert (source.failures, source.last_failure) == (9, "TrackerError")
    mirroring.poll(source_pk=source.pk, now=now)
    source.refresh_from_db()
    assert (source.failures, source.last_failure) == (0, "")


def test_a_poll_that_ends_half_way_is_gone_on_with(proxy: Proxy, trac_server: TracServer) -> None:
    numbers = [trac_server.create(f"Ticket {one}", "Text") for one in range(3)]
    source = make_source(replace(trac_server.access, address=proxy.address))
    for request_number in range(5):
        proxy.pass_on(request_number)
        proxy.fail()
        mirroring.poll(source_pk=source.pk, now=later(request_number))
        proxy.as_usual()
    mirroring.poll(source_pk=source.pk, now=later(10))
    assert set(numbers) <= set(source.tickets.values_list("number", flat=True))
    assert source.tickets.count() == source.tickets.values("number").distinct().count()


def test_what_was_deleted_there_is_forgotten_here(trac_server: TracServer, reachable: None) -> None:
    number = trac_server.create("To be deleted", "Ana Robles was here")
    source = make_source(trac_server.access)
    mirroring.poll(source_pk=source.pk, now=MONDAY)
    trac_server.delete(number)
    mirroring.poll(source_pk=source.pk, now=MONDAY + timedelta(days=6))
    ticket = MirroredTicket.objects.get(number=number)
    assert ticket.gone_at is None
    mirroring.poll(source_pk=source.pk, now=MONDAY + timedelta(days=7))
    ticket.refresh_from_db()
    assert (ticket.gone_at, ticket.sealed, ticket.searchable) == (MONDAY + timedelta(days=7), "", "")


def test_one_that_is_too_large_to_read_keeps_nobody_from_being_forgotten(proxy: Proxy, trac_server: TracServer) -> None:
    large, small, _stays = [trac_server.create(f"Ticket {one}", "Ana Robles was here") for one in range(3)]
    source = make_source(replace(trac_server.access, address=proxy.address))
    mirroring.poll(source_pk=source.pk, now=MONDAY)
    before = len(proxy.seen)
    mirroring.poll(source_pk=source.pk, now=MONDAY + timedelta(days=7))
    trac_server.delete(large)
    trac_server.delete(small)

    proxy.pass_on(len(proxy.seen) - before)
    proxy.once("bomb")
    mirroring.poll(source_pk=source.pk, now=MONDAY + timedelta(days=14))

    kept = source.tickets.get(number=large)
    assert (kept.gone_at, source.tickets.get(number=small).gone_at) == (None, MONDAY + timedelta(days=14))


def test_a_hook_wakes_the_poller_once() -> None:
    source = make_source()
    Job.objects.all().delete()
    assert mirroring.receive_hook(source=source, delivery="abc", now=MONDAY)
    assert not mirroring.receive_hook(source=source, delivery="abc", now=later(1))
    assert Job.objects.filter(task="practice.poll", args=[source.pk]).count() == 1
    mirroring.poll_due(now=MONDAY + timedelta(days=31))
    assert not WebhookSeen.objects.exists()


def test_after_a_change_of_the_key_everything_is_read_again(
    trac_server: TracServer, reachable: None, settings: Any
) -> None:
    number = trac_server.create("Sealed", "Text")
    source = make_source(trac_server.access)
    mirroring.poll(source_pk=source.pk, now=MONDAY)
    settings.SECRET_KEY = "y" * 60
    mirroring.poll(source_pk=source.pk, now=later(10))
    source.refresh_from_db()
    assert source.last_failure == "NotAllowed"
    moved = Reached("Desk", "trac", source.address, source.login, secret=trac_server.access.secret)
    source = source_settings.save_source(source=source, reached=moved, now=later(20))
    mirroring.poll(source_pk=source.pk, now=later(20))
    assert open_ticket(MirroredTicket.objects.get(number=number)).title == "Sealed"


def reached(source: TrackerSource, **changes: Any) -> Reached:
    return replace(Reached("Desk", "trac", source.address, "vereda", closing_action="resolve"), **changes)


def test_secrets_are_kept_unless_the_address_moves() -> None:
    source = make_source()
    source = source_settings.save_source(source=source, reached=reached(source, name="Support"), now=MONDAY)
    assert (source.name, access_of(source).secret) == ("Support", "secret")
    moved = reached(source, address="https://elsewhere.example.org")
    source = source_settings.save_source(source=source, reached=moved, now=MONDAY)
    assert access_of(source).secret == ""


@pytest.mark.parametrize(
    "address",
    [
        "",
        "desk.example.org",
        "http://desk.example.org",
        "ftp://desk.example.org",
        "https://a:b@desk.example.org",
        "https://\x00",
    ],
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ImpossibleTracker):
        make_source(name="Desk", address=address)


@pytest.mark.slow
def test_the_actions_that_close_are_told(trac_server: TracServer, reachable: None) -> None:
    source = make_source(trac_server.access)
    assert source_settings.closing_actions(source) == []
    trac_server.create("Printer on fire", "It burns.")
    mirroring.poll(source_pk=source.pk, now=MONDAY)
    assert "resolve" in [one.key for one in source_settings.closing_actions(source)]


def test_another_ticket_under_the_same_number_has_nobodys_consent(db: None) -> None:
    """As where somebody typed in the address of another tracker, or the old one was set up anew."""
    source, mentor = make_source(), make_mentor()
    assignment = make_assignment(mentor, mirror(source, read_ticket("1", created_at=later(-5)))[0])
    [other] = mirror(source, read_ticket("1", text="Somebody else's trouble", created_at=MONDAY, token="9"))
    old = assignment.ticket
    assert old is not None
    old.refresh_from_db()
    assert (other == old, Consent.objects.filter(ticket=other).exists()) == (False, False)
    assert (old.gone_at, old.sealed, old.number) == (MONDAY, "", f"1 ({old.pk})")
    assert Job.objects.filter(task="practice.purge", args=[old.pk]).exists()
    mirror(source, read_ticket("1", text="Somebody else's trouble", created_at=MONDAY, token="10"))
    assert MirroredTicket.objects.count() == 2


def test_what_is_searchable_follows_by_a_job_and_never_an_old_text(db: None) -> None:
    source = make_source()
    mirroring.keep_batch(
        source, [read_ticket("1"), read_ticket("2", title="ana@huerta.org: no mail")], mark="", now=MONDAY
    )
    assert Job.objects.filter(task="practice.make_searchable", args=[source.pk]).count() == 1
    assert set(MirroredTicket.objects.values_list("searchable", flat=True)) == {""}
    assert searching.make_searchable(source_pk=source.pk) == 2
    assert searching.make_searchable(source_pk=source.pk) == 0
    titles = [desk.stripped_title(one) for one in MirroredTicket.objects.order_by("number")]
    assert titles[0] == "Site down"
    assert ("no mail" in titles[1], "ana@" in titles[1]) == (True, False)
    mirroring.keep_batch(source, [read_ticket("1", title="The disk is full", token="2")], mark="", now=later(1))
    assert list(MirroredTicket.objects.filter(is_searchable=False).values_list("number", flat=True)) == ["1"]
    assert searching.make_searchable(source_pk=source.pk) == 1
    assert desk.stripped_title(MirroredTicket.objects.get(number="1")) == "The disk is full"


def test_a_ticket_that_comes_twice_in_a_batch_is_kept_as_it_was_last(db: None) -> None:
    source = make_source()
    twice = [read_ticket("1"), read_ticket("1", title="Still down", token="2")]
    assert mirroring.keep_batch(source, twice, mark="5", now=MONDAY) == 1
    assert open_ticket(MirroredTicket.objects.get()).title == "Still down"


def test_many_tickets_are_made_searchable_in_turns(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "AT_ONCE", 2)
    source = make_source()
    mirroring.keep_batch(source, [read_ticket(str(number)) for number in range(5)], mark="", now=MONDAY)
    assert [searching.make_searchable(source_pk=source.pk) for _ in range(4)] == [2, 2, 1, 0]
