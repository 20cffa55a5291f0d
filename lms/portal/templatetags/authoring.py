"""What a panel on a page's form needs: models cannot ask for it themselves."""

from typing import Any

from django import template

from courses.models import CoursePage
from lms.portal.queries.authoring import Checklist, checklists

register = template.Library()


@register.simple_tag
def checklist_of(page: Any) -> Checklist | None:
    """Of the course that the page is, or that it belongs to; nothing while the page is not stored."""
    if not page.pk:
        return None
    course = page if isinstance(page, CoursePage) else page.get_parent()
    return checklists([course.translation_key]).get(course.translation_key)
