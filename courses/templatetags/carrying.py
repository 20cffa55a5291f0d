from typing import Any

from django import template
from django.urls import reverse

from courses.enums import CarriedAs, InLanguages
from courses.queries.books import carried_course
from courses.queries.outline import Course
from lms.content.queries.published import number_for

register = template.Library()


@register.simple_tag(takes_context=True)
def files_to_carry(context: dict[str, Any], course: Course) -> list[dict[str, Any]]:
    """Each kind of file with a link for each language and for both. Nothing for a course that is only for some."""
    if carried_course(number_for(context["request"]), course.key) is None:
        return []
    languages = [
        one for one in InLanguages if one in course.titles or (one == InLanguages.BOTH and len(course.titles) > 1)
    ]
    return [{"label": form.label, "links": [_link(course, form, one) for one in languages]} for form in CarriedAs]


def _link(course: Course, form: CarriedAs, languages: InLanguages) -> dict[str, Any]:
    return {
        "href": reverse("courses:carry", args=[course.key, languages.value, form.value]),
        "label": languages.label,
        "language": languages.value if languages != InLanguages.BOTH else "",
    }
