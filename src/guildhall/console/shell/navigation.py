"""What every page is framed with: who hosts it, where one can go, who is there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from guildhall.kernel.stamp import Actor

type Text = str | Promise


@dataclass(frozen=True, slots=True)
class Item:
    """A place one can go to, declared once by the room that owns it.

    `url` is the name of a route without arguments. `permission` hides the item from those who
    lack it; empty shows it to everybody. `count` is asked once per page, of whoever looks, and
    shown beside the label, unless it is None; it must be one cheap statement.
    """

    label: Text
    url: str
    icon: str
    permission: str = ""
    count: Callable[[Actor], int | None] | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An item as one page shows it."""

    label: Text
    url: str
    icon: str
    active: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Banner:
    """A line above every page that is not to be overlooked, with a form's one button or none."""

    text: Text
    note: Text = ""
    action: str = ""
    button: Text = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Who hosts this page (`name`, and `note`: "Group HQ"), and who looks at it.

    `person` and `email` are empty before sign-in.
    """

    name: str
    note: Text = ""
    person: str = ""
    email: str = ""
    home: str = "/"
    banners: tuple[Banner, ...] = ()


def links(items: Iterable[Item], *, actor: Actor | None, path: str) -> tuple[Link, ...]:
    """Return the items that `actor` may open; the longest URL that `path` lies under is active."""
    if actor is None:
        return ()
    shown = [(item, reverse(item.url)) for item in items if _may_open(item, actor)]
    current = max((url for _, url in shown if _lies_under(path, url)), key=len, default=None)
    return tuple(
        Link(
            label=item.label,
            url=url,
            icon=item.icon,
            active=url == current,
            count=item.count(actor) if item.count else None,
        )
        for item, url in shown
    )


def framed(frame: Frame, navigation: tuple[Link, ...] = ()) -> Mapping[str, object]:
    """Return what `shell/base.html` needs; a context processor of `config` returns this."""
    return {"frame": frame, "navigation": navigation}


def _may_open(item: Item, actor: Actor) -> bool:
    if not item.permission:
        return True
    return any(grant.capability in {item.permission, "*"} for grant in actor.grants)


def _lies_under(path: str, url: str) -> bool:
    """Return whether a path is the page itself or one below; the home page has none below."""
    return path == url or (url != "/" and path.startswith(f"{url.rstrip('/')}/"))
