"""Plans grow from the choice points that are met, the cheapest first."""

from __future__ import annotations

from derive.check.judging.chooser import Chooser, Option, Plans


def test_the_first_option_is_taken_unless_planned_otherwise():
    options = [Option("a"), Option("b", "the second")]
    assert Chooser().pick("key", options) == "a"
    planned = Chooser({"key": 1})
    assert planned.pick("key", options) == "b"
    assert planned.words() == ["the second"]


def test_a_plan_for_options_that_are_not_there_falls_back():
    assert Chooser({"key": 3}).pick("key", [Option("a")]) == "a"


def tried(plans, ask):
    found = []
    for chooser in plans:
        found.append(ask(chooser))
    return found


def test_deviations_come_cheapest_first_and_each_once():
    def ask(chooser):
        dear = chooser.pick("dear", [Option(0), Option(1, cost=5.0)])
        cheap = chooser.pick("cheap", [Option(0), Option(1, cost=1.0)])
        return dear, cheap

    assert tried(Plans(10), ask) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_choice_that_only_appears_after_another_is_reached():
    def ask(chooser):
        return chooser.pick("a", [Option(0), Option(1)]) and chooser.pick("b", [Option(1), Option(2)])

    assert 2 in tried(Plans(10), ask)


def test_the_number_of_plans_is_limited():
    def ask(chooser):
        return [chooser.pick(key, [Option(0), Option(1)]) for key in "abcdefgh"]

    plans = Plans(20)
    assert len(tried(plans, ask)) == 20
    assert not plans.exhausted


def test_habits_come_right_after_the_first_plan():
    def ask(chooser):
        return chooser.pick("near", [Option(0), Option(1)]), chooser.pick("far", [Option(0), Option(1, cost=9.0)])

    assert tried(Plans(10, [{"far": 1}]), ask)[:2] == [(0, 0), (0, 1)]
