"""Polls about dates, and what people answered."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from lms.accounts.models import Person
from lms.accounts.queries import display_name
from workshops.enums import PollAnswer
from workshops.models import DateOption, DatePoll, DateVote, PollVoter

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def poll_with_key(key: UUID) -> DatePoll | None:
    """Whoever has the link may see it: there is no list of polls for everybody."""
    return DatePoll.objects.select_related("by", "session").prefetch_related("texts").filter(key=key).first()


def polls_of(person: "Person | AnonymousUser") -> QuerySet[DatePoll]:
    """Those that somebody has opened, the newest first."""
    if not isinstance(person, Person):
        return DatePoll.objects.none()
    return DatePoll.objects.filter(by=person).prefetch_related("texts").order_by("-made_at", "-pk")


@dataclass
class Tally:
    """What people said about one date. Names are for whoever decides."""

    option: DateOption
    names: dict[str, list[str]] = field(default_factory=lambda: {answer: [] for answer in PollAnswer})

    @property
    def yes(self) -> int:
        return len(self.names[PollAnswer.YES])

    @property
    def maybe(self) -> int:
        return len(self.names[PollAnswer.MAYBE])

    @property
    def said(self) -> list[tuple[str, list[str]]]:
        return [(str(PollAnswer(answer).label), names) for answer, names in self.names.items()]


def tallies(poll: DatePoll) -> list[Tally]:
    """In the order of the dates. Three queries, however many answered."""
    votes = DateVote.objects.select_related("voter__person").order_by("voter__voted_at", "pk")
    found = []
    for option in poll.options.prefetch_related(Prefetch("votes", votes)):
        tally = Tally(option)
        for vote in option.votes.all():
            tally.names[vote.answer].append(display_name(vote.voter.person))
        found.append(tally)
    return found


def option_of(poll: DatePoll, number: str) -> DateOption | None:
    return poll.options.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None


def voter_of(poll: DatePoll, person: Person) -> PollVoter | None:
    return poll.voters.filter(person=person).prefetch_related("votes").first()
