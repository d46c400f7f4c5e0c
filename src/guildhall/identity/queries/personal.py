"""What is kept of one person."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from guildhall.identity import rules
from guildhall.identity.errors import PersonNotFound
from guildhall.identity.models import Invitation, KnownDevice, StaffRole, User
from guildhall.identity.ports import let_in
from guildhall.identity.types import DeviceData, PersonData, SessionData, Terms


def find_person(email: str) -> PersonData | None:
    """Return what is kept of whoever has this e-mail address, if anybody has."""
    try:
        return person_data(email)
    except PersonNotFound:
        return None


def person_data(email: str) -> PersonData:
    """Return all that is kept of a person. Refuses with PersonNotFound."""
    person = User.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise PersonNotFound
    roles = StaffRole.objects.filter(user=person).order_by("id")
    factors = Authenticator.objects.filter(user=person).order_by("created_at")
    return PersonData(
        id=person.pk,
        name=person.name,
        email=person.email,
        is_active=person.is_active,
        created_at=person.created_at,
        last_login=person.last_login,
        roles=tuple(str(Terms(row.role, row.scope, row.expires_at)) for row in roles),
        sessions=tuple(_session(row) for row in UserSession.objects.filter(user=person)),
        devices=tuple(_device(row) for row in KnownDevice.objects.filter(user=person)),
        second_factors=tuple(factors.values_list("type", flat=True)),
        invitations=tuple(
            Invitation.objects.filter(email=person.email).values_list("created_at", flat=True)
        ),
        apps=let_in().apps_of(person.pk),
    )


def _session(row: UserSession) -> SessionData:
    return SessionData(
        rules.device_name(row.user_agent), row.user_agent, row.ip, row.created_at, row.last_seen_at
    )


def _device(row: KnownDevice) -> DeviceData:
    return DeviceData(row.name, row.first_seen_at, row.last_seen_at)
