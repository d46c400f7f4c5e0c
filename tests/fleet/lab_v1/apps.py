from django.apps import AppConfig


class LabConfig(AppConfig):
    name = "tests.fleet.lab_v1"
    label = "lab"
