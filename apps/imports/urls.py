from django.urls import path

from apps.imports.views import batches, changing, files

urlpatterns = [
    path("", batches.imports, name="imports"),
    path("<int:pk>/", batches.batch, name="import_batch"),
    path("<int:pk>/progress/", batches.progress, name="import_progress"),
    path("<int:pk>/columns/", changing.columns, name="import_columns"),
    path("<int:pk>/cells/", changing.cells, name="import_cells"),
    path("<int:pk>/sides/", changing.sides, name="import_sides"),
    path("<int:pk>/commit/", changing.commit, name="import_commit"),
    path("<int:pk>/drop/", changing.drop, name="import_drop"),
    path("<int:pk>/undo/", changing.undo, name="import_undo"),
    path("<int:pk>/file/", files.received, name="import_file"),
    path("<int:pk>/pictures/<slug:sha256>/", files.picture, name="import_picture"),
    path("<int:pk>/returned/", files.returned, name="import_returned"),
]
