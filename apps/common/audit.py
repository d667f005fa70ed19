"""Writes the audit trail. Called inside the transaction of the act, so that an act that cannot be recorded fails."""

from apps.common.models import AuditEntry


def record(
    action: str, *, at, by=None, who="系统", about=None, label="", division_code="", ip=None, succeeded=True, **changes
):
    """Append one entry. `about` is any saved object; `changes` say what it was and what it became.

    `who` names the actor where no person is signed in. An act without a place of its own belongs to the actor's.
    """
    return AuditEntry.objects.create(
        at=at,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else who,
        actor_post=by.post_label if by else "",
        ip=ip or getattr(by, "came_from", None),
        action=action,
        object_type=about._meta.label_lower if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        object_label=(label or str(about or ""))[:200],
        # A code is a path: that of a courtyard or a point is kept as the group it lies in.
        division_code=(division_code or getattr(about, "division_code", "") or _place_of(by))[:15],
        succeeded=succeeded,
        changes=changes,
    )


def _place_of(person) -> str:
    return person.main_post.division_id if person and person.main_post else ""
