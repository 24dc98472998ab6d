"""Whether a C2SP tlog-proof shows an entry: one JSON question a line in, one JSON answer a line out.

{"key": vkey, "proof": base64 of the file, "entry": base64 of the entry}
    {"index": n, "size": n} | {"refused": why}

By scripts/verify_evidence.py, which was written from the formats.
"""

import base64
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True
import verify_evidence as own  # noqa: E402


def check(key, proof, entry):
    head, blank, note = proof.partition(b"\n\n")
    lines = head.decode("utf-8").split("\n")
    if not blank or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise own.DoesNotHold("no proof file")
    if lines[0].startswith("extra "):
        lines.pop(0)
    index = own.canonical_uint(lines.pop(0).removeprefix("index "))
    path = [own.hash_of_b64(line) for line in lines]
    if index is None or None in path:
        raise own.DoesNotHold("a malformed line")
    checkpoint = own.open_checkpoint(note, own.parse_key(key))
    if checkpoint is None:
        raise own.DoesNotHold("not signed by this key")
    own.check_inclusion(index, checkpoint.size, own.leaf_hash(entry), path, checkpoint.root)
    return {"index": index, "size": checkpoint.size}


for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = check(question["key"], *(base64.b64decode(question[name]) for name in ("proof", "entry")))
    except own.DoesNotHold as error:
        answer = {"refused": str(error)}
    print(json.dumps(answer))
