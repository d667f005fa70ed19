"""Who keeps what. Reading is a matter of scope; these say who may change."""

from apps.accounts.roles import TOWNSHIP, Role
from apps.common.verdicts import YES, Verdict, no

KEEPERS = TOWNSHIP | {Role.COUNTY_STAFF}
SITE_KEEPERS = KEEPERS | {Role.VILLAGE_LEADER}
# Who may log a patrol: everybody who works on the ledger may visit a site.
PATROLLERS = frozenset(Role) - {Role.ADMINISTRATOR, Role.DEPARTMENT_STAFF}


def works_in(person, day) -> list[str]:
    """Codes of the posts held today and on that day: who changed post meanwhile still hands in what he found before."""
    held = [post.division_id for post in person.current_posts]
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
