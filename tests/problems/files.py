"""Real files for the tests of the pages."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo_file(name="现场.jpg", colour=(90, 60, 30)) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def text_file(name="现场.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"this is no picture", "image/jpeg")
