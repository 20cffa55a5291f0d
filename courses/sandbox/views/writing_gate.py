"""The doors of those pages of the editor on which labs are written."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from courses.sandbox.models import Lab
from courses.sandbox.queries.writing import lab_on_desk
from courses.sandbox.rules.writing import may_write_labs
from lms.accounts.models import Person
from lms.accounts.queries import person_in
from lms.core.policy import Denied


def writer(request: HttpRequest) -> Person:
    person = person_in(request)
    decision = may_write_labs(person)
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)
    return person


def lab_for(request: HttpRequest, slug: str) -> Lab:
    writer(request)
    found = lab_on_desk(slug)
    if found is None:
        raise Http404
    return found
