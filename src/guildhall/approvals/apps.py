from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "guildhall.approvals"
    label = "approvals"
