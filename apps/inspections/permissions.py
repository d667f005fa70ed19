"""Who keeps what. Reading is a matter of scope; these say who may change."""

from apps.accounts.roles import COUNTY, TOWNSHIP, Role
from apps.common.verdicts import YES, Verdict, no
from apps.inspections.queries.reach import stood_in_for
from apps.inspections.words import CheckStatus

KEEPERS = TOWNSHIP | {Role.COUNTY_STAFF}
SITE_KEEPERS = KEEPERS | {Role.VILLAGE_LEADER}
# Who may log a patrol: everybody who works on the ledger may visit a site.
PATROLLERS = frozenset(Role) - {Role.ADMINISTRATOR, Role.DEPARTMENT_STAFF}


def works_in(person, day, *, is_deputy=True) -> list[str]:
    """Codes of the posts held today and on that day: who changed post meanwhile still hands in what he found before.

    And the places where he stood in for somebody on leave that day; nobody asks where it is known that he never did.
    """
    held = [post.division_id for post in person.current_posts]
    if is_deputy:
        held += stood_in_for(person, on=day)
    if not any(post.valid_from > day for post in person.current_posts):
        return held
    return held + list(person.posts.in_force(day).values_list("division_id", flat=True))


def may_keep_grids(user, code: str) -> Verdict:
    return YES if user.holds(*KEEPERS, over=code) else no("网格由所属乡镇（镇环保岗、镇领导）或县生态环境局管理。")


def may_keep_sites(user, code: str) -> Verdict:
    return YES if user.holds(*SITE_KEEPERS, over=code) else no("点位档案由所属村、乡镇或县生态环境局管理。")


def may_keep_plans(user, code: str) -> Verdict:
    return YES if user.holds(*KEEPERS, over=code) else no("巡查计划由所属乡镇或县生态环境局制定。")


def may_set_county(user, code: str) -> Verdict:
    return YES if user.holds(Role.COUNTY_STAFF, over=code) else no("全县统一的设置由县生态环境局管理。")


def may_keep_leave(user, person, code: str) -> Verdict:
    """One's own, or that of the people of one's township."""
    if person.pk == user.pk or user.holds(*KEEPERS, Role.VILLAGE_LEADER, over=code):
        return YES
    return no("只能登记自己的请假，或由村、乡镇代为登记。")


# --- Spot checks ---


def may_draw(user, code: str, sites) -> Verdict:
    """The county's supervision, and nobody a frame in which he himself would be checked."""
    if not code or not user.holds(*COUNTY, over=code):
        return no("双随机抽取由县生态环境局或督查组进行。")
    own = {post.division_id[:9] for post in user.current_posts if len(post.division_id) >= 9}
    if any(site.place[:9] in own for site in sites):
        return no("这个范围里有您任职的乡镇，不能由您抽取。请由别的同事抽，或者不选这个乡镇。")
    kept = next((site.name for site in sites if site.keeper == user.pk), "")
    return no(f"这个范围里有您负责的点位“{kept}”，不能由您抽取。请由别的同事抽。") if kept else YES


def may_record_check(user, check) -> Verdict:
    """Whoever was drawn for it, and is not at home there meanwhile."""
    if check.status == CheckStatus.RECORDED:
        return no(f"这次抽查已由{check.by_label}登记，请看记录。")
    if check.status == CheckStatus.CANCELLED:
        return no(f"这次抽查已取消：{check.cancelled_reason}")
    if not any(row.person_id == user.pk for row in check.inspectors.all()):
        return no("只有抽到的检查人员能登记这次抽查。")
    return YES


def may_cancel_check(user, check) -> Verdict:
    if check.status != CheckStatus.DRAWN:
        return no("只有待检查的抽查能取消。")
    return YES if user.holds(*COUNTY, over=check.division_code) else no("抽查由县生态环境局或督查组取消。")
