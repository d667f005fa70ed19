"""The table of every address: who may open it, and whose things it names."""

from dataclasses import dataclass

from django.urls import reverse

from apps.accounts.roles import COUNTY, EVERYONE, LEDGER, SEES_PLACE, TOWNSHIP, Role
from apps.inspections.permissions import KEEPERS, PATROLLERS, SITE_KEEPERS


@dataclass(frozen=True)
class Address:
    """`roles` None: open to strangers. `parts`: the neighbour's things that fill the address (see neighbour.py).

    `reaching`: roles whose scope reaches these things; for all others they do not exist.
    `missing`: there is nothing behind it outside of the demo.
    """

    roles: frozenset | None
    parts: tuple[tuple[str, str], ...] = ()
    reaching: frozenset = frozenset()
    post_only: bool = False
    missing: bool = False
    # Asked by a page that works offline: strangers hear 401, a redirect would look like an answer.
    speaks_json: bool = False

    def expected(self, role) -> frozenset[int]:
        if role not in self.roles:
            return frozenset({403})
        if self.missing:
            return frozenset({404})
        if self.parts and role not in self.reaching:
            return frozenset({404})
        return frozenset({200, 204, 302, 405})


def _of(thing, *more):
    return (("pk", thing), *more)


ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
IMPORTERS = TOWNSHIP | {Role.COUNTY_STAFF}
TABLE_IMPORTERS = IMPORTERS | ADMINISTRATOR
EXPORTERS = LEDGER - {Role.GRID_MEMBER, Role.VILLAGE_LEADER}
READERS = TOWNSHIP | COUNTY | {Role.VILLAGE_LEADER}
MAKERS = TOWNSHIP | {Role.COUNTY_STAFF}
COUNTY_STAFF = frozenset({Role.COUNTY_STAFF})

_WORKBENCH = {
    "workbench": Address(EVERYONE),
    "health": Address(None),
    "sample_list": Address(IMPORTERS, missing=True),
    "suggestions": Address(EVERYONE),
    "suggestion_box": Address(ADMINISTRATOR),
    "answer_suggestion": Address(ADMINISTRATOR, _of("suggestion")),
}
_ACCOUNTS = {
    "login": Address(None),
    "logout": Address(EVERYONE, post_only=True),
    "password": Address(EVERYONE),
    "people": Address(ADMINISTRATOR),
    "new_person": Address(ADMINISTRATOR),
    "person": Address(ADMINISTRATOR, _of("person")),
    "change_person": Address(ADMINISTRATOR, _of("person")),
    "phone": Address(ADMINISTRATOR, _of("person"), post_only=True),
    "appoint": Address(ADMINISTRATOR, _of("person")),
    "reset_password": Address(ADMINISTRATOR, _of("person"), post_only=True),
    "switch_account": Address(ADMINISTRATOR, _of("person"), post_only=True),
    "end_post": Address(ADMINISTRATOR, _of("person", ("post", "post"))),
    "units": Address(ADMINISTRATOR),
    "new_unit": Address(ADMINISTRATOR),
    "unit": Address(ADMINISTRATOR, _of("unit")),
    "calendar": Address(ADMINISTRATOR),
    "calendar_year": Address(ADMINISTRATOR),
    "remove_override": Address(ADMINISTRATOR, (("day", "no_day"),), post_only=True),
    "trail": Address(ADMINISTRATOR),
}
_PROBLEMS = {
    "problems": Address(LEDGER),
    "save_view": Address(LEDGER, post_only=True),
    "forget_view": Address(LEDGER, _of("saved_view"), post_only=True),
    "export_problems": Address(EXPORTERS),
    "problem_export": Address(EXPORTERS, _of("export")),
    "problem_export_file": Address(EXPORTERS, _of("export")),
    "report_problem": Address(LEDGER),
    "guessed_category": Address(LEDGER, post_only=True),
    "closing": Address(IMPORTERS),
    "problem": Address(LEDGER, _of("problem"), COUNTY),
    "problem_reported": Address(LEDGER, _of("problem"), COUNTY),
    "problem_photo": Address(LEDGER, _of("problem", ("photo_id", "photo")), COUNTY),
    "problem_document": Address(LEDGER, _of("problem", ("document_id", "document")), COUNTY),
    "problem_step": Address(LEDGER, _of("problem", ("step", "remark")), COUNTY),
}
_TABLE_KIND = (("kind", "table_kind"),)
_IMPORTS = {
    "imports": Address(IMPORTERS),
    "import_batch": Address(IMPORTERS, _of("batch"), COUNTY_STAFF),
    "import_progress": Address(IMPORTERS, _of("batch"), COUNTY_STAFF),
    "import_columns": Address(IMPORTERS, _of("batch"), COUNTY_STAFF, post_only=True),
    "import_cells": Address(IMPORTERS, _of("batch"), COUNTY_STAFF, post_only=True),
    "import_sides": Address(IMPORTERS, _of("batch"), COUNTY_STAFF, post_only=True),
    "import_commit": Address(IMPORTERS, _of("batch"), COUNTY_STAFF, post_only=True),
    "import_drop": Address(IMPORTERS, _of("batch"), COUNTY_STAFF, post_only=True),
    "import_undo": Address(IMPORTERS, _of("batch"), COUNTY_STAFF, post_only=True),
    "import_file": Address(IMPORTERS, _of("batch"), COUNTY_STAFF),
    "import_picture": Address(IMPORTERS, _of("batch", ("sha256", "sha256")), missing=True),
    "import_returned": Address(IMPORTERS, _of("batch"), COUNTY_STAFF),
    # Templates: the neighbour's are those of sites, which are no business of an administrator.
    **{name: Address(TABLE_IMPORTERS, _TABLE_KIND, IMPORTERS) for name in ("tables", "table_template")},
    **{name: Address(TABLE_IMPORTERS, (*_TABLE_KIND, ("pk", "table")), COUNTY_STAFF) for name in (
        "table", "table_progress", "table_file", "table_returned",
    )},
    **{name: Address(TABLE_IMPORTERS, (*_TABLE_KIND, ("pk", "table")), COUNTY_STAFF, post_only=True) for name in (
        "table_cells", "table_commit", "table_drop", "table_undo", "table_passwords",
    )},
}  # fmt: skip
_REPORTS = {
    "reports": Address(READERS),
    "make_reports": Address(MAKERS, post_only=True),
    "reports_progress": Address(READERS, (("month", "month"),), READERS),
    "report": Address(READERS, _of("report"), COUNTY),
    "report_figure": Address(READERS, _of("report", ("figure", "figure")), COUNTY),
    "report_differences": Address(READERS, _of("report"), COUNTY),
    "report_file": Address(READERS, _of("report", ("file_format", "docx")), COUNTY),
    "write_report_text": Address(MAKERS, _of("report"), COUNTY_STAFF, post_only=True),
    "publish_report": Address(MAKERS, _of("report"), COUNTY_STAFF, post_only=True),
    "revise_report": Address(MAKERS, _of("report"), COUNTY_STAFF, post_only=True),
}

_DAY_OF = (("code", "township"), ("day", "day"))
_REPORTS |= {
    "daily_briefs": Address(SEES_PLACE),
    "daily_brief": Address(SEES_PLACE, _DAY_OF, COUNTY),
    "daily_brief_file": Address(SEES_PLACE, _DAY_OF, COUNTY),
}
_ASSESSMENTS = {
    "patrol_numbers": Address(SEES_PLACE),
    # Whose figures they are stands in the query; a place out of sight is one's own instead.
    "figure_records": Address(SEES_PLACE, (("key", "measure"), ("part", "part")), SEES_PLACE),
}

_SITE, _PATROL, _GRID = _of("site"), _of("patrol"), (("code", "grid"),)
_INSPECTIONS = {
    **{name: Address(LEDGER) for name in (
        "patrol_tasks", "patrols", "days", "patrol_plans", "out_of_watch", "sites", "site_kinds", "gaps", "new_leave", "powers",
        "grids", "map", "site_visits", "paper_sheets",
    )},
    **{name: Address(KEEPERS) for name in ("phones", "new_plan", "new_grid")},
    **{name: Address(COUNTY_STAFF) for name in ("new_power", "grid_levels")},
    **{name: Address(PATROLLERS) for name in ("new_patrol", "backups", "new_paper_sheet")},
    # The offline page and its worker hold nobody's data and open without a session; what they ask for needs one.
    **{name: Address(None) for name in ("patrol_page", "patrol_worker", "patrol_manifest")},
    **{name: Address(SITE_KEEPERS, _SITE, COUNTY_STAFF) for name in (
        "change_site", "move_site", "set_keeper", "stop_site", "resume_site", "attach_to_site",
    )},
    **{name: Address(KEEPERS, _GRID, COUNTY_STAFF) for name in ("change_grid", "close_grid", "move_grid", "assign_member")},
    **{name: Address(KEEPERS, (*_GRID, ("member", "member")), COUNTY_STAFF) for name in ("hand_over", "relieve_member")},
    "map_points": Address(LEDGER, (("layer", "layer"),), LEDGER),
    "paper_sheet": Address(LEDGER, _of("paper_sheet"), COUNTY),
    "paper_slip": Address(PATROLLERS, (("code", "slip"),), COUNTY),
    "new_site": Address(SITE_KEEPERS),
    "site": Address(LEDGER, _SITE, COUNTY),
    "site_photo": Address(LEDGER, (*_SITE, ("file", "site_photo")), COUNTY),
    "site_document": Address(LEDGER, (*_SITE, ("file", "site_document")), COUNTY),
    "grid": Address(LEDGER, _GRID, COUNTY),
    "switch_level_off": Address(COUNTY_STAFF, _of("level"), COUNTY_STAFF, post_only=True),
    "patrol_plan": Address(LEDGER, _of("plan"), COUNTY),
    "end_plan": Address(KEEPERS, _of("plan"), COUNTY_STAFF),
    "patrol": Address(LEDGER, _PATROL, COUNTY),
    "patrol_photo": Address(LEDGER, (*_PATROL, ("photo", "patrol_photo")), COUNTY),
    "take_back_patrol": Address(PATROLLERS, _PATROL, COUNTY),
    "look_at_marks": Address(SITE_KEEPERS, _PATROL, COUNTY_STAFF, post_only=True),
    "stop_waiting": Address(SITE_KEEPERS, (*_PATROL, ("photo", "patrol_photo")), COUNTY_STAFF),
    "nothing_found": Address(PATROLLERS, post_only=True),
    "confirm_day": Address(PATROLLERS, (("code", "village"),), post_only=True),
    "change_leave": Address(LEDGER, _of("leave"), COUNTY),
    "new_attribute": Address(COUNTY_STAFF, (("key", "kind"),), COUNTY_STAFF),
    "new_checklist": Address(COUNTY_STAFF, (("key", "kind"),), COUNTY_STAFF),
    "retire_attribute": Address(COUNTY_STAFF, _of("attribute"), COUNTY_STAFF, post_only=True),
    "grant_power": Address(COUNTY_STAFF, _of("power"), COUNTY_STAFF),
    "withdraw_power": Address(COUNTY_STAFF, _of("power_grant"), COUNTY_STAFF, post_only=True),
    **{name: Address(COUNTY) for name in ("spot_draws", "new_spot_draw", "my_spot_checks")},
    **{name: Address(LEDGER) for name in ("spot_checks", "spot_differences")},
    **{name: Address(COUNTY, _of("spot_draw"), COUNTY) for name in ("spot_draw", "spot_draw_list", "spot_draw_frame")},
    **{name: Address(COUNTY, _of("spot_check"), COUNTY) for name in ("record_spot_check", "cancel_spot_check")},
    "spot_check": Address(LEDGER, _of("spot_check"), COUNTY),
    "sync_hello": Address(PATROLLERS, speaks_json=True),
    "sync_pack": Address(PATROLLERS, speaks_json=True),
    "sync_records": Address(PATROLLERS, speaks_json=True),
    "sync_photo": Address(PATROLLERS, (("sha256", "sha256"),), PATROLLERS, speaks_json=True),
    "sync_status": Address(PATROLLERS, speaks_json=True),
}  # fmt: skip

_MONITORING = {
    "monitoring": Address(LEDGER),
    "new_monitoring_point": Address(COUNTY_STAFF),
    "monitoring_point": Address(LEDGER, _of("monitoring_point"), COUNTY),
    "reopen_monitoring_point": Address(COUNTY_STAFF, _of("monitoring_point"), COUNTY_STAFF, post_only=True),
    **{name: Address(COUNTY_STAFF, _of("monitoring_point"), COUNTY_STAFF) for name in (
        "change_monitoring_point", "close_monitoring_point", "new_monitoring_value",
    )},
}  # fmt: skip

ADDRESSES = _WORKBENCH | _ACCOUNTS | _PROBLEMS | _IMPORTS | _REPORTS | _ASSESSMENTS | _INSPECTIONS | _MONITORING


def url_of(name: str, things: dict) -> str:
    return reverse(name, kwargs={argument: things[thing] for argument, thing in ADDRESSES[name].parts})
