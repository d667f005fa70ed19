import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.common import clock
from apps.evidence import actions, tasks
from apps.evidence.models import Document, Photo
from apps.evidence.upkeep import broken, sweep_orphans
from tests.evidence import photos


class ChangedHisMind(Exception):
    pass


def aged(media, moment):
    for path in media.rglob("*"):
        os.utime(path, (moment.timestamp(), moment.timestamp()))


def abandoned_upload(member, at):
    with pytest.raises(ChangedHisMind), transaction.atomic():
        actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=at)
        raise ChangedHisMind


def test_files_of_a_rolled_back_transaction_are_swept_after_a_day(member, noon, media, stored):
    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon)
    document = actions.keep_document(file=photos.upload(photos.pdf(), "a.pdf"), by=member, at=noon)
    abandoned_upload(member, noon)
    aged(media, noon)
    assert len(stored()) == 7

    too_early = sweep_orphans(at=noon + timedelta(hours=23))
    in_time = sweep_orphans(at=noon + timedelta(hours=25))

    assert (too_early, in_time) == (0, 3)
    assert stored() == [photo.display.name, document.file.name, photo.original.name, photo.thumbnail.name]


@pytest.mark.parametrize("hours", [-12, -11, 11, 12])
def test_files_from_both_edges_of_a_day_are_safe(member, noon, media, stored, hours):
    actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon + timedelta(hours=hours))
    aged(media, noon - timedelta(days=3))

    assert sweep_orphans(at=noon + timedelta(days=3)) == 0
    assert len(stored()) == 3


def test_sweeping_an_empty_disk_is_no_mistake(db, noon):
    assert sweep_orphans(at=noon) == 0


def test_the_nightly_task_and_the_command_sweep_too(member, media, stored):
    for sweep in (lambda: tasks.sweep_orphaned_files(), lambda: call_command("sweep_orphans", stdout=StringIO())):
        abandoned_upload(member, clock.now())
        aged(media, clock.now() - timedelta(days=2))

        sweep()

        assert stored() == []


def test_missing_and_altered_evidence_is_found(member, noon):
    whole, gone, altered = (actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon) for _ in range(3))
    document = actions.keep_document(file=photos.upload(photos.pdf(), "a.pdf"), by=member, at=noon)
    Path(gone.original.path).unlink()
    Path(altered.original.path).write_bytes(photos.png())

    found = {photo.pk: sentence for photo, sentence in broken(Photo.objects.all())}

    assert found == {gone.pk: "文件不见了", altered.pk: "文件内容与上传时不一致"}
    assert whole.pk not in found
    assert list(broken(Document.objects.filter(pk=document.pk))) == []


def test_the_check_says_how_much_it_checked(member, noon):
    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon)
    said = StringIO()

    call_command("check_evidence", stdout=said)

    assert said.getvalue() == "核对了 1 个文件，全部完好。\n"
    Path(photo.original.path).unlink()
    with pytest.raises(CommandError, match="核对了 1 个文件，1 个有问题"):
        call_command("check_evidence", stdout=said)


def test_a_photo_can_be_developed_again_by_a_worker(member, noon):
    photo = actions.keep_photo(file=photos.upload(photos.jpeg()), by=member, at=noon)

    tasks.develop_photo(photo_id=str(photo.pk), from_a_later_version="ignored")

    again = Photo.objects.get(pk=photo.pk)
    assert again.display.name != photo.display.name
    assert again.original.name == photo.original.name
