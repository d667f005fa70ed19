from django.urls import path

from apps.reports.views import daily, monthly

urlpatterns = [
    path("", monthly.reports, name="reports"),
    path("make/", monthly.make_reports, name="make_reports"),
    path("progress/<slug:month>/", monthly.reports_progress, name="reports_progress"),
    path("briefs/", daily.daily_briefs, name="daily_briefs"),
    path("briefs/<slug:code>/<slug:day>/", daily.daily_brief, name="daily_brief"),
    path("briefs/<slug:code>/<slug:day>/docx/", daily.daily_brief_file, name="daily_brief_file"),
    path("<int:pk>/", monthly.report, name="report"),
    path("<int:pk>/figures/<int:figure>/", monthly.report_figure, name="report_figure"),
    path("<int:pk>/differences/", monthly.report_differences, name="report_differences"),
    path("<int:pk>/files/<slug:file_format>/", monthly.report_file, name="report_file"),
    path("<int:pk>/text/", monthly.write_report_text, name="write_report_text"),
    path("<int:pk>/publish/", monthly.publish_report, name="publish_report"),
    path("<int:pk>/revise/", monthly.revise_report, name="revise_report"),
]
