from pathlib import Path

from groundwork.keys import kept_secret


def test_kept_secret_is_made_once_and_readable_by_its_owner_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "keys" / "secret"
    first = kept_secret(path)
    assert kept_secret(path) == first
    assert path.stat().st_mode & 0o077 == 0
    assert [entry.name for entry in path.parent.iterdir()] == ["secret"]
