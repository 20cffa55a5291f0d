import gzip
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from lms.core.compression import MOST_PADDING, WORTH_IT, CompressionMiddleware, compress

LONG = "<p>The path is made by walking it.</p>" * 40


def answer(response: Any, accepts: str = "gzip, deflate, br") -> Any:
    request = RequestFactory().get("/", headers={"accept-encoding": accepts} if accepts else {})
    return CompressionMiddleware(lambda request: response)(request)


@given(content=st.binary(max_size=2000), padding=st.integers(0, MOST_PADDING))
def test_what_is_compressed_comes_back_whole_whatever_its_padding(content: bytes, padding: int) -> None:
    assert gzip.decompress(compress(content, b"-" * padding)) == content


def test_a_page_travels_compressed_and_says_so() -> None:
    response = answer(HttpResponse(LONG))

    assert gzip.decompress(response.content).decode() == LONG
    assert len(response.content) < len(LONG) / 4
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepts", ["", "br", "identity", "gzip;q=0", "gzip; q=0.0, br", "xgzipx"])
def test_who_does_not_take_it_gets_it_plain_and_caches_know(accepts: str) -> None:
    response = answer(HttpResponse(LONG), accepts)

    assert response.content.decode() == LONG
    assert "Content-Encoding" not in response
    assert response["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepts", ["gzip", "br, gzip;q=0.5", "deflate, gzip;q=1.0, *;q=0.5"])
def test_who_takes_it_among_others_gets_it(accepts: str) -> None:
    assert answer(HttpResponse(LONG), accepts)["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x" * (WORTH_IT - 1)),
        HttpResponse(LONG, content_type="application/pdf"),
        HttpResponse(LONG, headers={"Content-Encoding": "br"}),
        HttpResponse(status=304),
    ],
)
def test_what_gains_nothing_is_left_alone(response: HttpResponse) -> None:
    before = response.content, dict(response.headers)

    assert (answer(response).content, dict(response.headers)) == before


def test_a_stream_stays_a_stream() -> None:
    response = answer(StreamingHttpResponse(iter([LONG.encode()])))

    assert b"".join(response.streaming_content).decode() == LONG


def test_the_length_of_the_same_page_varies() -> None:
    lengths = {len(answer(HttpResponse(LONG)).content) for _ in range(40)}

    assert len(lengths) > 10


def test_a_page_for_everybody_brings_its_own() -> None:
    response = HttpResponse(LONG)
    response.compressed = compress(LONG.encode())  # type: ignore[attr-defined]

    assert gzip.decompress(answer(response).content).decode() == LONG
    plain = HttpResponse(LONG)
    plain.compressed = compress(LONG.encode())  # type: ignore[attr-defined]
    assert answer(plain, "").content.decode() == LONG
