"""Doors for machines; no language in the address."""

from django.urls import path

from api import views

app_name = "api"
urlpatterns = [
    path("find-my-officer", views.find_my_officer, name="find"),
    path("regions.geojson", views.regions, name="regions"),
]
