"""Writing to the people of a session: each in their language, else in the other with a line that says so."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lms.content.enums import Language
from lms.core import jobs
from lms.core.html import clean_line, clean_text
from lms.mail.domain import promise_message
from lms.mail.domain.rendering import Rendered, render
from workshops.domain.reminders import AT_ONCE
from workshops.domain.session_mail import about
from workshops.enums import WrittenTo
from workshops.errors import NobodyToWriteTo, NoSuchSession, NothingWritten
from workshops.models import Announcement, AnnouncementText, Session
from workshops.queries.materials import people_written_to
from workshops.queries.sessions import in_language, with_words

if TYPE_CHECKING:
    from lms.accounts.models import Person

TEMPLATE = "workshops/announcement"


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str


def check_letters(letters: Mapping[str, Letter]) -> dict[str, Letter]:
    """Cleaned, without the languages in which nothing is written. One alone is enough; half of one is not."""
    kept = {}
    for language, letter in letters.items():
        one = Letter(clean_line(letter.subject, most=120), clean_text(letter.body, most=5000))
        if bool(one.subject) != bool(one.body.strip()):
            raise NothingWritten
        if one.subject and language in Language.values:
            kept[language] = one
    if not kept:
        raise NothingWritten
    return kept


def preview(*, session: Session, letters: Mapping[str, Letter], reader: "Person") -> dict[str, Rendered]:
    """The mail itself as a reader of each language gets it; ``reader`` lends their name and clock. Stores nothing."""
    kept = check_letters(letters)
    texts = [AnnouncementText(language=language, subject=one.subject, body=one.body) for language, one in kept.items()]
    shown = {}
    for language in Language.values:
        like_them = copy(reader)  # never saved
        like_them.language = language
        shown[language] = render(TEMPLATE, language, _context(session, like_them, in_language(texts, language)))
    return shown


def announce_to_people(
    *,
    session: Session,
    letters: Mapping[str, Letter],
    written_to: str,
    by: "Person",
    submit_key: str,
    now: datetime,
) -> Announcement:
    """Keeps what was written and promises to send it. The same form sent twice is one announcement."""
    kept = check_letters(letters)
    if not people_written_to(session, WrittenTo(written_to)).exists():
        raise NobodyToWriteTo
    with transaction.atomic():
        announcement, is_new = Announcement.objects.get_or_create(
            submit_key=submit_key[:64],
            defaults={"session": session, "written_to": WrittenTo(written_to), "by": by, "at": now},
        )
        if is_new:
            AnnouncementText.objects.bulk_create(
                AnnouncementText(announcement=announcement, language=language, subject=one.subject, body=one.body)
                for language, one in kept.items()
            )
            jobs.enqueue("workshops.send_announcement", announcement.pk)
    return announcement


def send_announcement(*, announcement_id: int, now: datetime) -> int:
    """Promises a mail to each, some in each transaction; answers how many. Again sends nothing twice."""
    announcement = Announcement.objects.filter(pk=announcement_id).first()
    if announcement is None:
        raise NoSuchSession
    session = with_words(Session.objects.filter(pk=announcement.session_id)).get()
    texts, last, sent = list(announcement.texts.order_by("language")), 0, 0
    while people := list(people_written_to(session, announcement.written_to).filter(pk__gt=last)[:AT_ONCE]):
        with transaction.atomic():
            for person in people:
                promise_message(
                    key=f"announcement:{announcement.pk}:{person.pk}",
                    to=person.email,
                    language=person.language,
                    template=TEMPLATE,
                    context=_context(session, person, in_language(texts, person.language)),
                    now=now,
                    person=person,
                )
        last, sent = people[-1].pk, sent + len(people)
    return sent


def _context(session: Session, person: "Person", text: AnnouncementText) -> dict[str, Any]:
    """Paragraphs and lines one by one: a value of a mail is always one line."""
    return {
        **about(session, person),
        "subject": text.subject,
        "paragraphs": [paragraph.split("\n") for paragraph in text.body.split("\n\n")],
        "only_in": "" if text.language == person.language else text.language,
    }
