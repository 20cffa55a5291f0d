"""What a learner does with a machine: single commands, checks, hints, what was changed, recordings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from courses.sandbox.domain.control import ask
from courses.sandbox.enums import TRIAL, RunVerdict
from courses.sandbox.errors import CommandTooLong, NothingTyped, WrongPart
from courses.sandbox.models import CheckRun, Machine, Snapshot
from courses.sandbox.queries.labs import spec_of
from lms.records.domain.statements import record
from lms.records.enums import Verb

LONGEST_COMMAND = 4096
LONGEST_OUTPUT = 60_000
KEPT_SNAPSHOTS = 5
KEPT_RUNS = 50
SOURCE = "sandbox"
_SEQUENCE = re.compile(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-?]*[ -/]*[@-~]|\x1b.|[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Output:
    """Of one command. ``code``: None where its time was over."""

    command: str
    text: str
    code: int | None
    folder: str
    is_cut: bool


def run_command(*, machine: Machine, command: str, now: datetime) -> Output:
    command = command.replace("\r\n", "\n").replace("\x00", "")
    if not command.strip():
        raise NothingTyped
    if len(command.encode()) > LONGEST_COMMAND:
        raise CommandTooLong
    said = ask("run", str(machine.key), now=now, person=machine.person, body={"command": command}).json()
    text = str(said.get("output", ""))
    code = said.get("code")
    made = Output(
        command=command,
        text=text[:LONGEST_OUTPUT],
        code=code if isinstance(code, int) else None,
        folder=str(said.get("folder") or "")[:400],
        is_cut=bool(said.get("is_cut")) or len(text) > LONGEST_OUTPUT,
    )
    if made.folder != machine.folder:
        machine.folder = made.folder
        machine.save(update_fields=["folder"])
    return made


def run_check(*, machine: Machine, now: datetime) -> CheckRun:
    """Judged on a copy of what the machine is now; the verdict is on that snapshot for ever."""
    return keep_run(machine=machine, judgement=ask("check", str(machine.key), now=now).json(), now=now)


def keep_run(*, machine: Machine, judgement: Mapping[str, Any], now: datetime) -> CheckRun:
    """Only what the lab asks is kept; a check that got no answer is inconclusive, and *inconclusive* is not *passed*."""
    answers = {str(one.get("check")): one for one in judgement.get("results") or () if isinstance(one, Mapping)}
    results = [_result(check.key, answers.get(check.key)) for check in spec_of(machine.lab_text).checks]
    verdicts = {str(one["verdict"]) for one in results}
    verdict = RunVerdict.FAILED if RunVerdict.FAILED in verdicts else RunVerdict.INCONCLUSIVE
    digest = str(judgement.get("digest", ""))[:64]
    if verdicts == {RunVerdict.PASSED.value} and digest:
        verdict = RunVerdict.PASSED
    spent = judgement.get("milliseconds")
    with transaction.atomic():
        row = Machine.objects.select_for_update(no_key=True, of=("self",)).get(pk=machine.pk)
        run = CheckRun.objects.create(
            machine=row,
            digest=digest,
            verdict=verdict,
            results=results,
            milliseconds=spent if isinstance(spent, int) and spent >= 0 else 0,
            at=now,
        )
        row.snapshot = digest or row.snapshot
        if verdict == RunVerdict.PASSED and row.forked_from_id is None:
            _finish(row, run, now)
        row.save(update_fields=["snapshot", "finished_at"])
        old = row.runs.order_by("-at", "-pk").values_list("pk", flat=True)[KEPT_RUNS:]
        row.runs.filter(pk__in=list(old)).exclude(verdict=RunVerdict.PASSED).delete()
    machine.snapshot, machine.finished_at = row.snapshot, row.finished_at
    return run


def _result(key: str, answer: Mapping[str, Any] | None) -> dict[str, Any]:
    if answer is None or answer.get("verdict") not in RunVerdict.values:
        return {"check": key, "verdict": RunVerdict.INCONCLUSIVE.value, "found": "", "values": {}}
    given = answer.get("values")
    values = {str(name): str(value)[:300] for name, value in given.items()} if isinstance(given, Mapping) else {}
    return {"check": key, "verdict": answer["verdict"], "found": str(answer.get("found", ""))[:60], "values": values}


def _finish(row: Machine, run: CheckRun, now: datetime) -> None:
    """On the record once for each person and lab, however often it is solved. A trial is on no record."""
    row.finished_at = row.finished_at or now
    if row.context == TRIAL:
        return
    slug = row.lab_text.lab.slug
    record(
        person=row.person,
        verb=Verb.COMPLETED,
        object_key=f"lab:{slug}",
        happened_at=now,
        now=now,
        source=SOURCE,
        source_key=f"completed:{slug}:{row.person_id}",
        language=row.language,
        evidence=f"sha256:{run.digest}",
    )


def open_hint(*, machine: Machine) -> Machine:
    """One more. Nobody counts them."""
    most = len(spec_of(machine.lab_text).hints)
    Machine.objects.filter(pk=machine.pk, hints_open__lt=most).update(hints_open=F("hints_open") + 1)
    machine.refresh_from_db(fields=["hints_open"])
    return machine


def save_changes(*, machine: Machine, now: datetime) -> Snapshot:
    """What was changed since the machine was new, file by file, with the digest under which it is kept."""
    said = ask("save", str(machine.key), now=now).json()
    digest = str(said.get("digest", ""))[:64]
    changes = [one for one in said.get("changes") or () if isinstance(one, dict)]
    size = said.get("size")
    with transaction.atomic():
        fields = {"size": size if isinstance(size, int) else 0, "changes": changes, "at": now}
        kept, _new = Snapshot.objects.update_or_create(machine=machine, digest=digest, defaults=fields)
        Machine.objects.filter(pk=machine.pk).update(snapshot=digest)
        old = machine.snapshots.order_by("-at", "-pk").values_list("pk", flat=True)[KEPT_SNAPSHOTS:]
        machine.snapshots.filter(pk__in=list(old)).delete()
    machine.snapshot = digest
    return kept


def transcript(*, machine: Machine, now: datetime) -> str:
    return ask("transcript", str(machine.key), now=now).body.decode(errors="replace")


def recording(*, machine: Machine, now: datetime) -> bytes:
    return ask("recording", str(machine.key), now=now).body


def cut_recording(*, machine: Machine, begins: float, ends: float, now: datetime) -> None:
    """From one second to another; it is gone for good."""
    if not 0 <= begins < ends:
        raise WrongPart
    ask("cut", str(machine.key), now=now, about={"from": begins, "to": ends})


def delete_recording(*, machine: Machine, now: datetime) -> None:
    ask("cut", str(machine.key), now=now, about={"from": 0, "to": 0})


def plain_text(output: str) -> str:
    """What a terminal showed, without what only moves its cursor or colours (ECMA-48): one line, for a list."""
    return " ".join(_SEQUENCE.sub("", output).split())
