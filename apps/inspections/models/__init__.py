"""The rows of grids, sites, plans, patrols and daily reports."""

from apps.inspections.models.days import DayConfirmation, DayReminder
from apps.inspections.models.grids import Grid, GridLevel, GridMember, Leave, Power, PowerGrant, in_force
from apps.inspections.models.paper import PaperSheet, PaperSlip
from apps.inspections.models.patrols import (
    Conflict,
    Finding,
    Patrol,
    PatrolMark,
    PatrolPhoto,
    Visit,
    waiting_photos,
)
from apps.inspections.models.phones import Device, IncomingPhoto, SpentNumber
from apps.inspections.models.plans import PatrolPlan, PatrolTask
from apps.inspections.models.sites import (
    Checklist,
    Site,
    SiteAttribute,
    SiteEvent,
    SiteFile,
    SiteKeeper,
    SiteKind,
    SitePlacing,
    SiteStop,
)
from apps.inspections.models.spot_checks import SpotCheck, SpotCheckDraw, SpotCheckFinding, SpotCheckInspector

__all__ = [
    "Checklist",
    "Conflict",
    "DayConfirmation",
    "DayReminder",
    "Device",
    "Finding",
    "Grid",
    "GridLevel",
    "GridMember",
    "IncomingPhoto",
    "Leave",
    "PaperSheet",
    "PaperSlip",
    "Patrol",
    "PatrolMark",
    "PatrolPhoto",
    "PatrolPlan",
    "PatrolTask",
    "Power",
    "PowerGrant",
    "Site",
    "SiteAttribute",
    "SiteEvent",
    "SiteFile",
    "SiteKeeper",
    "SiteKind",
    "SitePlacing",
    "SiteStop",
    "SpentNumber",
    "SpotCheck",
    "SpotCheckDraw",
    "SpotCheckFinding",
    "SpotCheckInspector",
    "Visit",
    "in_force",
    "waiting_photos",
]
