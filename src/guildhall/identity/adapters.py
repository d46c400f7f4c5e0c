"""What allauth must know of the house: nobody signs up alone, and nobody stays for good."""

from datetime import timedelta
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.forms import CharField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy

from guildhall.identity import rules
from guildhall.identity.operations import (
    forget_attempts,
    give_back,
    note_device,
    note_hold,
    note_password_changed,
    take_attempt,
)
from guildhall.identity.ports import Reader, post
from guildhall.identity.queries import is_fresh, knows_device, may_remove_factor
from guildhall.identity.states import SEEN_AT, SIGNED_IN_AT
from guildhall.kernel import clock, vault
from guildhall.kernel.callers import address_of, origin_of
from guildhall.kernel.http import request_id_of
from guildhall.kernel.stamp import Actor, Stamp, system_stamp

log = structlog.get_logger(__name__)

SECOND_FACTOR = "second_factor"
# Which browser this is: a secret of which the accounts that use it keep a hash.
BROWSER = "guildhall_browser"
REMEMBERED_FOR = timedelta(days=400)  # as long as browsers keep anything


def known_browser(request: HttpRequest) -> str:
    """Return the secret of a browser that somebody signed in from before; empty for others."""
    secret: str = request.get_signed_cookie(BROWSER, default="", salt=BROWSER) or ""
    return secret


def remember_browser(response: HttpResponse, secret: str) -> None:
    response.set_signed_cookie(
        BROWSER,
        secret,
        salt=BROWSER,
        max_age=int(REMEMBERED_FOR.total_seconds()),
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def reader_of(request: HttpRequest) -> Reader:
    """Return who reads a mail that this request causes.

    The host was found on the roll; the port, which anybody may write, is ours.
    """
    host = request.get_host().partition(":")[0]
    root = f"{settings.WEB_SCHEME}://{host}{settings.WEB_PORT}"
    return Reader(root, get_language() or settings.LANGUAGE_CODE)


def own_stamp(request: HttpRequest, user: AbstractBaseUser) -> Stamp:
    """Return that a person does something to their own account, maybe before they are in."""
    actor = Actor("staff", f"staff:{user.pk}")
    return Stamp(actor, clock.now(), request_id_of(request), origin_of(request))


class ResetByMail(ResetPasswordForm):
    """Asks for a link in a mail. Nobody is looked up here: all addresses take the same time."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email

    def save(self, request: HttpRequest, **_told: Any) -> str:
        email: str = self.cleaned_data["email"]
        post().password_link(email, reader=reader_of(request))
        return email


class NamedKey(AddWebAuthnForm):
    """allauth's form for a new key; its own label knows one language."""

    name = CharField(label=gettext_lazy("Name"), max_length=100, required=False)


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = clock.now().isoformat()
        UserSession.objects.create_from_request(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password, if there is room for one more try; the same for unknown addresses."""
        email = str(credentials.get("email", ""))
        device = known_browser(request)
        if device and not knows_device(email, device):
            device = ""
        attempt = take_attempt(email, address=address_of(request), device=device)
        if attempt is None:
            log.warning("sign_in_slowed", address=address_of(request))
            note_hold(email, stamp=system_stamp("sign_in", clock.now()))
            raise self.validation_error("too_many_login_attempts")
        user = authenticate(request, **credentials)
        if user is None:
            log.info("sign_in_failed", address=address_of(request))
            return None
        give_back(attempt)
        return user

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Check the password of somebody who is signed in: guessing is limited as outside."""
        email: str = user.email  # type: ignore[attr-defined]
        found = self.authenticate(context.request, email=email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **told: Any
    ) -> HttpResponse:
        """Remember the browser, and tell its owner by mail when it is a new one."""
        response: HttpResponse = super().post_login(request, user, **told)
        secret = known_browser(request) or rules.make_invitation()
        name = rules.device_name(request.headers.get("User-Agent", ""))
        stamp = own_stamp(request, user)
        log.info("signed_in", user=str(user.pk), session=stamp.origin.session)
        device = note_device(secret, user=user.pk, name=name, stamp=stamp)
        if device is not None:
            post().device_notice(device, address=stamp.origin.address, reader=reader_of(request))
        remember_browser(response, secret)
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep a new password; who has it may try it at once."""
        with transaction.atomic():
            super().set_password(user, password)
            note_password_changed(user.pk, stamp=own_stamp(context.request, user))
        email: str = user.email  # type: ignore[attr-defined]
        forget_attempts(email, address=address_of(context.request))

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

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return may_remove_factor(authenticator.pk, user=authenticator.user_id, at=clock.now())

    def get_totp_issuer(self) -> str:
        """Name the company in the person's app: by its host, which is what they know it by."""
        host: str = context.request.get_host()
        return f"{super().get_totp_issuer()} {host.partition(':')[0]}"

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.name}  # type: ignore[attr-defined]
