"""Dates as official documents write them (GB/T 9704-2012): Arabic digits, no leading zeros."""

from datetime import date


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
