"""http and tcp. Source: curl(1), --write-out; nc(1)."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

from courses.sandbox.judging.bench import PASSED, Bench, Failed, Finding, Unsure, text_of
from courses.sandbox.labs.parameters import fill_all

SECONDS = 10.0
LARGEST = 1_048_576
REFUSED, TIMED_OUT, BAD_TLS, UNTRUSTED = 7, 28, {35, 51, 54, 58, 59, 66, 80, 83, 91}, 60
CA = "/tmp/trusted.pem"  # noqa: S108  of the pristine machine
FETCH = f'cat >{CA}; exec curl "$@"'


def judge_http(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    planted = secrets.token_hex(16) if "plant" in asked else ""
    asked = fill_all(asked, {"nonce": bench.nonce})
    if planted:
        bench.plant(asked["plant"]["path"], f"{planted}\n".encode())
    body, status, headers = _fetch(bench, asked)
    if status != asked["status"]:
        raise Failed("status", status=status, wanted=asked["status"])
    if planted and planted not in body:
        raise Failed("not_served", path=asked["plant"]["path"])
    _look_at_body(body, asked)
    _look_at_headers(headers, asked)
    return PASSED


def _fetch(bench: Bench, asked: Mapping[str, Any]) -> tuple[str, int, Mapping[str, list[str]]]:
    scheme, port = ("https", 443) if asked["tls"] else ("http", 80)
    port = int(asked.get("port", port))
    name, mark = asked.get("name") or asked["address"], secrets.token_hex(16)
    address = f"{scheme}://{name}" + ("" if port == {"https": 443, "http": 80}[scheme] else f":{port}") + asked["path"]
    words = [
        "--disable", "--silent", "--http1.1", "--globoff", "--path-as-is", "--noproxy", "*", "--max-time",
        f"{bench.seconds(SECONDS) - 0.3:.1f}", "--resolve", f"{name}:{port}:{asked['address']}",
        "--write-out", f"\n{mark}%{{http_code}} %{{errormsg}}\n%{{header_json}}",
    ]  # fmt: skip
    trusted = b""
    if asked["tls"]:
        trusted = bench.content(asked["trust"])
        words += ["--cacert", CA, "--capath", "/nowhere"]
    ran = bench.sh(FETCH, *words, "--", address, stdin=trusted, seconds=SECONDS, most=LARGEST)
    body, found, about = text_of(ran.output).rpartition(f"\n{mark}")
    head, _, headers = about.partition("\n")
    code, _, problem = head.partition(" ")
    if not found:
        raise Unsure("unreadable")
    _refuse(ran.code or 0, port, problem)
    return body, int(code) if code.isdigit() else 0, _read(headers)


def _refuse(code: int, port: int, problem: str) -> None:
    if code == TIMED_OUT:
        raise Unsure("slow")
    if code == REFUSED:
        raise Failed("refused", port=port)
    if code == UNTRUSTED:
        raise Failed("untrusted", problem=problem)
    if code in BAD_TLS:
        raise Failed("no_tls", port=port, problem=problem)
    if code:
        raise Failed("no_http", port=port, problem=problem)


def _read(headers: str) -> Mapping[str, list[str]]:
    try:
        found = json.loads(headers)
    except ValueError as error:
        raise Unsure("unreadable") from error
    return {str(name).lower(): [str(value) for value in values] for name, values in found.items()}


def _look_at_body(body: str, asked: Mapping[str, Any]) -> None:
    for text in asked["contains"]:
        if text not in body:
            raise Failed("lacks_text", text=text)
    for text in asked["lacks"]:
        if text in body:
            raise Failed("holds_text", text=text)


def _look_at_headers(headers: Mapping[str, list[str]], asked: Mapping[str, Any]) -> None:
    for name, wanted in asked.get("header", {}).items():
        values = headers.get(name.lower(), [])
        if wanted not in values:
            raise Failed("header", name=name, value=", ".join(values) or "–", wanted=wanted)
    if "location" in asked and headers.get("location") != [asked["location"]]:
        value = ", ".join(headers.get("location", [])) or "–"
        raise Failed("location", value=value, wanted=asked["location"])


def judge_tcp(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    port = int(asked["port"])
    ran = bench.run(("/usr/bin/nc", "-n", "-v", "-z", "-w", "3", asked["address"], str(port)))
    is_refused = b"refused" in ran.output
    if ran.code and not is_refused:
        raise Unsure("slow")
    if asked["open"] and is_refused:
        raise Failed("refused", port=port)
    if not asked["open"] and not is_refused:
        raise Failed("listens", port=port)
    return PASSED
