"""Every job of the house, imported so that a worker knows them."""

from guildhall.approvals.jobs import expire_overdue_approvals
from guildhall.audit.jobs import check_trail, seal_trail
from guildhall.catalog.jobs import (
    carry,
    draw_picture,
    sweep_imports,
    tend_imports,
    tend_pictures,
    tend_rates,
)
from guildhall.checkout.jobs import sweep_checkouts, tend_carts
from guildhall.config.resealing import reseal_vault
from guildhall.customers.jobs import send_code, tend_customers
from guildhall.finance.jobs import hand_in, tend_papers
from guildhall.fulfillment.jobs import call_carrier, tend_carriers, watch_parcels
from guildhall.identity.jobs import mail_device_notice, mail_password_link
from guildhall.identity.oauth.jobs import tend_apps
from guildhall.inventory.jobs import (
    block_bad_lots,
    check_stock,
    expire_overdue_holds,
    judge_reorder_rules,
    snapshot_levels,
    tend_stock,
    value_stock,
)
from guildhall.kernel.delivery.jobs import deliver_facts
from guildhall.kernel.jobs import broker
from guildhall.kernel.upkeep import drop_old_keys
from guildhall.notifications.jobs import send_mails
from guildhall.orders.jobs import carry_out, expire_unpaid_orders, tend_batches
from guildhall.payments.jobs import (
    make_call,
    match_bill,
    mind_scan,
    read_notice,
    send_share,
    tend_bills,
    tend_payments,
    tend_shares,
)
from tenants.archives.jobs import keep_archives
from tenants.fleet.jobs import backfill
from tenants.jobs import keep_pool_warm, recheck_domains, refresh_figures
from tenants.moves.jobs import tend_moves
from tenants.openings.jobs import sweep_openings
from tenants.plans.jobs import note_usage, renew_subscriptions
from tenants.visits.jobs import end_overdue_visits

# Asked of every working tenant, and of the platform.
PERIODIC = (
    sweep_checkouts,
    tend_carts,
    expire_overdue_holds,
    expire_unpaid_orders,
    block_bad_lots,
    tend_stock,
    value_stock,
    expire_overdue_approvals,
    tend_pictures,
    tend_rates,
    drop_old_keys,
    note_usage,
    seal_trail,
    tend_apps,
    tend_imports,
    tend_payments,
    tend_bills,
    tend_shares,
    tend_papers,
    tend_carriers,
    tend_batches,
    watch_parcels,
    tend_customers,
    send_mails,
)
PLATFORM_PERIODIC = (
    keep_pool_warm,
    recheck_domains,
    refresh_figures,
    sweep_openings,
    end_overdue_visits,
    renew_subscriptions,
    drop_old_keys,
    seal_trail,
    tend_apps,
    keep_archives,
    tend_moves,
)

__all__ = [
    "PERIODIC",
    "PLATFORM_PERIODIC",
    "backfill",
    "broker",
    "call_carrier",
    "carry",
    "carry_out",
    "check_stock",
    "check_trail",
    "deliver_facts",
    "draw_picture",
    "hand_in",
    "judge_reorder_rules",
    "mail_device_notice",
    "mail_password_link",
    "make_call",
    "match_bill",
    "mind_scan",
    "read_notice",
    "reseal_vault",
    "send_code",
    "send_share",
    "snapshot_levels",
    "sweep_imports",
]
