"""A table of workshops, one series a row. Columns have a name in each language; their order does not matter.

``fecha`` and ``date`` are the same column. What is empty has the usual value.
"""

import csv
from collections.abc import Callable, Mapping
from datetime import date, time
from io import StringIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from lms.core.moments import zone_of
from workshops.domain.importing import Fault, Read, Row
from workshops.domain.scheduling import Plan, Words
from workshops.enums import Format, Frequency, Spoken
from workshops.errors import ImpossibleDay, ImpossibleRule
from workshops.forms.files import MOST_ROWS, text_of, too_many
from workshops.models import Venue
from workshops.rules.recurrence import LAST, YEARS, Rule

COLUMNS = {  # ours → Spanish
    "title_en": "titulo_en",
    "title_es": "titulo_es",
    "summary_en": "resumen_en",
    "summary_es": "resumen_es",
    "date": "fecha",
    "time": "hora",
    "which": "cual",
    "zone": "zona",
    "minutes": "minutos",
    "days": "dias",
    "repeat": "repite",
    "every": "cada",
    "count": "cuantas",
    "until": "hasta",
    "format": "formato",
    "room_seats": "lugares_sala",
    "online_seats": "lugares_linea",
    "place": "lugar",
    "meeting_link": "enlace",
    "spoken": "idioma",
}
OURS = {name: name for name in COLUMNS} | {spanish: name for name, spanish in COLUMNS.items()}
NEEDED = ("date", "time")
REPEATS = {
    "": Frequency.ONCE,
    "once": Frequency.ONCE,
    "una vez": Frequency.ONCE,
    "daily": Frequency.DAILY,
    "diario": Frequency.DAILY,
    "weekly": Frequency.WEEKLY,
    "semanal": Frequency.WEEKLY,
    "monthly": Frequency.MONTHLY_WEEKDAY,
    "mensual": Frequency.MONTHLY_WEEKDAY,
    "monthly date": Frequency.MONTHLY_DAY,
    "mensual fecha": Frequency.MONTHLY_DAY,
}
FORMATS: dict[str, Format] = {"": Format.ONLINE, "online": Format.ONLINE, "en línea": Format.ONLINE} | {
    "room": Format.ROOM,
    "presencial": Format.ROOM,
    "both": Format.BOTH,
    "ambas": Format.BOTH,
}
SPOKEN: dict[str, Spoken] = {"": Spoken.BOTH, "both": Spoken.BOTH, "ambos": Spoken.BOTH} | {
    "en": Spoken.ENGLISH,
    "es": Spoken.SPANISH,
}
Cells = Mapping[str, str]


def column_name(name: str) -> str:
    """As the table of somebody who reads the language of the page has it; what is no column of ours stays as it is."""
    names = COLUMNS | {"title": "titulo"}
    return names.get(name, name) if get_language() == Language.SPANISH else name


def missing_columns(names: list[str]) -> Fault:
    words = _("The first line names the columns. These are missing: {columns}.")
    joined = lazy(lambda: ", ".join(column_name(name) for name in names), str)
    return Fault(1, format_lazy(words, columns=joined()))


class Wrong(Exception):
    """What a cell says is not possible; ``message`` says what would be."""

    def __init__(self, message: Any) -> None:
        self.message = message
        super().__init__()


def read_csv(data: bytes, *, zone: str, language: str) -> Read:
    """``zone``: of rows that name none. ``language``: in which a row that has both titles was written first."""
    text = text_of(data)
    if isinstance(text, Fault):
        return Read([], [text])
    lines = csv.reader(StringIO(text), delimiter=delimiter_of(text), strict=True)
    rows: list[Row] = []
    faults: list[Fault] = []
    try:
        head = [OURS.get(name.strip().lower(), "") for name in next(lines, [])]
        missing = [name for name in NEEDED if name not in head]
        if missing:
            return Read([], [missing_columns(missing)])
        venues = {one.name.casefold(): one for one in Venue.objects.all()}
        for cells in lines:
            if any(cell.strip() for cell in cells):
                named = {name: cell.strip() for name, cell in zip(head, cells, strict=False) if name}
                read = _Line(lines.line_num, named, zone, language, venues)
                rows += read.rows
                faults += read.faults
            if len(rows) + len(faults) > MOST_ROWS:
                return Read([], [too_many()])
    except csv.Error:
        words = _("Line {line} cannot be read as a row: perhaps a quotation mark is missing.")
        faults.append(Fault(lines.line_num, format_lazy(words, line=lines.line_num)))
    if not rows and not faults:
        faults.append(Fault(0, _("There is no row below the names of the columns.")))
    return Read(rows, faults)


def delimiter_of(text: str) -> str:
    """Spreadsheets of different countries write different ones."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


class _Line:
    """One line while it is read: every cell that is wrong is named, not only the first."""

    def __init__(self, number: int, cells: Cells, zone: str, language: str, venues: Mapping[str, Venue]) -> None:
        self.number, self.cells, self.venues = number, cells, venues
        self.faults: list[Fault] = []
        self.rows: list[Row] = []
        words = {one: Words(cells.get(f"title_{one}", ""), cells.get(f"summary_{one}", "")) for one in ("en", "es")}
        if not any(one.title for one in words.values()):
            self.faults.append(Fault(number, _("It needs a title in at least one of the two languages."), "title"))
        first, at = self.cell("date", date_of), self.cell("time", time_of)
        values = {
            "zone": self.cell("zone", zone_named(zone)),
            "fold": self.cell("which", fold_of),
            "arranged": self.arranged(),
        }
        rule = self.rule(first)
        if rule is not None and not self.faults:
            title_in = language if words[language].title else next(one for one in words if words[one].title)
            plan = Plan(starts_on=first, starts_time=at, rule=rule, **values)
            self.rows.append(Row(number, plan, words, title_in))

    def cell(self, name: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self.cells.get(name, ""))
        except Wrong as wrong:
            self.faults.append(Fault(self.number, wrong.message, name))
            return None

    def arranged(self) -> dict[str, Any]:
        held = self.cell("format", one_of(FORMATS)) or Format.ONLINE
        return {
            "minutes": self.cell("minutes", number_of(90)),
            "days": self.cell("days", number_of(1)),
            "format": held,
            "room_seats": self.cell("room_seats", number_of(0)),
            "online_seats": self.cell("online_seats", number_of(0 if held == Format.ROOM else 20)),
            "venue": self.cell("place", self.venue),
            "meeting_link": self.cell("meeting_link", link_of),
            "spoken": self.cell("spoken", one_of(SPOKEN)),
        }

    def venue(self, text: str) -> Venue | None:
        if text and text.casefold() not in self.venues:
            raise Wrong(
                format_lazy(_("There is no place “{name}” yet. Make it first, or leave this empty."), name=short(text))
            )
        return self.venues.get(text.casefold())

    def rule(self, first: date | None) -> Rule | None:
        frequency = self.cell("repeat", one_of(REPEATS))
        every, count = self.cell("every", number_of(1)), self.cell("count", number_of(None))
        until = self.cell("until", lambda text: date_of(text) if text else None)
        if first is None or frequency is None or self.faults:
            return None
        weekly = frequency == Frequency.MONTHLY_WEEKDAY
        try:
            return Rule(
                frequency,
                interval=every,
                weekdays=(first.weekday(),) if weekly else (),
                nth=nth_of(first),
                day=first.day,
                count=count,
                until=until,
            )
        except ImpossibleRule as error:
            self.faults.append(Fault(self.number, error.message, "repeat"))
            return None


def short(text: str) -> str:
    """A cell as a message repeats it."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def nth_of(day: date) -> int:
    """Which of its weekday in the month; what would be the fifth is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth <= 4 else LAST


def date_of(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Wrong(format_lazy(_("“{text}” is not a date. Write it as 2027-03-18."), text=short(text))) from error
    return near(day)


def near(day: date) -> date:
    """Before anything is computed with it."""
    if day.year not in YEARS:
        raise Wrong(ImpossibleDay.message)
    return day


def time_of(text: str) -> time:
    try:
        hour, _colon, minute = text.partition(":")
        return time(int(hour), int(minute))
    except (ValueError, OverflowError) as error:
        raise Wrong(format_lazy(_("“{text}” is not a time. Write it as 18:00."), text=short(text))) from error


def number_of(usual: int | None) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text:
            return usual
        if not (text.isascii() and text.removeprefix("-").isdecimal() and len(text) <= 6):
            raise Wrong(format_lazy(_("“{text}” is not a whole number."), text=short(text)))
        return int(text)

    return read


def one_of(choices: Mapping[str, Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if text.casefold() not in choices:
            known = ", ".join(choice for choice in choices if choice)
            raise Wrong(format_lazy(_("“{text}” is none of: {known}."), text=short(text), known=known))
        return choices[text.casefold()]

    return read


def fold_of(text: str) -> int | None:
    if text not in ("", "1", "2"):
        raise Wrong(_("Write 1 for the first time that clocks show this hour, 2 for the second."))
    return int(text) - 1 if text else None


def zone_named(usual: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        zone = zone_of(text or usual)
        if zone is None:
            words = _("There is no time zone “{zone}”. Write it as America/Mexico_City.")
            raise Wrong(format_lazy(words, zone=short(text)))
        return zone.key

    return read


def link_of(text: str) -> str:
    try:
        if text:
            URLValidator(schemes=["http", "https"])(text)
    except ValidationError as error:
        raise Wrong(_("A link begins with https:// and is at most 300 characters long.")) from error
    if len(text) > 300:
        raise Wrong(_("A link begins with https:// and is at most 300 characters long."))
    return text
