"""Who may write under a unit, mark an answer, and hide a post."""

from typing import TYPE_CHECKING, Union

from django.utils.translation import gettext_lazy as _

from courses.models import Post
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import Person

Reader = Union["Person", "AnonymousUser"]


def may_write(person: Reader, *, is_enrolled: bool) -> Decision:
    if not person.is_authenticated:
        return Denied(_("Sign in to ask and to answer."))
    if person.is_staff or is_enrolled:
        return Allowed()
    return Denied(_("Questions and answers are written by those who take the course. Start it, and write along."))


def may_mark(person: Reader, question: Post) -> Decision:
    if person.is_staff or (person.pk is not None and question.author_id == person.pk):
        return Allowed()
    return Denied(_("Who asked, or a trainer, says which answer helped."))


def may_hide(person: Reader) -> Decision:
    return Allowed() if person.is_staff else Denied(_("Only staff hide what somebody wrote."))
