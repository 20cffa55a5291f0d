"""A real Trac on this machine, for tests and demonstrations: installed once, copied from a template, gone when it ends.

``python deploy/real_trac.py`` starts one and says where it is. Needs nothing but Python's own library: Trac comes from
the package index, its RPC plug-in, which is not there, from the distribution; signatures are checked by apt. Installed
into VEREDA_TRAC_HOME, or var/trac. Nothing of the system is changed.
"""

import base64
import fcntl
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
RECIPE = "Trac 1.6 with tracrpc, template 4"  # changed with whatever is installed, so that old folders are made anew
PACKAGES = ("Trac==1.6", "setuptools<81", "legacy-cgi; python_version >= '3.13'")
DATABASE = "sqlite:db/trac.db?timeout=2&synchronous=OFF"  # seconds; nobody minds if it does not outlive a power cut
PATIENCE = 60  # seconds for a server to answer

# Whoever is not named may do nothing. ``vereda`` has what our documentation asks for.
RIGHTS = {
    "admin": ["TRAC_ADMIN"],
    "vereda": ["XML_RPC", "TICKET_VIEW", "TICKET_APPEND", "TICKET_MODIFY"],
    "commenter": ["XML_RPC", "TICKET_VIEW", "TICKET_APPEND"],
    "reader": ["XML_RPC", "TICKET_VIEW"],
    "blind": ["XML_RPC"],
    "stranger": [],
}

PREPARE = """
import sys
from trac.env import Environment
from trac.perm import PermissionSystem
env = Environment(sys.argv[1])
env.config.set("components", "tracrpc.*", "enabled")
env.config.set("trac", "check_auth_ip", "disabled")
for name, value in (
    ("smtp_enabled", "enabled"), ("email_sender", "SendmailEmailSender"), ("sendmail_path", sys.argv[2]),
    ("smtp_always_cc", "desk@example.org"), ("smtp_from", "trac@example.org"),
):
    env.config.set("notification", name, value)
env.config.save()
permissions = PermissionSystem(Environment(sys.argv[1]))  # looks at the plug-in anew
for name, right in permissions.get_all_permissions():
    permissions.revoke_permission(name, right)
for entry in sys.argv[3:]:
    permissions.grant_permission(*entry.split(":"))
"""


KEEP_MAIL = """#!/bin/sh
exec cat >"$(mktemp "$VEREDA_TRAC_MAIL/XXXXXXXX")"
"""


class NotInstalled(Exception):
    """Something could not be fetched or made; the message says what."""


def home() -> Path:
    return Path(os.environ.get("VEREDA_TRAC_HOME") or ROOT / "var" / "trac")


def install() -> Path:
    """The folder of an installed Trac; made if need be, by one process at a time."""
    folder = home().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = folder / "recipe"
        if not stamp.exists() or stamp.read_text() != RECIPE:
            stamp.unlink(missing_ok=True)
            _install_into(folder)
            stamp.write_text(RECIPE)
    return folder


def _install_into(folder: Path) -> None:
    for name in ("venv", "template", "apt", "plugin"):
        shutil.rmtree(folder / name, ignore_errors=True)
    _run(sys.executable, "-m", "venv", folder / "venv")
    python = folder / "venv" / "bin" / "python"
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES)
    [packages] = (folder / "venv" / "lib").glob("python3*/site-packages")
    _run("dpkg-deb", "-x", _plugin(folder / "apt"), folder / "plugin")
    shutil.copytree(folder / "plugin" / "usr/lib/python3/dist-packages", packages, dirs_exist_ok=True)
    _run(folder / "venv/bin/trac-admin", folder / "template", "initenv", "Support", DATABASE)
    sendmail = folder / "sendmail"
    sendmail.write_text(KEEP_MAIL)
    sendmail.chmod(0o755)
    rights = [f"{name}:{right}" for name, granted in RIGHTS.items() for right in granted]
    _run(python, "-c", PREPARE, folder / "template", sendmail, *rights)


def _plugin(folder: Path) -> Path:
    """The package of the RPC plug-in: from where apt looks anyway, else from a later part of the same distribution."""
    folder.mkdir()
    if _download(folder, []):
        return next(folder.glob("*.deb"))
    sources = _run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages").split()
    if not sources:
        raise NotInstalled("apt knows no source of packages, so there is none of trac-xmlrpc.")
    for suite in (f"{_codename()}-backports", _codename(), "trixie", "sid"):
        if _download(folder, _private_apt(folder, sources[0], suite)):
            return next(folder.glob("*.deb"))
    raise NotInstalled("No suite of this distribution has the package trac-xmlrpc (see what apt said above).")


def _private_apt(folder: Path, source: str, suite: str) -> list[str]:
    """Options under which apt knows one suite only and writes nowhere else."""
    keys = [path for path in Path("/usr/share/keyrings").glob("*-archive-keyring.gpg") if path.stem.count("-") == 2]
    (folder / "sources.list").write_text(f"deb [signed-by={','.join(map(str, keys))}] {source} {suite} main\n")
    (folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (folder / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    settings = {
        "Dir::Etc::SourceList": folder / "sources.list",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::Cache": folder / "cache",
    }
    options = [f"-o{name}={value}" for name, value in settings.items()]
    subprocess.run(["apt-get", "-qq", *options, "update"], check=False, stdin=subprocess.DEVNULL)
    return options


def _download(folder: Path, options: list[str]) -> bool:
    command = ["apt-get", "-qq", *options, "-oAPT::Sandbox::User=root", "download", "trac-xmlrpc"]
    done = subprocess.run(command, cwd=folder, check=False, stdin=subprocess.DEVNULL)
    return done.returncode == 0 and any(folder.glob("*.deb"))


def _codename() -> str:
    lines = Path("/etc/os-release").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line).get("VERSION_CODENAME", "").strip('"')


def _run(*command: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise NotInstalled(f"{command[0]} {command[1]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


class RealTrac:
    """A server on a free port of 127.0.0.1 with an environment of its own.

    ``passwords`` by name of account. What it mails is kept in the folder ``mail``, a file each.
    """

    def __init__(self) -> None:
        self.installed = install()
        self.folder = Path(tempfile.mkdtemp(prefix="vereda-trac-"))
        self.environment = self.folder / "env"
        self.python = self.installed / "venv" / "bin" / "python"
        shutil.copytree(self.installed / "template", self.environment)
        self.mail = self.folder / "mail"
        self.mail.mkdir()
        self.passwords = {name: secrets.token_urlsafe(12) for name in RIGHTS}
        lines = [f"{name}:{hashed(password)}\n" for name, password in self.passwords.items()]
        (self.folder / "htpasswd").write_text("".join(lines))
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        login = f"--basic-auth=env,{self.folder / 'htpasswd'},Support"
        command = [self.installed / "venv/bin/tracd", "-s", "--hostname", "127.0.0.1", "--port", self.port, login]
        with (self.folder / "said").open("wb") as said:
            process = subprocess.Popen(
                [*map(str, command), str(self.environment)],
                env=os.environ | {"VEREDA_TRAC_MAIL": str(self.mail)},
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        wait_for(process, self.address, self.folder / "said")
        return process

    def close(self) -> None:
        end(self._process)
        shutil.rmtree(self.folder, ignore_errors=True)


def wait_for(process: "subprocess.Popen[bytes]", address: str, said: Path) -> None:
    """Until it answers; raises NotInstalled, with what it ``said``, where it does not."""
    until = time.monotonic() + PATIENCE
    while not _answers(address):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise NotInstalled("tracd did not come up:\n" + said.read_text())
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/login", timeout=5):  # noqa: S310
            return True
    except HTTPError:  # 401: it asks who we are
        return True
    except OSError:
        return False


def end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def real_trac() -> Iterator[RealTrac]:
    server = RealTrac()
    try:
        yield server
    finally:
        server.close()


def hashed(password: str) -> str:
    return "{SHA}" + base64.b64encode(hashlib.sha1(password.encode(), usedforsecurity=False).digest()).decode()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    with real_trac() as running:
        print(running.address)
        for who, word in running.passwords.items():
            print(f"  {who}: {word}", flush=True)
        try:
            running._process.wait()
        except KeyboardInterrupt:
            print("ended")
