"""What can be wrong with a file of units, as codes that a caller words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Problem(StrEnum):
    """What can be wrong; in brackets the parameters beside row and column."""

    NO_SUCH_FILE = "NO_SUCH_FILE"  # path
    NOT_A_GEO_FILE = "NOT_A_GEO_FILE"  # path
    EMPTY_FILE = "EMPTY_FILE"  # path
    SEVERAL_LAYERS = "SEVERAL_LAYERS"  # layers
    NO_CRS = "NO_CRS"
    WRONG_CRS = "WRONG_CRS"  # found
    NOT_DEGREES = "NOT_DEGREES"  # x, y: said to be degrees, but too large
    MISSING_COLUMN = "MISSING_COLUMN"
    EMPTY_VALUE = "EMPTY_VALUE"
    DUPLICATE_CODE = "DUPLICATE_CODE"  # code, first_row
    UNKNOWN_TYPE = "UNKNOWN_TYPE"  # value
    NOT_A_NUMBER = "NOT_A_NUMBER"  # value
    NOT_WHOLE = "NOT_WHOLE"  # value
    NEGATIVE_NUMBER = "NEGATIVE_NUMBER"  # value
    EMPTY_GEOMETRY = "EMPTY_GEOMETRY"
    NOT_A_POLYGON = "NOT_A_POLYGON"  # found
    SELF_CROSSING = "SELF_CROSSING"  # lon, lat
    INVALID_GEOMETRY = "INVALID_GEOMETRY"  # reason, lon, lat
    OUTSIDE_ESTONIA = "OUTSIDE_ESTONIA"  # lon, lat


class Layout(StrEnum):
    """Whose columns a file has."""

    OURS = "OURS"
    LAND_BOARD = "LAND_BOARD"


@dataclass(frozen=True)
class ReadError:
    """One thing that is wrong.

    Attributes:
        problem: What it is.
        row: Number of the feature in the file, from 1; None for the whole file.
        column: The column as the file spells it, or as it should be called.
        params: Further words for the message.
    """

    problem: Problem
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


class WholeFileError(Exception):
    """The file cannot be read at all.

    Attributes:
        error: What to tell.
    """

    def __init__(self, problem: Problem, column: str | None = None, **params: str):
        super().__init__(problem)
        self.error = ReadError(problem, None, column, params)
