"""The pages of django-allauth that this house shows, and its own beside them.

Sign in and out, change or reset a password, second factors, sessions. Nobody signs up, and
addresses are not managed here: an owner adds people.
"""

from typing import Any
from uuid import UUID

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from django.views.generic import RedirectView

from guildhall.console.shell import sessions
from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.freshness import resume
from guildhall.console.shell.invitations import accept
from guildhall.console.shell.second_steps import (
    forget,
    require,
    show_second_steps,
    sign_out,
    waive,
)
from guildhall.identity.operations import (
    note_codes_made,
    note_factor_added,
    note_factor_removed,
)
from guildhall.identity.queries import lacks_second_factor
from guildhall.identity.states import FactorKind
from guildhall.kernel import clock
from guildhall.kernel.http import stamp_of
from guildhall.kernel.stamp import Stamp


class SignIn(views.LoginView):
    """Sign-in, with the address filled in where a link names it: `?login=clerk@…`."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.GET.get("login", "")[:254]}


class SecondFactors(mfa.IndexView):
    """What a person has set up, and whether a role of theirs asks for more."""

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        may_decide = actor_of(self.request).may("staff:edit")
        due = lacks_second_factor(self.request.user.pk, at=clock.now())
        return {
            **super().get_context_data(**told),
            "second_factor_is_due": due,
            "may_decide": may_decide,
        }


class Told:
    """A form of allauth's that changes a second factor: the change and its fact are one."""

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc] # allauth's
            self.tell(UUID(str(self.request.user.pk)), stamp_of(self.request))
        return response

    def tell(self, user: UUID, stamp: Stamp) -> None:
        raise NotImplementedError


class Added(Told):
    kind = FactorKind.APP

    def tell(self, user: UUID, stamp: Stamp) -> None:
        note_factor_added(user, kind=self.kind, stamp=stamp)


class Removed(Told):
    kind = FactorKind.APP

    def tell(self, user: UUID, stamp: Stamp) -> None:
        note_factor_removed(user, kind=self.kind, stamp=stamp)


class AppOn(Added, totp.ActivateTOTPView):
    pass


class AppOff(Removed, totp.DeactivateTOTPView):
    pass


class KeyOn(Added, keys.AddWebAuthnView):
    kind = FactorKind.KEY


class KeyOff(Removed, keys.RemoveWebAuthnView):
    kind = FactorKind.KEY


class NewCodes(Told, codes.GenerateRecoveryCodesView):
    def tell(self, user: UUID, stamp: Stamp) -> None:
        note_codes_made(user, stamp=stamp)


def _not_offered(request: HttpRequest) -> HttpResponse:
    raise Http404(request.path)


mine = page(own_account=True)
OUTSIDE = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:secret>", accept, name="account_invitation"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/keys/login/", keys.login_webauthn, name="mfa_login_webauthn"),
    # allauth's own pages ask for this address by name.
    path("signup/", _not_offered, name="account_signup"),
]
INSIDE = [
    path("password/change/", views.password_change, name="account_change_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("resume/", resume, name="account_resume"),
    path("sessions/", sessions.show_sessions, name="account_sessions"),
    path(
        "sessions/others/end", sessions.leave_other_sessions, name="account_leave_other_sessions"
    ),
    path("sessions/<int:number>/end", sessions.leave_session, name="account_leave_session"),
]
SECOND_FACTORS = [
    path("2fa/roles/", show_second_steps, name="account_second_steps"),
    path("2fa/people/<uuid:user>/forget", forget, name="account_forget_factors"),
    path("2fa/people/<uuid:user>/out", sign_out, name="account_sign_out_person"),
    path("2fa/roles/<str:role>/require", require, name="account_require_second_step"),
    path("2fa/roles/<str:role>/waive", waive, name="account_waive_second_step"),
    path("2fa/", mine(SecondFactors.as_view()), name="mfa_index"),
    path("2fa/reauthenticate/", mine(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/app/on/", mine(AppOn.as_view()), name="mfa_activate_totp"),
    path("2fa/app/off/", mine(AppOff.as_view()), name="mfa_deactivate_totp"),
    path("2fa/codes/", mine(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", mine(NewCodes.as_view()), name="mfa_generate_recovery_codes"),
    path(
        "2fa/codes/download/",
        mine(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/keys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("2fa/keys/add/", mine(KeyOn.as_view()), name="mfa_add_webauthn"),
    path("2fa/keys/<int:pk>/remove/", mine(KeyOff.as_view()), name="mfa_remove_webauthn"),
    path(
        "2fa/keys/reauthenticate/",
        mine(keys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
]
urlpatterns = [*OUTSIDE, *INSIDE, *SECOND_FACTORS]
