import logging
import sys

import pytest

from groundwork.logs import NoPersonalData


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("mail to mari.kask@kodu.example failed", "mail to [e-mail] failed"),
        ("called +372 5555 1234 back", "called [number] back"),
        ("GET /et/find-my-officer/?q=Minu+kodu 200", "GET /et/find-my-officer/?… 200"),
        (
            "task f1fc7d9d-1234-4567-8901-123456789012 done",
            "task f1fc7d9d-1234-4567-8901-123456789012 done",
        ),
        ("concern x7k2m9p4qa read", "concern x7k2m9p4qa read"),
        (
            "Gone: /et/planning/shared/x7k2m9p4qa/sent/",
            "Gone: /et/planning/shared/…/sent/",
        ),
    ],
)
def test_personal_data_is_blanked(message: str, kept: str) -> None:
    record = logging.LogRecord("portal", logging.INFO, "", 0, message, None, None)
    assert NoPersonalData().filter(record)
    assert record.getMessage() == kept


def test_of_an_exception_no_words_are_kept() -> None:
    row, address = "Failing row contains (naabri koer)", "mari.kask@kodu.example"
    try:
        try:
            raise ValueError(row)  # noqa: TRY301 -- one exception inside another
        except ValueError as error:
            raise RuntimeError(address) from error
    except RuntimeError:
        record = logging.LogRecord(
            "portal", logging.ERROR, "", 0, "broken", None, sys.exc_info()
        )
    NoPersonalData().filter(record)
    line = logging.Formatter().format(record)
    assert "builtins.ValueError" in line
    assert "builtins.RuntimeError" in line
    assert "raise RuntimeError(address)" in line
    assert row not in line
    assert address not in line
