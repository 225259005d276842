"""Secrets for a copy of the portal that was given none."""

import base64
import os
import secrets
from pathlib import Path


def kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, made on first use: 32 bytes in URL-safe base64.

    Only its owner can read the file. Two processes that start together agree on one.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        value = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(value)
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
