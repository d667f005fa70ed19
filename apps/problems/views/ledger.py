"""The ledger: what is on the page follows from the address."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import open_to
from apps.accounts.roles import LEDGER, TOWNSHIP, VILLAGE, Role
from apps.common import clock
from apps.common.paging import page_of
from apps.common.scoping import get_or_404
from apps.common.verdicts import Refused
from apps.problems import actions, queries
from apps.problems.exporting import EXPORTERS
from apps.problems.forms.filters import BOOKS, DUE, OPEN_GROUP, STATES, LedgerFilter, tidy
from apps.problems.models import SavedView

PAGE_SIZE = 50


@require_safe
@open_to(LEDGER)
def problems(request):
    chosen = LedgerFilter(request.GET, user=request.user, today=clock.today())
    counts = _counts(request.user, chosen)
    found = queries.for_list(queries.ledger(request.user, chosen.conditions()))
    key = "due_key" if chosen.chosen.get("order") == "deadline" else "-pk"
    page = page_of(found, key=key, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    queries.with_places(page.rows)
    context = {
        "page": page,
        "total": counts["total"],
        "today": clock.today(),
        "by_deadline": key == "due_key",
        "chips": _chips(request.user, chosen, counts),
    }
    return render(request, "problems/ledger.html", context | _choices(request, chosen) | _offers(request.user))


def _choices(request, chosen) -> dict:
    """What the page says about the filters that are on, and the ways to others."""
    return {
        "filters": chosen,
        "folded": chosen.folded(),
        "tags": chosen.tags(),
        "is_filtered": bool(chosen.chosen.keys() - {"order"}),
        "deadline_order": _by_deadline(request.GET),
        "query": tidy(request.GET.urlencode()),
        "views": SavedView.objects.filter(person=request.user),
        "books": [(name, label) for name, (label, _) in BOOKS.items()],
    }


def _offers(user) -> dict:
    return {
        "may_export": bool(user.roles & EXPORTERS),
        "may_close": bool(user.roles & (TOWNSHIP | {Role.COUNTY_STAFF})),
    }


def _counts(user, chosen) -> dict[str, int]:
    """What each chip would find: the other filters as they are, and this one changed."""
    state = chosen.conditions(without=chosen.chosen.keys() - {"state"})
    due = chosen.conditions(without=chosen.chosen.keys() - {"due"})
    conditions = {"total": queries.all_of(*state, *due)}
    conditions |= {name: queries.all_of(chosen.condition("state", name), *due) for name, _ in STATES}
    conditions |= {name: queries.all_of(chosen.condition("due", name), *state) for name, _ in DUE}
    found = queries.ledger(user, chosen.conditions(without=("state", "due")))
    return queries.counted(found, conditions)


def _chips(user, chosen, counts) -> list[tuple]:
    """(label, filter, value, count); states without a problem are not offered."""
    chips = [(label, "due", name, counts[name]) for name, label in DUE]
    chips += [(label, "state", name, counts[name]) for name, label in STATES if counts[name] or name == OPEN_GROUP]
    if not user.roles & VILLAGE and user.unit_ids:
        chips.append(("我单位负责的", "mine", "on", None))
    month, quarter = clock.month_of(chosen.today)[0], clock.quarter_of(chosen.today)
    return [*chips, ("本月发现", "discovered_from", month, None), ("本季度发现", "discovered_from", quarter, None)]


def _by_deadline(data) -> str:
    """Deadlines are of interest for what is still open: the chip says so and can be switched off."""
    query = data.copy()
    query.pop("cursor", None)
    query["order"] = "deadline"
    if not query.get("state") and not query.get("due"):
        query["state"] = OPEN_GROUP
    return f"?{query.urlencode()}"


@require_POST
@open_to(LEDGER)
def save_view(request):
    query = tidy(request.POST.get("query", ""))
    try:
        view = actions.save_view(by=request.user, name=request.POST.get("name", ""), query=query)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已存为“{view.name}”，以后在台账上方点它的名字就能打开。")
    return _back(request)


@require_POST
@open_to(LEDGER)
def forget_view(request, pk):
    view = get_or_404(SavedView.objects.filter(person=request.user), pk=pk)
    actions.forget_view(view, by=request.user)
    messages.success(request, f"已删除常用视图“{view.name}”。问题本身没有变化。")
    return _back(request)


def _back(request):
    response = redirect("problems")
    query = tidy(request.POST.get("query", ""))
    if query:
        response["Location"] += f"?{query}"
    return response
