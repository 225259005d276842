"""Every door of the portal. Pages carry the language; machines' doors do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve

from demo.views import sign_in
from desks.urls import open_urlpatterns as front_pages
from desks.views.community_page import community_page
from desks.views.region_page import region_history, region_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", include("policing_portal.health")),
    path("api/v1/", include("api.urls")),
    path("calendar/", include("meetings.calendar_urls")),
    path(
        "media/officers/<path:path>",
        login_not_required(serve),
        {"document_root": settings.MEDIA_ROOT / "officers"},
        name="officer-photo",
    ),
]
urlpatterns += i18n_patterns(
    path("", include(front_pages)),
    path("", include("desks.urls")),
    path("", include("concerns.urls")),
    path("", include("regions.urls")),
    path("regions/<slug:slug>/", region_page, name="region-page"),
    path("regions/<slug:slug>/history/", region_history, name="region-history"),
    path("meetings/", include("meetings.urls")),
    path("communities/", include("communities.urls")),
    path("communities/<slug:public_id>/", community_page, name="community-page"),
    path("planning/", include("planning.urls")),
    path("good-practice/", include("checklist.urls")),
    path("thanks/", include("feedback.urls")),
    path("notices/", include("notifications.urls")),
    path("account/", include("accounts.urls")),
    path("account/login/", sign_in, name="account_login"),
    path("account/", include("allauth.account.urls")),
    path("reference/", admin.site.urls),
)

handler400 = "policing_portal.views.bad_request"
handler403 = "policing_portal.views.forbidden"
handler404 = "policing_portal.views.not_found"
handler500 = "policing_portal.views.server_error"
