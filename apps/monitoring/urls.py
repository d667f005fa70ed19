from django.urls import path

from apps.monitoring.views import points, values

urlpatterns = [
    path("", points.monitoring, name="monitoring"),
    path("new/", points.new_point, name="new_monitoring_point"),
    path("<int:pk>/", values.point, name="monitoring_point"),
    path("<int:pk>/change/", points.change_point, name="change_monitoring_point"),
    path("<int:pk>/close/", points.close_point, name="close_monitoring_point"),
    path("<int:pk>/reopen/", points.reopen_point, name="reopen_monitoring_point"),
    path("<int:pk>/values/new/", values.new_value, name="new_monitoring_value"),
]
