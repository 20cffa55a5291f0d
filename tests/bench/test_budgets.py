import dataclasses

from bench import budgets
from bench.figures import KB, Spread, Weight

LIGHT = Weight(requests=4, total=20 * KB, html=9 * KB, css=8 * KB, js=3 * KB, media=900 * KB, strangers=())
AGAIN = Weight(requests=1, total=9 * KB, html=9 * KB, css=0, js=0, media=0, strangers=())


def names(broken: object) -> list[str]:
    return [one.name for one in broken]  # type: ignore[attr-defined]


def exactly(most: float) -> Spread:
    return Spread(middle=most, least=most - 0.1, most=most + 5)


def test_what_is_just_on_its_limit_holds() -> None:
    ratios = {name: exactly(most) for name, most in budgets.RATIO.items()}
    full = Weight(**budgets.FIRST_VISIT, media=0, strangers=())

    assert names(budgets.broken_ratios(ratios)) == []
    assert names(budgets.broken_queries(budgets.QUERIES)) == []
    assert names(budgets.broken_weights("lesson", full, dataclasses.replace(AGAIN, **budgets.SECOND_VISIT))) == []
    assert names(budgets.broken_memory(budgets.MEMORY)) == []


def test_a_broken_ratio_tells_its_noise() -> None:
    broken = list(budgets.broken_ratios({"lesson": Spread(middle=2.25, least=1.9, most=3.5)}))

    assert [str(one) for one in broken] == ["CPU of lesson: 2.25 × floor (passes 1.90 to 3.50), at most 2"]


def test_one_query_too_many_is_named() -> None:
    counted = {name: most + (name == "my page") for name, most in budgets.QUERIES.items()}

    assert names(budgets.broken_queries(counted)) == ["queries of my page"]


def test_three_lessons_are_the_limit_of_what_grows() -> None:
    at_most = {name: exactly(budgets.OF_A_LESSON) for name in budgets.LARGE_QUERIES}

    assert names(budgets.broken_large(at_most)) == []
    assert [str(one) for one in budgets.broken_large({"drift": Spread(middle=3.5, least=3.1, most=4)})] == [
        "CPU of drift: 3.50 × lesson (passes 3.10 to 4.00), at most 3"
    ]


def test_a_query_more_in_a_large_house_is_broken_even_below_the_limit() -> None:
    limits = budgets.LARGE_QUERIES

    assert names(budgets.broken_growth(limits, limits)) == []
    assert [str(one) for one in budgets.broken_growth(limits | {"drift": limits["drift"] - 1}, limits)] == [
        f"queries of drift in a large house: {limits['drift']}, at most the {limits['drift'] - 1} of a small one"
    ]
    more = {name: most + 1 for name, most in limits.items()}
    assert names(budgets.broken_growth(more, more)) == [f"queries of {name}" for name in limits]


def test_media_is_in_no_sum_but_the_rest_is_held_to_every_limit() -> None:
    heavy = Weight(requests=7, total=61 * KB, html=26 * KB, css=13 * KB, js=6 * KB, media=0, strangers=())

    assert names(budgets.broken_weights("home", LIGHT, AGAIN)) == []
    assert names(budgets.broken_weights("home", heavy, AGAIN)) == [
        f"{part} of home, first visit" for part in ("requests", "total", "html", "css", "js")
    ]


def test_a_second_visit_that_loads_everything_again_is_broken() -> None:
    assert names(budgets.broken_weights("home", LIGHT, LIGHT)) == ["total of home, second visit"]


def test_one_byte_of_a_third_party_is_broken_and_named() -> None:
    called = dataclasses.replace(LIGHT, strangers=("https://cdn.example/x.js",))

    assert [str(one) for one in budgets.broken_weights("home", called, AGAIN)] == [
        "third parties of home, first visit: https://cdn.example/x.js, at most none"
    ]


def test_memory_beyond_its_limit_is_told_in_mebibytes() -> None:
    assert [str(one) for one in budgets.broken_memory(budgets.MEMORY + 20 * 2**20)] == [
        "memory of two web processes: 270 MiB, at most 250 MiB"
    ]


def test_a_race_is_broken_by_one_seat_too_many_one_refusal_or_one_shared_place() -> None:
    fair = {"states": {"confirmed": 20, "waitlisted": 480}, "places": 480}
    oversold = {"states": {"confirmed": 21, "waitlisted": 479}, "places": 479}

    assert names(budgets.broken_race((), fair, 500, 20)) == []
    assert names(budgets.broken_race((503,), fair, 500, 20)) == ["answers that refused somebody in the race"]
    assert len(names(budgets.broken_race((), oversold, 500, 20))) == 2
    assert names(budgets.broken_race((), fair | {"places": 479}, 500, 20)) == ["distinct places on the list"]


def test_a_long_list_has_five_seconds() -> None:
    assert names(budgets.broken_promotion({"confirm": 5.0, "offer": 5.1})) == ["a long waitlist, offer"]


def test_what_a_ticket_of_many_may_cost_beside_one_alone() -> None:
    limits = budgets.OF_ONE_ALONE

    assert names(budgets.broken_trackers(limits)) == []
    assert [str(one) for one in budgets.broken_trackers(limits | {"together": 0.3})] == [
        "a Trac, together: 0.30 × one ticket alone, at most 0.25"
    ]
