"""The chain of seals over the audit trail: costs no act anything and shows every change."""

import datetime as dt
import hashlib
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from apps.common import audit, clock, sealing, tasks
from apps.common.models import AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def entries(number, at):
    return [audit.record("登录", at=at, label=f"第{n}条", n=n) for n in range(number)]


def changed(statement, *arguments):
    """What somebody does who owns the database and has switched the trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE common_auditentry DISABLE TRIGGER common_auditentry_append_only")
        cursor.execute(statement, arguments)
        cursor.execute("ALTER TABLE common_auditentry ENABLE TRIGGER common_auditentry_append_only")


def verified(*arguments) -> str:
    out = StringIO()
    call_command("verify_audit", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def sealed(noon):
    """Three entries sealed by the second seal, two more by the third, one not yet."""
    sealing.seal(at=noon - HOUR)
    first = entries(3, noon)
    sealing.seal(at=noon)
    more = entries(2, noon)
    sealing.seal(at=noon + HOUR)
    sealing.seal(at=noon + 2 * HOUR)
    return first + more + entries(1, noon)


def test_a_seal_covers_what_was_there_when_the_one_before_was_made(sealed):
    assert list(AuditSeal.objects.order_by("pk").values_list("entries", "until")) == [
        (0, 0), (0, 0), (3, sealed[2].pk), (2, sealed[4].pk),
    ]  # fmt: skip


def test_the_chain_is_that_of_its_own_description(noon):
    """Worked out by hand, so that seals can be verified for as long as they are kept."""
    sealing.seal(at=noon - HOUR)
    entry = AuditEntry.objects.create(
        at=noon, actor_id=7, actor_name="甲", actor_post="镇 岗", ip="10.1.2.3", action="登录", division_code="500230",
        changes={"b": 1, "a": ["二", None]},
    )  # fmt: skip
    sealing.seal(at=noon)
    sealing.seal(at=noon + HOUR)

    empty = hashlib.sha256(hashlib.sha256(b"").hexdigest().encode()).hexdigest()
    line = (
        f'[{entry.pk},"2026-11-04T04:00:00Z",7,"甲","镇 岗","10.1.2.3","登录","","","","500230",true,'
        '{"a":["二",null],"b":1}]\n'
    )
    assert sealing.head().sha256 == hashlib.sha256((empty + line).encode()).hexdigest()


def test_an_untouched_trail_is_whole_and_gives_its_code(sealed):
    said = verified("--expect", sealing.head().sha256)

    assert "4 段全部完好" in said
    assert "另有 1 条还没有封存" in said
    assert f"校验码 {sealing.head().sha256}" in said


@pytest.mark.parametrize(
    ("statement", "which", "words"),
    [
        ("UPDATE common_auditentry SET actor_name = '别人' WHERE id = %s", 1, "内容和封存时不一样"),
        ("UPDATE common_auditentry SET changes = '{\"n\": 9}' WHERE id = %s", 4, "内容和封存时不一样"),
        ("DELETE FROM common_auditentry WHERE id = %s", 0, "封存时有 3 条，现在有 2 条"),
        ("UPDATE common_auditentry SET id = -id WHERE id = %s", 4, "封存时有 2 条，现在有 1 条"),
    ],
)
def test_a_changed_or_missing_entry_breaks_its_seal_and_no_other(sealed, statement, which, words):
    changed(statement, sealed[which].pk)

    assert [found.words for found in sealing.breaks()] == [words]
    with pytest.raises(CommandError, match="操作记录被改动过，1 段对不上"):
        verified()


def test_an_entry_put_in_afterwards_breaks_the_seal(sealed):
    changed("DELETE FROM common_auditentry WHERE id = %s", sealed[1].pk)
    copied = AuditEntry.objects.get(pk=sealed[0].pk)
    copied.pk = sealed[1].pk
    copied.save(force_insert=True)

    assert [found.words for found in sealing.breaks()] == ["内容和封存时不一样"]


def test_seals_made_anew_over_a_changed_trail_are_known_by_the_code_that_was_kept(sealed, noon):
    kept = sealing.head().sha256
    changed("UPDATE common_auditentry SET actor_name = '别人' WHERE id = %s", sealed[1].pk)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE common_auditseal")
    for hours in range(4):
        sealing.seal(at=noon + hours * HOUR)

    assert list(sealing.breaks()) == []
    with pytest.raises(CommandError, match="没有这个校验码"):
        verified("--expect", kept)


def test_what_commits_late_under_a_lower_number_is_sealed_with_the_others(noon):
    sealing.seal(at=noon - HOUR)
    (late,) = entries(1, noon)
    changed("DELETE FROM common_auditentry WHERE id = %s", late.pk)  # its transaction is still under way
    entries(1, noon)
    sealing.seal(at=noon)
    late.save(force_insert=True)
    sealing.seal(at=noon + HOUR)

    assert (sealing.head().entries, list(sealing.breaks())) == (2, [])


def test_two_seals_keep_their_distance_and_a_seal_is_never_changed(noon):
    tasks.seal_audit_trail()
    tasks.seal_audit_trail()
    early = sealing.seal(at=clock.now() + dt.timedelta(minutes=44))

    assert (AuditSeal.objects.count(), early) == (1, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditSeal.objects.update(entries=9)


def test_before_the_first_seal_the_command_says_so():
    assert "还没有封存过" in verified()
