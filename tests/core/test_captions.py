import pytest

from lms.core.captions import BadCaptions, check_captions

GOOD = "WEBVTT\n\n00:01.000 --> 00:04.000\nHello.\n"


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("\n", "\r\n"),
        "\ufeff" + GOOD,
        "WEBVTT - a title\n\n1\n01:00:01.000 --> 01:00:04.000 align:start\nHola.\n",
    ],
)
def test_captions_are_taken(text: str) -> None:
    check_captions(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1\n00:00:01,000 --> 00:00:04,000\nSubRip\n",
        "WEBVTT",
        "WEBVTTX\n\n00:01.000 --> 00:04.000\nx",
        "WEBVTT\n\n00:01 --> 00:04\nx",
        GOOD + "\x00",
        GOOD + "x" * 100_000,
    ],
)
def test_what_no_player_would_show_is_refused(text: str) -> None:
    with pytest.raises(BadCaptions):
        check_captions(text)
