"""What comes of a plan before it is made: its sessions, where another clock moves, hours that are skipped or doubled."""

from collections.abc import Iterable
from typing import Any

from lms.core.moments import place_name
from workshops.domain.scheduling import Plan
from workshops.rules.drift_preview import Drifts, drift_preview
from workshops.rules.outlook import Outlook

SHOWN = 60


def drifts_of_plan(plan: Plan, others: Iterable[str]) -> list[Drifts]:
    """In the other zones whose clocks move."""
    found = drift_preview(
        rule=plan.rule,
        starts_on=plan.starts_on,
        starts_time=plan.starts_time,
        zone=plan.zone,
        others=others,
        fold=plan.fold or 0,
    )
    return [one for one in found if one.found]


def preview_of(plan: Plan, outlook: Outlook, others: Iterable[str]) -> dict[str, Any]:
    return {
        "outlook": outlook,
        "sessions": outlook.sessions[:SHOWN],
        "has_more": outlook.has_more or len(outlook.sessions) > SHOWN,
        "drifts": drifts_of_plan(plan, others),
        "zone": plan.zone,
        "place": place_name(plan.zone),
    }
