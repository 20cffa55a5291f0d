import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from courses.sandbox.daemon.plain import plain
from courses.sandbox.daemon.recording import Recording
from tests.courses.sandbox.daemon.support import BEGAN, MovedClock


def lines(recording: Recording) -> list[list[object]]:
    return [json.loads(line) for line in recording.cast().splitlines()[1:]]


def test_recording_goes_on_where_it_ended(tmp_path: Path) -> None:
    clock = MovedClock()
    first = Recording(tmp_path / "one.cast", clock)
    first.wrote(1, b"a")
    clock.now += 5
    first.wrote(1, b"b")
    first.close()
    clock.now += 86_400
    later = Recording(tmp_path / "one.cast", clock)
    later.wrote(1, b"c")
    assert lines(later) == [
        [0.0, "m", "terminal 1"], [0.0, "o", "a"], [5.0, "o", "b"], [6.0, "m", "terminal 1"], [6.0, "o", "c"],
    ]  # fmt: skip
    later.close()


def test_recording_survives_a_daemon_that_ended_in_the_middle_of_a_line(tmp_path: Path) -> None:
    clock = MovedClock()
    first = Recording(tmp_path / "one.cast", clock)
    first.wrote(1, b"a")
    first.close()
    (tmp_path / "one.cast").write_text((tmp_path / "one.cast").read_text() + '[3.0, "o", "hal')
    later = Recording(tmp_path / "one.cast", clock)
    later.wrote(1, b"b")
    assert [event[2] for event in [json.loads(one) for one in later.cast().splitlines()[1:] if one.endswith("]")]] == [
        "terminal 1", "a", "terminal 1", "b",
    ]  # fmt: skip
    assert "a" in later.transcript()
    later.close()


def test_recording_is_bounded_and_says_so(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "one.cast", MovedClock(), most=2_000)
    for _ in range(1_000):
        recording.wrote(1, b"x" * 100)
    assert len(recording.cast()) < 2_200
    assert lines(recording)[-1][2] == "recording ends here: it is full"
    recording.close()
    again = Recording(tmp_path / "one.cast", MovedClock(), most=2_000)
    again.wrote(1, b"y" * 100)
    assert len(again.cast()) < 2_200
    again.close()


def test_recording_puts_letters_together_and_terminals_apart(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "one.cast", MovedClock())
    letter = "ñ".encode()
    recording.wrote(1, letter[:1])
    recording.wrote(2, b"two")
    recording.wrote(1, letter[1:])
    recording.resized(100, 30)
    assert [event[1:] for event in lines(recording)] == [
        ["m", "terminal 1"], ["m", "terminal 2"], ["o", "two"], ["m", "terminal 1"], ["o", "ñ"], ["r", "100x30"],
    ]  # fmt: skip
    recording.close()
    assert recording.transcript() == "\n\ntwo\nñ\n"


def test_recording_cut_takes_what_lies_between(tmp_path: Path) -> None:
    clock = MovedClock()
    recording = Recording(tmp_path / "one.cast", clock)
    for second in range(5):
        clock.now = BEGAN + second
        recording.wrote(1, f"<{second}>".encode())
    recording.cut(1, 3)
    assert [event[2] for event in lines(recording) if event[1] == "o"] == ["<0>", "<4>"]
    assert "<2>" not in (tmp_path / "one.cast").read_text()


def test_recording_without_a_disk_lets_the_terminal_go_on(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "no such folder" / "one.cast", MovedClock())
    recording.wrote(1, b"x")
    assert recording.cast() == ""


def test_plain_shows_what_stayed_on_the_line() -> None:
    assert plain("ls\r\na  b\r\n# ") == "ls\na  b\n#\n"
    assert plain("10%\r20%\r100%\r\n") == "100%\n"
    assert plain("lss\b \b -l\r\n") == "ls -l\n"
    assert plain("abc\x1b[2D\x1b[K!\r\n") == "a!\n"
    assert plain("\x1b[1;31mred\x1b[0m \x1b]0;title\x07\x1b]52;c;eA==\x1b\\ok\r\n") == "red ok\n"
    assert plain("before\r\n\x1b[?1049hvim\r\nvim\x1b[?1049lafter\r\n") == "before\nafter\n"
    assert plain("a\tb\r\n") == "a       b\n"
    assert plain("\x1b]0;never closed") == "\n"
    assert plain("\x1bP$q\x1b\\x\x9b31m\x07\r\n") == "x31m\n"


@given(st.text(st.sampled_from("ab\x1b[]P\\;?1049hlKCDGm\r\n\b\t\x07\x9b0"), max_size=300))
def test_plain_never_lets_a_control_through(text: str) -> None:
    shown = plain(text)
    assert all(sign == "\n" or (sign >= " " and not "\x7f" <= sign <= "\x9f") for sign in shown)


def test_plain_of_a_long_line_is_bounded() -> None:
    assert len(plain("x" * 1_000_000)) <= 4_097
    assert len(plain("\x1b[99999C" * 1_000 + "x" * 10)) <= 4_097
