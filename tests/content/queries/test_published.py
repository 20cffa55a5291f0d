from threading import Barrier, Thread
from typing import Any

import pytest

from lms.content.queries import published
from lms.content.queries.published import remember
from tests.factories.site import forget_pages


def test_what_was_built_once_is_remembered_under_its_number_and_key() -> None:
    built: list[int] = []

    for number, key in [(1, "a"), (1, "a"), (1, "b"), (1, "a")]:
        assert remember(number, key, lambda: built.append(1) or len(built)) == (2 if key == "b" else 1)


def test_another_number_forgets_everything() -> None:
    remember(1, "a", lambda: "old")
    remember(2, "b", lambda: "new")

    assert remember(2, "a", lambda: "built again") == "built again"
    assert remember(1, "b", lambda: "and back again") == "and back again"


def test_none_and_nothing_are_remembered_too() -> None:
    remember(1, "a", lambda: None)

    assert remember(1, "a", lambda: "something") is None


def test_what_could_not_be_built_is_not_remembered() -> None:
    with pytest.raises(ZeroDivisionError):
        remember(1, "a", lambda: 1 / 0)

    assert remember(1, "a", lambda: "built") == "built"


def test_what_is_built_under_an_old_number_never_shows_under_the_new_one() -> None:
    def slowly() -> str:
        remember(2, "b", lambda: "somebody published meanwhile")
        return "old"

    assert remember(1, "a", slowly) == "old"
    assert remember(2, "a", lambda: "new") == "new"


def test_a_process_remembers_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MOST_REMEMBERED", 10)
    for key in range(100):
        remember(1, key, lambda: "page")
        assert len(published._remembered) <= 12


def test_threads_that_publish_and_read_at_once_get_what_belongs_to_their_number() -> None:
    start, wrong = Barrier(4), []

    def read(offset: int) -> None:
        start.wait()
        for turn in range(2000):
            number = (turn + offset) // 5
            found: Any = remember(number, "page", lambda number=number: number)
            if found != number:
                wrong.append((found, number))

    threads = [Thread(target=read, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.fixture(autouse=True)
def nothing_left() -> Any:
    yield
    forget_pages()
