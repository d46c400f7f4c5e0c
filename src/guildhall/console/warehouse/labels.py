"""Labels of the house's own: what they look like, and what a scan of one says."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from guildhall.console.shell.doors import actor_of, page
from guildhall.console.shell.parts import Crumb
from guildhall.console.warehouse.forms import PatternForm
from guildhall.console.warehouse.parts import attempt, hall_crumb
from guildhall.inventory.operations import set_scan_pattern
from guildhall.inventory.queries import get_scan_pattern, list_scan_patterns
from guildhall.kernel.stamp import Stamp


@require_safe
@page("stock:view")
def show_list(request: HttpRequest) -> HttpResponse:
    context = {
        "title": gettext("Labels of our own"),
        "crumbs": [hall_crumb()],
        "patterns": list_scan_patterns(),
        "can_edit": actor_of(request).may("stock:edit"),
    }
    return render(request, "console/warehouse/labels.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page("stock:edit")
def edit(request: HttpRequest) -> HttpResponse:
    """Show or keep one label; the address names it where there is one already."""
    actor_of(request).must("stock:edit")
    code = request.GET.get("code", "")
    known = get_scan_pattern(code) if code else None
    form = PatternForm(request.POST or None, known=known)
    problem = None
    if form.is_valid():

        def keep(stamp: Stamp) -> None:
            set_scan_pattern(form.code, **form.told(), stamp=stamp)

        problem = attempt(request, keep)
        if problem is None:
            messages.success(request, gettext("Kept. Scans are read by it from now on."))
            return redirect("warehouse:labels")
    labels = reverse("warehouse:labels")
    context = {
        "title": known.code if known else gettext("New label"),
        "crumbs": [hall_crumb(), Crumb(gettext("Labels of our own"), labels)],
        "form": form,
        "problem": problem,
        "action": request.get_full_path(),
        "back": labels,
        "button": gettext("Keep"),
    }
    status = problem.status if problem else 422 if form.errors else 200
    return render(request, "console/warehouse/label.html", context, status=status)
