"""Everything that changes a concern."""

from concerns.actions.answering import (
    acknowledge,
    add_note,
    answer_as_sender,
    ask_sender,
    close,
    hand_over,
    mark_read,
    reopen,
    reply,
    start_work,
)
from concerns.actions.reading import read
from concerns.actions.receiving import Receipt, Telling, receive
from concerns.actions.sharing import (
    invite_expert,
    publish,
    unpublish,
    withdraw_expert,
)
from concerns.actions.steps import Written

__all__ = [
    "Receipt",
    "Telling",
    "Written",
    "acknowledge",
    "add_note",
    "answer_as_sender",
    "ask_sender",
    "close",
    "hand_over",
    "invite_expert",
    "mark_read",
    "publish",
    "read",
    "receive",
    "reopen",
    "reply",
    "start_work",
    "unpublish",
    "withdraw_expert",
]
