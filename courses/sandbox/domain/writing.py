"""Labs that are written on the site: drafts with whatever mistakes they have, and texts that learners get.

Every save is a version of its own, and the lab's row is locked before versions are compared: of two people who write at once
the second one is told, and nothing that anybody wrote is written over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from courses.sandbox.domain.library import card_of
from courses.sandbox.enums import OPEN_PROOFS, ProofState, Source
from courses.sandbox.errors import (
    ChangedMeanwhile,
    FolderTooLarge,
    HasMistakes,
    NothingToShow,
    NotOurs,
    NotProven,
    SlugTaken,
)
from courses.sandbox.labs.library import files_of
from courses.sandbox.labs.mistakes import Mistake
from courses.sandbox.labs.reading import LARGEST_FOLDER, MOST_FILES, BadLab, digest, read
from courses.sandbox.labs.spec import Lab as Spec
from courses.sandbox.models import Lab, LabDraft, LabText
from courses.sandbox.queries.writing import last_draft, proof_of, text_with
from courses.sandbox.rules.writing import is_free
from lms.accounts.models import Person

SKELETON = Path(__file__).resolve().parent.parent / "skeleton"
KEPT_DRAFTS = 30


@dataclass(frozen=True)
class Given:
    """What a form held. ``version``: of the draft from which the form was made. ``moved``: files whose name was taken or
    empty, and how they are called now."""

    version: int
    files: Mapping[str, str]
    moved: Mapping[str, str] = field(default_factory=dict)


def start_lab(*, slug: str, source: Lab | None, by: Person, now: datetime) -> Lab:
    """Hidden, with a draft: a copy of what ``source`` holds now, or a skeleton that can be tried at once."""
    if not is_free(slug):
        raise SlugTaken
    files = _beginning(source)
    try:
        with transaction.atomic():
            lab = Lab.objects.create(slug=slug, source=Source.HOUSE, is_shown=False)
            _add_draft(lab, files, 1, by, now)
    except IntegrityError as error:
        raise SlugTaken from error
    return lab


def save_draft(*, lab: Lab, given: Given, by: Person, now: datetime) -> LabDraft:
    """With its mistakes. What is the same changes nothing. Raises ChangedMeanwhile where somebody saved something else
    since the form was made: nothing is stored then."""
    size = sum(len(path) + len(content.encode("utf-8", "replace")) for path, content in given.files.items())
    if len(given.files) > MOST_FILES or size > LARGEST_FOLDER:
        raise FolderTooLarge
    with transaction.atomic():
        locked = _locked(lab)
        last = last_draft(locked)
        if last is not None and last.files == given.files:
            return last
        version = last.version if last else 0
        if version != given.version:
            raise ChangedMeanwhile
        return _add_draft(locked, given.files, version + 1, by, now)


def look_over(lab: Lab, files: Mapping[str, str]) -> tuple[Spec | None, tuple[Mistake, ...]]:
    """The lab, or everything that is wrong with it."""
    try:
        return read(lab.slug, files), ()
    except BadLab as bad:
        return None, bad.mistakes


def keep_text(*, lab: Lab, draft: LabDraft, by: Person, now: datetime) -> LabText:
    """The text of a draft, to be tried or proven: no learner gets it. Texts of drafts that nobody tries any more go."""
    spec, _mistakes = look_over(lab, draft.files)
    if spec is None:
        raise HasMistakes
    with transaction.atomic():
        locked = _locked(lab)
        text, _new = LabText.objects.get_or_create(
            lab=locked,
            digest=spec.digest,
            defaults={
                "files": dict(spec.files),
                "card": card_of(spec),
                "made_at": now,
                "made_by": by,
                "is_published": False,
            },
        )
        idle = locked.texts.filter(is_published=False, machines=None).exclude(proof__state__in=OPEN_PROOFS)
        idle.exclude(pk=text.pk).delete()
    return text


def publish(*, lab: Lab, version: int, by: Person, now: datetime, is_sure: bool = False) -> LabText:
    """Learners who start it from now on get this text. The first one shows the lab. Raises NotProven unless ``is_sure``."""
    draft = last_draft(lab)
    if draft is None or draft.version != version:
        raise ChangedMeanwhile
    text = keep_text(lab=lab, draft=draft, by=by, now=now)
    proof = proof_of(text)
    if not is_sure and (proof is None or proof.state != ProofState.PROVEN):
        raise NotProven
    with transaction.atomic():
        locked = _locked(lab)
        locked.is_shown = locked.is_shown or locked.text_id is None
        if locked.text_id != text.pk:
            LabText.objects.filter(pk=text.pk).update(is_published=True, made_at=now, made_by=by)
            locked.text = text
        locked.save(update_fields=["text", "is_shown"])
    text.refresh_from_db()
    return text


def set_shown(*, lab: Lab, is_shown: bool) -> Lab:
    """A lab of the library that was hidden stays hidden when Vereda is updated. Whoever works on it goes on."""
    with transaction.atomic():
        locked = Lab.objects.select_for_update(no_key=True, of=("self",)).get(pk=lab.pk)
        if is_shown and locked.text_id is None:
            raise NothingToShow
        locked.is_shown, locked.is_kept_hidden = is_shown, not is_shown
        locked.save(update_fields=["is_shown", "is_kept_hidden"])
    return locked


def draft_or_text(lab: Lab) -> LabDraft | LabText | None:
    return last_draft(lab) or lab.text


def _beginning(source: Lab | None) -> dict[str, str]:
    found = draft_or_text(source) if source else None
    return dict(found.files) if found else files_of(SKELETON)


def _locked(lab: Lab) -> Lab:
    locked = Lab.objects.select_for_update(no_key=True, of=("self",)).get(pk=lab.pk)
    if locked.source != Source.HOUSE:
        raise NotOurs
    return locked


def _add_draft(lab: Lab, files: Mapping[str, str], version: int, by: Person, now: datetime) -> LabDraft:
    spec, _mistakes = look_over(lab, files)
    card: dict[str, Any] = card_of(spec) if spec else {}
    made = LabDraft.objects.create(
        lab=lab, version=version, files=dict(files), digest=digest(files), card=card, saved_at=now, saved_by=by
    )
    lab.drafts.filter(version__lte=version - KEPT_DRAFTS).delete()
    return made


def proven_text(lab: Lab, draft: LabDraft) -> LabText | None:
    """The text that this draft is, where it was tried, proven or published."""
    return text_with(lab, draft.digest)
