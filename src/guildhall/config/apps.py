from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The composition root. `ready` binds each port to who implements it."""

    name = "guildhall.config"
    label = "config"

    def ready(self) -> None:
        from guildhall.config.bindings import bind_ports  # noqa: PLC0415 - after models are loaded

        bind_ports()
