"""A poll about dates: what is opened, and what is answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lms.accounts.queries import time_zones
from lms.core.moments import render_moment
from workshops.domain.scheduling import Words
from workshops.enums import Format, PollAnswer
from workshops.models import DatePoll, PollVoter
from workshops.models.arrangements import LONGEST_DAY, MOST_SEATS, SHORTEST
from workshops.queries.polls import Tally


class PollForm(forms.Form):
    """An online session, as most that people look for a date for; everything else can be arranged once it is set."""

    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=120, required=False)
    summary_en = forms.CharField(label=_("Summary in English"), max_length=280, required=False)
    summary_es = forms.CharField(label=_("Summary in Spanish"), max_length=280, required=False)
    zone = forms.ChoiceField(
        label=_("Whose clock is kept"), choices=lambda: [(zone, zone.replace("_", " ")) for zone in time_zones()]
    )
    starts = forms.CharField(
        label=_("Dates to choose from"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, as 2027-03-18 18:00. Everybody sees them on their own clock, too."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=SHORTEST, max_value=LONGEST_DAY, initial=90)
    online_seats = forms.IntegerField(label=_("Seats online"), min_value=1, max_value=MOST_SEATS, initial=20)

    def clean_starts(self) -> list[datetime]:
        lines = [line.strip() for line in self.cleaned_data["starts"].splitlines() if line.strip()]
        try:
            return [datetime.strptime(line, "%Y-%m-%d %H:%M") for line in lines]  # noqa: DTZ007 (a wall clock)
        except ValueError as error:
            raise forms.ValidationError(_("One of these is no date with a time. Write 2027-03-18 18:00.")) from error

    @property
    def words(self) -> dict[str, Words]:
        given = self.cleaned_data
        return {one: Words(given[f"title_{one}"], given[f"summary_{one}"]) for one in ("en", "es")}

    @property
    def arranged(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"minutes": given["minutes"], "format": Format.ONLINE, "online_seats": given["online_seats"]}


class VoteForm(forms.Form):
    """One question a date, on the reader's clock and the poll's. ``option-<pk>``."""

    def __init__(
        self,
        *args: Any,
        poll: DatePoll,
        tallied: Sequence[Tally],
        voter: PollVoter | None,
        reader_zone: str,
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        said = {vote.option_id: vote.answer for vote in voter.votes.all()} if voter else {}
        for tally in tallied:
            self.fields[f"option-{tally.option.pk}"] = forms.ChoiceField(
                label=when(tally, poll, reader_zone, language),
                choices=PollAnswer.choices,
                widget=forms.RadioSelect,
                initial=said.get(tally.option.pk),
                help_text=counted(tally),
            )
        self.fields["may_register"] = forms.BooleanField(
            label=_("Register me if a date is chosen on which I can"),
            required=False,
            initial=voter.may_register if voter else False,
        )

    @property
    def answers(self) -> dict[int, str]:
        return {
            int(name.removeprefix("option-")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("option-")
        }


def when(tally: Tally, poll: DatePoll, reader_zone: str, language: str) -> str:
    moment = render_moment(tally.option.starts_at, reader_zone=reader_zone, event_zone=poll.zone, language=language)
    return f"{moment.day}, {moment.time} ({moment.here})" + (f" · {moment.there}" if moment.there else "")


def counted(tally: Tally) -> str:
    if not tally.yes and not tally.maybe:
        return gettext("Nobody has said yes yet.")
    yes = ngettext("%(count)s person can", "%(count)s people can", tally.yes) % {"count": tally.yes}
    if not tally.maybe:
        return yes
    more = ngettext("%(count)s more if need be", "%(count)s more if need be", tally.maybe) % {"count": tally.maybe}
    return f"{yes}, {more}"
