"""Labs that somebody writes, on a real ``sandboxd`` with machines in memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from courses.sandbox.domain import library, proving, writing
from courses.sandbox.domain.writing import Given
from courses.sandbox.enums import ENDED_PROOFS, Source
from courses.sandbox.labs.reading import read
from courses.sandbox.models import Lab, LabDraft, LabProof, LabText
from courses.sandbox.queries.writing import last_draft
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.sandbox.daemon.support import LAB, Daemon, wait
from tests.courses.sandbox.daemon.undoing import UndoingDriver
from tests.factories.labs import running_sandboxd


def library_lab(slug: str = "words", **changes: str) -> Lab:
    return library.keep_text(read(slug, LAB | changes), source=Source.LIBRARY, now=clock.now())


def house_lab(by: Person, slug: str = "our-words", files: Mapping[str, str] = LAB) -> Lab:
    """With one draft after the one that it began with."""
    lab = writing.start_lab(slug=slug, source=None, by=by, now=clock.now())
    saved(lab, by, files)
    return lab


def saved(lab: Lab, by: Person, files: Mapping[str, str]) -> LabDraft:
    return writing.save_draft(lab=lab, given=Given(draft(lab).version, files), by=by, now=clock.now())


def draft(lab: Lab) -> LabDraft:
    found = last_draft(lab)
    assert found
    return found


def published(lab: Lab, by: Person) -> LabText:
    return writing.publish(lab=lab, version=draft(lab).version, by=by, now=clock.now(), is_sure=True)


def proven(text: LabText, by: Person) -> LabProof:
    """Asked for, and asked about until it is over, as its job does."""
    proof = proving.ask_proof(text=text, by=by, now=clock.now())

    def is_over() -> bool:
        proving.go_on(text_id=text.pk, now=clock.now())
        proof.refresh_from_db()
        return proof.state in ENDED_PROOFS

    wait(is_over)
    return proof


def with_changes(**changes: str) -> dict[str, str]:
    """The lab of the daemon's tests; ``break_sh`` stands for ``break.sh``."""
    return LAB | {name.replace("_", "."): text for name, text in changes.items()}


@contextmanager
def desk_sandboxd(folder: Path, settings: Any) -> Iterator[Daemon]:
    """One on which a proof can undo a solution."""
    with running_sandboxd(folder, settings, driver=UndoingDriver()) as daemon:
        yield daemon
