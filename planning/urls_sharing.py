"""Addresses of versions, comparing, links, consultations and comments."""

from django.urls import path

from planning.views import (
    comments,
    comparing,
    consultations,
    consulting,
    shared,
    sharing,
    versions,
)

_PLAN = "plans/<slug:public_id>"
_COMMENT = f"{_PLAN}/comments/<slug:comment>"
_CONSULTATION = "consultations/<slug:public_id>"
_SHARED = "shared/<slug:code>"

sharing_urlpatterns = [
    path(f"{_PLAN}/versions/", versions.versions, name="versions"),
    path(f"{_PLAN}/versions/<int:number>/", versions.version, name="version"),
    path(
        f"{_PLAN}/versions/<int:number>/restore/",
        versions.version_restore,
        name="version-restore",
    ),
    path(f"{_PLAN}/compare/", comparing.compare, name="compare"),
    path(f"{_PLAN}/compare/units.csv", comparing.compare_units, name="compare-units"),
    path(f"{_PLAN}/compare/map.json", comparing.compare_map, name="compare-map"),
    path(f"{_PLAN}/share/", sharing.share, name="share"),
    path(
        f"{_PLAN}/share/<int:number>/revoke/",
        sharing.share_revoke,
        name="share-revoke",
    ),
    path(f"{_PLAN}/consult/", consulting.consult, name="consult"),
    path(
        f"{_PLAN}/consult/<slug:consultation>/extend/",
        consulting.consult_extend,
        name="consult-extend",
    ),
    path(
        f"{_PLAN}/consult/<slug:consultation>/withdraw/",
        consulting.consult_withdraw,
        name="consult-withdraw",
    ),
    path(f"{_PLAN}/comments/", comments.comments, name="comments"),
    path(f"{_COMMENT}/", comments.comment, name="comment"),
    path(f"{_COMMENT}/release/", comments.comment_release, name="comment-release"),
    path(f"{_COMMENT}/hide/", comments.comment_hide, name="comment-hide"),
    path(f"{_COMMENT}/show/", comments.comment_show, name="comment-show"),
    path("consultations/", consultations.consultations, name="consultations"),
    path(f"{_CONSULTATION}/", consultations.consultation, name="consultation"),
    path(
        f"{_CONSULTATION}/regions/<int:number>/",
        consultations.consultation_region,
        name="consultation-region",
    ),
    path(
        f"{_CONSULTATION}/map.json",
        consultations.consultation_map,
        name="consultation-map",
    ),
    path(
        f"{_CONSULTATION}/comment/",
        consultations.consultation_comment,
        name="consultation-comment",
    ),
    path(
        f"{_CONSULTATION}/sent/",
        consultations.consultation_sent,
        name="consultation-sent",
    ),
    path(
        f"{_CONSULTATION}/report/",
        consultations.consultation_report,
        name="consultation-report",
    ),
    path(f"{_SHARED}/", shared.shared, name="shared"),
    path(
        f"{_SHARED}/regions/<int:number>/", shared.shared_region, name="shared-region"
    ),
    path(f"{_SHARED}/map.json", shared.shared_map, name="shared-map"),
    path(f"{_SHARED}/comment/", shared.shared_comment, name="shared-comment"),
    path(f"{_SHARED}/sent/", shared.shared_sent, name="shared-sent"),
]
