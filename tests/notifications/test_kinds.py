"""Every kind of notice has its words, and every file of words can be filled."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parent.parent.parent
WORDS = sorted((ROOT / "templates" / "notices").glob("*/*.txt"))
KINDS = sorted(
    {
        kind
        for package in (ROOT.glob("*/*.py"))
        if package.parent.name != "tests"
        for kind in re.findall(
            r'notify\(\s*"([a-z_]+\.[a-z_]+)"', package.read_text("utf-8")
        )
    }
)


@pytest.mark.parametrize(
    "path", WORDS, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_words_compile_and_come_as_subject_and_body(path: Path) -> None:
    get_template(f"notices/{path.parent.name}/{path.name}")
    stem = path.name.removesuffix("_subject.txt").removesuffix("_body.txt")
    for end in ("subject", "body"):
        assert path.with_name(f"{stem}_{end}.txt").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_named_in_the_code_has_words(kind: str) -> None:
    for end in ("subject", "body"):
        get_template(f"notices/{kind.replace('.', '/')}_{end}.txt")
