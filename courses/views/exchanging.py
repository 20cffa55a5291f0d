"""Inside the editor, at /cms/quizzes/<key>/: a quiz's questions as a file of another platform, and back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from courses.domain.exchanging import Asked, add_questions
from courses.errors import BrokenQuestionFile, QuestionFileTooLarge
from courses.exports.gift import left_out_of_gift, read_gift, write_gift
from courses.exports.items import LARGEST_FILE, Item, Reading, Remark, items_of
from courses.exports.moodle_xml import left_out_of_moodle_xml, read_moodle_xml, write_moodle_xml
from courses.models import QuizPage
from courses.rules.authoring import may_take_in_questions
from lms.accounts.queries import person_in
from lms.content.enums import Language
from lms.content.queries.pairs import Pair, pair_of
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience

WRITERS = {
    "gift": (write_gift, "text/plain", "gift.txt"),
    "xml": (write_moodle_xml, "application/xml", "xml"),
}


@audience(Audience.STAFF)
@require_safe
def quiz_desk(request: HttpRequest, page_key: UUID) -> HttpResponse:
    return _show(request, _pair(request, page_key))


@audience(Audience.STAFF)
@require_safe
def download(request: HttpRequest, page_key: UUID, language: str, form: str) -> HttpResponse:
    pair = _pair(request, page_key)
    page = pair.side(language) if language in Language.values else None
    if page is None or form not in WRITERS or not _may_edit(request, page):
        raise Http404
    write, kind, ending = WRITERS[form]
    newest = page.get_latest_revision_as_object()
    text = write(items_of(newest.questions.get_prep_value()), title=f"{newest.title} ({language})")
    name = f"{page.slug}.{language}.{ending}"
    return HttpResponse(
        text, content_type=f"{kind}; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@audience(Audience.STAFF)
@require_POST
def upload(request: HttpRequest, page_key: UUID) -> HttpResponse:
    pair = _pair(request, page_key)
    try:
        reading = _read(request.FILES.get("file"))
        questions = [Asked(item.kind, item.value) for item in reading.items]
        taken = add_questions(page_id=pair.leading.pk, questions=questions, by=person_in(request))
    except DomainError as error:
        messages.error(request, str(error.message))
        return redirect("quizzes:desk", page_key)
    refused = [*reading.refused, *(_remark(reading.items[place], message) for place, message in taken.refused)]
    if taken.added:
        messages.success(request, _added(taken.added))
    if refused:
        messages.error(request, _not_taken(len(refused)))
    if taken.without_feedback:
        messages.warning(request, _unexplained(len(taken.without_feedback)))
    if not refused and not reading.notes:
        return redirect("quizzes:desk", page_key)
    context = {
        "refused": sorted(refused, key=lambda remark: remark.place),
        "notes": [note for note in reading.notes if note.place not in {remark.place for remark in refused}],
        "counts_lines": reading.counts_lines,
    }
    return _show(
        request, _pair(request, page_key), context, status=422 if refused else 200
    )  # read again: it has a new draft


def _show(request: HttpRequest, pair: Pair, said: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    sides = []
    for page in (pair.leading, pair.following):
        if page is None or not _may_edit(request, page):
            continue
        items = items_of(page.get_latest_revision_as_object().questions.get_prep_value())
        sides.append(
            {
                "page": page,
                "language": page.locale.language_code,
                "name": Language(page.locale.language_code).label,
                "count": len(items),
                "left_out": {"GIFT": left_out_of_gift(items), "Moodle XML": left_out_of_moodle_xml(items)},
            }
        )
    context = {
        "pair": pair,
        "key": pair.leading.translation_key,
        "sides": sides,
        "into": Language(pair.language).label,
        "may_take_in": bool(may_take_in_questions(person_in(request), _quiz(pair.leading))),
    }
    return render(request, "courses/quizzes/desk.html", context | (said or {}), status=status)


def _pair(request: HttpRequest, key: UUID) -> Pair:
    """404 for everybody who may edit neither side, and for what is no quiz."""
    pair = pair_of(key)
    sides = [page for page in (pair.leading, pair.following) if page] if pair else []
    if pair is None or not isinstance(pair.leading, QuizPage) or not any(_may_edit(request, page) for page in sides):
        raise Http404
    return pair


def _quiz(page: Any) -> QuizPage:
    return page


def _may_edit(request: HttpRequest, page: Any) -> bool:
    return bool(page.permissions_for_user(person_in(request)).can_edit())


def _read(file: Any) -> Reading:
    if file is None:
        raise BrokenQuestionFile
    if file.size > LARGEST_FILE:
        raise QuestionFileTooLarge
    raw = file.read()
    return read_moodle_xml(raw) if _is_xml(raw) else read_gift(raw)


def _is_xml(raw: bytes) -> bool:
    """By what it begins with, in any of the encodings that XML begins in."""
    start = raw[:400].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return start.startswith((b"<?xml", b"<quiz", b"<!DOCTYPE", b"<!--"))


def _remark(item: Item, message: Any) -> Remark:
    return Remark(item.place, item.name, message)


def _added(count: int) -> str:
    return ngettext(
        "%(count)s question was added to the draft. Nothing is published yet.",
        "%(count)s questions were added to the draft. Nothing is published yet.",
        count,
    ) % {"count": count}


def _not_taken(count: int) -> str:
    return ngettext(
        "%(count)s question was not taken; below is why.",
        "%(count)s questions were not taken; below is why.",
        count,
    ) % {"count": count}


def _unexplained(count: int) -> str:
    return ngettext(
        "%(count)s of the added questions has answers without feedback. Write it before you publish: here every answer "
        "explains itself.",
        "%(count)s of the added questions have answers without feedback. Write it before you publish: here every answer "
        "explains itself.",
        count,
    ) % {"count": count}
