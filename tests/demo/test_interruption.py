import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from demo import building


@pytest.mark.django_db
def test_ctrl_c_while_it_is_built_ends_in_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(**_options: object) -> None:
        raise KeyboardInterrupt

    settings.DEMO = True
    monkeypatch.setattr(building, "build", interrupted)
    with pytest.raises(CommandError, match="Stopped"):
        call_command("demo", "--no-serve")
