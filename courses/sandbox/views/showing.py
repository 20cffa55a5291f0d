"""A lab and somebody's machine as pages show them: filled, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from courses.sandbox.enums import LabLevel, MachineState, RunVerdict
from courses.sandbox.labs.parameters import draw, fill, ports
from courses.sandbox.models import CheckRun, LabText, Machine
from courses.sandbox.queries.labs import spec_of
from courses.sandbox.rules.telling import sentence
from courses.sandbox.views.prose import to_html, to_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LENGTHS = (15, 25, 40)  # minutes at most
TOPICS: dict[str, "StrOrPromise"] = {
    # Translators: topic of a lab
    "backups": _("backups"),
    # Translators: topic of a lab
    "certificates": _("certificates"),
    # Translators: topic of a lab
    "cron": _("regular tasks"),
    # Translators: topic of a lab
    "databases": _("databases"),
    "dns": "DNS",
    # Translators: topic of a lab
    "files": _("files"),
    # Translators: topic of a lab
    "logs": _("logs"),
    # Translators: topic of a lab
    "mail": _("mail"),
    # Translators: topic of a lab
    "multi-host": _("several machines"),
    # Translators: topic of a lab
    "network": _("networks"),
    # Translators: topic of a lab
    "permissions": _("permissions"),
    "php": "PHP",
    # Translators: topic of a lab
    "restore": _("restoring"),
    # Translators: topic of a lab
    "security": _("security"),
    # Translators: topic of a lab
    "shell": _("command line"),
    # Translators: topic of a lab
    "storage": _("disk space"),
    # Translators: topic of a lab
    "web": _("web"),
    "wordpress": "WordPress",
}
CHIPS = {
    MachineState.NEW: "quiet",
    MachineState.QUEUED: "wait",
    MachineState.STARTING: "wait",
    MachineState.RUNNING: "good",
    MachineState.STOPPED: "quiet",
    MachineState.FORGOTTEN: "quiet",
}


@dataclass(frozen=True)
class LabWords:
    """``after``: what is told once it is solved."""

    title: str
    summary: SafeString
    story: SafeString
    after: SafeString
    level: "StrOrPromise"
    minutes: int
    topics: "list[StrOrPromise]"
    goals: list[SafeString]
    ports: tuple[int, ...]


@dataclass(frozen=True)
class CheckRow:
    """``found`` is empty before the first look. ``hint``: its number, 0 for none."""

    key: str
    looks_for: SafeString
    verdict: str = ""
    verdict_label: "StrOrPromise" = ""
    found: str = ""
    hint: int = 0
    hint_is_open: bool = False


def topic_label(topic: str) -> "StrOrPromise":
    return TOPICS.get(topic, topic.replace("-", " "))


def topics_in_words(topics: Iterable[str]) -> "list[StrOrPromise]":
    return [topic_label(topic) for topic in topics]


def lab_words(text: LabText, seed: int, language: str) -> LabWords:
    spec = spec_of(text)
    values = draw(spec, seed)
    return LabWords(
        title=fill(spec.title.in_language(language), values),
        summary=to_line(fill(spec.summary.in_language(language), values)),
        story=to_html(fill(spec.story.in_language(language), values)),
        after=to_html(fill(spec.files.get(f"after.{'es' if language == 'es' else 'en'}.md", ""), values)),
        level=LabLevel(spec.level).label,
        minutes=spec.minutes,
        topics=topics_in_words(spec.topics),
        goals=[to_line(fill(check.looks_for.in_language(language), values)) for check in spec.checks],
        ports=ports(spec, values),
    )


def check_rows(machine: Machine, run: CheckRun | None, language: str) -> list[CheckRow]:
    """``run``: what is told of; none before the first."""
    spec = spec_of(machine.lab_text)
    values = draw(spec, machine.seed)
    told = {one["check"]: one for one in run.results} if run else {}
    rows = []
    for check in spec.checks:
        looks_for = to_line(fill(check.looks_for.in_language(language), values))
        one = told.get(check.key)
        if one is None:
            rows.append(CheckRow(check.key, looks_for))
            continue
        verdict = one["verdict"]
        found = sentence(check, verdict, one["found"], one["values"], values, language)
        is_open = check.hint <= machine.hints_open
        hint = 0 if verdict == RunVerdict.PASSED else check.hint
        label = RunVerdict(verdict).label
        rows.append(CheckRow(check.key, looks_for, verdict, label, to_line(found), hint, is_open))
    return rows


def hints(machine: Machine, language: str) -> tuple[list[SafeString], int]:
    """Those that are open, and how many more there are."""
    spec = spec_of(machine.lab_text)
    values = draw(spec, machine.seed)
    shown = spec.hints[: machine.hints_open]
    return [to_line(fill(one.in_language(language), values)) for one in shown], len(spec.hints) - len(shown)


def minutes_left(machine: Machine, now: datetime) -> int | None:
    if machine.ends_at is None:
        return None
    return max(0, ceil((machine.ends_at - now).total_seconds() / 60))
