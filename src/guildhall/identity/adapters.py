"""What allauth must know of the house: nobody signs up alone, and nobody stays for good."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from guildhall.identity.states import SEEN_AT, SIGNED_IN_AT
from guildhall.kernel import clock


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = clock.now().isoformat()
