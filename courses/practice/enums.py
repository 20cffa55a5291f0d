from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TrackerKind(TextChoices):
    """The ticket systems that we speak with, by the names that their makers give them."""

    TRAC = "trac", "Trac"
    RT = "rt", "Request Tracker"
    REDMINE = "redmine", "Redmine"
    GITLAB = "gitlab", "GitLab"
    FORGEJO = "forgejo", "Forgejo / Gitea"
    GITHUB = "github", "GitHub"
    ZAMMAD = "zammad", "Zammad"


class WaitsOn(TextChoices):
    """Whose turn it is in an open ticket."""

    DESK = "desk", _("the support team")
    MEMBER = "member", _("the member")


class Size(TextChoices):
    # Translators: size of a ticket
    SMALL = "small", _("an hour or less")
    # Translators: size of a ticket
    MEDIUM = "medium", _("an afternoon")
    # Translators: size of a ticket
    LARGE = "large", _("several days")


class ConsentState(TextChoices):
    ASKED = "asked", pgettext_lazy("consent", "asked")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


# Who may follow whom. Only ``courses.practice.domain.consents`` writes a state.
CONSENT_TRANSITIONS: dict[ConsentState, frozenset[ConsentState]] = {
    ConsentState.ASKED: frozenset({ConsentState.GIVEN, ConsentState.REFUSED}),
    ConsentState.GIVEN: frozenset({ConsentState.WITHDRAWN}),
    ConsentState.REFUSED: frozenset({ConsentState.GIVEN}),
    ConsentState.WITHDRAWN: frozenset({ConsentState.GIVEN}),
}


class AssignmentState(TextChoices):
    DRAFT = "draft", _("draft")
    # Translators: state of an assignment: it can be taken
    OPEN = "open", pgettext_lazy("assignment", "open")
    # Translators: state of an assignment: its ticket is resolved
    CLOSED = "closed", _("closed")
    EXERCISE = "exercise", _("kept as an exercise")
    PURGED = "purged", _("taken away: the member withdrew their consent")


# Only ``courses.practice.domain.assigning`` writes a state.
ASSIGNMENT_TRANSITIONS: dict[AssignmentState, frozenset[AssignmentState]] = {
    AssignmentState.DRAFT: frozenset({AssignmentState.OPEN, AssignmentState.CLOSED, AssignmentState.PURGED}),
    AssignmentState.OPEN: frozenset({AssignmentState.DRAFT, AssignmentState.CLOSED, AssignmentState.PURGED}),
    AssignmentState.CLOSED: frozenset(
        {AssignmentState.DRAFT, AssignmentState.OPEN, AssignmentState.EXERCISE, AssignmentState.PURGED}
    ),
    AssignmentState.EXERCISE: frozenset({AssignmentState.CLOSED, AssignmentState.PURGED}),
    AssignmentState.PURGED: frozenset(),
}
SHOWN = (AssignmentState.OPEN, AssignmentState.EXERCISE)


class Difficulty(TextChoices):
    FIRST = "first", _("a first one")
    SOME = "some", _("for some experience")
    HARD = "hard", _("hard")


class Supervision(TextChoices):
    # Translators: how somebody works on an assignment
    ALONE = "alone", _("alone")
    MENTOR = "mentor", _("with a mentor")
    PAIRS = "pairs", _("in pairs")


class ClaimState(TextChoices):
    WORKING = "working", _("working on it")
    HANDED_IN = "handed_in", _("waits for its review")
    AGAIN = "again", _("try again")
    DONE = "done", _("done")
    HANDED_BACK = "handed_back", _("handed back")
    EXPIRED = "expired", _("time was up")
    PURGED = "purged", _("ended: the member withdrew their consent")


_ENDED: frozenset[ClaimState] = frozenset({ClaimState.HANDED_BACK, ClaimState.EXPIRED, ClaimState.PURGED})

# Only ``courses.practice.domain.claim_states`` writes a state.
CLAIM_TRANSITIONS: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.WORKING: _ENDED | {ClaimState.HANDED_IN},
    ClaimState.HANDED_IN: frozenset({ClaimState.AGAIN, ClaimState.DONE, ClaimState.HANDED_BACK, ClaimState.PURGED}),
    ClaimState.AGAIN: _ENDED | {ClaimState.HANDED_IN},
    ClaimState.DONE: frozenset({ClaimState.PURGED}),
    ClaimState.HANDED_BACK: frozenset(),
    ClaimState.EXPIRED: frozenset(),
    ClaimState.PURGED: frozenset(),
}
GOING_ON = (ClaimState.WORKING, ClaimState.HANDED_IN, ClaimState.AGAIN)
TAKES_THE_TICKET = (*GOING_ON, ClaimState.DONE)


class PracticeVerdict(TextChoices):
    DONE = "done", _("done")
    AGAIN = "again", _("try again")


class Place(TextChoices):
    """A text of what is handed in."""

    FOUND = "found", _("What I found")
    DID = "did", _("What I did")
    # Translators: heading: what shows that it works
    EVIDENCE = "evidence", _("Evidence")
    ANSWER = "answer", _("Answer to the member")


class PostState(TextChoices):
    """Of an answer on its way to the real ticket."""

    WAITING = "waiting", _("on its way")
    POSTED = "posted", _("posted")
    CONFLICT = "conflict", _("somebody changed the ticket meanwhile")
    FAILED = "failed", _("could not be posted")
    LEFT = "left", _("left to a person")


# Only ``courses.practice.domain.posted`` writes a state.
POST_TRANSITIONS: dict[PostState, frozenset[PostState]] = {
    PostState.WAITING: frozenset({PostState.POSTED, PostState.CONFLICT, PostState.FAILED, PostState.LEFT}),
    PostState.CONFLICT: frozenset({PostState.WAITING, PostState.LEFT}),
    PostState.FAILED: frozenset({PostState.WAITING, PostState.LEFT}),
    PostState.POSTED: frozenset(),
    PostState.LEFT: frozenset(),
}
