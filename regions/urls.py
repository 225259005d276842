"""Addresses of the regions' pages; a region's own page is in desks."""

from django.urls import path

from regions.views import absences, assignments, atlas, find, introduction

app_name = "regions"
urlpatterns = [
    path("regions/", atlas.region_list, name="list"),
    path("find-my-officer/", find.find, name="find"),
    path("regions/assignments/", assignments.assignment_table, name="assignments"),
    path("regions/assignments/swap/", assignments.swap, name="swap"),
    path("regions/absences/", absences.absence_list, name="absences"),
    path("regions/absences/new/", absences.absence_new, name="absence-new"),
    path(
        "regions/absences/<int:pk>/cancel/",
        absences.absence_cancel,
        name="absence-cancel",
    ),
    path("regions/<slug:slug>/poster/", atlas.poster, name="poster"),
    path("regions/<slug:slug>/introduce/", introduction.introduce, name="introduce"),
    path("regions/<slug:slug>/post/", assignments.post, name="post"),
    path(
        "regions/<slug:slug>/end-posting/", assignments.end_posting, name="end-posting"
    ),
]
