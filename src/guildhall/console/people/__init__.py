"""Who did it, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext


def told_by(actor: str, names: Mapping[str, str]) -> str:
    """Return an actor as people know it; `names` comes from identity."""
    kind, _, _ = actor.partition(":")
    name = names.get(actor)
    match kind:
        case "staff":
            return name or gettext("Someone who has left")
        case "key":
            return gettext("Program “{name}”").format(name=name or actor)
        case _:
            return gettext("Automatic")
