"""URLs of the communities app; `community-page` is in desks."""

from django.urls import path

from communities import views

app_name = "communities"
urlpatterns = [
    path("", views.community_list, name="list"),
    path("new/", views.community_found, name="found"),
    path(
        "<slug:public_id>/spokespersons/new/",
        views.spokesperson_add,
        name="add-spokesperson",
    ),
    path(
        "<slug:public_id>/spokespersons/<slug:person>/end/",
        views.spokesperson_end,
        name="end-spokesperson",
    ),
]
