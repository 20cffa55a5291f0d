"""Assignments and terms from files: taken whole, or refused by file, line and field."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from courses.domain.library import import_course
from courses.enums import EnrolmentPolicy, RuleKind, UnitKind
from courses.queries.assignments import current_assignment
from courses.queries.outline import current_course
from courses.queries.terms import Rule
from lms.content.domain.library_entries import identity
from lms.content.errors import BrokenLibraryFile
from tests.factories.files import COURSE, LESSON, QUIZ, write_course
from tests.factories.people import MONDAY

pytestmark = pytest.mark.django_db

ASSIGNMENT = """\
kind: assignment
key: try-it
minutes: 40
title: {en: Try it, es: Inténtalo}
slug: {en: try-it, es: intentalo}
summary: {en: Do it yourself., es: Hazlo tú.}
body:
  - text: {en: "<p>Do it.</p>", es: "<p>Hazlo.</p>"}
takes: [text, link]
review_by: peers
peers: 3
rubric:
  - {key: steps, title: {en: Steps, es: Pasos}, done_when: {en: They are there., es: Están.}}
needs: [read, other/first]
opens_at: 2026-12-01T17:00-06:00
due_after_days: 14
rules: [handed_in, {attended: "session:abc"}]
"""
TERMS = COURSE.replace("02-check.yaml]", "02-check.yaml, 03-try.yaml]") + "enrolment: approval\nprivate: true\n"


def write(folder: Path, assignment: str = ASSIGNMENT, course: str = TERMS, **files: str) -> Path:
    write_course(folder, course=course, **files)
    (folder / "03-try.yaml").write_text(assignment, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_an_assignment_and_its_terms_are_taken(site: Any, tmp_path: Path) -> None:
    for _again in range(2):
        import_course(folder=write(tmp_path / f"c{_again}"), now=MONDAY)

    course = current_course(identity("small-web"))
    assert course
    assert (course.terms.enrolment, course.terms.is_private) == (EnrolmentPolicy.APPROVAL, True)
    unit = course.units[2]
    assert (unit.kind, unit.key) == (UnitKind.ASSIGNMENT, identity("small-web", "try-it"))
    assert unit.terms.needs == (identity("small-web", "read"),)  # the other course is not on this site
    assert unit.terms.opens_at == datetime.fromisoformat("2026-12-01T23:00+00:00")
    assert unit.terms.own_rules == (Rule(RuleKind.HANDED_IN), Rule(RuleKind.ATTENDED, "session:abc"))
    assignment = current_assignment(unit.key)
    assert assignment
    assert (assignment.takes_text, assignment.takes_files, assignment.takes_link) == (True, False, True)
    assert (assignment.review_by, assignment.peers) == ("peers", 3)
    assert [row.titles for row in assignment.rubric] == [{"en": "Steps", "es": "Pasos"}]


@pytest.mark.parametrize(
    ("change", "field", "line"),
    [
        (("needs: [read, other/first]", "needs: [nowhere]"), "needs[1]", 14),
        (("needs: [read, other/first]", "needs: ['../x']"), "needs[1]", 14),
        (("2026-12-01T17:00-06:00", "2026-12-01T17:00"), "opens_at", 15),
        (("2026-12-01T17:00-06:00", "soon"), "opens_at", 15),
        (("due_after_days: 14", "due_after_days: -1"), "due_after_days", 16),
        (("[handed_in,", "[passed,"), "rules[1]", 17),
        (("takes: [text, link]", "takes: []"), "takes", 9),
        (("review_by: peers", "review_by: nobody"), "review_by", 10),
        (("peers: 3", "peers: 9"), "peers", 11),
        (("key: steps", "key: Steps"), "rubric[1].key", 13),
    ],
)
def test_a_mistake_is_named_and_nothing_is_imported(
    site: Any, tmp_path: Path, change: tuple[str, str], field: str, line: int
) -> None:
    broken = ASSIGNMENT.replace(*change)
    assert broken != ASSIGNMENT
    with pytest.raises(BrokenLibraryFile) as refused:
        import_course(folder=write(tmp_path / "c", broken), now=MONDAY)

    assert (refused.value.file.name, refused.value.field, refused.value.line) == ("03-try.yaml", field, line)
    assert current_course(identity("small-web")) is None


@pytest.mark.slow
def test_a_circle_is_refused_and_nothing_is_imported(site: Any, tmp_path: Path) -> None:
    folder = write(tmp_path / "c", lesson=LESSON + "needs: [check]\n", quiz=QUIZ + "needs: [try-it]\n")
    with pytest.raises(BrokenLibraryFile, match="circle"):
        import_course(folder=folder, now=MONDAY)
    assert current_course(identity("small-web")) is None
