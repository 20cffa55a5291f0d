"""A strict reader of iCalendar files for tests: RFC 5545 by the letter, and nothing of ours."""

import re
from dataclasses import dataclass, field

LINE = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)(?P<parameters>(?:;[A-Za-z0-9-]+=(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*)'
    r'(?:,(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))*)*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)'
)
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)')
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "TZNAME", "NAME", "X-WR-CALNAME", "COMMENT", "UID", "TZID", "PRODID"}
ONCE = {
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "URL"},
    "VCALENDAR": {"PRODID", "VERSION", "CALSCALE", "METHOD"},
}
NEEDED = {
    "VEVENT": {"UID", "DTSTAMP", "DTSTART"},
    "VCALENDAR": {"PRODID", "VERSION"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}


@dataclass
class Property:
    name: str
    value: str
    parameters: dict[str, str]

    @property
    def text(self) -> str:
        """The words behind a value of type TEXT."""
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class Component:
    name: str
    properties: list[Property] = field(default_factory=list)
    components: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def one(self, name: str) -> Property:
        [found] = self.all(name)
        return found

    def inside(self, name: str) -> list["Component"]:
        return [one for one in self.components if one.name == name]


def read(octets: bytes) -> Component:
    """The calendar, or AssertionError at the first thing that the standard does not allow."""
    assert octets.endswith(b"\r\n")
    physical = octets.removesuffix(b"\r\n").split(b"\r\n")
    for one in physical:
        assert b"\r" not in one, one
        assert b"\n" not in one, one
        assert len(one) <= 75, (len(one), one)
        one.decode()  # no character is split
    lines = re.sub(rb"\r\n[ \t]", b"", octets).decode().removesuffix("\r\n").split("\r\n")
    open_now: list[Component] = []
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        name, value = found["name"].upper(), found["value"]
        parameters = {key.upper(): words.strip('"') for key, words in PARAMETER.findall(found["parameters"])}
        if name == "BEGIN":
            open_now.append(Component(value))
            continue
        if name == "END":
            done = open_now.pop()
            assert done.name == value
            check(done)
            if not open_now:
                assert line == lines[-1], "something after the end"
                return done
            open_now[-1].components.append(done)
            continue
        if name in TEXTS:
            assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), f"not escaped: {line}"
            assert not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value), f"no such escape: {line}"
        open_now[-1].properties.append(Property(name, value, parameters))
    raise AssertionError("no end")


def check(component: Component) -> None:
    names = [one.name for one in component.properties]
    for name in ONCE.get(component.name, ()):
        assert names.count(name) <= 1, f"{component.name} has several {name}"
    for name in NEEDED.get(component.name, ()):
        assert name in names, f"{component.name} has no {name}"
    if component.name == "VCALENDAR":
        known = {zone.one("TZID").value for zone in component.inside("VTIMEZONE")}
        assert len(known) == len(component.inside("VTIMEZONE")), "a zone twice"
        used = {
            one.parameters["TZID"]
            for event in component.inside("VEVENT")
            for one in event.properties
            if "TZID" in one.parameters
        }
        assert used == known, "zones that are used, and zones that are told"
    if component.name == "VTIMEZONE":
        assert component.inside("STANDARD") or component.inside("DAYLIGHT")
