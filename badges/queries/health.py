"""What must be told to the operator before it can break anybody: a status list that ends makes every badge fail."""

from datetime import datetime, timedelta

from badges.models import Credential, StatusList

ALARM = timedelta(days=10)
PATIENCE = timedelta(hours=1)
WHO = "does the signing worker run (manage.py jobs --queue signing), and are there keys (manage.py badges keys list)?"


def badges_signed(now: datetime) -> str | None:
    if StatusList.objects.filter(content=None, made_at__lt=now - PATIENCE).exists():
        return f"A status list waits for its signature: {WHO}"
    first = StatusList.objects.exclude(valid_until=None).order_by("valid_until").first()
    if first is not None and first.valid_until is not None and first.valid_until - now < ALARM:
        days = (first.valid_until - now) // timedelta(days=1)
        return f"Status list {first.number} is valid for {max(days, 0)} more days, then no badge verifies: {WHO}"
    if Credential.objects.filter(content=None, asked_at__lt=now - PATIENCE).exists():
        return f"Badges wait for their signatures for more than an hour: {WHO}"
    return None
