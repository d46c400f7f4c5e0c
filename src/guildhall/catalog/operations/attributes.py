"""Attributes: defined for the whole catalogue or a part of its tree, and stated of products."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.errors import AttributeNotFound, AttributeTaken, CategoryNotFound
from guildhall.catalog.events import AttributeChanged, AttributeDefined, AttributesStated
from guildhall.catalog.models import (
    Attribute,
    AttributeChoice,
    AttributeValue,
    Category,
    Product,
)
from guildhall.catalog.operations.shelf import (
    RIGHT,
    lock_live_product,
    lock_live_variant,
    note_change,
)
from guildhall.catalog.queries.attributes import stated_of
from guildhall.catalog.rules import statements
from guildhall.catalog.states import AttributeType
from guildhall.catalog.types import AttributeDraft, AttributeEdit, Choice, Stated
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.conditions import WHATEVER, Expected
from guildhall.kernel.events import record
from guildhall.kernel.refusals import N_, Invalid
from guildhall.kernel.stamp import Stamp

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
WITH_CHOICES = frozenset({AttributeType.CHOICE, AttributeType.CHOICES})
MOST_CHOICES = 500
EDITED = ("title", "unit", "is_required", "position")

type Statements = Mapping[str, Sequence[str]]


@transaction.atomic
def define_attribute(draft: AttributeDraft, *, stamp: Stamp) -> None:
    """Add an attribute that products, or variants, can state.

    Refuses with NotPermitted, Invalid, AttributeTaken or CategoryNotFound.
    """
    stamp.by.must(RIGHT)
    _check(draft)
    row, new = Attribute.objects.get_or_create(
        code=draft.code,
        defaults={
            "title": draft.title.strip(),
            "type": draft.type,
            "unit": draft.unit.strip(),
            "category": _place(draft.category),
            "is_required": draft.is_required,
            "of_variants": draft.of_variants,
            "least": draft.least,
            "most": draft.most,
            "position": Attribute.objects.count(),
        },
    )
    if not new:
        raise AttributeTaken(code=draft.code, errors={"code": N_("Choose another code.")})
    _write_choices(row, draft.choices)

    record(AttributeDefined(code=draft.code, value_type=draft.type, stamp=stamp))


@transaction.atomic
def change_attribute(code: str, *, values: AttributeEdit, stamp: Stamp) -> None:
    """Change what an attribute is called and whether it must be stated; add or retitle choices.

    Its type stays: what is stated has it. Refuses with NotPermitted, AttributeNotFound or Invalid.
    """
    row = _lock(code, stamp)
    said = {name: value for name in EDITED if (value := getattr(values, name)) is not None}
    if values.title is not None:
        _check_title(values.title)
    _check_choices(AttributeType(row.type), values.choices, needed=False)
    changes = edit(row, **said)
    if changes:
        row.save(update_fields=[*changes])
    told = _write_choices(row, values.choices)
    if told:
        changes["choices"] = told
    if changes:
        record(AttributeChanged(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def archive_attribute(code: str, *, stamp: Stamp) -> None:
    """Let nobody state this any more; what is stated stays. Refuses with AttributeNotFound."""
    row = _lock(code, stamp)
    if row.archived_at is None:
        changes = edit(row, archived_at=stamp.at)
        row.save(update_fields=["archived_at"])
        record(AttributeChanged(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def restore_attribute(code: str, *, stamp: Stamp) -> None:
    """Let it be stated again. Refuses with AttributeNotFound."""
    row = _lock(code, stamp)
    if row.archived_at is not None:
        changes = edit(row, archived_at=None)
        row.save(update_fields=["archived_at"])
        record(AttributeChanged(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def state_attributes(
    code: str, *, values: Statements, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """State attributes of a product, by their codes; an empty list takes a statement back.

    Refuses with NotPermitted, ProductNotFound, ChangedMeanwhile, GoodsArchived,
    AttributeNotFound, or with Invalid naming each value that has not the type, is not among the
    choices, is out of bounds, or is needed while the product is sold.
    """
    product = lock_live_product(code, stamp=stamp, expected=expected)
    changes = _state(product, values)
    if changes:
        note_change(product, stamp=stamp)
        record(AttributesStated(code=code, stamp=stamp), changes=changes)


@transaction.atomic
def state_variant_attributes(
    sku: str, *, values: Statements, stamp: Stamp, expected: Expected = WHATEVER
) -> None:
    """State attributes of one variant, and refuse as state_attributes does."""
    product, variant = lock_live_variant(sku, stamp=stamp, expected=expected)
    changes = _state(product, values, variant=variant.id, sku=sku)
    if changes:
        note_change(product, stamp=stamp)
        record(AttributesStated(code=product.code, sku=sku, stamp=stamp), changes=changes)


def _state(
    product: Product, values: Statements, *, variant: UUID | None = None, sku: str = ""
) -> Changes:
    stated = {each.attribute.code: each for each in stated_of(product.id) if each.sku == sku}
    wrong: dict[str, str] = {}
    changes: Changes = {}
    for code, given in values.items():
        if code not in stated:
            raise AttributeNotFound(code=code, errors={code: N_("It cannot be stated here.")})
        said = stated[code]
        try:
            read = statements.read(said.attribute, given)
        except statements.Misstated as error:
            wrong[code] = str(error)
            continue
        if not read and said.attribute.is_required and product.is_active:
            wrong[code] = N_("This is needed while the product is sold.")
            continue
        if _write(said, read, product=product, variant=variant):
            changes[code] = [", ".join(said.values) or None, ", ".join(given) or None]
    if wrong:
        raise Invalid(errors=wrong)
    return changes


def _write(
    said: Stated,
    read: Sequence[statements.Value],
    *,
    product: Product,
    variant: UUID | None,
) -> bool:
    """Exchange what is stated; return whether it is something else now."""
    choices = AttributeChoice.objects.filter(attribute=said.attribute.id)
    ids = dict(choices.values_list("code", "id")) if said.attribute.choices else {}
    rows = AttributeValue.objects.filter(
        attribute=said.attribute.id, product=product, variant=variant
    )
    before = set(rows.values_list("text", "number", "flag", "day", "choice"))
    after = {(each.text, each.number, each.flag, each.day, ids.get(each.choice)) for each in read}
    if before == after:
        return False
    rows.delete()
    AttributeValue.objects.bulk_create(
        AttributeValue(
            attribute_id=said.attribute.id,
            product=product,
            variant_id=variant,
            text=text,
            number=number,
            flag=flag,
            day=day,
            choice_id=choice,
        )
        for text, number, flag, day, choice in after
    )
    return True


def _lock(code: str, stamp: Stamp) -> Attribute:
    stamp.by.must(RIGHT)
    row = Attribute.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise AttributeNotFound(code=code)
    return row


def _place(code: str) -> Category | None:
    if not code:
        return None
    place = Category.objects.filter(code=code).first()
    if place is None:
        raise CategoryNotFound(code=code, errors={"category": N_("Choose one of the tree.")})
    return place


def _write_choices(row: Attribute, choices: Sequence[Choice]) -> list[str | None]:
    """Add and retitle choices; return [before, after] where something differs."""
    known = AttributeChoice.objects.filter(attribute=row).order_by("position", "code")
    before = dict(known.values_list("code", "title"))
    wanted = before | {choice.code: choice.title for choice in choices}
    if before == wanted:
        return []
    AttributeChoice.objects.bulk_create(
        [
            AttributeChoice(attribute=row, code=code, title=title, position=i)
            for i, (code, title) in enumerate(wanted.items())
        ],
        update_conflicts=True,
        unique_fields=["attribute", "code"],
        update_fields=["title", "position"],
    )
    return [", ".join(before.values()) or None, ", ".join(wanted.values())]


def _check(draft: AttributeDraft) -> None:
    if not CODE.fullmatch(draft.code):
        raise Invalid(errors={"code": N_("Write small letters, digits and hyphens, at most 40.")})
    _check_title(draft.title)
    if len(draft.unit) > 12:
        raise Invalid(errors={"unit": N_("Write a unit of at most 12 characters.")})
    _check_choices(draft.type, draft.choices, needed=True)
    bounds = [bound for bound in (draft.least, draft.most) if bound is not None]
    if bounds and draft.type is not AttributeType.NUMBER:
        raise Invalid(errors={"least": N_("Numbers alone have bounds.")})
    if any(not _is_bound(bound) for bound in bounds) or bounds != sorted(bounds):
        raise Invalid(errors={"least": N_("Write the lesser bound first.")})


def _is_bound(bound: Decimal) -> bool:
    return bound.is_finite() and abs(bound) < statements.LARGEST and bound == round(bound, 3)


def _check_title(title: str) -> None:
    if not 1 <= len(title.strip()) <= 120:
        raise Invalid(errors={"title": N_("Write a title of at most 120 characters.")})


def _check_choices(kind: AttributeType, choices: Sequence[Choice], *, needed: bool) -> None:
    if kind not in WITH_CHOICES:
        if choices:
            raise Invalid(errors={"choices": N_("This type has no choices.")})
        return
    codes = [choice.code for choice in choices]
    if (needed and not choices) or len(choices) > MOST_CHOICES or len(set(codes)) < len(codes):
        raise Invalid(errors={"choices": N_("Name each choice once, at least one.")})
    if not all(CODE.fullmatch(each.code) and 1 <= len(each.title) <= 120 for each in choices):
        raise Invalid(errors={"choices": N_("Give each choice a short code and a title.")})
