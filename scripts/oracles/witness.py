#!/usr/bin/env python3
"""The PyPI packages aics-witness and aics-tlog, an independent witness and log of C2SP tlog-witness, asked by the tests.

witness.py serve VKEY   a witness of the log with that verifier key, on a free port: says {"url", "vkey"} on standard error, then serves
witness.py feed         a log that has itself cosigned, one JSON question a line, one JSON answer a line:
    {"url", "vkey": of the witness, "origin", "seed": hex, "sizes": [n, …]}   a size below 0 is that of a forked tree
    [{"size", "ok": bool, "status": of a refusal or 0, "what"}, …]
    {"note", "log": vkey, "witnesses": [vkey, …], "quorum": n}                whether a published checkpoint is accepted
    {"ok": bool, "cosigned": [name, …], "what"}
"""
import json
import logging
import sys
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aics_tlog import MerkleTree, format_vkey, parse_note, parse_vkey, verify_checkpoint, verify_cosignature
from aics_tlog.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from aics_witness.config import LogConfig
from aics_witness.feeder import FeederError, WitnessClient
from aics_witness.service import Witness, make_server
from aics_witness.store import WitnessStore

logging.disable(logging.CRITICAL)


def serve(vkey):
    with tempfile.TemporaryDirectory() as place:
        store = WitnessStore(Path(place) / "witness.db", create=True)
        log = LogConfig.from_strings(parse_vkey(vkey).name, [vkey], extension_lines=True)
        witness = Witness("oracle.example/w", Ed25519PrivateKey.generate(), store, [log])
        server = make_server(witness)
        print(json.dumps({"url": server.url, "vkey": witness.vkey_text}), file=sys.stderr, flush=True)
        server.serve_forever(poll_interval=0.1)


def tree(size, is_forked):
    return MerkleTree(b"%s %d" % (b"fork" if is_forked and n >= 3 else b"leaf", n) for n in range(size))


def feed(question):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(question["seed"]))
    answers = []
    with WitnessClient(question["url"], question["vkey"], max_attempts=1) as client:
        for size in question["sizes"]:
            grown = tree(abs(size), size < 0)
            note = sign_checkpoint(Checkpoint(question["origin"], abs(size), grown.root()), key, question["origin"])
            try:
                line = client.submit(note.to_bytes(), grown.consistency_proof)
                answers.append({"size": size, "ok": True, "status": 0, "what": line})
            except FeederError as error:
                status = getattr(error, "status", 0)
                answers.append({"size": size, "ok": False, "status": status, "what": f"{type(error).__name__}: {error}"})
    return answers


def verify(question):
    note, log = parse_note(question["note"]), parse_vkey(question["log"])
    witnesses = [parse_vkey(key) for key in question["witnesses"]]
    result = verify_checkpoint(note, log, witnesses, question["quorum"])
    checkpoint = parse_checkpoint(note.text)
    cosigned = [
        key.name for key in witnesses for line in note.signatures
        if line.name == key.name and line.key_id == key.key_id and verify_cosignature(
            line.signature, key.name, key.public_key, checkpoint.origin, checkpoint.size, checkpoint.root)
    ]
    return {"ok": bool(result.ok), "cosigned": cosigned, "what": str(result.error)}


if sys.argv[1] == "serve":
    serve(sys.argv[2])
else:
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(verify(question) if "note" in question else feed(question)), flush=True)
