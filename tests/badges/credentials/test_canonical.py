"""What is signed: the published texts, the same by two implementations, and never less than a reader sees."""

import json
import struct
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from badges.credentials.canonical import Uncanonical, UndefinedTerm, jcs, nquads, second_nquads
from badges.credentials.contexts import BUNDLED, CREDENTIALS_2, OPEN_BADGES_3, UnknownContext
from badges.credentials.reading import Document, Unreadable
from tests.badges.credentials import vectors
from tests.badges.credentials.making import BADGE, altered, at, badge, leaves, numbers, reordered, texts

BOTH = pytest.mark.parametrize("canonical", [nquads, second_nquads])


def changed(path: str, **members: Any) -> Document:
    """The badge with ``members`` put into the object at ``path`` (a.b.c)."""
    document = badge()
    at(document, tuple(path.split(".")) if path else ()).update(members)
    return document


def refused(document: Document) -> UndefinedTerm:
    with pytest.raises(UndefinedTerm) as caught:
        nquads(document)
    return caught.value


# RFC 8785


def test_jcs_is_that_of_the_rfc() -> None:
    """Section 3.2.2, and its result in section 3.2.4."""
    given_text = r"""{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    expected = """
        7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e
        75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30
        2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24
        5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d
    """

    assert jcs(json.loads(given_text)) == bytes.fromhex(expected)


def test_jcs_sorts_as_the_rfc_does() -> None:
    """Section 3.2.3: by UTF-16 code units, so that the emoji comes before the Hebrew letter."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]

    assert list(json.loads(jcs(dict.fromkeys(names, 1)))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


@pytest.mark.parametrize(
    ("bits", "text"),
    [  # appendix B
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_jcs_writes_numbers_as_the_rfc_does(bits: str, text: str) -> None:
    assert jcs(struct.unpack(">d", bytes.fromhex(bits))[0]) == text.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, "\ud800", {"\udfff": 1}, b"bytes", {1: 1}])
def test_jcs_refuses_what_it_has_not(value: object) -> None:
    with pytest.raises(Uncanonical) as caught:
        jcs({"a": [value]})

    assert caught.value.code == "jcs"


def test_jcs_is_that_of_the_cryptosuite() -> None:
    assert jcs(vectors.ALUMNI).decode() == vectors.ALUMNI_JCS
    assert jcs(vectors.ALUMNI_JCS_CONFIG).decode() == vectors.ALUMNI_JCS_CONFIG_JCS


# RDFC-1.0


@BOTH
def test_nquads_are_those_of_the_cryptosuite(canonical: Any) -> None:
    config = vectors.ALUMNI_RDFC_CONFIG | {"@context": vectors.ALUMNI["@context"]}

    assert canonical(vectors.ALUMNI, vectors.WITH_EXAMPLES) == vectors.ALUMNI_NQUADS
    assert canonical(config, vectors.WITH_EXAMPLES) == vectors.ALUMNI_RDFC_CONFIG_NQUADS


@BOTH
def test_nquads_are_those_of_the_worked_example_of_open_badges(canonical: Any) -> None:
    config = vectors.TEAMWORK_CONFIG | {"@context": vectors.TEAMWORK["@context"]}

    assert canonical(vectors.TEAMWORK, vectors.WITH_TEAMWORK) == vectors.TEAMWORK_NQUADS
    assert canonical(config, vectors.WITH_TEAMWORK) == vectors.TEAMWORK_CONFIG_NQUADS


def test_both_see_the_same_badge() -> None:
    assert nquads(badge()) == second_nquads(badge())


@given(texts, texts, numbers, st.lists(texts, unique=True, max_size=5), st.booleans())
@settings(max_examples=60)
def test_both_see_the_same_of_any_text_and_number(
    name: str, narrative: str, credits_earned: float, tags: list[str], is_hashed: bool
) -> None:
    document = badge(name=name)
    subject = document["credentialSubject"]
    subject["achievement"] |= {"criteria": {"narrative": narrative}, "tag": tags}
    subject["creditsEarned"] = credits_earned
    subject["identifier"][0]["hashed"] = is_hashed

    assert nquads(document) == second_nquads(document)


@given(st.data())
@settings(max_examples=20)
def test_the_order_of_members_and_items_is_nothing(data: st.DataObject) -> None:
    def shuffle(names: list[str]) -> list[str]:
        return data.draw(st.permutations(names))

    document = reordered(badge(), shuffle)
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = achievement["alignment"][::-1]

    assert nquads(document) == nquads(badge())


@given(st.sampled_from(list(leaves(BADGE))), texts | numbers | st.booleans())
@settings(max_examples=150)
def test_no_leaf_can_be_altered_unseen(path: tuple[str | int, ...], value: object) -> None:
    """Whatever is put in the place of a text, a number or a truth makes another canonical form, or none."""
    was = at(BADGE, path)
    if (type(value), value) == (type(was), was):
        return
    try:
        canonical = nquads(altered(BADGE, path, value))
    except (Unreadable, UnknownContext, Uncanonical):
        return
    assert canonical != nquads(badge())


def test_composed_and_decomposed_letters_are_two() -> None:
    assert nquads(badge(name="Ñandú")) != nquads(badge(name="N\u0303andu\u0301"))


def test_whole_numbers_are_one_however_written() -> None:
    assert nquads(changed("credentialSubject", creditsEarned=2.0)) == nquads(
        changed("credentialSubject", creditsEarned=2)
    )
    assert nquads(changed("credentialSubject", creditsEarned=-0.0)) == nquads(
        changed("credentialSubject", creditsEarned=0)
    )


def test_an_empty_list_says_nothing() -> None:
    """As to a reader of the JSON: there is none of these."""
    assert nquads(changed("credentialSubject", result=[])) == nquads(badge())


def test_what_is_asked_is_not_altered() -> None:
    document = badge()

    nquads(document)
    second_nquads(document)

    assert document == BADGE


def test_a_badge_may_carry_an_endorsement_with_contexts_of_its_own() -> None:
    endorsement = {
        "@context": [CREDENTIALS_2, OPEN_BADGES_3],
        "id": "https://mentor.example/endorsements/1",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "https://mentor.example", "type": ["Profile"], "name": "Carmen"},
        "validFrom": "2026-11-20T10:00:00Z",
        "credentialSubject": {
            "id": "https://learn.example.org/achievements/first-ticket/1/es",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Lo vi.",
        },
    }
    document = badge(endorsement=[endorsement])

    assert nquads(document) == second_nquads(document)
    assert '"Lo vi."' in nquads(document)


@BOTH
def test_json_under_a_term_of_json_is_taken_as_it_is(canonical: Any) -> None:
    """JSON-LD 1.1, section 4.2.2: RFC 8785 inside a literal."""
    contexts = MappingProxyType(
        {**BUNDLED, "urn:x:context": '{"@context": {"j": {"@id": "urn:x:j", "@type": "@json"}}}'}
    )
    document = {"@context": ["urn:x:context"], "j": {"b": True, "a": {"n": 1.5}}}

    assert canonical(document, contexts) == (
        '_:c14n0 <urn:x:j> "{\\"a\\":{\\"n\\":1.5},\\"b\\":true}"'
        "^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON> .\n"
    )


def test_the_cache_that_threads_would_share_is_not_used() -> None:
    """pyld keeps one for the whole process, which is not made for threads."""
    shared = jsonld._resolved_context_cache
    shared.clear()

    nquads(badge())

    assert list(shared) == []


# What JSON-LD would leave out, or read as something else


@pytest.mark.parametrize(
    "path", ["", "issuer", "credentialSubject", "credentialSubject.achievement", "credentialStatus"]
)
def test_a_member_that_no_context_defines_is_refused(path: str) -> None:
    assert (refused(changed(path, honours="summa")).code, refused(changed(path, honours="summa")).term) == (
        "undefined_term",
        "honours",
    )


def test_a_member_of_another_type_is_refused() -> None:
    """``targetName`` is defined for alignments only."""
    assert refused(changed("issuer", targetName="x")).term == "targetName"


def test_a_document_without_contexts_defines_nothing() -> None:
    document = badge()
    del document["@context"]

    assert refused(document).code == "undefined_term"


def test_an_unknown_type_is_refused() -> None:
    found = refused(changed("", type=["VerifiableCredential", "OpenBadgeCredential", "Doctorate"]))

    assert (found.code, found.term) == ("undefined_type", "Doctorate")


@pytest.mark.parametrize(
    "iri", ["", "credentials/1", "/credentials/1", "#1", "?1", "//evil.example/1", "..", "1:2", "a"]
)
@pytest.mark.parametrize("path", ["", "issuer", "credentialSubject.achievement", "credentialSubject"])
def test_an_id_that_is_not_absolute_is_refused(path: str, iri: str) -> None:
    found = refused(changed(path, id=iri))

    assert (found.code, found.term) == ("relative_id", iri)


def test_a_reference_that_is_not_absolute_is_refused() -> None:
    assert refused(changed("credentialStatus", statusListCredential="status/1")).code == "relative_id"


@pytest.mark.parametrize(
    "iri",
    [
        "https://a.example/ b",
        "https://a.example/<",
        "https://a.example/\n",
        "https://a.example/`",
        "urn:x:\xa0",
        "urn:x:\u3000",
    ],
)
def test_an_id_that_would_write_statements_of_its_own_is_refused(iri: str) -> None:
    assert refused(badge(id=iri)).code == "relative_id"
    forged = 'urn:x:1> <https://schema.org/name> "Forged" .\n<urn:x:1'
    assert refused(badge(id=forged)).term == forged


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("name", "https://schema.org/name"),
        ("validUntil", "https://www.w3.org/2018/credentials#validUntil"),
        ("id", "@id"),
    ],
)
def test_a_member_under_its_iri_is_refused(given_name: str, name: str) -> None:
    """The graph would be the same, and whoever reads ``name`` would find nothing."""
    document = badge()
    document[name] = document.pop(given_name)

    assert (refused(document).code, refused(document).term) == ("not_compact", name)


@pytest.mark.parametrize("keyword", ["@graph", "@included", "@reverse", "@nest", "@type", "@set", "@value", "@index"])
def test_a_keyword_is_refused(keyword: str) -> None:
    assert refused(changed("", **{keyword: []})).term == keyword
    assert refused(changed("issuer", **{keyword: "x"})).term == keyword


@pytest.mark.parametrize("kind", ["https://www.w3.org/2018/credentials#VerifiableCredential", 5, {"a": "b"}])
def test_a_type_that_is_no_term_is_refused(kind: object) -> None:
    assert refused(badge(type=[kind, "OpenBadgeCredential"])).code == "not_compact"


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("credentialSubject", "creditsEarned", "1.5E0"),
        ("credentialSubject", "creditsEarned", True),
        ("credentialSubject.achievement", "creditsAvailable", "3"),
        ("", "validFrom", 2026),
        ("issuer", "url", 5),
    ],
)
def test_a_value_of_another_kind_is_refused(path: str, name: str, value: object) -> None:
    """Some of these would make the very same graph."""
    assert (refused(changed(path, **{name: value})).code, refused(changed(path, **{name: value})).term) == (
        "not_compact",
        str(value),
    )


def test_truth_as_text_is_refused() -> None:
    """ "false" is true to many a reader."""
    document = altered(BADGE, ("credentialSubject", "identifier", 0, "hashed"), "false")

    assert refused(document).code == "not_compact"


@BOTH
@pytest.mark.parametrize(
    "changes",
    [
        {"name": None},
        {"name": "Con\x0btrol"},
        {"name": "Con\x07trol"},
        {"name": "Con\x7ftrol"},
        {"name": "Con\ufffetrol"},
        {"credentialSubject": {"type": ["AchievementSubject"], "creditsEarned": 0.1 + 0.2}},
        {"@context": [CREDENTIALS_2, {"name": "https://evil.example/name"}]},
    ],
)
def test_what_is_not_read_is_not_canonicalised(canonical: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        canonical(badge(**changes))


@BOTH
@pytest.mark.parametrize("at_path", ["", "credentialSubject"])
def test_no_other_context_is_fetched(canonical: Any, at_path: str) -> None:
    with pytest.raises(UnknownContext) as caught:
        canonical(changed(at_path, **{"@context": [CREDENTIALS_2, "https://evil.example/context.json"]}))

    assert caught.value.address == "https://evil.example/context.json"


@BOTH
def test_a_context_may_not_define_anew_what_is_protected(canonical: Any) -> None:
    contexts = MappingProxyType({**BUNDLED, "urn:x:context": '{"@context": {"name": "https://evil.example/name"}}'})

    with pytest.raises(Uncanonical) as caught:
        canonical(badge(**{"@context": [CREDENTIALS_2, "urn:x:context"]}), contexts)

    assert caught.value.code == "json_ld"


@BOTH
def test_a_document_that_says_nothing_is_refused(canonical: Any) -> None:
    with pytest.raises(Uncanonical) as caught:
        canonical({"@context": [CREDENTIALS_2], "id": "urn:x:1"})

    assert caught.value.code == "empty"
