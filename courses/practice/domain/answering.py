"""The answer as the member will read it: real names come back only here, on the server, for whoever approves it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.practice.domain.posting import promise_post
from courses.practice.domain.redacting import read
from courses.practice.domain.sealed import tracker_of
from courses.practice.errors import BadLink
from courses.practice.models import Claim, MirroredTicket, Post, Try
from courses.practice.rules.redaction import restore

if TYPE_CHECKING:
    from lms.accounts.models import Person

SALT = "practice.thanks"


def answer_text(attempt: Try, *, text: str | None = None) -> str:
    """The learners' words, or ``text`` as a mentor changed them, with the real identifiers, who is to be thanked, and where.
    Only for tickets that still have their mirror."""
    claim = attempt.claim
    ticket = claim.assignment.ticket
    if ticket is None:
        raise BadLink
    restored = restore(attempt.answer if text is None else text, read(ticket).originals())
    names = [one.credit_name for one in claim.claimants.order_by("pk") if one.credit_name]
    with override(claim.assignment.language):
        lines = [restored.strip(), ""]
        if names:
            lines.append(_("Worked out by %(names)s, from our learning group.") % {"names": _together(names)})
        else:
            lines.append(_("Worked out by people who learn with us."))
        lines.append(_("If it helped, you can thank them here: %(link)s") % {"link": thanks_link(ticket)})
    return "\n".join(lines)


def as_posted(ticket: MirroredTicket, text: str) -> str:
    """What the tracker is given, with everything escaped that it would take for markup."""
    return tracker_of(ticket.source).escape(text)


def promise_answer(attempt: Try, *, text: str, token: str, by: "Person", now: datetime) -> Post:
    """Called in the transaction that approves it. ``token``: of the ticket as the mentor saw it."""
    claim: Claim = attempt.claim
    ticket = claim.assignment.ticket
    if ticket is None:
        raise BadLink
    action = "" if claim.assignment.is_tidying else ticket.source.closing_action
    return promise_post(ticket=ticket, text=text, by=by, now=now, claim=claim, action=action, token=token)


def thanks_link(ticket: MirroredTicket) -> str:
    signed = Signer(salt=SALT).sign(str(ticket.key)).replace(":", ".")
    return settings.SITE_URL + reverse("practice:thanks", args=[signed])


def ticket_by_thanks_link(signed: str) -> MirroredTicket:
    """Raises BadLink, the same for every reason."""
    try:
        key, mark = signed.split(".")
        Signer(salt=SALT).unsign(f"{key}:{mark}")
    except (ValueError, BadSignature):
        raise BadLink from None
    ticket = MirroredTicket.objects.filter(key=key).first()
    if ticket is None:
        raise BadLink
    return ticket


def _together(names: list[str]) -> str:
    return names[0] if len(names) == 1 else _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}
