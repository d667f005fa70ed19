import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.evidence.names import LONGEST_NAME, clean_name, with_suffix


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("现场照片 1.jpg", "现场照片 1.jpg"),
        ("C:\\Users\\甲\\照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: b.jpg", "aSet-Cookie: b.jpg"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("  多  个 空格 .pdf ", "多 个 空格 .pdf"),
        ("", "未命名"),
        (None, "未命名"),
        ("...", "未命名"),
    ],
)
def test_names_are_kept_readable_and_harmless(given_name, kept):
    assert clean_name(given_name) == kept


def test_a_long_name_is_cut_before_its_suffix():
    assert clean_name("长" * 300 + ".docx") == "长" * 145 + ".docx"


@given(st.text())
def test_every_name_fits_and_stays_in_its_folder(text):
    kept = clean_name(text)

    assert 0 < len(kept) <= LONGEST_NAME
    assert not set(kept) & set("/\\\r\n\0")
    assert clean_name(kept) == kept or len(text) > LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "suffix", "completed"),
    [
        ("照片.JPG", ".jpg", "照片.JPG"),
        ("照片.jpeg", ".jpg", "照片.jpeg"),
        ("照片.heic", ".jpg", "照片.jpg"),
        ("清单.xls", ".xlsx", "清单.xlsx"),
        ("截图", ".png", "截图.png"),
        ("总结2026.11", ".docx", "总结2026.11.docx"),
    ],
)
def test_a_name_gets_the_suffix_of_its_content(name, suffix, completed):
    assert with_suffix(name, suffix) == completed
