"""What labels say: a constant number of statements."""

from collections.abc import Iterable, Sequence

from guildhall.catalog.errors.labels import LabelsUnknown, NothingToPrint, TooManyLabels
from guildhall.catalog.models import Barcode, Variant
from guildhall.catalog.queries.prices import prices_shown
from guildhall.catalog.rules.gtins import same_codes
from guildhall.catalog.rules.labels import MOST_COPIES, drawn, wanted_in
from guildhall.catalog.states import Bars
from guildhall.catalog.types.labels import LabelCard, Wanted
from guildhall.kernel.money import Money
from guildhall.kernel.stamp import Actor
from guildhall.organization.types import ChannelCard

TOLD = 10


def label_cards(
    text: str, *, bars: Bars, channel: ChannelCard | None, actor: Actor
) -> tuple[LabelCard, ...]:
    """Return labels in the order asked: an SKU or a barcode a line, "FIG x 3" for three.

    With what one piece costs everybody now on a channel, if one is named.
    Refuses with NotPermitted, NothingToPrint, TooManyLabels or LabelsUnknown.
    """
    actor.reach("catalog:view")
    if channel is not None:
        actor.must("catalog:view", scope=channel.scopes)
    wanted = _counted(text)
    skus = _skus(wanted)
    if unknown := [each.what for each in wanted if each.what not in skus]:
        raise LabelsUnknown(codes=", ".join(unknown[:TOLD]))
    rows = {
        row.sku: row
        for row in Variant.objects.filter(sku__in=skus.values()).select_related("product")
    }
    codes = _codes(rows.values())
    prices = _prices(rows.values(), channel)
    return tuple(
        LabelCard(
            sku=row.sku,
            title=row.title,
            brand=row.product.brand,
            unit=row.unit,
            code=(code := _code(each.what, row.sku, codes)),
            drawing=drawn(code, bars=bars),
            price=prices.get(row.sku),
            copies=each.copies,
        )
        for each in wanted
        for row in (rows[skus[each.what]],)
    )


def _counted(text: str) -> tuple[Wanted, ...]:
    wanted = wanted_in(text)
    count = sum(each.copies for each in wanted)
    if not count:
        raise NothingToPrint
    if count > MOST_COPIES:
        raise TooManyLabels(count=count, most=MOST_COPIES)
    return wanted


def _skus(wanted: Sequence[Wanted]) -> dict[str, str]:
    """Return the SKU of each thing asked for: by its own name first, by a barcode else."""
    asked = [each.what for each in wanted]
    found = {
        sku: sku for sku in Variant.objects.filter(sku__in=asked).values_list("sku", flat=True)
    }
    forms = {form: what for what in asked for form in same_codes(what)}
    codes = Barcode.objects.filter(code__in=forms).values_list("code", "variant__sku")
    return {forms[code]: sku for code, sku in codes} | found


def _codes(rows: Iterable[Variant]) -> dict[str, str]:
    """Return what is printed for each SKU: the code of one unit, not of a case."""
    ids = [row.id for row in rows]
    found = Barcode.objects.filter(variant__in=ids, factor=1).order_by("-is_legacy", "-code")
    return dict(found.values_list("variant__sku", "code"))


def _code(asked: str, sku: str, codes: dict[str, str]) -> str:
    """Return the very code that was scanned, or the variant's own, or its SKU."""
    return asked if asked != sku else codes.get(sku, sku)


def _prices(rows: Iterable[Variant], channel: ChannelCard | None) -> dict[str, Money]:
    if channel is None:
        return {}
    found = {row.id: row.sku for row in rows}
    shown = prices_shown(found, channel=channel, currency=channel.currency)
    return {found[key]: Money(amount, channel.currency) for key, amount in shown.items()}
