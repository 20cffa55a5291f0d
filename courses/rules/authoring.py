from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from courses.models import CourseIndexPage, QuizPage
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from lms.accounts.models import Person


def may_start_course(person: "Person", catalogue: CourseIndexPage | None) -> Decision:
    """Whoever may add pages under the catalogue of that language."""
    if catalogue is None:
        return Denied(_("There is no catalogue in that language yet."))
    permissions: Any = catalogue.permissions_for_user(person)
    if permissions.can_add_subpage():
        return Allowed()
    return Denied(_("Courses are made by trainers and editors. You do not have such a role."))


def may_take_in_questions(person: "Person", quiz: QuizPage) -> Decision:
    """Whoever may edit the page, while nobody has locked it."""
    permissions: Any = quiz.permissions_for_user(person)
    if not permissions.can_edit():
        return Denied(_("You may not edit this page."))
    return Denied(_("Somebody has locked this page.")) if permissions.page_locked() else Allowed()
