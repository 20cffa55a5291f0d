import pytest
from django.urls import reverse

from lms.core import jobs
from lms.mail.enums import MessageState
from lms.mail.models import Message

pytestmark = pytest.mark.django_db
LIST = "/cms/mail/"


@pytest.fixture
def desk(client, administrator, enter_editor):
    return enter_editor(client, administrator)


def detail(message):
    return reverse("mail_desk:detail", args=[message.pk])


def test_message_list_shows_what_left_and_what_failed_and_why(desk, promise, server):
    promise("good", context={"name": "Beto"}, to="beto@example.org")
    jobs.drain()
    server.answers = {"RCPT": ["550 nobody here"]}
    promise("bad", context={"name": "Carmen"}, to="carmen@example.org")
    jobs.drain()

    page = desk.get(LIST).content.decode()
    for words in ("Sign out: Beto", "beto@example.org", "Sign out: Carmen", "recipient refused 550"):
        assert words in page

    only_failed = desk.get(LIST, {"state": "failed"}).content.decode()
    assert "carmen@example.org" in only_failed
    assert "beto@example.org" not in only_failed


@pytest.mark.parametrize("count", [1, 3])
def test_message_list_asks_as_often_for_many_as_for_one(desk, promise, django_assert_num_queries, count):
    for number in range(count):
        promise(str(number))
    desk.get(LIST)

    with django_assert_num_queries(12):
        desk.get(LIST)


def test_message_detail_shows_the_text_but_never_of_mail_about_an_account(desk, promise):
    plain = promise("plain", context={"name": "Beto"})
    secret = promise("secret", template="account/code", context={"code": "BCDF-GHJK"})

    assert "Hello Beto." in desk.get(detail(plain)).content.decode()
    page = desk.get(detail(secret)).content.decode()
    assert "BCDF-GHJK" not in page
    assert "Your code" in page


def test_send_message_again_is_offered_for_failed_mail_and_sends_it(desk, promise, server):
    server.answers = {"RCPT": ["550 no"]}
    message = promise()
    jobs.drain()
    assert reverse("mail_desk:again", args=[message.pk]) in desk.get(detail(message)).content.decode()

    answer = desk.post(reverse("mail_desk:again", args=[message.pk]), follow=True)
    jobs.drain()

    assert "goes out again" in answer.content.decode()
    assert Message.objects.get().state == MessageState.SENT


def test_send_message_again_says_why_it_cannot(desk, promise):
    message = promise()

    answer = desk.post(reverse("mail_desk:again", args=[message.pk]), follow=True)

    assert "Only a message that failed can be sent again." in answer.content.decode()
    assert Message.objects.get().state == MessageState.WAITING


@pytest.mark.parametrize("who", ["trainer", "editor", "committee_member"])
def test_mail_desk_is_for_administrators_alone(client, request, promise, enter_editor, who):
    message = promise()
    enter_editor(client, request.getfixturevalue(who))

    # Wagtail answers a refusal under /cms/ by going to its first page, which says so.
    answers = [
        client.get(LIST),
        client.get(detail(message)),
        client.post(reverse("mail_desk:again", args=[message.pk])),
    ]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/cms/")] * 3
