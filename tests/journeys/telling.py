"""Telling something and following it, as forms and answers."""

from collections.abc import Iterator
from typing import Any, Final

from django.test import Client
from django.urls import reverse

ANSWERS: Final[dict[str, dict[str, str]]] = {
    "kind": {"kind": "PROBLEM"},
    "what": {"text": "Sõidetakse liiga kiiresti."},
    "where": {"place": "Elva", "place_words": "Kooli ees"},
    "when": {"when_words": "Hommikuti"},
    "answer": {"answer_by": "CODE"},
    "readers": {"audience": "OFFICER"},
}
"""Each question with an answer that leads on."""


def tell_and_follow(
    client: Client, *, without: tuple[str, ...] = (), **changes: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """Yield each screen of one story by its name: the question, a mistake, the end.

    Args:
        client: whoever tells it.
        without: questions that are not asked in this story.
        changes: other answers, by question.
    """
    client.get(reverse("concerns:tell"))
    client.post(reverse("concerns:tell"))
    for step, answered in (ANSWERS | changes).items():
        if step in without:
            continue
        path = reverse("concerns:tell-step", args=[step])
        yield step, client.get(path)
        yield f"{step} left empty", _shown(client.post(path, {}, follow=True))
        client.post(path, answered)
    yield "check", client.get(reverse("concerns:tell-check"))
    sent = client.post(reverse("concerns:tell-send"), follow=True)
    yield "sent", sent
    code = sent.context["sent"].code
    follow = reverse("concerns:follow")
    yield "a wrong code", client.post(follow, {"code": "abcd efgh jkmn"})
    yield "followed", client.post(follow, {"code": code.upper()}, follow=True)
    answer = reverse("concerns:followed-answer")
    yield "nothing added", client.post(answer, {})


def _shown(response: Any) -> Any:
    assert response.status_code in {200, 422}, response.status_code
    return response
