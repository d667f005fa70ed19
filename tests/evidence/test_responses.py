from pathlib import Path
from urllib.parse import quote

import pytest
from django.http import Http404

from apps.evidence import actions
from apps.evidence.responses import document_response, photo_response
from tests.evidence import photos


@pytest.fixture
def photo(member, noon):
    return actions.keep_photo(file=photos.upload(photos.png(900, 600), "河边垃圾.png"), by=member, at=noon)


def keep_document(member, noon, content, name):
    return actions.keep_document(file=photos.upload(content, name), by=member, at=noon)


def body(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("variant", ["display", "thumbnail"])
def test_a_shown_copy_is_seen_in_the_page_and_may_stay_in_this_browser_only(photo, variant):
    response = photo_response(photo, variant)

    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == f"inline; filename*=utf-8''{quote('河边垃圾.jpg')}"
    assert response["Cache-Control"] == "private, max-age=3600"
    assert response["X-Content-Type-Options"] == "nosniff"
    content = body(response)
    assert content == getattr(photo, variant).read()
    assert response["Content-Length"] == str(len(content))


def test_the_original_is_a_download_under_its_own_name(photo):
    response = photo_response(photo, "original")

    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote('河边垃圾.png')}"
    assert response["Cache-Control"] == "private, no-store"
    assert body(response) == photos.png(900, 600)


@pytest.mark.parametrize("variant", ["", "pk", "uploaded_by", "../original"])
def test_there_are_three_variants_and_no_more(photo, variant):
    with pytest.raises(Http404):
        photo_response(photo, variant)


def test_a_missing_file_is_a_404_that_says_so(photo, caplog):
    Path(photo.display.path).unlink()

    with pytest.raises(Http404, match="文件不见了"):
        photo_response(photo)
    assert photo.display.name in caplog.text


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (photos.pdf(), "关于“百日攻坚”的方案.pdf", "application/pdf"),
        (photos.xlsx(), "台账.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("编号\n1\n".encode(), "清单.csv", "text/csv"),
    ],
)
def test_a_document_is_a_download_with_its_chinese_name(member, noon, content, name, media_type):
    response = document_response(keep_document(member, noon, content, name))

    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert body(response) == content


def test_a_pdf_may_open_in_the_browser_and_a_table_never(member, noon):
    pdf = keep_document(member, noon, photos.pdf(), "a.pdf")
    table = keep_document(member, noon, b"a,b\n", "a.csv")

    assert document_response(pdf, inline=True)["Content-Disposition"] == 'inline; filename="a.pdf"'
    assert document_response(table, inline=True)["Content-Disposition"] == 'attachment; filename="a.csv"'


def test_a_name_cannot_smuggle_a_header(member, noon):
    document = keep_document(member, noon, photos.pdf(), 'x"; evil=\r\nSet-Cookie: a=b.pdf')

    assert document_response(document)["Content-Disposition"] == r'attachment; filename="x\"; evil=Set-Cookie: a=b.pdf"'
