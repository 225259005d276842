import pytest

from concerns.alarm import sounds_urgent


@pytest.mark.parametrize(
    "text",
    [
        "Mehel on NUGA käes",
        "ta ähvardas noaga",
        "Keegi tulistab metsas",
        "naaber peksab naist",
        "maja põleb!",
        "Сосед достал нож",
        "Пожар в подъезде",
        "кто-то стреляет",
        "сосед бьёт жену",
        "on us shooting, please help me",
        "There is a FIRE in the yard",
        "he has a knife.",
        "a stabbing near the shop",
    ],
)
def test_words_of_danger_are_heard_in_three_languages(text: str) -> None:
    assert sounds_urgent("Tänaval", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Palume kiirusepiirangut koolitee äärde.",
        "Tahame naabrivalvet alustada.",
        "Просим поставить лежачий полицейский возле школы.",
        "The fireplace shop blocks the pavement with its van.",
        "Kasvatame maasikaid ja potid on kadunud.",
    ],
)
def test_everyday_words_are_not_taken_for_danger(text: str) -> None:
    assert not sounds_urgent(text)
