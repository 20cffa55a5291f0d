"""Django's command, and what makes its person able to sign in here: a confirmed address and the role."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from lms.accounts.domain import grant_role, keep_address
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.core import clock


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        before = set(Person.objects.filter(is_superuser=True).values_list("pk", flat=True))
        super().handle(*args, **options)
        for person in Person.objects.filter(is_superuser=True).exclude(pk__in=before):
            keep_address(person=person, confirmed=True)
            grant_role(person=person, role=Role.ADMIN, by=None, now=clock.now())
        self.stdout.write("They sign in like everybody, and set up a second factor on their way into the editor.")
