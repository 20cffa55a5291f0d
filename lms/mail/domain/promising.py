from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from lms.core import jobs
from lms.mail.domain.rendering import render
from lms.mail.models import Message

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

ABOUT_ACCOUNTS = "account/"  # templates in this folder speak of somebody's account, many of them with a code


@transaction.atomic
def promise_message(
    *,
    key: str,
    to: str,
    language: str,
    template: str,
    context: dict[str, Any],
    now: datetime,
    person: "AbstractBaseUser | None" = None,
    unsubscribe: str = "",
    calendar: str = "",
    is_secret: bool = False,
) -> Message:
    """Writes the outbox row, and the job that sends it, in the caller's transaction; answers the row.

    A second promise under the same key writes and sends nothing, whatever it says: the first one stands.
    ``unsubscribe`` is an address that ends such mail when it is posted to, without a question.
    ``calendar`` is an iCalendar file with a METHOD and this recipient as its one ATTENDEE.
    ``is_secret``: a link in it lets whoever has it decide something; mail about accounts is secret without it.
    ``template`` names templates/mail/<template>.txt. Plain values only in ``context``: every string becomes one line.
    """
    kept = Message.objects.filter(key=key).first()
    if kept:
        return kept
    rendered = render(template, language, context)
    try:
        with transaction.atomic():  # a savepoint: the conflict must not break the caller's transaction
            message = Message.objects.create(
                key=key,
                message_id=message_id_for(key),
                person_id=person.pk if person else None,
                to=to,
                language=language,
                template=template,
                unsubscribe=unsubscribe,
                calendar=calendar,
                is_secret=is_secret or template.startswith(ABOUT_ACCOUNTS),
                promised_at=now,
                subject=rendered.subject,
                text=rendered.text,
                html=rendered.html,
            )
    except IntegrityError:
        kept = Message.objects.filter(key=key).first()
        if kept is None:
            raise  # about something else than the key
        return kept
    jobs.enqueue("mail.send_message", message.pk, dedupe=job_key(message.pk))
    return message


def message_id_for(key: str) -> str:
    """The same key always gets the same Message-ID, and nobody outside can guess one."""
    digest = salted_hmac("mail.message-id", key, algorithm="sha256").hexdigest()[:40]
    return f"<{digest}@{settings.SITE_HOST or 'localhost'}>"


def job_key(message_pk: int) -> str:
    return f"mail:{message_pk}"
