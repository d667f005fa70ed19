from django.urls import path

from apps.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("make/", views.make_reports, name="make_reports"),
    path("progress/<slug:month>/", views.reports_progress, name="reports_progress"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/figures/<int:figure>/", views.report_figure, name="report_figure"),
    path("<int:pk>/differences/", views.report_differences, name="report_differences"),
    path("<int:pk>/files/<slug:file_format>/", views.report_file, name="report_file"),
    path("<int:pk>/text/", views.write_report_text, name="write_report_text"),
    path("<int:pk>/publish/", views.publish_report, name="publish_report"),
    path("<int:pk>/revise/", views.revise_report, name="revise_report"),
]
