"""Labs in the editor: all of them, a new one, and the page on which one is written."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.log_actions import log

from courses.sandbox.domain import proving, trying, writing
from courses.sandbox.domain.control import is_on
from courses.sandbox.domain.writing import Given
from courses.sandbox.enums import ProofState, Source
from courses.sandbox.errors import ChangedMeanwhile, HasMistakes, NotProven
from courses.sandbox.forms.writing import NewLabForm, given_in
from courses.sandbox.models import Lab, LabDraft
from courses.sandbox.queries import writing as queries
from courses.sandbox.rules.mistakes import in_words
from courses.sandbox.views.folder import files_in_order, names_to_add
from courses.sandbox.views.writing_gate import lab_for, writer
from lms.accounts.models import Person
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private


@private(Audience.STAFF)
@require_safe
def labs(request: HttpRequest) -> HttpResponse:
    writer(request)
    rows = [
        (row, ProofState(row.proof_state).label if row.proof_state else "")
        for row in queries.labs_on_desk(get_language() or "")
    ]
    return render(request, "labs/desk/labs.html", {"rows": rows, "is_on": is_on()})


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person, language = writer(request), get_language() or ""
    choices = [(slug, _copy_label(slug, es if language == "es" else en)) for slug, en, es in queries.copyable()]
    if request.method != "POST":
        form = NewLabForm(labs=choices, initial={"source": request.GET.get("source", "")})
        return render(request, "labs/desk/new.html", {"form": form, "error": ""})
    form = NewLabForm(request.POST, labs=choices)
    if not form.is_valid():
        return render(request, "labs/desk/new.html", {"form": form, "error": ""}, status=400)
    chosen = form.cleaned_data["source"]
    source = queries.lab_on_desk(chosen) if chosen else None
    try:
        lab = writing.start_lab(slug=form.cleaned_data["slug"], source=source, by=person, now=clock.now())
    except DomainError as error:
        return render(request, "labs/desk/new.html", {"form": form, "error": error.message}, status=error.status)
    log(lab, "sandbox.start_lab", user=request.user, data={})
    return redirect("lab_desk:lab", lab.slug)


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    """Whatever is pressed, what was typed is saved first."""
    found, person = lab_for(request, slug), writer(request)
    if found.source != Source.HOUSE:
        return _library_page(request, found)
    if request.method != "POST":
        return page(request, found)
    given = given_in(request.POST.dict())
    try:
        draft = writing.save_draft(lab=found, given=given, by=person, now=clock.now())
        for wanted, name in given.moved.items():
            words = gettext("There are two files “%(wanted)s”, or one without a name: it is kept as “%(name)s”.")
            messages.warning(request, words % {"wanted": wanted, "name": name})
        return _go_on(request, found, draft, person)
    except DomainError as error:
        return page(request, found, given, error)


def _go_on(request: HttpRequest, found: Lab, draft: LabDraft, person: Person) -> HttpResponse:
    """After the draft is saved. Raises what the act refuses."""
    act, now = request.POST.get("do", "save"), clock.now()
    if act in ("try", "prove"):
        text = writing.keep_text(lab=found, draft=draft, by=person, now=now)
        if act == "try":
            machine = trying.open_trial(text=text, person=person, language=get_language() or "en", now=now)
            return redirect("labs:machine", machine.key)
        proving.ask_proof(text=text, by=person, now=now)
        return redirect("lab_desk:proof", found.slug, text.pk)
    if act == "publish":
        try:
            writing.publish(lab=found, version=draft.version, by=person, now=now)
        except NotProven:
            return redirect("lab_desk:publish", found.slug, draft.version)
        tell_published(request, found)
    else:
        messages.success(request, gettext("Saved as a draft. Learners get it when you publish it."))
    return redirect("lab_desk:lab", found.slug)


def tell_published(request: HttpRequest, found: Lab) -> None:
    log(found, "sandbox.publish_lab", user=request.user, data={})
    messages.success(request, gettext("Published. Whoever starts the lab from now on gets this text."))


def page(
    request: HttpRequest, found: Lab, given: Given | None = None, error: DomainError | None = None
) -> HttpResponse:
    """With an error: what was typed stands in the form, and below each file what somebody else saved where both differ."""
    draft = queries.last_draft(found)
    saved = dict(draft.files) if draft else dict(found.text.files) if found.text else {}
    files = dict(given.files) if given else saved
    _spec, mistakes = writing.look_over(found, files)
    groups = files_in_order(files, saved if isinstance(error, ChangedMeanwhile) else None)
    places = {file.path: file.number for group in groups for file in group}
    told = [in_words(one, files) for one in mistakes]
    text = writing.proven_text(found, draft) if draft else None
    context: dict[str, Any] = {
        "lab": found,
        "title": queries.title_of_lab(found, get_language() or ""),
        "draft": draft,
        "version": draft.version if draft else 0,
        "groups": groups,
        "mistakes": [(one, places.get(one.file, 0)) for one in told],
        "names": names_to_add(files),
        "is_current": bool(draft and found.text and draft.digest == found.text.digest),
        "proof": queries.proof_of(text),
        "proof_text": text,
        "is_on": is_on(),
        "is_changed": isinstance(error, ChangedMeanwhile),
        "is_unsaved": given is not None and draft is not None and draft.files != files,
        "error": error.message if error and not (isinstance(error, HasMistakes) and not mistakes) else "",
    }
    return render(request, "labs/desk/edit.html", context, status=error.status if error else 200)


def _library_page(request: HttpRequest, found: Lab) -> HttpResponse:
    language = get_language() or ""
    context = {
        "lab": found,
        "title": queries.title_of_lab(found, language),
        "groups": files_in_order(found.text.files) if found.text else [],
        "proof": queries.proof_of(found.text),
        "is_on": is_on(),
        "copy": f"{reverse('lab_desk:new')}?source={found.slug}",
    }
    return render(request, "labs/desk/library.html", context, status=405 if request.method == "POST" else 200)


def _copy_label(slug: str, title: str) -> str:
    return gettext("A copy of: %(title)s") % {"title": title or slug}
