"""Addresses of the planner's workshop."""

from django.urls import path

from planning.views import plans

app_name = "planning"
urlpatterns = [
    path("", plans.plan_list, name="list"),
    path("new/", plans.plan_new, name="new"),
    path("plans/<slug:public_id>/", plans.plan, name="plan"),
    path("plans/<slug:public_id>/rename/", plans.rename, name="rename"),
    path("plans/<slug:public_id>/copy/", plans.copy, name="copy"),
    path("plans/<slug:public_id>/drop/", plans.drop, name="drop"),
]
