"""What a shopper does with a basket: order it, settle for less once, or go home."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from guildhall.config.demo.cast import CURRENCY, Company, shopper
from guildhall.config.demo.client import Answer, HouseClient, Post
from guildhall.config.demo.handover import Keys
from guildhall.config.demo.journal import Journal, Outcome
from guildhall.config.demo.types import Basket

ORDERS = "/storefront/v1/orders"
OUT_OF_STOCK = "inventory.out_of_stock"

# Somebody else was quicker: a clerk shipped the order, or called it off.
_OVER = frozenset({"states.move_not_allowed", "orders.not_confirmed"})

type Lines = tuple[tuple[str, int], ...]


class Unexpected(Exception):
    """The house said something that a storefront cannot act on."""

    def __init__(self, post: Post, answer: Answer) -> None:
        super().__init__(f"POST {post.path} of {post.tenant}: {answer.status} {dict(answer.body)}")


class Shop:
    """One company's storefront, as a program with an API key sees it."""

    def __init__(
        self, company: Company, *, keys: Keys, client: HouseClient, journal: Journal
    ) -> None:
        self.company = company
        self.journal = journal
        self._keys = keys
        self._client = client

    def visit(self, basket: Basket) -> Outcome:
        """Send one basket and return how it ended; what is known already is not sent again."""
        known = self.journal[basket.number]
        if known.is_over:
            return known.outcome
        lines = known.second
        if lines is None:
            wanted = tuple((line.sku, line.quantity) for line in basket.lines)
            answer = self._order(basket, wanted, key=f"journey-{basket.number}")
            if answer.code != OUT_OF_STOCK:
                return self._settle(basket, answer)
            lines = what_is_left(wanted, shortages(answer.body))
            self.journal.settles_for(basket.number, lines)
        return self._settle(basket, self._second_try(basket, lines))

    def ship(self, basket: Basket) -> None:
        """Hand an order over, as the store's own program with its back-office key does."""
        known = self.journal[basket.number]
        if known.shipped or known.order is None:
            return
        post = Post(
            tenant=self.company.slug,
            path=f"/api/v1/orders/{known.order}/shipment",
            secret=self._keys.back_office,
            key=f"journey-shipment-{basket.number}",
            body={},
        )
        answer = self._client.send(post, again_when=is_not_confirmed_yet)
        if answer.status >= HTTPStatus.BAD_REQUEST and answer.code not in _OVER:
            raise Unexpected(post, answer)
        self.journal.shipped(basket.number)

    def _second_try(self, basket: Basket, lines: Lines) -> Answer | None:
        if not lines:
            return None
        answer = self._order(basket, lines, key=f"journey-{basket.number}-second")
        return None if answer.code == OUT_OF_STOCK else answer

    def _settle(self, basket: Basket, answer: Answer | None) -> Outcome:
        if answer is None:
            self.journal.left(basket.number)
        else:
            self.journal.ordered(basket.number, str(answer.body["number"]))
        return self.journal[basket.number].outcome

    def _order(self, basket: Basket, lines: Lines, *, key: str) -> Answer:
        post = Post(
            tenant=self.company.slug,
            path=ORDERS,
            secret=self._keys.storefront,
            key=key,
            body=order_body(basket, lines, site=self.company.site),
        )
        answer = self._client.send(post)
        if answer.status != HTTPStatus.CREATED and answer.code != OUT_OF_STOCK:
            raise Unexpected(post, answer)
        return answer


def is_not_confirmed_yet(answer: Answer) -> bool:
    """Return whether an order waits for its confirmation, which follows from a fact by itself."""
    facts = answer.body.get("facts", {})
    return answer.code == "orders.not_confirmed" and facts.get("state") == "placed"


def order_body(basket: Basket, lines: Lines, *, site: int) -> dict[str, Any]:
    person = shopper(basket.household)
    return {
        "site": site,
        "pickup_store": basket.store,
        "currency": CURRENCY,
        "lines": [{"sku": sku, "quantity": str(quantity)} for sku, quantity in lines],
        "customer": {"name": person.name, "email": person.email},
    }


def what_is_left(wanted: Lines, available: Mapping[str, int]) -> Lines:
    """Return the basket without what is not there; a short line shrinks, an empty one goes."""
    reduced = ((sku, min(quantity, available.get(sku, quantity))) for sku, quantity in wanted)
    return tuple((sku, quantity) for sku, quantity in reduced if quantity > 0)


def shortages(problem: Mapping[str, Any]) -> dict[str, int]:
    """Return how much of each short SKU there is, from the facts of the refusal."""
    lines: Iterable[Mapping[str, Any]] = problem["facts"]["lines"]
    return {str(line["sku"]): int(Decimal(line["available"])) for line in lines}
