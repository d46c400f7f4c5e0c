"""Pick lists, packing slips and labels on paper."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from guildhall.console.fulfillment.parcels import parcel_for
from guildhall.console.fulfillment.parts import work_for
from guildhall.console.fulfillment.picking import list_for
from guildhall.console.labels.papers import pdf_from
from guildhall.console.shell.doors import actor_of, page
from guildhall.fulfillment.queries import label_of
from guildhall.kernel.http import stamp_of
from guildhall.orders.operations import show_address
from guildhall.organization.queries import list_brands


@require_safe
@page("fulfillment:view")
def pick_list(request: HttpRequest, number: str) -> HttpResponse:
    context = {"list": list_for(number, actor_of(request))}
    return _file(pdf_from("console/fulfillment/paper_list.html", context), number)


@require_safe
@page("fulfillment:edit")
def slip(request: HttpRequest, number: str) -> HttpResponse:
    """Print what is in the parcel, for whom, by its brand; that somebody looked is kept.

    It is in the language of who prints it, or in the one that `lang` names.
    """
    work = work_for(number, actor_of(request))
    customer = show_address(work.row.order, stamp=stamp_of(request))
    context = {
        "work": work,
        "row": work.row,
        "customer": customer,
        "brand": list_brands().get(work.row.brand, work.row.brand),
    }
    asked = request.GET.get("lang", "")
    with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
        return _file(pdf_from("console/fulfillment/paper_slip.html", context), number)


@require_safe
@page("fulfillment:edit")
def label(request: HttpRequest, number: str) -> HttpResponse:
    """Send the label that the carrier made."""
    parcel = parcel_for(number, actor_of(request))
    file = label_of(parcel)
    return _file(file.content, number, kind=file.kind)


def _file(content: bytes, name: str, *, kind: str = "application/pdf") -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    ending = kind.partition("/")[2]
    response["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    return response
