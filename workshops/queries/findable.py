"""What the search reads of workshops: a series, in each language that it has words in."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from lms.core.finding import Document, found_as
from workshops.models import Series

# Translators: kind of a search result
WORKSHOP = _("Workshop")


@found_as("workshops.Series", kind="workshop", name=WORKSHOP)
def series(one: Series) -> Iterator[Document]:
    """Nothing while nobody may find a session of it."""
    if not one.sessions.listed().taking_place().exists():
        return
    for text in one.texts.all():
        with override(text.language):
            address = reverse("workshops:series", args=[one.key])
        yield Document(
            key=f"series:{one.key}",
            language=text.language,
            title=text.title,
            summary=text.summary,
            text="\n".join((text.description, text.bring)),
            address=address,
        )
