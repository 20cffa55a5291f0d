"""Work on a claim: saved as it is written, by one or by two, and handed in. Lock order: claim, then try."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from courses.domain.submissions import LARGEST_FILE, MOST_FILES, tidy_name
from courses.errors import EmptyFile, FileTooLarge, TooManyFiles
from courses.practice.domain.claim_states import set_claim_state
from courses.practice.domain.machines import attach_machine
from courses.practice.domain.practice_mail import tell_mentors
from courses.practice.enums import GOING_ON, ClaimState
from courses.practice.errors import ChangedMeanwhile, NothingHandedIn, NotPossibleNow, TextTooLong
from courses.practice.models import AssignmentWords, Claim, Try, TryFile
from lms.core.errors import DomainError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile as DjangoUpload

    from lms.accounts.models import Person

    Upload = DjangoUpload[bytes]

LONGEST = 20_000
TEXTS = ("found", "did", "evidence", "answer")


@dataclass(frozen=True)
class Work:
    """What the form holds. ``version``: of what was kept when the form was made."""

    version: int
    found: str = ""
    did: str = ""
    evidence: str = ""
    answer: str = ""
    files: list["Upload"] = field(default_factory=list)
    taken_away: list[int] = field(default_factory=list)


def save_work(*, claim: Claim, person: "Person", work: Work, now: datetime) -> Try:
    """Raises ChangedMeanwhile where the other of a pair saved something else since the form was made; nothing is stored
    then. A file that cannot be taken is refused by name; everything beside it is kept."""
    with transaction.atomic():
        attempt = _kept(claim, person, work, now)
        _take_away(attempt, work.taken_away)
        refused = _add_files(attempt, work.files, now)
    if refused:
        raise refused
    return attempt


def hand_in(*, claim: Claim, person: "Person", work: Work, now: datetime) -> Try:
    """Keeps what was written, then hands it in; whoever presses twice does it once."""
    save_work(claim=claim, person=person, work=work, now=now)
    with transaction.atomic():
        locked = _locked(claim)
        attempt = locked.tries.order_by("-number").first()
        if attempt is None or not attempt.answer.strip() or not (attempt.found.strip() or attempt.did.strip()):
            raise NothingHandedIn
        set_claim_state(locked, ClaimState.HANDED_IN, now=now)
        attempt.handed_in_at = now
        attempt.save(update_fields=["handed_in_at"])
        attach_machine(attempt=attempt, person=person, now=now)
        tell_mentors(attempt, now=now)
    return attempt


def open_hint(*, claim: Claim) -> Claim:
    """One more, for both of a pair, while there is one."""
    with transaction.atomic():
        locked = _locked(claim)
        if locked.state not in GOING_ON:
            raise NotPossibleNow
        written = AssignmentWords.objects.filter(assignment_id=locked.assignment_id).values_list("hints", flat=True)
        most = max((sum(bool(one.strip()) for one in hints.splitlines()) for hints in written), default=0)
        locked.hints_open = min(locked.hints_open + 1, most)
        locked.save(update_fields=["hints_open"])
    return locked


def _kept(claim: Claim, person: "Person", work: Work, now: datetime) -> Try:
    texts = {name: getattr(work, name).replace("\r\n", "\n").replace("\x00", "") for name in TEXTS}
    if any(len(text) > LONGEST for text in texts.values()):
        raise TextTooLong
    locked = _locked(claim)
    if locked.state not in (ClaimState.WORKING, ClaimState.AGAIN):
        raise NotPossibleNow
    attempt = _open_try(locked, person, now)
    same = all(getattr(attempt, name) == text for name, text in texts.items())
    if same:
        return attempt
    if attempt.version != work.version:
        raise ChangedMeanwhile
    for name, text in texts.items():
        setattr(attempt, name, text)
    attempt.saved_at, attempt.saved_by, attempt.version = now, person, attempt.version + 1
    attempt.save(update_fields=[*TEXTS, "saved_at", "saved_by", "version"])
    return attempt


def _open_try(claim: Claim, person: "Person", now: datetime) -> Try:
    """The one that is being written. After *try again* a next one begins with what the last one held."""
    last = claim.tries.order_by("-number").first()
    if last is not None and last.handed_in_at is None:
        return last
    if last is None:
        return Try.objects.create(claim=claim, number=1, saved_at=now, saved_by=person)
    texts = {name: getattr(last, name) for name in TEXTS}
    fresh = Try.objects.create(
        claim=claim, number=last.number + 1, saved_at=now, saved_by=person, version=last.version, **texts
    )
    for kept in last.files.order_by("pk"):
        TryFile.objects.create(
            attempt=fresh, name=kept.name, file=kept.file.name, size=kept.size, added_at=kept.added_at
        )
    return fresh


def _locked(claim: Claim) -> Claim:
    return Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)


def _take_away(attempt: Try, pks: Iterable[int]) -> None:
    for kept in list(attempt.files.filter(pk__in=list(pks))):
        stored: Any = kept.file
        kept.delete()
        if not TryFile.objects.filter(file=stored.name).exists():
            transaction.on_commit(partial(stored.storage.delete, stored.name))


def _problem_of(size: int, count: int) -> DomainError | None:
    if count >= MOST_FILES:
        return TooManyFiles()
    if size > LARGEST_FILE:
        return FileTooLarge()
    return None if size else EmptyFile()


def _add_files(attempt: Try, files: Iterable["Upload"], now: datetime) -> DomainError | None:
    """Stores what can be taken; answers why the first of the others cannot."""
    refused: DomainError | None = None
    count = attempt.files.count()
    for upload in files:
        size = upload.size or 0
        problem = _problem_of(size, count)
        if problem is None:
            TryFile.objects.create(
                attempt=attempt, name=tidy_name(upload.name or ""), file=upload, size=size, added_at=now
            )
            count += 1
        refused = refused or problem
    return refused
