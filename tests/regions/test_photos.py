import io
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from regions import photos
from tests.factories.regions import OfficerFactory


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 1200)) -> bytes:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    Image.new("RGB", size, "teal").save(written, kind, exif=exif)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_shrunk_and_keeps_nothing_but_its_pixels(kind: str) -> None:
    upload = SimpleUploadedFile("a.bin", picture(kind))
    kept = photos.kept_photo(upload).read()
    assert b"Taken at home" not in kept
    with Image.open(io.BytesIO(kept)) as found:
        assert (found.format, found.size) == ("JPEG", (360, 480))


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", picture()[:200]])
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(forms.ValidationError):
        photos.kept_photo(SimpleUploadedFile("a.jpg", content))


def test_other_formats_are_refused() -> None:
    written = io.BytesIO()
    Image.new("RGB", (20, 20)).save(written, "BMP")
    with pytest.raises(forms.ValidationError):
        photos.kept_photo(SimpleUploadedFile("a.jpg", written.getvalue()))


def test_too_large_a_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_BYTES", 100)
    with pytest.raises(forms.ValidationError):
        photos.kept_photo(SimpleUploadedFile("a.jpg", picture()))


@pytest.mark.django_db
def test_anybody_sees_an_officers_photo(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    officer = OfficerFactory.create()
    kept = photos.kept_photo(SimpleUploadedFile("a.jpg", picture()))
    officer.photo.save("photo.jpg", kept)
    try:
        answer = client.get(officer.photo.url)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/jpeg"
        assert answer.getvalue()[:3] == bytes([0xFF, 0xD8, 0xFF])
    finally:
        officer.photo.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["../portal.sqlite3", "..%2f..%2fkeys", "missing.jpg"])
def test_nothing_else_is_served(client: Client, path: str) -> None:
    assert client.get(f"/media/officers/{path}").status_code in (400, 404)
