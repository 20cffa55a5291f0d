"""dns and zone. Source: dig(1), nsd-checkzone(8), RFC 1035 section 5.1."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from courses.sandbox.judging.bench import PASSED, Bench, Failed, Finding, Unsure, text_of

STATUS = re.compile(r"^;; ->>HEADER<<- opcode: QUERY, status: ([A-Z0-9]+), id: \d+$", re.MULTILINE)
FLAGS = re.compile(r"^;; flags:([a-z ]*);", re.MULTILINE)
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
NO_ANSWER = 9
CHECK = 'cat >/tmp/zone; exec nsd-checkzone -p "$1" /tmp/zone'
NAMES = {"CNAME", "MX", "NS", "PTR", "SOA", "SRV"}  # whose values hold names


def judge_dns(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    port, kind = int(asked["port"]), asked["type"]
    command = (
        "/usr/bin/dig", f"@{asked['address']}", "-p", str(port), "-q", asked["name"], "-t", kind, "-c", "IN",
        "+tries=2", "+time=3", "+noall", "+comments", "+answer", "+nocookie", "+noidnin", "+noidnout",
    )  # fmt: skip
    ran = bench.run(command)
    told = text_of(ran.output)
    status, flags = STATUS.search(told), FLAGS.search(told)
    if ran.code == NO_ANSWER or not status or not flags:
        if "refused" in told:
            raise Failed("silent", port=port)
        raise Unsure("slow" if "timed out" in told else "unreadable")
    answers = _answers(told, kind)
    _look_at_status(status[1], answers, asked)
    if asked.get("authoritative") and "aa" not in flags[1].split():
        raise Failed("not_authoritative")
    _look_at_answers(answers, kind, asked)
    return PASSED


def _answers(told: str, kind: str) -> set[str]:
    parts = [line.split(None, 4) for line in told.splitlines() if line and not line.startswith(";")]
    return {plain_value(one[4], kind) for one in parts if len(one) == 5 and one[3] == kind}


def _look_at_status(status: str, answers: set[str], asked: Mapping[str, Any]) -> None:
    wanted = asked.get("rcode", "NOERROR")
    is_fine = status == wanted or ("rcode" not in asked and asked.get("none") and status == "NXDOMAIN")
    if not is_fine:
        raise Failed("rcode", rcode=status, wanted=wanted)
    if asked.get("none") and answers:
        raise Failed("has_answer", answer=_listed(answers))


def _look_at_answers(answers: set[str], kind: str, asked: Mapping[str, Any]) -> None:
    for name in ("answer", "has"):
        if name in asked:
            wanted = {plain_value(value, kind) for value in asked[name]}
            if not wanted <= answers or (name == "answer" and wanted != answers):
                raise Failed("answer", answer=_listed(answers), wanted=_listed(wanted))


def _listed(values: Iterable[str]) -> str:
    return ", ".join(sorted(values)) or "–"


def plain_value(value: str, kind: str) -> str:
    """As it is compared: the strings of a TXT record are one text, names have no capitals, one space is as good as two."""
    if kind == "TXT":
        return re.sub(r'\\(["\\;])', r"\1", "".join(QUOTED.findall(value))) if value.startswith('"') else value
    value = " ".join(value.replace("(", " ").replace(")", " ").split())
    return value.lower() if kind in NAMES or kind in ("A", "AAAA") else value


def judge_zone(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    content, path, origin = bench.content(asked["file"]), asked["file"], asked["origin"]
    ran = bench.sh(CHECK, origin, stdin=content, most=1_048_576)
    told = text_of(ran.output)
    if ran.code:
        raise Failed("zone", path=path, problem=_problem(told, path))
    records = set(_records(told))
    for one in asked["has"]:
        if (_full(one["name"], origin), one["type"], plain_value(one["value"], one["type"])) not in records:
            raise Failed("lacks_record", **one)
    return PASSED


def _problem(told: str, path: str) -> str:
    for line in told.splitlines():
        _before, is_error, problem = line.partition("error: ")
        if is_error:
            return problem.replace("/tmp/zone", path)  # noqa: S108  of the pristine machine
    return told.strip().replace("/tmp/zone", path)  # noqa: S108


def _records(told: str) -> Iterator[tuple[str, str, str]]:
    """Out of a zone as nsd prints it: fields between tabs, an owner that is left out is the one above, names are within the
    last $ORIGIN; only SOA goes over several lines."""
    origin, owner = ".", ""
    for line in re.sub(r"\(\n\s*", "( ", told).splitlines():
        if line.startswith("$ORIGIN "):
            origin = line.split()[1].lower()
            continue
        parts = line.split("\t", 4)
        if len(parts) == 5 and parts[2] == "IN":
            owner = _full(parts[0], origin) if parts[0] else owner
            yield owner, parts[3], plain_value(parts[4], parts[3])


def _full(name: str, origin: str) -> str:
    name, origin = name.lower(), origin.rstrip(".").lower()
    if name == "@":
        return f"{origin}."
    return name if name.endswith(".") else f"{name}.{origin}.".replace("..", ".")
