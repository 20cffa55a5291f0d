"""Other programs that are told of sessions, inside the editor at /cms/webhooks/."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.log_actions import log

from lms.accounts.queries import person_in
from lms.core import clock
from lms.core.errors import DomainError
from lms.core.policy import Audience, audience
from workshops.domain import webhooks
from workshops.enums import DeliveryState
from workshops.forms.webhooks import WebhookForm
from workshops.models import Webhook
from workshops.queries.webhooks import every_webhook, newest_deliveries, webhook_by_key


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@audience(Audience.ADMIN)
def webhook_list(request: HttpRequest) -> HttpResponse:
    """A post adds one, and its answer is the only page that shows the secret."""
    if request.method != "POST":
        return _page(request, WebhookForm())
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        webhook, secret = webhooks.add_webhook(
            address=form.cleaned_data["address"],
            events=form.cleaned_data["events"],
            by=person_in(request),
            now=clock.now(),
        )
    except DomainError as error:
        form.add_error("address", str(error.message))
        return _page(request, form, status=error.status)
    log(webhook, "workshops.add_webhook", user=request.user, data={})
    return _page(request, WebhookForm(), secret=secret, added=webhook)


@require_POST
@audience(Audience.ADMIN)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = _found(pk)
    webhooks.set_active(webhook_pk=pk, is_active=not webhook.is_active)
    log(webhook, "workshops.switch_webhook", user=request.user, data={})
    return redirect("webhook_desk:list")


@require_POST
@audience(Audience.ADMIN)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = _found(pk)
    log(webhook, "workshops.remove_webhook", user=request.user, data={})
    webhooks.remove_webhook(webhook_pk=pk)
    messages.success(request, _("It is told nothing any more."))
    return redirect("webhook_desk:list")


@require_POST
@audience(Audience.ADMIN)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    webhooks.send_again(delivery_pk=pk)
    messages.success(request, _("The message goes out again in a moment."))
    return redirect("webhook_desk:list")


def _found(pk: int) -> Webhook:
    webhook = webhook_by_key(pk)
    if webhook is None:
        raise Http404
    return webhook


def _page(request: HttpRequest, form: WebhookForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "webhooks": every_webhook(),
        "deliveries": newest_deliveries(),
        "failed": DeliveryState.FAILED,
        "zone": getattr(request.user, "time_zone", "UTC"),
        **more,
    }
    return render(request, "workshops/desk/webhooks.html", context, status=status)
