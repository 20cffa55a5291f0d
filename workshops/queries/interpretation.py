"""On which channels people hear a session, and what its interpreters have to prepare themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from lms.content.enums import Language
from workshops.enums import LIVE, TAKING_PLACE, ChannelKind, Spoken, StaffRole
from workshops.models import Assignment, PackItem, PackReceipt, Registration, ReleaseOffer, Session
from workshops.queries.commitments import with_session

PACK_BEFORE = timedelta(days=3)  # when the pack is due
PATIENCE = timedelta(days=1)  # how long nobody minds that it is not acknowledged
OTHER = {Language.ENGLISH: Language.SPANISH, Language.SPANISH: Language.ENGLISH}


@dataclass(frozen=True)
class Channel:
    """``address``: a web address or a telephone number. ``language``: what is heard there; empty for both languages.
    ``label`` is in the language of whoever reads it."""

    kind: ChannelKind
    language: str
    address: str
    label: str


def channels_of(session: Session, language: str) -> list[Channel]:
    """Where the session is heard, what a reader of ``language`` understands first. For page, mail and calendar alike.

    Whoever shows it decides whether the reader may know the addresses yet.
    """
    spoken = "" if session.spoken == Spoken.BOTH else session.spoken
    into = OTHER[Language(spoken)] if spoken else Language(language)
    with translation.override(language):
        found = [
            Channel(ChannelKind.MAIN, spoken, session.meeting_link, _main(spoken)),
            Channel(ChannelKind.INTERPRETATION, into, session.interpretation_link, _interpreted(into)),
            # Translators: a channel: taking part by telephone
            Channel(ChannelKind.TELEPHONE, spoken, session.telephone, _("By telephone")),
        ]
    heard = [one for one in found if one.address]
    return sorted(heard, key=lambda one: one.language not in ("", language))  # stable: main room, then the others


def _main(spoken: str) -> str:
    if not spoken:
        return _("Main room, in both languages")
    return _("Main room, in English") if spoken == Language.ENGLISH else _("Main room, in Spanish")


def _interpreted(into: str) -> str:
    return _("Interpretation into English") if into == Language.ENGLISH else _("Interpretation into Spanish")


def has_listeners(session: Session) -> bool:
    """Whether anybody who has a seat or waits for one needs interpretation."""
    return Registration.objects.filter(session=session, state__in=LIVE).exclude(listens_in="").exists()


def interpreters_of(session: Session) -> list[Assignment]:
    rows = Assignment.objects.of_staff().accepted().filter(session=session, role=StaffRole.INTERPRETER)
    return list(with_session(rows).order_by("pk"))


def pack_of(session: Session) -> list[PackItem]:
    """The glossary and the slides, of its series and its own."""
    return list(PackItem.objects.filter(Q(session=session) | Q(series=session.series_id)))


def packs_due(now: datetime) -> list[Session]:
    """Sessions whose interpreters should have what there is."""
    due = Session.objects.filter(state__in=TAKING_PLACE, starts_at__gt=now, starts_at__lte=now + PACK_BEFORE)
    has_interpreters = Assignment.objects.accepted().filter(role=StaffRole.INTERPRETER).values("session")
    return list(due.filter(pk__in=has_interpreters).order_by("pk"))


@dataclass(frozen=True)
class PackState:
    """Of one interpreter in one session, as the board shows it."""

    has_items: bool
    sent_at: datetime | None
    acknowledged_at: datetime | None
    is_overdue: bool


def pack_states(sessions: Iterable[Session], now: datetime) -> dict[int, PackState]:
    """Assignment key → how far its pack is. Four queries, however many sessions."""
    known = {one.pk: one for one in sessions}
    items = PackItem.objects.filter(Q(session__in=known) | Q(series__in={one.series_id for one in known.values()}))
    with_own = set(items.filter(session__isnull=False).values_list("session_id", flat=True))
    with_series = set(items.filter(series__isnull=False).values_list("series_id", flat=True))
    rows = Assignment.objects.accepted().filter(session__in=known, role=StaffRole.INTERPRETER)
    receipts = {one.assignment_id: one for one in PackReceipt.objects.filter(assignment__session__in=known)}
    found = {}
    for pk, session_id in rows.values_list("pk", "session_id"):
        session, receipt = known[session_id], receipts.get(pk)
        has_items = session_id in with_own or session.series_id in with_series
        found[pk] = _state(session, receipt, now, has_items=has_items)
    return found


def _state(session: Session, receipt: PackReceipt | None, now: datetime, *, has_items: bool) -> PackState:
    if receipt is None:
        return PackState(has_items, None, None, is_overdue=now >= session.starts_at - PACK_BEFORE)
    late = receipt.acknowledged_at is None and now - receipt.sent_at > PATIENCE
    return PackState(has_items, receipt.sent_at, receipt.acknowledged_at, is_overdue=late)


def release_by_key(number: int) -> ReleaseOffer | None:
    rows = ReleaseOffer.objects.select_related("assignment__session__series", "assignment__person")
    return rows.filter(pk=number).first()


def interpreter_by_key(number: int) -> Assignment | None:
    rows = Assignment.objects.accepted().filter(role=StaffRole.INTERPRETER, pk=number)
    return with_session(rows).first()
