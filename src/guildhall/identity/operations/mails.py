"""Mails about accounts. No transaction is open while a mail server is spoken to."""

from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from guildhall.identity.models import KnownDevice, User
from guildhall.identity.ports import Reader


def send_password_link(email: str, *, reader: Reader) -> None:
    """Send a link to set a new password; to an address that nobody here has, nothing."""
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        return
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    link = reader.root + reverse("account_reset_password_from_key", kwargs=parts)
    _send("password_reset_key", user, {"link": link}, reader=reader)


def send_device_notice(device: UUID, *, address: str, reader: Reader) -> None:
    """Tell a person of a browser that is new for their account."""
    row = KnownDevice.objects.select_related("user").get(pk=device)
    told = {
        "device": row.name,
        "address": address,
        "at": row.first_seen_at,
        "link": reader.root + reverse("account_change_password"),
    }
    _send("new_device", row.user, told, reader=reader)


def _send(mail: str, user: User, told: dict[str, Any], *, reader: Reader) -> None:
    context = {**told, "user": user, "host": reader.root.partition("://")[2].partition(":")[0]}
    with override(reader.language):
        subject = render_to_string(f"account/email/{mail}_subject.txt", context)
        text = render_to_string(f"account/email/{mail}_message.txt", context)
    EmailMessage(
        subject=" ".join(subject.split()),
        body=text.strip() + "\n",
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
