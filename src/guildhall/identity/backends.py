"""How allauth finds and checks a person of this schema, and their new passwords."""

from typing import Any
from uuid import UUID

from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext

from guildhall.identity import rules
from guildhall.identity.models import User
from guildhall.kernel.refusals import N_

NEAR_AT_HAND = N_("This is little more than the name of this site, or yours: too easy to guess.")


class StaffBackend:
    """Sign-in by e-mail and password, with the same work for an unknown address."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        email: str = "",
        password: str = "",
        **_other: Any,
    ) -> User | None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            User().set_password(password)  # the same argon2 work: no enumeration by time
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: UUID) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()


class OwnWords:
    """Refuses a password made of the names that are known here: the site's and the person's."""

    def validate(self, password: str, user: User | None = None) -> None:
        request: HttpRequest | None = context.request
        host = request.get_host().partition(":")[0] if request else ""
        person = f"{user.name} {user.email.partition('@')[0]}" if user else ""
        words = ["guildhall", *host.split("."), *person.replace(".", " ").split()]
        if rules.is_made_of(password, words):
            raise ValidationError(gettext(NEAR_AT_HAND), code="own_words")

    def get_help_text(self) -> str:
        return gettext(NEAR_AT_HAND)
