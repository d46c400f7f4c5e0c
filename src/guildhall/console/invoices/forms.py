"""What somebody fills in about papers and who writes them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.invoices.words import FILINGS, ISSUES, KINDS, LOCALES
from guildhall.console.payments.forms import Pairs
from guildhall.console.shell.places import countries
from guildhall.console.shell.vendors import vendor_name
from guildhall.finance.ports import platforms
from guildhall.finance.states import IssueWhen
from guildhall.finance.types import Buyer, EntityCard, EntityTerms, InvoiceFilter
from guildhall.kernel.stamp import Actor
from guildhall.organization.queries import list_brands

ANY = ("", _("Any"))


class InvoicesForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=80,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number of a paper or an order")}
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *KINDS.items()])
    entity = forms.ChoiceField(label=_("Legal entity"), required=False)
    filing = forms.ChoiceField(
        label=_("E-invoice"), required=False, choices=[ANY, *FILINGS.items()]
    )
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def offer(self, entities: tuple[EntityCard, ...]) -> None:
        named = [(each.code, each.terms.name) for each in entities]
        self.fields["entity"].choices = [ANY, *named]  # type: ignore[attr-defined] # a choice field

    def chosen(self, *, actor: Actor) -> InvoiceFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        return InvoiceFilter(
            text=given.get("q", ""),
            kind=given.get("kind", ""),
            entity=given.get("entity", ""),
            filing=given.get("filing", ""),
            since=given.get("since"),
            until=given.get("until"),
            scopes=actor.reach("invoices:view"),
        )


class BuyerForm(forms.Form):
    """To whom an invoice is written; all empty, it is the order's customer."""

    name = forms.CharField(label=_("Buyer"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Address"), max_length=400, required=False, widget=forms.Textarea({"rows": 3})
    )
    tax_number = forms.CharField(label=_("Tax number"), max_length=40, required=False)

    def told(self) -> Buyer | None:
        given = self.cleaned_data
        return Buyer(**given) if any(given.values()) else None


class EntityForm(forms.Form):
    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and dashes.")
    )
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("As it is registered."))
    country = forms.ChoiceField(label=_("Country"))
    address = forms.CharField(
        label=_("Address"), max_length=400, required=False, widget=forms.Textarea({"rows": 3})
    )
    tax_numbers = Pairs(
        label=_("Tax numbers"), required=False, help_text=_("One a line: name = value")
    )
    brand = forms.ChoiceField(
        label=_("Brand"),
        required=False,
        help_text=_("Without one it writes for all brands that have none of their own."),
    )
    time_zone = forms.CharField(label=_("Time zone"), max_length=60, initial="UTC")
    locale = forms.ChoiceField(label=_("Language of its papers"), choices=LOCALES)
    invoice_prefix = forms.CharField(label=_("Invoices begin with"), max_length=12, initial="INV")
    credit_prefix = forms.CharField(
        label=_("Credit notes begin with"), max_length=12, initial="CN"
    )
    issues = forms.ChoiceField(label=_("An invoice is written"), choices=list(ISSUES.items()))
    footer = forms.CharField(
        label=_("At the foot of each paper"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    platform = forms.ChoiceField(label=_("Platform for e-invoices"), required=False)
    platform_url = forms.CharField(
        label=_("Address of the platform"), max_length=300, required=False
    )
    platform_key = forms.CharField(
        label=_("Key of the platform"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Sealed and never shown again. Left empty, it stays what it is."),
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        choices = {
            "country": countries(),
            "brand": [("", _("All brands")), *list_brands().items()],
            "platform": [("", _("None")), *((each, vendor_name(each)) for each in platforms())],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined] # a choice field

    def told(self) -> EntityTerms:
        given = {name: self.cleaned_data[name] for name in EntityTerms.__dataclass_fields__}
        return EntityTerms(**{**given, "issues": IssueWhen(given["issues"])})


def filled(card: EntityCard) -> dict[str, Any]:
    """Return a legal entity as its form shows it."""
    found = {name: getattr(card.terms, name) for name in EntityTerms.__dataclass_fields__}
    numbers = "\n".join(f"{name} = {value}" for name, value in card.terms.tax_numbers.items())
    return {**found, "code": card.code, "tax_numbers": numbers}
