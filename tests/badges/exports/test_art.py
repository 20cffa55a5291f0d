import gzip
import re
import xml.etree.ElementTree as ET

import pytest

from badges.exports.art import HUES, badge_art, tones

KEYS = [f"achievement-{number}" for number in range(300)]
SAID = {"svg", "defs", "clipPath", "path", "g", "rect", "circle", "ellipse"}


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.slow
def test_the_same_key_gives_the_same_drawing_for_ever():
    assert badge_art("dns") == badge_art.__wrapped__("dns")
    assert len({badge_art(key) for key in KEYS}) == len(KEYS)


@pytest.mark.slow
def test_a_drawing_is_plain_shapes_without_words_scripts_or_styles():
    for key in [*KEYS, '"><script>alert(1)</script>', "ñandú", "", "x" * 5000]:
        drawing = ET.fromstring(badge_art(key))

        assert drawing.get("aria-hidden") == "true"
        for element in drawing.iter():
            assert element.tag.partition("}")[2] in SAID
            assert not (element.text or "").strip()
            assert not {"style", "href", "class"} & element.attrib.keys()
            assert not [name for name in element.attrib if name.startswith("on")]


def test_its_name_inside_the_page_follows_from_the_key():
    [name] = re.findall(r'clipPath id="([^"]+)"', badge_art("dns"))
    assert f"url(#{name})" in badge_art("dns")
    assert f'id="{name}"' not in badge_art("mail")


def test_contrast_holds_for_every_hue():
    for hue in HUES:
        for light in (43, 55, 70, 88):
            tone = tones(hue, light)
            assert contrast(tone["stone"], tone["ground"]) >= 7
            assert contrast(tone["rim"], "#faf7f0") >= 7  # on paper
            assert contrast(tone["edge"], "#171a17") >= 7  # on the dark page
            assert contrast(tone["edge"], tone["rim"]) >= 4.5
            assert contrast(tone["sun"], tone["sky"]) >= 3


@pytest.mark.slow
def test_every_coordinate_is_a_number_inside_the_picture():
    for key in KEYS:
        shapes = re.sub(r'="#[0-9a-f]{6}"|art-[0-9a-f]+', "", badge_art(key))
        numbers = [float(number) for number in re.findall(r"-?\d+\.?\d*(?=[ \"LQMZ])", shapes)]
        assert all(-60 <= number <= 400 for number in numbers)
        assert "nan" not in badge_art(key)
        assert not re.search(r"\de-", shapes)


@pytest.mark.slow
def test_a_drawing_is_light_enough_for_a_page():
    assert max(len(gzip.compress(badge_art(key).encode())) for key in KEYS) < 4_500
