"""A real Redmine 5 (Debian's packages redmine and puma) on a free port, with its database, configuration and files in a
folder of the test. Nothing of /etc is read, nothing of /var is written."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, build_opener

from courses.practice.trackers.port import Access
from tests.servers.brokers import Server, free_port

PROGRAM = Path("/usr/share/redmine")
PROJECT = "desk"
FORMATS = ("textile", "common_mark", "markdown")

GEMS = f'eval_gemfile "{PROGRAM}/Gemfile"\ngem "puma"\ngem "sqlite3", "~> 1.4.0"\n'
DATABASE = "production: {{adapter: sqlite3, database: {folder}/redmine.db, encoding: utf8, timeout: 20000}}\n"

SEED = r"""
require "json"
Redmine::DefaultData::Loader.load("en")
Setting.rest_api_enabled = 1
Setting.default_language = "en"
admin = User.find_by_login("admin")
admin.must_change_passwd = false
admin.save!(validate: false)
project = Project.create!(name: "Desk", identifier: "desk", is_public: false)
project.enabled_module_names = %w[issue_tracking wiki repository]
project.trackers = Tracker.all
project.wiki.pages.create!(title: "Start", content: WikiContent.new(text: "h1. Start", author: admin))
files = Repository::Git.create!(project: project, url: "/nonexistent.git", identifier: "repo", is_default: true)
Changeset.create!(repository: files, revision: "12", scmid: "abc", committed_on: Time.now, comments: "A change")
other = Project.create!(name: "Other", identifier: "other", is_public: true, enabled_module_names: %w[issue_tracking])
other.trackers = Tracker.all
rights = {
  "vereda" => %i[view_issues add_issue_notes edit_issues],
  "reader" => %i[view_issues],
  "powerful" => %i[view_issues add_issue_notes edit_issues delete_issues view_private_notes],
  "alicia" => %i[view_issues add_issues],
  "member" => %i[view_issues add_issues],
  "blind" => [],
}
keys = {admin: admin.api_key}
rights.each do |login, permissions|
  role = Role.new(name: login, issues_visibility: "all")
  role.permissions = permissions
  role.save!
  Tracker.all.each do |tracker|
    IssueStatus.all.to_a.permutation(2) do |old, new|
      WorkflowTransition.create!(tracker: tracker, role: role, old_status: old, new_status: new)
    end
  end if login == "vereda"
  user = User.new(firstname: login, lastname: "Of the desk", mail: "#{login}@desk.test", language: "en")
  user.login = login
  user.password = user.password_confirmation = "a password for tests"
  user.save!
  Member.create!(principal: user, project: project, roles: [role]) unless login == "blind"
  keys[login] = user.api_key
end
puts "KEYS " + keys.to_json
"""

# Texts from one file, what people see of them into another, by every formatter.
RENDER = r"""
require "json"
texts = JSON.parse(File.read(ARGV[0]))
User.current = User.find_by_login("admin")
project = Project.find("desk")
controller = IssuesController.new
controller.request = ActionDispatch::Request.new(Rack::MockRequest.env_for("http://desk.test/"))
controller.response = ActionDispatch::Response.new
view = controller.view_context
view.instance_variable_set(:@project, project)
seen = %w[textile common_mark markdown].map do |format|
  Setting.text_formatting = format
  shown = texts.map { |text| view.textilizable(text, object: Issue.first, project: project) }
  [format, shown]
end
Setting.text_formatting = "textile"
File.write(ARGV[1], seen.to_h.to_json)
"""


class RedmineServer:
    kind = "redmine"
    closing_action = "5"  # "Closed" of the default data

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "redmine"
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.keys: dict[str, str] = {}
        self._environment = {
            "BUNDLE_GEMFILE": str(self.folder / "Gemfile"),
            "REDMINE_INSTANCE": f"{'../' * 8}{self.folder.relative_to('/')}",
            "RAILS_ENV": "production",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
        }
        options = ["--bind", f"tcp://127.0.0.1:{port}", "--threads", "2:4", "--dir", str(PROGRAM)]
        command = ["ruby", "-S", "bundle", "exec", "puma", *options, str(PROGRAM / "config.ru")]
        self._server = Server(command, port, self._environment)

    def start(self) -> None:
        for part in ("config", "files", "log", "tmp", "public"):
            (self.folder / part).mkdir(parents=True)
        (self.folder / "Gemfile").write_text(GEMS)
        (self.folder / "config" / "database.yml").write_text(DATABASE.format(folder=self.folder))
        (self.folder / "config" / "secret_key.txt").write_text("0123456789abcdef" * 8)
        (self.folder / "seed.rb").write_text(SEED)
        (self.folder / "render.rb").write_text(RENDER)
        self._run("rake", "db:migrate")
        told = self._run("rails", "runner", str(self.folder / "seed.rb"))
        self.keys = json.loads(
            next(line for line in told.splitlines() if line.startswith("KEYS ")).removeprefix("KEYS ")
        )
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            ["ruby", "-S", "bundle", "exec", *command],
            env={**os.environ, **self._environment},
            cwd=PROGRAM,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rendered(self, texts: list[str]) -> dict[str, list[str]]:
        """What people see of each, as HTML, by every formatter that Redmine has."""
        asked, seen = self.folder / "texts.json", self.folder / "seen.json"
        asked.write_text(json.dumps(texts))
        self._run("rails", "runner", str(self.folder / "render.rb"), str(asked), str(seen))
        return dict(json.loads(seen.read_text()))

    # --- As the contract suite wants it ------------------------------------------------------------------------------

    @property
    def access(self) -> Access:
        return self.access_of("vereda")

    def access_of(self, name: str) -> Access:
        return Access(self.address, name, self.keys[name], PROJECT)

    def access_without_rights(self) -> Access:
        return self.access_of("reader")

    def create(self, title: str, text: str, *, reporter: str = "member", address: str = "") -> str:
        issue = {"project_id": PROJECT, "tracker_id": 1, "priority_id": 2, "subject": title, "description": text}
        return str(self.rest("POST", "/issues.json", {"issue": issue}, by=reporter)["issue"]["id"])

    def comment(self, number: str, text: str) -> None:
        self.change(number, notes=text)

    def attach(self, number: str, name: str, content: bytes) -> None:
        headers = {"X-Redmine-API-Key": self.keys["admin"], "Content-Type": "application/octet-stream"}
        request = Request(f"{self.address}/uploads.json?filename={quote(name)}", content, headers, method="POST")
        with build_opener().open(request) as answer:
            token = json.loads(answer.read())["upload"]["token"]
        kind = guess_type(name)[0] or "application/octet-stream"
        self.change(number, uploads=[{"token": token, "filename": name, "content_type": kind}])

    def close(self, number: str) -> None:
        self.change(number, status_id=5)

    def delete(self, number: str) -> None:
        self.rest("DELETE", f"/issues/{number}.json")

    def change(self, number: str, **values: Any) -> None:
        self.rest("PUT", f"/issues/{number}.json", {"issue": values})

    def comments(self, number: str) -> list[str]:
        said = "SELECT notes FROM journals WHERE journalized_id = ? AND notes <> '' AND NOT private_notes ORDER BY id"
        return [text for (text,) in self.ask(said, number)]

    def is_closed(self, number: str) -> bool:
        closed = "SELECT is_closed FROM issues JOIN issue_statuses ON status_id = issue_statuses.id WHERE issues.id = ?"
        return bool(self.ask(closed, number)[0][0])

    def times_closed(self, number: str) -> int:
        changes = (
            "SELECT count(*) FROM journal_details JOIN journals ON journal_id = journals.id"
            " JOIN issue_statuses ON issue_statuses.id = value"
            " WHERE journalized_id = ? AND prop_key = 'status_id' AND is_closed"
        )
        return int(self.ask(changes, number)[0][0])

    def ask(self, query: str, number: str) -> list[Any]:
        """Its own database, read beside it."""
        with closing(sqlite3.connect(self.folder / "redmine.db", timeout=30)) as rows:
            return rows.execute(query, (int(number),)).fetchall()

    def rest(self, method: str, path: str, value: Any = None, *, by: str = "admin") -> Any:
        headers = {"X-Redmine-API-Key": self.keys[by], "Content-Type": "application/json"}
        body = None if value is None else json.dumps(value).encode()
        with build_opener().open(Request(f"{self.address}{path}", body, headers, method=method)) as answer:
            told = answer.read()
        return json.loads(told) if told.strip() else None
