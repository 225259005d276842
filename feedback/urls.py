"""URLs of the feedback app."""

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("new/", views.thank, name="thank"),
    path("sent/", views.thanked, name="thanked"),
    path("", views.thanks_list, name="list"),
]
