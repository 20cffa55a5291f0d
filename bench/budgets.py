"""What a page may cost at most, and the verdict. The limits on bytes are those of the project's look."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import KB, Spread, Weight

# CPU of one request as a multiple of the floor: a bare project's session, user and one query.
RATIO = {"lesson": 2.0, "course": 3.0, "my page": 3.0, "home, cold": 4.0, "home, cached": 0.4}
# My page: one's next sessions and what one is asked to do there are two of them, each for everybody who comes.
# Cold: what the whole catalogue is read from, once after each publication; three tables of terms are among it.
QUERIES = {"lesson": 6, "course": 6, "my page": 10, "home, cold": 13, "home, cached": 1}

# In a large house: at most so many times what the lesson page costs there, and as many queries as in a small one.
OF_A_LESSON = 3.0
LARGE_QUERIES = {
    "search, many": 8,
    "search, a slip": 8,
    "search, nothing": 5,
    "drift": 14,
    "drift, narrowed": 14,
    "course of 200": 6,
    "quiz of 100": 7,
    "calendar of 2,000": 2,
}

FIRST_VISIT = {"requests": 6, "total": 60 * KB, "html": 25 * KB, "css": 12 * KB, "js": 5 * KB}
SECOND_VISIT = {"total": 15 * KB}
TWICE_AS_LONG = 3.0  # times the CPU of half a hostile text: what grows with the square of it costs four times
PROMOTED_WITHIN = 5.0  # seconds, for a waitlist of 2,000
# Of a Trac's tickets: times what one costs that is read alone; of all together, each of them.
OF_ONE_ALONE = {"together": 0.25, "mirrored": 0.75, "searchable": 3.0, "idle": 10.0, "idle_mirrored": 12.0}
# Of sandboxes: times what podman needs until a program in a container of the same image has spoken.
OF_A_CONTAINER = {"prompt": 0.6, "page": 1.5}
BESIDE_A_CROWD = 1.1  # times as long as without, beside fifty that take all they can get
SANDBOX_MEMORY = 3_000_000  # bytes of one that idles
MEMORY = 250 * 1024 * 1024  # two web processes after the load


@dataclass(frozen=True)
class Broken:
    name: str
    measured: str
    most: str

    def __str__(self) -> str:
        return f"{self.name}: {self.measured}, at most {self.most}"


def broken_ratios(measured: Mapping[str, Spread]) -> Iterator[Broken]:
    for name, most in RATIO.items():
        if name in measured and measured[name].middle > most:
            noise = (
                f"{measured[name].middle:.2f} × floor (passes {measured[name].least:.2f} to {measured[name].most:.2f})"
            )
            yield Broken(f"CPU of {name}", noise, f"{most:g}")


def broken_queries(measured: Mapping[str, int]) -> Iterator[Broken]:
    for name, most in QUERIES.items():
        if name in measured and measured[name] > most:
            yield Broken(f"queries of {name}", str(measured[name]), str(most))


def broken_large(lessons: Mapping[str, Spread]) -> Iterator[Broken]:
    """``lessons``: each page's cost as a multiple of the lesson page's in the same pass."""
    for name in LARGE_QUERIES:
        measured = lessons.get(name)
        if measured and measured.middle > OF_A_LESSON:
            noise = f"{measured.middle:.2f} × lesson (passes {measured.least:.2f} to {measured.most:.2f})"
            yield Broken(f"CPU of {name}", noise, f"{OF_A_LESSON:g}")


def broken_growth(small: Mapping[str, int], large: Mapping[str, int]) -> Iterator[Broken]:
    for name, most in LARGE_QUERIES.items():
        if large[name] > most:
            yield Broken(f"queries of {name}", str(large[name]), str(most))
        if large[name] != small[name]:
            yield Broken(f"queries of {name} in a large house", str(large[name]), f"the {small[name]} of a small one")


def broken_weights(page: str, first: Weight, second: Weight) -> Iterator[Broken]:
    for visit, weight, budget in (("first", first, FIRST_VISIT), ("second", second, SECOND_VISIT)):
        for part, most in budget.items():
            if (size := getattr(weight, part)) > most:
                yield Broken(f"{part} of {page}, {visit} visit", f"{size:,}", f"{most:,}")
        if weight.strangers:
            yield Broken(f"third parties of {page}, {visit} visit", ", ".join(weight.strangers), "none")


def broken_memory(measured: int) -> Iterator[Broken]:
    if measured > MEMORY:
        yield Broken("memory of two web processes", f"{measured / 2**20:.0f} MiB", f"{MEMORY / 2**20:.0f} MiB")


def broken_race(refused: Sequence[int], counted: Mapping[str, Any], people: int, seats: int) -> Iterator[Broken]:
    """Everybody is answered; exactly so many have a seat, and the others a place of their own."""
    if refused:
        yield Broken("answers that refused somebody in the race", f"{len(refused)}, such as {refused[0]}", "none")
    wanted = {"confirmed": seats, "waitlisted": people - seats}
    if counted["states"] != wanted:
        yield Broken("what became of everybody in the race", str(counted["states"]), str(wanted))
    if counted["places"] != people - seats:
        yield Broken("distinct places on the list", str(counted["places"]), str(people - seats))


def broken_promotion(took: Mapping[str, float]) -> Iterator[Broken]:
    for mode, seconds in took.items():
        if seconds > PROMOTED_WITHIN:
            yield Broken(f"a long waitlist, {mode}", f"{seconds:.1f} s", f"{PROMOTED_WITHIN:g} s")


def broken_trackers(ratios: Mapping[str, float]) -> Iterator[Broken]:
    for name, most in OF_ONE_ALONE.items():
        if ratios[name] > most:
            yield Broken(f"a Trac, {name}", f"{ratios[name]:.2f} × one ticket alone", f"{most:g}")


def broken_sandboxes(ratios: Mapping[str, float]) -> Iterator[Broken]:
    for name, most in OF_A_CONTAINER.items():
        if ratios[name] > most:
            yield Broken(f"sandbox, {name}", f"{ratios[name]:.2f} × container", f"{most:g}")
