"""New courses: from a skeleton, and as copies that share nothing with their model by which progress is kept."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from courses.domain.copying import NewNames, data_of, identities
from courses.domain.drafts import duplicate_course, renew_names, slug_for, start_course
from courses.domain.learning import complete_unit, enrol
from courses.domain.skeletons import skeleton_named, skeletons
from courses.domain.terms import NewCourseTerms, NewUnitTerms, set_terms
from courses.enums import EnrolmentPolicy
from courses.errors import CourseTitleEmpty, CourseTitleTooLong, MayNotStartCourse, NoSuchCourse
from courses.models import CoursePage, CourseTerms, LessonPage, Prerequisite, QuizPage, UnitProgress, UnitTerms
from courses.queries.outline import catalogue
from lms.content.domain.publishing import publish_page
from lms.content.enums import Language
from lms.content.queries.published import published_number
from tests.factories.blocks import one_choice, text_block, true_false
from tests.factories.examples import undone
from tests.factories.people import MONDAY
from tests.factories.site import lesson, make_course, quiz

pytestmark = pytest.mark.django_db


def tree_of(course: Page) -> list[Any]:
    return list(Page.objects.descendant_of(course, inclusive=True).order_by("path").specific())


def names_in(pages: list[Any]) -> set[str]:
    return {name for page in pages for name in identities(data_of(page))}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", ["short-how-to", "four-weeks", "workshop-companion"])
def test_every_skeleton_makes_drafts_that_can_be_published(site: Any, trainer: Any, key: str, language: str) -> None:
    skeleton = skeleton_named(key)

    course = start_course(title="Copias de seguridad", language=Language(language), by=trainer, skeleton=skeleton)

    pages = tree_of(course)
    assert (course.title, course.slug, course.owner) == ("Copias de seguridad", "copias-de-seguridad", trainer)
    assert {page.locale.language_code for page in pages} == {language}
    assert {page.original_language for page in pages} == {language}
    assert not any(page.live for page in pages)
    assert [page.title for page in pages[1:]] == [unit.titles[language] for unit in skeleton.units]
    assert all(page.latest_revision.user == trainer for page in pages)
    course.summary = "Now it has one."
    for page in (course, *pages[1:]):
        publish_page(page=page)
    assert [unit.titles for unit in catalogue(published_number())[0].units] == [
        {language: unit.titles[language]} for unit in skeleton.units
    ]


@pytest.mark.slow
def test_two_courses_from_one_skeleton_share_no_name(site: Any, trainer: Any) -> None:
    first, second = (
        start_course(title="Backups", language=Language.ENGLISH, by=trainer, skeleton=skeletons()[1]) for _ in range(2)
    )

    assert second.slug == "backups-2"
    assert len(names_in(tree_of(first))) > 20
    assert names_in(tree_of(first)) & names_in(tree_of(second)) == set()


def test_an_empty_course_is_one_page(site: Any, trainer: Any) -> None:
    course = start_course(title="¿Qué es un dominio?", language=Language.SPANISH, by=trainer)

    assert [page.slug for page in tree_of(course)] == ["que-es-un-dominio"]


def test_who_may_not_add_pages_makes_no_course(site: Any, learner: Any, committee_member: Any) -> None:
    for person in (learner, committee_member):
        with pytest.raises(MayNotStartCourse, match="trainers and editors"):
            start_course(title="Backups", language=Language.ENGLISH, by=person)

    assert not CoursePage.objects.exists()


@pytest.mark.parametrize(
    ("title", "error"),
    [
        ("", CourseTitleEmpty),
        (" \u200b ", CourseTitleEmpty),
        ("x" * 121, CourseTitleTooLong),
        ("x" * 9000, CourseTitleTooLong),
    ],
)
def test_a_title_that_is_none_makes_no_course(site: Any, trainer: Any, title: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        start_course(title=title, language=Language.ENGLISH, by=trainer)

    assert not CoursePage.objects.exists()


def test_a_title_without_letters_still_has_an_address(site: Any) -> None:
    assert slug_for("¿¡!?", site["en"]) == "course"


@pytest.fixture
def model(site: Any) -> Any:
    return make_course(
        "web",
        [
            lesson("first"),
            lesson("only-spanish", languages=("es",)),
            quiz("check", one_choice("where", "here", "there"), true_false("sure", answer=True)),
        ],
        languages=("es", "en"),
    )


@pytest.mark.slow
def test_a_duplicate_has_the_same_content_under_other_names(model: Any, editor: Any) -> None:
    made = duplicate_course(course_key=model.key, titles={"en": "Web again", "es": "Web otra vez"}, by=editor)

    assert {language: page.title for language, page in made.items()} == {"en": "Web again", "es": "Web otra vez"}
    assert made["en"].translation_key == made["es"].translation_key != model.key
    copies = {language: tree_of(page) for language, page in made.items()}
    models = {language: tree_of(page) for language, page in model.pages.items()}
    assert not any(page.live or page.first_published_at for side in copies.values() for page in side)
    for language in ("en", "es"):
        assert [page.title for page in copies[language][1:]] == [page.title for page in models[language][1:]]
        assert [words(page) for page in copies[language]] == [words(page) for page in models[language]]
        assert {page.original_language for page in copies[language]} == {"es"}
    assert names_in([*copies["en"], *copies["es"]]) & names_in([*models["en"], *models["es"]]) == set()
    # A pair is a pair: same keys, and same ids of what stands in both.
    keys = [{page.translation_key for page in copies[language]} for language in ("en", "es")]
    assert keys[0] < keys[1]
    assert len(keys[1]) == 4
    by_slug = {language: {page.slug: page for page in side} for language, side in copies.items()}
    for slug in ("first", "check"):
        assert list(identities(data_of(by_slug["en"][slug]))) == list(identities(data_of(by_slug["es"][slug])))


def words(page: Any) -> Any:
    data = data_of(page)
    return [without_ids(data.get(name)) for name in ("body", "questions", "outcomes", "summary", "minutes", "pass_at")]


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_ids(part) for name, part in value.items() if name != "id"}
    return [without_ids(part) for part in value] if isinstance(value, list) else value


@pytest.mark.slow
def test_progress_in_the_model_is_not_progress_in_the_duplicate(model: Any, editor: Any, learner: Any) -> None:
    enrol(person=learner, course_key=model.key, now=MONDAY)
    complete_unit(person=learner, unit_key=model.unit("first"), language="en", happened_at=MONDAY, now=MONDAY)

    made = duplicate_course(course_key=model.key, titles={"en": "Again", "es": "De nuevo"}, by=editor)

    keys = {page.translation_key for side in made.values() for page in tree_of(side)}
    assert set(UnitProgress.objects.values_list("unit_key", flat=True)) == {model.unit("first")}
    assert not keys & {model.unit("first"), model.key}


@pytest.mark.slow
def test_a_duplicate_takes_the_draft_and_leads_links_to_its_own_units(model: Any, editor: Any) -> None:
    first, check = model.page("first"), model.page("check")
    link = f'<p><a id="{check.pk}" linktype="page">check</a> <a linktype="page" id="{model.pages["en"].pk}">up</a></p>'
    first.body = first._meta.get_field("body").stream_block.to_python([text_block("linked", link)])
    first.save_revision(user=editor)

    made = duplicate_course(course_key=model.key, titles={"en": "Again", "es": "De nuevo"}, by=editor)

    units = {page.slug: page for page in tree_of(made["en"])}
    text = units["first"].get_latest_revision_as_object().body[0].value.source
    assert f'id="{units["check"].pk}"' in text
    assert f'id="{made["en"].pk}"' in text
    assert str(model.page("first").get_latest_revision_as_object().body[0].value) == str(first.body[0].value)


@pytest.mark.slow
def test_who_may_see_the_model_may_see_the_duplicate_and_nobody_else(model: Any, editor: Any) -> None:
    limit = PageViewRestriction.objects.create(page=model.pages["en"], restriction_type=PageViewRestriction.GROUPS)
    limit.groups.add(Group.objects.get(name="Editors"))

    made = duplicate_course(course_key=model.key, titles={"en": "Again", "es": "De nuevo"}, by=editor)

    [kept] = made["en"].view_restrictions.all()
    assert (kept.restriction_type, [group.name for group in kept.groups.all()]) == ("groups", ["Editors"])


def test_a_course_that_is_not_there_is_not_duplicated(site: Any, editor: Any) -> None:
    with pytest.raises(NoSuchCourse):
        duplicate_course(course_key=uuid4(), titles={"en": "Again"}, by=editor)


@pytest.mark.slow
def test_a_title_that_is_missing_in_one_language_makes_nothing(model: Any, editor: Any) -> None:
    before = Page.objects.count()

    with pytest.raises(CourseTitleEmpty):
        duplicate_course(course_key=model.key, titles={"es": "De nuevo"}, by=editor)

    assert Page.objects.count() == before


@pytest.mark.slow
def test_a_private_course_stays_private_in_its_copy_and_waits_for_its_own_units(model: Any, editor: Any) -> None:
    elsewhere = make_course("elsewhere")
    one, check = model.unit("first"), model.unit("check")
    set_terms(
        course_key=model.key,
        course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL, is_private=True, needs=frozenset({elsewhere.key})),
        units={check: NewUnitTerms(needs=frozenset({one}), opens_at=MONDAY, due_after_days=3)},
    )

    made = duplicate_course(course_key=model.key, titles={"en": "Again", "es": "De nuevo"}, by=editor)

    copies = {page.slug: page.translation_key for page in made["en"].get_children()}
    again = CourseTerms.objects.get(course_key=made["en"].translation_key)
    assert (again.is_private, again.enrolment) == (True, EnrolmentPolicy.APPROVAL)
    own = UnitTerms.objects.get(unit_key=copies["check"])
    assert (own.opens_at, own.due_after_days) == (None, 3)
    needs = dict(
        Prerequisite.objects.filter(of_key__in=[again.course_key, copies["check"]]).values_list("of_key", "needs_key")
    )
    assert needs == {again.course_key: elsewhere.key, copies["check"]: copies["first"]}


@pytest.mark.slow
def test_a_unit_that_wagtail_copied_gets_ids_of_its_own(model: Any, editor: Any) -> None:
    page = model.page("check")
    copy = page.copy(update_attrs={"slug": "again", "title": "Again"}, keep_live=False)
    assert set(names_in([copy])) & names_in([page])

    renew_names(page=copy, by=editor)

    again = QuizPage.objects.get(pk=copy.pk)
    assert names_in([again]) & names_in([page]) == set()
    assert names_in([again.get_latest_revision_as_object()]) == names_in([again])
    assert again.translation_key == copy.translation_key


BLOCK = st.deferred(lambda: st.builds(
    lambda kind, value: {"type": kind, "value": value, "id": str(uuid4())}, st.sampled_from(["text", "item", "steps"]), VALUE
))  # fmt: skip
VALUE = st.recursive(
    st.one_of(st.text(max_size=8), st.integers(), st.booleans(), st.none()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["text", "left", "image", "items", "type", "id"]), inner, max_size=3),
        st.builds(lambda v: {"type": "item", "value": v, "id": str(uuid4())}, inner),
    ),
    max_leaves=12,
)


@pytest.mark.slow
@given(st.lists(BLOCK, max_size=5))
def test_renaming_keeps_the_shape_and_no_name(blocks: list[Any]) -> None:
    names = NewNames()
    names.learn(blocks)

    renamed = names.rename(blocks)

    old, new = list(identities(blocks)), list(identities(renamed))
    assert set(old) & set(new) == set()
    assert len(set(old)) == len(set(new))
    back = json.dumps(renamed)
    for before, after in zip(old, new, strict=True):
        back = back.replace(after, before)
    assert json.loads(back) == blocks


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.sampled_from(["both", "en", "es"]), st.booleans(), st.integers(0, 3)), min_size=1, max_size=4)
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_duplicate_shares_a_name_with_its_model(site: Any, editor: Any, plan: list[tuple[str, bool, int]]) -> None:
    with undone():
        units = []
        for i, (where, is_quiz, many) in enumerate(plan):
            languages = ("en", "es") if where == "both" else (where,)
            if is_quiz:
                asked = [one_choice(f"{i}-{n}", "a", "b", languages=languages) for n in range(many + 1)]
                units.append(quiz(f"u{i}", *asked, languages=languages))
            else:
                body = [text_block(f"{i}-{n}", f"<p>{n}</p>") for n in range(many + 1)]
                units.append(lesson(f"u{i}", languages=languages, body=dict.fromkeys(languages, body)))
        model = make_course("any", units)

        made = duplicate_course(course_key=model.key, titles={"en": "Again", "es": "De nuevo"}, by=editor)

        old = names_in([page for side in model.pages.values() for page in tree_of(side)])
        new = names_in([page for side in made.values() for page in tree_of(side)])
        assert old & new == set()
        assert len(old) == len(new)
        assert {type(page) for page in tree_of(made["en"])} <= {CoursePage, LessonPage, QuizPage}
