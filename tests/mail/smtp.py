"""A mail server that answers as it is told, on a free port of this machine."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class FakeServer:
    """``answers`` are given by command, once each, before the ordinary ones; an empty answer hangs up."""

    port: int = 0
    answers: dict[str, list[str]] = field(default_factory=dict)
    received: list[EmailMessage] = field(default_factory=list)

    def answer(self, command: str, ordinary: str) -> str:
        waiting = self.answers.get(command)
        return waiting.pop(0) if waiting else ordinary


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: FakeServer = self.server.fake  # type: ignore[attr-defined]
        if not self._say(server.answer("CONNECT", "220 here")):
            return
        for line in self.rfile:
            command = line.decode().strip().split(" ")[0].split(":")[0].upper()
            if command == "QUIT":
                self._say("221 bye")
                return
            if command == "DATA":
                if not self._say(server.answer("DATA", "354 go on")):
                    return
                if not self._take(server):
                    return
                continue
            if not self._say(server.answer(command, "250 ok")):
                return

    def _take(self, server: FakeServer) -> bool:
        lines: list[bytes] = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line[1:] if line.startswith(b"..") else line)
        answer = server.answer("END", "250 taken")
        if answer.startswith("2") or not answer:
            server.received.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        return self._say(answer)

    def _say(self, words: str) -> bool:
        if words:
            self.wfile.write(f"{words}\r\n".encode())
        return bool(words)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server() -> Iterator[FakeServer]:
    fake = FakeServer()
    with Server(("127.0.0.1", 0), Conversation) as server:
        server.fake = fake  # type: ignore[attr-defined]
        fake.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
