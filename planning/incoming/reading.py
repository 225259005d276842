"""Which format a file is in, told from what it holds, not from its name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from planning.incoming.geopackage import MAGIC, read_geopackage
from planning.incoming.jsons import read_json
from planning.incoming.rows import MOST_BYTES, FileProblemError, Row
from planning.incoming.sheets import read_csv


def read_plan(content: bytes) -> list[Row]:
    """Return the rows of a plan's file.

    Raises:
        FileProblemError: it is none, or too large.
    """
    require_small(len(content))
    if not content.strip():
        raise FileProblemError(_("The file is empty."))
    if content.startswith(MAGIC):
        return read_geopackage(content)
    if content.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise FileProblemError(_("The file is packed. Unpack it first."))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return read_json(content)
    return read_csv(content)


def require_small(size: int) -> None:
    """Do nothing when a file is not too large.

    Raises:
        FileProblemError: it is.
    """
    if size > MOST_BYTES:
        raise FileProblemError(
            _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 2**20}
        )
