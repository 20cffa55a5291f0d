"""What is asked of every tracker module, and the words that tests say in doing so."""

from collections.abc import Callable

from courses.practice.trackers.port import Access, Ticket, Tracker

Opener = Callable[[Access], Tracker]
MARKER = "[vereda:3f9c1a]"
REPLY = "Please restart the printer. It helped others."
NOWHERE = ["999999", "0", "-1", "", "x", "1/../2", "१", "9" * 5000]

CALLS: dict[str, Callable[[Tracker, str], object]] = {
    "changes": lambda tracker, number: list(tracker.changes("")),
    "get": lambda tracker, number: tracker.get(number),
    "numbers": lambda tracker, number: list(tracker.numbers()),
    "actions": lambda tracker, number: tracker.actions(number),
    "answer": lambda tracker, number: tracker.answer(number, REPLY, marker=MARKER),
    "check": lambda tracker, number: tracker.check(),
}


def read(tracker: Tracker, mark: str = "") -> tuple[list[Ticket], str]:
    """All that changed since, each ticket once, and the mark to go on from."""
    found: dict[str, Ticket] = {}
    for batch in tracker.changes(mark):
        assert len(batch.tickets) <= 100
        found |= {ticket.number: ticket for ticket in batch.tickets}
        mark = batch.mark
    return list(found.values()), mark
