"""The shape of the house (STYLE.md 5.13): each rule is a test."""

import ast
import subprocess

import pytest
from django.apps import apps

from apps.common.scoping import ScopedManager
from tests.structure.code import ROOT, files, imported_modules, sources

LAYERS = [
    "common",
    "territory",
    "accounts",
    "evidence",
    "problems",
    "inspections",
    "monitoring",
    "imports",
    "assessments",
    "reports",
    "workbench",
]

# Models without a scope of their own, and why that is right.
CHILDREN = {
    "evidence.Photo": "reached through the record it belongs to",
    "evidence.Document": "reached through the record it belongs to",
    "problems.ProblemEvent": "reached through its problem",
    "problems.Attachment": "reached through its problem",
    "problems.Supporting": "reached through its problem",
    "problems.Escalation": "reached through its problem",
    "problems.SavedView": "fetched for its person only",
    "problems.ProblemExport": "fetched for its owner only; keeps a filter, not rows",
    "inspections.GridMember": "reached through its grid",
    "inspections.SitePlacing": "reached through its site",
    "inspections.SiteKeeper": "reached through its site",
    "inspections.SiteStop": "reached through its site",
    "inspections.SiteEvent": "reached through its site",
    "inspections.SiteFile": "reached through its site",
    "inspections.Visit": "reached through its patrol or its site",
    "inspections.Finding": "reached through its patrol",
    "inspections.Conflict": "reached through its patrol",
    "inspections.PatrolPhoto": "reached through its patrol",
    "inspections.PatrolMark": "reached through its patrol",
    "inspections.PaperSlip": "reached through its sheet",
    "inspections.IncomingPhoto": "asked for by hash and by the person who sent it",
    "inspections.SpentNumber": "reached through its phone",
    "inspections.SpotCheckInspector": "reached through its spot check",
    "inspections.SpotCheckFinding": "reached through its spot check",
    "monitoring.MonitoringValue": "reached through its point",
    "reports.Figure": "reached through its report",
    "reports.ReportFile": "reached through its report",
    "imports.ImportRow": "reached through its batch",
    "imports.ImportTarget": "reached through its row",
    "imports.CellCorrection": "reached through its batch",
    "imports.ImportPicture": "reached through its batch",
    "imports.TableRow": "reached through its table",
}
REFERENCE = {
    "territory.Division": "public names and codes of places",
    "territory.Organisation": "public names of units",
    "territory.OrganisationAlias": "other names of units",
    "accounts.User": "read by signing in and by the administrator's own queries",
    "accounts.Post": "read with its person",
    "common.AuditEntry": "read by the administrator only",
    "common.AuditSeal": "hashes of the audit trail",
    "common.SettledYear": "the calendar is the same for everybody",
    "inspections.SiteKind": "kinds of sites are the same for the whole installation",
    "inspections.SiteAttribute": "reached through its kind",
    "inspections.Checklist": "reached through its kind",
    "inspections.Power": "public names of powers with their legal basis",
    "imports.HeaderMemory": "what columns of lists mean, without a word of what stands in them",
    "common.WorkdayOverride": "the calendar is the same for everybody",
}


def own_models():
    return [model for model in apps.get_models() if model.__module__.startswith("apps.")]


def test_every_model_is_scoped_or_listed_with_a_reason():
    unscoped = {model._meta.label for model in own_models() if not isinstance(model._default_manager, ScopedManager)}

    assert unscoped == set(CHILDREN) | set(REFERENCE)


def test_foreign_keys_point_downwards():
    upwards = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model._meta.app_label in LAYERS
        if LAYERS.index(field.related_model._meta.app_label) > LAYERS.index(model._meta.app_label)
    ]

    assert upwards == []


def test_only_the_actions_of_the_ledger_write_a_state():
    writers = {
        path
        for path, tree in sources("apps/**/*.py").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state"
    }

    assert {path for path in writers if not path.startswith("apps/problems/actions/")} == set()


@pytest.mark.parametrize("room", ["states", "roles", "words", "levels", "scoring", "ranking", "permissions"])
def test_rules_know_nothing_of_the_web_or_of_celery(room):
    forbidden = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages", "celery")
    guilty = {
        path: module
        for path, tree in sources(f"apps/*/{room}.py").items()
        for module in imported_modules(tree)
        if module.startswith(forbidden)
    }

    assert guilty == {}


def test_actions_know_nothing_of_requests_and_do_not_read_the_clock():
    forbidden = ("django.http", "django.shortcuts", "django.contrib.messages", "apps.common.clock", "celery")
    guilty = {
        path: module
        for path, tree in sources("apps/*/actions.py", "apps/*/actions/*.py").items()
        for module in imported_modules(tree)
        if module.startswith(forbidden)
    }

    assert guilty == {}


def test_no_file_is_longer_than_300_lines():
    long = {
        path: lines
        for path, text in files("apps/**/*.py", "config/**/*.py", "tests/**/*.py", "benchmarks/*.py").items()
        if (lines := len(text.splitlines())) > 300
    }

    assert long == {}


def test_views_are_at_most_20_lines():
    long = {
        f"{path}:{node.name}": node.end_lineno - node.lineno
        for path, tree in sources("apps/*/views.py", "apps/*/views/*.py").items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.decorator_list and node.end_lineno - node.lineno > 22
    }

    assert long == {}


def test_migrations_are_named():
    assert [path.name for path in ROOT.glob("apps/*/migrations/*_auto_*.py")] == []
    assert [path.as_posix() for path in ROOT.glob("apps/*/migrations/0001_initial.py")] == []


def test_models_and_migrations_agree(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("tool", [["lint-imports"], ["ruff", "check", "."], ["ruff", "format", "--check", "."]])
def test_the_tools_of_the_house_find_nothing(tool):
    command = [str(ROOT / ".venv" / "bin" / tool[0])] if (ROOT / ".venv/bin" / tool[0]).exists() else [tool[0]]

    done = subprocess.run([*command, *tool[1:]], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


def test_pages_load_nothing_from_outside():
    guilty = [
        path.relative_to(ROOT).as_posix()
        for pattern in ("templates/**/*.html", "static/**/*.js", "static/**/*.css")
        for path in ROOT.glob(pattern)
        if any(
            word in path.read_text(encoding="utf-8") for word in ('src="http', "src='http", "@import url(http", "cdn.")
        )
    ]

    assert guilty == []


def test_templates_have_no_inline_script_or_style():
    guilty = []
    for path in ROOT.glob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        if "<script>" in text or " style=" in text or " onclick=" in text or " onchange=" in text:
            guilty.append(path.relative_to(ROOT).as_posix())

    assert guilty == []
