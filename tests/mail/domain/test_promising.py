from datetime import timedelta

import pytest
from django.db import transaction

from lms.core.jobs.models import Job
from lms.mail.domain import promise_message
from lms.mail.enums import MessageState
from lms.mail.models import Message
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_promise_message_writes_the_row_and_its_job(promise):
    message = promise()

    kept = Message.objects.get()
    assert (kept.pk, kept.state, kept.subject, kept.to) == (
        message.pk,
        MessageState.WAITING,
        "Sign out: Alicia",
        "alicia@example.org",
    )
    assert [(job.task, job.args) for job in Job.objects.all()] == [("mail.send_message", [message.pk])]


def test_promise_message_twice_with_one_key_keeps_the_first(promise):
    first = promise("invitation:7")
    second = promise("invitation:7", context={"name": "Beto"}, now=NOW + timedelta(days=1))

    assert second == first
    assert Message.objects.get().subject == "Sign out: Alicia"
    assert Job.objects.count() == 1


def test_promise_message_goes_with_the_callers_transaction(promise):
    with transaction.atomic():
        promise()
        transaction.set_rollback(True)

    assert not Message.objects.exists()
    assert not Job.objects.exists()


def test_promise_message_derives_a_stable_message_id_that_nobody_can_guess(promise, settings):
    message = promise("award:3")
    Message.objects.all().delete()
    again = promise("award:3")

    assert again.message_id == message.message_id
    assert again.message_id.endswith("@testserver>")
    assert "award" not in again.message_id
    settings.SECRET_KEY = "another " * 10
    Message.objects.all().delete()
    assert promise("award:3").message_id != message.message_id


def test_promise_message_writes_in_the_recipients_language_whatever_the_page_speaks(promise):
    message = promise(language="es", template="account/login_code", context={"code": "BCDF-GHJK"})

    assert message.language == "es"
    assert "BCDF-GHJK" in message.text
    assert "Here is the code" not in message.text  # the Spanish catalogue speaks
    assert 'lang="es"' in message.html


def test_promise_message_refuses_a_template_without_a_subject(settings, tmp_path):
    (tmp_path / "templates" / "mail" / "bare.txt").write_text("Hello.\n")

    with pytest.raises(ValueError, match=r"mail/bare\.txt does not begin"):
        promise_message(key="k", to="a@example.org", language="en", template="bare", context={}, now=NOW)
    assert not Message.objects.exists()


def test_promise_message_marks_what_speaks_of_accounts_as_secret(promise):
    assert promise("a", template="account/code", context={"code": "BCDF"}).is_secret
    assert not promise("b").is_secret
