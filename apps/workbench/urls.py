from django.urls import path

from apps.workbench import views

urlpatterns = [
    path("", views.workbench, name="workbench"),
    path("health/", views.health, name="health"),
]
