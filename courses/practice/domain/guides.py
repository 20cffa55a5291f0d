"""What was worked out for one member, kept as the draft of a guide for everybody. The member's story is not in it: only what
whoever worked on it found and did, as a mentor approved it."""

from typing import TYPE_CHECKING

from django.db import transaction

from courses.practice.domain.redacting import refuse_originals
from courses.practice.enums import ClaimState, ConsentState
from courses.practice.errors import ConsentMissing, NotPossibleNow
from courses.practice.models import AssignmentWords, Consent, TicketAssignment, Try
from courses.practice.rules.reading import language_of
from lms.content.domain.drafting import GuideWords, draft_guide, withdraw_pages

if TYPE_CHECKING:
    from lms.accounts.models import Person
    from lms.content.models import GuidePage

MOST_STEPS, LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_GOAL = 40, 80, 280, 300


def draft_from(*, assignment: TicketAssignment, by: "Person") -> "GuidePage":
    """Once for an assignment. Raises NotPossibleNow where nothing was approved yet, or twice; ConsentMissing, NoLibrary,
    RealNameInIt."""
    with transaction.atomic():
        locked = TicketAssignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
        if locked.guide_key is not None:
            raise NotPossibleNow
        if not Consent.objects.filter(ticket_id=locked.ticket_id, state=ConsentState.GIVEN).exists():
            raise ConsentMissing
        attempt = (
            Try.objects.filter(claim__assignment=locked, claim__state=ClaimState.DONE, decided_at__isnull=False)
            .order_by("-claim__is_real", "claim__claimed_at", "-number")
            .first()
        )
        if attempt is None:
            raise NotPossibleNow
        language = language_of(f"{attempt.found}\n{attempt.did}", locked.language)
        ticket = locked.ticket
        if ticket is not None:  # editors read it, and they do not open tickets
            refuse_originals(ticket, [attempt.found, attempt.did])
        page = draft_guide(words=_words(locked, attempt, language), language=language, by=by)
        locked.guide_key = page.translation_key
        locked.save(update_fields=["guide_key"])
    return page


def withdraw_guide(assignment: TicketAssignment) -> bool:
    """With the consent goes the guide, published or not: it came of that ticket. Answers whether there was one."""
    if assignment.guide_key is None:
        return False
    found = withdraw_pages(page_key=assignment.guide_key)
    assignment.guide_key = None
    assignment.save(update_fields=["guide_key"])
    return found > 0


def _words(assignment: TicketAssignment, attempt: Try, language: str) -> GuideWords:
    told = AssignmentWords.objects.get(assignment=assignment, language=language)
    goal = " ".join((told.goals or told.title).split())
    done = [line.strip(" -*•\t") for line in (attempt.did or attempt.found).splitlines() if line.strip(" -*•\t")]
    steps = [(_first_words(line), line) for line in done[:MOST_STEPS]]
    return GuideWords(
        title=told.title,
        summary=goal[:LONGEST_SUMMARY],
        goal=goal[:LONGEST_GOAL],
        before=attempt.found,
        steps=steps or [(told.title[:LONGEST_TITLE], goal)],
    )


def _first_words(line: str) -> str:
    return line if len(line) <= LONGEST_TITLE else line[:LONGEST_TITLE].rpartition(" ")[0] + "…"
