"""A machine in memory that understands two words more: to put its files away, and to take them out again. Without them the
proof's solution that is undone would not be undone."""

from collections.abc import Mapping, Sequence

from courses.sandbox.runtimes.fake import FakeDriver
from courses.sandbox.runtimes.fake_language import File
from courses.sandbox.runtimes.port import Ran


class UndoingDriver(FakeDriver):
    def __init__(self) -> None:
        super().__init__()
        self._away: dict[str, dict[str, File]] = {}

    def run(
        self, key: str, command: Sequence[str], *, host: str = "", stdin: bytes = b"",
        environment: Mapping[str, str] | None = None, seconds: float = 10.0, most: int = 65_536,
    ) -> Ran:  # fmt: skip
        script = command[2] if len(command) > 2 else ""
        machine = self._host(key, host)
        if "tar -czf /tmp/before.tgz" in script:
            self._away[key] = dict(machine.files)
            return Ran(0, b"")
        if "tar -xpzf /tmp/before.tgz" in script:
            machine.files.clear()
            machine.files.update(self._away[key])
            return Ran(0, b"")
        return super().run(
            key, command, host=host, stdin=stdin, environment=environment, seconds=seconds, most=most
        )  # fmt: skip
