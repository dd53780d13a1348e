"""The composition root as an application, for its management commands."""

from django.apps import AppConfig


class NewsportalConfig(AppConfig):
    name = "newsportal"
    default = True
