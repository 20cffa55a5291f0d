"""What the style guide shows: believable content in both languages. Seen in development only, so not in the catalogues."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator

from lms.core.components import Step, StepState
from lms.core.concept_maps import draw_map
from lms.core.languages import NAMES, LanguageLink

COLOURS = ("paper", "sheet", "sunk", "ink", "quiet", "line", "vereda", "clay", "gold", "night")
THURSDAY = datetime(2026, 11, 26, 23, 0, tzinfo=UTC)
THURSDAY_LATER = datetime(2026, 11, 27, 0, 30, tzinfo=UTC)
SPRING = datetime(2027, 5, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Section:
    """One component: its name is also its template under templates/styleguide/."""

    name: str
    context: dict[str, Any] = field(default_factory=dict)
    themes: tuple[str, ...] = ("light", "dark")

    @property
    def template(self) -> str:
        return f"styleguide/{self.name}.html"

    def panes(self) -> list[dict[str, Any]]:
        """The context of each rendering. Forms get ids of their own, so that no id stands twice on the page."""
        panes = []
        for theme in self.themes:
            pane = {"theme": theme, "form": None, **self.context}
            if pane["form"]:
                pane["form"] = pane["form"](theme)
            panes.append(pane)
        return panes


def sections(language: str) -> list[Section]:
    def say(en: str, es: str) -> str:
        return es if language == "es" else en

    return [
        Section("colours", {"colours": COLOURS}),
        Section("type", {"language": language}),
        Section("path", {"steps": _steps(language), "how": _recruitment(language)}),
        Section("moment", {"at": THURSDAY, "until": THURSDAY_LATER, "repeats_until": SPRING}),
        Section("chip"),
        Section("button"),
        Section("card", {"steps": _steps(language), "es": language == "es"}),
        Section("notice"),
        Section("field", {"form": lambda theme: _form(language, theme)}),
        Section("consent", {"form": lambda theme: _consent_form(language, theme)}),
        Section("seat-meter"),
        Section("table", {"columns": _columns(language), "rows": _rows(language)}),
        Section("timeline", {"entries": _entries(language)}),
        Section("person"),
        Section("empty-state"),
        Section("pager", {"list": Paginator(range(120), 10).page(3)}),
        Section("search-form"),
        Section("language-switch", {"links": _links(language)}),
        Section("page-header"),
        Section(
            "code", {"code": LOG_LINES, "caption": say("The last lines of a log", "Las últimas líneas de un registro")}
        ),
        Section("terminal", {"session": SESSION}),
        Section("lesson"),
        Section("guide", {"map": _map(language), "es": language == "es"}),
        Section("icon", {"icons": ICONS}),
        Section("lost"),
    ]


def _map(language: str) -> Any:
    words = (
        ("Tu navegador", "El certificado", "El sitio", "revisa", "nombra", "se lo muestra a")
        if language == "es"
        else ("Your browser", "The certificate", "The site", "checks", "names", "shows it to")
    )
    browser, certificate, site, checks, names, shows = words
    return draw_map(
        {"b": browser, "c": certificate, "s": site}, [("b", checks, "c"), ("c", names, "s"), ("s", shows, "b")]
    )


ICONS = (
    "check", "arrow", "back", "clock", "calendar", "person", "people", "download", "link", "search", "pencil", "print",
    "badge", "copy", "globe", "pin", "leave",
)  # fmt: skip
LOG_LINES = """\
192.0.2.17 - - [26/Nov/2026:09:14:02 +0000] "GET /agenda HTTP/1.1" 403 162
192.0.2.17 - - [26/Nov/2026:09:14:05 +0000] "GET / HTTP/1.1" 200 5120"""
SESSION = """\
HTTP/1.1 200 OK
Server: nginx
Content-Type: application/octet-stream"""


def _steps(language: str) -> list[Step]:
    if language == "es":
        return [
            Step("Qué es un servidor web", StepState.DONE, "#path", "terminada"),
            Step("Leer un registro", StepState.DONE, "#path", "leída en inglés, 3 de noviembre"),
            Step("Archivos y permisos", StepState.HERE, "#path", "unos 12 minutos"),
            Step("La página que dice `403`", StepState.AHEAD, "", "cuestionario"),
            Step("Respaldos", StepState.NEW, "", "nueva desde que terminaste"),
        ]
    return [
        Step("What a web server is", StepState.DONE, "#path", "done"),
        Step("Reading a log", StepState.DONE, "#path", "read in Spanish, 3 November"),
        Step("Files and permissions", StepState.HERE, "#path", "about 12 minutes"),
        Step("The page that says `403`", StepState.AHEAD, "", "quiz"),
        Step("Backups", StepState.NEW, "", "new since you finished"),
    ]


def _recruitment(language: str) -> list[Step]:
    words = (
        ("Convocatoria", "Selección", "Mentoría", "Encuentros", "Trabajo real", "Puesto en un comité")
        if language == "es"
        else ("The call", "Selection", "Mentoring", "Gatherings", "Real work", "A seat on a committee")
    )
    states = (StepState.DONE, StepState.DONE, StepState.HERE, StepState.AHEAD, StepState.AHEAD, StepState.AHEAD)
    return [Step(word, state) for word, state in zip(words, states, strict=True)]


def _columns(language: str) -> tuple[str, ...]:
    return (
        ("Reporte", "Espera", "Idioma", "Con quién") if language == "es" else ("Ticket", "Waiting", "Language", "With")
    )


def _rows(language: str) -> list[tuple[str, ...]]:
    if language == "es":
        return [
            ("La página muestra su PHP", "4 días", "español", "Alicia"),
            ("Los boletines llegan a spam", "2 días", "los dos", "Beto"),
            ("Siete reportes que nadie recuerda", "9 meses", "inglés", "nadie todavía"),
        ]
    return [
        ("The page shows its PHP", "4 days", "Spanish", "Alicia"),
        ("Newsletters land in spam", "2 days", "both", "Beto"),
        ("Seven tickets that nobody remembers", "9 months", "English", "nobody yet"),
    ]


def _entries(language: str) -> list[dict[str, str]]:
    if language == "es":
        return [
            {"when": "3 de noviembre", "iso": "2026-11-03", "title": "Te inscribiste", "text": "", "href": ""},
            {"when": "9 de noviembre", "iso": "2026-11-09", "title": "Carmen revisó tu práctica",
             "text": "«Bien visto: era el grupo, no el permiso.»", "href": "#timeline"},
            {"when": "26 de noviembre", "iso": "2026-11-26", "title": "Ganaste la insignia", "text": "", "href": ""},
        ]  # fmt: skip
    return [
        {"when": "3 November", "iso": "2026-11-03", "title": "You enrolled", "text": "", "href": ""},
        {"when": "9 November", "iso": "2026-11-09", "title": "Carmen reviewed your assignment",
         "text": "“Well spotted: it was the group, not the mode.”", "href": "#timeline"},
        {"when": "26 November", "iso": "2026-11-26", "title": "You earned the badge", "text": "", "href": ""},
    ]  # fmt: skip


def _links(language: str) -> list[LanguageLink]:
    return [
        LanguageLink(code=code, name=name, href=f"/{code}/styleguide/", current=code == language)
        for code, name in NAMES.items()
    ]


class SampleForm(forms.Form):
    name = forms.CharField(max_length=200)
    pronouns = forms.CharField(max_length=60, required=False)
    email = forms.EmailField()
    zone = forms.ChoiceField(choices=(("America/Mexico_City", "Ciudad de México"), ("America/New_York", "New York")))
    about = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    language = forms.ChoiceField(widget=forms.RadioSelect, choices=tuple(NAMES.items()))
    access = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    newsletter = forms.BooleanField(required=False)


def _form(language: str, theme: str) -> SampleForm:
    """Half filled in, with two mistakes."""
    given = {"name": "Alicia", "email": "alicia@", "zone": "America/Mexico_City", "access": ["captions"]}
    form = SampleForm(given, auto_id=f"{theme}-%s")
    labels = (
        (
            "Nombre",
            "Pronombres",
            "Correo electrónico",
            "Zona horaria",
            "Sobre ti",
            "Idioma",
            "Apoyos",
            "Recibir el boletín",
        )
        if language == "es"
        else ("Name", "Pronouns", "E-mail", "Time zone", "About you", "Language", "Support", "Send me the newsletter")
    )
    for name, label in zip(form.fields, labels, strict=True):
        form.fields[name].label = label
    form.fields["name"].help_text = (
        "Como quieres que te llamemos; en cualquier escritura."
        if language == "es"
        else "What you want to be called; in any script."
    )
    form.fields["access"].choices = (  # type: ignore[attr-defined]
        (("captions", "Subtítulos"), ("step-free", "Entrada sin escalones"))
        if language == "es"
        else (("captions", "Captions"), ("step-free", "Step-free entrance"))
    )
    return form


class ConsentForm(forms.Form):
    agreed = forms.BooleanField()


def _consent_form(language: str, theme: str) -> ConsentForm:
    form = ConsentForm(auto_id=f"{theme}-consent-%s")
    form.fields["agreed"].label = "Estoy de acuerdo" if language == "es" else "I agree"
    return form
