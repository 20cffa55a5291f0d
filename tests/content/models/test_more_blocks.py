"""Blocks that stand for something else: what they show, what they refuse, and that nothing is asked of other sites."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from lms.content.domain.publishing import publish_page, said_by_blocks
from lms.content.models import EssayPage
from lms.content.models.body import BodyBlock
from lms.core.headers import embed_origins
from tests.factories.blocks import block_id, text_block
from tests.factories.harm import main_of
from tests.factories.site import lesson, make_course
from tests.factories.writings import make_essay, make_term

pytestmark = pytest.mark.django_db
MAP: dict[str, Any] = {
    "title": "A map",
    "nodes": [{"key": "a", "label": "One & <two>"}, {"key": "b", "label": "Three"}],
    "arrows": [{"start": "a", "end": "b", "label": "needs"}, {"start": "b", "end": "a", "label": ""}],
}
LOOP = {"start": "b", "end": "b", "label": ""}


@pytest.fixture(scope="module")
def essay(site: Any) -> dict[str, EssayPage]:
    return make_essay()


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "id": str(block_id(kind)), "value": value}


def shown(essay: dict[str, EssayPage], *blocks: dict[str, Any], language: str = "en") -> str:
    page = EssayPage.objects.get(pk=essay[language].pk)
    page.body = page._meta.get_field("body").stream_block.to_python(list(blocks))
    publish_page(page=page)
    return main_of(Client().get(page.path_on_site).content)


def refusal(kind: str, value: Any) -> list[str]:
    stream = BodyBlock()
    with pytest.raises(Exception) as refused:  # noqa: PT011 (blocks raise errors of their own)
        stream.clean(stream.to_python([block(kind, value)]))
    return said_by_blocks(refused.value)


@pytest.fixture
def document(essay: Any) -> Any:
    made = get_document_model()(title="A list", file=ContentFile(b"<script>one</script>", name="list.html"))
    made.save()
    return made


@pytest.mark.slow
def test_a_file_is_a_download_and_is_served_as_one(essay: Any, document: Any) -> None:
    page = shown(essay, block("download", {"title": "The list", "file": document.pk, "note": ""}))

    assert f'<a href="{document.url}" download>The list</a>' in page
    assert "HTML" in page
    served = Client().get(document.url)
    assert served["Content-Disposition"].startswith("attachment")
    assert b"".join(served.streaming_content) == b"<script>one</script>"


def test_a_place_leads_to_maps_and_loads_none(essay: Any) -> None:
    value = {"name": "Library", "address": "Calle 1", "latitude": "19.4326", "longitude": "-99.1332", "note": ""}

    page = shown(essay, block("place", value), language="es")

    assert 'href="geo:19.43260,-99.13320"' in page
    assert 'href="https://www.openstreetmap.org/?mlat=19.43260&amp;mlon=-99.13320#map=17/19.43260/-99.13320"' in page
    assert "<img" not in page
    assert "<iframe" not in page


def test_a_map_is_drawn_and_said_in_words(essay: Any) -> None:
    page = shown(essay, block("concept_map", MAP), language="es")

    svg = page[page.index("<svg viewBox") :].partition("</svg>")[0]
    assert svg.count('class="map-idea"') == svg.count('class="map-head"') == 2
    assert "One &amp; &lt;two&gt;" in svg
    assert "style=" not in svg
    assert "<i>needs</i> → Three" in page
    assert "El mapa en palabras" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nodes": [{"key": f"n{i}", "label": "x"} for i in range(500)]}, "60 ideas"),
        ({"nodes": [{"key": f"n{i}", "label": "x"} for i in range(61)]}, "60 ideas"),
        ({"arrows": [{"start": "a", "end": "c", "label": ""}]}, "“c”"),
        ({"nodes": [{"key": "a", "label": "x"}, {"key": "a", "label": "y"}]}, "same short name"),
        ({"nodes": [{"key": "A B", "label": "x"}, MAP["nodes"][1]], "arrows": [LOOP]}, "a-z"),
    ],
)
def test_a_map_that_cannot_be_is_refused_with_a_reason(change: dict[str, Any], words: str) -> None:
    assert words in "; ".join(refusal("concept_map", MAP | change))


RECORDING = {
    "medium": "video",
    "title": "A talk",
    "file": None,
    "url": "",
    "megabytes": None,
    "minutes": 3,
    "captions": [{"language": "es", "text": "WEBVTT\n\n00:01.000 --> 00:04.000\nHola."}],
    "transcript": "<p>Hello.</p>",
}


def test_a_film_of_this_site_plays_with_its_captions_and_loads_nothing_before(essay: Any, document: Any) -> None:
    page = shown(essay, block("medium", RECORDING | {"file": document.pk}))

    assert f'<video controls preload="none" src="{document.url}"' in page
    captions = f"/en/captions/{essay['en'].pk}/{block_id('medium')}/es.vtt"
    assert f'<track kind="captions" src="{captions}" srclang="es" label="Español" default>' in page
    assert Client().get(captions).status_code == 200
    assert "<p>Hello.</p>" in page


def test_a_film_elsewhere_is_a_link(essay: Any) -> None:
    page = shown(essay, block("medium", RECORDING | {"url": "https://video.example/1", "megabytes": "4.5"}))

    assert '<a href="https://video.example/1" rel="noopener noreferrer">A talk</a>' in page
    assert "<video" not in page
    assert "4.5 MB" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "not both"),
        ({"url": "https://a.example/", "captions": [{"language": "es", "text": "1\n00:01"}]}, "WebVTT"),
        ({"url": "https://a.example/", "transcript": ""}, "required"),
    ],
)
def test_a_recording_says_what_it_lacks(change: dict[str, Any], words: str) -> None:
    assert words in "; ".join(refusal("medium", RECORDING | change))


EMBED = {"title": "Film", "url": "https://video.example/embed/1?a=1", "note": ""}


def test_something_of_another_site_is_a_link(essay: Any) -> None:
    page = shown(essay, block("embed", EMBED))

    assert '<a href="https://video.example/embed/1?a=1" rel="noopener noreferrer">Film</a>' in page
    assert "This is on video.example" in page
    assert "data-embed" not in page


def test_a_site_that_the_operator_named_may_be_shown_after_a_click(essay: Any, settings: Any) -> None:
    settings.EMBED_HOSTS = ["video.example"]

    page = shown(essay, block("embed", EMBED))

    assert 'data-embed="https://video.example/embed/1?a=1"' in page
    assert "<iframe" not in page
    assert Client().get("/en/guides/padlock/")["Content-Security-Policy"].endswith("; frame-src https://video.example")
    settings.EMBED_HOSTS = ["video.example; script-src *"]
    with pytest.raises(ImproperlyConfigured, match="EMBED_HOSTS"):
        list(embed_origins())


@pytest.mark.parametrize("url", ["http://video.example/", "javascript:alert(1)", "ftp://video.example/"])
def test_only_safe_addresses_are_taken(url: str) -> None:
    assert refusal("embed", EMBED | {"url": url})


def test_a_term_says_what_it_means_in_the_language_of_the_page(essay: Any) -> None:
    term = make_term()

    assert "Lo que significa servidor." in shown(essay, block("term", term.pk), language="es")
    assert "What server means." in shown(essay, block("term", term.pk))


def test_a_term_that_was_deleted_leaves_the_page_standing(essay: Any) -> None:
    term = make_term()
    shown(essay, block("term", term.pk), text_block("t", "<p>Still here.</p>"))

    term.delete()

    assert "Still here." in main_of(Client().get("/en/guides/padlock/").content)


def test_a_file_that_was_deleted_leaves_the_page_standing(essay: Any, document: Any) -> None:
    blocks = [
        block("download", {"title": "The list", "file": document.pk, "note": ""}),
        block("medium", RECORDING | {"file": document.pk}),
    ]
    shown(essay, *blocks, text_block("t", "<p>Still here.</p>"))

    document.delete()

    assert "Still here." in main_of(Client().get("/en/guides/padlock/").content)


@pytest.mark.slow
def test_an_exercise_leads_to_the_readers_side_of_a_lesson(essay: Any) -> None:
    course = make_course("web", [lesson("one")])
    value = {"title": "Now you", "text": "<p>Go.</p>", "page": course.page("one", "en").pk}

    page = shown(essay, block("exercise", value), language="es")

    assert '<a href="/es/cursos/web/one/" hreflang="es" lang="es">one es</a>' in page
    assert "Haz la prueba: Now you" in page


@pytest.mark.slow
def test_an_exercise_whose_page_is_down_leads_nowhere(essay: Any) -> None:
    course = make_course("web", [lesson("one")])
    for side in ("en", "es"):
        course.page("one", side).unpublish()
    value = {"title": "Now you", "text": "", "page": course.page("one", "en").pk}

    assert "/web/one/" not in shown(essay, block("exercise", value))
