from datetime import timedelta

import pytest

from lms.core import health, jobs
from lms.mail.queries import age_of_oldest_unsent, counts_by_state
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_age_of_oldest_unsent_counts_from_the_promise(promise, mailoutbox):
    assert age_of_oldest_unsent(NOW) == timedelta(0)
    promise("a", now=NOW - timedelta(minutes=7))
    promise("b")
    assert age_of_oldest_unsent(NOW) == timedelta(minutes=7)
    assert counts_by_state() == {"waiting": 2, "sending": 0, "sent": 0, "failed": 0}
    jobs.drain()
    assert age_of_oldest_unsent(NOW) == timedelta(0)
    assert counts_by_state() == {"waiting": 0, "sending": 0, "sent": 2, "failed": 0}


def test_readyz_names_an_outbox_that_stands_still(promise):
    promise(now=NOW)

    assert "outbox" not in health.examine(NOW + timedelta(minutes=5)).problems
    assert health.examine(NOW + timedelta(minutes=6)).problems["outbox"] == (
        "A message has waited for 6 minutes to be sent."
    )
