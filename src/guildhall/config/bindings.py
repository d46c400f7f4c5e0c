"""Ports and who implements them: the one place where the kernel meets the rooms above it."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import autodiscover_modules

from guildhall.approvals.ports import bind_commands
from guildhall.catalog.jobs import carry, draw_picture
from guildhall.catalog.ports import bind_carrier, bind_pictures, bind_rate_sources
from guildhall.catalog.queries import count_products, stored_bytes
from guildhall.config.archives import HOUSE
from guildhall.config.gate import ApiGate
from guildhall.config.uploads import explain_form
from guildhall.config.visits import admit, look_up
from guildhall.customers.jobs import send_code
from guildhall.customers.ports import bind_couriers
from guildhall.finance.ports import bind_platforms
from guildhall.flows.approvals import FlowsCommands
from guildhall.flows.reactions import REACTIONS as FLOWS
from guildhall.fulfillment.jobs import call_carrier
from guildhall.fulfillment.ports import ByHand, Carrier, bind_calls, bind_carriers
from guildhall.hq.reactions import REACTIONS as HQ
from guildhall.identity.jobs import PostByJobs
from guildhall.identity.oauth.operations import forget_apps
from guildhall.identity.oauth.queries import apps_of
from guildhall.identity.operations import invite_staff
from guildhall.identity.ports import bind_let_in, bind_post
from guildhall.identity.queries import count_keys, count_staff
from guildhall.identity.states import Role
from guildhall.identity.types import Invitee
from guildhall.inventory.jobs import check_stock
from guildhall.inventory.ports import bind_checks
from guildhall.kernel.credentials import bind_gate
from guildhall.kernel.delivery.reactions import Reaction, bind_reactions
from guildhall.kernel.events import Event
from guildhall.kernel.http import bind_explanations
from guildhall.kernel.limits import Counted, bind_limits
from guildhall.kernel.stamp import Stamp
from guildhall.kernel.tenancy import bind
from guildhall.kernel.tenancy.closed import why_closed
from guildhall.notifications.jobs import CodesByMail, send_mails
from guildhall.notifications.ports import bind_sender
from guildhall.orders.jobs import carry_out
from guildhall.orders.operations import worth_of
from guildhall.orders.ports import bind_batches
from guildhall.organization.queries import count_stores
from guildhall.payments.jobs import call_later, call_soon, read_soon
from guildhall.payments.ports import bind_providers, bind_work, bind_worth
from integrations.aftership.carrier import AfterShip
from integrations.alipay.provider import Alipay
from integrations.dns.client import DnsResolver
from integrations.ecb.rates import EcbRates
from integrations.einvoice.platform import EInvoiceGateway
from integrations.hq_sign_in.client import HqSignIn
from integrations.paypal.provider import PayPalProvider
from integrations.shippo.carrier import Shippo
from integrations.stripe.provider import StripeProvider
from integrations.wechat.provider import WeChatPay
from tenants.archives.ports import bind_house
from tenants.directory import TenantDirectory
from tenants.fleet.ports import Backfill, bind_backfills
from tenants.openings.jobs import pursue_opening
from tenants.openings.ports import FirstOwner, bind_openings
from tenants.ports import bind_resolver
from tenants.visits.ports import PublicHost, bind_public_host

COUNTS: Mapping[Counted, Callable[[], int]] = {
    "products": count_products,
    "staff": count_staff,
    "api_keys": count_keys,
    "stores": count_stores,
}
# Where a company's own pages tell how to get more; a path, so that it is right on every domain.
UPGRADE = "/company/plan"
CARRIERS: Mapping[str, Carrier] = {each.code: each for each in (ByHand(), AfterShip(), Shippo())}


# What `manage.py fleet backfill NAME` knows; a room offers the function, here it gets its name.
BACKFILLS: tuple[Backfill, ...] = ()


class LetInByPeople:
    """The authorization server's answer to what identity asks about a person's apps."""

    apps_of = staticmethod(apps_of)
    forget_apps = staticmethod(forget_apps)


def bind_ports() -> None:
    """Bind whoever implements each port of the kernel and of the roll, and the reactions."""
    bind(TenantDirectory())
    bind_gate(ApiGate())
    bind_reactions(reactions())
    bind_limits(COUNTS, upgrade=UPGRADE, stored=stored_bytes)
    bind_pictures(_draw_picture)
    bind_house(HOUSE)
    bind_backfills(BACKFILLS)
    bind_openings(invite=_invite_first_owner, pursue=_pursue_opening)
    bind_public_host(PublicHost(HqSignIn(settings.INSIDE_URL), admit, look_up))
    bind_post(PostByJobs())
    bind_let_in(LetInByPeople())
    bind_commands(FlowsCommands())
    bind_carrier(_carry_file)
    bind_resolver(DnsResolver(settings.DNS_RESOLVER))
    bind_explanations(why_closed, explain_form)
    bind_checks(_run_check)
    bind_work(call=call_soon, read=read_soon, later=call_later)
    bind_worth(worth_of)
    _bind_vendors()
    bind_calls(_call_carrier)
    bind_batches(_carry_out)
    bind_couriers({"email": CodesByMail()}, sender=_send_code)
    bind_sender(send_mails.send)
    # A process reads the facts of all: also of rooms that nothing else in it imports.
    autodiscover_modules("events")


def _bind_vendors() -> None:
    """Bind the adapters of those whom we call."""
    vendors = (StripeProvider(), WeChatPay(), Alipay(), PayPalProvider())
    bind_providers({each.code: each for each in vendors})
    bind_platforms({EInvoiceGateway.code: EInvoiceGateway()})
    bind_carriers(CARRIERS)
    bind_rate_sources(EcbRates())


def reactions() -> dict[type[Event], tuple[Reaction, ...]]:
    """Return what follows each fact: inside the tenant first, then in the group's figures."""
    facts = {**FLOWS, **HQ}
    return {fact: (*FLOWS.get(fact, ()), *HQ.get(fact, ())) for fact in facts}


def _invite_first_owner(owner: FirstOwner, stamp: Stamp) -> None:
    invite_staff(Invitee(owner.email, owner.name, Role.OWNER), stamp=stamp, secret=owner.secret)


def _carry_out(batch: UUID) -> None:
    carry_out.send(str(batch))


def _call_carrier(call: str) -> None:
    call_carrier.send(call)


def _run_check(check: UUID) -> None:
    check_stock.send(str(check))


def _send_code(code: UUID) -> None:
    send_code.send(str(code))


def _carry_file(run: UUID) -> None:
    carry.send(str(run))


def _pursue_opening(opening: UUID) -> None:
    pursue_opening.send(str(opening))


def _draw_picture(picture: UUID) -> None:
    draw_picture.send(str(picture))
