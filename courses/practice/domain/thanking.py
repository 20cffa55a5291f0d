"""The member's thanks, which reach those who solved the ticket."""

from datetime import datetime

from django.db import IntegrityError, transaction

from courses.practice.domain.practice_mail import tell_claimants
from courses.practice.enums import PostState
from courses.practice.models import MirroredTicket, Post, Thanks
from courses.practice.rules.redaction import strip_for_search
from lms.core.html import clean_line

LONGEST = 1000


def thank(*, ticket: MirroredTicket, words: str, now: datetime) -> Thanks:
    """Once. The words pass without what looks like somebody's: they are shown to learners."""
    text = strip_for_search(clean_line(words, most=LONGEST))[:LONGEST]
    with transaction.atomic():
        try:
            with transaction.atomic():
                thanks = Thanks.objects.create(ticket=ticket, words=text, at=now)
        except IntegrityError:
            return Thanks.objects.get(ticket=ticket)
        posted = Post.objects.filter(ticket=ticket, state=PostState.POSTED, claim__isnull=False)
        for post in posted.select_related("claim__assignment"):
            if post.claim is not None:
                tell_claimants(post.claim, "thanks", now=now, text=text)
    return thanks
