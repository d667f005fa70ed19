from django.core.management.base import BaseCommand

from apps.assessments.metrics import MEASURES

HEAD = "| key | 名称 | unit | formula as printed beside the figure | better | by unit |\n|---|---|---|---|---|---|"


def table() -> str:
    """The register of measures as a Markdown table, as it stands in docs/figures.md."""
    rows = (
        f"| {key} | {one.name} | {one.unit} | {one.formula} | {one.better or '–'} | {'yes' if one.by_unit else ''} |"
        for key, one in MEASURES.items()
    )
    return "\n".join([HEAD, *rows])


class Command(BaseCommand):
    help = "Prints the register of measures as the table of docs/figures.md."

    def handle(self, **options):
        self.stdout.write(table())
