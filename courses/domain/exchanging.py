"""Questions that come from a file become part of a quiz's draft. Publishing stays with people."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses.errors import MayNotTakeIn
from courses.models import QuizPage
from courses.rules.authoring import may_take_in_questions
from lms.content.domain.publishing import said_by_blocks
from lms.core.policy import Denied

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from lms.accounts.models import Person

LOG_ACTION = "courses.take_in_questions"
LISTS = ("options", "pairs", "items")


@dataclass(frozen=True)
class Asked:
    """A question to add: the kind and the value of its block, without ids, lists as plain lists."""

    kind: str
    value: dict[str, Any]


@dataclass
class TakenIn:
    """``refused`` and ``without_feedback`` refer to the questions by their place in what was given."""

    added: int = 0
    refused: list[tuple[int, "StrOrPromise"]] = field(default_factory=list)
    without_feedback: list[int] = field(default_factory=list)


@transaction.atomic
def add_questions(*, page_id: int, questions: Sequence[Asked], by: "Person") -> TakenIn:
    """Adds them at the end of the newest draft, as one new revision; none where nothing can be added. Locks the page's row.

    A question that the quiz has already, word for word, is refused: a file taken in twice changes nothing the second
    time. Feedback may still be missing, as in any draft. Raises MayNotTakeIn with the reason.
    """
    stored = QuizPage.objects.select_for_update(of=("self",)).get(pk=page_id)
    decision = may_take_in_questions(by, stored)
    if isinstance(decision, Denied):
        raise MayNotTakeIn(decision.reason)
    page: Any = stored.get_latest_revision_as_object()
    block = page._meta.get_field("questions").stream_block
    raw = list(page.questions.get_prep_value())
    seen = [(one["type"], _without_ids(one["value"])) for one in raw]
    result = TakenIn()
    for place, asked in enumerate(questions):
        try:
            _check(block, asked)
        except ValidationError as error:
            result.refused.append((place, " ".join(said_by_blocks(error))))
            continue
        if (asked.kind, asked.value) in seen:
            result.refused.append((place, _("The quiz has this question already, word for word.")))
            continue
        seen.append((asked.kind, asked.value))
        raw.append({"type": asked.kind, "id": str(uuid4()), "value": _with_ids(asked.value)})
        result.added += 1
        if _lacks_feedback(asked.value):
            result.without_feedback.append(place)
    if result.added:
        page.questions = block.to_python(raw)
        page.save_revision(user=by, clean=False, log_action=LOG_ACTION)
    return result


def _check(block: Any, asked: Asked) -> None:
    """As the editor's form does, except that feedback may still be missing."""
    child = block.child_blocks[asked.kind]
    child.clean(child.to_python(_filled(_with_ids(asked.value))))


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: part or "–" if name.startswith("feedback") else _filled(part) for name, part in value.items()}
    return [_filled(part) for part in value] if isinstance(value, list) else value


def _with_ids(value: dict[str, Any]) -> dict[str, Any]:
    lists = {name: [_item(part) for part in value[name]] for name in LISTS if name in value}
    return value | lists


def _item(value: Any) -> dict[str, Any]:
    return {"type": "item", "id": str(uuid4()), "value": value}


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"type", "value", "id"}:
            return _without_ids(value["value"])
        return {name: _without_ids(part) for name, part in value.items()}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value


def _lacks_feedback(value: dict[str, Any]) -> bool:
    parts = [value, *(part for name in LISTS for part in value.get(name, ()))]
    return any(not said for part in parts for name, said in part.items() if name.startswith("feedback"))
