import pytest
from django.test import Client

from checklist.practice import COMMUNITIES_EXPECT, POLICE_EXPECT, TIP_GROUPS


def test_the_ten_tips_are_numbered_in_order() -> None:
    numbers = [tip.number for group in TIP_GROUPS for tip in group.tips]
    assert numbers == list(range(1, 11))


def test_both_lists_keep_the_number_of_the_source() -> None:
    assert (len(POLICE_EXPECT), len(COMMUNITIES_EXPECT)) == (15, 17)
    assert len(set(POLICE_EXPECT)) == 15
    assert len(set(COMMUNITIES_EXPECT)) == 17


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["et", "en", "ru"])
@pytest.mark.parametrize("page", ["", "expectations/", "checklist/"])
def test_anybody_reads_the_practice(client: Client, language: str, page: str) -> None:
    response = client.get(f"/{language}/good-practice/{page}")
    assert response.status_code == 200
    assert "112" in response.content.decode()


@pytest.mark.django_db
def test_the_sheet_has_three_marks_a_tip_and_sends_nothing(client: Client) -> None:
    page = client.get("/et/good-practice/checklist/").content.decode()
    assert page.count('type="radio"') == 30
    assert "<form" not in page
