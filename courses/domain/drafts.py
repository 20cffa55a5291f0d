"""A course to begin with: empty, from a shipped skeleton, or as another one stands now. Always drafts, always new names."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction

from courses.domain.copying import NewNames, data_of, page_from
from courses.domain.skeletons import Skeleton
from courses.domain.terms import copy_terms
from courses.enums import UnitKind
from courses.errors import CourseTitleEmpty, CourseTitleTooLong, MayNotStartCourse, NoSuchCourse
from courses.models import AssignmentPage, CourseIndexPage, CoursePage, LessonPage, QuizPage
from courses.rules.authoring import may_start_course
from lms.content.domain.translation import add_page, add_translation
from lms.content.enums import Language
from lms.content.models import BasePage
from lms.core.html import LineTooLong, clean_line
from lms.core.policy import Denied

if TYPE_CHECKING:
    from lms.accounts.models import Person

UNIT_MODELS: dict[UnitKind, type[BasePage]] = {
    UnitKind.LESSON: LessonPage,
    UnitKind.QUIZ: QuizPage,
    UnitKind.ASSIGNMENT: AssignmentPage,
}
LONGEST_TITLE = 120
# What a copy does not take over: its place in the tree, its history, and who held the model.
OF_ITS_OWN: dict[str, Any] = {
    "pk": None, "path": None, "depth": None, "numchild": 0, "url_path": "", "live": False, "expired": False,
    "has_unpublished_changes": True, "first_published_at": None, "last_published_at": None,
    "latest_revision_created_at": None, "latest_revision": None, "live_revision": None, "go_live_at": None,
    "expire_at": None, "locked": False, "locked_at": None, "locked_by": None, "alias_of": None,
    "wagtail_admin_comments": [],
}  # fmt: skip


@transaction.atomic
def start_course(*, title: str, language: Language, by: "Person", skeleton: Skeleton | None = None) -> CoursePage:
    """A draft in one language, its units too. The other language is a translation of it, later.

    Raises MayNotStartCourse with the reason.
    """
    catalogue = _catalogue_open_to(by, language)
    page = CoursePage(title=_title(title), slug=slug_for(title, catalogue), owner=by)
    names = NewNames()
    if skeleton:
        page.audience = skeleton.audience[language]
        lines = [{"type": "item", "id": names.of(i), "value": o[language]} for i, o in enumerate(skeleton.outcomes)]
        _fill(page, "outcomes", [{"type": "outcomes", "id": names.of("outcomes"), "value": lines}])
    course = _draft(page, catalogue, by)
    for unit in skeleton.units if skeleton else ():
        made: Any = UNIT_MODELS[unit.kind](title=unit.titles[language], slug=unit.slugs[language], owner=by)
        made.summary, made.minutes = unit.summaries[language], unit.minutes
        names.learn(unit.content[language])
        for name, value in names.rename(unit.content[language]).items():
            _fill(made, name, value)
        _draft(made, course, by)
    return course


@transaction.atomic
def duplicate_course(*, course_key: UUID, titles: Mapping[str, str], by: "Person") -> dict[str, CoursePage]:
    """The course and its units again, as drafts, in every language that it has; as they stand now, drafts included.

    ``titles``: language → title. Pairs are pairs among themselves and share nothing with the model: whoever finished the
    one has not begun the other. Gives language → the new course. Raises NoSuchCourse, MayNotStartCourse.
    """
    models = _newest(CoursePage.objects.filter(translation_key=course_key))
    if not models:
        raise NoSuchCourse
    models.sort(key=lambda page: page.locale.language_code != page.original_language)
    catalogues = {page.locale.language_code: _catalogue_open_to(by, page.locale.language_code) for page in models}
    titles = {language: _title(titles.get(language, "")) for language in catalogues}
    units = {page.pk: _newest(page.get_children()) for page in models}
    names = NewNames()
    for page in [*models, *(unit for side in units.values() for unit in side)]:
        names.learn(data_of(page))
    made: dict[str, CoursePage] = {}
    for page in models:
        language = page.locale.language_code
        catalogue = catalogues[language]
        copy = _copy(page, names, title=titles[language], slug=slug_for(titles[language], catalogue), by=by)
        made[language] = _draft(copy, catalogue, by, original=next(iter(made.values()), None), model=page)
        names.page(old=page.pk, new=made[language].pk)
        _duplicate_units(units[page.pk], made, language, names, by)
    _lead_links_to_copies(made.values(), names, by)
    keys = {page.translation_key for side in units.values() for page in side}
    copy_terms(keys={course_key, *keys}, renamed=lambda key: UUID(names.rename(str(key))))
    return made


def _duplicate_units(
    models: list[Any], courses: Mapping[str, CoursePage], language: str, names: NewNames, by: "Person"
) -> None:
    """Below the new course in ``language``; those whose other side is there already are paired with it."""
    there = {page.translation_key: page for course in courses.values() for page in course.get_children().specific()}
    for model in models:
        copy = _copy(model, names, title=model.title, slug=model.slug, by=by)
        copy = _draft(copy, courses[language], by, original=there.get(copy.translation_key), model=model)
        names.page(old=model.pk, new=copy.pk)


def _lead_links_to_copies(courses: Iterable[CoursePage], names: NewNames, by: "Person") -> None:
    """Now that every page has its number: a link from one unit to another leads to the new one."""
    for course in courses:
        for page in Page.objects.descendant_of(course, inclusive=True).specific():
            before = data_of(page)
            after = names.rename(before)
            if after != before:
                _keep(page_from(type(page), after), by)


@transaction.atomic
def renew_names(*, page: BasePage, by: "Person") -> Any:
    """For a unit that was copied by Wagtail's own hand: its key is new already, the ids of its blocks are not."""
    newest = page.get_latest_revision_as_object()
    names = NewNames()
    before = data_of(newest)
    names.learn({name: value for name, value in before.items() if name != "translation_key"})
    return _keep(page_from(type(newest), names.rename(before)), by)


def slug_for(title: str, parent: Page) -> str:
    """Plain letters, and free under ``parent``."""
    base = slugify(title)[:80].strip("-") or "course"
    taken = set(parent.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _catalogue_open_to(person: "Person", language: str) -> CourseIndexPage:
    catalogue = CourseIndexPage.objects.filter(locale__language_code=language).first()
    decision = may_start_course(person, catalogue)
    if isinstance(decision, Denied) or catalogue is None:
        raise MayNotStartCourse(getattr(decision, "reason", None))
    return catalogue


def _title(text: str) -> str:
    try:
        title = clean_line(text, most=LONGEST_TITLE)
    except LineTooLong:
        raise CourseTitleTooLong from None
    if not title:
        raise CourseTitleEmpty
    return title


def _newest(pages: Any) -> list[Any]:
    """As the editor shows them: with what is not published yet. In the order of the tree."""
    found = pages.specific().select_related("locale").order_by("path")
    return [page.get_latest_revision_as_object() for page in found]


def _copy(model: Any, names: NewNames, *, title: str, slug: str, by: "Person") -> Any:
    """The model's content as a new, unsaved page; rows that belong to it (inline panels) become new rows."""
    data = names.rename(data_of(model)) | OF_ITS_OWN
    for relation in get_all_child_relations(type(model)):
        for row in data.get(relation.get_accessor_name(), []):
            row["pk"] = None
    return page_from(type(model), data | {"title": title, "draft_title": title, "slug": slug, "owner": by.pk})


def _draft(
    page: Any, parent: Page, by: "Person", *, original: BasePage | None = None, model: BasePage | None = None
) -> Any:
    if original is None:
        add_page(parent=parent, page=page)
    else:
        add_translation(original=original, parent=parent, translation=page)
    if model is not None:
        page.original_language = model.original_language
        for limit in PageViewRestriction.objects.filter(page=model.pk):
            kept = PageViewRestriction(page=page, restriction_type=limit.restriction_type, password=limit.password)
            kept.save(user=by)
            kept.groups.set(limit.groups.all())
    log(page, "wagtail.create", user=by)
    return _keep(page, by)


def _keep(page: Any, by: "Person") -> Any:
    """A draft may still lack what a published page needs."""
    page.save(clean=False)
    page.save_revision(user=by, clean=False)
    return page


def _fill(page: Any, name: str, value: Any) -> None:
    block = getattr(page._meta.get_field(name), "stream_block", None)
    setattr(page, name, block.to_python(value) if block else value)
