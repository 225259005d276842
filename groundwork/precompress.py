"""Lay `.gz` and `.br` beside the style sheets, scripts and drawings under `static/`.

The embedded server hands out such neighbours but never compresses by itself. Run
`python -m groundwork.precompress` after changing a file under `static/`; the same
input gives the same bytes. `--check` writes nothing and exits 1 when a neighbour is
missing, stale or without its file.
"""

import gzip
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli

STATIC = Path(__file__).resolve().parent.parent / "static"
KINDS = frozenset({".css", ".js", ".svg", ".json", ".webmanifest"})
WORTH_IT = 512
"""Bytes; what is smaller travels in one packet anyway."""


def _gzip(plain: bytes) -> bytes:
    return gzip.compress(plain, compresslevel=9, mtime=0)


def _brotli(plain: bytes) -> bytes:
    squeezed: bytes = brotli.compress(plain, mode=brotli.MODE_TEXT, quality=11)
    return squeezed


PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": _gzip, ".br": _brotli}
UNPACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.decompress,
    ".br": brotli.decompress,
}


def sources(root: Path = STATIC) -> Iterator[Path]:
    """Yield the files worth compressing.

    Single icons are left out: pages read the sprite that is built from them.
    """
    for path in sorted(root.rglob("*")):
        if (
            path.suffix in KINDS
            and "bootstrap-icons" not in path.parts
            and path.stat().st_size >= WORTH_IT
        ):
            yield path


def _neighbour(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _holds(packed: Path, plain: bytes) -> bool:
    """Whether `packed` unpacks to `plain`, whichever library version packed it."""
    return packed.exists() and UNPACKERS[packed.suffix](packed.read_bytes()) == plain


def problems(root: Path = STATIC) -> list[str]:
    """Return the neighbours that are missing, stale or left alone, one line each."""
    wanted = {
        _neighbour(path, ending): path for path in sources(root) for ending in PACKERS
    }
    found = [
        f"missing or stale: {packed.relative_to(root)}"
        for packed, path in wanted.items()
        if not _holds(packed, path.read_bytes())
    ]
    found += [f"without its file: {p.relative_to(root)}" for p in _left_over(root)]
    return found


def _left_over(root: Path) -> list[Path]:
    wanted = {_neighbour(path, end) for path in sources(root) for end in PACKERS}
    return [
        path
        for path in sorted(root.rglob("*"))
        if path.suffix in PACKERS and path not in wanted
    ]


def compress(root: Path = STATIC) -> int:
    """Bring every neighbour in step with its file; return how many were written."""
    written = 0
    for path in sources(root):
        plain = path.read_bytes()
        for ending, pack in PACKERS.items():
            packed = _neighbour(path, ending)
            if not _holds(packed, plain):
                packed.write_bytes(pack(plain))
                written += 1
    for path in _left_over(root):
        path.unlink()
    return written


def main(arguments: list[str]) -> int:
    """Compress, or with `--check` only look; return the exit code."""
    if "--check" in arguments:
        found = problems()
        sys.stderr.write("".join(f"{line}\n" for line in found))
        return 1 if found else 0
    sys.stdout.write(f"{compress()} files written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
