"""Who may come in: people with passwords, programs with keys that are shown once."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.db import transaction

from guildhall.config.demo.cast import (
    GROUP,
    HQ,
    OPERATOR,
    PASSWORD,
    PLATFORM_NAME,
    STAFF,
    Person,
    email_of,
)
from guildhall.config.demo.handover import Handover, Keys, write_handover
from guildhall.identity.errors import EmailTaken
from guildhall.identity.operations import add_staff, issue_api_key
from guildhall.identity.queries import actor_of_token
from guildhall.kernel.stamp import EVERYWHERE, Stamp
from guildhall.kernel.tenancy import PLATFORM, enter

STOREFRONT = ("catalog:view", "stock:view", "checkout:view", "checkout:edit")
BACK_OFFICE = ("orders:view", "orders:edit", "stock:view")


def hire_staff(company: str, stamp: Stamp, *, store: str) -> None:
    """Let somebody of every built-in role sign in at the current tenant."""
    for person in STAFF:
        scope = f"store:{store}" if person.in_a_store else EVERYWHERE
        _let_in(person, email=email_of(person, at=company), scope=scope, stamp=stamp)


def hire_hq(group: UUID, stamp: Stamp) -> None:
    """Let somebody of the group sign in at HQ, and whoever runs the platform beside them."""
    with enter(PLATFORM):
        operator = email_of(OPERATOR, at=PLATFORM_NAME)
        _let_in(OPERATOR, email=operator, scope=EVERYWHERE, stamp=stamp)
        _let_in(HQ, email=email_of(HQ, at=GROUP.code), scope=f"group:{group}", stamp=stamp)


def admit_programs(slug: str, *, handover: Handover, folder: Path, stamp: Stamp) -> Handover:
    """Issue the current tenant's two keys, unless the ones in the handover still work.

    The file is written before the keys are committed: a crash in between leaves secrets that open
    nothing, which the next load notices, and never a key whose secret nobody has.
    """
    known = handover.keys.get(slug)
    if known is not None and keys_work(known):
        return handover
    with transaction.atomic():
        storefront = issue_api_key("Web shop", capabilities=STOREFRONT, stamp=stamp)
        back_office = issue_api_key("Store hand-over", capabilities=BACK_OFFICE, stamp=stamp)
        keys = Keys(storefront=storefront.token, back_office=back_office.token)
        told = replace(handover, keys={**handover.keys, slug: keys})
        write_handover(folder, told)
    return told


def keys_work(keys: Keys) -> bool:
    return all(actor_of_token(token) for token in (keys.storefront, keys.back_office))


def _let_in(person: Person, *, email: str, scope: str, stamp: Stamp) -> None:
    # Whoever has been let in before stays in: the refusal says that there is nothing to do.
    with suppress(EmailTaken):
        add_staff(
            email, name=person.name, password=PASSWORD, role=person.role, scope=scope, stamp=stamp
        )
