"""What people answered, without saying who."""

from collections import Counter

from workshops.models import FeedbackAnswer, FeedbackGiven, Session


def has_answered(session: Session, person_id: int, moment: str) -> bool:
    return FeedbackGiven.objects.filter(session=session, person=person_id, moment=moment).exists()


def how_many(session: Session, moment: str) -> int:
    return FeedbackGiven.objects.filter(session=session, moment=moment).count()


def choices_made(session: Session) -> Counter[tuple[str, str]]:
    """(question, choice) → how often."""
    chosen = FeedbackAnswer.objects.filter(session=session).exclude(choice="")
    return Counter(chosen.values_list("question", "choice"))


def texts_written(session: Session) -> list[tuple[str, str]]:
    """(question, text), in the order of their random keys: the same each time, and nothing about who came first."""
    written = FeedbackAnswer.objects.filter(session=session).exclude(text="")
    return list(written.order_by("pk").values_list("question", "text"))
