from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reports.official.dates import chinese_date
from apps.reports.official.furniture import document_number
from apps.reports.official.signature import Line, signature_lines
from apps.reports.official.titles import title_lines
from apps.reports.official.typography import TEXT_WIDTH, width

NAMES = st.text(alphabet="暨龙镇人民政府党委办公室", min_size=2, max_size=24)
DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(chinese_date)


def test_dates_have_no_leading_zeros():
    assert chinese_date(date(2026, 11, 5)) == "2026年11月5日"
    assert chinese_date(date(2027, 1, 31)) == "2027年1月31日"


@pytest.mark.parametrize(
    "typed", ["丰环委办[2026]12号", "丰环委办（2026）012号", "丰环委办【2026】第12号", "丰环委办〔2026〕12号"]
)
def test_document_numbers_get_six_cornered_brackets_and_plain_numbers(typed):
    assert document_number(typed) == "丰环委办〔2026〕12号"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("生态环境保护工作月报", ["生态环境保护工作月报"]),
        (
            "暨龙镇人民政府关于2026年10月生态环境保护工作情况的报告",
            ["暨龙镇人民政府关于2026年10月", "生态环境保护工作情况的报告"],
        ),
        (
            "丰都县生态环境保护委员会办公室关于2026年10月全县乡镇生态环境保护工作情况的通报",
            ["丰都县生态环境保护委员会办公室", "关于2026年10月全县乡镇", "生态环境保护工作情况的通报"],
        ),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_long_titles_break_where_the_sense_allows(title, lines):
    assert title_lines(title) == lines


@given(st.text(alphabet="关于的年月日生态环境保护工作情况0123456789、《》", min_size=1, max_size=60))
def test_breaking_a_title_loses_nothing(title):
    assert "".join(title_lines(title)) == title


@pytest.mark.parametrize(
    "title",
    [
        "关于印发《丰都县乡镇生态环境保护工作考核办法》的通知",
        "暨龙镇2026年上半年中央生态环境保护督察反馈问题整改完成情况报告",
        "丰都县生态环境保护委员会办公室关于2026年第三季度乡镇（街道）生态环境保护工作考核结果及排名情况的通报",
    ],
)
def test_lines_of_a_title_fit_the_page_and_keep_words_and_dates_whole(title):
    lines = title_lines(title)

    assert len(lines) > 1
    assert all(4 <= len(line) <= 22 and width(line) <= 20 * 315 for line in lines)
    assert all(not line.startswith(("年", "月", "的", "》", "）", "境", "作")) for line in lines)


def test_a_title_far_too_long_is_still_broken_at_once():
    lines = title_lines("关于生态甲乙" * 50)

    assert "".join(lines) == "关于生态甲乙" * 50
    assert max(map(len, lines)) <= 20


def test_with_a_seal_name_and_date_share_an_axis_and_the_date_stands_four_characters_in():
    # The date is 3 characters of 315 and 7 digits of 155 wide: 2030. Its axis: 4 x 315 + 1015.
    lines = signature_lines(["暨龙镇人民政府"], "2026年11月5日", seal=True)

    left = TEXT_WIDTH - 2 * 2275
    assert lines == [Line("暨龙镇人民政府", left, "center"), Line("2026年11月5日", left, "center")]


def test_without_a_seal_the_date_begins_two_characters_after_the_name():
    # The name is 7 characters wide and ends two characters from the right.
    lines = signature_lines(["暨龙镇人民政府"], "2026年11月5日", seal=False)

    left = TEXT_WIDTH - 9 * 315
    assert lines == [Line("暨龙镇人民政府", left, "left"), Line("2026年11月5日", left + 630, "left")]


def test_a_date_longer_than_the_name_stands_two_characters_in_and_pushes_the_name():
    name, day = signature_lines(["环保站"], "2026年11月5日", seal=False)

    assert day.left == TEXT_WIDTH - 630 - 2030
    assert name.left == day.left - 630


@given(organs=st.lists(NAMES, min_size=1, max_size=3), day=DATES, seal=st.booleans())
def test_signatures_stay_within_the_type_area(organs, day, seal):
    for line in signature_lines(organs, day, seal=seal):
        assert line.left >= 0
        assert line.left + width(line.text) <= TEXT_WIDTH
