"""Evidence work outside a request."""

from celery import shared_task

from apps.common import clock
from apps.evidence import actions, upkeep
from apps.evidence.models import Photo


@shared_task
def sweep_orphaned_files(**_later_arguments):
    upkeep.sweep_orphans(at=clock.now())


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=3)
def develop_photo(*, photo_id, **_later_arguments):
    """Safe to run twice: the copies are made anew from the original."""
    actions.develop_again(photo=Photo.objects.get(pk=photo_id))
