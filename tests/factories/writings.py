"""Guides, essays and terms, built through the functions that publish for editors too."""

from datetime import date
from typing import Any
from uuid import UUID

from wagtail.models import Page

from lms.content.domain.library_entries import identity
from lms.content.domain.publishing import publish_page
from lms.content.domain.translation import add_page, add_translation
from lms.content.models import EssayPage, GuidePage, LibraryIndexPage, Term, WritingPage
from tests.factories.blocks import BOTH, block_id, text_block

TESTED = date(2026, 11, 20)


def step(name: str, text: str, *, see: str = "<p>A line.</p>", code: str = "") -> dict[str, Any]:
    value = {"title": f"Step {name}", "text": text, "language": "console", "code": code, "see": see}
    return {"type": "step", "id": str(block_id("step", name)), "value": value}


def trouble(name: str, text: str) -> dict[str, Any]:
    return {
        "type": "trouble",
        "id": str(block_id("trouble", name)),
        "value": {"title": f"Trouble {name}", "text": text},
    }


def make_guide(slug: str = "move", *, languages: tuple[str, ...] = BOTH, **fields: Any) -> dict[str, GuidePage]:
    """Language → a published guide of two steps. The first of ``languages`` is the one that it was written in."""
    own = {
        code: {
            "goal": f"The goal {code}.",
            "before": f"<p>Before {code}.</p>",
            "steps": [step("one", f"<p>First {code}.</p>"), step("two", f"<p>Second {code}.</p>", code="$ ls")],
            "troubles": [trouble("one", f"<p>Help {code}.</p>")],
            "tested_on": TESTED,
            "tested_with": "Debian 12",
        }
        for code in languages
    }
    return _make(GuidePage, slug, languages, own, fields)


def make_essay(slug: str = "padlock", *, languages: tuple[str, ...] = BOTH, **fields: Any) -> dict[str, EssayPage]:
    own = {
        code: {
            "body": [
                text_block(f"{slug}-1", f"<p>First {code}.</p>"),
                text_block(f"{slug}-2", f"<p>Second {code}.</p>"),
            ]
        }
        for code in languages
    }
    return _make(EssayPage, slug, languages, own, fields)


def _make(
    model: type[WritingPage],
    slug: str,
    languages: tuple[str, ...],
    own: dict[str, dict[str, Any]],
    fields: dict[str, Any],
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for code in languages:
        page = model(title=f"{slug} {code}", slug=slug, summary=f"About {slug}.", translation_key=key_of(slug))
        for name, value in {**own[code], **fields}.items():
            block = getattr(page._meta.get_field(name), "stream_block", None)
            setattr(page, name, block.to_python(value) if block else value)
        index = LibraryIndexPage.objects.get(locale__language_code=code)
        parent = Page.objects.get(pk=index.pk).specific
        if made:
            add_translation(original=made[languages[0]], parent=parent, translation=page)
        else:
            add_page(parent=parent, page=page)
        made[code] = publish_page(page=page)
    return made


def key_of(slug: str) -> UUID:
    return identity("tests", slug)


def make_term(
    key: str = "server",
    *,
    en: str = "server",
    es: str = "servidor",
    forms_en: str = "",
    forms_es: str = "",
    **more: str,
) -> Term:
    term = Term(
        key=key,
        word_en=en,
        word_es=es,
        definition_en=more.get("definition_en", f"What {en} means."),
        definition_es=more.get("definition_es", f"Lo que significa {es}."),
        forms_en=forms_en,
        forms_es=forms_es,
    )
    term.full_clean()
    term.save()
    return term
