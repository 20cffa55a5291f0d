"""A message with an invitation, as it reaches a mail server (RFC 6047)."""

from datetime import timedelta

import pytest

from lms.mail.domain import empty_bodies, send_message
from lms.mail.enums import MessageState
from lms.mail.models import Message
from lms.mail.queries import newest_messages
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:%s\r\nX-WORDS:Núria y compañía 🌊\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_one_form_of_the_message_and_an_attachment(promise, server, method):
    calendar = CALENDAR % method
    message = promise(calendar=calendar)

    assert send_message(message_id=message.pk, now=NOW) == MessageState.SENT

    [mail] = server.received
    assert mail.get_content_type() == "multipart/mixed"
    forms, file = mail.iter_parts()
    assert forms.get_content_type() == "multipart/alternative"
    plain, html, invitation = forms.iter_parts()
    assert [part.get_content_type() for part in (plain, html, invitation)] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert invitation["Content-Type"].params == {"method": method, "charset": "utf-8"}
    assert invitation.get_content().replace("\r\n", "\n").strip() == calendar.replace("\r\n", "\n").strip()
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_content() == calendar.encode()


def test_a_message_without_an_invitation_stays_as_it_was(promise, server):
    send_message(message_id=promise().pk, now=NOW)

    [mail] = server.received
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_file_that_says_no_method_is_not_sent(promise, server):
    message = promise(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")

    assert send_message(message_id=message.pk, now=NOW) == MessageState.FAILED
    assert server.received == []


def test_the_file_goes_when_the_bodies_go(promise, server):
    message = promise(calendar=CALENDAR % "REQUEST")
    send_message(message_id=message.pk, now=NOW)

    assert empty_bodies(now=NOW + timedelta(days=31)) == 1

    assert Message.objects.get(pk=message.pk).calendar == ""


def test_the_list_of_the_desk_reads_no_files(promise):
    promise(calendar=CALENDAR % "REQUEST")

    assert "calendar" in newest_messages().get().get_deferred_fields()
