"""What people fill in on the page of a strategy."""

import re
from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from guildhall.catalog.states import CostBasis, StepKind, Toward, WhenStale
from guildhall.catalog.types import (
    NEEDS,
    About,
    CategoryCard,
    PriceListCard,
    Step,
    StrategyCard,
    StrategyDraft,
)
from guildhall.catalog.types.prices import plain
from guildhall.console.prices.forms import moment_field
from guildhall.console.prices.words import BASES, STALE, STEPS, TOWARD

MOST_STEPS = 20
BLANK_STEPS = 2
SEPARATORS = re.compile(r"[,;\s]+")
LINES = re.compile(r"[,;\n]+")


class StepForm(forms.Form):
    """One step; a kind that is not chosen is no step."""

    kind = forms.ChoiceField(
        label=_("Step"), required=False, choices=[("", _("No step")), *STEPS.items()]
    )
    value = forms.DecimalField(
        label=_("Value"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    every = forms.DecimalField(
        label=_("Every"), required=False, widget=forms.NumberInput(attrs={"step": "any"})
    )
    toward = forms.ChoiceField(label=_("Toward"), required=False, choices=list(TOWARD.items()))
    source = forms.CharField(
        label=_("Source of the rate"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "sources"}),
    )
    days = forms.IntegerField(
        label=_("At most so many days old"), required=False, min_value=0, max_value=366
    )
    when_stale = forms.ChoiceField(
        label=_("When it is older"), required=False, choices=list(STALE.items())
    )

    def step(self) -> Step | None:
        given = self.cleaned_data
        if not given.get("kind"):
            return None
        return Step(
            kind=StepKind(given["kind"]),
            value=given["value"],
            every=given["every"],
            toward=Toward(given["toward"] or Toward.NEAREST),
            source=given["source"],
            days=given["days"],
            when_stale=WhenStale(given["when_stale"] or WhenStale.REFUSE),
        )


StepForms = forms.formset_factory(
    StepForm, extra=BLANK_STEPS, max_num=MOST_STEPS, absolute_max=MOST_STEPS + BLANK_STEPS
)
type StepLines = forms.BaseFormSet[StepForm]


class StrategyForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=64, help_text=_("As programs call it."))
    title = forms.CharField(label=_("Name"), max_length=120)
    price_list = forms.CharField(label=_("For the list"), widget=forms.Select)
    basis = forms.ChoiceField(label=_("Made from"), choices=list(BASES.items()))
    categories = forms.MultipleChoiceField(
        label=_("Only of these categories"),
        required=False,
        help_text=_("With all below them. None: of any."),
    )
    brands = forms.CharField(
        label=_("Only of these brands"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. Empty: of any."),
    )
    skus = forms.CharField(
        label=_("Only these SKUs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One a line. Empty: any."),
    )
    margin_floor = forms.DecimalField(
        label=_("Least margin, percent"),
        required=False,
        min_value=0,
        max_value=Decimal("99.99"),
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "any"}),
        help_text=_("A price that leaves less waits for somebody else's yes."),
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=1_000,
        initial=0,
        help_text=_("The first strategy of a list that is about a thing prices it."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def offer(self, lists: Iterable[PriceListCard], categories: Iterable[CategoryCard]) -> None:
        self.fields["price_list"].widget.choices = [
            (each.code, f"{each.title} ({each.channel}, {each.currency})") for each in lists
        ]
        named = [(each.code, each.title) for each in categories]
        self.fields["categories"].choices = named  # type: ignore[attr-defined]

    def draft(self, steps: StepLines) -> StrategyDraft:
        given = self.cleaned_data
        floor = given["margin_floor"]
        return StrategyDraft(
            title=given["title"],
            price_list=given["price_list"],
            basis=CostBasis(given["basis"]),
            steps=tuple(step for each in steps if (step := each.step()) is not None),
            about=About(
                categories=tuple(given["categories"]),
                brands=_values(given["brands"], LINES),
                skus=_values(given["skus"], SEPARATORS),
            ),
            margin_floor=floor / 100 if floor is not None else None,
            position=given["position"],
            is_active=given["is_active"],
        )


class RunForm(forms.Form):
    valid_from = moment_field(
        label=_("From when on"), help_text=_("Empty: from when it is applied.")
    )


def as_it_is(card: StrategyCard) -> dict[str, object]:
    """Return what a form starts with."""
    draft = card.draft
    floor = draft.margin_floor
    return {
        "code": card.code,
        "title": draft.title,
        "price_list": draft.price_list,
        "basis": draft.basis.value,
        "categories": list(draft.about.categories),
        "brands": "\n".join(draft.about.brands),
        "skus": "\n".join(draft.about.skus),
        "margin_floor": plain(floor * 100) if floor is not None else None,
        "position": draft.position,
        "is_active": draft.is_active,
        "version": card.version,
    }


def steps_of(card: StrategyCard | None) -> list[dict[str, object]]:
    """Return what the steps of a form start with."""
    return [step.kept() for step in card.draft.steps] if card else []


def needs() -> dict[str, list[str]]:
    """Return which fields each kind of step has, for the script that hides the others."""
    return {kind.value: list(names) for kind, names in NEEDS.items()}


def _values(text: str, separators: re.Pattern[str]) -> tuple[str, ...]:
    parts = (part.strip() for part in separators.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
