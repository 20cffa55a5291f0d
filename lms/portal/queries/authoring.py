"""What the editor's home and the checklist of a course show: what needs a decision today, and what is still missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page, Revision

from badges.models import Achievement
from courses.enums import Check
from courses.models import CourseIndexPage, CoursePage
from courses.queries.checklist import Finding, Manuscript, findings
from courses.queries.manuscripts import manuscripts, recently_written

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from lms.accounts.models import Person

COURSES_ON_HOME = 8
PAGES_ON_HOME = 10


@dataclass(frozen=True)
class Lack:
    """A finding as it is shown: what, on which page, and where it is mended."""

    words: "StrOrPromise"
    title: str
    language: str
    href: str


@dataclass(frozen=True)
class Checklist:
    title: str
    language: str
    href: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True)
class Scheduled:
    page: Page
    goes_live_at: datetime | None
    leaves_at: datetime | None

    @property
    def next_at(self) -> datetime:
        return min(at for at in (self.goes_live_at, self.leaves_at) if at)


def checklists(keys: Collection[UUID]) -> dict[UUID, Checklist]:
    """By the key of the course. Three queries, whatever the number of courses and units."""
    written = manuscripts(keys)
    if not written:
        return {}
    object_keys = [f"course:{key}" for key in written]
    earned = set(Achievement.objects.filter(object_key__in=object_keys).values_list("object_key", flat=True))
    return {key: _checklist(one, has_achievement=f"course:{key}" in earned) for key, one in written.items()}


def checklists_on_home() -> list[Checklist]:
    """Of the courses in which something was written last."""
    keys = recently_written(most=COURSES_ON_HOME)
    found = checklists(keys)
    return [found[key] for key in keys if key in found]


def course_pages() -> list[CoursePage]:
    """What can be duplicated: each course once, by the page of its original language where there is one."""
    pages = list(CoursePage.objects.select_related("locale"))
    pages.sort(key=lambda page: page.locale.language_code == page.original_language)
    once = {page.translation_key: page for page in pages}
    return sorted(once.values(), key=lambda page: page.title.casefold())


def course_to_work_on(person: "Person", pk: int) -> CoursePage | None:
    """Nothing where there is no such course, or the person may not write in it."""
    course = CoursePage.objects.select_related("locale").filter(pk=pk).first()
    return course if course and course.permissions_for_user(person).can_edit() else None


def titles_of(course: CoursePage) -> dict[str, str]:
    """Language → the title as it is being written."""
    sides = CoursePage.objects.filter(translation_key=course.translation_key)
    return dict(sides.order_by("locale__language_code").values_list("locale__language_code", "draft_title"))


def catalogues() -> list[CourseIndexPage]:
    return list(CourseIndexPage.objects.order_by("path"))


def drafts_of(person: "Person") -> list[Page]:
    """Pages with something that is not published, which this person made or wrote in last."""
    mine = Q(owner=person) | Q(latest_revision__user=person)
    pages = Page.objects.filter(mine, has_unpublished_changes=True).select_related("locale")
    return list(pages.order_by("-latest_revision_created_at")[:PAGES_ON_HOME])


def scheduled() -> list[Scheduled]:
    """Pages that will go live or leave by themselves, the next one first."""
    waiting = Revision.page_revisions.filter(approved_go_live_at__isnull=False)
    go_live = {int(pk): at for pk, at in waiting.values_list("object_id", "approved_go_live_at")}
    leaving = Q(live=True, expire_at__isnull=False)
    pages = Page.objects.filter(Q(pk__in=go_live) | leaving).select_related("locale")
    rows = [Scheduled(page, go_live.get(page.pk), page.expire_at) for page in pages]
    return sorted(rows, key=lambda row: row.next_at)[:PAGES_ON_HOME]


def _checklist(manuscript: Manuscript, *, has_achievement: bool) -> Checklist:
    first = next(iter(manuscript.course.sides.values()))
    return Checklist(
        title=first.title,
        language=first.language,
        href=reverse("authoring:checklist", args=[first.page_id]),
        lacks=tuple(_lack(one) for one in findings(manuscript, has_achievement=has_achievement)),
    )


def _lack(finding: Finding) -> Lack:
    return Lack(finding.check.label, finding.title, finding.language, _where(finding))


def _where(finding: Finding) -> str:
    if finding.check is Check.NO_ACHIEVEMENT:
        return reverse("authoring:badge", args=[finding.page_id])
    if finding.check is Check.NO_UNITS:
        return reverse("wagtailadmin_pages:add_subpage", args=[finding.page_id])
    page = reverse("wagtailadmin_pages:edit", args=[finding.page_id])
    return f"{page}#block-{finding.block}-section" if finding.block else page
