"""A lab folder with each kind of mistake, named by file and line."""

import pytest

from courses.sandbox import images
from courses.sandbox.labs import reading
from courses.sandbox.labs.mistakes import MOST, BadLab
from courses.sandbox.labs.spec import Host, Level, Parameter, Words
from tests.courses.sandbox.labs.folders import SPEC, line_of, told_note, with_spec

HOSTS = "hosts: [{name: web, base: web, address: 10.77.0.10}, {name: dns, base: dns, address: 10.77.0.11}]"
TWO = {f"{name}.{turn}.sh": "true\n" for name in ("web", "dns") for turn in ("break", "solve")}


def mistakes(files: dict[str, str]) -> list[tuple[str, str, int]]:
    with pytest.raises(BadLab) as told:
        reading.read("told-note", files)
    assert str(told.value)  # each has a sentence, and the values for it
    return [(one.code, one.file, one.line) for one in told.value.mistakes]


def test_a_lab_is_read_whole() -> None:
    files = told_note()
    lab = reading.read("told-note", files)
    assert (lab.slug, lab.minutes, lab.level, lab.topics) == ("told-note", 10, Level.FIRST, ("files",))
    assert lab.title == Words("A note for {who}", "Una nota para {who}")
    assert lab.story == Words(files["story.en.md"], files["story.es.md"])
    assert lab.hosts == (Host("lab", "shell"),)
    assert lab.parameters == (Parameter("who", ("carmen", "dalia", "eusebio")), Parameter("room", (), 11, 99))
    assert [(check.key, check.kind, check.hint) for check in lab.checks] == [
        ("note", "file", 1), ("gone", "file", 0), ("told", "script", 2),
    ]  # fmt: skip
    assert lab.checks[0].asks == {
        "path": "/root/notes/{who}.txt", "mode": "0600", "owner": "root", "matches": "^Room {room}$", "lacks": ("TODO",),
        "kind": "file", "contains": (),
    }  # fmt: skip
    assert lab.checks[2].says["times"] == Words("{who} is there {times} times.", "{who} está {times} veces.")
    assert lab.checks[2].asks == {"run": "check/list.sh", "borrow": ("/etc/notes",), "seconds": 10}
    assert lab.files == files


def test_several_hosts_have_addresses_and_scripts_of_their_own() -> None:
    files = with_spec("base: shell", HOSTS)
    files = {path: text for path, text in files.items() if path not in ("break.sh", "solve.sh")} | TWO
    files[SPEC] = files[SPEC].replace("  - key: gone", "  - key: gone\n    host: dns")
    lab = reading.read("two", files)
    assert lab.hosts == (Host("web", "web", "10.77.0.10"), Host("dns", "dns", "10.77.0.11"))
    assert [check.host for check in lab.checks] == ["", "dns", ""]


def test_ports_may_be_drawn() -> None:
    lab = reading.read("ports", with_spec("hints:", 'ports: [80, "{room}"]\nhints:'))
    assert lab.ports == (80, "{room}")


def test_bases_are_those_that_can_be_built() -> None:
    assert sorted(reading.BASES) == sorted(images.PACKAGES)


# What is changed in lab.yaml, into what, the codes that it is told by, and a text on the line that is named.
FIELDS = [
    ("format: 1", "format: 2", ["unknown_format"], "format"),
    ("minutes: 10", "minutes: 9", ["out_of_range"], "minutes"),
    ("minutes: 10", "minutes: 41", ["out_of_range"], "minutes"),
    ("minutes: 10", "minutes: ten", ["not_a_number"], "minutes"),
    ("minutes: 10", "minutes: [10]", ["not_a_number"], "minutes"),
    ("minutes: 10", "minutos: 10", ["missing_field", "unknown_field"], None),
    ("level: first", "level: hard", ["unknown_choice"], "level"),
    ("topics: [files]", "topics: files", ["not_a_list"], "topics"),
    ("topics: [files]", "topics: []", ["too_few"], "topics"),
    ("topics: [files]", "topics: [Files]", ["bad_shape"], "topics"),
    ("base: shell", "base: windows", ["unknown_choice"], "base"),
    ("base: shell", "", ["base_and_hosts"], "format"),
    ("base: shell", "base: shell\nhosts: [{name: lab, base: shell}]", ["base_and_hosts"], "format"),
    (', es: "Una nota para {who}"}', "}", ["missing_field"], "title"),
    (', es: "Una nota para {who}"}', ', es: "", fr: "x"}', ["empty", "unknown_field"], "title"),
    ('"A note for {who}"', f'"{"x" * 101}"', ["too_long"], "title"),
    ('"A note for {who}"', r'"A note \e[31m"', ["control_characters"], "title"),
    ('"A note for {who}"', r'"A note \u202e"', ["control_characters"], "title"),
    ('"A note for {who}"', "{a: b}", ["not_text_value"], "title"),
    ('"A note for {who}"', '"For {whom}"', ["unknown_parameter"], "title"),
    ('"A note for {who}"', '"For {who"', ["unbalanced"], "title"),
    ('"A note for {who}"', '"For who}"', ["unbalanced"], "title"),
    ("  room:", "  Room: {one_of: [a]}\n  room:", ["bad_shape"], "Room:"),
    ("who: {one_of: [carmen, dalia, eusebio]}", "who: {one_of: []}", ["too_few"], "one_of"),
    ("who: {one_of: [carmen, dalia, eusebio]}", "who: {}", ["missing_field", "missing_field"], "who: {}"),
    ("room: {from: 11, to: 99}", "room: {from: 99, to: 11}", ["backwards"], "room"),
    ("room: {from: 11, to: 99}", "room: {from: 11, to: 99, one_of: [a]}", ["unknown_field"] * 2, "room"),
    ("room: {from: 11, to: 99}", "room: {from: a, to: 99}", ["not_a_number"], "room"),
    ("room: {from: 11, to: 99}", "room: {from: 11, to: 99}\n  seed: {one_of: [a]}", ["reserved"], "seed"),
    ('  - {en: "chmod 600", es: "chmod 600"}', "", ["too_few", "unknown_hint"], None),
    ("    hint: 2", "    hint: 3", ["unknown_hint"], "hint: 3"),
    ("    hint: 2", "    hint: -1", ["out_of_range"], "hint: -1"),
    ("    hint: 2", "    host: web", ["unknown_host"], "host: web"),
    ("    hint: 2", "    live: yes", ["not_a_flag"], "live"),
    ("    hint: 2", "    tip: 2", ["unknown_field"], "tip"),
    ("  - key: told", "  - key: note", ["duplicate"], "key: told"),
    ("  - key: told", "  - key: To Do", ["bad_shape"], "key: told"),
    ("    script:", "    sripct:", ["no_kind", "unknown_field", "unused_script", "unknown_parameter"], None),
    ("    hint: 2", "    tcp: {port: 80}", ["two_kinds"], "key: told"),
    ("check/list.sh", "check/none.sh", ["missing_file", "unknown_choice", "unused_script", "unknown_parameter"], None),
    ("kind: absent", "kind: gone", ["unknown_choice"], "old.txt"),
    ("path: /root/notes/old.txt", "path: notes/old.txt", ["bad_shape"], "old.txt"),
    ("path: /root/notes/old.txt", "path: /root/../old.txt", ["bad_shape"], "old.txt"),
    ("path: /root/notes/old.txt, ", "", ["missing_field"], "kind: absent"),
    ("mode: 0600", "mode: 0900", ["bad_shape"], "mode"),
    ("'^Room {room}$'", "'(Room'", ["bad_pattern"], "(Room"),
    ("wrong: {en", "missing: {en", ["says_alone"], "missing:"),
    ("times: {en", "Times!: {en", ["bad_shape", "never_said"], "Times!"),
    ("times: {en", "twice: {en", ["never_said"], "twice"),
    ("{times} times", "{count} times", ["unknown_parameter"], "{count}"),
    ("hints:", "ports: [0]\nhints:", ["bad_port"], "ports"),
    ("hints:", "ports: [65536]\nhints:", ["bad_port"], "ports"),
    ("hints:", 'ports: ["{who}"]\nhints:', ["bad_port"], "ports"),
    ("hints:", 'ports: ["{door}"]\nhints:', ["unknown_parameter"], "ports"),
]


@pytest.mark.parametrize(
    ("old", "new", "codes", "text"), FIELDS, ids=[f"{old[:30]} → {new[:30]}" for old, new, *_ in FIELDS]
)
def test_a_field(old: str, new: str, codes: list[str], text: str | None) -> None:
    whole = with_spec(old, new)
    found = mistakes(whole)
    assert sorted(code for code, _file, _line in found) == sorted(codes)
    if text is not None:
        line = line_of(whole, text) if text in whole[SPEC] else line_of(told_note(), text)
        assert {(file, number) for _code, file, number in found} == {(SPEC, line)}


# A check of its own kind in place of the second: what it asks, and how that is wrong.
ASKS = [
    ("http: {tls: true, name: a.example}", ["needs"]),
    ("http: {trust: /etc/ca.pem}", ["needs"]),
    ("http: {path: a b}", ["bad_shape"]),
    ("http: {status: 99}", ["out_of_range"]),
    ("http: {port: 65536}", ["bad_port"]),
    ("http: {header: {Bad Name: x}}", ["bad_shape"]),
    ("http: {plant: {path: /srv/file.txt}}", ["needs"]),
    ("http: {plant: /srv/file.txt}", ["not_fields"]),
    ("http: {address: 192.0.2.1}", ["outside_network"]),
    ("http: {address: 10.77.0.255}", ["outside_network"]),
    ("http: {contains: []}", ["too_few"]),
    ("tcp: {}", ["missing_field"]),
    ("tcp: {port: 80, open: maybe}", ["not_a_flag"]),
    ("dns: {name: a.example, type: A}", ["asks_nothing"]),
    ("dns: {name: a b, type: A, none: true}", ["bad_shape"]),
    ("dns: {name: a.example, type: HINFO, none: true}", ["unknown_choice"]),
    ("dns: {name: a.example, type: A, rcode: FINE}", ["unknown_choice"]),
    ("file: {path: /a, larger: -1}", ["out_of_range"]),
    ("service: {port: 80}", ["missing_field"]),
    ("config: {program: apache}", ["unknown_choice"]),
    ("zone: {file: /a, origin: a.example, has: [{name: a, type: A}]}", ["missing_field"]),
    ("mail: {to: a, from: b@c.example, arrives: /var/mail/a}", ["bad_shape"]),
    ("mail: {to: a@b.example, from: b@c.example}", ["missing_field"]),
    ("mail: {to: a@b.example, from: b@c.example, arrives: /var/mail/a}\n    live: true", ["live_writes"]),
    ('http: {path: "/{nonce}", plant: {path: "/srv/{nonce}"}}\n    live: true', ["live_writes"]),
    ("script: {run: check/list.sh, seconds: 31}", ["never_said", "out_of_range"]),
    ("config: {program: nginx, borrow: [/etc/]}", ["too_much_borrowed"]),
    ("config: {program: nginx, borrow: [/]}", ["too_much_borrowed"]),
    ('tcp: {port: "{nonce}"}', ["unknown_parameter"]),
]


@pytest.mark.parametrize(("asks", "codes"), ASKS, ids=[asks for asks, _codes in ASKS])
def test_what_a_check_asks(asks: str, codes: list[str]) -> None:
    whole = with_spec("file: {path: /root/notes/old.txt, kind: absent}", asks)
    found = mistakes(whole)
    assert sorted(code for code, _file, _line in found) == codes
    assert {file for _code, file, _line in found} == {SPEC}
    first = line_of(whole, asks.splitlines()[0])
    assert all(first <= line <= first + 2 for _code, _file, line in found)


HOST = [
    ("hosts: []", ["too_few"]),
    ("hosts: [{name: web, base: web, address: 10.77.0.10}]", ["lone_address"]),
    (HOSTS.replace(", address: 10.77.0.11", ""), ["missing_field"]),
    (HOSTS.replace("10.77.0.11", "10.78.0.11"), ["outside_network"]),
    (HOSTS.replace("10.77.0.11", "10.77.0.0"), ["outside_network"]),
    (HOSTS.replace("10.77.0.11", "10.77.0.10"), ["duplicate"]),
    (HOSTS.replace("name: dns", "name: web"), ["duplicate"]),
    (HOSTS.replace("name: dns", "name: The DNS"), ["bad_shape"]),
    (HOSTS.replace("base: dns", "base: mac"), ["unknown_choice"]),
]


@pytest.mark.parametrize(("hosts", "codes"), HOST)
def test_hosts(hosts: str, codes: list[str]) -> None:
    found = mistakes(with_spec("base: shell", hosts))
    assert [code for code, file, line in found if file == SPEC and line == 2] == codes


def test_many_mistakes_are_told_at_once_in_their_order() -> None:
    files = with_spec("minutes: 10", "minutes: 5") | {"notes.txt": "x"}
    files[SPEC] = files[SPEC].replace("level: first", "level: hard").replace("hint: 2", "hint: 7")
    assert [code for code, _file, _line in mistakes(files)] == [
        "out_of_range", "unknown_choice", "unknown_hint", "unknown_file",
    ]  # fmt: skip


def test_fifty_mistakes_are_enough() -> None:
    files = with_spec("minutes: 10", "\n".join(f"field{number}: 1" for number in range(200)))
    assert len(mistakes(files)) == MOST
