"""Who keeps points and values. Reading is a matter of scope: a township sees the points that lie in it.

The county's ecology bureau answers for monitoring, so its staff keep both. The administrator looks after accounts and
places, not after the county's records (separation of duties, 等保 2.0), and a township does not write what it is judged by.
"""

from apps.accounts.roles import LEDGER, Role
from apps.common.verdicts import YES, Verdict, no

READERS = LEDGER
MONITORING_KEEPERS = frozenset({Role.COUNTY_STAFF})


def may_keep_points(user, code: str) -> Verdict:
    return YES if user.holds(*MONITORING_KEEPERS, over=code) else no("监测点位由县生态环境局管理。")


def may_record(user, code: str) -> Verdict:
    return YES if user.holds(*MONITORING_KEEPERS, over=code) else no("监测数据由县生态环境局录入。")
