"""Plans from GeoJSON (RFC 7946) and TopoJSON: properties only, shapes passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from planning.incoming.rows import (
    FileProblemError,
    Row,
    require_columns,
    require_few,
    row_of,
)

# Shapes are most of a file and none of it is used: gone before it is taken apart, they
# cost no memory. Inside a text the quotes would be escaped, so none is touched.
_SHAPE: Final = re.compile(rb'"(coordinates|arcs)"\s*:\s*\[[\s\d\[\],.eE+-]*\]')


def read_json(content: bytes) -> list[Row]:
    """Return the rows of a GeoJSON or TopoJSON file with code and region.

    Raises:
        FileProblemError: it is no such file.
    """
    found = list(_properties(_loaded(content)))
    require_few(len(found))
    if not found:
        raise FileProblemError(_("The file holds no features."))
    names = {name for cells in found for name in cells}
    require_columns(sorted(names))
    return [row_of(number, cells) for number, cells in enumerate(found, start=1)]


def _loaded(content: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(_SHAPE.sub(rb'"\1":[]', content).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise FileProblemError(_("The file is not written in UTF-8.")) from error
    except RecursionError as error:
        raise FileProblemError(_("The file is nested too deeply.")) from error
    except ValueError as error:
        raise FileProblemError(_("The file is no valid JSON.")) from error
    if not isinstance(found, dict):
        raise FileProblemError(_("The file is neither GeoJSON nor TopoJSON."))
    return found


def _properties(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the properties of each feature that has a code."""
    for feature in _features(document):
        held = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(held, dict):
            cells = {str(name).casefold(): cell for name, cell in held.items()}
            if "code" in cells:
                yield cells


def _features(document: Mapping[str, Any]) -> Sequence[Any]:
    if document.get("type") == "FeatureCollection":
        return _listed(document.get("features"))
    if document.get("type") == "Topology" and isinstance(document.get("objects"), dict):
        return [
            geometry
            for held in document["objects"].values()
            if isinstance(held, dict)
            for geometry in _listed(held.get("geometries"))
        ]
    raise FileProblemError(_("The file is neither GeoJSON nor TopoJSON."))


def _listed(found: object) -> list[Any]:
    return found if isinstance(found, list) else []
