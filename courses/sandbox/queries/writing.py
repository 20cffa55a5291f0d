"""Labs as those find them who write them: also drafts, and what is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from courses.sandbox.enums import TRIAL, Source
from courses.sandbox.models import Lab, LabDraft, LabProof, LabText

STARTED = Q(texts__machines__started_at__isnull=False, texts__machines__forked_from=None) & ~Q(
    texts__machines__context=TRIAL
)


@dataclass(frozen=True)
class OnDesk:
    """``learners``: how many have started it, trials not counted. ``proven_at``: of the text that learners get.
    ``has_draft``: one that learners do not get yet."""

    lab: Lab
    title: str
    learners: int
    is_written_here: bool
    has_text: bool
    has_draft: bool
    proof_state: str
    proven_at: datetime | None


def labs_on_desk(language: str) -> list[OnDesk]:
    """Those that were written here first. One query."""
    last = LabDraft.objects.filter(lab=OuterRef("pk")).order_by("-version")
    last_read = last.exclude(card={})
    proof = LabProof.objects.filter(text=OuterRef("text_id"))
    rows = Lab.objects.select_related("text").defer("text__files")
    rows = rows.annotate(
        learners=Count("texts__machines__person", filter=STARTED, distinct=True),
        draft_digest=Subquery(last.values("digest")[:1]),
        draft_card=Subquery(last_read.values("card")[:1]),
        proof_state=Subquery(proof.values("state")[:1]),
        proven_at=Subquery(proof.values("proven_at")[:1]),
    )
    found = [
        OnDesk(
            lab=row,
            title=title_of(row.text.card if row.text else row.draft_card or {}, language) or row.slug,
            learners=row.learners,
            is_written_here=row.source == Source.HOUSE,
            has_text=row.text is not None,
            has_draft=bool(row.draft_digest) and (row.text is None or row.text.digest != row.draft_digest),
            proof_state=row.proof_state or "",
            proven_at=row.proven_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.is_written_here, one.title.casefold()))


def title_of(card: Mapping[str, object], language: str) -> str:
    both = card.get("title")
    return str(both.get("es" if language == "es" else "en", "")) if isinstance(both, dict) else ""


def title_of_lab(lab: Lab, language: str) -> str:
    """As its last draft without mistakes says, else as learners read it; nothing where nobody has written one."""
    card = lab.drafts.exclude(card={}).order_by("-version").values_list("card", flat=True).first()
    return title_of(card or (lab.text.card if lab.text else {}), language)


def lab_on_desk(slug: str) -> Lab | None:
    return Lab.objects.filter(slug=slug).select_related("text").first()


def last_draft(lab: Lab) -> LabDraft | None:
    return lab.drafts.select_related("saved_by").order_by("-version").first()


def drafts_of(lab: Lab) -> list[LabDraft]:
    """Newest first."""
    return list(lab.drafts.select_related("saved_by").defer("files").order_by("-version"))


def draft_of(lab: Lab, version: int) -> LabDraft | None:
    return lab.drafts.select_related("saved_by").filter(version=version).first()


def texts_of(lab: Lab) -> list[LabText]:
    """All that learners ever got, newest first."""
    found = lab.texts.filter(is_published=True).select_related("made_by").defer("files")
    return list(found.order_by("-made_at", "-pk"))


def text_on_desk(lab: Lab, pk: int) -> LabText | None:
    return lab.texts.filter(pk=pk).select_related("made_by").first()


def text_with(lab: Lab, digest: str) -> LabText | None:
    return lab.texts.filter(digest=digest).first()


def proof_of(text: LabText | None) -> LabProof | None:
    return LabProof.objects.filter(text=text).select_related("text__lab").first() if text else None


def copyable() -> list[tuple[str, str, str]]:
    """Slug, and the title in both languages, of every lab that has something to begin from."""
    last = LabDraft.objects.filter(lab=OuterRef("pk")).exclude(card={}).order_by("-version")
    rows = Lab.objects.annotate(draft_card=Subquery(last.values("card")[:1])).values_list(
        "slug", "text__card", "draft_card"
    )
    cards = [(slug, card or draft or {}) for slug, card, draft in rows.order_by("slug")]
    return [(slug, title_of(card, "en"), title_of(card, "es")) for slug, card in cards]
