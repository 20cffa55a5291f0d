from datetime import UTC, datetime

import pytest
from cryptography.fernet import InvalidToken
from django.apps import apps

from lms.accounts.domain import current_code, decrypt, encrypt, kept_secret, set_totp, totp_address
from lms.accounts.errors import OnlyInDevelopment
from tests.conftest import NOW


# RFC 6238, appendix B, the SHA-1 rows; the last six digits.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_current_code_is_that_of_the_standard(seconds, code):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the ASCII digits 12345678901234567890

    assert current_code(secret=secret, now=datetime.fromtimestamp(seconds, tz=UTC)) == code


def test_encrypt_seals_with_the_key_and_opens_with_a_former_one(settings):
    sealed = encrypt("a secret")
    assert "secret" not in sealed
    assert decrypt(sealed) == "a secret"

    settings.SECRET_KEY, former = "another " * 10, settings.SECRET_KEY
    with pytest.raises(InvalidToken):
        decrypt(sealed)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert decrypt(sealed) == "a secret"


@pytest.mark.django_db
def test_set_totp_gives_a_demo_person_an_app(learner):
    secret = set_totp(person=learner, now=NOW)
    assert len(secret) == 32
    assert set_totp(person=learner, secret="GEZDGNBVGY3TQOJQ", now=NOW) == "GEZDGNBVGY3TQOJQ"

    assert kept_secret(person=learner) == "GEZDGNBVGY3TQOJQ"
    assert apps.get_model("mfa", "Authenticator").objects.count() == 1
    assert totp_address(person=learner, secret="GEZDGNBVGY3TQOJQ") == (
        "otpauth://totp/Vereda%3Aalicia%40example.org?secret=GEZDGNBVGY3TQOJQ&issuer=Vereda"
    )


@pytest.mark.django_db
def test_set_totp_exists_in_development_only(learner, settings):
    settings.DEVELOPMENT = False

    with pytest.raises(OnlyInDevelopment):
        set_totp(person=learner, now=NOW)
    with pytest.raises(OnlyInDevelopment):
        kept_secret(person=learner)
