"""What the tasks are called, what they are for, and where they are done."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guildhall.console.setup.queries import Checklist, Task


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task as the page shows it; without a route it is done elsewhere."""

    words: str | Promise
    why: str | Promise
    icon: str
    route: str = ""


@dataclass(frozen=True, slots=True)
class ShownTask:
    line: TaskLine
    done: bool


LINES: dict[Task, TaskLine] = {
    Task.STORE: TaskLine(
        _("Add a store"),
        _("A shop with a street address. Orders and people can belong to it."),
        "building-store",
        "setup:store",
    ),
    Task.PRODUCT: TaskLine(
        _("Add a product"),
        _("By an import, or by a program of yours with an API key."),
        "tag",
    ),
    Task.STOCK: TaskLine(
        _("Count your stock"),
        _("What lies where. Nothing is sold that is not there."),
        "packages",
        "stock:list",
    ),
    Task.KEY: TaskLine(
        _("Make an API key"),
        _("For your shop's front, or for a program of your back office."),
        "key",
        "keys:make",
    ),
    Task.COLLEAGUE: TaskLine(
        _("Invite a colleague"),
        _("With a link that works once. You choose what they may do."),
        "users",
        "people:invite",
    ),
    Task.ORDER: TaskLine(
        _("Take the first order"),
        _("It appears in the list of orders as soon as it is placed."),
        "shopping-cart",
        "orders:list",
    ),
}


def shown(found: Checklist) -> tuple[ShownTask, ...]:
    return tuple(ShownTask(LINES[task], done) for task, done in found.tasks)
