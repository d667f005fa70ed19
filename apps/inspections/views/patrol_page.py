"""The patrol page, its worker and its manifest. None of them shows anybody's data: that comes over sync and stays on the phone."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.access import open_to_strangers

SHEETS = ("css/bootstrap.min.css", "css/house.css", "css/photos.css", "css/patrol.css")
# In the order in which they need each other. The worker takes those that know no page.
WORKER_SCRIPTS = tuple(f"patrol/{name}.js" for name in ("sha256", "store", "clock", "outbox", "server", "sync"))
PAGE_SCRIPTS = tuple(
    f"patrol/{name}.js"
    for name in (
        *(
            "sha256",
            "store",
            "clock",
            "drafts",
            "outbox",
            "server",
            "sync",
            "page",
            "capture",
            "position",
            "tray",
            "fields",
        ),
        *("form", "list", "backup", "more", "sender", "versions", "app"),
    )
)
ICONS = {"img/patrol-192.png": "192x192", "img/patrol-512.png": "512x512", "img/patrol-maskable-512.png": "512x512"}
PICTURES = ("img/icons.svg", "img/favicon.svg", "img/patrol-192.png")
FRESH = {"Cache-Control": "no-cache"}
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "inspections"


@require_safe
@open_to_strangers
def patrol_page(request):
    return HttpResponse(_page(), headers=FRESH)


@require_safe
@open_to_strangers
def patrol_worker(request):
    """Lies below the page's address, so that its scope is the page."""
    context = {
        "version": _version(),
        "page": reverse("patrol_page"),
        "worker_scripts": _addresses(WORKER_SCRIPTS),
        "kept": [*_addresses(SHEETS + PAGE_SCRIPTS + PICTURES), reverse("patrol_manifest")],
    }
    content = render_to_string("inspections/service_worker.js", context)
    return HttpResponse(content, content_type="text/javascript; charset=utf-8", headers=FRESH)


@require_safe
@open_to_strangers
def patrol_manifest(request):
    page = reverse("patrol_page")
    manifest = {
        "id": page,
        "name": "巡查上报",
        "short_name": "巡查上报",
        "lang": "zh-CN",
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#f4f6f5",
        "theme_color": "#0f6b45",
        "icons": [
            {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": _purpose(path)}
            for path, sizes in ICONS.items()
        ],
    }
    return JsonResponse(
        manifest,
        content_type="application/manifest+json",
        headers=FRESH,
        json_dumps_params={"ensure_ascii": False},
    )


def _purpose(path) -> str:
    return "maskable" if "maskable" in path else "any"


def _page() -> str:
    """The same bytes for everybody: it is kept on the phone and opened there by whoever holds it."""
    context = {"sheets": _addresses(SHEETS), "scripts": _addresses(PAGE_SCRIPTS), "version": _version()}
    return render_to_string("inspections/patrol_page.html", context)


def _addresses(paths) -> list[str]:
    return [static(path) for path in paths]


def _version() -> str:
    return _kept_version() if settings.PRODUCTION else _counted_version()


def _counted_version() -> str:
    """Changes when any file does that the phone keeps, or an address does."""
    paths = SHEETS + PAGE_SCRIPTS + PICTURES
    files = [Path(finders.find(path)) for path in paths]
    templates = sorted(
        [*TEMPLATES.glob("patrol/*.html"), TEMPLATES / "patrol_page.html", TEMPLATES / "service_worker.js"]
    )
    digest = hashlib.sha256(json.dumps(_addresses(paths)).encode())
    for path in files + templates:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


_kept_version = cache(_counted_version)
