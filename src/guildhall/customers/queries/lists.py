"""Lists of customers, their counts, duplicates among them, and their history from facts."""

from django.db.models import Q, QuerySet

from guildhall.customers.models import Contact, Customer, Merge
from guildhall.customers.queries.families import contacts_for, ids_of, row_of
from guildhall.customers.rules.contacts import contact_of, looks_like_phone, phone_of
from guildhall.customers.rules.merging import may_be_undone_until
from guildhall.customers.states import LIVE_STATES, ContactKind, CustomerKind, CustomerState
from guildhall.customers.types import CustomerCounts, CustomerFilter, CustomerRow, MergeCard
from guildhall.kernel.facts import FactRow, facts_about
from guildhall.kernel.paging import Page, page_of

MOST = 10_001
LIKELY_AT_MOST = 20
SHORTEST_END = 7


def list_customers(
    chosen: CustomerFilter, *, cursor: str | None = None, limit: int = 50
) -> Page[CustomerRow]:
    """Return one page of customers, masked: newest first, or with `updated_since` as changed.

    Refuses with CursorInvalid.
    """
    changed = chosen.updated_since is not None
    page = page_of(
        _chosen(chosen),
        key=("updated_at" if changed else "created_at", "id"),
        cursor=cursor,
        limit=limit,
        newest_first=not changed,
        to=lambda row: row,
    )
    contacts = contacts_for([row.id for row in page.items])
    rows = tuple(row_of(row, contacts[row.id]) for row in page.items)
    return Page(rows, page.next_cursor)


def count_customers(chosen: CustomerFilter) -> int:
    """Return how many customers a filter shows, counting no further than 10,001."""
    return _chosen(chosen)[:MOST].count()


def count_by_sort(*, scopes: tuple[str, ...] = ()) -> CustomerCounts:
    """Return what the lists of these filters would show."""
    return CustomerCounts(
        members=count_customers(CustomerFilter(member=True, scopes=scopes)),
        organizations=count_customers(
            CustomerFilter(kind=CustomerKind.ORGANIZATION, scopes=scopes)
        ),
        blocked=count_customers(CustomerFilter(state=CustomerState.BLOCKED, scopes=scopes)),
    )


def groups_in_use() -> tuple[str, ...]:
    """Return the groups that customers are in."""
    rows = Customer.objects.exclude(group="").order_by("group").values_list("group", flat=True)
    return tuple(rows.distinct()[:200])


def likely_duplicates(number: str, *, scopes: tuple[str, ...]) -> tuple[CustomerRow, ...]:
    """Return who may be the same: by name, by tax number, or by what stands before the at sign.

    Contacts themselves are no sign: each is of one customer.
    """
    row = Customer.objects.filter(number=number).first()
    if row is None:
        return ()
    alike = Q()
    if row.name.strip():
        alike |= Q(name__iexact=row.name.strip())
    if row.tax_number:
        alike |= Q(tax_number=row.tax_number)
    for email in Contact.objects.filter(customer=row, kind=ContactKind.EMAIL):
        alike |= Q(contacts__value__startswith=email.value.partition("@")[0] + "@")
    if not alike:
        return ()
    rows = Customer.objects.filter(alike, state__in=LIVE_STATES).exclude(id=row.id)
    if scopes:
        rows = rows.filter(_within(scopes))
    found = list(rows.distinct().order_by("created_at", "id")[:LIKELY_AT_MOST])
    contacts = contacts_for([each.id for each in found])
    return tuple(row_of(each, contacts[each.id]) for each in found)


def merges_of(number: str) -> tuple[MergeCard, ...]:
    """Return what was merged into a customer, the latest first."""
    rows = Merge.objects.filter(survivor__number=number).select_related("survivor", "merged")
    return tuple(
        MergeCard(
            row.id,
            row.survivor.number,
            row.merged.number,
            row.at,
            may_be_undone_until(row.at),
            row.undone_at,
        )
        for row in rows.order_by("-at", "-id")
    )


def history_of(number: str) -> tuple[FactRow, ...]:
    """Return the facts about a customer and about all who turned out to be them, oldest first."""
    row = Customer.objects.filter(number=number).first()
    if row is None:
        return ()
    numbers = Customer.objects.filter(id__in=ids_of(row.id)).values_list("number", flat=True)
    return tuple(facts_about([f"customer:{each}" for each in numbers]))


def _chosen(chosen: CustomerFilter) -> QuerySet[Customer]:
    exact = {
        "kind": chosen.kind,
        "group": chosen.group,
        "updated_at__gte": chosen.updated_since,
    }
    rows = Customer.objects.filter(**{name: value for name, value in exact.items() if value})
    states = (chosen.state,) if chosen.state else LIVE_STATES
    if chosen.updated_since is None or chosen.state:
        rows = rows.filter(state__in=states)
    if chosen.member is not None:
        rows = rows.filter(member_since__isnull=not chosen.member)
    if chosen.text.strip():
        rows = rows.filter(_matches(chosen.text.strip(), region=chosen.region))
    if chosen.scopes:
        rows = rows.filter(_within(chosen.scopes))
    return rows


def _matches(text: str, *, region: str) -> Q:
    """Return what a search finds: a contact however it is written, a number, a part of a name."""
    found = contact_of(text, region=region)
    if found and found[0] == ContactKind.EMAIL:
        return _has(Q(kind=found[0], value=found[1]))
    if looks_like_phone(text):
        digits = "".join(sign for sign in text if sign.isdigit())
        value = Q(value=phone_of(text, region=region) or text)
        if len(digits) >= SHORTEST_END:
            value |= Q(value__endswith=digits.lstrip("0"))
        return _has(value & Q(kind=ContactKind.PHONE)) | Q(number__icontains=text)
    return Q(number__iexact=text) | Q(name__icontains=text) | Q(contact_name__icontains=text)


def _has(contact: Q) -> Q:
    """Return who has such a contact: themselves, or somebody who turned out to be them."""
    holders = Contact.objects.filter(contact)
    merged = holders.filter(customer__merged_into__isnull=False)
    return Q(id__in=holders.values("customer")) | Q(id__in=merged.values("customer__merged_into"))


def _within(scopes: tuple[str, ...]) -> Q:
    return Q(*(Q(scopes__contains=[each]) for each in scopes), _connector=Q.OR)
