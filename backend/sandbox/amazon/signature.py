"""AWS Signature Version 4, computed anew to see whether a caller knows the secret key."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

ALGORITHM = "AWS4-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^/ ,]+)/(?P<day>\d{{8}})/(?P<region>[^/ ,]+)/(?P<service>[^/ ,]+)/aws4_request,"
    r" *SignedHeaders=(?P<names>[a-z0-9;-]+), *Signature=(?P<signature>[0-9a-f]{64})"
)
_NEEDED = {"host", "x-amz-date"}


def parts_of(authorization: str) -> dict[str, str]:
    """key, day, region, service, names and signature of an Authorization header; empty for anything else."""
    found = _AUTHORIZATION.fullmatch(authorization)
    return found.groupdict() if found and set(found["names"].split(";")) >= _NEEDED else {}


def signature(
    secret: str,
    parts: Mapping[str, str],
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
) -> str:
    """What a request must be signed with. `path` and `query` are percent-encoded, header names in small letters."""
    scope = f"{parts['day']}/{parts['region']}/{parts['service']}/aws4_request"
    listed = "".join(
        f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in parts["names"].split(";")
    )
    pairs = sorted(
        (_encoded(name), _encoded(value)) for name, value in parse_qsl(query, keep_blank_values=True)
    )
    request = [
        method, quote(path, safe="/-_.~"), "&".join(f"{name}={value}" for name, value in pairs), listed,
        parts["names"], hashlib.sha256(body).hexdigest(),
    ]  # fmt: skip
    digest = hashlib.sha256("\n".join(request).encode()).hexdigest()
    key = f"AWS4{secret}".encode()
    for step in (parts["day"], parts["region"], parts["service"], "aws4_request"):
        key = _signed(key, step)
    return _signed(key, "\n".join([ALGORITHM, headers.get("x-amz-date", ""), scope, digest])).hex()


def same(one: str, other: str) -> bool:
    """Whether two signatures are one."""
    return hmac.compare_digest(one, other)


def _signed(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")
