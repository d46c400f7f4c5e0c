"""What sites say about products."""

from django.db import transaction

from guildhall.catalog.errors import ProductNotFound
from guildhall.catalog.events import CopyWritten
from guildhall.catalog.models import SiteCopy, Variant
from guildhall.catalog.queries import EPOCH
from guildhall.kernel.changes import Changes, edit
from guildhall.kernel.epochs import move_epoch_on_commit
from guildhall.kernel.events import record
from guildhall.kernel.stamp import Stamp
from guildhall.organization.types import SiteCard


@transaction.atomic
def write_site_copy(
    sku: str, *, site: SiteCard, title: str, description: str, stamp: Stamp
) -> None:
    """Say what one site tells about a product. Refuses with ProductNotFound."""
    stamp.by.must("catalog:edit", scope=site.channel.scopes)
    variant = Variant.objects.filter(sku=sku).first()
    if variant is None:
        raise ProductNotFound(sku=sku)

    said = {"title": title, "description": description}
    row, new = SiteCopy.objects.get_or_create(
        product_id=variant.product_id, site_id=site.id, defaults=said
    )
    changes: Changes = (
        {name: [None, text] for name, text in said.items()} if new else edit(row, **said)
    )
    row.save(update_fields=[*said])
    move_epoch_on_commit(EPOCH)

    record(CopyWritten(sku=sku, site=site.number, stamp=stamp), changes=changes)
