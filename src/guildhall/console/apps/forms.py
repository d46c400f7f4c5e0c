"""What a developer fills in about an app."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guildhall.console.apps.words import WAYS
from guildhall.console.shell.rights import in_words
from guildhall.identity.oauth.states import APP_CAPABILITIES
from guildhall.identity.oauth.types import AppDraft
from guildhall.kernel.refusals import Refusal

FORMATS = (
    ("jwt", _("Signed: checked without asking us, good for five minutes")),
    ("opaque", _("Opaque: looked up with each call, dies at once")),
)
CAPABILITIES = in_words(sorted(APP_CAPABILITIES))


class Lines(forms.CharField):
    """Several values, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[str, ...]:
        text: str = super().clean(value)
        return tuple(line.strip() for line in text.splitlines() if line.strip())

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else "\n".join(value or ())


class KeySet(forms.CharField):
    """Public keys, as JSON."""

    widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})

    def clean(self, value: Any) -> dict[str, Any] | None:
        text: str = super().clean(value)
        if not text:
            return None
        try:
            found = json.loads(text)
        except ValueError as error:
            raise ValidationError(gettext("This is not JSON.")) from error
        if not isinstance(found, dict):
            raise ValidationError(gettext("This is not a JSON Web Key Set."))
        # one key by itself is a set of one
        return found if "keys" in found else {"keys": [found]}

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value, indent=2) if isinstance(value, dict) else value


class AppForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("People read it before they let the app in.")
    )
    description = forms.CharField(
        label=_("What it does"), max_length=300, required=False, help_text=_("In one sentence.")
    )
    homepage = forms.CharField(label=_("Web page"), max_length=200, required=False)
    way = forms.ChoiceField(
        label=_("Where it runs"),
        choices=WAYS,
        help_text=_("For good: another way is another app."),
    )
    redirect_uris = Lines(
        label=_("Redirect addresses"),
        required=False,
        max_length=4_000,
        help_text=_(
            "One a line, compared letter by letter: https, or http to 127.0.0.1. "
            "A device needs none."
        ),
    )
    post_logout_redirect_uris = Lines(
        label=_("Addresses after sign-out"), required=False, max_length=4_000
    )
    jwks = KeySet(
        label=_("Public keys"),
        required=False,
        max_length=16_000,
        help_text=_("For an app with a key of its own: a JSON Web Key Set."),
    )
    token_format = forms.ChoiceField(label=_("Access tokens"), choices=FORMATS)
    is_dpop_bound = forms.BooleanField(
        label=_("Bind tokens to a key of the app (DPoP), so that a stolen one is of no use"),
        required=False,
    )
    rights = forms.MultipleChoiceField(
        label=_("What it may ask for"),
        choices=CAPABILITIES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def draft(self) -> AppDraft:
        """Return the app that a valid form describes."""
        given = self.cleaned_data
        kind, _space, method = given["way"].partition(" ")
        return AppDraft(
            name=given["name"],
            kind=kind,
            auth_method=method,
            capabilities=tuple(given["rights"]),
            redirect_uris=given["redirect_uris"],
            post_logout_redirect_uris=given["post_logout_redirect_uris"],
            description=given["description"],
            homepage=given["homepage"],
            jwks=given["jwks"],
            is_dpop_bound=given["is_dpop_bound"],
            token_format=given["token_format"],
        )

    def point_at(self, refusal: Refusal) -> None:
        """Show a refusal at the field that it is about."""
        field = {"oauth.redirect_refused": "redirect_uris", "oauth.keys_refused": "jwks"}.get(
            refusal.code, str(refusal.facts.get("field", ""))
        )
        field = {"capabilities": "rights", "kind": "way", "auth_method": "way"}.get(field, field)
        if field in self.fields:
            self.add_error(field, refusal.told(gettext))


class EditForm(AppForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["way"].widget = forms.HiddenInput()


class InstallForm(forms.Form):
    rights = forms.MultipleChoiceField(
        label=_("What it may do for the company"), widget=forms.CheckboxSelectMultiple
    )

    def offer(self, capabilities: tuple[str, ...]) -> None:
        """Offer the rights that the app was registered with."""
        self.fields["rights"].choices = in_words(capabilities)  # type: ignore[attr-defined]


def initial_of(draft: AppDraft, *, version: int) -> dict[str, Any]:
    """Return what the form about an app is filled with."""
    return {
        "name": draft.name,
        "description": draft.description,
        "homepage": draft.homepage,
        "way": f"{draft.kind} {draft.auth_method}",
        "redirect_uris": draft.redirect_uris,
        "post_logout_redirect_uris": draft.post_logout_redirect_uris,
        "jwks": draft.jwks,
        "token_format": draft.token_format,
        "is_dpop_bound": draft.is_dpop_bound,
        "rights": list(draft.capabilities),
        "version": version,
    }


class UninstallForm(forms.Form):
    user = forms.UUIDField(required=False)
