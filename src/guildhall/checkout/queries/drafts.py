"""Carts that somebody here filled, and the addresses by which they are paid."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, Sum

from guildhall.checkout.errors import CartNotFound, LinkNotFound
from guildhall.checkout.models import Cart, Checkout, PaymentLink
from guildhall.checkout.queries.carts import ROW, card_of, lines_of
from guildhall.checkout.queries.checkouts import get_checkout
from guildhall.checkout.states import CartKind
from guildhall.checkout.types import CartCard, CheckoutCard, DraftRow, LinkCard
from guildhall.kernel.masks import mask_name
from guildhall.kernel.paging import Page, page_of


def list_drafts(
    *, scopes: tuple[str, ...] = (), cursor: str | None = None, limit: int = 50
) -> Page[DraftRow]:
    """Return one page of drafts, the newest first. Refuses with CursorInvalid."""
    rows = Cart.objects.filter(kind=CartKind.DRAFT).select_related("channel__brand")
    if scopes:
        names = {kind: _codes(scopes, kind) for kind in ("channel", "brand")}
        rows = rows.filter(
            Q(channel__code__in=names["channel"]) | Q(channel__brand__code__in=names["brand"])
        )
    rows = rows.annotate(units=Sum("lines__quantity"))
    return page_of(
        rows, key=("created_at", "id"), cursor=cursor, limit=limit, to=_row, newest_first=True
    )


def get_draft(draft: UUID, *, at: datetime) -> tuple[CartCard, tuple[LinkCard, ...]]:
    """Return a draft with its addresses, the newest first. Refuses with CartNotFound."""
    row = Cart.objects.select_related(*ROW).filter(id=draft, kind=CartKind.DRAFT).first()
    if row is None:
        raise CartNotFound
    links = PaymentLink.objects.filter(cart=row).order_by("-created_at")
    return card_of(row, lines_of(row), at=at), tuple(link_card(link) for link in links)


def find_link(token: str, *, at: datetime) -> tuple[LinkCard, CartCard]:
    """Return an address for paying, with what it pays for. Refuses with LinkNotFound."""
    link = PaymentLink.objects.filter(token=token).first()
    if link is None:
        raise LinkNotFound
    row = Cart.objects.select_related(*ROW).get(id=link.cart_id)
    return link_card(link), card_of(row, lines_of(row), at=at)


def newest_checkout(cart: UUID, *, at: datetime) -> CheckoutCard | None:
    """Return the last checkout of a cart, if there is one."""
    found = Checkout.objects.filter(cart=cart).order_by("-id").values_list("id", flat=True).first()
    return get_checkout(found, at=at) if found else None


def link_card(link: PaymentLink) -> LinkCard:
    return LinkCard(link.id, link.token, link.expires_at, link.revoked_at, link.made_by)


def _codes(scopes: tuple[str, ...], kind: str) -> list[str]:
    return [s.partition(":")[2] for s in scopes if s.startswith(f"{kind}:")]


def _row(row: Cart) -> DraftRow:
    return DraftRow(
        id=row.id,
        state=str(row.state),
        customer=mask_name(row.name),
        channel=row.channel.code,
        units=row.units or Decimal(0),  # type: ignore[attr-defined] # annotated
        made_by=row.made_by,
        order_number=row.order_number,
        created_at=row.created_at,
    )
