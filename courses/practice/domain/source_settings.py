"""Which trackers there are, and how they are reached."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from courses.practice.domain.mirroring import wake
from courses.practice.domain.sealed import seal_access, tracker_of
from courses.practice.enums import TrackerKind
from courses.practice.errors import ImpossibleTracker
from courses.practice.models import TrackerSource
from courses.practice.trackers.port import Action, Check


@dataclass(frozen=True)
class Reached:
    """``secret`` and ``hook_secret``: empty leaves what is kept."""

    name: str
    kind: str
    address: str
    login: str = ""
    space: str = ""
    secret: str = ""
    hook_secret: str = ""
    closing_action: str = ""
    stale_days: int = 14
    poll_minutes: int = 5
    is_active: bool = True


def save_source(*, source: TrackerSource | None, reached: Reached, now: datetime) -> TrackerSource:
    """A change of the address asks for the secret anew: it goes to no host that it was not given for."""
    if not reached.name.strip() or reached.kind not in TrackerKind.values or not _is_possible(reached.address):
        raise ImpossibleTracker
    with transaction.atomic():
        kept = source or TrackerSource(made_at=now)
        has_moved = kept.address != reached.address.rstrip("/") or kept.kind != reached.kind
        if has_moved:
            kept.sealed_secret = kept.sealed_hook_secret = kept.mark = ""
        kept.address = reached.address.rstrip("/")
        for name in ("name", "kind", "login", "space", "closing_action", "stale_days", "poll_minutes", "is_active"):
            setattr(kept, name, getattr(reached, name))
        if reached.secret:
            kept.sealed_secret = seal_access(reached.secret)
        if reached.hook_secret:
            kept.sealed_hook_secret = seal_access(reached.hook_secret)
        kept.save()
        if kept.is_active:
            wake(kept)
    return kept


def check_source(source: TrackerSource) -> Check:
    """Signs in at the tracker and tells what the access may do. Raises TrackerError."""
    return tracker_of(source).check()


def closing_actions(source: TrackerSource) -> list[Action]:
    """With which its tickets can be closed, asked of the newest open one; none where nothing is mirrored yet. Raises
    TrackerError."""
    newest = source.tickets.filter(is_closed=False, gone_at=None).order_by("-changed_at", "-pk").first()
    return [one for one in tracker_of(source).actions(newest.number) if one.closes] if newest else []


def _is_possible(address: str) -> bool:
    """HTTPS; plain HTTP only to hosts that the operator allows by name. Whether it is public is egress's to say."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    is_ours = host in settings.EGRESS_ALLOW
    is_http = parts.scheme == "https" or (parts.scheme == "http" and is_ours)
    return bool(host) and address.isprintable() and len(address) <= 300 and is_http and not parts.username
