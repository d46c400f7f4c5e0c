"""The page on which people say how much of its stock a channel is told of."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guildhall.identity.states import Role
from guildhall.inventory.queries import get_publish_rule, list_variant_rules
from guildhall.inventory.types import PublishRule, VariantRule
from guildhall.kernel.ids import new_id
from tests.console.reading import text_of
from tests.factories.company import Company

type SignIn = Callable[..., Client]
PAGE = "/channels/web/stock"


def _post(client: Client, url: str, **fields: object) -> int:
    return client.post(url, {"token": str(new_id()), **fields}).status_code


def _version(shop: Company) -> str:
    return get_publish_rule(shop.site.channel).version


def test_a_rule_for_the_whole_channel_is_kept_and_taken_back(
    shop: Company, sign_in: SignIn
) -> None:
    client, channel = sign_in(Role.OWNER), shop.site.channel
    before = text_of(client.get(PAGE))

    _post(client, PAGE, percent=80, buffer="2", version=_version(shop))
    kept = get_publish_rule(channel).rule
    shown = text_of(client.get(PAGE))
    _post(client, f"{PAGE}/reset")

    assert "It is told of all that is available." in before
    assert kept == PublishRule(percent=80, buffer=Decimal(2))
    assert "It is told of all that is available." not in shown
    assert get_publish_rule(channel).rule == PublishRule()


def test_a_rule_that_somebody_changed_meanwhile_is_not_written_over(
    shop: Company, sign_in: SignIn
) -> None:
    client, seen = sign_in(Role.OWNER), _version(shop)
    _post(client, PAGE, percent=80, version=seen)

    late = client.post(PAGE, {"token": str(new_id()), "percent": 10, "version": seen})

    assert late.status_code == 412
    assert "Somebody has changed this" in text_of(late)
    assert get_publish_rule(shop.site.channel).rule.percent == 80


def test_one_sku_has_a_rule_of_its_own_until_it_is_as_the_channel_again(
    shop: Company, sign_in: SignIn
) -> None:
    client, channel = sign_in(Role.OWNER), shop.site.channel
    empty = text_of(client.get(PAGE))

    _post(client, f"{PAGE}/variants", sku="APPLE", most_listed="5")
    kept = [(card.sku, card.rule) for card in list_variant_rules(channel).items]
    shown = text_of(client.get(PAGE))
    _post(client, f"{PAGE}/APPLE/undo")

    assert "No SKU has a rule of its own" in empty
    assert kept == [("APPLE", VariantRule(most_listed=Decimal(5)))]
    assert "As the channel" in shown
    assert list_variant_rules(channel).items == ()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"sku": "APPLE"}, "Say what is different for this SKU."),
        ({"sku": "NOPE", "percent": 5}, "There is no product NOPE here."),
        ({"sku": "APPLE", "percent": 101}, "less than or equal to 100"),
    ],
)
def test_what_cannot_be_a_rule_is_told_where_it_was_typed(
    shop: Company, sign_in: SignIn, fields: dict[str, object], told: str
) -> None:
    client = sign_in(Role.OWNER)

    answer = client.post(f"{PAGE}/variants", {"token": str(new_id()), **fields})

    assert answer.status_code in {404, 422}
    assert told in text_of(answer)


def test_who_may_only_look_is_offered_nothing_to_change(shop: Company, sign_in: SignIn) -> None:
    client = sign_in(Role.READ_ONLY)

    page = client.get(PAGE)

    assert page.status_code == 200
    assert "Keep the rule" not in text_of(page)
    assert _post(client, PAGE, percent=1, version=_version(shop)) == 403
    assert _post(client, f"{PAGE}/variants", sku="APPLE", percent=1) == 403
    assert get_publish_rule(shop.site.channel).rule == PublishRule()
