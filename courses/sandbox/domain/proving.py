"""Proofs of texts. sandboxd makes them, one at a time, and tells how far it is; a job asks until it is over, so that nothing
else waits for it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from courses.sandbox.domain.control import UnknownLab, ask, is_on
from courses.sandbox.domain.machines import push_lab
from courses.sandbox.enums import ENDED_PROOFS, PROOF_TRANSITIONS, ProofState
from courses.sandbox.errors import HouseIsFull, ImageMissing, MachinesAway, NoMachines, TooSlow
from courses.sandbox.models import LabProof, LabText
from lms.accounts.models import Person
from lms.core import jobs
from lms.core.egress import Response
from lms.core.errors import DomainError

log = logging.getLogger(__name__)

TASK = "sandbox.prove"
PAUSE = timedelta(seconds=3)
LONGER = timedelta(seconds=30)  # where nobody could say how far it is
LONGEST = timedelta(minutes=45)  # with everybody's who was first
LONGEST_WORDS = 600


def ask_proof(*, text: LabText, by: Person, now: datetime) -> LabProof:
    """Waits for its turn. One that waits or runs already goes on."""
    if not is_on():
        raise NoMachines
    with transaction.atomic():
        proof, is_new = LabProof.objects.select_for_update(no_key=True).get_or_create(
            text=text, defaults={"asked_at": now, "asked_by": by}
        )
        if not is_new and proof.state in ENDED_PROOFS:
            _set_state(proof, ProofState.WAITS, asked_at=now, asked_by=by, ended_at=None, refusal="", report={})
        jobs.enqueue("sandbox.prove", text.pk, dedupe=_dedupe(text.pk))
    return proof


def go_on(*, text_id: int, now: datetime) -> None:
    """Asks once how far it is, and leaves a job behind that asks again."""
    proof = LabProof.objects.select_related("text").filter(text_id=text_id).exclude(state__in=ENDED_PROOFS).first()
    if proof is None:
        return
    try:
        told = _asked(proof, now)
    except (MachinesAway, HouseIsFull, ImageMissing, TooSlow) as error:
        _wait_or_end(proof, error, now)
    except DomainError as error:
        _end(proof, ProofState.FAILED, now, refusal=type(error).__name__)
    else:
        if told.status == 202:
            state = ProofState.RUNNING if told.json().get("state") == "running" else ProofState.WAITS
            _wait_or_end(proof, TooSlow(), now, state)
        else:
            _keep(proof, told.json(), now)


def _asked(proof: LabProof, now: datetime) -> Response:
    about = {"asked": proof.asked_at.isoformat()}
    try:
        return ask("prove", proof.text.digest, now=now, about=about)
    except UnknownLab:
        push_lab(proof.text, now=now)
    try:
        return ask("prove", proof.text.digest, now=now, about=about)
    except UnknownLab as error:
        raise MachinesAway from error


def _wait_or_end(proof: LabProof, error: DomainError, now: datetime, state: ProofState | None = None) -> None:
    """``state``: as the daemon told it; none where it told nothing."""
    if now - proof.asked_at > LONGEST:
        _end(proof, ProofState.FAILED, now, refusal=type(error).__name__)
        return
    with transaction.atomic():
        _set_state(proof, state or ProofState(proof.state))
        jobs.enqueue(
            "sandbox.prove", proof.text_id, due=now + (PAUSE if state else LONGER), dedupe=_dedupe(proof.text_id)
        )


def _keep(proof: LabProof, report: dict[str, Any], now: datetime) -> None:
    if report.get("is_proven") is True:
        _end(proof, ProofState.PROVEN, now, report=_cut(report), proven_at=now)
    else:
        _end(proof, ProofState.REFUTED, now, report=_cut(report))


def _end(proof: LabProof, state: ProofState, now: datetime, **fields: object) -> None:
    with transaction.atomic():
        _set_state(proof, state, ended_at=now, **fields)


def _set_state(proof: LabProof, state: ProofState, **fields: object) -> None:
    """Nothing where it has ended meanwhile."""
    row = LabProof.objects.select_for_update(no_key=True).get(pk=proof.pk)
    if state not in PROOF_TRANSITIONS[ProofState(row.state)]:
        return
    for name, value in ({"state": state} | fields).items():
        setattr(row, name, value)
        setattr(proof, name, value)
    row.save(update_fields=["state", *fields])


def _cut(told: Any, depth: int = 0) -> Any:
    """What machines say comes from scripts that anybody wrote: no text of it may be endless."""
    if isinstance(told, str):
        return told[:LONGEST_WORDS].replace("\x00", "")
    if isinstance(told, dict) and depth < 6:
        return {str(name)[:60]: _cut(value, depth + 1) for name, value in list(told.items())[:100]}
    if isinstance(told, list) and depth < 6:
        return [_cut(value, depth + 1) for value in told[:100]]
    return told if isinstance(told, int | float | bool) else None


def _dedupe(text_id: int) -> str:
    return f"{TASK}:{text_id}"
