"""The evidence app: photos and documents attached to anything in the apps above it."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "apps.evidence"
    label = "evidence"
    verbose_name = "照片与附件"
    default_auto_field = "django.db.models.BigAutoField"
