"""Addresses of the planner's workshop."""

from django.urls import path

from planning.views import drawing, files, frontier, plans, splits

app_name = "planning"
urlpatterns = [
    path("", plans.plan_list, name="list"),
    path("new/", plans.plan_new, name="new"),
    path("plans/<slug:public_id>/", plans.plan, name="plan"),
    path("plans/<slug:public_id>/rename/", plans.rename, name="rename"),
    path("plans/<slug:public_id>/copy/", plans.copy, name="copy"),
    path("plans/<slug:public_id>/drop/", plans.drop, name="drop"),
    path("plans/<slug:public_id>/draw/", drawing.draw, name="draw"),
    path(
        "plans/<slug:public_id>/draw/weights/<int:pk>/forget/",
        drawing.forget_weights,
        name="forget-weights",
    ),
    path("plans/<slug:public_id>/drawings/<slug:run_id>/", drawing.run, name="run"),
    path(
        "plans/<slug:public_id>/drawings/<slug:run_id>/state/",
        drawing.run_state,
        name="run-state",
    ),
    path(
        "plans/<slug:public_id>/drawings/<slug:run_id>/cancel/",
        drawing.cancel,
        name="run-cancel",
    ),
    path(
        "plans/<slug:public_id>/drawings/<slug:run_id>/put-aside/",
        drawing.put_aside,
        name="run-put-aside",
    ),
    path("plans/<slug:public_id>/frontier/", frontier.frontier, name="frontier"),
    path("plans/<slug:public_id>/splits/", splits.splits, name="splits"),
    path("plans/<slug:public_id>/splits.csv", splits.splits_csv, name="splits-csv"),
    path("plans/<slug:public_id>/files/", files.exchange, name="exchange"),
    path("plans/<slug:public_id>/files/<str:what>", files.export, name="export"),
    path(
        "plans/<slug:public_id>/files/prepare/<slug:file_format>/",
        files.prepare,
        name="prepare",
    ),
    path(
        "plans/<slug:public_id>/files/prepared/<slug:file_id>/",
        files.download,
        name="download",
    ),
    path(
        "plans/<slug:public_id>/imports/<slug:import_id>/",
        files.look_at_import,
        name="import",
    ),
]
