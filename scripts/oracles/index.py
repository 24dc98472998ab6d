"""The verifiable index as an independent reading of its page has it: one JSON question a line in, one JSON answer a line out.

{"names": [[name, …], …], "start": s, "end": e, "ask": [name, …]}   names[i]: what entry s + i is found under
    {"root": hex, "keys": n, "proofs": [null (the empty run) | {"key": hex, "value": hex, "path": [[bit, hex], …]}, …]}
{"root": hex, "key": hex, "proof": as above}
    {"value": hex} | {"absent": true} | {"refused": why}
{"entries": [index, …]}
    {"value": hex}

Nothing but the standard library; written from the definition, not from the code that it is held against.
"""

import hashlib
import json
import sys

sys.setrecursionlimit(10_000)


def sha(data):
    return hashlib.sha256(data).digest()


def u64(number):
    return number.to_bytes(8, "big")


def key(name):
    return sha(b"yima-index/v1\0" + name.encode())


def bit(k, i):
    return k[i // 8] >> (7 - i % 8) & 1


def tree_head(leaves):
    """RFC 6962 §2.1."""
    if len(leaves) < 2:
        return sha(b"\0" + leaves[0]) if leaves else sha(b"")
    middle = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + tree_head(leaves[:middle]) + tree_head(leaves[middle:]))


def value(entries):
    return sha(u64(len(entries)) + tree_head([u64(e) for e in entries]))


def parting(pairs):
    """The first bit in which the keys of sorted pairs differ, and where those begin that have it set."""
    first, last = pairs[0][0], pairs[-1][0]
    b = next(i for i in range(256) if bit(first, i) != bit(last, i))
    return b, sum(1 for k, _ in pairs if not bit(k, b))


def root(pairs):
    if len(pairs) < 2:
        return sha(pairs[0][0] + pairs[0][1]) if pairs else sha(b"")
    b, middle = parting(pairs)
    return sha(root(pairs[:middle]) + root(pairs[middle:]) + bytes([b]))


def prove(pairs, k):
    if len(pairs) < 2:
        return (*pairs[0], []) if pairs else None
    b, middle = parting(pairs)
    left, right = pairs[:middle], pairs[middle:]
    near, far = (right, left) if bit(k, b) else (left, right)
    found, held, path = prove(near, k)
    return found, held, path + [(b, root(far))]


def check(wanted, k, proof):
    if proof is None:
        if wanted == sha(b""):
            return None
        raise ValueError("not empty")
    found, held, path = proof
    h, last = sha(found + held), 256
    for b, sibling in path:
        if b >= last or bit(k, b) != bit(found, b):
            raise ValueError("path")
        h, last = sha((sibling + h if bit(k, b) else h + sibling) + bytes([b])), b
    if h != wanted:
        raise ValueError("root")
    return held if found == k else None


def answer(question):
    if "entries" in question:
        return {"value": value(question["entries"]).hex()}
    if "names" in question:
        lists = {}
        for place, names in enumerate(question["names"]):
            for name in set(names):
                lists.setdefault(key(name), []).append(question["start"] + place)
        pairs = sorted((k, value(entries)) for k, entries in lists.items())
        proofs = [prove(pairs, key(name)) for name in question["ask"]]
        return {"root": root(pairs).hex(), "keys": len(pairs), "proofs": [p and written(p) for p in proofs]}
    proof = question["proof"] and read(question["proof"])
    try:
        held = check(bytes.fromhex(question["root"]), bytes.fromhex(question["key"]), proof)
    except ValueError as error:
        return {"refused": str(error)}
    return {"absent": True} if held is None else {"value": held.hex()}


def written(proof):
    k, v, path = proof
    return {"key": k.hex(), "value": v.hex(), "path": [[b, s.hex()] for b, s in path]}


def read(proof):
    path = [(b, bytes.fromhex(s)) for b, s in proof["path"]]
    return bytes.fromhex(proof["key"]), bytes.fromhex(proof["value"]), path


for line in sys.stdin:
    if line.strip():
        print(json.dumps(answer(json.loads(line))))
