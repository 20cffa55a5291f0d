"""The demo's term: made once, around today, with everything that a visitor should see."""

from datetime import UTC, datetime

import pytest

from lms.accounts.models import Chapter
from lms.portal.domain.demo_workshops import load_term
from tests.factories.people import make_person
from tests.factories.site import make_site
from workshops.enums import AssignmentState, RegistrationState, StaffRole
from workshops.models import Assignment, FeedbackAnswer, FeedbackGiven, Registration, Series, Session
from workshops.rules.readiness import readiness_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# A Thursday before the session of that day, a Sunday, the first Saturday of a month, and the week in which clocks go back.
MOMENTS = ("2026-11-26T08:00", "2027-02-28T23:30", "2027-03-06T12:30", "2026-11-01T05:30")


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_term_is_alive_whatever_day_it_is(moment: str) -> None:
    make_site()
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    lead, learners = make_person("Carmen"), [make_person("Alicia"), make_person("Beto", time_zone="America/New_York")]

    assert load_term(organiser=lead, learners=learners, now=now) == 20
    assert load_term(organiser=lead, learners=learners, now=now) == 0

    assert Series.objects.count() == 3
    assert set(Chapter.objects.values_list("slug", flat=True)) == {
        "brooklyn",
        "ciudad-de-mexico",
        "oaxaca",
        "online",
    }
    assert Session.objects.filter(ends_at__lte=now).count() >= 3
    assert Session.objects.filter(starts_at__gt=now).count() >= 10
    waiting = Registration.objects.filter(state=RegistrationState.WAITLISTED)
    assert sorted(waiting.values_list("place", flat=True)) == [1, 2]
    told = FeedbackGiven.objects.values_list("session", flat=True)
    assert set(Session.objects.filter(ends_at__lte=now).values_list("pk", flat=True)) == set(told)
    assert FeedbackAnswer.objects.filter(question="keep").exists()
    lacking = readiness_of(list(Session.objects.filter(starts_at__gt=now, series__is_interpreted=True)))
    assert all(lacking.values())  # an interpreter is missing in each of them
    interpreters = Assignment.objects.filter(role=StaffRole.INTERPRETER, state=AssignmentState.ACCEPTED)
    assert interpreters.values("person").distinct().count() == 2
