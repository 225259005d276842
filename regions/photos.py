"""Photos of officers: decoded, shrunk and written anew before they are kept."""

import io
from typing import Final

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
SIDE: Final = 480
"""Pixels of the longer side of what is kept."""


def kept_photo(upload: UploadedFile[bytes]) -> ContentFile[bytes]:
    """Return an upload as a small JPEG without anything but its pixels.

    Raises:
        forms.ValidationError: it is too large, or no picture of a known format.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise forms.ValidationError(_("Choose a photo of at most 5 MB."))
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise forms.ValidationError(_("Choose a photo with fewer pixels."))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise forms.ValidationError(
            _("Choose a photo in JPEG, PNG or WebP format.")
        ) from error
    upright.thumbnail((SIDE, SIDE))
    written = io.BytesIO()
    upright.save(written, "JPEG", quality=85, optimize=True)
    return ContentFile(written.getvalue(), name="photo.jpg")
