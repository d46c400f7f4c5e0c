"""Which zone an address lies in, and what sending costs. Pure."""

import re
from collections.abc import Iterable
from decimal import Decimal

from guildhall.checkout.states import RateBasis
from guildhall.checkout.types.carts import Address
from guildhall.checkout.types.shipping import MethodTerms, RateTerms, ZoneTerms

COUNTRY = re.compile(r"[A-Z]{2}")
REGION = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
CURRENCY = re.compile(r"[A-Z]{3}")
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
RANGE = re.compile(r"(\d+)-(\d+)")
MOST = Decimal(10) ** 9


def narrowness(zone: ZoneTerms, address: Address) -> int | None:
    """Return how narrowly a zone fits an address: the higher the narrower, None not at all."""
    narrow = 0
    if zone.countries:
        if address.country not in zone.countries:
            return None
        narrow = 1
    if zone.regions:
        if address.region not in zone.regions:
            return None
        narrow = 2
    if zone.postcodes:
        fitting = [p for p in zone.postcodes if _fits(p, address.postcode)]
        if not fitting:
            return None
        narrow = 3 + max(map(len, fitting))
    return narrow


def best_zone(zones: Iterable[ZoneTerms], address: Address) -> ZoneTerms | None:
    """Return the narrowest zone that an address lies in; of two, the first by code."""
    fitting = [(narrowness(zone, address), zone) for zone in zones]
    ranked = sorted((-n, zone.code, zone) for n, zone in fitting if n is not None)
    return ranked[0][2] if ranked else None


def _fits(pattern: str, postcode: str) -> bool:
    wanted = _squeezed(postcode)
    between = RANGE.fullmatch(pattern.replace(" ", ""))
    if between:
        low, high = between.groups()
        digits = wanted[: len(low)]
        return digits.isdigit() and int(low) <= int(digits) <= int(high)
    return wanted.startswith(_squeezed(pattern))


def _squeezed(postcode: str) -> str:
    return re.sub(r"[\s-]", "", postcode).upper()


def price_of(rate: RateTerms, *, goods: Decimal, grams: Decimal) -> Decimal | None:
    """Return what sending costs at a rate; None where its table has nothing for so little."""
    if rate.free_from is not None and goods >= rate.free_from:
        return Decimal(0)
    measure = grams if rate.basis is RateBasis.WEIGHT else goods
    fitting = [step.price for step in rate.steps if step.at_least <= measure]
    return fitting[-1] if fitting else None


def zone_faults(zone: ZoneTerms) -> dict[str, str]:
    """Return what is wrong with a zone, by field."""
    found: dict[str, str] = {}
    if not CODE.fullmatch(zone.code):
        found["code"] = "Use small letters, digits, - and _."
    if not zone.name.strip():
        found["name"] = "Give it a name."
    for i, country in enumerate(zone.countries):
        if not COUNTRY.fullmatch(country):
            found[f"countries.{i}"] = "Use a code of two letters, such as DE."
    for i, region in enumerate(zone.regions):
        if not REGION.fullmatch(region):
            found[f"regions.{i}"] = "Use a code such as US-CA."
    return found | _postcode_faults(zone.postcodes)


def _postcode_faults(postcodes: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for i, postcode in enumerate(postcodes):
        between = RANGE.fullmatch(postcode.replace(" ", ""))
        if not _squeezed(postcode).isalnum():
            found[f"postcodes.{i}"] = "Use the beginning of a postcode, or a range."
        elif between and (len(between[1]) != len(between[2]) or between[1] > between[2]):
            found[f"postcodes.{i}"] = "Both ends of a range have as many digits, the lower first."
    return found


def method_faults(method: MethodTerms, *, zones: frozenset[str]) -> dict[str, str]:
    """Return what is wrong with a way of shipping, by field."""
    found: dict[str, str] = {}
    if not CODE.fullmatch(method.code):
        found["code"] = "Use small letters, digits, - and _."
    if not method.name.strip():
        found["name"] = "Give it a name."
    seen: set[tuple[str, str]] = set()
    for i, rate in enumerate(method.rates):
        at = f"rates.{i}"
        if rate.zone not in zones:
            found[f"{at}.zone"] = "Use the code of one of your zones."
        if not CURRENCY.fullmatch(rate.currency):
            found[f"{at}.currency"] = "Use a code of three letters, such as EUR."
        if (rate.zone, rate.currency) in seen:
            found[f"{at}.zone"] = "There is a rate for this zone and currency already."
        seen.add((rate.zone, rate.currency))
        found |= _rate_faults(rate, at)
    return found


def _rate_faults(rate: RateTerms, at: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if not rate.steps:
        found[f"{at}.steps"] = "Give at least one price."
    lows = [step.at_least for step in rate.steps]
    if not all(_is_amount(low) for low in lows) or lows != sorted(set(lows)):
        found[f"{at}.steps"] = "Begin each step higher than the one before."
    if not all(_is_amount(step.price) for step in rate.steps):
        found[f"{at}.steps"] = "Use prices of zero or more."
    if rate.free_from is not None and not _is_amount(rate.free_from):
        found[f"{at}.free_from"] = "Use an amount of zero or more."
    if None not in (rate.least_days, rate.most_days) and rate.least_days > rate.most_days:  # type: ignore[operator] # neither is None
        found[f"{at}.least_days"] = "Use no more than the longest."
    return found


def _is_amount(value: Decimal) -> bool:
    return value.is_finite() and 0 <= value < MOST
