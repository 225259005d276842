"""Doors of the concerns app: telling, following by code, handling."""

from django.urls import path

from concerns.views import following, handling, telling

app_name = "concerns"
_ONE = "concerns/<slug:public_id>"

urlpatterns = [
    path("tell/", telling.tell, name="tell"),
    path("tell/call-112/", telling.tell_call, name="tell-call"),
    path("tell/step/<slug:step>/", telling.tell_step, name="tell-step"),
    path("tell/urgent/", telling.tell_urgent, name="tell-urgent"),
    path("tell/check/", telling.tell_check, name="tell-check"),
    path("tell/send/", telling.tell_send, name="tell-send"),
    path("tell/forget/", telling.tell_forget, name="tell-forget"),
    path("tell/sent/", telling.sent, name="sent"),
    path("tell/follow/", following.follow, name="follow"),
    path("tell/followed/", following.followed, name="followed"),
    path("tell/followed/answer/", following.followed_answer, name="followed-answer"),
    path("tell/followed/reopen/", following.followed_reopen, name="followed-reopen"),
    path("tell/followed/leave/", following.follow_leave, name="follow-leave"),
    path("concerns/", handling.concern_list, name="list"),
    path(f"{_ONE}/", handling.concern_detail, name="detail"),
    path(f"{_ONE}/mark-read/", handling.mark_read, name="mark-read"),
    path(f"{_ONE}/acknowledge/", handling.acknowledge, name="acknowledge"),
    path(f"{_ONE}/start-work/", handling.start_work, name="start-work"),
    path(f"{_ONE}/reply/", handling.reply, name="reply"),
    path(f"{_ONE}/hand-over/", handling.hand_over, name="hand-over"),
    path(f"{_ONE}/note/", handling.note, name="note"),
    path(f"{_ONE}/answer/", handling.answer, name="answer"),
    path(f"{_ONE}/reopen/", handling.reopen, name="reopen"),
    path(f"{_ONE}/publish/", handling.publish, name="publish"),
    path(f"{_ONE}/unpublish/", handling.unpublish, name="unpublish"),
    path(f"{_ONE}/experts/", handling.invite_expert, name="invite-expert"),
    path(
        f"{_ONE}/experts/<int:number>/withdraw/",
        handling.withdraw_expert,
        name="withdraw-expert",
    ),
]
