"""Where somebody goes on patrol: his own places, and those of colleagues on leave whose deputy he is."""

from apps.accounts.models import Post
from apps.common.scoping import under
from apps.inspections import codes
from apps.inspections.models import GridMember, Leave, Site, SiteKeeper, in_force


def away(user, *, on) -> set[int]:
    """Those on leave whose deputy one is."""
    absent = Leave.objects.everywhere("deputies").filter(in_force(on), deputy_id=user.pk)
    return set(absent.values_list("person_id", flat=True))


def acting_for(user, *, on) -> set[int]:
    """Oneself, and those on leave whose deputy one is."""
    return {user.pk, *away(user, on=on)}


def grids_of(people, *, on) -> list[str]:
    """Codes of the grids in which one of these people is a leader or member."""
    members = GridMember.objects.in_force(on).filter(person_id__in=people)
    return list(members.order_by("grid__code").values_list("grid__code", flat=True).distinct())


def stood_in_for(user, *, on) -> list[str]:
    """Codes of the places where one goes for somebody on leave: his grids and sites; his village where he has none."""
    absent = away(user, on=on)
    if not absent:
        return []
    members = GridMember.objects.in_force(on).filter(person_id__in=absent).values_list("person_id", "grid__code")
    kept = SiteKeeper.objects.in_force(on).filter(person_id__in=absent).values("site_id")
    sites = Site.objects.everywhere("sites of those on leave").filter(pk__in=kept)
    villages = Post.objects.in_force(on).filter(person_id__in=absent - {person for person, _ in members})
    found = {code for _, code in members} | set(sites.values_list("division_code", flat=True))
    return sorted(
        found | {code for code in villages.values_list("division_id", flat=True) if len(code) >= codes.VILLAGE}
    )


def in_reach(model, user, *, on):
    """Rows of the person's own scope, and of the places where he stands in for somebody."""
    rows, codes_there = model.objects, stood_in_for(user, on=on)
    if not codes_there:
        return rows.visible_to(user)
    reach = [*user.division_codes, *codes_there]
    return rows.everywhere("one's scope, and where one stands in").filter(under(model.scope_field, reach))
