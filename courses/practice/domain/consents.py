"""Asking the member who wrote a ticket. Silence is no; a yes can be taken back, and then every copy goes."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from courses.practice.domain.posting import promise_post
from courses.practice.domain.practice_mail import tell_desk_about_consent
from courses.practice.domain.sealed import open_ticket
from courses.practice.enums import CONSENT_TRANSITIONS, ConsentState
from courses.practice.errors import BadLink, NotPossibleNow
from courses.practice.models import Consent, MirroredTicket
from lms.core import jobs
from lms.mail.domain import promise_message

if TYPE_CHECKING:
    from lms.accounts.models import Person

SALT = "practice.consent"
# What stands in the ticket, where its tracker tells no address; as mail there is a template of the same name.
COMMENTS = {
    "practice/ask": _(
        "May people who are learning with us help with this ticket? They would read a copy in which names, "
        "addresses and whatever else tells who you are have been replaced, and a mentor of the support team checks "
        "their answer before you get it. You decide, and you can change your mind later: %(link)s\n\n"
        "If you do not answer, nobody but the support team reads your ticket."
    ),
    "practice/link_again": _(
        "You said that people who are learning with us may help with this ticket. If you change your mind, take your "
        "yes back here, and every copy is taken away within a minute: %(link)s"
    ),
}


def ask_consent(*, ticket: MirroredTicket, language: str, by: "Person", now: datetime) -> Consent:
    """By mail where the tracker tells an address, as a ticket may be read by others; else as a comment in the ticket.
    Asking again makes the link of before useless, and keeps an answer that was given."""
    with transaction.atomic():
        locked = MirroredTicket.objects.select_for_update(no_key=True).get(pk=ticket.pk)
        consent, _new = Consent.objects.select_for_update(no_key=True).get_or_create(
            ticket=locked, defaults={"language": language, "nonce": "", "asked_at": now, "asked_by": by}
        )
        if consent.state == ConsentState.GIVEN:
            raise NotPossibleNow
        consent.nonce, consent.language = secrets.token_hex(16), language
        consent.asked_at, consent.asked_by = now, by
        consent.save(update_fields=["nonce", "language", "asked_at", "asked_by"])
        _send(locked, consent, "practice/ask", now)
    return consent


def send_link_again(*, ticket: MirroredTicket, by: "Person", now: datetime) -> Consent:
    """To a member who said yes and lost the message with which they could take it back. Raises NotPossibleNow."""
    with transaction.atomic():
        consent = Consent.objects.select_for_update(no_key=True).filter(ticket=ticket).first()
        if consent is None or consent.state != ConsentState.GIVEN:
            raise NotPossibleNow
        consent.asked_at, consent.asked_by = now, by
        consent.save(update_fields=["asked_at", "asked_by"])
        _send(ticket, consent, "practice/link_again", now)
    return consent


def _send(ticket: MirroredTicket, consent: Consent, template: str, now: datetime) -> None:
    link = link_for(consent)
    to = open_ticket(ticket).reporter_address
    if to:
        promise_message(
            key=f"{template.replace('/', '.')}:{consent.pk}:{consent.nonce}:{now.isoformat()}",
            to=to,
            language=consent.language,
            template=template,
            context={"number": ticket.number, "link": link},
            now=now,
            is_secret=True,
        )
        return
    with override(consent.language):
        text = str(COMMENTS[template]) % {"link": link}
    promise_post(ticket=ticket, text=text, by=consent.asked_by, now=now)


def link_for(consent: Consent) -> str:
    signed = Signer(salt=SALT).sign(f"{consent.ticket.key}.{consent.nonce}").replace(":", ".")
    with override(consent.language):
        return settings.SITE_URL + reverse("practice:consent", args=[signed])


def consent_by_link(signed: str) -> Consent:
    """Raises BadLink, the same for every reason."""
    try:
        key, nonce, mark = signed.split(".")
        Signer(salt=SALT).unsign(f"{key}.{nonce}:{mark}")
    except (ValueError, BadSignature):
        raise BadLink from None
    consent = Consent.objects.select_related("ticket").filter(ticket__key=key, nonce=nonce).first()
    if consent is None:
        raise BadLink
    return consent


def answer_consent(*, consent: Consent, state: ConsentState, now: datetime) -> Consent:
    """The same answer twice is once. Taking a yes back purges every copy, by a job that runs at once; nobody reads on before
    it did. ``consent`` is as its link found it: raises BadLink where a newer question took the place of that one."""
    asked = consent.nonce
    with transaction.atomic():
        consent = (
            Consent.objects.select_for_update(no_key=True, of=("self",)).select_related("ticket").get(pk=consent.pk)
        )
        if consent.nonce != asked:
            raise BadLink
        if consent.state == state:
            return consent
        if state not in CONSENT_TRANSITIONS[ConsentState(consent.state)]:
            raise NotPossibleNow
        consent.state, consent.answered_at = state, now
        consent.save(update_fields=["state", "answered_at"])
        if state == ConsentState.WITHDRAWN:
            jobs.enqueue("practice.purge", consent.ticket_id, dedupe=f"practice.purge:{consent.ticket_id}")
        tell_desk_about_consent(consent.ticket, str(state), now=now)
    return consent
