from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "apps.territory"
    verbose_name = "地区与单位"
