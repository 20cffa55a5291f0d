"""A tiny OpenID Connect provider on loopback: one client, one person, code flow with PKCE, RS256."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "vereda", "kept between the two"


@dataclass
class Provider:
    """``claims`` is what it says of the person who is signed in there; ``refusal`` is an error it answers instead."""

    claims: dict[str, Any]
    refusal: str = ""
    address: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))


class Conversation(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider = self._provider()
        path = urlsplit(self.path)
        asked = dict(parse_qsl(path.query))
        provider.asked.append(path.path)
        if path.path == "/.well-known/openid-configuration":
            names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
            ends = {f"{name}_endpoint": f"{provider.address}/{end}" for name, end in names.items()}
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            self._json(ends | methods | {"issuer": provider.address, "jwks_uri": f"{provider.address}/jwks"})
        elif path.path == "/authorize":
            self._authorize(provider, asked)
        elif path.path == "/userinfo":
            right = self.headers["Authorization"] == "Bearer opens-userinfo"
            self._json(provider.claims if right else {"error": "invalid_token"}, 200 if right else 401)
        elif path.path == "/jwks":
            public = json.loads(RSAAlgorithm.to_jwk(provider.key.public_key()))
            self._json({"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]})

    def _authorize(self, provider: Provider, asked: dict[str, str]) -> None:
        assert asked["client_id"] == CLIENT
        answer = {"state": asked["state"]}
        if provider.refusal:
            answer["error"] = provider.refusal
        else:
            answer["code"] = f"code-{len(provider.codes)}"
            provider.codes[answer["code"]] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def do_POST(self) -> None:
        provider = self._provider()
        provider.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        asked = provider.codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        right = (
            asked is not None
            and given["client_secret"] == SECRET
            and given["redirect_uri"] == asked["redirect_uri"]
            and base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
        )
        if not right:
            self._json({"error": "invalid_grant"}, 400)
            return
        now = int(time.time())
        claims = {**provider.claims, "iss": provider.address, "aud": CLIENT, "iat": now, "exp": now + 300}
        token = jwt.encode(claims, provider.key, algorithm="RS256", headers={"kid": "one"})
        self._json({"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": token, "expires_in": 300})

    def _provider(self) -> Provider:
        return self.server.provider  # type: ignore[attr-defined, no-any-return]

    def _json(self, data: object, status: int = 200) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Conversation) as server:
        server.provider = provider  # type: ignore[attr-defined]
        provider.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
