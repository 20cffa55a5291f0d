"""What somebody says when they register. A member without anything to choose presses one button."""

import secrets
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from lms.accounts.models import Person
from lms.content.enums import Language
from workshops.domain.registering import LONGEST_ANSWER
from workshops.enums import Pool, Spoken
from workshops.models import Registration, Session
from workshops.queries.questions import Asked
from workshops.queries.sessions import Seats

# Translators: the two kinds of seat as choices in a form
POOLS = {Pool.ROOM: _("I come to the place"), Pool.ONLINE: _("I take part online")}
INTO = {Language.ENGLISH: _("Yes, into English"), Language.SPANISH: _("Yes, into Spanish")}


class AnswersForm(forms.Form):
    """Interpretation, where there is any, and the questions of the series."""

    def __init__(self, *args: Any, session: Session, person: Person, questions: Sequence[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        if session.is_interpreted:
            self.fields["listens_in"] = forms.ChoiceField(
                label=_("Do you need interpretation?"),
                choices=[("", _("No, I understand what is spoken")), *((code, INTO[code]) for code in Language)],
                widget=forms.RadioSelect,
                required=False,
                initial=likely_language(session, person),
            )
        for question in questions:
            self.fields[f"question-{question.pk}"] = _field(question)

    @property
    def listens_in(self) -> str:
        return str(self.cleaned_data.get("listens_in", ""))

    @property
    def answers(self) -> dict[int, str | int]:
        given: dict[int, str | int] = {}
        for question in self.questions:
            value = self.cleaned_data[f"question-{question.pk}"]
            if value != "":
                given[question.pk] = int(value) if question.options else value
        return given

    @staticmethod
    def initial_of(registration: Registration) -> dict[str, Any]:
        answers = {f"question-{key}": value for key, value in registration.answers.items()}
        return {"listens_in": registration.listens_in, **answers}


class RegistrationForm(AnswersForm):
    """``submit_key`` makes the same form sent twice one registration: it stays in the page whatever goes wrong."""

    submit_key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, pools: Sequence[Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submit_key"].initial = secrets.token_urlsafe(16)
        self.only = pools[0] if len(pools) == 1 else None
        if self.only is None:
            self.fields["pool"] = forms.ChoiceField(
                label=_("How do you take part?"), choices=[(one, POOLS[one]) for one in pools], widget=forms.RadioSelect
            )
            self.order_fields(["submit_key", "pool"])

    def say_what_is_free(self, seats: Sequence[Seats]) -> None:
        """For the page. A submit is counted elsewhere, and does not wait for this."""
        if self.only is None:
            field = self.fields["pool"]
            field.choices = [  # type: ignore[attr-defined]
                (one.pool.value, format_lazy("{}: {}", POOLS[one.pool], left(one))) for one in seats
            ]
            field.initial = next((one.pool for one in seats if one.free), seats[0].pool)

    @property
    def pool(self) -> str:
        return str(self.only or self.cleaned_data["pool"])


def likely_language(session: Session, person: Person) -> str:
    """Who reads the other language than the one that is spoken probably wants to listen in their own."""
    return person.language if session.spoken not in (Spoken.BOTH, person.language) else ""


def left(seats: Seats) -> Any:
    if seats.free:
        return format_lazy(ngettext_lazy("{free} seat free", "{free} seats free", seats.free), free=seats.free)
    if not seats.waiting:
        # Translators: of one kind of seat of a session: every seat is taken, nobody waits yet
        return _("full")
    return format_lazy(
        ngettext_lazy("full, {waiting} person waiting", "full, {waiting} people waiting", seats.waiting),
        waiting=seats.waiting,
    )


def _field(question: Asked) -> forms.Field:
    if question.options:
        return forms.ChoiceField(
            label=question.label,
            choices=list(enumerate(question.options)),
            widget=forms.RadioSelect,
            required=question.is_required,
        )
    return forms.CharField(
        label=question.label,
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=question.is_required,
    )
