#!/usr/bin/env python3
"""ML-DSA-44 cosignatures (C2SP tlog-cosignature, "subtree/v1") by PyPI's `cryptography`, asked by the tests: a line of JSON for a line.

    {"seed": hex, "name", "time", "origin", "size", "root": hex}                     cosign
    {"vkey", "signature": base64 of the timestamped signature}
    {…, "vkey", "signature"} without "seed"                                          check
    {"ok": bool}
"""
import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey


def message(question, time):
    def short(text):
        data = text.encode()
        return len(data).to_bytes(1, "big") + data

    numbers = [0, question["size"]]
    return b"".join(
        [b"subtree/v1\n\0", short(question["name"]), time.to_bytes(8, "big"), short(question["origin"])]
        + [number.to_bytes(8, "big") for number in numbers]
        + [bytes.fromhex(question["root"])]
    )


def cosign(question):
    key = MLDSA44PrivateKey.from_seed_bytes(bytes.fromhex(question["seed"]))
    material = b"\6" + key.public_key().public_bytes_raw()
    key_id = hashlib.sha256(question["name"].encode() + b"\n" + material).digest()[:4]
    signed = question["time"].to_bytes(8, "big") + key.sign(message(question, question["time"]))
    vkey = f"{question['name']}+{key_id.hex()}+{base64.b64encode(material).decode()}"
    return {"vkey": vkey, "signature": base64.b64encode(signed).decode()}


def check(question):
    public = base64.b64decode(question["vkey"].split("+", 2)[2])
    signed = base64.b64decode(question["signature"])
    time = int.from_bytes(signed[:8], "big")
    try:
        MLDSA44PublicKey.from_public_bytes(public[1:]).verify(signed[8:], message(question, time))
        return {"ok": public[:1] == b"\6" and time == question["time"]}
    except InvalidSignature:
        return {"ok": False}


for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(cosign(asked) if "seed" in asked else check(asked)), flush=True)
