"""What goes wrong with series, sessions and their dates."""

from datetime import datetime

from django.utils import formats
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError


class ImpossibleRule(DomainError):
    message = _("Sessions cannot repeat like that. Look at the days, the interval and the end once more.")


class ImpossibleDay(DomainError):
    message = _("Workshops are between the years 2000 and 2100. Look at the year once more.")


class TooManySessions(DomainError):
    """Of one series that ends, or of all series that are made together."""

    def __init__(self, most: int) -> None:
        words = _("More than {most} sessions would come of it. Choose an earlier end, or make them in several parts.")
        super().__init__(format_lazy(words, most=most))


class RunsAlready(DomainError):
    status = 409
    message = _("It takes place at that time already: the same title, day, hour and clock. Look for it on your desk.")


class NoSuchSession(DomainError):
    status = 404
    message = _("There is no such session, or not any more.")


class EndsBeforeItStarts(DomainError):
    message = _("It would end before it starts. A session lasts at least five minutes and at most sixteen hours a day.")


class ImpossibleCapacity(DomainError):
    message = _("A number of seats is between 0 and 5,000, and what is held in a room or online has at least one.")


class NoTitle(DomainError):
    message = _("It needs a title in at least one of the two languages.")


class UnknownZone(DomainError):
    message = _("There is no such time zone. Choose one from the list.")


class NotInThatState(DomainError):
    """A change that is not allowed from the state that a session, a registration or an assignment is in."""

    status = 409
    message = _("That is not possible any more: somebody changed it meanwhile. Below is how it is now.")


class InThePast(DomainError):
    message = _("That would be in the past. Sessions are moved to a time that is still to come.")


class IsHistory(DomainError):
    """It has begun, or somebody's attendance is kept with it."""

    status = 409
    message = _("This session has begun or is over, and stays as it was. You can change those that are still to come.")


class FewerSeatsThanTaken(DomainError):
    """``start``: the wall clock of the first session that has more people than seats would be left."""

    status = 409
    words = _(
        "On {day} more people have a seat of that kind ({taken}) than there would be. Nothing was changed. "
        "Say that you mean it: then everybody keeps theirs, and nobody new comes in until the number is true."
    )

    def __init__(self, start: str, taken: int) -> None:
        self.start, self.taken = start, taken
        day = lazystr(formats.date_format(datetime.fromisoformat(start), "DATE_FORMAT"))
        super().__init__(format_lazy(self.words, day=day, taken=taken))


class SeatsOfThatKindAreTaken(FewerSeatsThanTaken):
    """Nobody can mean that: the people would be nowhere."""

    words = _(
        "On {day} people have a seat of a kind that there would not be any more ({taken}). Nothing was changed. "
        "Keep that kind of seat, or take it back from these people first."
    )


class EarlierPart(DomainError):
    status = 409
    message = _(
        "This session stands outside of how its series repeats now. Change it alone, or all, or say anew how it repeats."
    )


class OtherDays(DomainError):
    message = _(
        "All of them cannot simply take the step to that day, as this series does not repeat on one day of the week. "
        "Say anew how it repeats."
    )


class TooFewDates(DomainError):
    message = _("Give between two and twenty different dates to choose from.")


class PollIsOver(DomainError):
    status = 409
    message = _("This poll is over. If a date was set, you find the session on this page.")
