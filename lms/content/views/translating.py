"""The translation view of a page, in the editor at /cms/translation/<key>/."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.content import rules
from lms.content.domain.leading import switch_leading_side
from lms.content.domain.ledger import mark_minor
from lms.content.domain.translating import (
    Given,
    Refusal,
    Taken,
    confirm_text,
    prepare_ledger,
    publish_translation,
    save_drafts,
)
from lms.content.enums import Language
from lms.content.errors import BrokenFile, FileTooLarge, MissingParent, NotYours, OriginalNotPublished
from lms.content.exports.po import read_po, write_po
from lms.content.exports.xliff import read_xliff, write_xliff
from lms.content.queries.desk import ON_A_PAGE, lines, segments_of, to_do
from lms.content.queries.pairs import Pair, pair_of
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, Decision, audience

if TYPE_CHECKING:
    from lms.accounts.models import Person

LARGEST_FILE = 2_000_000
WRITERS = {"po": (write_po, "text/x-gettext-translation"), "xlf": (write_xliff, "application/xliff+xml")}
FIELD = "text:"  # text:<fingerprint of the original>:<path>


@require_http_methods(["GET", "HEAD", "POST"])
@audience(Audience.STAFF)
def translation(request: HttpRequest, page_key: UUID) -> HttpResponse:
    pair = _pair(request, page_key)
    if request.method == "POST":
        return _work(request, pair)
    return _show(request, pair)


def _show(request: HttpRequest, pair: Pair, refused: Iterable[Refusal] = (), status: int = 200) -> HttpResponse:
    key, person = pair.leading.translation_key, _person(request)
    try:
        prepare_ledger(page_key=key, now=clock.now())
    except OriginalNotPublished as error:
        return render(request, "content/translation/unpublished.html", {"pair": pair, "message": error.message})
    rows = segments_of(key)
    waiting = to_do(rows)
    shows_all = request.GET.get("show") == "all" or not waiting
    page = Paginator(rows if shows_all else waiting, ON_A_PAGE).get_page(request.GET.get("p"))
    typed = {one.path: (one.text, str(one.message)) for one in refused}
    context = {
        "pair": pair,
        "key": key,
        "source": pair.language,
        "target": pair.target,
        "names": {code: Language(code).label for code in Language.values},
        "lines": lines(list(page.object_list), typed),
        "page": page,
        "shows_all": shows_all,
        "query": "show=all" if shows_all else "",
        "waiting": len(waiting),
        "drafts": sum(hasattr(row, "draft") for row in rows),
        "all": len(rows),
        "loose": [one for one in refused if one.path not in {row.path for row in page.object_list}],
        "may": {
            "translate": bool(rules.may_translate(person, pair)),
            "publish": bool(rules.may_publish_translation(person, pair)),
            "minor": bool(rules.may_mark_minor(person, pair)),
            "switch": bool(pair.following and pair.following.live and rules.may_switch_leading_side(person, pair)),
        },
    }
    return render(request, "content/translation/desk.html", context, status=status)


def _work(request: HttpRequest, pair: Pair) -> HttpResponse:
    """Keeps what was typed, whichever button was pressed; then does what the button says."""
    key = pair.leading.translation_key
    try:
        _allow(rules.may_translate(_person(request), pair))
        taken = _save(request, pair)
        if taken.refused:
            messages.error(request, _not_taken(taken))
            return _show(request, pair, taken.refused, status=422)
        messages.success(request, _do(request, pair, taken))
    except MissingParent as error:
        href = reverse("translation:desk", args=[error.page_key])
        # Translators: link after "The page above this one is not published in that language yet…"
        messages.error(request, format_html('{} <a href="{}">{}</a>', error.message, href, _("Translate that page")))
    except DomainError as error:
        messages.error(request, str(error.message))
    return _back(request, key)


def _do(request: HttpRequest, pair: Pair, taken: Taken) -> str:
    """What the pressed button says. Gives what is told to the person."""
    person, now, key = _person(request), clock.now(), pair.leading.translation_key
    if path := request.POST.get("confirm"):
        confirm_text(page_key=key, path=path, now=now, by=person)
        return _("Confirmed: this translation is still right.")
    if path := request.POST.get("minor"):
        _allow(rules.may_mark_minor(person, pair))
        mark_minor(page_key=key, path=path, now=now, by=person)
        return _("Marked as a minor change: the translation need not follow.")
    if "publish" in request.POST:
        _allow(rules.may_publish_translation(person, pair))
        return _published(publish_translation(page_key=key, now=now, by=person))
    return _kept(taken.saved)


def _save(request: HttpRequest, pair: Pair) -> Taken:
    given = []
    for name, text in request.POST.items():
        if name.startswith(FIELD):
            seen, _colon, path = name.removeprefix(FIELD).partition(":")
            given.append(Given(path, str(text), seen))
    return save_drafts(
        page_key=pair.leading.translation_key, given=_changed(given, pair), now=clock.now(), by=_person(request)
    )


def _changed(given: list[Given], pair: Pair) -> list[Given]:
    """Without what stands in the form as it was: an empty text of a segment that has none is no mistake."""
    rows = {row.path: row for row in segments_of(pair.leading.translation_key)}

    def is_as_it_was(one: Given) -> bool:
        row = rows.get(one.path)
        if row is None:
            return False
        draft = getattr(row, "draft", None)
        return (draft.text if draft else row.translated_text) == one.text.replace("\r\n", "\n")

    return [one for one in given if not is_as_it_was(one)]


@require_POST
@audience(Audience.STAFF)
def switch(request: HttpRequest, page_key: UUID) -> HttpResponse:
    pair = _pair(request, page_key)
    try:
        _allow(rules.may_switch_leading_side(_person(request), pair))
        language = switch_leading_side(page_key=page_key, now=clock.now(), by=_person(request))
        name = Language(language).label
        messages.success(request, _("The original is now the page in: %(language)s.") % {"language": name})
    except DomainError as error:
        messages.error(request, str(error.message))
    return _back(request, page_key)


@require_safe
@audience(Audience.STAFF)
def download(request: HttpRequest, page_key: UUID, ending: str) -> HttpResponse:
    if ending not in WRITERS:
        raise Http404
    pair = _pair(request, page_key)
    write, kind = WRITERS[ending]
    rows = segments_of(page_key)
    text = write(rows, page_key=page_key, source=pair.language, target=pair.target, title=pair.leading.title)
    name = f"{pair.leading.slug}.{pair.target}.{ending}"
    return HttpResponse(
        text, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_POST
@audience(Audience.STAFF)
def upload(request: HttpRequest, page_key: UUID) -> HttpResponse:
    pair = _pair(request, page_key)
    try:
        _allow(rules.may_translate(_person(request), pair))
        given = _read(request.FILES.get("file"), page_key)
        taken = save_drafts(page_key=page_key, given=given, now=clock.now(), by=_person(request))
    except DomainError as error:
        messages.error(request, str(error.message))
        return _back(request, page_key)
    if taken.saved or not taken.refused:
        messages.success(request, _kept(taken.saved))
    if not taken.refused:
        return _back(request, page_key)
    messages.error(request, _not_taken(taken))
    return _show(request, pair, taken.refused, status=422)


def _read(file: Any, page_key: UUID) -> list[Given]:
    if file is None:
        raise BrokenFile
    if file.size > LARGEST_FILE:
        raise FileTooLarge
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenFile from error
    read = read_xliff if text.lstrip().startswith("<") else read_po
    return read(text, page_key=page_key)


def _pair(request: HttpRequest, page_key: UUID) -> Pair:
    """404 for everybody who may not edit either side."""
    pair = pair_of(page_key)
    if pair is None or not rules.may_see_translation(_person(request), pair):
        raise Http404
    return pair


def _person(request: HttpRequest) -> "Person":
    return cast("Person", request.user)  # the audience let nobody else through


def _allow(decision: Decision) -> None:
    if not decision:
        raise NotYours(getattr(decision, "reason", None))


def _back(request: HttpRequest, page_key: UUID) -> HttpResponse:
    query = "?show=all" if request.GET.get("show") == "all" else ""
    return redirect(reverse("translation:desk", args=[page_key]) + query)


def _kept(saved: int) -> str:
    if not saved:
        return _("Nothing was new.")
    return ngettext("%(count)s text kept as a draft.", "%(count)s texts kept as drafts.", saved) % {"count": saved}


def _not_taken(taken: Taken) -> str:
    count = len(taken.refused)
    return ngettext(
        "%(count)s text was not taken; the reason stands beside it. The others are kept.",
        "%(count)s texts were not taken; the reasons stand beside them. The others are kept.",
        count,
    ) % {"count": count}


def _published(page: Any) -> str:
    # Translators: link to the page that was just published
    return format_html('{} <a href="{}">{}</a>', _("The translation is published."), page.path_on_site, _("Look at it"))
