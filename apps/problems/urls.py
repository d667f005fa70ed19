from django.urls import path

from apps.problems.views import closing, exports, ledger, pictures, record, reporting, steps

ledger_urls = [
    path("", ledger.problems, name="problems"),
    path("views/save/", ledger.save_view, name="save_view"),
    path("views/<int:pk>/forget/", ledger.forget_view, name="forget_view"),
    path("export/", exports.export_problems, name="export_problems"),
    path("exports/<int:pk>/", exports.problem_export, name="problem_export"),
    path("exports/<int:pk>/file/", exports.problem_export_file, name="problem_export_file"),
]

work_urls = [
    path("report/", reporting.report_problem, name="report_problem"),
    path("report/category/", reporting.guessed_category, name="guessed_category"),
    path("closing/", closing.closing, name="closing"),
]

problem_urls = [
    path("<int:pk>/", record.problem, name="problem"),
    path("<int:pk>/reported/", reporting.problem_reported, name="problem_reported"),
    path("<int:pk>/photos/<uuid:photo_id>/", pictures.photo, name="problem_photo"),
    path("<int:pk>/photos/<uuid:photo_id>/<str:variant>/", pictures.photo, name="problem_photo"),
    path("<int:pk>/documents/<uuid:document_id>/", pictures.document, name="problem_document"),
    path("<int:pk>/<slug:step>/", steps.step, name="problem_step"),
]

urlpatterns = ledger_urls + work_urls + problem_urls
