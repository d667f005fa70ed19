import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.problems.guessing import guess_category


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("路口焚烧秸秆冒黑烟", "air"),
        ("河边堆放生活垃圾", "solid_waste"),
        ("养猪场粪污直排", "livestock"),
        ("水产养殖尾水浑浊", "water"),
        ("土壤里有重金属", "soil"),
        ("夜里高音喇叭扰民", "noise"),
        ("挖机采砂", "ecology"),
        ("移动基站", "radiation"),
        ("vocs 超标", "air"),
        ("有点不对劲", None),
        ("", None),
    ],
)
def test_the_first_word_that_says_something_decides(text, category):
    assert guess_category(text) == category


def test_of_two_words_at_one_place_the_longer_decides():
    # 水产养殖 (water) begins where no shorter word begins; 渣土车 (air) begins with 渣土 (solid waste).
    assert guess_category("渣土车沿路撒漏") == "air"


@given(st.text())
def test_any_text_gives_a_category_or_none(text):
    assert guess_category(text) is None or guess_category(text) == guess_category(text.upper())
