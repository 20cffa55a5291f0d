"""Signing in and the roster over HTTP, as telephones and trainers use them."""

from datetime import datetime, timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from lms.accounts.models import Person
from tests.factories.around import seat, works
from tests.factories.people import make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain.sign_in_codes import code_at
from workshops.enums import RegistrationState, StaffRole, TickedHow
from workshops.models import Session, Tick

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2027-02-04T18:00:00-05:00")


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def trainer() -> Person:
    return make_person("Tomasa")


@pytest.fixture
def session(trainer: Person) -> Session:
    return make_session(organisers=[trainer])


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(START, tick=False) as moment:
        yield moment


def where(session: Session, rest: str, language: str = "en") -> str:
    return f"/{language}/workshops/{session.key}/{rest}"


def test_the_link_of_the_picture_signs_in_with_one_press(session: Session) -> None:
    alicia = seat(session, "Alicia")
    browser, code = signed_in(alicia.person), code_at(session, START)
    page = browser.get(where(session, f"sign-in/?code={code}"))

    assert "The code is right." in page.content.decode()
    assert not Tick.objects.exists()  # a preview of the link writes nothing
    answer = browser.post(where(session, "sign-in/"), {"proof": page.context["proof"]}, follow=True)

    assert "You are signed in." in answer.content.decode()
    assert "You are signed in to this session." in browser.get(where(session, "sign-in/")).content.decode()
    alicia.refresh_from_db()
    assert alicia.state == RegistrationState.ATTENDED


def test_whoever_must_log_in_first_keeps_the_code(session: Session, client: Client, now) -> None:
    alicia = seat(session, "Alicia")
    answer = client.get(where(session, f"sign-in/?code={code_at(session, START)}"))
    assert answer.status_code == 302
    back = answer["Location"].partition("next=")[2]
    assert "proof" in back

    now.shift(timedelta(minutes=8))
    page = signed_in(alicia.person).get(unquote(back))
    assert "The code is right." in page.content.decode()


def test_yesterdays_code_is_refused_with_what_to_do(session: Session) -> None:
    alicia = seat(session, make_person("Alicia", language="es"))
    typed = code_at(session, START - timedelta(days=1))

    answer = signed_in(alicia.person).post(where(session, "sign-in/", "es"), {"code": typed})

    assert answer.status_code == 400
    assert "ya no cuenta" in answer.content.decode()
    assert typed in answer.content.decode()


def test_the_screen_shows_the_code_and_comes_again_by_itself(session: Session, trainer: Person, now) -> None:
    browser = signed_in(trainer)
    code, page = code_at(session, START), browser.get(where(session, "sign-in/screen/"))
    html = page.content.decode()

    assert f"<span>{code[:3]}</span> <span>{code[3:]}</span>" in html
    assert "data:image/svg+xml;base64," in html
    assert "<script>" not in html
    assert page["Refresh"] == "30"
    now.shift(timedelta(seconds=12))
    assert browser.get(where(session, "sign-in/screen/"))["Refresh"] == "18"
    now.shift(timedelta(hours=5))
    assert "No code just now" in browser.get(where(session, "sign-in/screen/")).content.decode()


@pytest.mark.parametrize(
    "page", ["roster/", "roster/sheet.pdf", "roster/table.csv", "sign-in/screen/", "sign-in/device/"]
)
def test_only_those_who_run_it_see_who_comes(session: Session, client: Client, page: str) -> None:
    beto, irma = make_person("Beto"), make_person("Irma")
    seat(session, beto)
    works(session, irma, StaffRole.INTERPRETER)

    assert client.get(where(session, page)).status_code == 302
    assert [signed_in(one).get(where(session, page)).status_code for one in (beto, irma)] == [403, 403]


def test_a_helper_takes_attendance_and_takes_no_table_home(session: Session) -> None:
    hugo = make_person("Hugo")
    works(session, hugo, StaffRole.HELPER)

    assert signed_in(hugo).get(where(session, "roster/")).status_code == 200
    assert signed_in(hugo).get(where(session, "roster/table.csv")).status_code == 403


def test_one_form_writes_down_what_was_changed_in_it(session: Session, trainer: Person) -> None:
    alicia, beto, carmen = (seat(session, name) for name in ("Alicia", "Beto", "Carmen"))
    lead = works(session, trainer)
    form = {
        f"seat-{alicia.pk}": "attended",
        f"seat-{alicia.pk}-was": "confirmed:",
        f"seat-{beto.pk}": "partial",
        f"seat-{beto.pk}-minutes": "40",
        f"seat-{beto.pk}-was": "confirmed:",
        f"seat-{carmen.pk}": "",
        f"seat-{carmen.pk}-was": "confirmed:",
        f"staff-{lead.pk}": "attended",
        f"staff-{lead.pk}-was": ":",
        "how": "sheet",
    }
    browser = signed_in(trainer)
    answer = browser.post(where(session, "roster/"), form, follow=True)

    assert "3 people were written down." in answer.content.decode()
    assert [one.outcome for one in Tick.objects.order_by("pk")] == ["attended", "partial", "attended"]
    assert set(Tick.objects.values_list("how", flat=True)) == {TickedHow.SHEET}
    assert 'value="partial:40"' in answer.content.decode()

    stale = signed_in(trainer).post(where(session, "roster/"), form | {f"seat-{alicia.pk}-was": "attended:"})
    assert stale.status_code == 302
    assert Tick.objects.count() == 3


@pytest.mark.slow
def test_a_part_without_minutes_is_asked_for_and_nothing_is_written(session: Session, trainer: Person) -> None:
    alicia, beto = seat(session, "Alicia"), seat(session, "Beto")
    for minutes in ("", "-5", "9e9", "many"):
        form = {f"seat-{alicia.pk}": "attended", f"seat-{beto.pk}": "partial", f"seat-{beto.pk}-minutes": minutes}
        answer = signed_in(trainer).post(where(session, "roster/"), form)
        assert answer.status_code == 400
        assert "say for how many minutes" in answer.content.decode()
    assert not Tick.objects.exists()


def test_a_foreign_row_is_refused(session: Session, trainer: Person) -> None:
    foreign = seat(make_session(), "Alicia")
    answer = signed_in(trainer).post(where(session, "roster/"), {f"seat-{foreign.pk}": "attended"})

    assert answer.status_code == 409
    assert not Tick.objects.exists()


def test_the_roster_asks_as_much_for_three_people_as_for_one(
    session: Session, trainer: Person, django_assert_num_queries
) -> None:
    browser = signed_in(trainer)
    seat(session, "Alicia")
    browser.get(where(session, "roster/"))
    with django_assert_num_queries(15):
        browser.get(where(session, "roster/"))
    for name in ("Beto", "Carmen"):
        seat(session, name)
    with django_assert_num_queries(15):
        browser.get(where(session, "roster/"))


def test_the_device_says_thank_you_and_forgets(session: Session, trainer: Person) -> None:
    seat(session, "Alicia")
    browser = signed_in(trainer)
    answer = browser.post(where(session, "sign-in/device/"), {"who": "Alicia"}, follow=True)

    assert "Hand it to the next person." in answer.content.decode()
    assert "Alicia" not in answer.content.decode()
    wrong = browser.post(where(session, "sign-in/device/"), {"who": "Nobody"})
    assert (wrong.status_code, "Nobody with a seat is called so." in wrong.content.decode()) == (400, True)


@pytest.mark.slow
def test_the_paper_sheet_has_everybody_and_empty_lines(session: Session, trainer: Person) -> None:
    for name in ("Alicia", "Beto"):
        seat(session, name)
    answer = signed_in(trainer).get(where(session, "roster/sheet.pdf", "es"))
    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()

    assert answer["Content-Type"] == "application/pdf"
    for words in ("Cuida tu sitio", "Alicia", "Beto", "18:00–19:30", "Firma"):
        assert words in text


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(session: Session, trainer: Person) -> None:
    row = seat(session, "Alicia")
    row.person.chosen_name = "=HYPERLINK(1)"
    row.person.save()
    seat(session, "Señora")

    answer = signed_in(trainer).get(where(session, "roster/table.csv"))

    assert answer.content.startswith("\ufeff".encode())
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith('Look after your site,"Thursday 4 February 2027, 18:00"')
    assert lines[1] == "Name,Pronouns,E-mail address,Language,Seat,State,Minutes"
    assert lines[2:] == [
        "'=HYPERLINK(1),,alicia@example.org,English,online,confirmed,",
        "Señora,,señora@example.org,English,online,confirmed,",
    ]


def test_the_code_alone_leads_to_its_session(session: Session, client: Client) -> None:
    make_session()  # open at the same time
    alicia = seat(session, "Alicia")
    page = signed_in(alicia.person).get(f"/en/workshops/here/?code={code_at(session, START)}", follow=True)

    assert page.redirect_chain[-1][0].startswith(where(session, "sign-in/"))
    assert "The code is right." in page.content.decode()
    old = client.get(f"/en/workshops/here/?code={code_at(session, START - timedelta(hours=3))}")
    assert (old.status_code, "This code is from earlier" in old.content.decode()) == (400, True)
    assert client.get("/en/workshops/here/?code=QQQQQQ").status_code == 400
    assert client.get("/en/workshops/here/").status_code == 200
    assert "testserver/en/workshops/here/" in (
        signed_in(session.series.organisers.get()).get(where(session, "sign-in/screen/")).content.decode()
    )
