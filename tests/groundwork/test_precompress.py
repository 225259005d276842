import gzip
from pathlib import Path

import brotli

from groundwork import precompress

TEXT = b"a { color: red; }\n" * 100


def test_static_neighbours_hold_their_files() -> None:
    assert precompress.problems() == []


def test_compress_lays_both_neighbours(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_bytes(TEXT)

    written = precompress.compress(tmp_path)

    assert written == 2
    assert gzip.decompress((tmp_path / "a.css.gz").read_bytes()) == TEXT
    assert brotli.decompress((tmp_path / "a.css.br").read_bytes()) == TEXT


def test_compress_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_bytes(TEXT)
    precompress.compress(tmp_path)
    first = (tmp_path / "a.css.gz").read_bytes()
    (tmp_path / "a.css.gz").unlink()

    precompress.compress(tmp_path)

    assert (tmp_path / "a.css.gz").read_bytes() == first


def test_changed_file_is_stale_until_compressed_again(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_bytes(TEXT)
    precompress.compress(tmp_path)
    (tmp_path / "a.css").write_bytes(TEXT + b"b {}")

    found = precompress.problems(tmp_path)

    assert found == ["missing or stale: a.css.gz", "missing or stale: a.css.br"]
    precompress.compress(tmp_path)
    assert precompress.problems(tmp_path) == []


def test_neighbour_without_its_file_is_removed(tmp_path: Path) -> None:
    (tmp_path / "gone.js.gz").write_bytes(b"x")
    assert precompress.problems(tmp_path) == ["without its file: gone.js.gz"]

    precompress.compress(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_small_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "small.css").write_bytes(b"a {}")
    (tmp_path / "picture.png").write_bytes(TEXT)

    assert precompress.compress(tmp_path) == 0
