"""How a deadline is said in words: days left, days late, or why there is no date. Pure: knows no record and no clock."""

from dataclasses import dataclass
from datetime import date

SOON_DAYS = 3  # amber from three days before the deadline on

# Of a day that was counted while the days off of its year were not announced.
PROVISIONAL, PROVISIONAL_SHORT = "暂按法定节假日推算", "暂定"

WORDS_OF_KIND = {"immediate": "立行立改", "long_term": "长期坚持"}


@dataclass(frozen=True)
class DeadlineLabel:
    """Words for people, a tone for the colour (late, soon, calm, done), and the date where there is one."""

    words: str
    tone: str
    on: date | None = None

    def __str__(self):
        return self.words


def deadline_label(
    deadline: date | None,
    today: date,
    finished: bool = False,
    *,
    kind: str = "dated",
    finished_on: date | None = None,
) -> DeadlineLabel:
    """A finished record is never late or soon: it says whether it was finished in time, if `finished_on` is known.

    `kind` is dated, immediate (立行立改) or long_term (长期坚持). A long-term duty with a date is late like any other.
    """
    if finished:
        return _finished(deadline, finished_on, kind)
    if deadline is None:
        return DeadlineLabel(WORDS_OF_KIND.get(kind, "无时限"), "calm")
    return _running(deadline, (deadline - today).days, kind)


def _running(deadline, left, kind):
    if left < 0:
        return DeadlineLabel(f"超期{-left}天", "late", deadline)
    if left == 0:
        return DeadlineLabel("今天到期", "soon", deadline)
    if left <= SOON_DAYS:
        return DeadlineLabel(f"剩{left}天", "soon", deadline)
    return DeadlineLabel(WORDS_OF_KIND.get(kind, f"剩{left}天"), "calm", deadline)


def _finished(deadline, finished_on, kind):
    if deadline is None:
        return DeadlineLabel(WORDS_OF_KIND.get(kind, "已办结"), "done")
    if finished_on is None:
        return DeadlineLabel("已办结", "done", deadline)
    late = (finished_on - deadline).days
    words = f"超期{late}天办结" if late > 0 else "按期办结"
    return DeadlineLabel(words, "done", deadline)
