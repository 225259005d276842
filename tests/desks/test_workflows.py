from django.conf import settings

from desks.workflows import as_markdown


def test_the_diagrams_in_the_documentation_are_those_of_the_code() -> None:
    written = (settings.BASE_DIR / "docs" / "workflows.md").read_text()
    assert written == as_markdown(), "run manage.py write_workflows"
