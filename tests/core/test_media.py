import io

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.http import Http404
from django.test import RequestFactory

from lms.core.media import serve_media

pytestmark = pytest.mark.django_db  # the end of a response lets connections go

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.__xss()'/>"


class Staff:
    is_authenticated = is_active = is_staff = True
    is_superuser = False


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media")},
        }
    }
    (tmp_path / "secret.txt").write_text("secret")


def put(path, content=b"content"):
    default_storage.save(path, io.BytesIO(content))


def get(path, user=None, method="get", **headers):
    request = getattr(RequestFactory(), method)("/media/x", headers=headers)
    request.user = user or AnonymousUser()
    return serve_media(request, path)


def test_a_picture_that_we_made_is_shown():
    put("images/a.width-480.webp", b"RIFF")

    response = get("images/a.width-480.webp")

    assert (response.status_code, b"".join(response.streaming_content)) == (200, b"RIFF")
    response.close()
    assert response["Content-Type"] == "image/webp"
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "public, max-age=604800"


def test_a_second_visit_fetches_nothing():
    put("images/a.webp")

    first = get("images/a.webp")
    first.close()
    second = get("images/a.webp", if_modified_since=first["Last-Modified"])

    assert (second.status_code, second.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["images/a.svg", "images/a.html", "images/a.webp.html", "images/a", "avatars/a.png", "x.pdf"]
)
def test_anything_else_is_a_download_that_nobody_runs(path):
    put(path, SVG)

    response = get(path)
    response.close()

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"


def test_originals_are_for_staff_and_documents_have_another_door():
    put("original_images/a.jpg")
    put("documents/a.pdf")

    for path in ("original_images/a.jpg", "documents/a.pdf"):
        with pytest.raises(Http404):
            get(path)
    response = get("original_images/a.jpg", user=Staff())
    response.close()
    assert response["Content-Disposition"].startswith("attachment")
    with pytest.raises(Http404):
        get("documents/a.pdf", user=Staff())


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt", "images/../../secret.txt", "/etc/passwd", "//etc/passwd", "images//a.webp", "images/./a.webp",
        "images/..", "images", "images/", "", ".", "..\\secret.txt", "images/\x00.webp", "images/a\n.webp", "~root/x",
        "images/" + "a" * 5000 + ".webp", "missing/a.webp", "images/a.webp/b.webp", "file:///etc/passwd",
        "original_images/../documents/a.pdf", "\udcff.webp", "images/link.webp", "away/secret.txt",
    ],
)  # fmt: skip
def test_no_name_leads_out_of_the_store(path, tmp_path):
    put("images/a.webp")
    put("documents/a.pdf")
    (tmp_path / "media/images/link.webp").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "media/away").symlink_to(tmp_path)

    with pytest.raises(Http404):
        get(path, user=Staff())


def test_only_reading_is_understood():
    put("images/a.webp")

    assert get("images/a.webp", method="post").status_code == 405
    response = get("images/a.webp", method="head")
    response.close()
    assert response.status_code == 200
