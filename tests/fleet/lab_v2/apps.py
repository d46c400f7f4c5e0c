from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "tests.fleet.lab_v2"
    label = "lab"
