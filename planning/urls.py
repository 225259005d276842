"""Addresses of the planner's workshop."""

from django.urls import path

from planning.urls_sharing import sharing_urlpatterns
from planning.views import (
    adoption,
    draft_regions,
    drawing,
    editing,
    editing_json,
    editing_posts,
    files,
    frontier,
    links,
    plans,
    splits,
    units,
)

app_name = "planning"
_PLAN = "plans/<slug:public_id>"
_EDIT = f"{_PLAN}/edit"
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
    # Editing: the page, its pieces, what its script asks, what its forms send.
    path(f"{_EDIT}/", editing.edit, name="edit"),
    path(f"{_EDIT}/panels/", editing.panels, name="edit-panels"),
    path(f"{_EDIT}/place/", editing.place, name="edit-place"),
    path(f"{_EDIT}/units/<int:number>/", editing.region_units, name="edit-units"),
    path(f"{_EDIT}/state/", editing_json.state, name="edit-state"),
    path(f"{_EDIT}/changes/", editing_json.changes, name="changes"),
    path(f"{_EDIT}/preview/", editing_json.preview, name="preview"),
    path(f"{_EDIT}/move/", editing_json.move, name="move"),
    path(f"{_EDIT}/undo/", editing_json.undo, name="undo"),
    path(f"{_EDIT}/redo/", editing_json.redo, name="redo"),
    path(f"{_EDIT}/layers/<slug:key>/", editing_json.layer, name="edit-layer"),
    path(f"{_EDIT}/bases/", editing_json.base_marks, name="edit-bases"),
    path(f"{_EDIT}/move-units/", editing_posts.move_units, name="move-units"),
    path(f"{_EDIT}/step-back/", editing_posts.step_back, name="step-back"),
    path(f"{_EDIT}/step-again/", editing_posts.step_again, name="step-again"),
    path(f"{_EDIT}/lock/", editing_posts.lock, name="lock"),
    path(f"{_EDIT}/unlock/<int:number>/", editing_posts.unlock, name="unlock"),
    path(f"{_EDIT}/regions/new/", draft_regions.region_new, name="region-new"),
    path(f"{_EDIT}/regions/<int:number>/", draft_regions.region, name="region"),
    path(
        f"{_EDIT}/regions/<int:number>/remove/",
        draft_regions.region_remove,
        name="region-remove",
    ),
    path(f"{_PLAN}/journal/", editing.journal, name="journal"),
    path("links/", links.link_list, name="links"),
    path("links/new/", links.link_new, name="link-new"),
    path("links/<int:number>/end/", links.link_end, name="link-end"),
    path("units/<slug:on>/<slug:stamp>/map.json", units.units_map, name="units-map"),
    path("plans/<slug:public_id>/adopt/", adoption.adopt, name="adopt"),
    path("plans/<slug:public_id>/ready/", adoption.prepare, name="make-ready"),
    path("plans/<slug:public_id>/units/", adoption.use_todays_units, name="units"),
    path("plans/<slug:public_id>/withdraw/", adoption.withdraw, name="withdraw"),
]

urlpatterns += sharing_urlpatterns
