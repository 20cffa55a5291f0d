"""What is signed of a document: its JSON (RFC 8785, JCS) or its RDF (JSON-LD 1.1 to RDF, then RDFC-1.0 as N-Quads).

JSON-LD leaves out, without a word, what no context defines, and it reads one graph out of many spellings. A reader of
JSON sees the spelling. So RDF is made only of documents in their compacted form, of which nothing is left out: whatever
a reader finds under ``name`` is what the signature covers.

The two libraries take 35 MB of memory: only processes that sign and check load them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import rfc8785

from badges.credentials.contexts import BUNDLED, Contexts, load
from badges.credentials.errors import CredentialError
from badges.credentials.reading import Document, inspect

# RDF 1.1 N-Quads, IRIREF; and no white space of Unicode, where pyld leaves the statement out.
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x20<>\"{}|\\^`]+")
_KINDS = {
    "boolean": bool,
    "float": int | float,
    "double": int | float,
    "decimal": int | float,
    "integer": int,
    "nonNegativeInteger": int,
}


class Uncanonical(CredentialError):
    """``code``: ``jcs`` (a number or a letter that JCS has not), ``json_ld`` (the contexts do not fit it), ``empty``."""


class UndefinedTerm(Uncanonical):
    """``term`` would not be signed as it reads. ``code``: ``undefined_term`` (no context in force defines this member),
    ``undefined_type``, ``relative_id`` (no absolute IRI stands there), ``not_compact`` (an IRI or a keyword where a term
    belongs, or text where its term has numbers or truths)."""

    def __init__(self, code: str, term: str) -> None:
        self.term = term
        super().__init__(code)


def jcs(value: Any) -> bytes:
    """RFC 8785 of any JSON, in UTF-8. Raises Uncanonical."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise Uncanonical("jcs") from error


def nquads(document: Document, contexts: Contexts = BUNDLED) -> str:
    """Canonical N-Quads of RDFC-1.0 with SHA-256, each with its line feed; of a stranger's document only under a limit of
    CPU time. Raises Unreadable, UnknownContext, Uncanonical, UndefinedTerm."""
    from pyld import jsonld
    from pyld.context_resolver import ContextResolver

    _look_at_document(document, contexts)
    # A resolver of its own: pyld's shared cache is not safe for threads. Base None: left out or empty, pyld makes every
    # relative reference absolute under example.org.
    options = {"contextResolver": ContextResolver({}, _Loader(contexts)), "base": None}
    try:
        expanded = jsonld.expand(document, dict(options), on_property_dropped=_refuse)
        _look_at_expanded(expanded)
        canonical = jsonld.normalize(expanded, {**options, "algorithm": "URDNA2015", "format": "application/n-quads"})
    except jsonld.JsonLdError as error:
        raise Uncanonical("json_ld") from error
    return _not_empty(canonical)


def second_nquads(document: Document, contexts: Contexts = BUNDLED) -> str:
    """The same by another implementation, which drops undefined terms silently. Raises as ``nquads`` does."""
    import pyoxigraph

    _look_at_document(document, contexts)
    text = json.dumps(_inlined(document, contexts))
    try:
        quads = pyoxigraph.Dataset(pyoxigraph.parse(text, pyoxigraph.RdfFormat.JSON_LD))
    except (SyntaxError, ValueError) as error:
        raise Uncanonical("json_ld") from error
    quads.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return _not_empty("".join(sorted(f"{quad} .\n" for quad in quads)))


class _Loader:
    def __init__(self, contexts: Contexts) -> None:
        self.contexts = contexts

    def __call__(self, address: str, options: object) -> dict[str, Any]:
        document = load(address, self.contexts)
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address, "document": document}


def _look_at_document(document: Document, contexts: Contexts) -> None:
    inspect(document)
    for value in _objects(document):
        for name in value:
            if ":" in name or (name.startswith("@") and name != "@context"):
                raise UndefinedTerm("not_compact", name)
        for address in _several(value.get("@context", [])):
            load(address, contexts)
        for kind in _several(value.get("type", [])):
            if not isinstance(kind, str) or ":" in kind:
                raise UndefinedTerm("not_compact", str(kind))


def _objects(value: Any) -> Iterator[Document]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(item)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _inlined(value: Any, contexts: Contexts) -> Any:
    if isinstance(value, dict):
        return {
            name: [load(address, contexts)["@context"] for address in _several(member)]
            if name == "@context"
            else _inlined(member, contexts)
            for name, member in value.items()
        }
    return [_inlined(item, contexts) for item in value] if isinstance(value, list) else value


def _refuse(term: str | None) -> NoReturn:
    raise UndefinedTerm("undefined_term", str(term))


def _look_at_expanded(value: Any) -> None:
    if isinstance(value, list):
        for item in value:
            _look_at_expanded(item)
    elif isinstance(value, dict) and "@value" in value:
        _look_at_literal(value["@value"], value.get("@type", ""))
    elif isinstance(value, dict):
        _look_at_iris("undefined_type", value.get("@type", []))
        _look_at_iris("relative_id", [value["@id"]] if "@id" in value else [])
        _look_at_iris("undefined_term", [name for name in value if not name.startswith("@")])
        _look_at_expanded(list(value.values()))


def _look_at_iris(code: str, found: list[str]) -> None:
    """pyld writes an IRI as it stands: one with ``>`` in it would write statements of its own."""
    for iri in found:
        if not _ABSOLUTE.fullmatch(iri):
            raise UndefinedTerm(code, iri)


def _look_at_literal(value: object, datatype: str) -> None:
    """RDF has no difference between true and "true" where a context says boolean; a reader of JSON has."""
    if not datatype or datatype == "@json":
        return
    kind = _KINDS.get(re.split("[#:]", datatype)[-1], str)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise UndefinedTerm("not_compact", str(value))


def _not_empty(canonical: str) -> str:
    if not canonical:
        raise Uncanonical("empty")
    return canonical
