"""URLs of the meetings app; the calendar file's is in `calendar_urls`."""

from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.meeting_list, name="list"),
    path("request/", views.meeting_request, name="request"),
    path("<slug:public_id>/", views.meeting_detail, name="detail"),
    path("<slug:public_id>/confirm/", views.meeting_confirm, name="confirm"),
    path(
        "<slug:public_id>/other-times/", views.meeting_other_times, name="other-times"
    ),
    path("<slug:public_id>/decline/", views.meeting_decline, name="decline"),
    path("<slug:public_id>/cancel/", views.meeting_cancel, name="cancel"),
    path("<slug:public_id>/move/", views.meeting_move, name="move"),
    path("<slug:public_id>/held/", views.meeting_held, name="held"),
    path("<slug:public_id>/experts/new/", views.expert_invite, name="invite-expert"),
    path(
        "<slug:public_id>/experts/<slug:person>/withdraw/",
        views.expert_withdraw,
        name="withdraw-expert",
    ),
]
