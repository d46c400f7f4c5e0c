"""Comparing what stock is worth with its entries, and making it anew where it differs."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from guildhall.catalog.queries import titles_of
from guildhall.inventory.events import StockMended
from guildhall.inventory.models import CostLayer, ItemValue
from guildhall.inventory.operations.valuation import value_stock
from guildhall.inventory.queries.value_proofs import (
    ValueProof,
    count_unvalued,
    layers_of,
    value_proofs,
)
from guildhall.inventory.states import Damage
from guildhall.inventory.types import Finding
from guildhall.kernel.events import record
from guildhall.kernel.locking import lock_name
from guildhall.kernel.stamp import Stamp

CHUNK = 200


def check_value(*, repair: bool, check: str, stamp: Stamp) -> Iterator[Finding]:
    """Yield what is wrong with the worth of stock; with `repair`, put it right."""
    waiting = count_unvalued()
    if waiting:
        done = repair and value_stock(anywhere=True, stamp=stamp) >= waiting
        yield Finding(Damage.UNVALUED, "-", "", "0", str(waiting), repaired=done)
    after = UUID(int=0)
    while proofs := value_proofs(after, most=CHUNK):
        wrong = [proof for proof in proofs if proof.differs or proof.layers_differ]
        names = titles_of(proof.variant_id for proof in wrong)
        for proof in wrong:
            sku = names[proof.variant_id][0]
            found = _findings(proof, sku)
            yield from (_mended(proof, found, check, stamp=stamp) if repair else found)
        after = proofs[-1].id


def _findings(proof: ValueProof, sku: str) -> list[Finding]:
    found = []
    if proof.differs:
        kept = f"{_plain(proof.kept_quantity)} = {_plain(proof.kept_value)}"
        proven = f"{_plain(proof.quantity)} = {_plain(proof.value)}"
        found.append(Finding(Damage.VALUE, sku, "", kept, proven, owner=proof.owner))
    if proof.layers_differ:
        kept, proven = _plain(proof.layers), _plain(max(proof.quantity, Decimal(0)))
        found.append(Finding(Damage.LAYERS, sku, "", kept, proven, owner=proof.owner))
    return found


@transaction.atomic
def _mended(proof: ValueProof, found: list[Finding], check: str, *, stamp: Stamp) -> list[Finding]:
    """Make an item's worth and layers anew from its entries, while nothing else is valued."""
    lock_name("inventory.valuation")
    row = ItemValue.objects.select_for_update().get(id=proof.id)
    now = next(iter(value_proofs(UUID(int=proof.id.int - 1), most=1)))
    row.quantity, row.value, row.updated_at = now.quantity, now.value, stamp.at
    row.save(update_fields=["quantity", "value", "updated_at"])
    _lay_anew(now)
    for each in found:
        record(
            StockMended(
                check=check,
                location="",
                sku=each.sku,
                damage=each.damage,
                kept=each.kept,
                proven=each.proven,
                stamp=stamp,
            )
        )
    return [replace(each, repaired=True) for each in found]


def _lay_anew(proof: ValueProof) -> None:
    """Let what arrived last be what is left: first in, first out."""
    left = max(proof.quantity, Decimal(0))
    layers = layers_of(proof.variant_id, proof.owner)
    for layer in layers:
        layer.left = min(layer.quantity, left)
        left -= layer.left
    CostLayer.objects.bulk_update(layers, ["left"], batch_size=500)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
