"""A real Request Tracker 5 (Debian's package request-tracker5) on a free port, with its database, configuration and
outgoing mail in a folder of the test. Nothing of /etc or /var is read or written."""

import base64
import json
import os
import quopri
import sqlite3
import subprocess
from contextlib import closing
from http.cookiejar import CookieJar
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from courses.practice.trackers.port import Access
from tests.core.processes import ROOT
from tests.servers.brokers import Server, free_port

PROGRAM = Path("/usr/share/request-tracker5/libexec/rt-server")
PASSWORD = "a password for tests"
QUEUE = "General"

SITE = """
Set($rtname, 'desk.test');
Set($Organization, 'desk.test');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebPath, '');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/rt.db');
Set($DatabaseUser, '');
Set($DatabasePassword, '');
Set($WebSessionClass, 'Apache::Session::File');
Set($BcryptCost, 4);
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToFile, undef);
Set($LogToSTDERR, 'error');
$RT::VarPath = '{folder}/var';
$RT::MasonDataDir = '{folder}/mason';
$RT::MasonSessionDir = '{folder}/sessions';
1;
"""

SEED = r"""
use strict; use warnings;
use lib '/usr/share/request-tracker5/lib';
use RT; RT->LoadConfig; RT->Init;
my $password = shift;
my $root = RT::User->new(RT->SystemUser);
$root->Load('root'); $root->SetPassword($password);
my %rights = (
    vereda => [qw(SeeQueue ShowTicket ShowTicketComments ReplyToTicket ModifyTicket ManageAuthTokens)],
    reader => [qw(SeeQueue ShowTicket)],
    blind => [],
);
for my $name (sort keys %rights) {
    my $user = RT::User->new(RT->SystemUser);
    my ($ok, $said) = $user->Create(Name => $name, Password => $password, Privileged => 1,
        EmailAddress => "$name\@desk.test", Timezone => 'America/Bogota');
    die $said unless $ok;
    for my $right (@{$rights{$name}}) {
        my $queue = RT::Queue->new(RT->SystemUser);
        $queue->Load('General');
        my $object = $right eq 'ManageAuthTokens' ? RT->System : $queue;
        ($ok, $said) = $user->PrincipalObj->GrantRight(Right => $right, Object => $object);
        die $said unless $ok;
    }
}
my $me = RT::CurrentUser->new; $me->Load('vereda');
my ($ok, $said, $token) = RT::AuthToken->new($me)->Create(Owner => $me->Id, Description => 'Vereda');
die $said unless $ok;
print "$token\n";
"""


class RequestTrackerServer:
    kind = "rt"
    closing_action = "resolved"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "rt"
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.token = ""
        self._environment = {
            "RT_SITE_CONFIG": str(self.folder / "RT_SiteConfig.pm"),
            "RT_SITE_CONFIG_DIR": str(self.folder / "none"),
            "TMPDIR": str(self.folder / "mail"),
        }
        command = [str(PROGRAM), "--host", "127.0.0.1", "--port", str(port), "--max-workers", "4"]
        self._server = Server(command, port, self._environment)
        self._port = port

    def start(self) -> None:
        for part in ("none", "mail", "var", "mason", "sessions"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "RT_SiteConfig.pm").write_text(
            SITE.replace("{folder}", str(self.folder)).replace("{port}", str(self._port))
        )
        (self.folder / "seed.pl").write_text(SEED)
        self._run(
            "/usr/sbin/rt-setup-database-5", "--action", "init", "--skip-create", "--dba", "", "--dba-password", ""
        )
        self.token = self._run("perl", str(self.folder / "seed.pl"), PASSWORD).splitlines()[-1]
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, env={**os.environ, **self._environment}, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # --- As the contract suite wants it ------------------------------------------------------------------------------

    @property
    def access(self) -> Access:
        return Access(self.address, "", self.token, QUEUE)

    def access_of(self, name: str) -> Access:
        return Access(self.address, name, PASSWORD, QUEUE)

    def access_without_rights(self) -> Access:
        return self.access_of("reader")

    def create(self, title: str, text: str, *, reporter: str = "member", address: str = "") -> str:
        requestor = address or f"{reporter}@example.org"
        value = {"Queue": QUEUE, "Subject": title, "Content": text, "ContentType": "text/plain", "Requestor": requestor}
        return str(self.rest("POST", "/ticket", value)["id"])

    def comment(self, number: str, text: str) -> None:
        self.rest("POST", f"/ticket/{number}/correspond", {"Content": text, "ContentType": "text/plain"})

    def attach(self, number: str, name: str, content: bytes) -> None:
        """As by mail: REST of RT 5.0.3 takes the signs of a name for its bytes."""
        kind = guess_type(name)[0] or "application/octet-stream"
        bytes_of_name = name.encode().decode("latin-1")
        file = {"FileName": bytes_of_name, "FileType": kind, "FileContent": base64.b64encode(content).decode()}
        value = {"Content": "See the file.", "ContentType": "text/plain", "Attachments": [file]}
        self.rest("POST", f"/ticket/{number}/correspond", value)

    def close(self, number: str) -> None:
        self.set_status(number, "resolved")

    def delete(self, number: str) -> None:
        self.set_status(number, "deleted")

    def set_status(self, number: str, status: str) -> None:
        self.rest("PUT", f"/ticket/{number}", {"Status": status})
        assert self.status(number) == status

    def comments(self, number: str) -> list[str]:
        said = (
            "SELECT Attachments.Content, ContentEncoding FROM Attachments JOIN Transactions"
            " ON TransactionId = Transactions.id WHERE ObjectType = 'RT::Ticket' AND ObjectId = ?"
            " AND Type IN ('Correspond', 'Comment') AND ContentType = 'text/plain' ORDER BY Transactions.id"
        )
        return [_decoded(text, encoding) for text, encoding in self.ask(said, number)]

    def is_closed(self, number: str) -> bool:
        return self.status(number) in ("resolved", "rejected")

    def times_closed(self, number: str) -> int:
        closed = (
            "SELECT count(*) FROM Transactions WHERE ObjectType = 'RT::Ticket' AND ObjectId = ?"
            " AND Type = 'Status' AND NewValue IN ('resolved', 'rejected')"
        )
        return int(self.ask(closed, number)[0][0])

    def status(self, number: str) -> str:
        return str(self.ask("SELECT Status FROM Tickets WHERE id = ?", number)[0][0])

    def ask(self, query: str, number: str) -> list[Any]:
        """Its own database, read beside it."""
        with closing(sqlite3.connect(self.folder / "rt.db", timeout=30)) as rows:
            return rows.execute(query, (int(number),)).fetchall()

    @property
    def version(self) -> str:
        return str(self.rest("GET", "/rt")["Version"]).partition("+")[0]

    def page(self, path: str) -> str:
        """As a person signed in sees it."""
        opener = build_opener(HTTPCookieProcessor(CookieJar()))
        form = urlencode({"user": "root", "pass": PASSWORD, "next": ""}).encode()
        opener.open(f"{self.address}/NoAuth/Login.html", form).close()
        with opener.open(f"{self.address}{path}") as answer:
            return str(answer.read().decode())

    def rest(self, method: str, path: str, value: Any = None) -> Any:
        login = base64.b64encode(f"root:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        body = None if value is None else json.dumps(value).encode()
        with build_opener().open(Request(f"{self.address}/REST/2.0{path}", body, headers, method=method)) as answer:
            return json.loads(answer.read())


def _decoded(text: str | bytes, encoding: str) -> str:
    stored = text.encode() if isinstance(text, str) else text
    return (quopri.decodestring(stored) if encoding == "quoted-printable" else stored).decode()
