"""The laws of a draw: reproducible, nobody at home, no site twice, the work as even as avoidance allows."""

import itertools
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from apps.common.verdicts import Refused
from apps.inspections.drawing import Frame, InspectorEntry, SiteEntry, draw, fingerprint, frame_of, is_barred

TOWNSHIPS = ["500230100", "500230101", "500230102"]
seeds = st.text(st.characters(codec="ascii", categories=["Ll", "Nd"]), min_size=1, max_size=32)


def site(number, township=TOWNSHIPS[0], keeper=None):
    return SiteEntry(number, f"点位{number}", "养殖场", township + "201", keeper)


def inspector(number, *barred):
    return InspectorEntry(number, f"检查{number}", "县生态环境局", barred)


@st.composite
def frames(draw_from, conflicts=True):
    places = draw_from(st.lists(st.sampled_from(TOWNSHIPS), min_size=1, max_size=8))
    keepers = st.sampled_from([None, 1, 2]) if conflicts else st.none()
    sites = [site(number, place, draw_from(keepers)) for number, place in enumerate(places, start=1)]
    bars = st.sets(st.sampled_from(TOWNSHIPS), max_size=2) if conflicts else st.just(set())
    people = [inspector(number, *sorted(draw_from(bars))) for number in range(1, draw_from(st.integers(1, 5)) + 1)]
    return Frame(tuple(sites), tuple(people))


def drawn_or_skip(frame, **asked):
    try:
        return draw(frame, **asked)
    except Refused:
        assume(False)


def loads(frame, lots):
    given_to = [pk for lot in lots for pk in lot.inspectors]
    return {person.id: given_to.count(person.id) for person in frame.inspectors}


@given(frames(), seeds, st.integers(1, 8), st.integers(1, 2), st.randoms(use_true_random=False))
def test_the_same_seed_draws_the_same_in_whatever_order_the_frame_was_gathered(frame, seed, how_many, each, dice):
    lots = drawn_or_skip(frame, seed=seed, how_many=how_many, each=each)
    sites, people = list(frame.sites), list(frame.inspectors)
    dice.shuffle(sites)
    dice.shuffle(people)
    shuffled = Frame(tuple(sites), tuple(people))

    assert draw(shuffled, seed=seed, how_many=how_many, each=each) == lots
    assert shuffled.canonical == frame.canonical
    assert fingerprint(shuffled.canonical) == fingerprint(frame.canonical)
    assert draw(frame_of(frame.canonical), seed=seed, how_many=how_many, each=each) == lots


@given(frames(), seeds, st.integers(1, 8), st.integers(1, 2))
def test_no_site_is_drawn_twice_and_nobody_checks_where_he_is_at_home(frame, seed, how_many, each):
    lots = drawn_or_skip(frame, seed=seed, how_many=how_many, each=each)
    sites, people = {row.id: row for row in frame.sites}, {row.id: row for row in frame.inspectors}

    assert len({lot.site for lot in lots}) == len(lots) == how_many
    assert all(len(set(lot.inspectors)) == each == len(lot.inspectors) for lot in lots)
    assert not any(is_barred(people[pk], sites[lot.site]) for lot in lots for pk in lot.inspectors)


@given(frames(conflicts=False), seeds, st.integers(1, 8), st.integers(1, 2))
def test_without_avoidance_nobody_has_two_sites_more_than_another(frame, seed, how_many, each):
    load = loads(frame, drawn_or_skip(frame, seed=seed, how_many=how_many, each=each))

    assert max(load.values()) - min(load.values()) <= 1


@given(frames(), seeds, st.integers(1, 5), st.integers(1, 2))
def test_with_avoidance_no_legal_assignment_is_more_even(frame, seed, how_many, each):
    lots = drawn_or_skip(frame, seed=seed, how_many=how_many, each=each)
    sites = {row.id: row for row in frame.sites}

    def free(lot):
        allowed = [person.id for person in frame.inspectors if not is_barred(person, sites[lot.site])]
        return list(itertools.combinations(allowed, each))

    legal = itertools.product(*(free(lot) for lot in lots))
    evenest = min(
        sum(given_to.count(person.id) ** 2 for person in frame.inspectors)
        for given_to in (list(itertools.chain(*choice)) for choice in itertools.islice(legal, 20_000))
    )
    assert sum(number**2 for number in loads(frame, lots).values()) <= evenest


def test_every_site_is_drawn_about_equally_often():
    frame = Frame(tuple(site(number) for number in range(1, 11)), (inspector(1),))
    dice = random.Random(7)

    drawn = [lot.site for _ in range(2000) for lot in draw(frame, seed=str(dice.random()), how_many=3, each=1)]

    assert all(500 <= drawn.count(number) <= 700 for number in range(1, 11))


def test_a_draw_of_today_is_the_draw_of_any_later_version():
    people = (inspector(1, TOWNSHIPS[0]), inspector(2), inspector(3))
    frame = Frame(tuple(site(number, TOWNSHIPS[number % 3]) for number in range(1, 7)), people)

    lots = draw(frame, seed="2026-11", how_many=3, each=2)

    # printf '2026-11|site|6' | sha256sum begins with 09eb, site 3 with 651b, site 1 with 9dea; the others come after.
    assert [(lot.site, lot.inspectors) for lot in lots] == [(6, (2, 3)), (3, (2, 3)), (1, (1, 3))]


@pytest.mark.parametrize(
    ("frame", "how_many", "each", "words"),
    [
        (Frame((), (inspector(1),)), 1, 1, "没有在用的点位"),
        (Frame((site(1),), (inspector(1),)), 2, 1, "只有 1 处在用的点位"),
        (Frame((site(1),), (inspector(1),)), 1, 2, "名单里只有 1 名"),
        (Frame((site(1),), (inspector(1, TOWNSHIPS[0]), inspector(2))), 1, 2, "按回避规定只有 1 名检查人员可以去"),
        (Frame((site(1, keeper=1),), (inspector(1),)), 1, 1, "按回避规定只有 0 名检查人员可以去"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(frame, how_many, each, words):
    with pytest.raises(Refused, match=words):
        draw(frame, seed="x", how_many=how_many, each=each)


def test_a_site_that_nobody_may_check_refuses_the_draw_also_when_it_is_not_drawn():
    frame = Frame((site(1), *(site(number, TOWNSHIPS[1]) for number in range(2, 100))), (inspector(1, TOWNSHIPS[0]),))

    for seed in "abcdef":
        with pytest.raises(Refused, match="“点位1”"):
            draw(frame, seed=seed, how_many=1, each=1)
