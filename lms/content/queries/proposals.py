from typing import Any

from django.db.models import QuerySet

from lms.content.enums import ProposalState
from lms.content.models import Proposal

SHOWN = 200


def unsettled_proposals() -> QuerySet[Proposal]:
    """What staff may have to do something about: what is being looked at, what waits, what was overtaken."""
    states = (ProposalState.SUBMITTED, ProposalState.WAITING, ProposalState.OVERTAKEN)
    return Proposal.objects.filter(state__in=states).select_related("person", "page").order_by("-made_at", "-pk")


def open_parts(page_pk: int) -> dict[str, Any]:
    """Part → how many changes to it wait or are being looked at."""
    open_ones = Proposal.objects.filter(page_id=page_pk, state__in=(ProposalState.SUBMITTED, ProposalState.WAITING))
    found: dict[str, Any] = {}
    for part in open_ones.values_list("part", flat=True):
        found[part] = found.get(part, 0) + 1
    return found
