"""What guides, essays, their list and the glossary show. Registered as servers of their page types."""

import unicodedata
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from lms.content.enums import Language, Topic, Writing
from lms.content.forms import AnswerForm, LibraryFilter
from lms.content.models import EssayPage, GlossaryPage, GuidePage, LibraryIndexPage
from lms.content.queries.answers import answer_of
from lms.content.queries.bodies import body_rows, both_bodies, is_in_both
from lms.content.queries.glossary import glossary
from lms.content.queries.leaves import editable_parts
from lms.content.queries.notices import notices_on
from lms.content.queries.published import number_for
from lms.content.queries.writings import Written, index_paths, owner_of, seen_also, writings
from lms.content.views.pages import page_language_links
from lms.core import clock
from lms.core.serving import serves

GETS_OLD = timedelta(days=365)
# In the words of the page, not each in its own: "written first in Spanish".
LANGUAGE_NAMES = dict(settings.LANGUAGES)


@serves("content.LibraryIndexPage")
def serve_library(request: HttpRequest, page: LibraryIndexPage) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    wanted = LibraryFilter(request.GET)
    shown = [one for one in writings(number_for(request)) if wanted.admits(one)]
    context = {
        "page": page,
        "form": wanted,
        "topics": [
            {"value": topic.value, "label": topic.label, "cards": cards}
            for topic in Topic
            if (cards := [writing_card(one, language) for one in shown if one.topic == topic])
        ],
        "is_filtered": wanted.is_filtered,
        "language_links": page_language_links(request, page),
    }
    return render(request, "content/library.html", context)


def writing_card(one: Written, language: str) -> dict[str, Any]:
    place = one.in_language(language)
    return {
        "title": place.title,
        "path": place.path,
        "language": place.language,
        "summary": one.summaries[place.language],
        "kind": Writing(one.kind).label,
        "minutes": one.minutes,
        "original": LANGUAGE_NAMES[one.original_language],
    }


@serves("content.GuidePage")
def serve_guide(request: HttpRequest, page: GuidePage) -> HttpResponse:
    context = writing_context(request, page)
    rows = context.get("rows", ())
    for name in ("goal", "before"):
        context[name] = next((row.html for row in rows if row.kind == name), "")
    for name in ("step", "trouble"):
        context[f"{name}s"] = [row for row in rows if row.kind == name]
    context["is_old"] = page.tested_on is None or clock.now().date() - page.tested_on > GETS_OLD
    return render(request, "content/guide.html", context)


@serves("content.EssayPage")
def serve_essay(request: HttpRequest, page: EssayPage) -> HttpResponse:
    context = writing_context(request, page)
    return render(request, "content/essay.html", context | {"editable": editable_parts(page, but=("heading",))})


def writing_context(request: HttpRequest, page: GuidePage | EssayPage) -> dict[str, Any]:
    """Two queries of its own for somebody signed in: the owner's name of today, and what they answered."""
    number, language = number_for(request), get_language() or settings.LANGUAGE_CODE
    is_preview = getattr(request, "is_preview", False)
    wants_both = request.GET.get("view") == "both" and not is_preview
    answer = answer_of(request.user, request.session, page.translation_key)
    owner = owner_of(page)
    context = {
        "page": page,
        "topic": Topic(page.topic).label,
        "original": LANGUAGE_NAMES[page.original_language],
        "owner": {"name": owner.chosen_name, "pronouns": owner.pronouns} if owner and owner.chosen_name else None,
        "wants_both": wants_both,
        "one_language_href": request.path if wants_both else "",
        "both_languages_href": f"{request.path}?view=both" if is_in_both(number, page) and not wants_both else "",
        "index": index_paths(number).get(language, ""),
        "drift": notices_on(number, page).all_in_one,
        "see_also": [writing_card(one, language) for one in seen_also(number, page)],
        "answer": answer,
        "form": AnswerForm.about(answer),
        "language_links": page_language_links(request, page),
    }
    if wants_both:
        return context | {"pairs": both_bodies(number, page)}
    return context | {"rows": body_rows(number, page, is_preview=is_preview)}


@serves("content.GlossaryPage")
def serve_glossary(request: HttpRequest, page: GlossaryPage) -> HttpResponse:
    language = Language(page.locale.language_code)
    other = language.other
    terms = [
        {
            "key": term.key,
            "word": term.words[language],
            "definition": term.definitions[language],
            "forms": list(term.forms[language][1:]),
            "other_word": term.words[other],
            "other_language": other.value,
            "other_name": LANGUAGE_NAMES[other],
        }
        for term in glossary(number_for(request)).terms
    ]
    terms.sort(key=lambda term: _alphabetical(str(term["word"])))
    context = {"page": page, "terms": terms, "language_links": page_language_links(request, page)}
    return render(request, "content/glossary.html", context)


def _alphabetical(word: str) -> tuple[str, str]:
    """Accents and capitals do not part what belongs together; ñ comes after n."""
    plain = word.lower().replace("ñ", "n\uffff")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)), word
