"""A person's own data; signing in is allauth's, beside it."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [path("me/", views.me, name="me")]
