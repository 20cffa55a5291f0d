"""Guides, essays and the glossary from files: all of a folder or nothing of it; again changes nothing that anybody sees."""

from pathlib import Path
from typing import Any

import pytest
from wagtail.documents import get_document_model
from wagtail.models import Page, Revision

from lms.content.domain.library import import_library
from lms.content.domain.library_guides import key_of, read_glossary, read_writing
from lms.content.enums import Writing
from lms.content.errors import BrokenLibraryFile
from lms.content.models import EssayPage, GuidePage, Term
from lms.content.queries.published import published_number
from lms.content.queries.writings import writings
from tests.factories.people import MONDAY
from tests.factories.site import lesson, make_course
from tests.factories.writings import make_essay

pytestmark = pytest.mark.django_db
LIBRARY = Path(__file__).parents[3] / "lms" / "content" / "library"

GUIDE = """\
kind: guide
key: move
original: es
topic: web
minutes: 30
title: {en: Move a site, es: Mover un sitio}
slug: {en: move-a-site, es: mover-un-sitio}
summary: {en: From A to B., es: De A a B.}
goal: {en: It is at B., es: Está en B.}
before: {en: "<p>A terminal.</p>", es: "<p>Una terminal.</p>"}
steps:
  - title: {en: Copy, es: Copiar}
    text: {en: "<p>All of it.</p>", es: "<p>Todo.</p>"}
    language: console
    code: |
      $ rsync -a here there
    see: {en: "<p>Names.</p>", es: "<p>Nombres.</p>"}
  - title: {en: Look, es: Mirar}
    see: {en: "<p>It.</p>", es: "<p>Eso.</p>"}
troubles:
  - title: {en: It says `no`, es: Dice `no`}
    text: {en: "<p>Ask.</p>", es: "<p>Pregunta.</p>"}
tested: {on: 2026-11-20, with: "Debian 12, rsync 3.2.7"}
see_also: [names]
"""

ESSAY = """\
kind: essay
key: names
original: en
topic: basics
minutes: 5
title: {en: Names, es: Nombres}
slug: {en: names, es: nombres}
summary: {en: What they are., es: Qué son.}
body:
  - text: {en: "<p>A name.</p>", es: "<p>Un nombre.</p>"}
  - term: server
  - download: {file: files/list.txt, title: {en: A list, es: Una lista}, note: {en: Plain text., es: Texto.}}
  - place: {name: {en: Library, es: Biblioteca}, latitude: 19.4326, longitude: -99.1332}
  - concept_map:
      title: {en: Map, es: Mapa}
      nodes:
        - {key: a, label: {en: One, es: Uno}}
        - {key: b, label: {en: Two, es: Dos}}
      arrows:
        - {from: a, to: b, label: {en: needs, es: necesita}}
        - {from: b, to: a}
  - medium:
      medium: audio
      title: {en: A talk, es: Una charla}
      file: files/list.txt
      minutes: 3
      transcript: {en: "<p>Hello.</p>", es: "<p>Hola.</p>"}
      captions:
        es: |
          WEBVTT

          00:01.000 --> 00:04.000
          Hola.
  - embed: {title: {en: Film, es: Película}, url: "https://video.example/1"}
  - exercise: {title: {en: Do it, es: Hazlo}, text: {en: "<p>Go.</p>", es: "<p>Ve.</p>"}, to: move}
see_also: [move]
"""

GLOSSARY = """\
- key: server
  word: {en: server, es: servidor}
  definition: {en: It waits., es: Espera.}
  forms: {en: [servers], es: [servidores]}
- key: dns
  word: {en: DNS, es: DNS}
  definition: {en: Names., es: Nombres.}
"""


def write(folder: Path, *, guide: str = GUIDE, essay: str = ESSAY, glossary: str = GLOSSARY) -> Path:
    for name in ("guides", "essays/files"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "guides" / "move.yaml").write_text(guide, encoding="utf-8")
    (folder / "essays" / "names.yaml").write_text(essay, encoding="utf-8")
    (folder / "essays" / "files" / "list.txt").write_text("one\ntwo\n", encoding="utf-8")
    (folder / "glossary.yaml").write_text(glossary, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(site: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write(tmp_path_factory.mktemp("library"))
    import_library(folder=folder, now=MONDAY)
    return folder


def stored() -> bytes:
    with get_document_model().objects.get().open_file() as file:
        return bytes(file.read())


def page(kind: type[Any], language: str) -> Any:
    return kind.objects.get(locale__language_code=language)


@pytest.mark.slow
def test_a_guide_is_there_in_both_languages_as_one_thing(folder: Path) -> None:
    english, spanish = page(GuidePage, "en"), page(GuidePage, "es")

    assert english.translation_key == spanish.translation_key == key_of(Writing.GUIDE, "move")
    assert {english.original_language, spanish.original_language} == {"es"}
    assert (spanish.title, spanish.slug, spanish.goal, spanish.topic, spanish.minutes) == (
        "Mover un sitio",
        "mover-un-sitio",
        "Está en B.",
        "web",
        30,
    )
    assert (str(english.tested_on), english.tested_with) == ("2026-11-20", "Debian 12, rsync 3.2.7")
    assert [block.id for block in english.steps] == [block.id for block in spanish.steps]
    first = spanish.steps[0].value
    assert (first["title"], first["text"].source, first["code"]) == ("Copiar", "<p>Todo.</p>", "$ rsync -a here there")
    assert spanish.troubles[0].value["title"] == "Dice `no`"


def test_each_points_to_the_other(folder: Path) -> None:
    guide, essay = page(GuidePage, "es"), page(EssayPage, "es")

    assert [block.value.pk for block in guide.see_also] == [essay.pk]
    assert [block.value.pk for block in essay.see_also] == [guide.pk]


def test_blocks_find_their_rows(folder: Path) -> None:
    essay = page(EssayPage, "es")
    values = {block.block_type: block.value for block in essay.body}

    assert values["term"] == Term.objects.get(key="server")
    assert values["download"]["file"] == values["medium"]["file"] == get_document_model().objects.get()
    assert stored() == b"one\ntwo\n"
    assert values["exercise"]["page"].translation_key == key_of(Writing.GUIDE, "move")
    assert [(a["start"], a["label"], a["end"]) for a in values["concept_map"]["arrows"]] == [
        ("a", "necesita", "b"),
        ("b", "", "a"),
    ]
    assert values["medium"]["captions"][0]["language"] == "es"


def test_terms_hold_both_languages(folder: Path) -> None:
    term = Term.objects.get(key="server")

    assert (term.word_en, term.word_es, term.definition_es, term.forms_en) == (
        "server",
        "servidor",
        "Espera.",
        "servers",
    )


@pytest.mark.slow
def test_loading_again_renews_and_adds_nothing(folder: Path) -> None:
    before = (list(Page.objects.values_list("pk", "translation_key")), list(Term.objects.values_list("pk", flat=True)))
    write(folder, guide=GUIDE.replace("It is at B.", "It stands at B."))

    import_library(folder=folder, now=MONDAY)

    after = (list(Page.objects.values_list("pk", "translation_key")), list(Term.objects.values_list("pk", flat=True)))
    assert after == before
    assert page(GuidePage, "en").goal == "It stands at B."
    assert [block.value.pk for block in page(GuidePage, "en").see_also] == [page(EssayPage, "en").pk]
    assert get_document_model().objects.count() == 1


@pytest.mark.slow
def test_a_changed_file_takes_the_place_of_the_old_one(folder: Path) -> None:
    (folder / "essays" / "files" / "list.txt").write_text("three\n", encoding="utf-8")

    import_library(folder=folder, now=MONDAY)

    assert stored() == b"three\n"


@pytest.mark.slow
def test_an_exercise_may_lead_to_a_unit_of_a_course(folder: Path, tmp_path: Path) -> None:
    from lms.content.domain.library_entries import identity

    course = make_course("web", [lesson("one")])
    Page.objects.filter(translation_key=course.unit("one")).update(translation_key=identity("web", "one"))

    import_library(folder=write(tmp_path / "again", essay=ESSAY.replace("to: move}", "to: web/one}")), now=MONDAY)

    exercise = next(block.value for block in page(EssayPage, "es").body if block.block_type == "exercise")
    assert exercise["page"].title == "one es"


# What it says → what a slip makes of it: then the line, the field and a word of the problem.
GUIDE_SLIPS = {
    "a topic that there is not": ("topic: web", "topic: cats", 4, "topic", "one of"),
    "no steps": (GUIDE[GUIDE.index("steps:") : GUIDE.index("troubles:")], "steps: []\n", 11, "steps", "at least 1"),
    "a step that shows nothing": (
        '    see: {en: "<p>It.</p>", es: "<p>Eso.</p>"}\n',
        "",
        18,
        "steps[2].see",
        "missing",
    ),
    "a language without code": (
        "    code: |\n      $ rsync -a here there\n",
        "",
        14,
        "steps[1].language",
        "only with code",
    ),
    "a day that there is not": ("2026-11-20", "2026-02-30", 23, "tested.on", "day"),
    "a day in words": ("2026-11-20", "yesterday", 23, "tested.on", "day"),
    "a field of an essay": ("goal:", "body: []\ngoal:", 9, "body", "not a field"),
    "a goal of two lines": ("It is at B.", '"It\\nis"', 9, "goal.en", "one line"),
    "a script": ("<p>Ask.</p>", "<script>x</script>", 22, "troubles[1].text.en", "<script>"),
    "a neighbour that there is not": (
        "see_also: [names]",
        "see_also: [nobody]",
        24,
        "see_also[1]",
        "guide or an essay",
    ),
    "the slug of the essay": ("es: mover-un-sitio", "es: nombres", 1, "slug", "another guide"),
}
FILE = "download: {file: files/list.txt"
ESSAY_SLIPS = {
    "a term that there is not": ("term: server", "term: sever", 10, "body", "“sever”"),
    "an exercise that leads nowhere": ("to: move}", "to: web/none}", 10, "body", "web/none"),
    "a file that there is not": (FILE, "download: {file: files/no.txt", 12, "body[3].download.file", "not in this folder"),
    "a file outside": (FILE, "download: {file: ../../../etc/hostname", 12, "body[3].download.file", "not in this folder"),
    "a place that is not on earth": ("latitude: 19.4326", "latitude: 91", 13, "body[4].place.latitude", "-90"),
    "an arrow to nowhere": ("to: b, label", "to: c, label", 15, "body[5].concept_map", "“c”"),
    "captions that are none": ("          WEBVTT\n", "          SubRip\n", 29, "body[6].medium.captions.es", "WebVTT"),
    "an address of a script": ("https://video.example/1", "javascript:alert(1)", 34, "body[7].embed.url", "https://"),
    "a file and an address": ("      minutes: 3", "      minutes: 3\n      url: https://a.io", 23, "body[6].medium", "both"),
}  # fmt: skip


def counts() -> tuple[int, ...]:
    return Page.objects.count(), Revision.objects.count(), Term.objects.count(), get_document_model().objects.count()


@pytest.mark.parametrize(
    ("which", "right", "wrong", "line", "field", "word"),
    [
        pytest.param(which, *slip, id=name)
        for which, slips in (("guide", GUIDE_SLIPS), ("essay", ESSAY_SLIPS))
        for name, slip in slips.items()
    ],
)
def test_a_slip_is_named_and_nothing_of_the_folder_is_taken(
    site: Any, tmp_path: Path, which: str, right: str, wrong: str, line: int, field: str, word: str
) -> None:
    text = {"guide": GUIDE, "essay": ESSAY}[which]
    assert text.count(right) == 1
    folder = write(tmp_path, **{which: text.replace(right, wrong)})
    before = counts()

    with pytest.raises(BrokenLibraryFile) as broken:
        import_library(folder=folder, now=MONDAY)

    assert broken.value.field.startswith(field)
    assert word in broken.value.problem
    if field != "slug":
        assert broken.value.line == line
    assert counts() == before


@pytest.mark.parametrize(
    ("right", "wrong", "field", "word"),
    [
        ("key: dns", "key: server", "[2].key", "another term"),
        ("key: dns", "key: D N S", "[2].key", "a-z"),
        ("es: Nombres.}", "es: ' '}", "[2].definition.es", "text"),
        ("[servers]", "servers", "[1].forms.en", "list"),
    ],
)
def test_a_slip_in_the_glossary_is_named(tmp_path: Path, right: str, wrong: str, field: str, word: str) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(GLOSSARY.replace(right, wrong), encoding="utf-8")

    with pytest.raises(BrokenLibraryFile) as broken:
        read_glossary(file)

    assert broken.value.field.endswith(field)
    assert word in broken.value.problem


def test_the_key_of_another_kind_of_page_is_refused(site: Any, tmp_path: Path) -> None:
    essay = make_essay("other")
    sides = Page.objects.filter(pk__in=[side.pk for side in essay.values()])
    sides.update(translation_key=key_of(Writing.GUIDE, "own"))
    guide = GUIDE.replace("key: move", "key: own").replace("a-site", "own").replace("un-sitio", "propio")
    essay_file = ESSAY.replace("to: move}", "to: own}").replace("[move]", "[own]")

    with pytest.raises(BrokenLibraryFile, match="another kind of page"):
        import_library(folder=write(tmp_path, guide=guide, essay=essay_file), now=MONDAY)


@pytest.mark.parametrize("file", sorted(LIBRARY.glob("*/*.yaml")), ids=lambda file: file.stem)
def test_what_we_ship_is_read(file: Path) -> None:
    assert read_writing(file).slug_key == file.stem


@pytest.mark.slow
def test_what_we_ship_loads_in_both_languages(site: Any) -> None:
    written, terms = import_library(folder=LIBRARY, now=MONDAY)

    shown = writings(published_number())
    paths = {one.key: set(one.paths) for one in shown}
    assert {one.key: paths[one.key] for one in written} == {one.key: {"en", "es"} for one in written}
    assert Term.objects.filter(key__in=[term.key for term in terms]).count() == len(terms) > 0
