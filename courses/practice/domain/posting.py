"""What goes to a real ticket is a row first: written in the transaction that decided it, posted by a job, known again by its
marker."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from courses.practice.domain.sealed import seal_answer
from courses.practice.models import Claim, MirroredTicket, Post
from lms.core import jobs

if TYPE_CHECKING:
    from lms.accounts.models import Person


def promise_post(
    *,
    ticket: MirroredTicket,
    text: str,
    by: "Person | None",
    now: datetime,
    claim: Claim | None = None,
    action: str = "",
    token: str = "",
) -> Post:
    """``token``: of the ticket as it was when somebody decided; without it the comment is posted whatever happened since."""
    post = Post.objects.create(
        claim=claim,
        ticket=ticket,
        sealed_text=seal_answer(text),
        action=action,
        token=token,
        marker=f"vereda:{secrets.token_hex(8)}",
        made_by=by,
        made_at=now,
    )
    send(post)
    return post


def send(post: Post, due: datetime | None = None) -> None:
    jobs.enqueue("practice.post", post.pk, due=due, dedupe=f"practice.post:{post.pk}:{post.tries}")
