"""What the page of a township's daily brief shows: its sentences and table, each number with the address of its records."""

from dataclasses import dataclass

from apps.assessments.metrics import MEASURES
from apps.assessments.numbers import Asked
from apps.inspections.models import Patrol
from apps.reports import briefs

# What each column of the table opens.
OPENS = ("patrols", "person_times", "site_visits", "finds_logged", "fixed_on_spot")


@dataclass(frozen=True)
class Cell:
    words: str
    url: str = ""


@dataclass(frozen=True)
class BriefPage:
    brief: object
    user: object

    @property
    def title(self) -> str:
        return briefs.titled(self.brief.snapshot)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column.replace("\n", "") for column in briefs.COLUMNS)

    def sentences(self) -> list[str]:
        return briefs.sentences(self.brief.snapshot)

    def finds(self) -> list[str]:
        return briefs.find_lines(self.brief.snapshot)

    def rows(self) -> list[tuple[str, str, list[Cell]]]:
        told = zip(self.brief.snapshot["rows"], briefs.table(self.brief.snapshot), strict=True)
        return [(name, words, self._cells(row["code"], figures)) for row, (name, words, *figures) in told]

    def _cells(self, code, figures) -> list[Cell]:
        """Linked where the reader sees the place."""
        seen = any(code.startswith(own) for own in self.user.division_codes)
        day = self.brief.day
        asked = Asked(self.brief.division_code if len(code) == 9 else code, day.replace(day=1), "village", code, day)
        return [
            Cell(words, asked.url(MEASURES[key]) if seen and words != briefs.NOT_REPORTED else "")
            for key, words in zip(OPENS, figures, strict=True)
        ]

    def came_later(self) -> int:
        """Patrols of the day that the brief does not have: they were under way, or on a phone without signal."""
        patrols = Patrol.objects.within(self.brief.division_code).counting().filter(day=self.brief.day)
        return max(patrols.count() - sum(row["patrols"] or 0 for row in self.brief.snapshot["rows"]), 0)


def reaches(user, code: str) -> bool:
    """A township's brief is for those who see the township, and for those in its villages."""
    return len(code) == 9 and any(code.startswith(own) or own.startswith(code) for own in user.division_codes)
