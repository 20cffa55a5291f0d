"""Who stands first in line, declared for everybody to read, until a day."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from lms.accounts.models import Person
from lms.content.enums import Language
from lms.core.html import clean_line
from workshops.errors import NobodyIsFirst, NoLabel
from workshops.models import Series, SeriesPriority, SeriesPriorityText


def save_priority(
    *,
    series: Series,
    priority: SeriesPriority | None,
    labels: Mapping[str, str],
    until: date,
    joined_since: date | None,
    people: Iterable[Person] = (),
) -> SeriesPriority:
    """``until``: up to and with that day, by the clock of the session. Places on the list stay; who is asked next follows.

    Raises NoLabel without words in either language, NobodyIsFirst where it names neither people nor a day.
    """
    written = {
        language: label for language in Language.values if (label := clean_line(labels.get(language, ""), most=120))
    }
    named = list(people)
    if not written:
        raise NoLabel
    if not named and joined_since is None:
        raise NobodyIsFirst
    with transaction.atomic():
        priority = priority or SeriesPriority(series=series)
        priority.until, priority.joined_since = until, joined_since
        priority.save()
        priority.people.set(named)
        for language, label in written.items():
            SeriesPriorityText.objects.update_or_create(priority=priority, language=language, defaults={"label": label})
        priority.texts.exclude(language__in=written).delete()
    return priority
