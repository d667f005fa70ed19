"""Where else a photo turns up. These look at all photos on purpose: who may see the other one, its owner decides."""

from django.db.models import F, Func, IntegerField, QuerySet, Value

from apps.evidence import images
from apps.evidence.models import Photo

# Re-sent through a chat program: 0 to 3 bits of 64 differ. The same place on another day: far more.
SAME_PICTURE_BITS = 4
FLAT = 0  # a finger on the lens, a blank page: all of these have the same fingerprint


def same_file(photo: Photo) -> QuerySet[Photo]:
    """Other photos whose original is the very same file."""
    return Photo.objects.filter(sha256=photo.sha256).exclude(pk=photo.pk)


def same_picture(photo: Photo, *, at_most: int = SAME_PICTURE_BITS) -> QuerySet[Photo]:
    """Other photos that show the same picture, also recompressed or scaled; the nearest first, as `bits_apart`.

    A hint for a person, never a verdict: nobody photographs the same puddle twice in the very same way, but two
    scanned forms look alike.
    """
    if photo.phash == FLAT:
        return same_file(photo)
    others = Photo.objects.exclude(pk=photo.pk).annotate(bits_apart=_bits_apart(photo.phash))
    return others.filter(bits_apart__lte=at_most).order_by("bits_apart", "uploaded_at")


def looks_alike(one: Photo, other: Photo) -> bool:
    return images.distance(one.phash, other.phash) <= SAME_PICTURE_BITS


def _bits_apart(phash):
    return Func(
        F("phash"),
        Value(phash),
        template="bit_count((%(expressions)s)::bit(64))",
        arg_joiner=" # ",
        output_field=IntegerField(),
    )
