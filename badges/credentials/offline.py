# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks a badge with no network, no site and no library: this one file and Python 3.9 or later.
Comprueba una insignia sin red, sin sitio y sin bibliotecas: este único archivo y Python 3.9 o posterior.

    python3 verify.py FILE [--kit DIR] [--now 2036-01-31T12:00:00Z]

FILE: a credential (.json), or a PNG or SVG picture that carries one. DIR: what its issuer publishes, did.json and
status/N.json; by default it lies beside this file. It is believed: get it from the issuer and from nobody else.
FILE: una credencial (.json), o una imagen PNG o SVG que la lleva. DIR: lo que publica el emisor, did.json y status/N.json;
si no se indica, está junto a este archivo. Se le cree: obténgalo del emisor y de nadie más.

Exit code / código de salida: 0 valid / válida, 1 not valid / no válida, 2 unreadable / ilegible, 3 revoked / revocada.
Not looked at / no se miran: proofs of eddsa-rdfc-2022; credentials inside a credential / credenciales dentro de otra.

Sources / fuentes: Open Badges 3.0 (1EdTech); VC Data Model 2.0, Data Integrity EdDSA Cryptosuites 1.0, Controlled
Identifiers 1.0, Bitstring Status List 1.0, PNG 3 (W3C); did:web; RFC 8259, 7493, 8785 (JCS), 8032 (Ed25519), 1952 (gzip).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import sys
import zlib
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn
from xml.etree import ElementTree

VALID, INVALID, UNREADABLE, REVOKED = range(4)
VERDICTS = ("VALID / VÁLIDA", "NOT VALID / NO VÁLIDA", "UNREADABLE / ILEGIBLE", "REVOKED / REVOCADA")
LARGEST_FILE, LARGEST = 4 * 1024 * 1024, 256 * 1024  # bytes: of a picture, of a document
DEEPEST, MOST_MEMBERS, MOST_PROOFS, LONGEST_NUMBER = 36, 256, 8, 32  # levels, members of one object, proofs, characters
LARGEST_NUMBER, SHORTEST_LIST, LONGEST_LIST = 2**53 - 1, 131_072, 2**24  # RFC 8785, appendix D; bits
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # controls, halves of surrogate pairs
MOMENT = re.compile(r"([0-9]{4}(?:-[0-9]{2}){2}T[0-9]{2}(?::[0-9]{2}){2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})")
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
LIST = "BitstringStatusListCredential"
SHAPES = {  # of each type: its first contexts in their order, the type of its subject
    "OpenBadgeCredential": ((V2, OB), "AchievementSubject"),
    "AchievementCredential": ((V2, OB), "AchievementSubject"),
    "EndorsementCredential": ((V2, OB), "EndorsementSubject"),
    "ClrCredential": ((V2, CLR, OB), "ClrSubject"),
    LIST: ((V2,), "BitstringStatusList"),
}
RDFC, JCS, CHECKED = "eddsa-rdfc-2022", "eddsa-jcs-2022", SHAPES.keys() - {LIST}
Json = dict[str, Any]


class Wrong(argparse.ArgumentTypeError):
    """With the reason in English and Spanish. Of this type, so that a wrong --now is told as other arguments are."""

    verdict = INVALID


class Revoked(Wrong):
    verdict = REVOKED


def require(holds: object, reason: str) -> None:
    if not holds:
        raise Wrong(reason)


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def shown(text: object) -> str:
    """A stranger's text, in which nothing moves the cursor or turns the line around."""
    return repr(str(text)[:200])


# Out of a picture: Open Badges 3.0, section 5.3. Nothing that is compressed is unpacked.
def start_of(path: Path, largest: int = LARGEST) -> bytes:
    try:
        with path.open("rb") as opened:
            return opened.read(largest + 1)  # a byte more than may be, for others to refuse
    except OSError as error:
        raise Wrong(f"{path.name}: cannot be opened / no se puede abrir") from error


def unbaked(file: bytes) -> bytes:
    require(len(file) <= LARGEST_FILE, "more than 4 MiB / más de 4 MiB")
    require(not file.startswith(b"%PDF-"), "a PDF: extract its attachment first / un PDF: extraiga antes su adjunto")
    is_png, is_svg = file.startswith(b"\x89PNG\r\n\x1a\n"), file[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    if not is_png and not is_svg:
        return file
    found = in_png(file) if is_png else in_svg(file)
    require(len(found) == 1, f"{len(found)} credentials in this picture / credenciales en esta imagen")
    return found[0]


def in_png(file: bytes) -> list[bytes]:
    """Of its chunks: length, kind, data, CRC; from IHDR to IEND."""
    keyword, damaged = b"openbadgecredential\0", "the PNG is damaged / el PNG está dañado"
    found, position, kind = [], 8, b""
    while kind != b"IEND":
        start, end = position + 8, position + 8 + int.from_bytes(file[position : position + 4], "big")
        kind, data, position = file[position + 4 : start], file[start:end], end + 4
        crc = int.from_bytes(file[end:position], "big")
        require(position <= len(file) and zlib.crc32(kind + data) == crc, damaged)
        if kind == b"iTXt" and data.startswith(keyword):
            flags, rest = data[len(keyword) :][:2], data[len(keyword) + 2 :].split(b"\0", 2)
            require(flags[:1] != b"\1", "the credential is compressed / la credencial está comprimida")
            require(flags == b"\0\0" and len(rest) == 3, damaged)
            found.append(rest[-1])  # behind a language and a translated keyword
    return found


class NoEntities(ElementTree.TreeBuilder):
    def doctype(self, *_: object) -> NoReturn:
        raise Wrong("a document type, with entities / un tipo de documento, con entidades")


def in_svg(file: bytes) -> list[bytes]:
    try:
        root = ElementTree.fromstring(file, ElementTree.XMLParser(target=NoEntities(), encoding="utf-8"))  # noqa: S314
    except ElementTree.ParseError as error:
        raise Wrong("the SVG is damaged / el SVG está dañado") from error
    return ["".join(one.itertext()).encode() for one in root.iter("{https://purl.imsglobal.org/ob/v3p0}credential")]


# JSON: RFC 8259 within the limits of RFC 7493. What only RDF trips over is left to those who make RDF of it.
def read(content: bytes) -> Json:
    def members(pairs: list[tuple[str, Any]]) -> Json:
        require(len(dict(pairs)) == len(pairs), "a member twice / un miembro repetido")
        return dict(pairs)

    def number(text: str) -> float:
        require(len(text) <= LONGEST_NUMBER, "a number too long / un número demasiado largo")
        return float(text) if set(text) & set(".eE") else int(text)

    require(len(content) <= LARGEST, "more than 256 KiB / más de 256 KiB")
    hooks: Json = {"object_pairs_hook": members, "parse_int": number, "parse_float": number, "parse_constant": float}
    try:
        document: Json = json.loads(content.decode(), **hooks)
    except (ValueError, RecursionError) as error:
        raise Wrong("not JSON in UTF-8 / no es JSON en UTF-8") from error
    require(isinstance(document, dict), "not a JSON object / no es un objeto JSON")
    inspect(document, 1)
    return document


def inspect(value: Any, level: int) -> None:
    if isinstance(value, (dict, list)):
        require(level <= DEEPEST, "too deep / demasiado profundo")
        require(len(value) <= MOST_MEMBERS, "too many members / demasiados miembros")
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            inspect(inner, level + 1)
    elif isinstance(value, str):
        require(not UNSAFE.search(value), "forbidden characters / caracteres prohibidos")
    elif value is not None:
        require(abs(value) <= LARGEST_NUMBER, "a number too large / un número demasiado grande")


def jcs(value: Any) -> str:
    """RFC 8785, to be encoded in UTF-8. Raises ValueError of a number that is none of I-JSON."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))  # by code units: section 3.2.3
        return "{" + ",".join(f"{jcs(name)}:{jcs(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    if isinstance(value, float):  # ECMAScript, Number::toString: the digits are those of repr
        digits = Decimal(repr(value)).normalize()
        if not digits.is_finite():
            raise ValueError("no JSON number")
        return f"{digits:{'f' if -7 < digits.adjusted() < 21 else 'e'}}" if digits else "0"
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        raise ValueError("no I-JSON number")
    return json.dumps(value, ensure_ascii=False)


# Ed25519: RFC 8032, section 5.1, without the cofactor, as OpenSSL does it.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
Point = tuple[int, ...]  # X, Y, Z, T of section 5.1.4


def point_of(encoded: bytes) -> Point:
    """Section 5.1.3. Raises Wrong of what is no point, or not written in its one form."""
    sign, y = divmod(int.from_bytes(encoded, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    is_point = len(encoded) == 32 and y < P and x * x % P == square and (x or not sign)
    require(is_point, "the key is no point of the curve / la clave no es un punto de la curva")
    x = x if x % 2 == sign else P - x
    return x, y, 1, x * y % P


def added(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]), (one[1] + one[0]) * (other[1] + other[0])
    c, d = 2 * one[3] * other[3] * D, 2 * one[2] * other[2]
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def verifies(key: bytes, signature: bytes, message: bytes) -> bool:
    """Section 5.1.7: R = [S]B - [k]A. R is compared as bytes, so that it has one form too. Raises Wrong of such a key."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % ORDER
    base, (x, y, _, t) = point_of(bytes.fromhex("58" + "66" * 31)), point_of(key)
    total: Point = (0, 1, 1, 0)
    for place in reversed(range(253)):
        total = added(total, total)
        total = added(total, base) if s >> place & 1 else total
        total = added(total, (-x, y, 1, -t)) if k >> place & 1 else total
    x, y = (one * pow(total[2], -1, P) % P for one in total[:2])
    return len(signature) == 64 and s < ORDER and r == (y | x % 2 << 255).to_bytes(32, "little")


def base58(text: object) -> bytes:
    """Of ``z…`` (multibase); empty of anything else."""
    letters = text[1:] if isinstance(text, str) and re.fullmatch(f"z[{ALPHABET}]{{1,127}}", text) else ""
    value: int = sum(ALPHABET.index(letter) * 58**place for place, letter in enumerate(reversed(letters)))
    return bytes(len(letters) - len(letters.lstrip("1"))) + value.to_bytes((value.bit_length() + 7) // 8, "big")


def moment(text: object) -> datetime:
    """XML Schema 1.1, dateTimeStamp; Python 3.9 reads one form of it only."""
    found = MOMENT.fullmatch(text) if isinstance(text, str) else None
    whole, fraction, zone = found.groups("") if found else ("", "", "")
    try:
        return datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}{zone.replace('Z', '+00:00')}")
    except ValueError as error:
        raise Wrong("not a moment with a zone / no es un momento con zona") from error


class Credential:
    """Each method looks at one thing and says what it saw, or raises Wrong; ``form`` comes before the others."""

    def __init__(self, document: Json, kit: Path, now: datetime) -> None:
        self.document, self.kit, self.now = document, kit, now
        self.raw_keys: dict[str, bytes] = {}
        issuer, proofs = document.get("issuer"), several(document.get("proof"))
        self.issuer: Any = issuer.get("id") if isinstance(issuer, dict) else issuer
        self.proofs = [one for one in proofs if isinstance(one, dict) and one.get("cryptosuite") in (RDFC, JCS)]

    def form(self, kinds: set[str] = CHECKED) -> str:
        id_, types, contexts, proofs = (self.document.get(name) for name in ("id", "type", "@context", "proof"))
        found = [one for one in several(types) if isinstance(one, str) and one in SHAPES]
        one_shape = len({SHAPES[one] for one in found}) == 1 and set(found) <= kinds
        require("VerifiableCredential" in several(types) and one_shape, "another type / otro tipo")
        wanted, kind = SHAPES[found[0]]
        starts = isinstance(contexts, list) and tuple(contexts[: len(wanted)]) == wanted
        require(starts, "other contexts / otros contextos")
        absolute = all(isinstance(one, str) and re.match("(?ai)[a-z][a-z0-9+.-]*:.", one) for one in (id_, self.issuer))
        require(absolute, "no absolute id of it or its issuer / sin id absoluto suyo o del emisor")
        subject: Any = self.document.get("credentialSubject")
        require(isinstance(subject, dict) and kind in several(subject.get("type")), "another subject / otro sujeto")
        if kind == "AchievementSubject":
            made = subject.get("achievement")
            is_made = isinstance(made, dict) and "Achievement" in several(made.get("type"))
            require(is_made and isinstance(made.get("name"), str), "no achievement / sin logro")
        require(isinstance(proofs, list) and all(isinstance(one, dict) for one in proofs), "no proofs / sin pruebas")
        require(0 < len(self.proofs) <= MOST_PROOFS, "no proof that is known / sin prueba conocida")
        return f"{found[0]} {shown(id_)}"

    def keys(self) -> str:
        """From did.json and from nothing that the credential brings along; a fragment is a name, never a key by itself.
        For every proof: one by a stranger beside a good one was not there when it was issued."""
        did = read(start_of(self.kit / "did.json"))
        require(self.issuer == did.get("id") and self.issuer.startswith("did:web:"), "another issuer / otro emisor")
        methods, allowed = (several(did.get(name)) for name in ("verificationMethod", "assertionMethod"))
        for name in [one.get("verificationMethod", "") for one in self.proofs]:
            found = [one for one in methods if isinstance(one, dict) and one.get("id") == name]
            is_named = isinstance(name, str) and name.startswith(f"{self.issuer}#") and name.count("#") == 1
            require(is_named and len(found) == 1, "not once in did.json / no figura una vez en did.json")
            require(name in allowed, "no longer used to sign / ya no se usa para firmar")
            require(found[0].get("controller") == self.issuer, "somebody else's / de otra persona")
            key = base58(found[0].get("publicKeyMultibase"))
            is_ed25519 = found[0].get("type") == "Multikey" and len(key) == 34 and key.startswith(b"\xed\x01")
            require(is_ed25519, "not a Multikey of Ed25519 / no es una Multikey de Ed25519")
            self.raw_keys[name] = key[2:]
        return ", ".join(map(shown, self.raw_keys))

    def proof(self) -> str:
        """Data Integrity EdDSA Cryptosuites 1.0, section 3.3."""
        found = [one for one in self.proofs if one["cryptosuite"] == JCS]
        require(found, "there is none / no hay")
        for proof in found:
            require(proof.get("type") == "DataIntegrityProof", "another type of proof / otro tipo de prueba")
            require(proof.get("proofPurpose") == "assertionMethod", "for another purpose / para otro fin")
            require("previousProof" not in proof, "it follows another proof / sigue a otra prueba")
            moment(proof.get("created", "1970-01-01T00:00:00Z"))  # it may be missing
            options = {name: value for name, value in proof.items() if name != "proofValue"}
            bare = {name: value for name, value in self.document.items() if name != "proof"}
            if "@context" in options:  # a holder may have added others behind these
                named = several(options["@context"])
                require(bare["@context"][: len(named)] == named, "of other contexts / de otros contextos")
                bare["@context"] = options["@context"]
            hashes = b"".join(hashlib.sha256(jcs(part).encode()).digest() for part in (options, bare))
            signature, key = base58(proof.get("proofValue")), self.raw_keys[proof["verificationMethod"]]
            require(len(signature) == 64, "not a signature / no es una firma")
            require(verifies(key, signature, hashes), "altered, or by another key / alterada, o de otra clave")
        return "as it was signed / tal como se firmó"

    def says(self) -> str:  # what it is, when it was awarded, to whom
        subject = self.document["credentialSubject"]
        identities = [one for one in several(subject.get("identifier")) if isinstance(one, dict)]
        names = [one.get("identityHash") for one in identities if one.get("identityType") == "name"]
        told = [self.document.get("name"), self.document.get("awardedDate"), *names, subject.get("id")]
        return ", ".join(shown(one) for one in told if one)

    def time(self) -> str:
        start, end = self.document.get("validFrom"), self.document.get("validUntil")
        require(moment(start) <= self.now, f"not yet, from / todavía no, desde {start}")
        require(end is None or self.now <= moment(end), f"expired / venció {end}")
        ends = [one["expires"] for one in self.proofs if "expires" in one]
        require(all(self.now <= moment(one) for one in ends), "the proof expired / la prueba venció")
        return f"{start} – {end or '…'}"

    def status(self) -> str:
        """Bitstring Status List 1.0, section 3.2. What cannot be known is not taken for good."""
        if "credentialStatus" not in self.document:
            return "it has none, nobody can revoke it / no tiene, nadie la puede revocar"
        entry = self.document["credentialStatus"]
        is_entry = isinstance(entry, dict) and entry.get("type") == "BitstringStatusListEntry"
        require(is_entry and entry.get("statusSize", 1) == 1, "another kind of entry / otra clase de entrada")
        require(entry.get("statusPurpose") == "revocation", "not for revocation / no es de revocación")
        url, index = str(entry.get("statusListCredential")), str(entry.get("statusListIndex"))
        named = re.fullmatch("https?://[^/?#]+/status/[0-9]{1,9}", url) and re.fullmatch("[0-9]{1,15}", index)
        require(named and entry.get("id") != url, "no list or index in it / sin lista o índice")
        try:
            listed = Credential(read(start_of(self.kit / "status" / f"{url.split('/')[-1]}.json")), self.kit, self.now)
            bits = listed.bits_for(url, self.issuer)
        except Wrong as error:
            raise Wrong(f"the list / la lista: {error}") from error
        require(int(index) < len(bits) * 8, "an index beyond the list / un índice fuera de la lista")
        if bits[int(index) // 8] & 0x80 >> int(index) % 8:
            raise Revoked(f"revoked / revocada ({listed.document['validFrom']})")
        return f"not revoked / no revocada ({listed.document['validFrom']})"

    def bits_for(self, url: str, issuer: str) -> bytes:
        require(self.document.get("id") == url, "it has another address / tiene otra dirección")
        require(self.issuer == issuer, "by another issuer / de otro emisor")
        self.form({LIST})
        self.keys()
        self.proof()
        self.time()
        subject, unpacking = self.document["credentialSubject"], zlib.decompressobj(16 + zlib.MAX_WBITS)
        require("revocation" in several(subject.get("statusPurpose")), "not for revocation / no es de revocación")
        packed = str(subject.get("encodedList"))
        require(re.fullmatch("u[A-Za-z0-9_-]*", packed), "not in base64url / no está en base64url")
        try:
            content = base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4))
            bits = unpacking.decompress(content, LONGEST_LIST // 8 + 1)
        except (ValueError, zlib.error) as error:
            raise Wrong("not gzip / no es gzip") from error
        require(SHORTEST_LIST <= len(bits) * 8 <= LONGEST_LIST, "too short or too long / demasiado corta o larga")
        require(unpacking.eof and not unpacking.unused_data, "not one whole gzip / no es un gzip entero")
        return bits


def tell(line: str) -> None:
    sys.stdout.buffer.write(f"{line}\n".encode())


def verify(file: Path, kit: Path, now: datetime) -> int:
    """Each thing on a line. Nobody needs to know what a forgery says, nor whether it is revoked."""
    try:
        it = Credential(read(unbaked(start_of(file, LARGEST_FILE))), kit, now)
    except Wrong as error:
        tell(f"[NO] Reading / Lectura: {error}")
        return UNREADABLE
    tell(f"[--] Not looked at / No se mira: {RDFC}, other credentials inside / otras credenciales dentro")
    verdict, proof = VALID, f"Proof / Prueba {JCS}"
    steps = {"Form / Forma": it.form, "Key / Clave": it.keys, proof: it.proof, "Says / Dice": it.says}
    for what, look in {**steps, "Time / Tiempo": it.time, "Status / Estado": it.status}.items():
        try:
            tell(f"[ok] {what}: {look()}")
        except Wrong as error:
            tell(f"[NO] {what}: {error}")
            verdict = max(verdict, error.verdict)
            if what in steps:
                break
    return verdict


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--kit", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--now", type=moment, default=datetime.now(timezone.utc))  # noqa: UP017 (Python 3.9)
    verdict = verify(**vars(parser.parse_args()))
    tell(VERDICTS[verdict])
    return verdict


if __name__ == "__main__":
    sys.exit(main())
