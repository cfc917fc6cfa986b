import pytest

from sottovoce_demo.chaos import VICTIMS, Kill, parse_kill, random_kills


@pytest.mark.parametrize("victim", VICTIMS)
def test_every_part_can_be_killed(victim: str) -> None:
    assert parse_kill(f"{victim}@12.5") == Kill(12.5, victim)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("redis@3", id="no such part"),
        pytest.param("scheduler", id="no moment"),
        pytest.param("scheduler@soon", id="moment is no number"),
        pytest.param("scheduler@-1", id="before the beginning"),
        pytest.param("my scheduler@3", id="words before"),
    ],
)
def test_a_kill_that_is_written_wrong_is_refused_with_the_right_way(text: str) -> None:
    with pytest.raises(ValueError, match="COMPONENT@SECONDS"):
        parse_kill(text)


def test_a_seed_decides_what_is_killed_when() -> None:
    assert random_kills(3) == random_kills(3)
    assert random_kills(3) != random_kills(4)


def test_random_kills_come_in_order_and_hit_different_parts() -> None:
    kills = random_kills(5, n_kills=5, within_s=60)
    assert kills == sorted(kills)
    assert len({kill.victim for kill in kills}) == 5
    assert all(1 <= kill.after_s <= 60 for kill in kills)
