import pytest
from cryptography.fernet import Fernet, InvalidToken
from pytest_django import Settings

from groundwork.sealing import seal, unseal


def test_unseal_returns_what_seal_took() -> None:
    assert unseal(seal("Ära karda, õunapuu, я рядом")) == "Ära karda, õunapuu, я рядом"


def test_sealed_bytes_do_not_hold_the_text() -> None:
    assert b"secret" not in seal("secret")


def test_a_new_key_in_front_still_reads_old_texts(settings: Settings) -> None:
    old = seal("text")
    settings.SEALING_KEYS = [Fernet.generate_key().decode(), *settings.SEALING_KEYS]
    assert unseal(old) == "text"


def test_without_the_key_nothing_is_read(settings: Settings) -> None:
    sealed = seal("text")
    settings.SEALING_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(InvalidToken):
        unseal(sealed)


def test_changed_bytes_are_refused() -> None:
    sealed = bytearray(seal("text"))
    sealed[20] ^= 1
    with pytest.raises(InvalidToken):
        unseal(bytes(sealed))
