"""Codes that a telephone's camera reads from paper."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """Return a QR code of `address` as an SVG drawing for a page.

    Error correction M: a sheet on a notice board fades and gets wet.
    """
    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing,
        kind="svg",
        border=2,
        xmldecl=False,
        svgns=True,
        svgclass="qr",
        lineclass=None,
        omitsize=True,
    )
    return mark_safe(drawing.getvalue().decode())  # noqa: S308 -- drawn here from an address of ours
