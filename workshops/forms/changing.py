"""The trainer's forms for what is there already: parts of the form for a series, with what holds now as first values."""

from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.content.enums import Language
from lms.core.walls import moments_at
from workshops.domain.rescheduling import Edit, When
from workshops.domain.series_changes import place_of, rest_of_rule
from workshops.domain.wording import Said
from workshops.enums import Scope
from workshops.forms.series import WORKING, SeriesForm
from workshops.models import Series, Session
from workshops.rules.recurrence import WORKING_DAYS, Rule

REASON = 500
PARTS = ("title", "summary", "description", "bring")


def reason_field(help_text: Any) -> forms.CharField:
    # Translators: label of a field: why sessions are cancelled
    return forms.CharField(label=_("Why"), max_length=REASON, required=False, help_text=help_text)


def first_fold(start: str, zone: str, fold: int) -> str:
    """Which of two, where the wall clock is shown twice."""
    return str(fold) if len(moments_at(datetime.fromisoformat(start), ZoneInfo(zone))) > 1 else ""


class PartForm(SeriesForm):
    """The fields of a series that ``KEPT`` names."""

    KEPT: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(SeriesForm.base_fields) - set(self.KEPT):
            del self.fields[name]


class ChangeForm(PartForm):
    """One session; ``edit`` is for ``workshops.domain.scopes.change_sessions``."""

    KEPT = (
        *("starts_on", "starts_time", "zone", "fold", "minutes", "days"),
        *("format", "room_seats", "online_seats", "venue", "meeting_link", "telephone"),
        *("spoken", "is_interpreted", "interpretation_link"),
        *("waitlist", "offer_hours", "stop_hours", "cancel_hours", "needs_approval", "is_listed"),
    )
    scope = forms.ChoiceField(
        # Translators: label of a field: which sessions are changed
        label=_("For which sessions"),
        choices=Scope.choices,
        widget=forms.RadioSelect,
        initial=Scope.THIS,
        help_text=_("What you change here the others get too, and nothing else. What was set by hand for one stays."),
    )
    reason = reason_field(_("If sessions are cancelled by it. Everybody who is registered for them reads it."))
    even_below_taken = forms.BooleanField(
        label=_("Even if more people have a seat"),
        required=False,
        help_text=_("Everybody keeps theirs, and nobody new comes in until the number is true."),
    )

    def __init__(self, *args: Any, session: Session, is_one_of_several: bool, **kwargs: Any) -> None:
        start = datetime.fromisoformat(session.start)
        initial = {
            **{name: getattr(session, name) for name in self.KEPT if hasattr(session, name)},
            "starts_on": start.date(),
            "starts_time": start.time(),
            "fold": first_fold(session.start, session.zone, session.fold),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["starts_on"].label = pgettext_lazy("of a session", "Day")
        if not is_one_of_several:
            del self.fields["scope"]
            del self.fields["reason"]

    GROUPS = (
        # Translators: heading of a part of a form
        (pgettext_lazy("heading", "When"), ("starts_", "zone", "fold", "minutes", "days")),
        (
            _("Where, and for how many"),
            ("format", "room_seats", "online_seats", "even_below_taken", "venue", "meeting_link", "telephone"),
        ),
        # Translators: heading of a part of a form
        (pgettext_lazy("heading", "Languages"), ("spoken", "is_interpreted", "interpretation_link")),
        # Translators: heading of a part of a form
        (pgettext_lazy("heading", "Seats"), ("waitlist", "offer_", "stop_", "cancel_", "needs_", "is_listed")),
        (_("The others of the series"), ("scope", "reason")),
    )

    @property
    def chosen_scope(self) -> Scope:
        return Scope(self.cleaned_data.get("scope") or Scope.THIS)

    @property
    def edit(self) -> Edit:
        given = self.cleaned_data
        start = datetime.combine(given["starts_on"], given["starts_time"].replace(second=0, microsecond=0))
        fold = int(given["fold"]) if given["fold"] else None
        return Edit(When(start, given["zone"], given["minutes"], given["days"], fold), self.arranged)


class RuleForm(PartForm):
    """How a series repeats from a session on; ``plan`` is for ``workshops.domain.series_changes.change_series``."""

    KEPT = (
        *("zone", "starts_on", "starts_time", "fold", "minutes", "days", "other_zones"),
        *("frequency", "interval", "weekdays", "nth", "dates", "count", "until"),
    )
    reason = reason_field(_("If sessions are cancelled by it. Everybody who is registered for them reads it."))

    def __init__(self, *args: Any, series: Series, since: Session | None, **kwargs: Any) -> None:
        super().__init__(*args, initial=_rule_now(series, since), **kwargs)
        self.fields["count"].help_text = _("From the first day above on. Or the last day below.")

    GROUPS = (
        # Translators: heading of a part of a form
        (pgettext_lazy("heading", "When"), ("starts_", "zone", "fold", "minutes", "days")),
        (_("How it repeats"), ("frequency", "interval", "weekdays", "nth", "dates", "count", "until", "other_zones")),
        # Translators: heading of a part of a form
        (pgettext_lazy("heading", "Sessions that are cancelled by it"), ("reason",)),
    )


def _rule_now(series: Series, since: Session | None) -> dict[str, Any]:
    rule = rest_of_rule(series=series, since=since) if since else Rule.from_plain(series.rule)
    day: date = place_of(since) if since else series.starts_on
    at: time = series.starts_time
    start = datetime.combine(day, at).isoformat(timespec="minutes")
    weekdays = [WORKING] if rule.weekdays == WORKING_DAYS else [str(one) for one in rule.weekdays]
    return {
        "zone": series.zone,
        "starts_on": day,
        "starts_time": at,
        "fold": first_fold(start, series.zone, series.fold),
        "minutes": series.minutes,
        "days": series.days,
        "frequency": rule.frequency,
        "interval": rule.interval,
        "weekdays": weekdays,
        "nth": rule.nth,
        "dates": "\n".join(one.isoformat() for one in rule.dates),
        "count": rule.count,
        "until": rule.until,
    }


class SinceForm(forms.Form):
    """From which session on the rule is another one."""

    # Translators: label of a field: the session of a series from which on a change holds
    since = forms.TypedChoiceField(label=_("From which session on"), required=False, empty_value=None)

    def __init__(self, *args: Any, sessions: list[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {str(one.key): one for one in sessions}
        days = [
            (key, date_format(datetime.fromisoformat(one.start), "DATE_FORMAT")) for key, one in self.sessions.items()
        ]
        choice: Any = self.fields["since"]
        choice.choices = [("", _("All that are still to come")), *days]

    @property
    def chosen(self) -> Session | None:
        """Raises KeyError for one that is not there."""
        given = self.data.get("since", "") if self.is_bound else ""
        return self.sessions[given] if given else None


class EndForm(forms.Form):
    reason = reason_field(_("Everybody who is registered reads it."))


class WordsForm(PartForm):
    """The words of a series in both languages."""

    KEPT = tuple(f"{part}_{language}" for part in PARTS for language in ("en", "es"))
    GROUPS = (
        (_("In English"), tuple(f"{part}_en" for part in PARTS)),
        (_("In Spanish"), tuple(f"{part}_es" for part in PARTS)),
    )

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        texts = {text.language: text for text in series.texts.all()}
        initial = {f"{part}_{name}": getattr(text, part) for name, text in texts.items() for part in PARTS}
        super().__init__(*args, initial=initial, **kwargs)

    def _check_words(self, cleaned: dict[str, Any]) -> None:
        super()._check_words(cleaned)
        for name in Language.values:
            if not cleaned.get(f"title_{name}") and any(cleaned.get(f"{part}_{name}") for part in PARTS):
                self.add_error(
                    f"title_{name}", _("Words without a title are not shown: write one, or empty the others.")
                )


class ThemeForm(forms.Form):
    """What one session says beside its series; ``said`` is for ``workshops.domain.wording.say_of_session``."""

    theme_en = forms.CharField(label=_("Theme in English"), max_length=120, required=False)
    theme_es = forms.CharField(label=_("Theme in Spanish"), max_length=120, required=False)
    note_en = forms.CharField(
        label=_("Note in English"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    note_es = forms.CharField(
        label=_("Note in Spanish"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    and_following = forms.BooleanField(label=_("Also for those that follow"), required=False)

    def __init__(self, data: Any, *, session: Session, is_one_of_several: bool) -> None:
        texts = {text.language: text for text in session.texts.all()}
        initial = {f"{part}_{name}": getattr(text, part) for name, text in texts.items() for part in ("theme", "note")}
        super().__init__(data, initial=initial)
        if not is_one_of_several:
            del self.fields["and_following"]

    @property
    def said(self) -> dict[str, Said]:
        given = self.cleaned_data
        return {name: Said(given[f"theme_{name}"], given[f"note_{name}"]) for name in Language.values}
