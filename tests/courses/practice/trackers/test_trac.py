"""The contract on a real Trac, and what is peculiar to Trac."""

import re
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.practice.trackers.port import NotAllowed, Refused, Tracker, TrackerError
from courses.practice.trackers.trac_shapes import choices_of, ticket_of
from courses.practice.trackers.trac_wiki import to_wiki
from tests.courses.practice.trackers.calls import CALLS, MARKER, REPLY, Opener, read
from tests.courses.practice.trackers.contract import HOSTILE, SPOKEN, Contract
from tests.courses.practice.trackers.contract_attachments import Attachments
from tests.courses.practice.trackers.proxy import Proxy
from tests.courses.practice.trackers.real_trac import TracServer


class TestTrac(Contract, Attachments):
    @pytest.fixture
    def server(self, trac_server: TracServer) -> TracServer:
        return trac_server

    @pytest.mark.slow
    @pytest.mark.parametrize("fault", ["lose_reply", "fail"])
    def test_whichever_request_goes_wrong_the_next_call_finishes(
        self, server: TracServer, tracker_as: Opener, proxy: Proxy, number: str, fault: str
    ) -> None:
        super().test_whichever_request_goes_wrong_the_next_call_finishes(server, tracker_as, proxy, number, fault)

    # --- Many at once ------------------------------------------------------------------------------------------------

    def test_many_tickets_take_few_requests_and_a_stop_in_between_loses_none(
        self, server: TracServer, tracker: Tracker, proxy: Proxy
    ) -> None:
        age_all(server)
        mark = read(tracker)[1]
        created = create_many(server, 250)
        spread(server, created)
        so_far = len(proxy.seen)
        batches = list(tracker.changes(mark))
        assert [len(batch.tickets) for batch in batches] == [100, 100, 51]
        assert len(proxy.seen) - so_far == 4  # one asks which
        assert [ticket.number for batch in batches for ticket in batch.tickets][1:] == created
        rest = [ticket.number for ticket in read(tracker, batches[0].mark)[0]]
        assert rest == created[96:]  # the last of the batch is the 99th; what was two minutes before it comes again
        forget(server, created)

    def test_what_is_older_than_the_overlap_is_not_read_again(
        self, server: TracServer, tracker: Tracker, number: str
    ) -> None:
        age_all(server)
        server.comment(number, "The latest")
        mark = read(tracker)[1]
        assert [ticket.number for ticket in read(tracker, mark)[0]] == [number]

    def test_a_ticket_of_the_future_does_not_move_the_mark(
        self, server: TracServer, tracker: Tracker, number: str
    ) -> None:
        set_changed(server, number, datetime(2099, 1, 1, tzinfo=UTC))
        mark = read(tracker)[1]
        other = server.create("Of today", "Text")
        assert {number, other} <= {ticket.number for ticket in read(tracker, mark)[0]}
        server.delete(number)

    def test_too_much_for_one_answer_is_read_in_parts(
        self, server: TracServer, tracker: Tracker, monkeypatch: Any
    ) -> None:
        age_all(server)
        mark = read(tracker)[1]
        created = create_many(server, 6, text="x" * 20_000)
        server.rpc(
            "ticket.update", int(created[3]), "y" * 100_000, {"action": "leave", "_ts": token_of(server, created[3])}
        )
        monkeypatch.setattr("courses.practice.trackers.wire.MOST_BYTES", 90_000)
        tickets = {ticket.number: ticket for ticket in read(tracker, mark)[0]}
        assert [len(tickets[number].text) for number in created] == [20_000] * 6
        assert tickets[created[3]].comments == ()

    def test_none_seen_is_not_none_there(self, server: TracServer, tracker_as: Opener) -> None:
        """Or else every ticket would look as if it had been deleted."""
        blind = tracker_as(server.access_of("blind"))
        for ask in (lambda: list(blind.numbers()), lambda: list(blind.changes(""))):
            with pytest.raises(NotAllowed):
                ask()

    def test_fields_of_a_ticket(self, server: TracServer, tracker: Tracker) -> None:
        fields = {"component": "component1", "type": "defect", "keywords": "mute, printer mute"}
        number = server.create("Who", "Text", address="Alicia <alicia@example.org>", **fields)
        ticket = tracker.get(number)
        assert ticket.labels == ("component1", "defect", "mute", "printer")
        assert [ticket.reporter, ticket.reporter_address] == ["Alicia <alicia@example.org>", "alicia@example.org"]
        assert ticket.address == f"{tracker.access.address}/ticket/{number}"
        assert not ticket.is_private
        got = server.rpc("ticket.get", int(number))
        got[3]["sensitive"] = "1"  # a field that the plug-in SensitiveTickets adds
        assert ticket_of(got, [], "").is_private

    @pytest.mark.parametrize(
        "told",
        [
            b"[]", b"{}", b"null", b"1", b'{"result": null, "error": null}', b'{"result": 1, "error": "no"}',
            b'{"result": [1, 2, 3], "error": null}', b'{"result": [{}, {}, {}, {}], "error": null}', b"[" * 200_000,
            b'{"result": [{"result": ["x"], "error": null}, {"result": [[1]], "error": null}], "error": null}',
        ],
        ids=range(10),
    )  # fmt: skip
    def test_answers_of_another_shape_are_errors(
        self, tracker: Tracker, proxy: Proxy, number: str, told: bytes
    ) -> None:
        proxy.garbage = told
        with proxy.always("garbage"):
            for ask in CALLS.values():
                with pytest.raises(TrackerError):
                    ask(tracker, number)

    # --- Actions -----------------------------------------------------------------------------------------------------

    def test_actions_are_those_of_the_workflow_and_of_its_resolutions(self, tracker: Tracker, number: str) -> None:
        found = [(action.key, action.label, action.closes) for action in tracker.actions(number)]
        assert found == [
            ("resolve", "resolve", True),
            ("resolve:invalid", "resolve: invalid", True),
            ("resolve:wontfix", "resolve: wontfix", True),
            ("resolve:duplicate", "resolve: duplicate", True),
            ("resolve:worksforme", "resolve: worksforme", True),
            ("reassign", "reassign", False),
            ("accept", "accept", False),
        ]

    @pytest.mark.parametrize(("action", "resolution"), [("resolve", "fixed"), ("resolve:wontfix", "wontfix")])
    def test_a_resolution_may_be_named(
        self, server: TracServer, tracker: Tracker, number: str, action: str, resolution: str
    ) -> None:
        tracker.answer(number, REPLY, marker=MARKER, action=action)
        assert server.rpc("ticket.get", int(number))[3]["resolution"] == resolution

    def test_a_resolution_that_the_site_has_not_is_refused(
        self, server: TracServer, tracker: Tracker, number: str
    ) -> None:
        with pytest.raises(Refused):
            tracker.answer(number, REPLY, marker=MARKER, action="resolve:bored")
        assert server.comments(number) == []

    def test_an_action_that_does_not_close(self, server: TracServer, tracker: Tracker, number: str) -> None:
        ticket = tracker.answer(number, REPLY, marker=MARKER, action="accept")
        assert [ticket.status, ticket.owner, ticket.is_closed] == ["accepted", "vereda", False]

    def test_labels_of_actions_are_text(self) -> None:
        hint = "The owner will remain <span>&lt; none &gt;</span>. Next status will be 'closed'."
        told = [["finish", "<b onclick='x'>finish &amp;\n go</b>", hint, []], ["nameless", None, "", []]]
        [finish, nameless] = [action for choice in choices_of(told).values() for action in choice.actions()]
        assert [finish.key, finish.label, finish.closes] == ["finish", "finish & go", True]
        assert [nameless.key, nameless.label, nameless.closes] == ["nameless", "nameless", False]

    def test_a_comment_alone_needs_no_right_to_do_more(
        self, server: TracServer, tracker_as: Opener, number: str
    ) -> None:
        """As it passes through the workflow, which the plug-in leaves out where no action is named."""
        tracker = tracker_as(server.access_of("commenter"))
        with pytest.raises(Refused):
            tracker.answer(number, REPLY, marker=MARKER, action="resolve")
        tracker.answer(number, REPLY, marker=MARKER)
        assert len(server.comments(number)) == 1

    # --- Once --------------------------------------------------------------------------------------------------------

    def test_a_marker_that_somebody_edited_away_still_counts(
        self, server: TracServer, tracker: Tracker, number: str
    ) -> None:
        tracker.answer(number, REPLY, marker=MARKER)
        edit_comment(server, number, "Please restart the printer, twice.")
        assert MARKER not in tracker.get(number).comments[0].text
        tracker.answer(number, REPLY, marker=MARKER)
        assert server.comments(number) == ["Please restart the printer, twice."]

    def test_a_reopened_ticket_is_not_closed_again(self, server: TracServer, tracker: Tracker, number: str) -> None:
        """Comment and action were one change: where the one is, the other was."""
        tracker.answer(number, REPLY, marker=MARKER, action="resolve")
        server.update(number, "No, it is still mute.", action="reopen")
        assert not tracker.answer(number, REPLY, marker=MARKER, action="resolve").is_closed

    @pytest.mark.slow
    def test_a_database_that_is_busy_is_tried_again_later(
        self, server: TracServer, tracker: Tracker, number: str
    ) -> None:
        with closing(database(server)) as locked:
            locked.execute("BEGIN IMMEDIATE")
            with pytest.raises(TrackerError) as caught:
                tracker.answer(number, REPLY, marker=MARKER)
        assert type(caught.value) is TrackerError
        tracker.answer(number, REPLY, marker=MARKER)
        assert len(server.comments(number)) == 1

    # --- What people see ---------------------------------------------------------------------------------------------

    def test_hostile_text_is_text_on_the_page(self, server: TracServer, tracker: Tracker, number: str) -> None:
        text = f"{HOSTILE}\n\n{SPOKEN}\n\n  indented [[Image(x.png)]]\n\n{REPLY}"
        tracker.answer(number, text, marker=MARKER)
        [html] = server.comments_as_seen(number)
        assert seen_in(html) == {"p", "br", "code", "pre"}
        assert bare(text_of(html)) == bare(text + MARKER)

    def test_trac_mails_it_as_if_it_had_been_typed_there(
        self, server: TracServer, tracker: Tracker, number: str
    ) -> None:
        before = set(server.trac.mail.iterdir())
        tracker.answer(number, REPLY, marker=MARKER)
        [path] = set(server.trac.mail.iterdir()) - before
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert mail["Cc"] == "desk@example.org"
        body = mail.get_body(("plain", "html"))
        assert body is not None
        assert REPLY in body.get_content()

    def test_prose_stays_prose(self, server: TracServer) -> None:
        text = f"Hello Alicia,\n\n{REPLY} (Really: it's on the 2nd-floor printer; 50% of them, 1,000.50 €.)\n\n{SPOKEN}"
        assert to_wiki(text.replace("2nd", "second")) == text.replace("2nd", "second")

    @pytest.mark.slow
    @given(st.lists(st.lists(st.sampled_from(PIECES := [
        "[[", "]]", "[", "]", "{{{", "}}}", "{", "}", "`", "``", "!", "'''", "''", "'", '"', "__", "~~", ",,", "^",
        "**", "//", "\\\\", "=", "==", "||", "|", "|-", "----", "#", "#!html", "#!", "@", "@everyone", "&", "&#91;",
        "<", ">", "<b>", "-", "*", "•", "1.", "a.", "iv.", "::", ":", "http://evil.example", "javascript:alert(1)",
        "wiki:Start", "ticket:1", "#1", "r12", "[1]", "{1}", "comment:1", "WikiStart", "CamelCase", "a@example.org",
        "Image(x)", "[[BR]]", "word", "Word", "word.", "é", "😀", "12", " ", " ", " ", "  ", "\t", "\n", "\n", "\n\n",
        "\u00a0", "\u200b", "\u3000", "[=#anchor]", "term::", "source:x", "(", ")", ".", ",", "/", "%", "$", "_",
    ]), max_size=14).map("".join), min_size=30, max_size=60))  # fmt: skip
    @settings(max_examples=25, deadline=None)
    def test_whatever_is_typed_is_read_as_it_stands(self, trac_server: TracServer, texts: list[str]) -> None:
        pages = trac_server.rendered([to_wiki(text) for text in texts])
        assert set().union(*map(seen_in, pages)) <= {"p", "br", "code", "pre"}
        assert [bare(text_of(page)) for page in pages] == [bare(text) for text in texts]

    # --- Connecting --------------------------------------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("who", "missing", "too_much"),
        [
            ("vereda", (), ()),
            ("commenter", ("TICKET_MODIFY",), ()),
            ("reader", ("TICKET_APPEND", "TICKET_MODIFY"), ()),
            ("blind", ("TICKET_VIEW",), ()),
            ("stranger", ("XML_RPC",), ()),
            ("admin", (), ("TICKET_ADMIN", "TICKET_CREATE")),
        ],
    )
    def test_check_names_rights(
        self,
        server: TracServer,
        tracker_as: Opener,
        number: str,
        who: str,
        missing: Any,
        too_much: Any,
    ) -> None:
        found = tracker_as(server.access_of(who)).check()
        assert [found.server, found.login, found.missing, found.too_much] == ["Trac 1.6", who, missing, too_much]
        assert server.comments(number) == []

    def test_an_address_without_the_plug_in_says_so(self, tracker: Tracker) -> None:
        tracker.access = replace(tracker.access, address=tracker.access.address + "/elsewhere")
        with pytest.raises(TrackerError) as caught:
            tracker.get("1")
        assert "plug-in" in str(caught.value)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.tags.update(f"{tag} {name}" for name, value in attributes if (name, value) != ("class", "wiki"))

    def handle_data(self, data: str) -> None:
        self.text += data


def seen_in(html: str) -> set[str]:
    """Its elements, and attributes that are more than looks."""
    reader = _Reader()
    reader.feed(html)
    return reader.tags


def text_of(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    return reader.text


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def create_many(server: TracServer, count: int, text: str = "Text") -> list[str]:
    calls = [{"method": "ticket.create", "params": [f"One of {count}", text]} for _ in range(count)]
    return [str(told["result"]) for told in server.rpc("system.multicall", *calls)]


def token_of(server: TracServer, number: str) -> str:
    return str(server.rpc("ticket.get", int(number))[3]["_ts"])


def database(server: TracServer) -> sqlite3.Connection:
    return sqlite3.connect(server.trac.environment / "db" / "trac.db", timeout=20)


def age_all(server: TracServer) -> None:
    """As if nothing had happened for a day, and before that one thing in three minutes."""
    with closing(database(server)) as rows, rows:
        rows.execute(
            "UPDATE ticket SET changetime = (SELECT max(changetime) FROM ticket WHERE changetime < ?) - ? - id * ?",
            (int(datetime.now(UTC).timestamp() * 1_000_000) + 1, 24 * 60 * 60_000_000, 3 * 60_000_000),
        )


def forget(server: TracServer, numbers: list[str]) -> None:
    with closing(database(server)) as rows, rows:
        rows.executemany("DELETE FROM ticket WHERE id = ?", [(number,) for number in numbers])


def spread(server: TracServer, numbers: list[str]) -> None:
    """One a minute, the last of them now."""
    with closing(database(server)) as rows, rows:
        for minutes, number in enumerate(reversed(numbers)):
            rows.execute("UPDATE ticket SET changetime = changetime - ? WHERE id = ?", (minutes * 60_000_000, number))


def set_changed(server: TracServer, number: str, at: datetime) -> None:
    with closing(database(server)) as rows, rows:
        rows.execute("UPDATE ticket SET changetime = ? WHERE id = ?", (int(at.timestamp() * 1_000_000), number))


def edit_comment(server: TracServer, number: str, text: str) -> None:
    """By its author, on the page; the plug-in cannot."""
    script = (
        "import sys; from trac.env import Environment; from trac.ticket.model import Ticket\n"
        "ticket = Ticket(Environment(sys.argv[1]), int(sys.argv[2]))\n"
        "ticket.modify_comment(ticket.get_changelog()[0][0], 'admin', sys.argv[3])"
    )
    subprocess.run([server.trac.python, "-c", script, server.trac.environment, number, text], check=True)
