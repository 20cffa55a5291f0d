"""What learners, mentors and the support team are told by mail: each in their own language, each once. No word of a ticket
stands in a mail but the invented title of its assignment."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from courses.practice.models import AssignmentWords, Claim, Consent, MirroredTicket, Post, TicketAssignment, Try, Wait
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import people_with_role
from lms.mail.domain import forget_messages, promise_message

# Mail to claimants in which the title of an assignment stands.
TITLED = (
    "again",
    "closed_elsewhere",
    "done",
    "ends_soon",
    "expired",
    "left_to_desk",
    "posted",
    "thanks",
    "yours_now",
)


def title_for(assignment: TicketAssignment, language: str) -> str:
    words = {one.language: one.title for one in AssignmentWords.objects.filter(assignment=assignment)}
    return words.get(language) or next(iter(words.values()), "")


def tell_claimants(claim: Claim, what: str, *, now: datetime, once: str = "", text: str = "") -> None:
    """``what`` names a template of templates/mail/practice/."""
    for claimant in claim.claimants.select_related("person"):
        person = claimant.person
        _tell(
            person,
            f"practice.{what}:{claim.pk}:{person.pk}:{once}",
            f"practice/{what}",
            {
                "title": title_for(claim.assignment, person.language),
                "link": _address(person, "practice:work", claim.key),
                "at": claim.ends_at.isoformat(timespec="minutes"),
                "text": text,
            },
            now,
        )


def forget_mail(assignment: TicketAssignment) -> None:
    """Every mail in which its title stands."""
    claims = Claim.objects.filter(assignment=assignment).values_list("pk", flat=True)
    tries = Try.objects.filter(claim__assignment=assignment).values_list("pk", flat=True)
    forget_messages(
        beginnings=[
            *(f"practice.{what}:{assignment.pk}:" for what in ("free", "closed")),
            *(f"practice.{what}:{pk}:" for pk in claims for what in TITLED),
            *(f"practice.waits:{pk}:" for pk in tries),
        ]
    )


def forget_questions(ticket: MirroredTicket) -> None:
    """What was written to the address that stands in a ticket."""
    asked = [f"practice.{what}:{pk}:" for pk in _consents(ticket) for what in ("ask", "link_again")]
    forget_messages(beginnings=asked)


def _consents(ticket: MirroredTicket) -> Iterable[int]:
    return Consent.objects.filter(ticket=ticket).values_list("pk", flat=True)


def tell_waiting(wait: Wait, *, once: str, now: datetime) -> None:
    person, assignment = wait.person, wait.assignment
    _tell(
        person,
        f"practice.free:{assignment.pk}:{person.pk}:{once}",
        "practice/free",
        {
            "title": title_for(assignment, person.language),
            "link": _address(person, "practice:assignment", assignment.key),
        },
        now,
    )


def tell_waiting_in_vain(assignment: TicketAssignment, *, now: datetime) -> None:
    """It is closed. They stay in line: it may be opened again, or become an exercise."""
    for wait in assignment.waits.select_related("person").order_by("at", "pk"):
        person = wait.person
        _tell(
            person,
            f"practice.closed:{assignment.pk}:{person.pk}:{now.isoformat()}",
            "practice/closed",
            {"title": title_for(assignment, person.language), "link": _address(person, "practice:board")},
            now,
        )


def tell_mentors(attempt: Try, *, now: datetime) -> None:
    """The support team, but for whoever worked on it, or has reviewed it: what is sensitive wants somebody else too."""
    claim = attempt.claim
    authors = set(claim.claimants.values_list("person_id", flat=True))
    readers = set(attempt.reviews.values_list("mentor_id", flat=True)) - {None}
    for person in people_with_role(Role.SUPPORT).exclude(pk__in=authors | readers):
        _tell(
            person,
            f"practice.waits:{attempt.pk}:{person.pk}:{len(readers)}",
            "practice/waits",
            {
                "title": title_for(claim.assignment, person.language),
                "link": _address(person, "practice_desk:review", attempt.pk),
            },
            now,
        )


def tell_desk_about_post(post: Post, *, now: datetime) -> None:
    """It does not get through, or somebody must decide: whoever approved it and the rest of the support team."""
    for person in _desk():
        _tell(
            person,
            f"practice.post:{post.pk}:{post.state}:{post.tries}:{person.pk}",
            "practice/post_stuck",
            {"number": post.ticket.number, "link": _address(person, "practice_desk:post", post.pk)},
            now,
        )


def tell_desk_about_consent(ticket: MirroredTicket, answer: str, *, now: datetime) -> None:
    for person in _desk():
        _tell(
            person,
            f"practice.consent:{ticket.pk}:{answer}:{now.isoformat()}:{person.pk}",
            f"practice/consent_{answer}",
            {"number": ticket.number, "link": _address(person, "practice_desk:ticket", ticket.key)},
            now,
        )


def tell_desk_about_guide(ticket: MirroredTicket, *, now: datetime) -> None:
    """The guide that came of a ticket went with its consent."""
    for person in _desk():
        _tell(
            person,
            f"practice.guide:{ticket.pk}:{now.isoformat()}:{person.pk}",
            "practice/guide_withdrawn",
            {"number": ticket.number, "link": _address(person, "practice_desk:front")},
            now,
        )


def _desk() -> Iterable[Person]:
    return people_with_role(Role.SUPPORT)


def _tell(person: Person, key: str, template: str, context: dict[str, str], now: datetime) -> None:
    promise_message(
        key=key,
        to=person.email,
        language=person.language,
        template=template,
        context={"name": person.chosen_name, **context},
        now=now,
        person=person,
    )


def _address(person: Person, name: str, *arguments: object) -> str:
    with override(person.language):
        return settings.SITE_URL + reverse(name, args=arguments)
