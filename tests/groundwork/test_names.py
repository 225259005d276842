import pytest

from groundwork.names import NameIndex, errors_forgiven, folded, spellings


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Mustamäe", "mustamae"),
        ("  MUSTAMÄE ", "mustamae"),
        ("Mustama\u0308e", "mustamae"),
        ("Lõunaküla / Storbyn", "lounakula storbyn"),
        ("Kohtla-Järve", "kohtla jarve"),
        ("Мустамяэ", "mustamae"),
        ("Кохтла-Ярве", "kohtla jarve"),
        ("Йыхви", "johvi"),
        ("Вяйке-Маарья", "vaike maarja"),
        ("Вильянди", "viljandi"),
        ("Нарва-Йыэсуу", "narva joesuu"),
        ("Пайде", "paide"),
        ("Skåtanäs", "skatanas"),
        ("--- ", ""),
    ],
)
def test_names_are_folded_to_plain_letters(typed: str, kept: str) -> None:
    assert folded(typed) == kept


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Юлемисте", "ulemiste"), ("Юри", "juri"), ("Пяэскюла", "paaskula")],
)
def test_one_russian_spelling_stands_for_several_names(typed: str, meant: str) -> None:
    assert meant in spellings(typed)


def test_a_latin_name_has_one_spelling() -> None:
    assert spellings("Jüri") == ("juri",)


@pytest.fixture
def names() -> NameIndex:
    return NameIndex.of(
        {"mustamae": [1], "must": [2], "vana mustamae": [3], "mustjoe": [4]}
    )


def test_things_are_found_by_their_whole_name(names: NameIndex) -> None:
    assert names.called(["mustamae"]) == [1]
    assert names.called(["mustama"]) == []


def test_things_are_found_by_the_beginning_of_a_name(names: NameIndex) -> None:
    assert set(names.beginning(["must"])) == {1, 2, 4}


def test_things_are_found_by_a_later_word(names: NameIndex) -> None:
    assert names.with_word(["mustam"]) == [3]


def test_the_fewest_typing_errors_win(names: NameIndex) -> None:
    assert names.nearly_called(["mustmae"]) == [1]


def test_a_letter_swapped_is_one_error(names: NameIndex) -> None:
    assert names.nearly_called(["mutsamae"]) == [1]


def test_too_many_errors_find_nothing(names: NameIndex) -> None:
    assert names.nearly_called(["xyzamae"]) == []


def test_short_words_must_be_right() -> None:
    assert errors_forgiven(3) == 0
    assert errors_forgiven(12) > errors_forgiven(5)
