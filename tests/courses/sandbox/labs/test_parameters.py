from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from courses.sandbox.labs import reading
from courses.sandbox.labs.parameters import draw, environment, fill, fill_all, ports
from courses.sandbox.labs.spec import Parameter
from tests.courses.sandbox.labs.folders import told_note

LAB = reading.read("told-note", told_note())
seeds = st.integers(min_value=0, max_value=2**63)
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
bounds = st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)).map(sorted)


@given(seeds, st.dictionaries(names, st.one_of(bounds, st.lists(st.text(min_size=1), min_size=1)), min_size=1))
def test_what_is_drawn_is_among_what_may_be(seed: int, given_: dict[str, list[object]]) -> None:
    parameters = tuple(
        Parameter(name, (), *value) if all(isinstance(one, int) for one in value) else Parameter(name, tuple(value))
        for name, value in given_.items()
    )
    drawn = draw(replace(LAB, parameters=parameters), seed)
    assert drawn == draw(replace(LAB, parameters=parameters), seed)
    for one in parameters:
        if one.choices:
            assert drawn[one.name] in one.choices
        else:
            assert one.least <= int(drawn[one.name]) <= one.most
    # One more or fewer changes no other.
    fewer = draw(replace(LAB, parameters=parameters[1:]), seed)
    assert fewer == {name: value for name, value in drawn.items() if name != parameters[0].name}


def test_the_same_seed_draws_the_same_on_every_machine() -> None:
    # printf 'vereda.parameter 7 room' | sha256sum, as a number, modulo 89, and 11 more
    assert draw(LAB, 7)["room"] == "89"


def test_every_choice_is_somebodys() -> None:
    drawn = [draw(LAB, seed) for seed in range(300)]
    assert {one["who"] for one in drawn} == {"carmen", "dalia", "eusebio"}
    assert {int(one["room"]) for one in drawn} >= {11, 99}


@given(st.text(), st.dictionaries(names, st.text()))
def test_filling_happens_once(text: str, values: dict[str, str]) -> None:
    held = dict.fromkeys(values, "{a}{b}")
    filled = fill("".join(f"{{{name}}}" for name in values), held)
    assert filled == "{a}{b}" * len(values)
    assert fill(text, {}) == text


def test_filling_knows_what_is_no_parameter() -> None:
    assert fill("{who} {whom} {} {Who} ${who} {who", {"who": "dalia"}) == "dalia {whom} {} {Who} $dalia {who"
    asked = {"port": 80, "has": ({"name": "{who}.example"},), "none": True, "texts": ("{who}", "x")}
    assert fill_all(asked, {"who": "dalia"}) == {
        "port": 80, "has": ({"name": "dalia.example"},), "none": True, "texts": ("dalia", "x"),
    }  # fmt: skip


def test_scripts_find_them_in_their_environment() -> None:
    assert environment({"who": "dalia", "a_b": "1"}, 5) == {"LAB_WHO": "dalia", "LAB_A_B": "1", "LAB_SEED": "5"}


def test_ports_are_this_learners() -> None:
    lab = replace(LAB, ports=(80, "{room}"))
    assert ports(lab, {"room": "42"}) == (80, 42)
