from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from badges.domain.awards import plain_code
from badges.domain.certificates import ask_for_file, choose_what_is_shown, reissue_in_current_name
from badges.domain.issuing import promise_both_languages
from badges.domain.keys import issuer
from badges.enums import AwardState
from badges.exports.art import badge_art
from badges.exports.certificate import unprintable
from badges.models import Certificate
from badges.queries.awards import certificate_by_code, certificates_visible_to, words
from lms.accounts.queries import person_in
from lms.content.enums import Language
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.languages import language_links
from lms.core.policy import Audience, audience


def _mine(request: HttpRequest, code: str) -> Certificate:
    return get_object_or_404(certificates_visible_to(request.user), code=code)


@audience(Audience.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def certificate(request: HttpRequest, code: str) -> HttpResponse:
    """The holder's own page of a certificate: take it, show it, choose what a stranger sees."""
    mine = _mine(request, code)
    if request.method == "POST":
        return _change(request, mine)
    context = {
        "certificate": mine,
        "achievement": mine.award.achievement,
        "words": words(mine.award.achievement, get_language()),
        "art": badge_art(mine.award.achievement.key),
        "languages": sorted(Language, key=lambda language: language != get_language()),
        "is_revoked": mine.award.state == AwardState.REVOKED,
        "profile_link": _profile_link(mine) if mine.is_shared and mine.award.state == AwardState.STANDING else "",
        "credentials": list(mine.award.credentials.order_by("language")),
        "name_has_changed": mine.holder_name != mine.award.person.chosen_name,
    }
    return render(request, "badges/certificate_page.html", context)


def _profile_link(mine: Certificate) -> str:
    """Where LinkedIn asks its member whether to add the badge. Nothing is told to it before they go there."""
    said = {
        "startTask": "CERTIFICATION_NAME",
        "name": words(mine.award.achievement, get_language()).name,
        "organizationName": settings.SITE_NAME,
        "issueYear": mine.completed_on.year,
        "issueMonth": mine.completed_on.month,
        "certUrl": settings.SITE_URL + reverse("badges:verify", args=[mine.code]),
        "certId": mine.code,
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(said)}"


def _change(request: HttpRequest, mine: Certificate) -> HttpResponse:
    try:
        if "language" in request.POST:
            promise_both_languages(award=mine.award, now=clock.now())
        elif "reissue" in request.POST:
            reissue_in_current_name(certificate=mine, person=person_in(request), now=clock.now())
            messages.success(request, _("Your certificate now carries the name that you use today."))
        else:
            is_shared, shows_name = (request.POST.get(name) == "1" for name in ("is_shared", "shows_name"))
            choose_what_is_shown(certificate=mine, is_shared=is_shared, shows_name=shows_name, now=clock.now())
            messages.success(request, _("Saved. The public page shows what you chose from now on."))
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("certificates:certificate", code=mine.code)


@audience(Audience.SIGNED_IN)
@require_GET
def certificate_pdf(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The PDF, or a page that says it is being made and looks again by itself."""
    mine = _mine(request, code)
    if language not in Language.values:
        raise Http404
    try:
        made = ask_for_file(certificate=mine, language=language, unprintable=unprintable)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("certificates:certificate", code=mine.code)
    if made is None:
        response = render(request, "badges/being_made.html", {"certificate": mine}, status=202)
        response["Refresh"] = "2"
        return response
    response = HttpResponse(bytes(made.content), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{mine.award.achievement.key}-{language}.pdf"'
    return response


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The public pages have one address for both languages; ``?lang=`` only decides which of them comes first."""
    if request.GET.get("lang") in Language.values:
        activate(request.GET["lang"])
    return {"language_links": language_links({code: f"{request.path}?lang={code}" for code in Language.values})}


def _own_language_first() -> list[str]:
    return sorted(Language.values, key=lambda language: language != get_language())


@audience(Audience.EVERYBODY)
@require_GET
def ask_code(request: HttpRequest) -> HttpResponse:
    """Somebody has a certificate in hand and types its code."""
    code = request.GET.get("code", "")
    if code:
        return redirect("badges:verify", code=plain_code(code[:60]) or "-")
    return render(request, "badges/verify_form.html", chrome(request))


@audience(Audience.EVERYBODY)
@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Says in both languages whether the certificate stands, and no more about the holder than they chose."""
    around = chrome(request)
    plain = plain_code(code)
    found = certificate_by_code(plain)
    is_own = found is not None and found.award.person_id == request.user.pk
    if found is None or not (found.is_shared or is_own):
        context = around | {"code": code[:60], "languages": _own_language_first()}
        return render(request, "badges/verify_unknown.html", context, status=404)
    if code != plain:
        return redirect("badges:verify", code=plain)
    achievement = found.award.achievement
    context = around | {
        "certificate": found,
        "award": found.award,
        "stands": found.award.state == AwardState.STANDING,
        "is_revoked": found.award.state == AwardState.REVOKED,
        "art": badge_art(achievement.key),
        "is_seen_by_others": found.is_shared,
        "picture": f"{settings.SITE_URL}{reverse('badges:picture', args=[achievement.key, found.award.version.number])}",
        "credentials": list(found.award.credentials.all()),
        "issuer": issuer(),
        "holder_name": found.holder_name if found.shows_name else "",
        "sides": [{"language": code, "words": words(achievement, code)} for code in _own_language_first()],
        "site_name": settings.SITE_NAME,
    }
    response = render(request, "badges/verify.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
