"""Who writes labs, and what a lab may be called."""

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from courses.sandbox.labs.library import slugs
from lms.accounts.enums import Role
from lms.accounts.queries import has_role
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import Person

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60
# First parts of other addresses, of the learners' pages and of the editor's: no lab could be found under them.
RESERVED = frozenset({"desk", "machines", "new"})


def may_write_labs(person: "Person | AnonymousUser") -> Decision:
    """Whoever may write courses (trainers, editors, administrators), and the support team, from whose tickets labs are made.
    All of them may publish: a lab is proven by machines, and by whoever tries it, not by a second reader."""
    if has_role(person, Role.TRAINER, Role.EDITOR, Role.SUPPORT, Role.ADMIN):
        return Allowed()
    return Denied(_("Labs are written by trainers, editors and the support team. You do not have such a role."))


def is_free(slug: str) -> bool:
    """Whether a new lab may be called so, as far as other rows do not matter: not like a lab that comes with Vereda, also
    one that is not loaded."""
    return (
        SLUG.fullmatch(slug) is not None and len(slug) <= LONGEST_SLUG and slug not in RESERVED and slug not in slugs()
    )
