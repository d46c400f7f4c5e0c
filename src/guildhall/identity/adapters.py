"""What allauth must know of the house: nobody signs up alone, and nobody stays for good."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from guildhall.identity.queries import is_fresh
from guildhall.identity.states import SEEN_AT, SIGNED_IN_AT
from guildhall.kernel import clock, vault

SECOND_FACTOR = "second_factor"


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = clock.now().isoformat()
        UserSession.objects.create_from_request(request)

    def is_reauthentication_required(self, *, app: str, **_other: Any) -> bool:  # noqa: ARG002 - allauth's signature
        """Ask again as the house's own sensitive pages do: after five minutes."""
        return not is_fresh(context.request, at=clock.now())

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:  # noqa: ARG002 - allauth's signature
        """Tell whoever was let go what a stranger is told."""
        messages.error(request, self.error_messages["email_password_mismatch"])
        return redirect("account_login")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors lie in the vault, sealed for one company."""

    def encrypt(self, text: str) -> str:
        return vault.seal(text, purpose=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.open_sealed(encrypted_text, purpose=SECOND_FACTOR)

    def get_totp_issuer(self) -> str:
        """Name the company in the person's app: by its host, which is what they know it by."""
        host: str = context.request.get_host()
        return f"{super().get_totp_issuer()} {host.partition(':')[0]}"

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.name}  # type: ignore[attr-defined]
