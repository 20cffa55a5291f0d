"""What a machine of the driver ``fake`` understands: a dozen words over a dictionary of files, and no program of the host.

    write PATH TEXT · cat [PATH…] · rm PATH · cd [PATH] · pwd · say TEXT · serve PORT [PROGRAM] · sleep SECONDS
    true · false · exit [CODE] · yes

In TEXT ``\\n``, ``\\x1b`` and so on stand for what they do in Python, ``$NAME`` for the environment.
"""

import posixpath
import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from string import Template

from courses.sandbox.runtimes.port import Program, RuntimeFailure

FOLDERS = frozenset({"/", "/bin", "/etc", "/home", "/root", "/srv", "/srv/answers", "/srv/www", "/tmp", "/usr", "/var"})  # noqa: S108
GIVEN = {"/etc/passwd": b"root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/srv/www:/usr/sbin/nologin\n"}
SHELLS = {"sh", "bash", "dash"}
ENDED = 137  # as if by SIGKILL


@dataclass(frozen=True)
class File:
    content: bytes
    mode: int = 0o644
    owner: int = 0
    group: int = 0
    modified: float = 0.0


@dataclass
class Machine:
    """One host. ``base``: what it began with; ``programs``: by the port on which they listen."""

    base: Mapping[str, File]
    environment: Mapping[str, str] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    programs: dict[int, Program] = field(default_factory=dict)
    has_ended: bool = False

    def is_folder(self, path: str) -> bool:
        inside = path.rstrip("/") + "/"
        return path in FOLDERS or any(name.startswith(inside) for name in list(self.files))

    def put(self, path: str, file: File) -> None:
        if not self.is_folder(posixpath.dirname(path)) or self.is_folder(path):
            raise RuntimeFailure("no such folder")
        self.files[path] = file


@dataclass
class Session:
    """A shell. ``left``: the code with which it ended."""

    machine: Machine
    folder: str = "/root"
    code: int = 0
    left: int | None = None

    def do(self, line: str, environment: Mapping[str, str] | None = None) -> bytes:
        """What one line prints."""
        text = Template(line).safe_substitute({**self.machine.environment, **(environment or {})})
        try:
            words = _words(text)
        except ValueError:
            self.code = 2
            return b"not closed\n"
        if not words:
            return b""
        word = WORDS.get(posixpath.basename(words[0]))
        if word is None:
            self.code = 127
            return f"{words[0]}: not found\n".encode()
        self.code = 0
        try:
            return word(self, words[1:])
        except (KeyError, IndexError, ValueError, RuntimeFailure) as error:
            self.code = 1
            return f"{words[0]}: {error}\n".encode()

    def at(self, path: str) -> str:
        return resolved(posixpath.join(self.folder, path))


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.escape = True, ""
    return list(lexer)


def resolved(path: str) -> str:
    return posixpath.normpath("/" + path.lstrip("/"))


def plain(text: str) -> bytes:
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape").encode()


def _write(session: Session, words: Sequence[str]) -> bytes:
    file = File(plain(" ".join(words[1:])) + b"\n", modified=time.time())
    session.machine.put(session.at(words[0]), file)
    return b""


def _cat(session: Session, words: Sequence[str]) -> bytes:
    return b"".join(session.machine.files[session.at(one)].content for one in words)


def _rm(session: Session, words: Sequence[str]) -> bytes:
    del session.machine.files[session.at(words[0])]
    return b""


def _chmod(session: Session, words: Sequence[str]) -> bytes:
    path = session.at(words[1])
    session.machine.files[path] = replace(session.machine.files[path], mode=int(words[0], 8))
    return b""


def _cd(session: Session, words: Sequence[str]) -> bytes:
    path = session.at(words[0] if words else "/root")
    if not session.machine.is_folder(path):
        raise RuntimeFailure("no such folder")
    session.folder = path
    return b""


def _serve(session: Session, words: Sequence[str]) -> bytes:
    path = words[1] if len(words) > 1 else "/usr/sbin/nginx"
    port = int(words[0])
    session.machine.programs[port] = Program(path, (path,), 0, (port,), is_pristine=path not in session.machine.files)
    return b""


def _exit(session: Session, words: Sequence[str]) -> bytes:
    session.left = session.code = int(words[0]) if words else 0
    return b""


def _with_code(code: int) -> Callable[[Session, Sequence[str]], bytes]:
    def ends(session: Session, words: Sequence[str]) -> bytes:
        session.code = code
        return b""

    return ends


def _sleep(session: Session, words: Sequence[str]) -> bytes:
    until = time.monotonic() + float(words[0])
    while time.monotonic() < until and not session.machine.has_ended:
        time.sleep(0.01)
    return b""


WORDS: Mapping[str, Callable[[Session, Sequence[str]], bytes]] = {
    "write": _write,
    "cat": _cat,
    "rm": _rm,
    "chmod": _chmod,
    "cd": _cd,
    "pwd": lambda session, words: f"{session.folder}\n".encode(),
    "say": lambda session, words: plain(" ".join(words)) + b"\n",
    "serve": _serve,
    "sleep": _sleep,
    "true": _with_code(0),
    "false": _with_code(1),
    "set": _with_code(0),
    "exit": _exit,
}


def script(command: Sequence[str], stdin: bytes) -> tuple[list[str], str, str]:
    """The lines that a command means, where it begins, and what it says at its end before the folder where it is then. With
    arguments after the script (``sh -c SCRIPT NAME FOLDER COMMAND MARK``) it is the daemon's own way to run a command of a
    learner's: courses.sandbox.daemon.commands."""
    name = posixpath.basename(command[0])
    if name not in SHELLS:
        return [shlex.join((name, *command[1:]))], "/root", ""
    if "-c" not in command:
        return stdin.decode("utf-8", "replace").splitlines(), "/root", ""
    rest = command[list(command).index("-c") + 1 :]
    if len(rest) == 5:
        return rest[3].splitlines(), rest[2], rest[4]
    return rest[0].splitlines(), "/root", ""


def run(
    machine: Machine, command: Sequence[str], stdin: bytes, environment: Mapping[str, str] | None, seconds: float
) -> tuple[int | None, bytes]:
    """The code and the output; no code where ``seconds`` were not enough."""
    lines, folder, mark = script(command, stdin)
    session, output = Session(machine, folder if machine.is_folder(folder) else "/root"), b""
    until = time.monotonic() + seconds
    for line in lines:
        words = line.split()
        if words[:1] == ["sleep"] and float(words[1]) > until - time.monotonic():
            session.do(f"sleep {max(0.0, until - time.monotonic())}")
            return None, output
        output += session.do(line, environment)
        if session.left is not None:
            break
    with suppress(RuntimeFailure):
        output += f"\n{mark}{session.folder}\n".encode() if mark else b""
    return (ENDED if machine.has_ended else session.code), output
