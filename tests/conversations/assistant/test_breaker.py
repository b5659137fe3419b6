"""The circuit breaker: when a model is asked, left alone, and tried again."""

import pytest

from conversations.assistant.engines.breaker import FAILURES, REST_SECONDS, Breaker


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.admits()
        breaker.failed("timeout")
    return breaker


def test_it_opens_after_failures_in_a_row_only(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(5):
        for _ in range(FAILURES - 1):
            breaker.failed("timeout")
        breaker.succeeded()
    assert breaker.state == "closed"
    assert opened(clock).state == "open"
    assert not opened(clock).admits()


def test_after_its_rest_one_request_tries_and_a_success_closes_it(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += REST_SECONDS
    assert breaker.state == "half_open"
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.succeeded()
    assert breaker.state == "closed"
    assert breaker.admits()


def test_a_failed_try_opens_it_again(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += REST_SECONDS
    assert breaker.admits()
    breaker.failed("busy")
    assert (breaker.state, breaker.last_failure) == ("open", "busy")
    clock.now += REST_SECONDS - 1
    assert not breaker.admits()


def test_a_try_that_was_given_up_leaves_room_for_another(clock: Clock) -> None:
    breaker = opened(clock)
    clock.now += REST_SECONDS
    assert breaker.admits()
    breaker.abandoned()
    assert breaker.admits()


def test_a_late_success_of_an_old_request_closes_it(clock: Clock) -> None:
    breaker = opened(clock)
    breaker.succeeded()
    assert breaker.state == "closed"
