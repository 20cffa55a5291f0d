from datetime import datetime
from typing import TYPE_CHECKING

from lms.records.enums import Verb
from lms.records.models import Statement

if TYPE_CHECKING:
    from lms.accounts.models import Person


def taken_back(*, person: "Person", verb: Verb, object_key: str) -> list[datetime]:
    """When statements that somebody did this were voided, in order. What they do after that is another act."""
    voided = Statement.objects.filter(voids__person=person, voids__verb=verb, voids__object_key=object_key)
    return list(voided.order_by("happened_at").values_list("happened_at", flat=True))
