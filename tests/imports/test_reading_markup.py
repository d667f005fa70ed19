"""Escaped strings are decoded many at once, and each is what it would be alone."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.imports.reading.markup import decode_all
from apps.imports.reading.sheet import Unreadable

# What XML allows, without the carriage return that it reads as a new line; the private letter U+E000 is among it.
TEXTS = st.text(
    st.one_of(st.characters(exclude_characters="\r", exclude_categories=("Cc", "Cs")), st.sampled_from("\ue000&<\n"))
)


@given(st.lists(TEXTS.filter(lambda text: not {"\ufffe", "\uffff"} & set(text))))
def test_strings_decoded_together_are_what_was_escaped(texts):
    assert decode_all([escape(text, quote=False) for text in texts]) == texts


def test_a_private_letter_that_is_written_as_a_reference_stays_in_its_string():
    assert decode_all(["&#xE000;", "山&#27700;", "田"]) == ["\ue000", "山水", "田"]


def test_an_entity_that_nobody_declared_makes_the_file_unreadable():
    with pytest.raises(Unreadable):
        decode_all(["&secret;", "田"])
