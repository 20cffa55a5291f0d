"""Labs as learners find them."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from courses.sandbox.enums import TRIAL, LabLevel
from courses.sandbox.labs.reading import read
from courses.sandbox.labs.spec import Lab as Spec
from courses.sandbox.models import Lab, LabText, Machine
from lms.accounts.models import Person

KEPT = 64
_specs: "OrderedDict[tuple[str, str], Spec]" = OrderedDict()
_turn = Lock()


@dataclass(frozen=True)
class Filter:
    topic: str = ""
    level: str = ""
    minutes: int = 0  # at most; 0: any


@dataclass(frozen=True)
class OnShelf:
    """A row of the index, in one language. ``is_done``: this person has solved it."""

    slug: str
    title: str
    summary: str
    level: str
    minutes: int
    topics: tuple[str, ...]
    is_done: bool = False
    is_begun: bool = False


def spec_of(text: LabText) -> Spec:
    """Read once a process: a text never changes."""
    key = text.lab.slug, text.digest
    with _turn:
        found = _specs.get(key)
        if found is not None:
            _specs.move_to_end(key)
            return found
    made = read(text.lab.slug, text.files)
    with _turn:
        _specs[key] = made
        while len(_specs) > KEPT:
            _specs.popitem(last=False)
    return made


def on_shelf(person: Person | None, language: str) -> list[OnShelf]:
    """Easy and short first. Two queries, one for strangers."""
    rows = Lab.objects.filter(is_shown=True).values_list("slug", "text__card")
    begun = _progress_of(person) if person else {}
    order = {level: number for number, level in enumerate(LabLevel.values)}
    found = [_row(slug, card, language, begun.get(slug)) for slug, card in rows]
    return sorted(found, key=lambda one: (order.get(one.level, 9), one.minutes, one.title.casefold()))


def topics_of(rows: Iterable[OnShelf]) -> list[str]:
    return sorted({topic for row in rows for topic in row.topics})


def lab_by_slug(slug: str) -> Lab | None:
    return Lab.objects.filter(is_shown=True, slug=slug).select_related("text").defer("text__files").first()


def _progress_of(person: Person) -> dict[str, bool]:
    """By slug: whether it was solved."""
    own = Machine.objects.filter(person=person, forked_from=None).exclude(context=TRIAL)
    rows = own.values_list("lab_text__lab__slug", "finished_at")
    found: dict[str, bool] = {}
    for slug, finished in rows:
        found[slug] = found.get(slug, False) or finished is not None
    return found


def _row(slug: str, card: Mapping[str, object], language: str, progress: bool | None) -> OnShelf:
    def words(name: str) -> str:
        both = card[name]
        return str(both[language if language in both else "en"]) if isinstance(both, dict) else ""

    topics, minutes = card["topics"], card["minutes"]
    return OnShelf(
        slug=slug,
        title=words("title"),
        summary=words("summary"),
        level=str(card["level"]),
        minutes=minutes if isinstance(minutes, int) else 0,
        topics=tuple(topics) if isinstance(topics, list) else (),
        is_done=bool(progress),
        is_begun=progress is not None,
    )


def fits(row: OnShelf, wanted: Filter) -> bool:
    return (
        (not wanted.topic or wanted.topic in row.topics)
        and (not wanted.level or wanted.level == row.level)
        and (not wanted.minutes or row.minutes <= wanted.minutes)
    )
