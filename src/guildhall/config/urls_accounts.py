"""The pages of django-allauth that this house shows: sign in and out, change or reset a password.

Nobody signs up, and addresses are not managed here: an owner adds people.
"""

from typing import Any

from allauth.account import views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from guildhall.console.shell.freshness import resume
from guildhall.console.shell.invitations import accept


class SignIn(views.LoginView):
    """Sign-in, with the address filled in where a link names it: `?login=clerk@…`."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "login": self.request.GET.get("login", "")[:254]}


def _not_offered(request: HttpRequest) -> HttpResponse:
    raise Http404(request.path)


urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("resume/", resume, name="account_resume"),
    path("password/change/", views.password_change, name="account_change_password"),
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
    # allauth's own pages ask for this address by name.
    path("signup/", _not_offered, name="account_signup"),
]
