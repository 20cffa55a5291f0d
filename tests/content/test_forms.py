import gc
import io
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form, get_image_multi_form
from wagtail.models import Collection

from lms.content.models import Picture

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.__xss()'/>"

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a rendition to be closed when it is forgotten.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def _store(settings, tmp_path) -> Iterator[None]:
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": folder}
    yield
    gc.collect()


def photograph(kind="JPEG"):
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (17.0, 3.0, 38.0)  # latitude
    exif[0x010E] = "<script>window.__xss()</script>"
    content = io.BytesIO()
    Image.new("RGB", (1200, 800), "#1f5d43").save(content, kind, exif=exif)
    return content.getvalue()


def upload(name, content):
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    file = SimpleUploadedFile(name, content)
    return get_image_form(get_image_model())({"title": "x", "collection": root.pk}, {"file": file})


def assert_says_nothing_of_its_maker(file):
    with file.open() as opened:
        content = opened.read()
    assert b"script" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.png", b"<html><script>window.__xss()</script></html>"),
        ("a.jpg", photograph("PNG")),
        ("a.png.html", photograph("PNG")),
        ("a.gif", b"GIF89a/*<script>*/=1;window.__xss()//"),
        ("a.html", photograph()),
        ("a", photograph()),
    ],
)
def test_what_is_not_the_picture_it_says_is_refused(name, content):
    assert upload(name, content).errors.keys() == {"file"}


@pytest.mark.slow
def test_an_uploaded_picture_is_kept_without_what_the_camera_wrote():
    form = upload("\u202egnp.evil<b>.jpg", photograph())
    assert form.is_valid(), form.errors

    picture = form.save()

    assert_says_nothing_of_its_maker(picture.file)
    assert picture.file_size == picture.file.size
    assert (picture.width, picture.height) == (1200, 800)
    for rendition in picture.renditions.all():
        assert_says_nothing_of_its_maker(rendition.file)
        assert rendition.file.name.isascii()
        assert not set("<>") & set(rendition.file.name)


def test_the_form_beside_a_finished_upload_has_no_file():
    assert "file" not in get_image_multi_form(get_image_model())(instance=Picture(), prefix="image-1").fields


@pytest.mark.slow
def test_a_picture_that_code_writes_passes_the_same_door():
    picture = Picture.objects.create(title="x", file=ContentFile(photograph(), name="a.jpg"))

    assert_says_nothing_of_its_maker(picture.file)
    assert (picture.width, picture.file_size) == (1200, picture.file.size)
