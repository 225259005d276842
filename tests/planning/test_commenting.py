"""Comments and answers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from groundwork.errors import InvalidInputError, NotAllowedError, WrongStateError
from notifications.delivery import deliver_due
from notifications.models import Notice
from planning import rules
from planning.actions import commenting
from planning.actions.commenting import Answer, AnsweredMeanwhileError, comment_on
from planning.editions import edition_of_consultation
from planning.models import Comment, Consultation, Draft
from planning.targets import Target, target_of
from planning.wording import plain_line, plain_text
from tests.factories.accounts import UserFactory, with_role
from tests.planning.asking import linked, published, said
from tests.planning.conftest import LAAGRI, NOW, SAUE, WEST

pytestmark = pytest.mark.django_db


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def consultation(draft: Draft, planner: User) -> Consultation:
    return published(draft, planner, now())


def page(row: Consultation, name: str = "", *more: object) -> str:
    return reverse(f"planning:consultation{name}", args=[row.public_id, *more])


def form(**given: str) -> dict[str, str]:
    return {"text": "Jätke Laagri Sauega.", "language": "et", "form_key": "k", **given}


# --- what a comment is about -------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("plan", "PLAN"),
        ("region-3", "REGION"),
        (f"unit-{LAAGRI}", "UNIT"),
        ("unit-0784-mustamae-2", "UNIT"),
        ("border-4-3", "BORDER"),
    ],
)
def test_target_goes_through_its_key(key: str, kind: str) -> None:
    target = target_of(key)
    assert target is not None
    assert target.kind == kind
    assert target_of(target.key) == target


@pytest.mark.parametrize(
    "key", ["", "region-0", "region-99999", "border-3-3", "unit-", "plan-1", "unit-a b"]
)
def test_what_is_no_key_names_nothing(key: str) -> None:
    assert target_of(key) is None


@pytest.mark.parametrize("about", ["region-9", "unit-0000", "border-1-4"])
def test_comment_is_about_something_that_is_there(
    consultation: Consultation, about: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        comment_on(consultation, said(about=about), by=None, at=now())
    assert refused.value.field == "about"


def test_each_kind_of_comment_names_its_target(
    client: Client, consultation: Consultation, planner: User
) -> None:
    keys = ("plan", f"region-{WEST}", f"unit-{LAAGRI}", f"border-{WEST}-{SAUE}")
    for key in keys:
        row = comment_on(consultation, said(about=key), by=None, at=now())
        assert Target.of(row).key == key
        commenting.release(row, by=planner, at=now())
    shown = client.get(page(consultation)).content.decode()
    west = edition_of_consultation(consultation).label(WEST)
    for words in ("Kogu jaotus", west, "Laagri, Saue vald"):
        assert words in shown
    region = client.get(page(consultation, "-region", SAUE))
    assert [r.target.key for r in region.context["remarks"]] == [
        f"unit-{LAAGRI}",
        f"border-{WEST}-{SAUE}",
    ]


# --- writing one -------------------------------------------------------------------


def test_anybody_comments_without_an_account(
    client: Client, consultation: Consultation
) -> None:
    asked = client.get(page(consultation, "-comment"), {"about": f"unit-{LAAGRI}"})
    assert "Laagri, Saue vald" in asked.content.decode()
    sent = form(about=f"unit-{LAAGRI}", author_name="Mari")
    answer = client.post(page(consultation, "-comment"), sent)
    assert answer["Location"] == page(consultation, "-sent")
    row = Comment.objects.get()
    assert (row.unit, row.author_name, row.made_by) == (LAAGRI, "Mari", None)


def test_form_sent_twice_makes_one_comment(
    client: Client, consultation: Consultation
) -> None:
    for _time in range(2):
        answer = client.post(page(consultation, "-comment"), form())
        assert answer.status_code == 302
    assert Comment.objects.count() == 1


def test_floods_are_stopped(client: Client, consultation: Consultation) -> None:
    times = rules.COMMENTS_PER_VISITOR.times
    for number in range(times):
        sent = form(form_key=str(number))
        assert client.post(page(consultation, "-comment"), sent).status_code == 302
    sent = form(form_key="one more")
    assert client.post(page(consultation, "-comment"), sent).status_code == 429
    assert Comment.objects.count() == times


def test_field_for_programs_must_stay_empty_and_nothing_typed_is_lost(
    client: Client, consultation: Consultation
) -> None:
    sent = form(website="http://spam.example", author_name="Mari")
    answer = client.post(page(consultation, "-comment"), sent)
    assert answer.context["form"].errors.keys() == {"website"}
    assert "Jätke Laagri" in answer.content.decode()
    assert not Comment.objects.exists()


def test_ten_thousand_letters_are_too_many_and_stay_in_the_form(
    client: Client, consultation: Consultation
) -> None:
    text = "õ" * 10_000
    answer = client.post(page(consultation, "-comment"), form(text=text))
    assert answer.context["form"].errors.keys() == {"text"}
    assert text in answer.content.decode()
    with pytest.raises(InvalidInputError) as refused:
        comment_on(consultation, said(text), by=None, at=now())
    assert refused.value.field == "text"


@pytest.mark.parametrize("text", ["", " \n ", "\x07\x08", "\u202e\u2066"])
def test_comment_that_says_nothing_is_refused(
    consultation: Consultation, text: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        comment_on(consultation, said(text), by=None, at=now())
    assert refused.value.field == "text"


def test_hostile_words_are_only_words(
    client: Client, consultation: Consultation, planner: User
) -> None:
    text = "<script>alert(1)</script>\u202e turn \u2066\x07\r\n\r\n\r\n\r\nعربي"
    name = "</bdi><img src=x>\nMari\x00"
    row = comment_on(consultation, said(text, name=name), by=None, at=now())
    assert row.text == "<script>alert(1)</script> turn \n\nعربي"
    assert row.author_name == "</bdi><img src=x> Mari"
    reason = "<i>vale</i>"
    commenting.answer(row, Answer("<b>ei</b>", "et"), by=planner, at=now())
    other = comment_on(consultation, said("Teine"), by=None, at=now())
    commenting.hide(other, reason, by=planner, at=now())
    client.force_login(planner)
    plan = consultation.draft.plan.public_id
    for path in (
        page(consultation),
        page(consultation, "-report"),
        reverse("planning:comments", args=[plan]),
        reverse("planning:comment", args=[plan, row.public_id]),
    ):
        seen = client.get(path).content.decode()
        assert "&lt;script&gt;alert(1)" in seen
        for raw in ("<script>alert", "<img src=x>", "<b>ei</b>", "<i>vale</i>"):
            assert raw not in seen


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        (" \u202aturn\u202c ", "turn"),
        ("tab\there", "tab\there"),
        ("👩‍👩‍👧 õäöü", "👩‍👩‍👧 õäöü"),
    ],
)
def test_only_what_cannot_be_seen_is_taken_out(typed: str, kept: str) -> None:
    assert plain_text(typed) == kept


def test_a_line_is_one_line() -> None:
    assert plain_line(" Mari\n\tMaasikas\x1b ") == "Mari Maasikas"


# --- who reads it ------------------------------------------------------------------


def test_comment_is_public_once_a_planner_let_it_through(
    client: Client, consultation: Consultation, planner: User
) -> None:
    row = comment_on(consultation, said("Ootab luba"), by=None, at=now())
    paths = [page(consultation), page(consultation, "-report")]
    for path in paths:
        assert "Ootab luba" not in client.get(path).content.decode()
    commenting.release(row, by=planner, at=now())
    for path in paths:
        assert "Ootab luba" in client.get(path).content.decode()
    with pytest.raises(WrongStateError):
        commenting.release(row, by=planner, at=now())


def test_answering_lets_a_comment_through(
    client: Client, consultation: Consultation, planner: User
) -> None:
    row = comment_on(consultation, said("Vastake"), by=None, at=now())
    commenting.answer(row, Answer("Vastus siin", "et"), by=planner, at=now())
    seen = client.get(page(consultation)).content.decode()
    assert "Vastake" in seen
    assert "Vastus siin" in seen


def test_of_a_hidden_comment_only_the_reason_is_told(
    client: Client, consultation: Consultation, planner: User
) -> None:
    given = said("Sõimusõna", name="Paha Poiss")
    row = comment_on(consultation, given, by=None, at=now())
    commenting.answer(row, Answer("Rahulikult", "et"), by=planner, at=now())
    commenting.hide(row, "Sõimab inimesi.", by=planner, at=now())
    for path in (page(consultation), page(consultation, "-report")):
        seen = client.get(path).content.decode()
        assert "Sõimab inimesi." in seen
        for word in ("Sõimusõna", "Paha Poiss", "Rahulikult"):
            assert word not in seen
    commenting.show_again(row, by=planner, at=now())
    assert "Sõimusõna" in client.get(page(consultation)).content.decode()


def test_hiding_wants_a_reason_and_happens_once(
    consultation: Consultation, planner: User
) -> None:
    row = comment_on(consultation, said(), by=None, at=now())
    with pytest.raises(InvalidInputError):
        commenting.hide(row, " ", by=planner, at=now())
    with pytest.raises(WrongStateError):
        commenting.show_again(row, by=planner, at=now())
    commenting.hide(row, "Kordus", by=planner, at=now())
    for act in (
        lambda: commenting.hide(row, "Kordus", by=planner, at=now()),
        lambda: commenting.release(row, by=planner, at=now()),
        lambda: commenting.answer(row, Answer("x", "et"), by=planner, at=now()),
    ):
        with pytest.raises(WrongStateError):
            act()


def test_author_sees_the_own_comment_wait_and_nobody_else_does(
    client: Client, consultation: Consultation
) -> None:
    author = UserFactory.create()
    comment_on(consultation, said("Minu sõna"), by=author, at=now())
    client.force_login(author)
    assert "Minu sõna" in client.get(page(consultation)).content.decode()
    client.force_login(UserFactory.create())
    assert "Minu sõna" not in client.get(page(consultation)).content.decode()


def test_account_of_an_author_is_shown_to_nobody(
    client: Client, consultation: Consultation, planner: User
) -> None:
    author = UserFactory.create(full_name="Salajane Sass")
    row = comment_on(consultation, said(), by=author, at=now())
    commenting.release(row, by=planner, at=now())
    client.force_login(planner)
    plan = consultation.draft.plan.public_id
    for path in (
        page(consultation),
        reverse("planning:comment", args=[plan, row.public_id]),
    ):
        assert "Salajane Sass" not in client.get(path).content.decode()


def test_progress_counts_what_is_not_hidden(
    client: Client, consultation: Consultation, planner: User
) -> None:
    rows = [comment_on(consultation, said(), by=None, at=now()) for _ in range(4)]
    commenting.answer(rows[0], Answer("a", "et"), by=planner, at=now())
    commenting.answer(rows[1], Answer("b", "et"), by=planner, at=now())
    commenting.hide(rows[1], "x", by=planner, at=now())
    seen = client.get(page(consultation)).context["consultation"]
    counts = seen.comment_count, seen.answered_count, seen.hidden_count
    assert counts == (3, 1, 1)


# --- answering ---------------------------------------------------------------------


def test_of_two_planners_the_second_sees_the_firsts_answer(
    client: Client, consultation: Consultation, planner: User, other_planner: User
) -> None:
    row = comment_on(consultation, said(), by=None, at=now())
    plan = consultation.draft.plan.public_id
    path = reverse("planning:comment", args=[plan, row.public_id])
    first, second = Client(), Client()
    first.force_login(planner)
    second.force_login(other_planner)
    first.get(path)
    second.get(path)
    sent = {"language": "et", "seen": ""}
    assert first.post(path, {**sent, "text": "Esimene vastus"}).status_code == 302
    answer = second.post(path, {**sent, "text": "Teine vastus"})
    seen = answer.content.decode()
    assert answer.context["form"].errors
    assert "Esimene vastus" in seen
    assert "Teine vastus" in seen  # what was typed is not lost
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("Esimene vastus", planner)


def test_answer_is_corrected_by_whoever_has_seen_it(
    consultation: Consultation, planner: User, other_planner: User
) -> None:
    row = comment_on(consultation, said(), by=None, at=now())
    row = commenting.answer(row, Answer("Ei", "et"), by=planner, at=now())
    better = Answer("Jah", "en", seen=row.answered_at)
    row = commenting.answer(row, better, by=other_planner, at=now())
    assert (row.answer, row.answer_language) == ("Jah", "en")
    with pytest.raises(AnsweredMeanwhileError):
        commenting.answer(row, better, by=planner, at=now())


def test_answer_is_in_the_language_of_the_comment_unless_chosen(
    client: Client, consultation: Consultation, planner: User
) -> None:
    row = comment_on(consultation, said("Привет", language="ru"), by=None, at=now())
    client.force_login(planner)
    plan = consultation.draft.plan.public_id
    path = reverse("planning:comment", args=[plan, row.public_id])
    assert client.get(path).context["form"]["language"].value() == "ru"
    commenting.answer(row, Answer("Спасибо", "ru"), by=planner, at=now())
    seen = client.get(page(consultation)).content.decode()
    assert 'lang="ru" dir="auto"><p>Привет' in seen
    assert 'lang="ru" dir="auto"><p>Спасибо' in seen


def test_unanswered_comments_come_first(
    client: Client, consultation: Consultation, planner: User
) -> None:
    rows = [
        comment_on(consultation, said(f"Nr {n}", about), by=None, at=now())
        for n, about in enumerate(["plan", "region-1", "plan"])
    ]
    commenting.answer(rows[0], Answer("a", "et"), by=planner, at=now())
    client.force_login(planner)
    path = reverse("planning:comments", args=[consultation.draft.plan.public_id])
    listed = [row for row, _about in client.get(path).context["lines"]]
    assert listed == [rows[1], rows[2], rows[0]]
    for asked, found in (
        ({"state": "answered"}, [rows[0]]),
        ({"state": "waiting", "about": "PLAN"}, [rows[2]]),
        ({"state": "hidden"}, []),
        ({"state": "NONSENSE"}, [rows[1], rows[2], rows[0]]),
    ):
        lines = client.get(path, asked).context["lines"]
        assert [row for row, _about in lines] == found


def test_only_planners_answer_release_and_hide(
    consultation: Consultation, planner: User
) -> None:
    row = comment_on(consultation, said(), by=None, at=now())
    stranger = with_role(Role.ADMINISTRATOR)
    for act in (
        lambda: commenting.answer(row, Answer("x", "et"), by=stranger, at=now()),
        lambda: commenting.release(row, by=stranger, at=now()),
        lambda: commenting.hide(row, "x", by=stranger, at=now()),
        lambda: commenting.show_again(row, by=stranger, at=now()),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_planner_hides_and_shows_on_the_page(
    client: Client, consultation: Consultation, planner: User
) -> None:
    row = comment_on(consultation, said(), by=None, at=now())
    client.force_login(planner)
    args = [consultation.draft.plan.public_id, row.public_id]
    wrong = client.post(reverse("planning:comment-hide", args=args), {"reason": ""})
    assert wrong.context["hide_form"].errors.keys() == {"reason"}
    client.post(reverse("planning:comment-hide", args=args), {"reason": "Kordus"})
    row.refresh_from_db()
    assert row.hidden_reason == "Kordus"
    client.post(reverse("planning:comment-show", args=args))
    row.refresh_from_db()
    assert (row.hidden_at, row.released_by) == (None, planner)


# --- notices -----------------------------------------------------------------------


def test_planner_is_told_once_a_day(
    draft: Draft, consultation: Consultation, planner: User
) -> None:
    today = now().replace(hour=10)
    for _time in range(3):
        comment_on(consultation, said(), by=None, at=today)
    link, _code = linked(draft, planner, today)
    commenting.comment_by_link(link, said(), by=None, at=today)
    told = Notice.objects.filter(recipient=planner, kind="planning.comments_came")
    assert told.count() == 1
    comment_on(consultation, said(), by=None, at=today + timedelta(days=1))
    assert told.count() == 2


def test_author_with_an_account_is_told_of_the_first_answer(
    consultation: Consultation, planner: User
) -> None:
    author = UserFactory.create(language="ru", full_name="Olga")
    row = comment_on(consultation, said("Сосед шумит"), by=author, at=now())
    row = commenting.answer(row, Answer("Ответ", "ru"), by=planner, at=now())
    again = Answer("Другой", "ru", seen=row.answered_at)
    commenting.answer(row, again, by=planner, at=now())
    notice = Notice.objects.get(recipient=author)
    assert notice.path == f"{page(consultation)}#comment-{row.public_id}"
    deliver_due(now)
    letter = next(letter for letter in mail.outbox if letter.to == [author.email])
    assert "комментарий" in letter.subject
    for word in ("Olga", "Сосед", "Ответ", consultation.draft.plan.name):
        assert word not in letter.subject
    assert "/ru/planning/consultations/" in str(letter.body)


def test_answer_to_a_comment_by_link_is_read_behind_the_link(
    client: Client, draft: Draft, planner: User
) -> None:
    author = UserFactory.create()
    link, code = linked(draft, planner, now())
    row = commenting.comment_by_link(link, said("Lingist"), by=author, at=now())
    commenting.answer(row, Answer("Vastus lingile", "et"), by=planner, at=now())
    path = reverse("planning:shared", args=[code])
    assert "Vastus lingile" not in client.get(path).content.decode()
    client.force_login(author)
    assert "Vastus lingile" in client.get(path).content.decode()
    assert Notice.objects.get(recipient=author).path == ""


def test_comments_stand_in_the_order_they_came(
    client: Client, consultation: Consultation, planner: User
) -> None:
    for number in range(3):
        row = comment_on(consultation, said(f"Nr {number}"), by=None, at=NOW)
        commenting.release(row, by=planner, at=now())
    shown = client.get(page(consultation)).context["remarks"]
    assert [remark.text for remark in shown] == ["Nr 0", "Nr 1", "Nr 2"]
