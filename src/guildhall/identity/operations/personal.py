"""What is kept of a person who works here: taken along, and erased once they have left."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from guildhall.identity.errors import PersonNotFound, PersonStillHere
from guildhall.identity.events import PersonErased, PersonExported
from guildhall.identity.models import Dismissal, Invitation, KnownDevice, StaffRole, User
from guildhall.identity.operations.rights import lock_rights
from guildhall.identity.operations.sessions import end_other_sessions
from guildhall.identity.ports import let_in
from guildhall.identity.queries.personal import person_data
from guildhall.identity.states import ERASED_AT
from guildhall.identity.types import PersonData
from guildhall.kernel.events import record
from guildhall.kernel.personal import destroy_keys
from guildhall.kernel.stamp import Stamp


@transaction.atomic
def export_person(email: str, *, stamp: Stamp) -> PersonData:
    """Return all that is kept of the person with this e-mail address.

    Refuses with NotPermitted or PersonNotFound.
    """
    stamp.by.must("personal:export")
    data = person_data(email)
    record(PersonExported(user=data.id, stamp=stamp))
    return data


@transaction.atomic
def erase_person(email: str, *, stamp: Stamp) -> None:
    """Forget who somebody was that has left: name, address, devices, sessions, factors, apps.

    What they did stays, under an id that leads nowhere; the addresses in it cannot be read any
    more. Refuses with NotPermitted, PersonNotFound or PersonStillHere.
    """
    stamp.by.must("personal:edit")
    lock_rights()
    person = User.objects.select_for_update().filter(email=email.strip().lower()).first()
    if person is None:
        raise PersonNotFound
    if person.is_active:
        raise PersonStillHere

    end_other_sessions(user=person.pk, but="", stamp=stamp)
    for model in (UserSession, KnownDevice, Authenticator, EmailAddress, Dismissal, StaffRole):
        model.objects.filter(user=person).delete()
    let_in().forget_apps(person.pk, stamp=stamp)
    Invitation.objects.filter(email=person.email).delete()
    destroy_keys([f"staff:{person.pk}"])
    person.name, person.email = "", ERASED_AT.format(person.pk.hex)
    person.set_unusable_password()
    person.save(update_fields=["name", "email", "password"])

    record(PersonErased(user=person.pk, stamp=stamp))
