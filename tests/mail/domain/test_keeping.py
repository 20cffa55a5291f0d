from datetime import timedelta

import pytest

from lms.core import jobs
from lms.mail.domain import empty_bodies
from lms.mail.models import Message
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_empty_bodies_deletes_codes_after_a_day_and_the_rest_after_a_month(promise, mailoutbox):
    promise("secret", template="account/code", context={"code": "BCDF-GHJK"})
    promise("plain")
    promise("young secret", template="account/code", context={"code": "LMNP-QRST"}, now=NOW + timedelta(hours=20))
    jobs.drain()

    assert empty_bodies(now=NOW + timedelta(days=1)) == 1
    assert sorted(Message.objects.with_body().values_list("key", flat=True)) == ["plain", "young secret"]
    assert empty_bodies(now=NOW + timedelta(days=31)) == 2
    assert set(Message.objects.values_list("text", "html")) == {("", "")}


def test_empty_bodies_leaves_what_still_waits(promise):
    promise("secret", template="account/code", context={"code": "BCDF-GHJK"})

    assert empty_bodies(now=NOW + timedelta(days=2)) == 0
    assert "BCDF-GHJK" in Message.objects.get().text
