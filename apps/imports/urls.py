from django.urls import path

from apps.imports.views import batches, changing, files, table_steps, tables

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
    path("tables/<slug:kind>/", tables.tables, name="tables"),
    path("tables/<slug:kind>/template/", table_steps.table_template, name="table_template"),
    path("tables/<slug:kind>/<int:pk>/", tables.table, name="table"),
    path("tables/<slug:kind>/<int:pk>/progress/", tables.table_progress, name="table_progress"),
    path("tables/<slug:kind>/<int:pk>/cells/", table_steps.table_cells, name="table_cells"),
    path("tables/<slug:kind>/<int:pk>/commit/", table_steps.table_commit, name="table_commit"),
    path("tables/<slug:kind>/<int:pk>/drop/", table_steps.table_drop, name="table_drop"),
    path("tables/<slug:kind>/<int:pk>/undo/", table_steps.table_undo, name="table_undo"),
    path("tables/<slug:kind>/<int:pk>/passwords/", table_steps.table_passwords_sheet, name="table_passwords"),
    path("tables/<slug:kind>/<int:pk>/file/", table_steps.table_file, name="table_file"),
    path("tables/<slug:kind>/<int:pk>/returned/", table_steps.table_returned, name="table_returned"),
]
