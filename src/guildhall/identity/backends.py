"""How allauth finds and checks a person of this schema."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from guildhall.identity.models import User


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
