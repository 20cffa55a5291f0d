from workshops.models import Delivery, Webhook

SHOWN = 30


def every_webhook() -> list[Webhook]:
    return list(Webhook.objects.order_by("pk"))


def webhook_by_key(pk: int) -> Webhook | None:
    return Webhook.objects.filter(pk=pk).first()


def newest_deliveries() -> list[Delivery]:
    """What left last, without the bodies."""
    return list(Delivery.objects.select_related("webhook").defer("body")[:SHOWN])
