"""Who may do what with a translation. Wagtail's own page permissions decide; here they are asked for a pair of pages."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.content.queries.pairs import Pair
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from lms.accounts.models import Person

NOT_AN_EDITOR = Denied(_("You may not edit this page."))
NOT_A_PUBLISHER = Denied(_("Only somebody who may publish this page can do that."))
LOCKED = Denied(_("Somebody has locked this page."))


def may_see_translation(person: "Person", pair: Pair) -> Decision:
    sides = [pair.leading, *([pair.following] if pair.following else [])]
    return Allowed() if any(_can(person, side, "can_edit") for side in sides) else NOT_AN_EDITOR


def may_translate(person: "Person", pair: Pair) -> Decision:
    """Draft a translation. Where there is no page yet, who may edit the original may begin."""
    page = pair.following or pair.leading
    return Allowed() if _can(person, page, "can_edit") else NOT_AN_EDITOR


def may_publish_translation(person: "Person", pair: Pair) -> Decision:
    page = pair.following or pair.leading
    if pair.following and pair.following.permissions_for_user(person).page_locked():
        return LOCKED
    return Allowed() if _can(person, page, "can_publish") else NOT_A_PUBLISHER


def may_mark_minor(person: "Person", pair: Pair) -> Decision:
    """It is the original that was edited; who may publish it knows what the change meant."""
    return Allowed() if _can(person, pair.leading, "can_publish") else NOT_A_PUBLISHER


def may_switch_leading_side(person: "Person", pair: Pair) -> Decision:
    sides = [pair.leading, *([pair.following] if pair.following else [])]
    return Allowed() if all(_can(person, side, "can_publish") for side in sides) else NOT_A_PUBLISHER


def _can(person: "Person", page: object, name: str) -> bool:
    permissions = page.permissions_for_user(person)  # type: ignore[attr-defined]
    return bool(getattr(permissions, name)())
