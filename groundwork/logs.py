"""Keeping people's data out of log lines."""

import logging
import re
import traceback
from typing import Final

_EMAIL: Final = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"',]+")
_PHONE: Final = re.compile(r"(?<![\w-])\+?\d[\d \-]{6,14}\d(?![\w-])")
_QUERY: Final = re.compile(r"\?\S+")
_CODE: Final = re.compile(r"(/shared/)[\w-]+")


class NoPersonalData(logging.Filter):
    """Blank e-mail addresses, telephone numbers, query strings and links' codes.

    Of an exception the class and the lines it passed are kept, not its message: a
    database's quotes the whole row that it refused, with what a person wrote in it.
    A last net, not a licence: code logs kinds and public ids to begin with.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record and let it pass."""
        text = _EMAIL.sub("[e-mail]", record.getMessage())
        text = _CODE.sub(r"\1…", _QUERY.sub("?…", text))
        record.msg, record.args = _PHONE.sub("[number]", text), None
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = _told(record.exc_info[1])
            record.exc_info = None
        return True


def _told(error: BaseException) -> str:
    """Return an exception, after those that led to it, without their messages."""
    before = error.__cause__ or error.__context__
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    lines = [*traceback.format_tb(error.__traceback__), kind]
    return "\n".join([*([_told(before)] if before else []), "".join(lines)])
