from django.urls import path

from apps.workbench.views import home, suggestions

urlpatterns = [
    path("", home.workbench, name="workbench"),
    path("health/", home.health, name="health"),
    path("demo/sample-list/", home.sample_list, name="sample_list"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("suggestions/box/", suggestions.suggestion_box, name="suggestion_box"),
    path("suggestions/<int:pk>/answer/", suggestions.answer_suggestion, name="answer_suggestion"),
]
