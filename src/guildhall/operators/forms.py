"""What operators fill in."""

from collections.abc import Collection, Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.console.shell.statuses import status_of
from guildhall.identity.states import Role
from guildhall.kernel.tenancy import TenantState
from tenants.types import CompanyFilter, GroupCard, PlanCard

ANY = ("", _("Any"))
VISITORS = {
    Role.READ_ONLY: _("Read-only: look only"),
    Role.OPERATIONS: _("Operations: change orders"),
}


class CompanyFilterForm(forms.Form):
    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Name, short name or domain")}
        ),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=lambda: [ANY, *((each, status_of(each).label) for each in TenantState)],
    )
    plan = forms.CharField(label=_("Plan"), required=False, widget=forms.Select)
    group = forms.CharField(label=_("Group"), required=False, widget=forms.Select)
    shard = forms.CharField(label=_("Database"), required=False, widget=forms.Select)

    def offer(
        self, plans: Iterable[PlanCard], groups: Iterable[GroupCard], shards: Iterable[str]
    ) -> None:
        """Fill the lists, which are read with the page itself."""
        self.fields["plan"].widget.choices = [ANY, *((each.code, each.name) for each in plans)]
        self.fields["group"].widget.choices = [ANY, *((each.slug, each.name) for each in groups)]
        self.fields["shard"].widget.choices = [ANY, *((each, each) for each in shards)]

    def chosen(self) -> CompanyFilter:
        """Return the filter; a field that cannot be read does not narrow it."""
        self.is_valid()
        given = self.cleaned_data
        names = ("state", "plan", "group", "shard")
        return CompanyFilter(
            text=given.get("q", ""), **{name: given.get(name, "") for name in names}
        )


class MoveForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The company reads it on every page that says no."),
    )


class NewCompanyForm(forms.Form):
    name = forms.CharField(label=_("Company"), max_length=120)
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=40,
        help_text=_("It becomes the address: lower-case letters, digits and hyphens."),
    )
    plan = forms.ChoiceField(label=_("Plan"))
    group = forms.CharField(
        label=_("Group"),
        required=False,
        widget=forms.Select,
        help_text=_("Without one the company gets a group of its own."),
    )
    unit = forms.SlugField(label=_("Unit"), required=False, max_length=40)
    person = forms.CharField(label=_("First owner"), max_length=120)
    email = forms.EmailField(label=_("Their e-mail"))
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=[("en", "English"), ("zh-hans", "简体中文")]
    )

    def offer(self, plans: Iterable[PlanCard], groups: Iterable[GroupCard]) -> None:
        """Fill the lists, which are read with the page itself."""
        plan: forms.ChoiceField = self.fields["plan"]  # type: ignore[assignment]
        plan.choices = [(each.code, each.name) for each in plans]
        none = ("", _("A group of its own"))
        self.fields["group"].widget.choices = [none, *((each.slug, each.name) for each in groups)]


class VisitForm(forms.Form):
    comment = forms.CharField(
        label=_("Why"),
        min_length=5,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The company reads it, with every page that is opened."),
    )
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        initial=30,
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (60, _("One hour"))],
    )
    role = forms.ChoiceField(label=_("As whom"))

    def offer(self, roles: Collection[str]) -> None:
        """Offer the roles in which the company lets somebody in."""
        role: forms.ChoiceField = self.fields["role"]  # type: ignore[assignment]
        role.choices = [(code, label) for code, label in VISITORS.items() if code in roles]
