"""The search page. What somebody looks for is in the address that they asked for and is kept nowhere else."""

from collections.abc import Container
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.content.queries.published import number_for
from lms.content.queries.search import Hit, Narrowed, Results, hits, search
from lms.content.queries.search_terms import clean_query
from lms.core.finding import kind_names, topic_names
from lms.core.languages import NAMES, language_links
from lms.core.policy import Audience, audience

ON_A_PAGE = 10


class Choice(NamedTuple):
    label: str
    href: str
    is_chosen: bool
    language: str = ""


class Facet(NamedTuple):
    name: str
    choices: list[Choice]


@audience(Audience.EVERYBODY)
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    language, number = get_language() or settings.LANGUAGE_CODE, number_for(request)
    text = clean_query(request.GET.get("q", ""))
    narrowed = _narrowed(request)
    context: dict[str, Any] = {"text": text, "language_links": _links(text, narrowed, request)}
    if text:
        results = search(text, reader=language, number=number, narrowed=narrowed)
        pages = Paginator(results.keys, ON_A_PAGE)
        page = pages.get_page(request.GET.get("page"))
        shown = hits(results, page.object_list, reader=narrowed.language or language, number=number)
        context |= {
            "results": results,
            "total": pages.count,
            "page_of_results": page,
            "rows": [_row(hit, language) for hit in shown],
            "facets": _facets(text, narrowed, results),
            "query": urlencode(_asked(text, narrowed)),
            "is_narrowed": any(narrowed),
            "meant": [word for group in results.query.groups for word in group.meant],
            "without_facets": f"?{urlencode({'q': text})}",
        }
    return render(request, "portal/search.html", context)


def _narrowed(request: HttpRequest) -> Narrowed:
    """An unknown value narrows nothing."""
    asked = request.GET
    known: dict[str, Container[str]] = {"kind": kind_names(), "topic": topic_names(), "language": NAMES}
    return Narrowed(**{name: asked[name] for name, values in known.items() if asked.get(name) in values})


def _asked(text: str, narrowed: Narrowed) -> dict[str, str]:
    return {"q": text} | {name: value for name, value in narrowed._asdict().items() if value}


def _links(text: str, narrowed: Narrowed, request: HttpRequest) -> Any:
    """The same question in the other language; what it was narrowed to goes along."""
    query = f"?{urlencode(_asked(text, narrowed))}" if text else ""
    return language_links({code: f"/{code}/{request.path.split('/', 2)[2]}{query}" for code in NAMES})


def _row(hit: Hit, language: str) -> dict[str, Any]:
    return {
        "hit": hit,
        "kind": kind_names().get(hit.kind, hit.kind),
        "other_language": "" if hit.language == language else hit.language,
        "language_name": NAMES[hit.language],
    }


def _facets(text: str, narrowed: Narrowed, results: Results) -> list[Facet]:
    """Only where there is something to choose from."""
    kinds, topics = kind_names(), topic_names()
    offered = (
        # Translators: what search results can be narrowed to: course, lesson, quiz…
        ("kind", _("Kind"), [(kind, str(kinds[kind]), "") for kind in results.kinds]),
        ("topic", _("Topic"), [(topic, str(topics[topic]), "") for topic in results.topics]),
        ("language", _("In which language"), [(code, NAMES[code], code) for code in results.languages]),
    )
    return [
        Facet(name, _choices(text, narrowed, field, values))
        for field, name, values in offered
        if len(values) > 1 or getattr(narrowed, field)
    ]


def _choices(text: str, narrowed: Narrowed, field: str, values: list[tuple[str, str, str]]) -> list[Choice]:
    chosen = getattr(narrowed, field)
    # Translators: no filter: every kind, topic or language of results
    offered = [("", _("All"), ""), *values]
    return [
        Choice(label, f"?{urlencode(_asked(text, narrowed._replace(**{field: value})))}", value == chosen, language)
        for value, label, language in offered
    ]
