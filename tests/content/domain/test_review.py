"""The way from author to editor to published, and who is told what in which language."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage

from lms.accounts.enums import Role
from lms.content.domain.review import NAME, ask_reviewers, found_review
from lms.core import jobs
from lms.mail.models import Message
from lms.portal.domain.founding import found_site
from tests.conftest import NOW
from tests.factories.site import lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site: Any) -> Any:
    return make_course("web", [lesson("first")]).page("first")


def submit(page: Any, person: Any) -> Any:
    page.title = page.draft_title = "Read a log"
    page.save_revision(user=person)
    return page.get_workflow().start(page, person)


def told() -> list[tuple[str, str, str]]:
    return [(one.to, one.template, one.language) for one in Message.objects.order_by("pk")]


def test_a_new_house_has_the_workflow_and_wagtails_own_is_put_away(site: Any) -> None:
    workflow = Page.objects.get(depth=1).get_workflow()

    assert workflow.name == NAME
    [task] = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow)
    assert [group.name for group in task.groups.all()] == ["Editors"]
    assert list(Workflow.objects.active()) == [workflow]


def test_a_standing_house_gets_it_once(site: Any) -> None:
    former = Workflow.objects.exclude(name=NAME).first() or Workflow.objects.create(name="Moderators approval")
    former.active = True
    former.save()
    WorkflowPage.objects.update(workflow=former)
    Workflow.objects.filter(name=NAME).delete()

    found_site()
    found_site()

    assert Page.objects.get(depth=1).get_workflow().name == NAME
    assert Workflow.objects.filter(name=NAME).count() == 1


def test_a_workflow_that_administrators_chose_stays(site: Any) -> None:
    own = Workflow.objects.create(name="Two pairs of eyes")
    WorkflowPage.objects.update(workflow=own)

    found_review()

    assert Page.objects.get(depth=1).get_workflow() == own


@pytest.mark.slow
def test_a_trainer_may_submit_and_not_publish_an_editor_may_both(page: Any, trainer: Any, editor: Any) -> None:
    of_trainer, of_editor = (page.permissions_for_user(person) for person in (trainer, editor))

    assert (of_trainer.can_edit(), of_trainer.can_submit_for_moderation(), of_trainer.can_publish()) == (
        True, True, False,
    )  # fmt: skip
    assert (of_editor.can_edit(), of_editor.can_publish()) == (True, True)


@pytest.mark.slow
def test_every_editor_is_asked_in_their_own_language_and_nobody_twice(
    page: Any, trainer: Any, editor: Any, make_person: Any, learner: Any, committee_member: Any
) -> None:
    make_person("Gaby", Role.EDITOR, language="es")

    state = submit(page, trainer)
    ask_reviewers(task_state=state.current_task_state, by=trainer, now=NOW)

    assert told() == [("diego@example.org", "review/asked", "en"), ("gaby@example.org", "review/asked", "es")]
    english, spanish = Message.objects.order_by("pk")
    assert (english.subject, spanish.subject) == ("To review: Read a log", "Por revisar: Read a log")
    for message in (english, spanish):
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in message.text
        compare = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", page.latest_revision_id])
        assert compare in message.text
        assert "Carmen" in message.text
    jobs.drain()
    assert sorted(one.to[0] for one in mail.outbox) == ["diego@example.org", "gaby@example.org"]


@pytest.mark.slow
def test_administrators_are_asked_where_there_is_no_editor(page: Any, trainer: Any, administrator: Any) -> None:
    submit(page, trainer)

    assert told() == [("fermin@example.org", "review/asked", "en")]


@pytest.mark.slow
def test_an_author_hears_that_it_is_published_with_its_address(page: Any, trainer: Any, editor: Any) -> None:
    state = submit(page, trainer)

    state.current_task_state.approve(user=editor)

    page.refresh_from_db()
    assert (page.live, page.title) == (True, "Read a log")
    assert told()[1:] == [("carmen@example.org", "review/approved", "es")]
    message = Message.objects.get(template="review/approved")
    assert message.subject == "Ya publicada: Read a log"
    assert page.path_on_site in message.text


@pytest.mark.slow
def test_an_author_hears_what_should_change_and_a_second_time_is_a_new_mail(
    page: Any, trainer: Any, editor: Any
) -> None:
    state = submit(page, trainer)

    state.current_task_state.reject(user=editor, comment="Which log is it?")
    state.refresh_from_db()
    state.resume(user=trainer)

    assert told() == [
        ("diego@example.org", "review/asked", "en"),
        ("carmen@example.org", "review/changes", "es"),
        ("diego@example.org", "review/asked", "en"),
    ]
    assert "Which log is it?" in Message.objects.get(template="review/changes").text


@pytest.mark.slow
def test_who_decides_about_their_own_page_is_not_told(page: Any, editor: Any) -> None:
    state = submit(page, editor)
    state.current_task_state.approve(user=editor)

    page.refresh_from_db()
    assert page.live
    assert told() == []


@pytest.mark.slow
def test_wagtail_sends_nothing_by_itself(page: Any, trainer: Any, editor: Any, administrator: Any) -> None:
    state = submit(page, trainer)
    state.current_task_state.approve(user=editor)

    assert mail.outbox == []
