"""When was it found? The phone's clock, corrected by what is known about it (docs/patrol-sync.md, Clock). Pure."""

import datetime as dt
from dataclasses import dataclass

from apps.inspections.records.shapes import NotAccepted

# A difference below this is the time a request takes, not a wrong clock.
DELAY = dt.timedelta(minutes=1)
APART = dt.timedelta(minutes=2)
AHEAD = dt.timedelta(hours=24)
OLDEST = dt.timedelta(days=400)


@dataclass(frozen=True)
class Found:
    """The corrected moment, and what to say about the clock ("" when there is nothing to say)."""

    at: dt.datetime
    words: str = ""


def found_moment(phone_time, *, received_at, offset_ms=None, sending_offset_ms=None) -> Found:
    """Raises NotAccepted when even the corrected moment cannot be."""
    own, sending = _difference(offset_ms), _difference(sending_offset_ms)
    difference = own if own is not None else sending or dt.timedelta()
    words = ""
    if own is not None and sending is not None and abs(own - sending) > APART:
        words = "手机时间在中间改过，按发现前测得的时间差计算"
    elif abs(difference) >= DELAY:
        words = f"手机时间{_spoken(difference)}，已改正"
    try:
        moment = phone_time + (difference if abs(difference) >= DELAY else dt.timedelta())
    except OverflowError:
        raise _impossible() from None
    if moment > received_at + AHEAD or moment < received_at - OLDEST:
        raise _impossible()
    if moment > received_at:
        ahead = moment - received_at >= DELAY
        return Found(received_at, "手机时间比现在还晚，按送达时间计算" if ahead else words)
    return Found(moment, words)


def _difference(milliseconds):
    try:
        return None if milliseconds is None else dt.timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def _spoken(difference) -> str:
    minutes = round(abs(difference).total_seconds() / 60)
    return f"{'慢' if difference > dt.timedelta() else '快'}了 {minutes} 分钟"


def _impossible():
    return NotAccepted(
        "手机上的时间不对，请在手机设置里打开“自动确定时间”，再改这条记录的时间。", code="time", field="found_at"
    )
