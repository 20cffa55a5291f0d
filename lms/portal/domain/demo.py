"""The demo world: people in every role and the shipped courses. Everything in it is invented."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.queries.outline import catalogue
from lms.accounts.domain.groups import prepare_groups
from lms.accounts.domain.people import create_person
from lms.accounts.domain.roles import grant_role
from lms.accounts.domain.second_factor import set_totp
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.content.queries.published import published_number
from lms.content.queries.writings import writings
from lms.portal.domain.demo_workshops import load_term
from lms.portal.domain.founding import found_site
from lms.portal.domain.library import load_course, load_writings

LIBRARY = settings.BASE_DIR / "courses" / "library"
FIRST = "welcome"  # explains the house: who comes for the first time meets it before the others
WRITINGS = settings.BASE_DIR / "lms" / "content" / "library"

ORGANISER = "carmen@demo.example"  # of the demo's workshops: a trainer
LEARNERS = ("alicia@demo.example", "beto@demo.example")


@dataclass(frozen=True)
class DemoPerson:
    name: str
    email: str
    language: str
    time_zone: str
    role: Role | None
    can: Promise


PEOPLE = (
    DemoPerson(
        "Alicia Demo", "alicia@demo.example", "es", "America/Mexico_City", None,
        _("learns: courses, quizzes, badges and certificates"),
    ),
    DemoPerson(
        "Beto Demo", "beto@demo.example", "en", "America/New_York", None, _("learns too, and sees nothing of Alicia's")
    ),
    DemoPerson(
        "Carmen Demo", "carmen@demo.example", "es", "America/Mexico_City", Role.TRAINER,
        _("writes courses in the editor; somebody else publishes them"),
    ),
    DemoPerson(
        "Diego Demo", "diego@demo.example", "en", "America/New_York", Role.EDITOR,
        _("writes and publishes pages in the editor"),
    ),
    DemoPerson(
        "Elena Demo", "elena@demo.example", "es", "America/Tijuana", Role.COMMITTEE,
        _("sits on the leadership committee; may enter the staff's side"),
    ),
    DemoPerson(
        "Fátima Demo", "fatima@demo.example", "en", "America/Chicago", Role.ADMIN,
        _("administers everything: people, pages, mail, jobs"),
    ),
    DemoPerson(
        "Gloria Demo", "gloria@demo.example", "es", "America/Mexico_City", Role.SUPPORT,
        _("is on the support team: reads tickets, makes assignments of them, reviews what is handed in"),
    ),
)  # fmt: skip


def shipped_courses() -> list[Path]:
    """Their folders, in the order in which they stand in the catalogue and on the home page."""
    folders = (file.parent for file in LIBRARY.glob("*/course.yaml"))
    return sorted(folders, key=lambda folder: (folder.name != FIRST, folder.name))


def load_demo(*, now: datetime) -> dict[str, str]:
    """Makes what is missing of the demo world; gives e-mail → password. Again it changes nothing."""
    found_site()
    prepare_groups()
    if not writings(published_number()):
        load_writings(folder=WRITINGS, now=now)
    shipped = shipped_courses()
    if len(catalogue(published_number())) < len(shipped):
        for folder in shipped:
            load_course(folder=folder, now=now)
    passwords = _kept_passwords()
    for one in PEOPLE:
        if not Person.objects.filter(email=one.email).exists():
            _make_person(one, passwords[one.email], now)
    people = Person.objects.in_bulk([ORGANISER, *LEARNERS], field_name="email")
    load_term(organiser=people[ORGANISER], learners=[people[email] for email in LEARNERS], now=now)
    return passwords


def _make_person(one: DemoPerson, password: str, now: datetime) -> None:
    person = create_person(
        email=one.email,
        password=password,
        chosen_name=one.name,
        language=one.language,
        time_zone=one.time_zone,
        now=now,
    )
    if one.role:
        grant_role(person=person, role=one.role, by=None, now=now)
        set_totp(person=person, now=now)


def _kept_passwords() -> dict[str, str]:
    """Drawn once per installation and kept beside its other secrets: no demo shares a password with another. Whoever came
    into the demo after an older one was loaded is drawn one then."""
    file = Path(settings.DATA_DIR) / "secrets" / "demo-passwords.json"
    kept: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    drawn = {one.email: kept.get(one.email) or secrets.token_urlsafe(9) for one in PEOPLE}
    if drawn != kept:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        file.write_text(json.dumps(drawn, indent=1), "utf-8")
    return drawn
