"""Writes the audit trail. Called inside the transaction of the act, so that an act that cannot be recorded fails."""

from apps.common.models import AuditEntry


def record(action: str, *, at, by=None, about=None, label="", division_code="", ip=None, succeeded=True, **changes):
    """Append one entry. `about` is any saved object; `changes` say what it was and what it became."""
    return AuditEntry.objects.create(
        at=at,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "系统",
        actor_post=by.post_label if by else "",
        ip=ip,
        action=action,
        object_type=about._meta.label_lower if about is not None else "",
        object_id=str(about.pk) if about is not None else "",
        object_label=(label or str(about or ""))[:200],
        division_code=division_code or getattr(about, "division_code", ""),
        succeeded=succeeded,
        changes=changes,
    )
