"""Calendar files: machines fetch them, so their addresses carry no language."""

from django.urls import path

from meetings import views

urlpatterns = [
    path(
        "meetings/<slug:public_id>.ics", views.meeting_calendar, name="meeting-calendar"
    ),
]
