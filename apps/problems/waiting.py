"""What waits for a person: the problems on which the next step is this person's, by the rules of `permissions`."""

from django.db.models import Exists, OuterRef, Q

from apps.accounts.roles import LEDGER, TOWNSHIP, Role
from apps.common.scoping import under
from apps.problems.models import Escalation, Problem, ProblemEvent
from apps.problems.states import TRANSITIONS, Action, State
from apps.problems.words import FOUND_BY_THEMSELVES

_WORKING = (State.DISPATCHED, State.RECTIFYING)
_NOBODY = Q(pk__in=[])


def waiting_for(user, *, today):
    """The problems that wait for this person, the most urgent first."""
    return Problem.objects.visible_to(user).filter(waits_for(user, today=today)).order_by("due_key", "pk")


def waits_for(user, *, today) -> Q:
    """The same as a condition, to be put on a scoped queryset."""
    return _as_unit(user) | _as_township(user, today) | _as_county(user, today) | _as_called(user)


def _places(user, *roles):
    return under("division_code", {post.division_id for post in user.current_posts if post.role in roles})


def _as_unit(user) -> Q:
    if not user.roles & LEDGER:
        return _NOBODY
    return Q(lead_organisation_id__in=user.unit_ids, state__in=_WORKING)


def _as_township(user, today) -> Q:
    if not user.roles & TOWNSHIP:
        return _NOBODY
    tasks = (
        Q(state=State.REPORTED)
        | Q(state__in=_WORKING, lead_organisation__isnull=True)
        | Q(state=State.SUBMITTED) & ~Q(submitted_by=user)
        | Q(source__in=FOUND_BY_THEMSELVES) & (_to_close(user, today) | _extension_asked(user))
    )
    return _places(user, *TOWNSHIP) & tasks


def _as_county(user, today) -> Q:
    if Role.COUNTY_STAFF not in user.roles:
        return _NOBODY
    tasks = ~Q(source__in=FOUND_BY_THEMSELVES) & (_to_close(user, today) | _extension_asked(user))
    own = Q(division_code__in=user.division_codes) & (
        Q(state=State.REPORTED) | Q(state=State.SUBMITTED) & ~Q(submitted_by=user)
    )
    return _places(user, Role.COUNTY_STAFF) & (tasks | own)


def _to_close(user, today) -> Q:
    noticed = Q(notice_until__isnull=True) | Q(notice_until__lt=today)
    return Q(state=State.VERIFIED) & noticed & ~Q(submitted_by=user) & ~Q(verified_by=user)


def _extension_asked(user) -> Q:
    """By somebody else: the last one to ask does not answer himself."""
    asked = ProblemEvent.objects.filter(action=Action.ASK_EXTENSION)
    again = asked.filter(problem=OuterRef("problem"), pk__gt=OuterRef("pk"))
    own = asked.filter(~Exists(again), by=user, problem__extension_until__isnull=False)
    return Q(state__in=_WORKING, extension_until__isnull=False) & ~Q(pk__in=own.values("problem_id"))


def _as_called(user) -> Q:
    if Role.DEPARTMENT_STAFF not in user.roles:
        return _NOBODY
    calls = Escalation.objects.filter(department_id__in=user.unit_ids, answered_at__isnull=True)
    return Q(pk__in=calls.values("problem_id"), state__in=TRANSITIONS[Action.ESCALATION_ANSWER].sources)
