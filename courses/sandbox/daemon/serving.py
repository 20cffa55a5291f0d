"""The daemon, put together, and how it is served."""

import importlib
import logging
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from courses.sandbox.daemon.app import App
from courses.sandbox.daemon.building import build_missing
from courses.sandbox.daemon.clocks import Clock
from courses.sandbox.daemon.crew import Crew
from courses.sandbox.daemon.drivers import Nothing
from courses.sandbox.daemon.gate import Gate
from courses.sandbox.daemon.house import House, has_room
from courses.sandbox.daemon.keeping import Keeping
from courses.sandbox.daemon.preview import Preview
from courses.sandbox.daemon.settings import Settings, WrongSetting
from courses.sandbox.daemon.workbench import Tools, Workbench
from courses.sandbox.runtimes.port import SandboxDriver

LARGEST_MESSAGE = 64 * 1024  # bytes of one WebSocket message
LARGEST_HEAD = 32 * 1024
BACKLOG = 256
UNSENT = 128 * 1024  # bytes in the kernel for one connection
ENDS_WITHIN = 3  # seconds for answers that are on their way
# Loaded by name, some of them only when they are first needed: by then the interpreter may be out of reach.
LATE = (
    "asyncio.taskgroups", "asyncio.timeouts", "concurrent.futures.thread", "encodings.ascii", "encodings.idna",
    "encodings.latin_1", "encodings.utf_8", "encodings.unicode_escape", "stringprep", "h11", "http.client", "linecache",
    "lzma", "bz2", "gzip", "tarfile", "traceback", "email.utils", "tempfile", "uvicorn.lifespan.on",
    "uvicorn.loops.asyncio", "uvicorn.protocols.http.h11_impl", "uvicorn.protocols.websockets.websockets_sansio_impl",
    "websockets.server", "websockets.http11", "websockets.frames", "yaml",
)  # fmt: skip

logger = logging.getLogger("sandboxd")


def load() -> None:
    for name in LATE:
        importlib.import_module(name)


def listen(address: str, port: int) -> socket.socket:
    """Raises WrongSetting."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        listening = socket.create_server((address, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise WrongSetting(f"SANDBOX_BIND: {error.strerror}") from error
    # Every connection inherits it. The kernel would take four megabytes for a browser that does not read, and whoever ends
    # a program that says too much would have to see all of them first.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNSENT)
    return listening


def build(
    settings: Settings, driver: SandboxDriver, bench: Workbench, clock: Clock, room: Callable[[], bool] | None = None
) -> App:
    tools = Tools(driver, bench, Keeping(settings.data), Crew(), clock)
    house = House(tools, settings.most, settings.per_person, room or (lambda: has_room(settings.data)))
    are_ours = settings.images == settings.data / "images"
    if are_ours and settings.runtime in ("bwrap", "runsc") and not isinstance(driver, Nothing):
        house.beside = lambda: build_missing(settings.images, tools.crew, lambda: house.is_closing)
    gate = Gate(settings.key, clock)
    preview = Preview(house, gate, settings.preview, settings.origins, is_secure=settings.is_secure)
    return App(house, gate, preview, settings.origins)


class Server(uvicorn.Server):
    """Says where it listens once what an earlier daemon left behind is gone. Ends after it has saved, however often it is
    told to: a key at the console and a supervisor both say so."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for one in sockets or ():
            logger.info("listens on %s:%s", *one.getsockname()[:2])


def server(app: App) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http="h11",
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=ENDS_WITHIN,
        timeout_keep_alive=30,
        h11_max_incomplete_event_size=LARGEST_HEAD,
    )
    config.load()
    return Server(config)
