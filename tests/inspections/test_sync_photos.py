"""PUT photos/: one by one, in any order, confirmed by hash, never decoded in the request."""

import datetime as dt

import pytest

from apps.common import clock
from apps.inspections.actions import receiving
from apps.inspections.models import IncomingPhoto, Patrol, PatrolMark, PatrolPhoto
from apps.problems.models import Attachment, Problem
from tests.cast import XINGLONG
from tests.inspections import setting

pytestmark = pytest.mark.django_db


def announced(person, *photos, fixed=False, **facts):
    """A record with one finding and these photos, the first before and the others after."""
    found = setting.found("路边垃圾", fixed={"measure": "当场清走"} if fixed else None)
    rows = [
        {"sha256": setting.digest(photo), "role": "after" if number else "before", "finding": found["uuid"]}
        for number, photo in enumerate(photos)
    ]
    at = clock.now() - dt.timedelta(minutes=5)
    return setting.body(person, at, place=XINGLONG, findings=[found], photos=rows, **facts)


def develop_all(noon):
    for photo in IncomingPhoto.objects.all():
        receiving.develop(photo, at=noon)


def test_a_photo_is_confirmed_by_its_hash_and_the_ledger_waits_until_all_are_in(county, signed_in, noon):
    client, photos = signed_in(county.grid_member), [setting.jpeg(noise=1), setting.jpeg(noise=2)]
    setting.send(client, setting.frozen(announced(county.grid_member, *photos, fixed=True)))

    answers = []
    for photo in reversed(photos):
        answer = setting.put(client, photo)
        waiting = Problem.objects.everywhere("test").get().photos_to_come
        answers.append((answer.status_code, answer.json()["answer"], waiting))

    assert answers == [(201, "stored", 1), (201, "stored", 0)]
    assert PatrolPhoto.objects.filter(received_at__isnull=True).count() == 0


def test_a_worker_puts_photos_to_the_step_they_belong_to(county, signed_in, noon):
    client, photos = signed_in(county.grid_member), [setting.jpeg(noise=1), setting.jpeg(noise=2)]
    setting.send(client, setting.frozen(announced(county.grid_member, *photos, fixed=True)))
    for photo in photos:
        setting.put(client, photo)

    develop_all(noon)
    develop_all(noon)

    kept = Attachment.objects.order_by("pk").values_list("phase", "event__action", "photo__sha256")
    assert list(kept) == [
        ("before", "report", setting.digest(photos[0])), ("after", "fix_on_spot", setting.digest(photos[1])),
    ]  # fmt: skip
    assert IncomingPhoto.objects.filter(file="").count() == 2


def test_the_answer_that_got_lost_is_given_again(county, signed_in):
    client, photo = signed_in(county.grid_member), setting.jpeg()
    setting.send(client, setting.frozen(announced(county.grid_member, photo)))

    answers = [setting.put(client, photo) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert IncomingPhoto.objects.count() == 1


def test_a_photo_before_its_record_is_asked_to_come_later(county, signed_in):
    answer = setting.put(signed_in(county.grid_member), setting.jpeg())

    assert (answer.status_code, answer.json()["answer"]) == (409, "unexpected")


def test_nobody_else_can_send_the_photo(county, signed_in):
    photo = setting.jpeg()
    setting.send(signed_in(county.grid_member), setting.frozen(announced(county.grid_member, photo)))

    assert setting.put(signed_in(county.village_leader), photo).status_code == 409


def test_bytes_that_changed_on_the_way_are_asked_for_again(county, signed_in):
    client, photo = signed_in(county.grid_member), setting.jpeg()
    setting.send(client, setting.frozen(announced(county.grid_member, photo)))

    answer = setting.put(client, photo[:-10], setting.digest(photo))

    assert (answer.status_code, answer.json()["answer"]) == (422, "damaged")
    assert setting.put(client, photo).status_code == 201


def test_what_is_no_photo_is_refused_with_advice(county, signed_in):
    client, heic = signed_in(county.grid_member), b"\0\0\0\x18ftypheic" + b"\0" * 200
    setting.send(client, setting.frozen(announced(county.grid_member, heic)))

    answer = setting.put(client, heic)

    assert (answer.status_code, answer.json()["answer"]) == (415, "refused")
    assert "兼容性最佳" in answer.json()["reason"]


def test_a_photo_that_is_too_large_is_said_to_be(county, signed_in):
    client, heavy = signed_in(county.grid_member), b"\xff\xd8\xff" + b"\0" * (15 * 1024 * 1024)
    setting.send(client, setting.frozen(announced(county.grid_member, heavy)))

    assert setting.put(client, heavy).status_code == 413


def test_a_file_that_cannot_be_opened_is_kept_and_marked(county, signed_in, noon):
    client, broken = signed_in(county.grid_member), b"\xff\xd8\xff" + b"nonsense" * 100
    setting.send(client, setting.frozen(announced(county.grid_member, broken)))
    assert setting.put(client, broken).status_code == 201

    develop_all(noon)

    kept = IncomingPhoto.objects.get()
    assert (kept.photo, kept.file != "", kept.failure != "") == (None, True, True)
    assert PatrolMark.objects.get().mark == "damaged"


def test_the_same_photo_in_a_second_record_need_not_be_sent_again(county, signed_in, noon):
    client, photo = signed_in(county.grid_member), setting.jpeg(noise=3)
    setting.send(client, setting.frozen(announced(county.grid_member, photo)))
    setting.put(client, photo)
    develop_all(noon)

    receipt = setting.send(client, setting.frozen(announced(county.grid_member, photo)))["receipts"][0]
    develop_all(noon)

    assert receipt["photos_missing"] == []
    assert PatrolPhoto.objects.filter(photo__isnull=False).count() == 2


def test_a_picture_that_was_used_before_is_marked_for_a_person_and_never_refused(county, signed_in, noon):
    client, photo = signed_in(county.grid_member), setting.jpeg(noise=4)
    again = photo + b"\0"
    for content in (photo, again):
        setting.send(client, setting.frozen(announced(county.grid_member, content)))
        assert setting.put(client, content).status_code == 201
        develop_all(noon)

    assert list(PatrolMark.objects.values_list("mark", flat=True)) == ["photo_seen"]


def test_photos_of_a_conflicting_version_are_taken_too(county, signed_in):
    client, first, second = signed_in(county.grid_member), setting.jpeg(noise=5), setting.jpeg(noise=6)
    written = announced(county.grid_member, first)
    other = written | {"photos": [written["photos"][0] | {"sha256": setting.digest(second)}]}
    setting.send(client, setting.frozen(written))

    receipt = setting.send(client, setting.frozen(other))["receipts"][0]

    assert (receipt["answer"], receipt["photos_missing"]) == ("conflict", [setting.digest(second)])
    assert setting.put(client, second).status_code == 201


def test_a_photo_that_will_never_come_is_given_up_with_a_reason(county, signed_in, noon):
    setting.send(signed_in(county.grid_member), setting.frozen(announced(county.grid_member, setting.jpeg())))
    patrol = Patrol.objects.everywhere("test").get()

    address = f"/inspections/patrols/{patrol.pk}/photos/{patrol.photos.get().pk}/stop-waiting/"
    answer = signed_in(county.village_leader).post(address, {"reason": "手机丢了"})

    assert answer.status_code == 302
    assert Problem.objects.everywhere("test").get().photos_to_come == 0
    assert patrol.photos.get().taken_off_reason == "手机丢了"


def test_files_that_a_crash_left_behind_are_swept_and_booked_ones_stay(county, signed_in, media):
    client, photo = signed_in(county.grid_member), setting.jpeg(noise=8)
    setting.send(client, setting.frozen(announced(county.grid_member, photo)))
    setting.put(client, photo)
    kept = media / IncomingPhoto.objects.get().file
    (kept.parent / "left.jpg").write_bytes(b"half")

    swept = receiving.sweep_incoming(at=clock.now() + dt.timedelta(days=3))

    assert (swept, kept.exists(), (kept.parent / "left.jpg").exists()) == (1, True, False)
