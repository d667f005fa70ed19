from decimal import Decimal

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from apps.evidence import actions, images
from apps.evidence.forms import DocumentsField, PhotosField, PhotosInput
from apps.evidence.shots import Position, PositionSource
from tests.evidence import photos


class RoundForm(forms.Form):
    photos = PhotosField()
    papers = DocumentsField(required=False)


def filled(*pictures, papers=(), **data):
    files = MultiValueDict({"photos": list(pictures), "papers": list(papers)})
    return RoundForm(data, files)


def test_several_photos_are_ready_to_be_kept(member, noon):
    form = filled(photos.upload(photos.jpeg(), "1.jpg"), photos.upload(photos.png(), "2.png"))

    assert form.is_valid()
    kept = actions.keep_photos(shots=form.cleaned_data["photos"], by=member, at=noon)
    assert [photo.original_name for photo in kept] == ["1.jpg", "2.png"]


def test_the_position_of_the_phone_comes_along():
    form = filled(photos.upload(photos.jpeg()), latitude="29.663412", longitude="107.951287", accuracy_m="12")

    assert form.is_valid()
    [shot] = form.cleaned_data["photos"]
    assert shot.position == Position(Decimal("29.663412"), Decimal("107.951287"), PositionSource.BROWSER, accuracy_m=12)


@pytest.mark.parametrize("data", [{}, {"latitude": "", "longitude": ""}, {"latitude": "x", "longitude": "y"}])
def test_no_position_is_no_mistake(data):
    form = filled(photos.upload(photos.jpeg()), **data)

    assert form.is_valid()
    assert form.cleaned_data["photos"][0].position is None


def test_a_complaint_names_the_file_and_says_what_to_do():
    form = filled(
        photos.upload(photos.jpeg(), "好的.jpg"),
        photos.upload(photos.heic(), "IMG_0007.HEIC"),
        photos.upload(photos.cut_off(photos.jpeg()), "断的.jpg"),
    )

    assert form.errors["photos"] == [f"“IMG_0007.HEIC”：{images.HEIC}", f"“断的.jpg”：{images.DAMAGED}"]


def test_a_photo_is_asked_for_in_words():
    assert filled().errors["photos"] == ["请拍照或选择至少一张照片。"]


def test_nine_photos_are_enough():
    form = filled(*(photos.upload(photos.jpeg(32, 32), f"{number}.jpg") for number in range(10)))

    assert form.errors["photos"] == ["一次最多选 9 张照片，现在选了 10 张。请去掉一些。"]


def test_a_heavy_photo_is_refused_unread():
    form = filled(photos.upload(bytes(images.MAX_BYTES + 1), "大.jpg"))

    assert form.errors["photos"] == [f"“大.jpg”：{images.TOO_HEAVY}"]


def test_a_form_without_photos_may_allow_that():
    class Optional(forms.Form):
        photos = PhotosField(required=False)

    form = Optional({}, MultiValueDict())

    assert form.is_valid()
    assert form.cleaned_data["photos"] == []
    assert form.has_changed() is False


def test_documents_are_ready_to_be_kept(member, noon):
    papers = [photos.upload(photos.pdf(), "方案.pdf"), photos.upload(photos.docx(), "总结.docx")]
    form = filled(photos.upload(photos.jpeg()), papers=papers)

    assert form.is_valid()
    kept = [actions.keep_document(file=file, by=member, at=noon) for file in form.cleaned_data["papers"]]
    assert [(document.original_name, document.kind) for document in kept] == [
        ("方案.pdf", "pdf"),
        ("总结.docx", "docx"),
    ]


def test_a_document_that_is_not_allowed_is_named():
    form = filled(photos.upload(photos.jpeg()), papers=[photos.upload(b"<svg></svg>", "图.svg")])

    [complaint] = form.errors["papers"]
    assert complaint.startswith("“图.svg”：不能上传这种文件。")


def test_the_input_carries_what_the_script_needs():
    html = str(RoundForm()["photos"])

    assert 'type="file"' in html
    for attribute in ("multiple", 'accept="image/*"', "data-photos", 'data-most="9"'):
        assert attribute in html
    assert [f'<input type="hidden" name="{name}">' in html for name in ("latitude", "longitude", "accuracy_m")] == [
        True
    ] * 3


def test_the_camera_can_be_opened_at_once_and_the_position_left_out():
    class CameraForm(forms.Form):
        photos = PhotosField(most=1, widget=PhotosInput(camera=True, position=False))

    html = str(CameraForm()["photos"])

    assert 'capture="environment"' in html
    assert 'data-most="1"' in html
    assert "hidden" not in html
