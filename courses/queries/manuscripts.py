"""Courses as they are being written: the newest draft of every page, in a number of queries that no course can raise."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.models import CourseIndexPage, CoursePage
from courses.queries.checklist import Manuscript, Side, Thing


def manuscripts(keys: Collection[UUID]) -> dict[UUID, Manuscript]:
    """By the key of the course. Two queries (three where a page has no revision), however many pages there are."""
    courses = list(_pages(Page.objects.type(CoursePage).filter(translation_key__in=list(keys))))
    if not courses:
        return {}
    below = reduce(or_, (Q(path__startswith=page.path, depth=page.depth + 1) for page in courses))
    units = list(_pages(Page.objects.filter(below)))
    data = _newest_data([*courses, *units])
    by_course: dict[UUID, list[Page]] = defaultdict(list)
    key_at = {page.path: page.translation_key for page in courses}
    for unit in units:
        by_course[key_at[unit.path[: -Page.steplen]]].append(unit)
    return {
        thing.key: Manuscript(thing, tuple(_things(by_course[thing.key], data))) for thing in _things(courses, data)
    }


def recently_written(*, most: int) -> list[UUID]:
    """Keys of the courses in which something was written last, the newest first."""
    indexes = CourseIndexPage.objects.values_list("path", flat=True)
    below = reduce(or_, (Q(path__startswith=path) for path in indexes), Q(pk=None))
    depth = CourseIndexPage.objects.aggregate(depth=Max("depth"))["depth"] or 0
    changed = Page.objects.filter(below, depth__gt=depth, latest_revision_created_at__isnull=False)
    newest = changed.order_by("-latest_revision_created_at").values_list("path", flat=True)[: most * 20]
    places = list(dict.fromkeys(path[: Page.steplen * (depth + 1)] for path in newest))
    by_path = dict(Page.objects.filter(path__in=places).values_list("path", "translation_key"))
    return list(dict.fromkeys(by_path[place] for place in places if place in by_path))[:most]


def _pages(pages: Any) -> Any:
    return pages.select_related("locale", "latest_revision", "content_type").order_by("path")


def _things(pages: Iterable[Page], data: dict[int, dict[str, Any]]) -> list[Thing]:
    """Paired by key, in the order in which they stand."""
    sides: dict[UUID, dict[str, Side]] = defaultdict(dict)
    for page in pages:
        language = page.locale.language_code
        sides[page.translation_key][language] = Side(page.pk, language, page.draft_title, data[page.pk])
    return [Thing(key, of_key) for key, of_key in sides.items()]


def _newest_data(pages: Iterable[Page]) -> dict[int, dict[str, Any]]:
    stored = {page.pk: page.latest_revision.content for page in pages if page.latest_revision}
    bare = [page.pk for page in pages if page.pk not in stored]
    if bare:
        stored |= {page.pk: page.serializable_data() for page in Page.objects.filter(pk__in=bare).specific()}
    models = {page.pk: page.content_type.model_class() for page in pages}
    return {pk: _opened(models[pk], content) for pk, content in stored.items()}


def _opened(model: Any, content: dict[str, Any]) -> dict[str, Any]:
    streams = [field.name for field in model._meta.get_fields() if isinstance(field, StreamField)]
    return content | {name: json.loads(content[name] or "[]") for name in streams if name in content}
