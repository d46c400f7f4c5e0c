"""What asks once more before somebody's rights change, with what was filled in kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guildhall.kernel.refusals import Refusal

SURE = "sure"
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "token", SURE})


def is_sure(request: HttpRequest) -> bool:
    return bool(request.POST.get(SURE))


def ask_whether(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    """Show what would change, and a button that sends the same form for good."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
        for value in values
    ]
    asked = {"action": request.get_full_path(), "kept": kept, **context}
    problem = context.get("problem")
    status = problem.status if isinstance(problem, Refusal) else 200
    return render(request, "console/people/sure.html", asked, status=status)
