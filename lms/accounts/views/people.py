"""The editor's list of people, with roles in the place of groups and flags."""

from typing import Any

from wagtail.users.views import users

from lms.accounts.domain import edit_person
from lms.accounts.forms.people import PersonForm
from lms.accounts.models import Person
from lms.core import clock


class PersonIndexView(users.IndexView):
    search_fields = {"chosen_name", "email"}

    def order_queryset(self, queryset: Any) -> Any:
        if self.ordering in ("name", "-name"):
            return queryset.order_by(self.ordering.replace("name", "chosen_name"))
        return super().order_queryset(queryset)


class CreatePersonView(users.CreateView):
    def save_instance(self) -> Person:
        return edit_person(person=None, **self.form.answers(), by=self.request.user, now=clock.now())


class EditPersonView(users.EditView):
    def save_instance(self) -> Person:
        return edit_person(person=self.object, **self.form.answers(), by=self.request.user, now=clock.now())


class PersonViewSet(users.UserViewSet):
    index_view_class = PersonIndexView
    add_view_class = CreatePersonView
    edit_view_class = EditPersonView

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonForm
