"""Whether scripts/verify_evidence.py reads the index as another program does: keys, values, lists, roots and proofs.

index_agreement.py PROGRAM: the other program, a module with key, value, root, prove, run. Prints {"proofs": how many agreed}.
"""

import importlib.util
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True
import verify_evidence as own  # noqa: E402

spec = importlib.util.spec_from_file_location("other", sys.argv[1])
other = importlib.util.module_from_spec(spec)
spec.loader.exec_module(other)


def path_bytes(path):
    return len(path).to_bytes(2, "big") + b"".join(bytes([bit]) + sibling for bit, sibling in path)


def answer(names, start, end, mapped, name):
    """The proof as it stands in a document, made of the other program's."""
    proof = other.prove(mapped, other.key(name))
    if proof is None:
        return own.read_proof(b"\0")
    found, value, path = proof
    if found != other.key(name):
        return own.read_proof(b"\2" + found + value + path_bytes(path))
    entries = [index for index in range(start, end) if name in names[index]]
    page = bytes(8) + len(entries).to_bytes(2, "big") + b"".join(other.u64(entry) for entry in entries)
    return own.read_proof(b"\1" + page + path_bytes(path))


random.seed(2026)
proofs = 0
for count in range(1, 40):
    pool = [f"https://id.gs1.org/01/06901234567892/10/L{place}" for place in range(count)] + ["standing:账本"]
    names = [random.sample(pool, random.randrange(min(4, len(pool)) + 1)) for _ in range(count)]
    start = random.randrange(count)
    mapped = other.run(names, start, count)
    root = other.root(mapped)
    for name in pool + ["nobody"]:
        assert own.index_key(name) == other.key(name)
        entries, is_whole = own.listed(name, (start, count, root), [answer(names, start, count, mapped, name)])
        assert is_whole and entries == [index for index in range(start, count) if name in names[index]], name
        # A proof of another name, and one under another root, must not pass.
        for wrong in ([name + "x", (start, count, root)], [name, (start, count, other.H(root))]):
            try:
                found, _ = own.listed(wrong[0], wrong[1], [answer(names, start, count, mapped, name)])
            except own.DoesNotHold:
                continue
            assert found == [] and not entries, name
        proofs += 1
print(json.dumps({"proofs": proofs}))
