"""A living term for the demo world: three series and their sessions around today. Everything in it is invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from lms.accounts.models import Chapter, Person
from lms.core.walls import wall_at
from lms.portal.domain.demo_term import live
from workshops.domain.scheduling import Plan, Words, create_series
from workshops.domain.session_states import announce_session
from workshops.enums import Format, Frequency, Spoken
from workshops.models import Series, Session, Venue, VenueText
from workshops.rules.recurrence import Rule

CHAPTERS = (
    ("Brooklyn", "brooklyn", "America/New_York"),
    ("Ciudad de México", "ciudad-de-mexico", "America/Mexico_City"),
    ("Oaxaca", "oaxaca", "America/Mexico_City"),
    ("En línea · Online", "online", "America/Mexico_City"),
)


@dataclass(frozen=True)
class DemoVenue:
    name: str
    address: str
    zone: str
    seats: int
    directions: Mapping[str, str]
    access: Mapping[str, str]


LIBRARY = DemoVenue(
    "Biblioteca Demo",
    "Calle Ejemplo 12, Oaxaca de Juárez (demo)",
    "America/Mexico_City",
    24,
    {
        "es": "A dos cuadras del zócalo. La entrada es por el patio.",
        "en": "Two blocks from the main square. The way in is through the courtyard.",
    },
    {
        "es": "Rampa en la entrada del patio; baño accesible en la planta baja.",
        "en": "A ramp at the courtyard; an accessible bathroom on the ground floor.",
    },
)
HALL = DemoVenue(
    "Demo Hall",
    "100 Example Street, Brooklyn (demo)",
    "America/New_York",
    30,
    {
        "en": "Ring at the left door. The lift is behind the stairs.",
        "es": "Toca en la puerta izquierda. El elevador está detrás de la escalera.",
    },
    {
        "en": "Step-free from the street; the lift is 90 cm wide.",
        "es": "Sin escalones desde la calle; el elevador mide 90 cm de ancho.",
    },
)


@dataclass(frozen=True)
class DemoSeries:
    """``weeks_ago``: how many weeks before today its first session was."""

    chapter: str
    zone: str
    weekday: int
    at: time
    weeks_ago: int
    rule: Rule
    language: str
    words: Mapping[str, Words]
    arranged: Mapping[str, Any]
    venue: DemoVenue | None = None


SERIES = (
    DemoSeries(
        "oaxaca",
        "America/Mexico_City",
        3,
        time(18, 0),
        3,
        Rule(Frequency.WEEKLY, count=6),
        "es",
        {
            "es": Words(
                "Cuida el sitio de tu organización",
                "Seis tardes: leer un registro, respaldar, renovar un certificado.",
                "Cada tarde resolvemos un problema de verdad en el sitio de alguien. Al final tu organización sabe qué "
                "hacer cuando el sitio se cae, y quién lo hace.",
                "Tu computadora, si tienes una, y la dirección de tu sitio.",
            ),
            "en": Words(
                "Look after your organisation's site",
                "Six evenings: read a log, make a backup, renew a certificate.",
                "Each evening we solve a real problem on somebody's site. In the end your organisation knows what to do "
                "when the site is down, and who does it.",
                "Your computer, if you have one, and the address of your site.",
            ),
        },
        {
            "format": Format.BOTH,
            "room_seats": 7,
            "online_seats": 20,
            "minutes": 90,
            "spoken": Spoken.SPANISH,
            "is_interpreted": True,
            "meeting_link": "https://meet.example/cuida-tu-sitio",
            "interpretation_link": "https://meet.example/cuida-tu-sitio-en",
        },
        LIBRARY,
    ),
    DemoSeries(
        "brooklyn",
        "America/New_York",
        1,
        time(19, 0),
        2,
        Rule(Frequency.WEEKLY, interval=2, count=6),
        "en",
        {
            "en": Words(
                "Help desk: mail that arrives",
                "Bring a mailing problem; leave with it solved or in a ticket.",
                "A trainer and two members of the support team look at what you bring: bounces, spam folders, lists.",
                "One message that did not arrive, or its headers.",
            ),
            "es": Words(
                "Mesa de ayuda: correo que sí llega",
                "Trae un problema de correo; te vas con él resuelto o en un reporte.",
                "Una tallerista y dos integrantes del equipo de apoyo miran lo que traes: rebotes, spam, listas.",
                "Un mensaje que no llegó, o sus encabezados.",
            ),
        },
        {
            "format": Format.ROOM,
            "room_seats": 12,
            "online_seats": 0,
            "minutes": 60,
            "spoken": Spoken.ENGLISH,
        },
        HALL,
    ),
    DemoSeries(
        "online",
        "America/Mexico_City",
        5,
        time(12, 0),
        8,
        Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(5,), nth=1, count=8),
        "es",
        {
            "es": Words(
                "Reunión del equipo de apoyo",
                "El primer sábado de cada mes: reportes abiertos, quién ayuda, qué aprendimos.",
                "Abierta a quien quiera aprender a resolver reportes. Con interpretación en los dos sentidos.",
            ),
            "en": Words(
                "Meeting of the support team",
                "The first Saturday of each month: open tickets, who helps, what we learned.",
                "Open to everybody who wants to learn how tickets are solved. Interpreted both ways.",
            ),
        },
        {
            "format": Format.ONLINE,
            "room_seats": 0,
            "online_seats": 40,
            "minutes": 120,
            "spoken": Spoken.BOTH,
            "is_interpreted": True,
            "meeting_link": "https://meet.example/equipo-de-apoyo",
        },
    ),
)


@transaction.atomic
def load_term(*, organiser: Person, learners: Sequence[Person], now: datetime) -> int:
    """Makes the term where no series exists; answers how many sessions. Again it changes nothing."""
    if Series.objects.exists():
        return 0
    made = []
    chapters = {slug: _chapter(name, slug, zone) for name, slug, zone in CHAPTERS}
    for one in SERIES:
        series = create_series(
            plan=Plan(
                zone=one.zone,
                starts_on=_first_day(one, now),
                starts_time=one.at,
                rule=one.rule,
                arranged={**one.arranged, "venue": _venue(one.venue) if one.venue else None},
            ),
            words=one.words,
            original_language=one.language,
            organisers=[organiser],
            chapter=chapters[one.chapter],
            now=now,
        )
        for session in series.sessions.order_by("pk"):
            announce_session(session=session, now=now)
        made.append(series)
    live(series=made, lead=organiser, learners=learners, now=now)
    return Session.objects.count()


def _chapter(name: str, slug: str, zone: str) -> Chapter:
    return Chapter.objects.get_or_create(slug=slug, defaults={"name": name, "time_zone": zone})[0]


def _first_day(one: DemoSeries, now: datetime) -> date:
    """The asked weekday, so many weeks before today as the series' own place has it."""
    today = wall_at(now, ZoneInfo(one.zone)).date()
    monday = today - timedelta(days=today.weekday(), weeks=one.weeks_ago)
    return monday + timedelta(days=one.weekday)


def _venue(one: DemoVenue) -> Venue:
    venue, is_new = Venue.objects.get_or_create(
        name=one.name, defaults={"address": one.address, "time_zone": one.zone, "seats": one.seats}
    )
    if is_new:
        for language in ("en", "es"):
            VenueText.objects.create(
                venue=venue, language=language, directions=one.directions[language], access=one.access[language]
            )
    return venue
