"""一次性初始密码表 for the people whom a table brought.

Accounts opened by a table have no password at all. When the administrator who imported asks, passwords are made, only
their hashes are stored, and the sheet goes straight into the answer: no file, no cache, nothing to be found later. Asking
again gives nothing for those who have one; whoever lost the sheet makes new passwords for all who have not signed in yet,
and the old ones are void.
"""

from django.db import transaction

from apps.accounts import actions as accounts
from apps.common import audit
from apps.common.verdicts import Refused
from apps.imports.actions.tables import locked
from apps.imports.tables import queries

# So many fit into a request.
AT_A_TIME = 500


@transaction.atomic
def hand_out(table, *, anew: bool = False, by, at) -> list[tuple]:
    """[(person, password)] for at most AT_A_TIME people. Raises Refused when nobody waits for one."""
    table = locked(table)
    if table.asked_by_id != by.pk:
        raise Refused("初始密码表只交给导入这张表的系统管理员。别人可以在人员页面逐个重置密码。")
    people = queries.with_initial_password(table) if anew else queries.without_password(table)
    waiting = list(people.select_for_update(of=("self",))[:AT_A_TIME])
    if not waiting:
        raise Refused("这次导入的人都已经有初始密码。表丢了的，可以重新生成，旧的就失效。")
    given = [(person, accounts.reset_password(person, one_of_many=True, by=by, at=at)) for person in waiting]
    audit.record("生成初始密码表", at=at, by=by, about=table, people=len(given), anew=anew)
    return given
