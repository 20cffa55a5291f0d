"""What becomes of a lab that is written: published, shown and hidden, proven; and how it was before."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.log_actions import log

from courses.sandbox.domain import proving, writing
from courses.sandbox.domain.writing import Given
from courses.sandbox.enums import ENDED_PROOFS, ProofState, Source
from courses.sandbox.models import Lab, LabProof, LabText
from courses.sandbox.queries import writing as queries
from courses.sandbox.queries.labs import spec_of
from courses.sandbox.rules.proofs import refusal_in_words, shown
from courses.sandbox.views import writing as pages
from courses.sandbox.views.folder import files_in_order
from courses.sandbox.views.prose import to_line
from courses.sandbox.views.writing_gate import lab_for, writer
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, private


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Asks once more, and says why: the text is not proven."""
    found, person = _house_lab(request, slug), writer(request)
    draft = queries.draft_of(found, version)
    if draft is None:
        raise Http404
    if request.method == "POST":
        try:
            writing.publish(lab=found, version=version, by=person, now=clock.now(), is_sure=True)
        except DomainError as error:
            return pages.page(request, found, None, error)
        pages.tell_published(request, found)
        return redirect("lab_desk:lab", found.slug)
    text = writing.proven_text(found, draft)
    proof = queries.proof_of(text)
    context = {
        "lab": found,
        "version": version,
        "proof": proof,
        "told": _told(proof),
        "refusal": refusal_in_words(proof.refusal) if proof and proof.refusal else "",
    }
    return render(request, "labs/desk/publish.html", context)


@private(Audience.STAFF)
@require_POST
def show(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    found = lab_for(request, slug)
    if act not in ("show", "hide"):
        raise Http404
    try:
        writing.set_shown(lab=found, is_shown=act == "show")
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        log(found, f"sandbox.{act}_lab", user=request.user, data={})
        messages.success(
            request,
            gettext("Learners find it again.")
            if act == "show"
            else gettext("Learners do not find it any more. Whoever works on it goes on."),
        )
    return redirect("lab_desk:lab", found.slug)


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How the proof of a text stands; with a POST it is asked for, also once more."""
    found, person = lab_for(request, slug), writer(request)
    text = _text(found, pk)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            proving.ask_proof(text=text, by=person, now=clock.now())
        except DomainError as refused:
            error = refused
        else:
            return redirect("lab_desk:proof", found.slug, text.pk)
    kept = queries.proof_of(text)
    context: dict[str, Any] = {
        "lab": found,
        "text": text,
        "proof": kept,
        "told": _told(kept),
        "has_ended": kept is not None and kept.state in ENDED_PROOFS,
        "refusal": refusal_in_words(kept.refusal) if kept and kept.refusal else "",
        "error": error.message if error else "",
    }
    return render(request, "labs/desk/proof.html", context, status=error.status if error else 200)


@private(Audience.STAFF)
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Texts that learners got, and drafts of the last time."""
    found = lab_for(request, slug)
    context = {"lab": found, "texts": queries.texts_of(found), "drafts": queries.drafts_of(found)}
    return render(request, "labs/desk/history.html", context)


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """As it was published; with a POST it becomes the draft. The draft until then stays in the history."""
    found = lab_for(request, slug)
    kept = _text(found, pk)
    return _older(request, found, kept.files, kept.made_at, kept.made_by)


@private(Audience.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    found = _house_lab(request, slug)
    kept = queries.draft_of(found, version)
    if kept is None:
        raise Http404
    return _older(request, found, kept.files, kept.saved_at, kept.saved_by)


def _older(request: HttpRequest, found: Lab, files: dict[str, str], at: Any, by: Any) -> HttpResponse:
    last, error = queries.last_draft(found), ""
    if request.method == "POST":
        version = request.POST.get("version", "")
        given = Given(int(version) if version.isdecimal() and len(version) < 9 else 0, files)
        try:
            writing.save_draft(lab=found, given=given, by=writer(request), now=clock.now())
        except DomainError as refused:
            error = str(refused.message)
        else:
            messages.success(request, gettext("This is the draft now. The one before is in the history."))
            return redirect("lab_desk:lab", found.slug)
    context = {
        "lab": found,
        "groups": files_in_order(files),
        "at": at,
        "by": by,
        "version": last.version if last else 0,
        "is_ours": found.source == Source.HOUSE,
        "error": error,
    }
    return render(request, "labs/desk/older.html", context, status=409 if error else 200)


def _house_lab(request: HttpRequest, slug: str) -> Lab:
    found = lab_for(request, slug)
    if found.source != Source.HOUSE:
        raise Http404
    return found


def _text(found: Lab, pk: int) -> LabText:
    kept = queries.text_on_desk(found, pk)
    if kept is None:
        raise Http404
    return kept


def _told(kept: LabProof | None) -> Any:
    if kept is None or kept.state not in (ProofState.PROVEN, ProofState.REFUTED):
        return None
    told = shown(kept.report, spec_of(kept.text), get_language() or "")
    lists: dict[str, Any] = {
        name: [to_line(one) for one in getattr(told, name)] for name in ("broken", "solved", "passing")
    }
    return replace(told, trouble=[replace(one, sentence=to_line(one.sentence)) for one in told.trouble], **lists)
