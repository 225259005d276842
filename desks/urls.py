"""URLs of the pages that gather from several apps."""

from django.urls import path

from desks.views import audit_trail, desk, home, statements

app_name = "desks"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("audit/", audit_trail.audit_trail, name="audit-trail"),
]

open_urlpatterns = [
    path("", home.home, name="home"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
]
