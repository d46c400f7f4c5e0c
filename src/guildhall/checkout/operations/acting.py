"""Whoever checks out acts below with just the rights that a checkout needs, under their name."""

from dataclasses import replace

from guildhall.kernel.stamp import Grant, Stamp

NEEDED = (
    Grant("checkout:edit"),
    Grant("orders:edit"),
    Grant("payments:edit"),
    Grant("prices:view"),
)


def acting(stamp: Stamp) -> Stamp:
    """Return the stamp for calls below. A shopper's own key may do none of it by itself."""
    return replace(stamp, by=replace(stamp.by, grants=NEEDED))


def is_ours(stamp: Stamp, scopes: tuple[str, ...]) -> bool:
    """Return whether somebody here, or a server of ours, checks out: not a shopper's page."""
    return any(stamp.by.may(right, scope=scopes) for right in ("checkout:edit", "orders:edit"))
