from django.urls import path

from apps.assessments import views

urlpatterns = [
    path("", views.patrol_numbers, name="patrol_numbers"),
    path("<slug:key>/<slug:part>/", views.figure_records, name="figure_records"),
]
