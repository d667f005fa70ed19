"""Every address of the product, one list an app."""

from django.urls import include, path

from apps.inspections.urls import sync_urls

urlpatterns = [
    path("inspections/sync/", include(sync_urls)),
    path("", include("apps.workbench.urls")),
    path("", include("apps.accounts.urls")),
    path("problems/", include("apps.problems.urls")),
    path("inspections/", include("apps.inspections.urls")),
    # Monitoring and figures stand under 网格巡查 in the navigation.
    path("inspections/monitoring/", include("apps.monitoring.urls")),
    path("inspections/numbers/", include("apps.assessments.urls")),
    path("imports/", include("apps.imports.urls")),
    path("reports/", include("apps.reports.urls")),
]

handler400 = "apps.common.failures.bad_request"
handler500 = "apps.common.failures.server_error"
