"""People of a company and what they hold, for tests of who may do what."""

from uuid import UUID

from guildhall.identity.models import User
from guildhall.identity.operations import add_staff
from guildhall.identity.queries import actor_of_staff
from guildhall.kernel.stamp import Actor, Grant, Stamp

PASSWORD = "correct horse battery"
STAFF = (Grant("staff:edit"), Grant("staff:view"))


def hire(role: str, stamp: Stamp, *, scope: str = "all", name: str = "bob") -> UUID:
    email = f"{name}@example.com"
    return add_staff(email, name=name, password=PASSWORD, role=role, scope=scope, stamp=stamp)


def stamp_as(user: UUID, stamp: Stamp) -> Stamp:
    return Stamp(actor_of_staff(User.objects.get(pk=user)), stamp.at, stamp.request_id)


def stamp_with(stamp: Stamp, *grants: Grant) -> Stamp:
    return Stamp(Actor("staff", "staff:x", (*STAFF, *grants)), stamp.at, stamp.request_id)
