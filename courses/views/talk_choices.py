"""Which languages somebody reads, how often they are mailed, whom they do not see; and the way out of the mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from courses.domain import digests, talk
from courses.errors import NotPublished
from courses.forms import TalkChoicesForm
from courses.queries import talk as queries
from courses.queries.outline import course_of_unit
from lms.accounts.queries import person_in
from lms.content.queries.published import number_for
from lms.core import clock
from lms.core.policy import Audience, audience

A_PAGE = 50


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    person = person_in(request)
    if request.POST.get("unmute", "").isdecimal():
        talk.unmute(person=person, muted_id=int(request.POST["unmute"][:18]))
        messages.success(request, _("You see what they write again."))
        return redirect("courses:talk_choices")
    known = queries.choices_of(person)
    form = TalkChoicesForm(request.POST or None, initial={"reads": known.reads, "rhythm": known.rhythm})
    if request.method == "POST" and form.is_valid():
        talk.choose(person=person, **form.cleaned_data, now=clock.now())
        messages.success(request, _("Your choices are saved."))
        return redirect("courses:talk_choices")
    context = {"form": form, "mutes": queries.muted_by(person)}
    return render(request, "courses/talk/choices.html", context, status=400 if form.errors else 200)


@csrf_exempt
@audience(Audience.EVERYBODY)
@require_http_methods(["GET", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """What a mail leads to. Mail programs post here themselves (RFC 8058): the signed token says whose mail it is, and
    needs no sign-in. Opening the address changes nothing: scanners of mail open every link."""
    try:
        person = digests.person_of_token(token)
        if request.method == "POST":
            digests.stop_mail(token=token, now=clock.now())
    except NotPublished as error:
        raise Http404 from error
    response = render(request, "courses/talk/stop.html", {"stopped": request.method == "POST", "email": person.email})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@audience(Audience.STAFF)
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Questions without an answer by age, in both languages; before them what people reported."""
    number, language = number_for(request), get_language() or "en"
    page = Paginator(queries.waiting_questions(), A_PAGE).get_page(request.GET.get("page"))
    places = {}
    for question in page:
        course = course_of_unit(number, question.unit_key)
        if course:
            places[question.pk] = course.units[course.position(question.unit_key)].in_language(language)
    context = {
        "page": page,
        "rows": [{"question": question, "place": places.get(question.pk)} for question in page],
        "reports": queries.open_reports(),
    }
    return render(request, "courses/talk/waiting.html", context)
