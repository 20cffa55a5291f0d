"""Verifiers that are not ours. Each is asked of many badges at once, and alone with what they and their issuers say."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import time_machine

from badges.credentials.documents import moment
from tests.servers.verifiers.cases import EVERYWHERE, Case
from tests.servers.verifiers.installed import run


class Answer(NamedTuple):
    """``verdict``: ``accepted``, ``revoked`` or ``refused``. ``missing``: addresses at which it found nothing."""

    verdict: str
    why: str = ""
    missing: tuple[str, ...] = ()


Tool = Callable[[Sequence[Case], datetime, Path], list[Answer]]  # cases, the time, an empty folder


def node(script: str, *arguments: str) -> Tool:
    """All cases in one process."""

    def ask(cases: Sequence[Case], now: datetime, folder: Path) -> list[Answer]:
        asked = {"now": moment(now), "documents": dict(EVERYWHERE), "cases": [case._asdict() for case in cases]}
        answers = run(script, arguments, asked, folder)
        return [Answer(one["verdict"], one["why"], tuple(one["missing"])) for one in answers]

    return ask


def openbadgeslib(cases: Iterable[Case], now: datetime, folder: Path) -> list[Answer]:
    """It checks the proof of a list only where that is a JWT, and ours is JSON: it is told to go without."""
    with time_machine.travel(now, tick=False):
        return [_openbadgeslib(case) for case in cases]


def _openbadgeslib(case: Case, *, verify_status_list: bool = False) -> Answer:
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

    texts = {**EVERYWHERE, **case.documents}
    missing: list[str] = []

    def download(address: str) -> bytes:
        name = _name_of(address)
        if name not in texts:
            missing.append(name)
            raise OSError(f"nothing stands at {name}")
        return texts[name].encode()

    try:
        OB3LdpVerifier().verify(
            json.dumps(case.credential), check_status=True, verify_status_list=verify_status_list, download=download
        )
    except OB3VerificationError as error:
        is_revoked = str(error).startswith("Credential status 'revocation' is set")
        return Answer("revoked" if is_revoked else "refused", str(error), tuple(missing))
    return Answer("accepted")


def _name_of(address: str) -> str:
    """did:web is fetched over https."""
    if not address.endswith("/did.json"):
        return address
    place = address.removeprefix("https://").removesuffix("/did.json").removesuffix("/.well-known")
    return "did:web:" + place.replace("/", ":")


def why_openbadgeslib_wants_another_list(case: Case, now: datetime) -> str:
    with time_machine.travel(now, tick=False):
        return _openbadgeslib(case, verify_status_list=True).why


OPENBADGESLIB, RDFC, JCS, CORE = "openbadgeslib", "vc, rdfc", "vc, jcs", "verifier-core"
TOOLS: dict[str, Tool] = {
    OPENBADGESLIB: openbadgeslib,
    RDFC: node("digitalbazaar.mjs", "rdfc"),
    JCS: node("digitalbazaar.mjs", "jcs"),
    CORE: node("digitalcredentials.mjs"),
}
