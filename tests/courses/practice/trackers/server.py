"""What the contract suite asks of a ticket system that it may do anything with: a real one, or one that answers in the
documented shapes. All writing here is done as somebody else than the account that the tracker module uses."""

from typing import Protocol

from courses.practice.trackers.port import Access


class Server(Protocol):
    kind: str
    access: Access  # its address is on 127.0.0.1; the account has just the rights that our documentation asks for
    closing_action: str  # the key of an action that closes an open ticket

    def create(self, title: str, text: str, *, reporter: str = "member", address: str = "") -> str:
        """The number of a new ticket."""

    def comment(self, number: str, text: str) -> None: ...

    def attach(self, number: str, name: str, content: bytes) -> None:
        """Where this kind has files."""

    def close(self, number: str) -> None: ...

    def delete(self, number: str) -> None: ...

    def comments(self, number: str) -> list[str]:
        """The texts of all comments that people see, as stored, oldest first."""

    def is_closed(self, number: str) -> bool: ...

    def times_closed(self, number: str) -> int:
        """How many changes have closed it, from its history."""

    def access_without_rights(self) -> Access:
        """A working account that may not comment."""
