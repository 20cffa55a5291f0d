"""The trainer's form for a series: words in both languages, when, how often, where, for how many."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.accounts.models import Chapter
from lms.accounts.queries import time_zones
from lms.content.enums import Language
from workshops.domain.scheduling import Plan, Words
from workshops.enums import Format, Frequency, Spoken, WaitlistMode
from workshops.models import Venue
from workshops.models.arrangements import LONGEST_DAY, MOST_DAYS, MOST_SEATS, SHORTEST
from workshops.rules.recurrence import LAST, MOST_DATES, MOST_INTERVAL, WORKING_DAYS, Rule

WORKING = "working"
NTH = [
    (1, pgettext_lazy("which of the weekdays of a month", "first")),
    (2, pgettext_lazy("which of the weekdays of a month", "second")),
    (3, pgettext_lazy("which of the weekdays of a month", "third")),
    (4, pgettext_lazy("which of the weekdays of a month", "fourth")),
    (LAST, pgettext_lazy("which of the weekdays of a month", "last")),
]
FOLDS = [
    ("", _("the time exists once")),
    ("0", _("the first time that clocks show it")),
    ("1", _("the second time, after they went back")),
]
Choices = list[tuple[Any, Any]]


def zone_choices() -> Choices:
    return [(zone, zone.replace("_", " ")) for zone in time_zones()]


def _text(label: Any, most: int, rows: int = 0, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"}) if rows else forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, help_text=help_text)


def _hours(label: Any, initial: int, help_text: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=24 * 60, initial=initial, help_text=help_text)


class SeriesForm(forms.Form):
    """``plan`` and ``words`` are for ``workshops.domain.scheduling.create_series``."""

    title_en = _text(_("Title in English"), 120)
    title_es = _text(_("Title in Spanish"), 120)
    summary_en = _text(_("Summary in English"), 280, 2, _("One sentence: what one can do after it."))
    summary_es = _text(_("Summary in Spanish"), 280, 2)
    description_en = _text(_("Description in English"), 5000, 5)
    description_es = _text(_("Description in Spanish"), 5000, 5)
    bring_en = _text(_("What to bring, in English"), 1000, 2)
    bring_es = _text(_("What to bring, in Spanish"), 1000, 2)
    original_language = forms.ChoiceField(label=_("Written first in"), choices=Language.choices)

    zone = forms.ChoiceField(
        label=_("Whose clock is kept"),
        choices=zone_choices,
        help_text=_(
            "The sessions keep this place's time, also when its clocks change. Everybody sees their own beside it."
        ),
    )
    # Translators: label of a field: of a series
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    # Translators: label of a field: a time of day
    starts_time = forms.TimeField(label=_("Starts at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    fold = forms.ChoiceField(
        label=_("If clocks go back that day"),
        choices=FOLDS,
        required=False,
        help_text=_("Only for an hour that happens twice."),
    )
    # Translators: label of a field: how long a session is
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST_DAY, initial=90)
    days = forms.IntegerField(
        label=_("Days in a row"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=1,
        help_text=_("Two for a gathering of two days, each at the same hours."),
    )

    # Translators: label of a field: how a series repeats
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices)
    interval = forms.IntegerField(
        label=_("Every so many"),
        min_value=1,
        max_value=MOST_INTERVAL,
        initial=1,
        help_text=_("2 with “every week”: every second week."),
    )
    weekdays = forms.MultipleChoiceField(
        label=_("On these days of the week"),
        required=False,
        choices=lambda: [*((str(n), name) for n, name in WEEKDAYS.items()), (WORKING, _("any working day"))],
        widget=forms.CheckboxSelectMultiple,
    )
    nth = forms.TypedChoiceField(label=_("Which one in the month"), coerce=int, choices=NTH, initial=1)
    # Translators: label of a field: the dates of a series
    dates = _text(_("Its dates"), 6000, 3, _("For “on dates of its own”: one a line, as 2027-03-18."))
    count = forms.IntegerField(
        label=_("Number of sessions"),
        min_value=1,
        max_value=MOST_DATES,
        required=False,
        help_text=_("Or the last day below."),
    )
    until = forms.DateField(
        # Translators: label of a field: of a series
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("With neither it goes on: sessions are made a year ahead, and more every day."),
    )
    other_zones = forms.MultipleChoiceField(
        label=_("Clocks to compare"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Before anything is made you see at which sessions the time changes in these places."),
    )

    format = forms.ChoiceField(label=_("How one takes part"), choices=Format.choices, initial=Format.ONLINE)
    room_seats = forms.IntegerField(label=_("Seats in the room"), min_value=0, max_value=MOST_SEATS, initial=0)
    # Translators: label of a field: how many
    online_seats = forms.IntegerField(label=_("Seats online"), min_value=0, max_value=MOST_SEATS, initial=20)
    # Translators: label of a field: where people meet
    venue = forms.ModelChoiceField(label=_("Place"), queryset=Venue.objects.order_by("name"), required=False)
    meeting_link = forms.URLField(
        label=_("Link of the meeting"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Shown to those who have a seat, from 30 minutes before the start."),
    )
    # Translators: label of a field: a number to take part by telephone
    telephone = _text(_("Telephone"), 60)
    spoken = forms.ChoiceField(label=_("What is spoken"), choices=Spoken.choices, initial=Spoken.BOTH)
    is_interpreted = forms.BooleanField(label=_("Interpreted into the other language"), required=False)
    interpretation_link = forms.URLField(
        label=_("Channel of the interpretation"), max_length=300, required=False, assume_scheme="https"
    )
    waitlist = forms.ChoiceField(
        label=_("When a seat becomes free"), choices=WaitlistMode.choices, initial=WaitlistMode.OFFER
    )
    offer_hours = _hours(_("Hours that an offer is held"), 24, _("At most until the session starts."))
    stop_hours = _hours(
        _("Hours before the start without silent confirmations"),
        12,
        _("Nobody finds out in the morning that they have had a seat since midnight."),
    )
    cancel_hours = _hours(_("Hours before the start until which one may cancel"), 0, _("0: until it starts."))
    needs_approval = forms.BooleanField(label=_("A trainer approves each registration"), required=False)
    is_listed = forms.BooleanField(
        label=_("Everybody can find it"),
        required=False,
        initial=True,
        help_text=_("Without this, only those who have the link."),
    )
    chapter = forms.ModelChoiceField(
        label=_("Local chapter"), queryset=Chapter.objects.order_by("name"), required=False
    )

    GROUPS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = (
        (_("What it is about"), ("title_", "summary_", "description_", "bring_", "original_language")),
        # Translators: heading of a part of a form
        (pgettext_lazy("heading", "When"), ("zone", "starts_", "fold", "minutes", "days")),
        (_("How it repeats"), ("frequency", "interval", "weekdays", "nth", "dates", "count", "until", "other_zones")),
        (_("Where, and for how many"), ("format", "room_seats", "online_seats", "venue", "meeting_link", "telephone")),
        # Translators: heading of a part of a form
        (pgettext_lazy("heading", "Languages"), ("spoken", "is_interpreted", "interpretation_link")),
        (
            # Translators: heading of a part of a form
            pgettext_lazy("heading", "Seats"),
            ("waitlist", "offer_", "stop_", "cancel_", "needs_", "is_listed", "chapter"),
        ),
    )
    ARRANGED = (
        "minutes",
        "days",
        "format",
        "venue",
        "meeting_link",
        "telephone",
        "spoken",
        "is_interpreted",
        "interpretation_link",
        "waitlist",
        "offer_hours",
        "stop_hours",
        "cancel_hours",
        "needs_approval",
        "is_listed",
    )

    def __init__(self, *args: Any, zones: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        compared: Any = self.fields["other_zones"]
        compared.choices = [(zone, zone.replace("_", " ")) for zone in zones]

    def groups(self) -> list[tuple[Any, list[BoundField]]]:
        """(heading, its fields), in the order in which one thinks of them."""
        return [
            (heading, [self[name] for name in self.fields if name.startswith(starts)])
            for heading, starts in self.GROUPS
        ]

    def clean_dates(self) -> tuple[date, ...]:
        try:
            found = tuple(sorted({date.fromisoformat(line.strip()) for line in self.cleaned_data["dates"].split()}))
        except ValueError as error:
            raise forms.ValidationError(_("One of these is no date. Write them as 2027-03-18, one a line.")) from error
        if found and not 2000 <= found[0].year <= found[-1].year <= 2100:
            raise forms.ValidationError(_("Choose days in this century."))
        if len(found) > MOST_DATES:
            raise forms.ValidationError(_("Four hundred dates are the most for one series."))
        return found

    def clean_starts_on(self) -> date:
        day: date = self.cleaned_data["starts_on"]
        if not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Choose a day in this century."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "title_en" in self.fields:
            self._check_words(cleaned)
        if "frequency" in self.fields:
            self._check_rule(cleaned)
        return cleaned

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("title_en") and not cleaned.get("title_es"):
            self.add_error("title_en", _("It needs a title in at least one of the two languages."))

    def _check_rule(self, cleaned: dict[str, Any]) -> None:
        frequency = cleaned.get("frequency")
        if frequency == Frequency.DATES and not cleaned.get("dates") and "dates" not in self.errors:
            self.add_error("dates", _("Say on which dates."))
        if frequency == Frequency.MONTHLY_WEEKDAY and not cleaned.get("weekdays"):
            self.add_error("weekdays", _("Say which day of the week."))
        until, first = cleaned.get("until"), cleaned.get("starts_on")
        if until and first and until < first:
            self.add_error("until", _("The last day is before the first."))
        elif until and first and (until - first).days > MOST_DATES * 7:
            self.add_error("until", _("That is too far ahead. Choose a nearer last day, or none: then it goes on."))

    @property
    def words(self) -> dict[str, Words]:
        given = self.cleaned_data
        parts = ("title", "summary", "description", "bring")
        return {
            language: Words(**{part: given[f"{part}_{language}"] for part in parts}) for language in Language.values
        }

    @property
    def plan(self) -> Plan:
        """Raises ImpossibleRule."""
        given = self.cleaned_data
        return Plan(
            zone=given["zone"],
            starts_on=given["dates"][0] if given["frequency"] == Frequency.DATES else given["starts_on"],
            starts_time=given["starts_time"],
            rule=self._rule(),
            fold=int(given["fold"]) if given["fold"] else None,
            arranged=self.arranged,
        )

    @property
    def arranged(self) -> dict[str, Any]:
        """What is asked for, with no seats of a kind that is not held."""
        found = {name: self.cleaned_data[name] for name in self.ARRANGED if name in self.fields}
        if "format" in self.fields:
            held = found["format"]
            found["room_seats"] = self.cleaned_data["room_seats"] if held != Format.ONLINE else 0
            found["online_seats"] = self.cleaned_data["online_seats"] if held != Format.ROOM else 0
        return found

    def _rule(self) -> Rule:
        given = self.cleaned_data
        frequency = Frequency(given["frequency"])
        ends = frequency not in (Frequency.ONCE, Frequency.DATES)
        chosen = given["weekdays"]
        weekdays = WORKING_DAYS if WORKING in chosen else tuple(sorted(int(one) for one in chosen))
        return Rule(
            frequency=frequency,
            interval=given["interval"] if ends else 1,
            weekdays=weekdays if frequency in (Frequency.WEEKLY, Frequency.MONTHLY_WEEKDAY) else (),
            nth=given["nth"],
            day=given["starts_on"].day,
            dates=given["dates"] if frequency == Frequency.DATES else (),
            count=given["count"] if ends else None,
            until=given["until"] if ends else None,
        )
