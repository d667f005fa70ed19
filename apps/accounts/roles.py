"""The roles of DOMAIN.md and how far each one sees."""

from django.db.models import TextChoices


class Role(TextChoices):
    GRID_MEMBER = "grid_member", "网格员"
    VILLAGE_LEADER = "village_leader", "村（社区）负责人"
    TOWNSHIP_STAFF = "township_staff", "镇环保岗"
    TOWNSHIP_LEADER = "township_leader", "镇领导"
    OFFICE_STAFF = "office_staff", "镇属机构人员"
    COUNTY_STAFF = "county_staff", "县生态环境局人员"
    DEPARTMENT_STAFF = "department_staff", "县级部门人员"
    SUPERVISOR = "supervisor", "督查人员"
    ADMINISTRATOR = "administrator", "系统管理员"


# Offices and departments see what was given to their unit; everybody else sees his place with all below it.
# The administrator looks after people and places, not after the county's problems (separation of duties, 等保 2.0).
SEES_UNIT = frozenset({Role.OFFICE_STAFF, Role.DEPARTMENT_STAFF})
SEES_PLACE = frozenset(Role) - SEES_UNIT - {Role.ADMINISTRATOR}

EVERYONE = frozenset(Role)
VILLAGE = frozenset({Role.GRID_MEMBER, Role.VILLAGE_LEADER})
TOWNSHIP = frozenset({Role.TOWNSHIP_STAFF, Role.TOWNSHIP_LEADER})
COUNTY = frozenset({Role.COUNTY_STAFF, Role.SUPERVISOR})
LEDGER = EVERYONE - {Role.ADMINISTRATOR}

# The level of division at which a post of the role is held.
LEVEL_OF_POST = {
    Role.GRID_MEMBER: ("village", "group"),
    Role.VILLAGE_LEADER: ("village",),
    Role.TOWNSHIP_STAFF: ("township",),
    Role.TOWNSHIP_LEADER: ("township",),
    Role.OFFICE_STAFF: ("township",),
    Role.COUNTY_STAFF: ("county",),
    Role.DEPARTMENT_STAFF: ("county",),
    Role.SUPERVISOR: ("county",),
    Role.ADMINISTRATOR: ("county",),
}
