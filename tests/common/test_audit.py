"""The audit trail: complete, never changed, and no act without its entry."""

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts import actions as accounts
from apps.accounts.models import User
from apps.common import audit
from apps.common.models import AuditEntry
from apps.problems.models import ProblemEvent
from tests import cast

pytestmark = pytest.mark.django_db


def refused(statement, *arguments) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, arguments)
    except IntegrityError:
        return True
    return False


def test_an_entry_says_who_did_what_to_which_object_from_where(county, noon):
    county.administrator.came_from = "10.1.2.3"

    entry = audit.record("停用账号", at=noon, by=county.administrator, about=county.grid_member, before=1, after=0)

    entry.refresh_from_db()
    assert (entry.at, entry.actor_id, entry.actor_name) == (noon, county.administrator.pk, "管理员甲")
    assert entry.actor_post == "丰都县生态环境局 系统管理员"
    assert (entry.ip, entry.action, entry.succeeded) == ("10.1.2.3", "停用账号", True)
    assert (entry.object_type, entry.object_id, entry.object_label) == (
        "accounts.user",
        str(county.grid_member.pk),
        "网格员甲",
    )
    assert (entry.division_code, entry.changes) == ("500230", {"before": 1, "after": 0})


def test_an_act_of_nobody_is_the_systems(noon):
    entry = audit.record("导入区划", at=noon)

    assert (entry.actor_id, entry.actor_name, entry.division_code, entry.ip) == (None, "系统", "", None)


def test_the_database_refuses_to_change_or_delete_an_entry(noon):
    entry = audit.record("登录", at=noon)

    answers = [
        refused("UPDATE common_auditentry SET actor_name = 'x' WHERE id = %s", entry.pk),
        refused("DELETE FROM common_auditentry WHERE id = %s", entry.pk),
        refused("UPDATE common_auditentry SET succeeded = false"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(actor_name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()

    assert answers == [True, True, True]
    assert list(AuditEntry.objects.values_list("actor_name", flat=True)) == ["系统"]


def test_the_database_refuses_to_change_or_delete_what_happened_to_a_problem(county, noon):
    problem = cast.problem()
    event = ProblemEvent.objects.create(
        problem=problem, action="report", by=county.grid_member, by_label="网格员甲", at=noon, to_state="reported"
    )

    answers = [
        refused("UPDATE problems_problemevent SET note = 'x' WHERE id = %s", event.pk),
        refused("DELETE FROM problems_problemevent WHERE id = %s", event.pk),
    ]

    assert answers == [True, True]


def test_an_act_that_cannot_be_recorded_does_not_happen(county, noon):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE common_auditentry ADD CONSTRAINT full_disk CHECK (action <> '停用账号')")

    with pytest.raises(IntegrityError), transaction.atomic():
        accounts.switch_account(county.grid_member, active=False, by=county.administrator, at=noon)

    assert User.objects.get(pk=county.grid_member.pk).is_active is True
