"""A few questions before and after a session, and what people answered: never who."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain.feedback import give_feedback
from workshops.enums import FeedbackMoment
from workshops.models import Session
from workshops.queries.feedback import choices_made, has_answered, how_many, texts_written
from workshops.queries.sessions import registration_of, said
from workshops.rules.feedback import FEWEST, Asked, may_answer, may_read, questions
from workshops.views.gate import refuse_unless, session_for
from workshops.views.public import language, zone_of_reader

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Shown:
    """A question with what is chosen or written: while somebody answers, and in the results."""

    asked: Asked
    chosen: str = ""
    text: str = ""

    @property
    def options(self) -> "list[tuple[str, StrOrPromise]]":
        return list(self.asked.options.items())


@dataclass(frozen=True)
class Result:
    label: "StrOrPromise"
    counted: "list[tuple[StrOrPromise, int]]"
    texts: list[str]


@audience(Audience.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, key: UUID, moment: str) -> HttpResponse:
    session, person, now = session_for(request, key), person_in(request), clock.now()
    if moment not in FeedbackMoment.values:
        raise Http404
    error: DomainError | None = None
    if request.method == "POST":
        answers = {asked.key: request.POST.get(asked.key, "") for asked in questions(moment)}
        try:
            give_feedback(session=session, person=person, moment=FeedbackMoment(moment), answers=answers, now=now)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, gettext("Thank you. Your answers are kept, without your name."))
            return redirect("workshops:session", session.key)
    registration = registration_of(person, session)
    context = {
        "session": session,
        "words": said(session, language()),
        "reader_zone": zone_of_reader(request),
        "is_before": moment == FeedbackMoment.BEFORE,
        "questions": [_typed(request, asked) for asked in questions(moment)],
        "is_open": may_answer(session, moment, registration.state if registration else "", now),
        "is_answered": has_answered(session, person.pk, moment),
        "fewest": FEWEST,
        "error": error.message if error else "",
    }
    return render(request, "workshops/feedback/give.html", context, status=error.status if error else 200)


def _typed(request: HttpRequest, asked: Asked) -> Shown:
    given = request.POST.get(asked.key, "")
    return Shown(asked, chosen=given) if asked.options else Shown(asked, text=given)


@audience(Audience.RUNS_IT)
@never_cache
@require_safe
def results(request: HttpRequest, key: UUID) -> HttpResponse:
    """From five answers on. Below that the page says why it shows nothing."""
    session = session_for(request, key)
    refuse_unless(may_read(request.user, session))
    parts = []
    for moment in FeedbackMoment:
        count = how_many(session, moment)
        shown = _results(session, moment) if count >= FEWEST else []
        parts.append({"is_before": moment == FeedbackMoment.BEFORE, "count": count, "results": shown})
    context = {"session": session, "words": said(session, language()), "parts": parts, "fewest": FEWEST}
    return render(request, "workshops/feedback/results.html", context)


def _results(session: Session, moment: FeedbackMoment) -> list[Result]:
    chosen, written = choices_made(session), texts_written(session)
    return [
        Result(
            asked.label,
            [(label, chosen[asked.key, option]) for option, label in asked.options.items()],
            [text for question, text in written if question == asked.key],
        )
        for asked in questions(moment)
    ]
