"""Awards follow from the record: never given here by hand, never given twice."""

import base64
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from badges.domain.issuing import promise_credential, tell_anew
from badges.domain.status import promise_list
from badges.domain.versions import current_version
from badges.enums import AWARD_TRANSITIONS, AwardState
from badges.errors import NoReason, OtherState
from badges.models import Achievement, Award, Certificate, StatusList
from lms.core import jobs
from lms.core.moments import zone_of
from lms.mail.domain import promise_message
from lms.records.domain.settling import Facts
from lms.records.enums import Verb
from lms.records.models import Statement

if TYPE_CHECKING:
    from lms.accounts.models import Person


class AwardReader:
    """Completed what an achievement asks for → one award, one certificate, one mail, in one transaction."""

    name = "badges"

    def held(self, person_id: int) -> Facts:
        standing = Award.objects.filter(person_id=person_id, state=AwardState.STANDING)
        return {("award", str(pk)): moment for pk, moment in standing.values_list("achievement_id", "earned_at")}

    def derived(self, person_id: int) -> Facts:
        told = Statement.objects.standing().filter(person_id=person_id, verb=Verb.COMPLETED)
        moments: dict[str, datetime] = {}
        for object_key, moment in told.values_list("object_key", "happened_at"):
            moments.setdefault(object_key, moment)
        # What people took back, the record does not bring back.
        revoked = Award.objects.filter(person_id=person_id, state=AwardState.REVOKED).values("achievement_id")
        asked = Achievement.objects.filter(object_key__in=moments).exclude(pk__in=revoked)
        asked = asked.values_list("pk", "object_key")
        return {("award", str(pk)): moments[object_key] for pk, object_key in asked}

    def settle(self, *, person_id: int, now: datetime) -> None:
        held, derived = self.held(person_id), self.derived(person_id)
        for fact, moment in derived.items():
            if held.get(fact) != moment:
                _give(person_id=person_id, achievement_id=int(fact[1]), earned_at=moment, now=now)
        gone = [int(fact[1]) for fact in held.keys() - derived.keys()]
        for award in Award.objects.filter(person_id=person_id, achievement_id__in=gone).order_by("pk"):
            _set_state(award, AwardState.WITHDRAWN)
        tell_anew(person_id=person_id, now=now)


AWARDS = AwardReader()


def _give(*, person_id: int, achievement_id: int, earned_at: datetime, now: datetime) -> None:
    """The unique row decides who was first; whatever is promised is promised by that one, in the same transaction."""
    with transaction.atomic():
        version = current_version(achievement=Achievement.objects.get(pk=achievement_id), now=now)
        award, is_new = Award.objects.get_or_create(
            person_id=person_id,
            achievement_id=achievement_id,
            defaults={"earned_at": earned_at, "version": version},
        )
        if not is_new:
            Award.objects.filter(pk=award.pk).update(earned_at=earned_at)
            if award.state == AwardState.WITHDRAWN:
                _set_state(award, AwardState.STANDING)
            return
        person = award.person
        certificate = Certificate.objects.create(
            award=award,
            code=new_code(),
            holder_name=person.chosen_name,
            issued_at=now,
            completed_on=earned_at.astimezone(zone_of(person.time_zone) or UTC).date(),
        )
        promise_credential(award=award, language=person.language, now=now)
        jobs.enqueue("badges.render_certificate", certificate.pk, person.language)
        text = award.achievement.texts.filter(language=person.language).first() or award.achievement.texts.first()
        with override(person.language):
            link = settings.SITE_URL + reverse("certificates:certificate", args=[certificate.code])
        promise_message(
            key=f"award:{award.pk}",
            to=person.email,
            language=person.language,
            template="award",
            context={"name": person.chosen_name, "achievement": text.name if text else "", "link": link},
            now=now,
            person=person,
        )


def revoke(*, award: Award, by: "Person", reason: str, now: datetime) -> Award:
    """Taken back by people, with words that stand on the page of the badge. The record stays as it is."""
    if not reason.strip():
        raise NoReason
    if not _set_state(award, AwardState.REVOKED, revoked_at=now, revoked_by=by, reason=reason.strip()):
        raise OtherState
    return award


def reinstate(*, award: Award) -> Award:
    """What was taken back counts again."""
    if award.state != AwardState.REVOKED:
        raise OtherState
    _set_state(award, AwardState.STANDING, revoked_at=None, revoked_by=None, reason="")
    return award


def _set_state(award: Award, state: AwardState, **changes: Any) -> int:
    """What the status lists say of it follows. Answers 0 where it cannot go there, or somebody else moved it meanwhile."""
    if state not in AWARD_TRANSITIONS[AwardState(award.state)]:
        return 0
    with transaction.atomic():
        changed = Award.objects.filter(pk=award.pk, state=award.state).update(state=state, **changes)
        if not changed:
            return 0
        for one in StatusList.objects.filter(credentials__award=award).distinct().order_by("pk"):
            promise_list(one)
    award.refresh_from_db()
    return changed


def new_code() -> str:
    """80 random bits in base32, in four groups: short enough to type, too many to guess."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode()
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


def plain_code(code: str) -> str:
    """What somebody typed → the form in which codes are kept (case, spaces and dashes do not matter; 0→O, 1→I, 8→B)."""
    letters = "".join(c for c in code.upper() if c.isascii() and c.isalnum()).translate(str.maketrans("018", "OIB"))
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))
