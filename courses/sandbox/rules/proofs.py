"""What a proof showed, in words. The report is that of ``courses.sandbox.judging.proving``; what machines said in it is
shown as it is, and never trusted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.sandbox.enums import RunVerdict
from courses.sandbox.errors import HouseIsFull, ImageMissing, MachinesAway, NoMachines, TooSlow
from courses.sandbox.labs.parameters import draw, fill
from courses.sandbox.labs.spec import Lab
from courses.sandbox.rules.telling import sentence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What somebody tries who wants to pass without mending anything, by the names of courses.sandbox.judging.wrong.
WAYS: Mapping[str, "StrOrPromise"] = {
    "nothing": _("nothing is done"),
    "markers": _("files are made that say “solved”"),
    "pretending": _("a program pretends to be every service"),
    "half pretending": _("a program answers beside the services"),
    "judging programs replaced": _("the programs with which one looks are replaced"),
    "serving programs replaced": _("the programs that serve are replaced"),
    "preloaded": _("a library is slipped under every program"),
    "open to all": _("everybody gets every right"),
    "touched": _("files are only touched"),
    "emptied": _("files are emptied"),
    "removed": _("files are deleted"),
    "restarted": _("services are only restarted"),
    "stopped": _("services are stopped"),
    "written": _("the expected words are written into every file"),
    "undone": _("the solution is run and taken back"),
}
REFUSALS: Mapping[str, "StrOrPromise"] = {
    NoMachines.__name__: NoMachines.message,
    ImageMissing.__name__: _("The system that this lab needs was not there yet. Ask for the proof again in a while."),
    MachinesAway.__name__: _("The machines could not be reached for a long time. Ask for the proof again."),
    HouseIsFull.__name__: _("All machines were in use for a long time. Ask for the proof again."),
    TooSlow.__name__: _("It took longer than a proof may take. Ask for it again when fewer machines run."),
}
OTHERWISE = _("The machines could not make this proof. Whoever runs the site may have to update them.")


@dataclass(frozen=True)
class Trouble:
    """``said``: by the machine, in whatever language."""

    sentence: str
    said: str = ""


@dataclass(frozen=True)
class Shown:
    """``broken``: checks that do not fail on the broken machine; ``solved``: those that do not pass after the solution;
    ``passing``: wrong solutions that pass. All empty: it is proven."""

    broken: list[str] = field(default_factory=list)
    solved: list[str] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)
    trouble: list[Trouble] = field(default_factory=list)
    attempts: list[tuple[str, bool]] = field(default_factory=list)
    seconds: int = 0


def refusal_in_words(name: str) -> "StrOrPromise":
    return REFUSALS.get(name, OTHERWISE)


def shown(report: Mapping[str, Any], lab: Lab, language: str) -> Shown:
    """``lab``: as its text is read, for the words of its checks."""
    attempts = [one for one in _items(report.get("attempts")) if isinstance(one.get("name"), str)]
    seconds = report.get("seconds")
    spent = [one for one in seconds.values() if isinstance(one, int | float)] if isinstance(seconds, Mapping) else []
    seed = report.get("seed")
    values = draw(lab, seed if isinstance(seed, int) else 1)
    return Shown(
        broken=list(_not(report.get("broken"), RunVerdict.FAILED, lab, values, language)),
        solved=list(_not(report.get("solved"), RunVerdict.PASSED, lab, values, language)),
        passing=[way_in_words(one["name"]) for one in attempts if not one.get("found")],
        trouble=[_trouble(one) for one in _items(report.get("trouble"))],
        attempts=[(way_in_words(one["name"]), bool(one.get("found"))) for one in attempts],
        seconds=round(sum(spent)),
    )


def way_in_words(name: str) -> str:
    """Several ways at once have a plus between them."""
    return " + ".join(str(WAYS.get(part, part)) for part in name.split(" + "))


def _not(judged: Any, wanted: str, lab: Lab, values: Mapping[str, str], language: str) -> Iterator[str]:
    checks = {check.key: check for check in lab.checks}
    for one in _items(judged.get("results") if isinstance(judged, Mapping) else None):
        check, verdict = checks.get(str(one.get("check"))), str(one.get("verdict"))
        if check is None or verdict == wanted:
            continue
        told = one.get("values")
        found = sentence(
            check, verdict, str(one.get("found")), told if isinstance(told, Mapping) else {}, values, language
        )
        yield f"{fill(check.looks_for.in_language(language), values)}: {found}"


def _trouble(one: Mapping[str, Any]) -> Trouble:
    script, code, said = str(one.get("script") or ""), one.get("code"), str(one.get("said") or "")
    if not script:
        return Trouble(gettext("The machine could not be made or kept."), said)
    if code is None:
        return Trouble(gettext("`%(script)s` took too long.") % {"script": script}, said)
    return Trouble(gettext("`%(script)s` ended with %(code)s.") % {"script": script, "code": code}, said)


def _items(found: Any) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
