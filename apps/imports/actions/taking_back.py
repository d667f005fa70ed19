"""The frame of every undoing: at once or by a worker, wholly or not at all. `undoing` and `table_undoing` say what is
taken back; what both tell people about it stands here as well."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from django.db import IntegrityError, OperationalError, connection, transaction

from apps.common import audit
from apps.common.verdicts import Refused
from apps.imports.actions.committing import hold_county
from apps.imports.actions.telling import progress as progress_of
from apps.imports.brought import BroughtFile
from apps.imports.words import Status

_FAILED = "撤销没有完成，什么都没有改动。请再点一次撤销；还不行，请联系系统管理员。"
_REFERRED_TO = "这次导入的内容已被其他记录引用，不能撤销。请联系系统管理员。"


def untold(done, total=None):
    """For whoever waits for the end anyway."""


@dataclass(frozen=True)
class Undone:
    removed: int = 0
    restored: int = 0
    kept: list = field(default_factory=list)
    """What somebody has worked on, changed or used since; it stays as it is."""

    @property
    def is_whole(self) -> bool:
        return not self.kept


class Undoing(ABC):
    """What is taken back, and in which words. A kind of brought file says the five things below."""

    model: type[BroughtFile]
    at_once: int
    """Rows that somebody may be made to wait for."""
    counted: str
    """件: what follows a number."""
    in_use: str
    """已有人办理: why something is left as it is."""
    recorded_as: str
    """What the audit calls it."""

    @abstractmethod
    def take_back(self, cursor, brought, *, by, at, rest: bool, progress) -> Undone:
        """Inside the transaction. With something in the way and no `rest` wanted, nothing may stay taken back."""

    def pointers(self, kept) -> list:
        """What the audit remembers of what was kept."""
        return kept

    def undo(self, brought, *, by, at, rest: bool = False, progress=untold) -> Undone:
        """Take an import back. Where somebody has been at work since, nothing is done unless `rest` is wanted: the
        answer says where. Raises Refused when there is nothing to take back."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # Holding the county is enough; with the row locked nobody could be told how far it is.
                hold_county(brought.county_code)
                brought = self._rows().get(pk=brought.pk)
                if brought.status not in (Status.COMMITTED, Status.UNDOING):
                    raise _not_now(brought)
                found = self.take_back(cursor, brought, by=by, at=at, rest=rest, progress=progress)
                if found.is_whole or rest:
                    self._close(brought, found, by=by, at=at)
        except IntegrityError as failure:
            raise Refused(_REFERRED_TO) from failure
        return found

    def _close(self, brought, found, *, by, at):
        if not found.removed and not found.restored:
            raise Refused(f"这次导入的内容都{self.in_use}，不能撤销。")
        brought.status, brought.undone_by, brought.undone_at = Status.UNDONE, by, at
        brought.stage, brought.failure = self.model.Stage.DONE, ""
        brought.counts |= {"removed": found.removed, "restored": found.restored, "kept": len(found.kept)}
        brought.save()
        kept = self.pointers(found.kept)
        audit.record(
            self.recorded_as, at=at, by=by, about=brought, removed=found.removed, restored=found.restored, kept=kept
        )

    def request(self, brought, *, by, at, rest: bool = False) -> Undone | None:
        """Take a short import back at once. A long one is noted for `carry_out` and answered with None."""
        if brought.counts.get("created", 0) + brought.counts.get("updated", 0) <= self.at_once:
            return self.undo(brought, by=by, at=at, rest=rest)
        with transaction.atomic():
            brought = self._rows().select_for_update(of=("self",)).get(pk=brought.pk)
            if brought.status == Status.UNDOING:
                return None
            if brought.status != Status.COMMITTED:
                raise _not_now(brought)
            brought.status, brought.stage, brought.failure = Status.UNDOING, self.model.Stage.QUEUED, ""
            brought.undone_by, brought.asked_at, brought.counts["rest"] = by, at, rest
            brought.steps_done, brought.steps_total = 0, 0
            brought.save()
        return None

    def carry_out(self, pk: int, *, at) -> BroughtFile:
        """Do what `request` noted; what stands in the way is said on the page. Safe to call any number of times."""
        brought = self._rows().select_related("undone_by").get(pk=pk)
        if brought.status != Status.UNDOING:
            return brought
        rest = brought.counts.get("rest", False)
        try:
            with progress_of(self.model, pk) as progress:
                done = self.undo(brought, by=brought.undone_by, at=at, rest=rest, progress=progress)
            if not done.is_whole and not rest:
                self._stand(pk, self.in_the_way(done))
        except Refused as refusal:
            self._stand(pk, str(refusal))
        except OperationalError:
            # The database is away; the request stands and is taken up again.
            raise
        except Exception:
            self._stand(pk, _FAILED)
            raise
        return self._rows().get(pk=pk)

    def _stand(self, pk, failure):
        under_way = self._rows().filter(pk=pk, status=Status.UNDOING)
        under_way.update(status=Status.COMMITTED, stage=self.model.Stage.FAILED, failure=failure, undone_by=None)

    def _rows(self):
        return self.model.objects.everywhere("the caller has found it in scope, or a task is given its number")

    # --- In words ---

    def in_the_way(self, done) -> str:
        return f"有 {len(done.kept):,} {self.counted}{self.in_use}，没有撤销。请看下面的清单再决定。"

    def in_words(self, removed: int = 0, restored: int = 0, kept: int = 0, **_other) -> str:
        """删除新增的 2 件，恢复更新的 1 件，3 件已有人办理，没有动"""
        parts = [(removed, "删除新增的 {}"), (restored, "恢复更新的 {}"), (kept, f"{{}}{self.in_use}，没有动")]
        return "，".join(words.format(f"{number:,} {self.counted}") for number, words in parts if number)


def _not_now(brought) -> Refused:
    return Refused(f"这次导入现在是“{brought.get_status_display()}”，不能撤销。")
