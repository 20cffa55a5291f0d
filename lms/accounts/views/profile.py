from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.accounts.domain import update_profile
from lms.accounts.forms.profile import ProfileForm
from lms.accounts.models import Person
from lms.accounts.queries import organisations_of, person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience


@audience(Audience.SIGNED_IN)
def profile(request: HttpRequest) -> HttpResponse:
    person = person_in(request)
    form = ProfileForm(request.POST or None, person=person, initial=_what_is_known(person))
    if request.method == "POST" and form.is_valid():
        try:
            person = update_profile(person=person, **form.cleaned_data, now=clock.now())
        except DomainError as error:
            form.add_error(_field_of(error), str(error.message))
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("accounts_profile")
    return render(request, "accounts/profile.html", {"form": form}, status=400 if form.errors else 200)


def _what_is_known(person: Person) -> dict[str, object]:
    return {
        "chosen_name": person.chosen_name,
        "pronouns": person.pronouns,
        "language": person.language,
        "time_zone": person.time_zone,
        "organisations": "\n".join(one.name for one in organisations_of(person)),
    }


def _field_of(error: DomainError) -> str | None:
    fields = {"NameEmpty": "chosen_name", "NameTooLong": "chosen_name", "PronounsTooLong": "pronouns"}
    return fields.get(type(error).__name__, "organisations")
