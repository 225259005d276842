import pytest

from meetings.invitees import read_invitees


@pytest.mark.parametrize(
    "line",
    [
        "Mari Mets, mari@example.ee",
        "Mari Mets <mari@example.ee>",
        "Mari Mets mari@example.ee",
        "  Mari Mets;mari@example.ee ,",
        '"Mari Mets" <mari@example.ee>',
    ],
)
def test_a_name_and_an_address_are_told_apart(line: str) -> None:
    assert read_invitees(line) == ([("Mari Mets", "mari@example.ee")], [])


def test_a_bare_address_has_no_name() -> None:
    assert read_invitees("mari@example.ee") == ([("", "mari@example.ee")], [])


def test_a_second_mention_and_empty_lines_are_left_out() -> None:
    text = "Mari, Mari@example.ee\r\n\r\nMari M, mari@EXAMPLE.ee\n"
    assert read_invitees(text) == ([("Mari", "mari@example.ee")], [])


@pytest.mark.parametrize(
    "line", ["Mari Mets", "mari@", "Mari, mari@example", "a@b@c.ee"]
)
def test_a_line_that_is_not_understood_is_named_by_its_number(line: str) -> None:
    people, wrong = read_invitees(f"Jüri, jyri@example.ee\n{line}")
    assert people == [("Jüri", "jyri@example.ee")]
    assert len(wrong) == 1
    assert "2" in wrong[0]


def test_a_hostile_line_is_read_quickly_and_refused() -> None:
    people, wrong = read_invitees("a," * 3000 + "@")
    assert not people
    assert len(wrong) == 1
