"""Sites get their file, change hands, stop and start again. Each step is an event in the file."""

from decimal import Decimal
from functools import partial

from django.db import IntegrityError, transaction

from apps.common import audit
from apps.common.seen import Told, stop_surprise, what_changed
from apps.common.verdicts import Refused
from apps.evidence.actions import keep_document, keep_photos
from apps.evidence.shots import Datum, PositionSource
from apps.inspections import datums
from apps.inspections.actions.grids import place_site
from apps.inspections.models import Checklist, PatrolTask, Site, SiteEvent, SiteFile, SiteKind
from apps.inspections.permissions import may_keep_sites, may_set_county
from apps.inspections.words import SiteStep

CORRECTABLE = (
    "name", "number", "risk", "attributes", "owner", "address", "census_number", "opened_on", "remarks",
)  # fmt: skip

_RAISE_THE_VERSION = (SiteStep.CORRECT, SiteStep.PLACE)


@transaction.atomic
def register_site(
    *, kind: SiteKind, division_code: str, name: str, since, by, at, form_key=None, position=None, origin=None, **facts
) -> Site:
    """A new site with its file. The same form key again returns the site made the first time.

    `position` is {"latitude", "longitude", "datum", "source"} as given; stored is WGS-84.
    """
    may_keep_sites(by, division_code).or_raise()
    site = Site(
        kind=kind, division_code=division_code, name=name.strip(), form_key=form_key, origin=origin or {},
        created_at=at, updated_at=at, **_known(facts), **_located(position),
    )  # fmt: skip
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError:
        return _made_before(form_key, site)
    site.placings.create(division_code=division_code, since=since)
    note_event(site, SiteStep.REGISTER, by=by, at=at)
    return site


def _made_before(form_key, site) -> Site:
    known = Site.objects.everywhere("the same form once more").filter(form_key=form_key).first() if form_key else None
    if known is None:
        raise Refused(f"点位编号“{site.number}”已经用过，请核对。")
    return known


def _known(facts) -> dict:
    unknown = set(facts) - set(CORRECTABLE)
    if unknown:
        raise Refused("点位档案里没有这样的栏目。")
    return {name: value.strip() if isinstance(value, str) else value for name, value in facts.items()}


def _located(position) -> dict:
    if not position:
        return {}
    given = {name: str(position[name]) for name in ("latitude", "longitude")}
    datum = position.get("datum") or Datum.WGS84
    latitude, longitude = datums.to_wgs84(Decimal(given["latitude"]), Decimal(given["longitude"]), datum)
    return {
        "latitude": latitude,
        "longitude": longitude,
        "accuracy_m": position.get("accuracy_m"),
        "position_source": position.get("source") or PositionSource.MANUAL,
        "given_position": given | {"datum": datum},
        "datum": datum,
    }


@transaction.atomic
def correct_site(site, *, by, at, note="", position=None, seen_version=None, **facts) -> Site:
    """Old and new stay in the file."""
    site = _locked(site, by)
    stop_surprise(seen_version, site, acts=partial(_changes_of, site))
    facts = _known(facts) | _located(position)
    changes = {name: [getattr(site, name), value] for name, value in facts.items() if getattr(site, name) != value}
    if not changes:
        raise Refused("没有改动任何内容。")
    for name, (_, value) in changes.items():
        setattr(site, name, value)
    site.version, site.updated_at = site.version + 1, at
    try:
        with transaction.atomic():
            site.save()
    except IntegrityError:
        raise Refused(f"点位编号“{site.number}”已经用过，请核对。") from None
    note_event(site, SiteStep.CORRECT, by=by, at=at, note=note, changes=changes)
    return site


def _changes_of(site, number) -> list[Told]:
    events = site.events.filter(step__in=_RAISE_THE_VERSION).reverse()[:number]
    return [_told(site, event, event.details.get("changes", {})) for event in events]


def _told(site, event, changed) -> Told:
    what = what_changed(site, changed) if changed else f"办理了“{event.get_step_display()}”"
    return Told(event.by_label, event.at, what, changed)


@transaction.atomic
def move_site(site, *, division_code: str, on, by, at) -> Site:
    """Into another grid from that day on; what was before is counted where it was."""
    site = _locked(site, by)
    may_keep_sites(by, division_code).or_raise()
    before = site.division_code
    if before == division_code:
        raise Refused("点位已经在这个网格里。")
    place_site(site, division_code, on=on)
    moved = PatrolTask.objects.within(before).open().filter(site=site, due_on__gte=on)
    moved.update(division_code=division_code)
    note_event(site, SiteStep.PLACE, by=by, at=at, before=before, after=division_code, on=on)
    return site


@transaction.atomic
def set_keeper(site, *, on, by, at, person=None, name: str = "") -> Site:
    """一口一长: the one who answers for it from that day on."""
    site = _locked(site, by)
    name = person.full_name if person else name.strip()
    if not name:
        raise Refused("请选择责任人，或者写下姓名。")
    present = site.keepers.open().first()
    if present is not None:
        if (present.person_id, present.name) == (person.pk if person else None, name):
            raise Refused(f"责任人已经是{name}。")
        if on < present.since:
            raise Refused(f"{present.name}从 {present.since} 起负责，变更日期不能更早。")
        present.until = on
        present.save(update_fields=["until"])
    site.keepers.create(person=person, name=name, since=on)
    note_event(site, SiteStep.KEEPER, by=by, at=at, before=present.name if present else "", after=name, on=on)
    return site


@transaction.atomic
def stop_site(site, *, kind: str, on, by, at, reason: str = "") -> Site:
    """From that day on it drops out of the plans, and from that day only."""
    site = _locked(site, by)
    if site.stops.open().exists():
        raise Refused("这个点位已经停用，请刷新页面。")
    stop = site.stops.create(kind=kind, since=on, reason=reason.strip())
    PatrolTask.objects.within(site.division_code).open().filter(site=site, due_on__gte=on).update(dropped_on=on)
    note_event(site, SiteStep.STOP, by=by, at=at, note=stop.reason, kind=stop.get_kind_display(), on=on)
    return site


@transaction.atomic
def resume_site(site, *, on, by, at) -> Site:
    """Working again; tasks due from then on come back."""
    site = _locked(site, by)
    stop = site.stops.open().first()
    if stop is None:
        raise Refused("这个点位没有停用，请刷新页面。")
    if on < stop.since:
        raise Refused(f"点位从 {stop.since} 起停用，恢复日期不能更早。")
    stop.until = on
    stop.save(update_fields=["until"])
    dropped = PatrolTask.objects.within(site.division_code).filter(site=site, due_on__gte=on, dropped_on=stop.since)
    dropped.update(dropped_on=None)
    note_event(site, SiteStep.RESUME, by=by, at=at, on=on)
    return site


@transaction.atomic
def attach(site, *, by, at, shots=(), files=(), note: str = "") -> Site:
    site = _locked(site, by)
    if not shots and not files:
        raise Refused("请选择照片或文件。")
    event = note_event(site, SiteStep.ATTACH, by=by, at=at, note=note)
    photos = keep_photos(shots=shots, by=by, at=at)
    documents = [keep_document(file=file, by=by, at=at) for file in files]
    SiteFile.objects.bulk_create(
        [SiteFile(site=site, event=event, photo=photo) for photo in photos]
        + [SiteFile(site=site, event=event, document=document) for document in documents]
    )
    return site


def note_event(site, step, *, by, at, note="", **details) -> SiteEvent:
    return site.events.create(step=step, by=by, by_label=by.signature, at=at, note=note.strip(), details=details)


def _locked(site, by) -> Site:
    site = Site.objects.visible_to(by).select_for_update(of=("self",)).get(pk=site.pk)
    may_keep_sites(by, site.division_code).or_raise()
    return site


# --- Kinds ---


@transaction.atomic
def add_attribute(kind, *, by, at, key: str, label: str, type: str, unit="", choices=(), counts=True):
    """One more attribute of a kind, for the whole county's sites of that kind."""
    may_set_county(by, by.county_code).or_raise()
    if kind.attributes.filter(key=key).exists():
        raise Refused("这个代码已经用过，请换一个。")
    last = kind.attributes.order_by("position").last()
    attribute = kind.attributes.create(
        key=key, label=label.strip(), type=type, unit=unit.strip(), choices=list(choices), counts=counts,
        position=(last.position if last else 0) + 10,
    )  # fmt: skip
    audit.record("添加点位属性", at=at, by=by, about=kind, label=attribute.label)
    return attribute


@transaction.atomic
def retire_attribute(attribute, *, by, at):
    """No longer asked for; what was filled in stays readable."""
    may_set_county(by, by.county_code).or_raise()
    attribute.retired = True
    attribute.save(update_fields=["retired"])
    audit.record("停用点位属性", at=at, by=by, about=attribute.kind, label=attribute.label)
    return attribute


@transaction.atomic
def publish_checklist(kind, *, labels, by, at, standard="") -> Checklist:
    """A new version. Items keep their key while their words stay the same, so that answers can be compared.

    `standard` names what only all items together meet, e.g. 五有标准.
    """
    may_set_county(by, by.county_code).or_raise()
    kind = SiteKind.objects.select_for_update().get(pk=kind.pk)
    labels = list(dict.fromkeys(label.strip() for label in labels if label.strip()))
    if not labels:
        raise Refused("请至少写一个检查项。")
    present = kind.checklists.first()
    known = {item["label"]: item["key"] for item in present.items} if present else {}
    standard = standard.strip()
    if present and present.standard == standard and [item["label"] for item in present.items] == labels:
        raise Refused("和现在的清单一样，没有改动。")
    version = present.version + 1 if present else 1
    items = [
        {"key": known.get(label) or f"v{version}_{number}", "label": label} for number, label in enumerate(labels, 1)
    ]
    checklist = kind.checklists.create(version=version, items=items, published_at=at, standard=standard)
    audit.record("发布检查清单", at=at, by=by, about=kind, version=version)
    return checklist
