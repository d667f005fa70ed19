"""Undoing what a list brought: a site that should never have been, a place or a keeper that was not known before."""

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from apps.common import audit
from apps.common.verdicts import Refused
from apps.inspections.actions.sites import note_event
from apps.inspections.models import Site, SiteEvent
from apps.inspections.permissions import may_keep_sites
from apps.inspections.words import SiteStep

_POSITION = ("latitude", "longitude", "accuracy_m")


@transaction.atomic
def remove_site(site, *, by, at) -> None:
    """A site that came with a table goes with it, and so do the events of that moment (the trigger lets no other go).

    Raises Refused when anything has happened there since.
    """
    site = _locked(site, by)
    audit.record("撤销导入，删除点位", at=at, by=by, about=site, label=site.name, division_code=site.division_code)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('ledger.undone_table', %s, true)", [str(site.origin.get("table", ""))])
            cursor.execute(f"DELETE FROM {SiteEvent._meta.db_table} WHERE site_id = %s", [site.pk])  # noqa: S608
            cursor.execute("SELECT set_config('ledger.undone_table', '', true)")
            site.placings.all().delete()
            site.keepers.all().delete()
            site.delete()
    except (ProtectedError, IntegrityError):
        raise Refused(f"“{site}”已经有巡查、任务或其他记录，不能删除。") from None


@transaction.atomic
def clear_position(site, *, by, at, note="") -> Site:
    """The position is not known after all."""
    site = _locked(site, by)
    changes = {name: [getattr(site, name), None] for name in _POSITION}
    site.latitude = site.longitude = site.accuracy_m = None
    site.position_source, site.given_position, site.datum = "", {}, ""
    site.version, site.updated_at = site.version + 1, at
    site.save()
    note_event(site, SiteStep.CORRECT, by=by, at=at, note=note, changes=changes)
    return site


@transaction.atomic
def clear_keeper(site, *, on, by, at) -> Site:
    """From that day on nobody answers for it; the gap radar shows it."""
    site = _locked(site, by)
    present = site.keepers.open().first()
    if present is None:
        return site
    present.until = max(on, present.since)
    present.save(update_fields=["until"])
    note_event(site, SiteStep.KEEPER, by=by, at=at, before=present.name, after="", on=on)
    return site


def _locked(site, by) -> Site:
    site = Site.objects.visible_to(by).select_for_update(of=("self",)).get(pk=site.pk)
    may_keep_sites(by, site.division_code).or_raise()
    return site
