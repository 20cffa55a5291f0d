"""The desk of the outbox, inside the editor at /cms/mail/: what was sent, what failed and why."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.log_actions import log

from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from lms.mail.domain import send_again
from lms.mail.enums import MessageState
from lms.mail.models import Message
from lms.mail.queries import counts_by_state, newest_messages

ON_A_PAGE = 50


@require_safe
@audience(Audience.ADMIN)
def message_list(request: HttpRequest) -> HttpResponse:
    """Administrators alone: a list of who gets mail from here is a list of members."""
    state = request.GET.get("state", "")
    state = state if state in MessageState.values else ""
    context = {
        "mails": Paginator(newest_messages(state), ON_A_PAGE).get_page(request.GET.get("p")),
        "state": state,
        "states": MessageState.choices,
        "counts": counts_by_state(),
        "failed": MessageState.FAILED,
        "zone": getattr(request.user, "time_zone", "UTC"),
    }
    return render(request, "mail/desk/list.html", context)


@require_safe
@audience(Audience.ADMIN)
def message_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The text too, except of mail that carries a code or speaks of somebody's account."""
    message = get_object_or_404(Message.objects.select_related("person"), pk=pk)
    context = {
        "mail": message,
        "text": "" if message.is_secret else message.text,
        "failed": MessageState.FAILED,
        "zone": getattr(request.user, "time_zone", "UTC"),
    }
    return render(request, "mail/desk/detail.html", context)


@require_POST
@audience(Audience.ADMIN)
def send_message_again(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message, pk=pk)
    try:
        message = send_again(message_id=message.pk, now=clock.now())
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        log(message, "mail.send_again", user=request.user, data={})
        messages.success(request, _("The message goes out again in a moment."))
    return redirect("mail_desk:list")
