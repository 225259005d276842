"""Plans and reports into files: all of them appear whole, or none."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from districting.errors import DistrictingError


def plan_text(regions: Mapping[str, int]) -> str:
    """Return a plan as CSV, `code,region`."""
    rows = [f"{_cell(code)},{region}\n" for code, region in regions.items()]
    return "".join(["code,region\n", *rows])


def report_text(report: Mapping[str, Any]) -> str:
    """Return a report as JSON."""
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def _cell(code: str) -> str:
    if any(sign in code for sign in ',"\r\n'):
        return '"' + code.replace('"', '""') + '"'
    return code


def require_writable(paths: Sequence[Path]) -> None:
    """Refuse paths that no file can be written to, before the work is done.

    Raises:
        DistrictingError: Says which path and why.
    """
    if len({path.absolute() for path in paths}) < len(paths):
        raise DistrictingError(f"{paths[0]} is named for two different files.")
    for path in paths:
        try:
            _require_place(path)
        except OSError as problem:
            raise DistrictingError(f"{path}: {problem.strerror}.") from None


def _require_place(path: Path) -> None:
    if path.is_dir():
        raise DistrictingError(f"{path} is a folder: name a file.")
    if not path.parent.is_dir():
        raise DistrictingError(f"{path}: there is no folder {path.parent}.")
    if not os.access(path.parent, os.W_OK):
        raise DistrictingError(f"{path}: nothing may be written to {path.parent}.")


def write_together(texts: Mapping[Path, str]) -> None:
    """Write files in UTF-8; when one cannot be written, none appears.

    Raises:
        DistrictingError: Says which file cannot be written and why.
    """
    require_writable(list(texts))
    drafts: dict[Path, Path] = {}
    path = Path()
    try:
        for number, (path, text) in enumerate(texts.items()):
            drafts[path] = path.with_name(f".draft-{os.getpid()}-{number}")
            drafts[path].write_text(text, encoding="utf-8", newline="")
        for path, draft in drafts.items():
            draft.replace(path)
    except OSError as problem:
        raise DistrictingError(f"{path}: {problem.strerror}.") from None
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
