import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.credentials.keys import BadKey, PublicKey, SeedSigner
from badges.credentials.multibase import base58btc, from_base58btc
from tests.badges.credentials import vectors

# RFC 8032, section 7.1: secret key, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
        "5141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
        "0d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc0"
        "27beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_the_rfc(secret: str, public: str, message: str, signature: str) -> None:
    signer = SeedSigner(bytes.fromhex(secret))

    assert signer.public == PublicKey(bytes.fromhex(public))
    assert signer.sign(bytes.fromhex(message)).hex() == signature
    assert signer.public.verifies(bytes.fromhex(signature), bytes.fromhex(message))


@given(st.integers(0, 511))
def test_a_signature_with_one_other_bit_is_none(bit: int) -> None:
    _, public, message, signature = RFC_8032[2]
    other = int.from_bytes(bytes.fromhex(signature)) ^ 1 << bit

    assert not PublicKey(bytes.fromhex(public)).verifies(other.to_bytes(64), bytes.fromhex(message))


def test_a_signature_has_one_form_only() -> None:
    """RFC 8032, section 5.1.7: S is less than the order of the group. S plus the order would verify as well without that."""
    _, public, message, signature = RFC_8032[0]
    content = bytes.fromhex(signature)
    order = 2**252 + 27742317777372353535851937790883648493
    other = content[:32] + (int.from_bytes(content[32:], "little") + order).to_bytes(32, "little")

    assert not PublicKey(bytes.fromhex(public)).verifies(other, bytes.fromhex(message))


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(65)])
def test_a_signature_of_another_length_is_none(signature: bytes) -> None:
    assert not PublicKey(bytes.fromhex(RFC_8032[0][1])).verifies(signature, b"")


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    no_point = (2).to_bytes(32, "little")  # y = 2: (y² - 1)/(dy² + 1) has no root

    assert not PublicKey(no_point).verifies(bytes.fromhex(RFC_8032[0][3]), b"")


def test_multikey_is_that_of_the_published_pairs() -> None:
    seed = from_base58btc(vectors.ALUMNI_SECRET)
    assert seed[:2] == b"\x80\x26"  # Controlled Identifiers 1.0, section 2.2.2: an Ed25519 secret key

    assert SeedSigner(seed[2:]).public.multibase == vectors.ALUMNI_PUBLIC
    assert PublicKey.from_multibase(vectors.TEAMWORK_PUBLIC).raw.hex() == vectors.TEAMWORK_PUBLIC_HEX
    assert SeedSigner(bytes.fromhex(vectors.TEAMWORK_SECRET_HEX)).public.multibase == vectors.TEAMWORK_PUBLIC


def test_the_worked_example_of_open_badges_is_signed_alike() -> None:
    signer = SeedSigner(bytes.fromhex(vectors.TEAMWORK_SECRET_HEX))

    signature = signer.sign(bytes.fromhex(vectors.TEAMWORK_SIGNED))

    assert signature.hex() == vectors.TEAMWORK_SIGNATURE
    assert base58btc(signature) == vectors.TEAMWORK_VALUE


@given(st.binary(min_size=32, max_size=32))
def test_a_public_key_is_read_as_it_was_written(raw: bytes) -> None:
    assert PublicKey.from_multibase(PublicKey(raw).multibase) == PublicKey(raw)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_multibase"),
        ("6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", "not_multibase"),
        ("z" + "9" * 10_000, "not_multibase"),
        ("zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP", "not_ed25519"),  # P-256, vc-di-ecdsa, example 5
        (vectors.ALUMNI_SECRET, "not_ed25519"),
        (base58btc(b"\xed\x01" + bytes(31)), "length"),
        (base58btc(b"\xed\x01" + bytes(33)), "length"),
    ],
)
def test_other_keys_are_refused(text: str, code: str) -> None:
    with pytest.raises(BadKey) as refused:
        PublicKey.from_multibase(text)

    assert refused.value.code == code


def test_a_seed_has_its_length_and_is_not_printed() -> None:
    with pytest.raises(BadKey):
        SeedSigner(bytes(31))

    assert repr(SeedSigner(b"s" * 32)) == "SeedSigner()"
