import pytest

from bench.figures import (
    Loaded,
    Spread,
    Stat,
    Weight,
    descendants,
    quantile,
    ratios,
    read_pss,
    read_stat,
    spread,
    times,
    weigh,
)


def stat_line(name: str, parent: int, user: int, system: int, children_user: int, children_system: int) -> str:
    """As the kernel writes it (man 5 proc): process, (name), state, parent, nine others, four times, the rest."""
    others = " ".join(["7"] * 9)
    return f"42 ({name}) S {parent} {others} {user} {system} {children_user} {children_system} 20 0 4 0 99 1 2\n"


@pytest.mark.parametrize("name", ["granian", "a (b) c", "x) S 1 2 3", ""])
def test_a_process_is_read_whatever_its_name_holds(name: str) -> None:
    assert read_stat(stat_line(name, 17, 100, 20, 3, 4)) == Stat(parent=17, ticks=127)


def test_shared_memory_is_read_as_its_share_in_bytes() -> None:
    text = "5590-7ffd ---p 00000000 00:00 0 [rollup]\nRss:  9000 kB\nPss:  4321 kB\nPss_Dirty: 11 kB\n"

    assert read_pss(text) == 4321 * 1024


def test_memory_without_its_line_is_an_error() -> None:
    with pytest.raises(ValueError, match="Pss"):
        read_pss("Rss: 9000 kB\n")


def test_a_tree_holds_children_of_children_and_nobody_else() -> None:
    parents = {10: 1, 11: 10, 12: 10, 13: 12, 20: 1, 21: 20}

    assert descendants(10, parents) == [10, 11, 12, 13]


def test_a_process_that_is_gone_is_a_tree_of_its_own() -> None:
    assert descendants(99, {10: 1}) == [99]


def test_the_middle_of_passes_ignores_one_disturbed_pass() -> None:
    assert spread([2.0, 90.0, 1.0, 3.0, 2.5]) == Spread(middle=2.5, least=1.0, most=90.0)
    assert spread([1.0, 3.0]).middle == 2.0


def test_each_pass_is_held_against_the_floor_around_it() -> None:
    assert ratios([4.0, 8.0], [(2.0, 2.0), (3.0, 5.0)]) == [2.0, 2.0]


def test_a_machine_of_half_the_speed_has_the_same_ratios() -> None:
    quick = ratios([3.0, 5.0], [(1.0, 1.5), (2.0, 1.0)])

    assert ratios([6.0, 10.0], [(2.0, 3.0), (4.0, 2.0)]) == quick


def test_a_floor_that_is_missing_for_a_pass_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0, 2.0], [(1.0, 1.0)])


def test_a_visit_is_summed_by_kind_and_media_stands_apart() -> None:
    here = "http://127.0.0.1:8000"
    loaded = [
        Loaded(f"{here}/en/", "Document", 7000),
        Loaded(f"{here}/static/a.css", "Stylesheet", 3000),
        Loaded(f"{here}/static/b.js", "Script", 2000),
        Loaded(f"{here}/static/c.svg", "Image", 500),
        Loaded(f"{here}/media/picture.webp", "Image", 40_000),
    ]

    expected = Weight(requests=5, total=12_500, html=7000, css=3000, js=2000, media=40_000, strangers=())
    assert weigh(loaded, here) == expected


def test_another_host_is_a_stranger_even_when_its_name_begins_like_ours() -> None:
    loaded = [Loaded("http://127.0.0.1:80001/x.js", "Script", 10)]

    assert weigh(loaded, "http://127.0.0.1:8000").strangers == ("http://127.0.0.1:80001/x.js",)


def test_each_pass_is_compared_with_the_same_pass() -> None:
    assert times([6.0, 9.0], [2.0, 6.0]) == [3.0, 1.5]


def test_a_quantile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(100, 0, -1)]

    assert [quantile(values, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert quantile([7.0], 0.5) == 7
