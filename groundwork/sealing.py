"""Text that the database keeps but cannot read."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])


def seal(text: str) -> bytes:
    """Return `text` encrypted and signed with the newest key (Fernet, AES-128-CBC)."""
    return _box().encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Return the text that `seal` took, whichever of the keys it was written with.

    Raises:
        cryptography.fernet.InvalidToken: no key fits, or the bytes were changed.
    """
    return _box().decrypt(bytes(sealed)).decode()
