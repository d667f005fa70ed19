"""Paper sheets with what became of each of their records."""

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from apps.inspections.models import GridMember, PaperSheet, PaperSlip, Patrol, Site
from apps.inspections.words import Duty


def _keyed():
    return Patrol.objects.everywhere("what became of a sheet in sight").filter(uuid=OuterRef("uuid"))


def listed(user):
    """Sheets in sight, with how many of their records have been keyed in."""
    keyed = PaperSlip.objects.annotate(is_keyed=Exists(_keyed())).filter(is_keyed=True).values("pk")
    return (
        PaperSheet.objects.visible_to(user)
        .select_related("checklist__kind")
        .annotate(slip_count=Count("slips"), keyed_count=Count("slips", filter=Q(slips__in=keyed)))
    )


def record(user):
    """One sheet with its slips; `keyed` of a slip is the key of the patrol that it became."""
    slips = PaperSlip.objects.annotate(keyed=_keyed().values("pk")[:1])
    return PaperSheet.objects.visible_to(user).select_related("checklist__kind").prefetch_related(
        Prefetch("slips", slips)
    )  # fmt: skip


def slips(user):
    """Slips of the sheets in sight: somebody else's does not exist."""
    return PaperSlip.objects.filter(sheet__in=PaperSheet.objects.visible_to(user)).select_related(
        "sheet__checklist__kind"
    )


def patrol_of(slip, *, user):
    """The record that a slip has become, if anybody keyed it in."""
    return Patrol.objects.visible_to(user).filter(uuid=slip.uuid).first()


def sites_on(sheet, *, on, most=12):
    """The sites whose names stand on the sheet to be ticked; none where there are too many to print."""
    found = Site.objects.within(sheet.division_code).working(on)
    if sheet.checklist_id:
        found = found.filter(kind=sheet.checklist.kind_id)
    names = list(found.order_by("division_code", "pk").values_list("name", flat=True)[: most + 1])
    return names if len(names) <= most else []


def leads(user, code: str, *, on) -> bool:
    """Whether the person leads this grid or one above it."""
    led = GridMember.objects.in_force(on).filter(person=user, duty=Duty.LEADER).values_list("grid__code", flat=True)
    return any(code.startswith(grid) for grid in led)
