"""Who is signed in. allauth decides who may; here it is only read faster, once in every request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS

from lms.accounts.models import Person
from lms.core.prepared import Parameter, Prepared

COLUMNS = tuple(field.attname for field in Person._meta.concrete_fields)
BY_KEY = Prepared(Person.objects.filter(pk=Parameter("person")).values_list(*COLUMNS))


class PersonBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> Person | None:
        row = next(iter(BY_KEY.rows(person=user_id)), None)
        if row is None:
            return None
        person = Person.from_db(DEFAULT_DB_ALIAS, COLUMNS, row)
        return person if self.user_can_authenticate(person) else None
