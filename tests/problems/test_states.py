"""The workflow's table itself: nothing is out of reach, nothing is a trap."""

from apps.problems import actions, wording
from apps.problems.actions.taking import _DOES
from apps.problems.forms.steps import FORMS, ONE_TAP
from apps.problems.states import NEXT_STEPS, OPEN, TRANSITIONS, Action, State, steps_from

# Reporting and importing make a problem, and days are counted again by the system: no way on from another state.
BEGINNINGS = {Action.REPORT, Action.IMPORT, Action.RECOUNT}


def test_every_state_is_reached_from_the_first_one():
    reached, frontier = {State.REPORTED}, [State.REPORTED]
    while frontier:
        state = frontier.pop()
        for action in steps_from(state):
            target = TRANSITIONS[action].target
            if target and target not in reached:
                reached.add(target)
                frontier.append(target)

    assert reached == set(State)


def test_every_state_but_the_rejected_one_can_be_left():
    left = {
        source
        for transition in TRANSITIONS.values()
        for source in transition.sources
        if transition.target not in (None, source)
    }

    assert left == set(State) - {State.REJECTED}


def test_every_action_stands_in_the_table_and_has_a_form_and_a_function():
    actions_of_the_table = set(Action) - BEGINNINGS

    assert set(TRANSITIONS) == actions_of_the_table
    assert set(FORMS) == actions_of_the_table
    assert set(_DOES) == actions_of_the_table


def test_a_step_that_needs_something_is_never_one_tap():
    assert {action for action in ONE_TAP if TRANSITIONS[action].required} == set()


def test_what_the_table_requires_its_form_asks_for():
    fields_of = {"note": "note", "after_photo": "photos", "until": "until", "criteria": "criteria"}
    missing = [
        (action, required)
        for action, transition in TRANSITIONS.items()
        for required in transition.required
        if not _asks_for(FORMS[action], fields_of.get(required, required))
    ]

    assert missing == []


def _asks_for(form, name) -> bool:
    if name == "note":
        return bool(form.note_label)
    if name == "photos":
        return form.with_photos
    return name in form.add_fields.__code__.co_consts or name in form.base_fields


def test_the_next_step_is_always_one_of_the_table():
    assert set(NEXT_STEPS) <= set(TRANSITIONS)


def test_every_state_says_who_must_act():
    assert set(wording._WAITS) == set(State)


def test_a_closed_or_rejected_problem_is_not_open():
    assert set(State) - set(OPEN) == {State.CLOSED, State.REJECTED}


def test_the_generic_way_is_the_way_of_the_actions():
    assert _DOES[Action.RETURN] is actions.return_to_township
