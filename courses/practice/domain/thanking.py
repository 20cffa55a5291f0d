"""The member's thanks, which reach those who solved the ticket."""

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction

from courses.practice.domain.practice_mail import tell_claimants
from courses.practice.enums import ConsentState, PostState
from courses.practice.models import Consent, MirroredTicket, Post, Thanks
from courses.practice.rules.redaction import Certainty, Kind, Known, apply, propose
from lms.core.html import clean_line

LONGEST = 1000


def thank(*, ticket: MirroredTicket, words: str, now: datetime) -> Thanks:
    """Once. A name may stand in it, as whoever writes chose to write it; addresses, numbers and keys may not. Where the yes
    was taken back there is nobody to read it, and nothing is kept. Raises LineTooLong."""
    text = _without_addresses(clean_line(words, most=LONGEST))[:LONGEST]
    with transaction.atomic():
        MirroredTicket.objects.select_for_update(no_key=True).get(pk=ticket.pk)  # whoever purges comes before or after
        is_agreed = Consent.objects.filter(ticket=ticket, ticket__gone_at=None, state=ConsentState.GIVEN).exists()
        text = text if is_agreed else ""
        try:
            with transaction.atomic():
                thanks = Thanks.objects.create(ticket=ticket, words=text, at=now)
        except IntegrityError:
            return Thanks.objects.get(ticket=ticket)
        posted = Post.objects.filter(ticket=ticket, state=PostState.POSTED, claim__assignment__ticket=ticket)
        for post in posted.select_related("claim__assignment") if is_agreed else ():
            if post.claim is not None:
                tell_claimants(post.claim, "thanks", now=now, text=text)
    return thanks


def _without_addresses(text: str) -> str:
    spans = propose([text], known=Known((), (), ()), salt=b"thanks").spans
    found = [one for one in spans if one.certainty == Certainty.SURE and one.kind != Kind.PERSON]
    return apply([text], [replace(one, replacement="…") for one in found])[0]
