#!/usr/bin/env python3
"""Checks an evidence file (.yima) with nothing of Yima's: Python's standard library, and `cryptography` for Ed25519.

    verify_evidence.py --key VKEY FILE     one JSON document; exits 0 hold, 1 false, 2 unchecked, 65 no evidence file,
                                           74 cannot be read
    verify_evidence.py --lines             one question a line {"key": VKEY, "evidence": BASE64}, one answer a line

With --witness VKEY (as often as wanted) the ledger's checkpoint must bear the cosignature of each of these witnesses.

It was written from the description of the formats (docs/evidence.md) and schema/json/evidence.schema.json, as a second
opinion on `yima verify --evidence FILE --proofs-only`, with which it must agree.  It answers two questions only:

  proofs    Is all that the file shows truly in the ledger, truly signed by those devices, and had they the right to sign?
  complete  Does the ledger's own committed index show that under the names below nothing was left out?

Whether the goods are in order (amounts, temperatures, papers, custody) is a matter of the rules of the trade, and none of
its business.  VKEY is the ledger's verifier key, `name+hash+base64`, which you must have from elsewhere: a file cannot
vouch for itself.  Read it from top to bottom: JSON, notes, trees, entries, who may sign, the index, the report.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import sys
import unicodedata
from collections import namedtuple
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

try:  # of cryptography 48 and later: only witnesses that cosign by ML-DSA-44 need it
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey
except ImportError:
    MLDSA44PublicKey = None

FORMAT = "yima-evidence/1"
FILE_BYTES_MAX = 128 << 20
ENTRY_BYTES_MAX = 65_535
TREE_SIZE_MAX = (1 << 63) - 1


class Malformed(Exception):
    """What is no evidence file at all (status 65): nothing of it was judged."""


class DoesNotHold(Exception):
    """A proof, signature or statement that is not what it claims to be; says why."""


# ---------------------------------------------------------------------------------------------------------------- JSON
# RFC 8259 strictly: no name twice, no lone surrogate, 64 levels at most. Numbers keep their spelling.


class Number(str):
    """A number as it was written."""


def parse_json(data, size_max, depth_max=64):
    def members(pairs):
        named = dict(pairs)
        if len(named) != len(pairs):
            raise Malformed("a member stands twice")
        return named

    def refuse(word):
        raise Malformed(f"{word} is no number")

    if len(data) > size_max:
        raise Malformed("too large")
    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=members, parse_int=Number, parse_float=Number, parse_constant=refuse
        )
        check_depth(value, depth_max)
        if re.search(rb"\\u[dD][89a-fA-F]", data):  # only an escape can bring half of a surrogate pair
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Malformed(f"no JSON: {error}") from None
    return value


def check_depth(value, rest):
    if isinstance(value, (dict, list)):
        if rest == 0:
            raise Malformed("nested too deeply")
        for inner in value.values() if isinstance(value, dict) else value:
            check_depth(inner, rest - 1)


def need(value, kind, what):
    if not isinstance(value, kind) or (kind is str and isinstance(value, Number)):
        raise Malformed(f"{what} is missing or of the wrong kind")
    return value


def uint(value, what):
    number = canonical_uint(value) if isinstance(value, Number) else None
    if number is None:
        raise Malformed(f"{what} is no number from 0 to 2^64 - 1")
    return number


# ----------------------------------------------------------------------------------------------------------- spellings
# Everything has one spelling: what would be written otherwise than it was read is refused.


def canonical_uint(text, maximum=(1 << 64) - 1):
    if not re.fullmatch(r"0|[1-9][0-9]{0,19}", text):
        return None
    return int(text) if int(text) <= maximum else None


def b64(text):
    """Standard base 64 with padding, in its one spelling; None for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def b64url(text):
    """base64url without padding (RFC 9901), in its one spelling."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if base64.urlsafe_b64encode(data).decode().rstrip("=") == text else None


def hash_of_b64(text):
    data = b64(text) if len(text) == 44 else None
    return data if data is not None and len(data) == 32 else None


def is_moment(text):
    """RFC 3339 in UTC with milliseconds. So written, moments are ordered as their texts are."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", text):
        return False
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        return False
    return text[17:19] < "60"


WHITE_SPACE = set("\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {chr(c) for c in range(0x2000, 0x200B)}


def is_key_name(name, bytes_max=255):
    """C2SP signed-note: not empty, no space, no plus sign, no control byte."""
    plain = all(c not in WHITE_SPACE and c != "+" and ord(c) >= 0x20 for c in name)
    return plain and 0 < len(name.encode()) <= bytes_max


def is_journal_name(name):
    """`<operator's USCC>/<device>`."""
    operator, slash, device = name.partition("/")
    if not slash or len(name.encode()) > 255 or not re.fullmatch(r"[0-9A-Z]{18}", operator):
        return False
    if device in ("", ".", "..") or any(c in "+\\?#%/" or c in WHITE_SPACE for c in device):
        return False
    return all(unicodedata.category(c) not in ("Cc", "Cf") for c in device)


# ---------------------------------------------------------------------------------------------------------- hash trees


def sha256(data):
    return hashlib.sha256(data).digest()


EMPTY_ROOT = sha256(b"")


def leaf_hash(data):  # RFC 6962 section 2.1
    return sha256(b"\0" + data)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def split_point(size):
    """The largest power of two that is smaller than the size."""
    return 1 << (size - 1).bit_length() - 1


def included_root(index, size, leaf, path):
    """The root to which an inclusion proof leads from a leaf; the proof is told from the leaf's sibling upward."""
    if size == 1:
        if path:
            raise DoesNotHold("the proof is too long")
        return leaf
    if not path:
        raise DoesNotHold("the proof is too short")
    middle = split_point(size)
    if index < middle:
        return node_hash(included_root(index, middle, leaf, path[:-1]), path[-1])
    return node_hash(path[-1], included_root(index - middle, size - middle, leaf, path[:-1]))


def check_inclusion(index, size, leaf, path, root):
    if size > TREE_SIZE_MAX or index >= size:
        raise DoesNotHold(f"entry {index} is not among {size}")
    if included_root(index, size, leaf, path) != root:
        raise DoesNotHold("the proof does not lead to the root")


def check_range(first, size, leaves, path, root):
    """Leaves that follow each other: from their hashes and those of the largest subtrees beside them, from left to right."""
    rest, last = list(reversed(path)), first + len(leaves)

    def subtree(start, end):
        if end <= first or start >= last:
            if not rest:
                raise DoesNotHold("the proof is too short")
            return rest.pop()
        if end - start == 1:
            return leaves[start - first]
        middle = start + split_point(end - start)
        left = subtree(start, middle)
        return node_hash(left, subtree(middle, end))

    if not leaves or not 0 <= first < last <= size <= TREE_SIZE_MAX:
        raise DoesNotHold(f"entries from {first} on are not among {size}")
    if subtree(0, size) != root or rest:
        raise DoesNotHold("the proof does not lead to the root")


def check_consistency(old_size, new_size, old_root, new_root, path):
    """RFC 6962 section 2.1.2: the new tree begins with the old one."""

    def roots(old, new, path, is_old_tree):
        if old == new:
            if is_old_tree:
                if path:
                    raise DoesNotHold("the proof is too long")
                return old_root, old_root
            if len(path) != 1:
                raise DoesNotHold("the proof is of the wrong length")
            return path[0], path[0]
        if not path:
            raise DoesNotHold("the proof is too short")
        middle, last = split_point(new), path[-1]
        if old <= middle:
            left_old, left_new = roots(old, middle, path[:-1], is_old_tree)
            return left_old, node_hash(left_new, last)
        right_old, right_new = roots(old - middle, new - middle, path[:-1], False)
        return node_hash(last, right_old), node_hash(last, right_new)

    if not 0 < old_size <= new_size or roots(old_size, new_size, path, True) != (old_root, new_root):
        raise DoesNotHold("the newer tree does not begin with the older one")


# ----------------------------------------------------------------------------------------------- signed notes, checkpoints

Key = namedtuple("Key", "name id kind public")
Note = namedtuple("Note", "text signatures")  # signatures: (name, key id, signature)
Checkpoint = namedtuple("Checkpoint", "origin size root")

# Over the note's text; over a line with the time and the note's text; over names, time and tree, by ML-DSA-44.
ED25519, COSIGNATURE, POST_QUANTUM = b"\1", b"\4", b"\6"
KEY_BYTES = {ED25519: 32, COSIGNATURE: 32, POST_QUANTUM: 1312}
# Points of order 1, 2, 4 and 8 (y, with the sign bit cleared), in canonical and other encodings: whatever is signed by such a
# key, or with such an R, says nothing.
FIELD = (1 << 255) - 19
SMALL_ORDER = {0, 1, FIELD - 1, FIELD, FIELD + 1} | {
    int.from_bytes(bytes.fromhex(y), "little")
    for y in (
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    )
}


def parse_key(text, *kinds):
    """A verifier key `name+hex8(id)+base64(kind || public key)` of one of these kinds (Ed25519's); None where it is none."""
    parts = text.split("+", 2)
    material = b64(parts[2]) if len(parts) == 3 else None
    kind = (material or b"")[:1]
    if kind not in (kinds or (ED25519,)) or len(material) != 1 + KEY_BYTES[kind] or not is_key_name(parts[0]):
        return None
    key_id = sha256(parts[0].encode() + b"\n" + material)[:4]
    return Key(parts[0], key_id, kind, material[1:]) if parts[1] == key_id.hex() else None


def is_signed(message, signature, public):
    def y(point):
        return int.from_bytes(point, "little") & ((1 << 255) - 1)

    if len(signature) != 64 or y(public) >= FIELD or y(public) in SMALL_ORDER or y(signature[:32]) in SMALL_ORDER:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


def parse_note(data):
    if len(data) > 1 << 20 or any(byte < 0x20 and byte != 0x0A for byte in data) or data[-1:] != b"\n":
        raise DoesNotHold("no signed note")
    blank = data.rfind(b"\n\n")
    try:
        text, block = data[: blank + 1].decode("utf-8"), data[blank + 2 :].decode("utf-8")
    except UnicodeDecodeError:
        raise DoesNotHold("no signed note: not UTF-8") from None
    if blank < 0 or not block:
        raise DoesNotHold("a note without signatures")
    signatures = []
    for line in block[:-1].split("\n"):
        found = re.fullmatch("— ([^ ]+) ([^ ]+)", line)
        material = b64(found[2]) if found else None
        if material is None or len(material) < 5 or not is_key_name(found[1], 1 << 20):
            raise DoesNotHold("a malformed signature line")
        signatures.append((found[1], material[:4], material[4:]))
    if len(signatures) > 100:
        raise DoesNotHold("too many signatures")
    return Note(text, signatures)


def is_signed_by_ml_dsa(note, time, signature, key):
    """C2SP tlog-cosignature, "subtree/v1": the cosigner, the time, and the log's tree from its first entry on."""

    def short(name):
        return bytes([len(name.encode())]) + name.encode()

    try:
        checkpoint = parse_checkpoint(note.text)
        message = b"subtree/v1\n\0" + short(key.name) + time.to_bytes(8, "big") + short(checkpoint.origin)
        message += (0).to_bytes(8, "big") + checkpoint.size.to_bytes(8, "big") + checkpoint.root
        MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
        return True
    except (DoesNotHold, InvalidSignature, ValueError):
        return False


def signed_by(note, key):
    """Whether the key signed the note; of other keys' signatures nothing is said. One false line spoils the note."""
    mine = [signature for name, key_id, signature in note.signatures if (name, key_id) == (key.name, key.id)]
    if key.kind == POST_QUANTUM and MLDSA44PublicKey is None:
        return False  # cannot be checked here: it counts for nothing
    for signature in mine:
        message = note.text.encode()
        if key.kind != ED25519:  # C2SP tlog-cosignature: eight bytes of time before the signature
            time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = b"cosignature/v1\ntime %d\n" % time + message
            if time >= 1 << 63:
                signature = b""
        if key.kind == POST_QUANTUM:
            holds = is_signed_by_ml_dsa(note, time, signature, key)
        else:
            holds = is_signed(message, signature, key.public)
        if not holds:
            raise DoesNotHold(f"a signature of {key.name} is false")
    return bool(mine)


def parse_checkpoint(text):
    lines = text[:-1].split("\n")
    if not text.endswith("\n") or len(lines) < 3 or not all(lines) or len(lines[0].encode()) > 255:
        raise DoesNotHold("no checkpoint")
    size, root = canonical_uint(lines[1], TREE_SIZE_MAX), hash_of_b64(lines[2])
    if size is None or root is None or (size == 0 and root != EMPTY_ROOT):
        raise DoesNotHold("no checkpoint: its size or root")
    return Checkpoint(lines[0], size, root)


def open_checkpoint(data, key):
    """A checkpoint that the key's log signed; None where the key's signature is not there. It may not be false."""
    note = parse_note(data)
    if not signed_by(note, key):
        return None
    checkpoint = parse_checkpoint(note.text)
    if checkpoint.origin != key.name:
        raise DoesNotHold(f"a checkpoint of {checkpoint.origin}")
    return checkpoint


def device_checkpoint(data, key):
    """The same of a journal's checkpoint: None for whatever its device did not sign."""
    try:
        return open_checkpoint(data, key)
    except DoesNotHold:
        return None


# ------------------------------------------------------------------------------------------------------------- entries
# An entry is a line of text, LF, and a body. Of each known kind there is one spelling; the rest is no entry.

Event = namedtuple("Event", "journal index body")
Journal = namedtuple("Journal", "note")
Admin = namedtuple("Admin", "note")
Fork = namedtuple("Fork", "journal held offered common")  # common: None or (note, proof to held, proof to offered)
Definition = namedtuple("Definition", "name sha256")
# The names that this program knows: those of the first and second function, with no schemes of codes but the built-in ones.
KEYS = {f"{number} {hashlib.sha256(b'').hexdigest()}" for number in (1, 2)}
IndexState = namedtuple("IndexState", "time runs keys")  # runs: (start, end, root)
Unknown = namedtuple("Unknown", "kind")


def parse_entry(leaf):
    """What an entry says; None where it is none."""
    if len(leaf) > ENTRY_BYTES_MAX or b"\n" not in leaf[:1024]:
        return None
    line, _, body = leaf.partition(b"\n")
    try:
        words = line.decode("utf-8").split(" ")
    except UnicodeDecodeError:
        return None
    if len(words) < 2 or words[0] != "yima/1" or not words[1]:
        return None
    kind, rest = words[1], words[2:]
    if kind == "event":
        if len(rest) != 2 or not is_journal_name(rest[0]) or canonical_uint(rest[1]) is None:
            return None
        return Event(rest[0], int(rest[1]), body)
    if kind == "journal":
        return Journal(body) if len(rest) == 1 and is_moment(rest[0]) else None
    if kind == "admin":
        return Admin(body) if not rest else None
    if kind == "fork":
        return parse_fork(rest, body)
    if kind == "definition":
        return Definition(rest[0], sha256(body).hex()) if len(rest) == 1 and is_definition_name(rest[0]) else None
    if kind == "index":
        return parse_index_state(leaf)
    return Unknown(kind)


def is_definition_name(name):
    plain = re.fullmatch(r"(?:[a-z0-9_-][a-z0-9._-]*/)?[a-z0-9_-][a-z0-9._-]*", name)
    return bool(plain) and name.endswith(".json") and len(name) <= 128


def parse_fork(words, body):
    """`<journal> <length of held>`, or with the lengths of offered and of the checkpoint that both continue, and two proofs."""
    if len(words) not in (2, 4) or not is_journal_name(words[0]):
        return None
    lengths = [canonical_uint(word, len(body)) for word in words[1:]]
    if not all(lengths) or sum(lengths) > len(body):
        return None
    if len(lengths) == 1:
        held, offered = body[: lengths[0]], body[lengths[0] :]
        return Fork(words[0], held, offered, None) if offered else None
    ends = [lengths[0], lengths[0] + lengths[1], sum(lengths)]
    proofs = [[hash_of_b64(line) for line in block] for block in blocks_of_lines(body[ends[2] :])]
    if len(proofs) != 2 or not all(1 <= len(proof) <= 64 and None not in proof for proof in proofs):
        return None
    return Fork(words[0], body[: ends[0]], body[ends[0] : ends[1]], (body[ends[1] : ends[2]], *proofs))


def blocks_of_lines(data):
    if data[-1:] != b"\n":
        return []
    try:
        return [block.split("\n") for block in data[:-1].decode("ascii").split("\n\n")]
    except UnicodeDecodeError:
        return []


def parse_index_state(leaf):
    found = re.fullmatch(
        rb"yima/1 index\nkeys (([1-9][0-9]{0,9}) [0-9a-f]{64})\ntime ([^\n ]+)\n((?:[1-9][0-9]{0,18} [0-9a-f]{64}\n){1,32})", leaf
    )
    if not found or int(found[2]) >= 1 << 32 or not is_moment(found[3].decode("utf-8", "replace")):
        return None
    runs, start = [], 0
    for line in found[4].decode().splitlines():
        end, root = line.split(" ")
        if not start < int(end) <= TREE_SIZE_MAX:
            return None
        runs.append((start, int(end), bytes.fromhex(root)))
        start = int(end)
    return IndexState(found[3].decode(), runs, found[1].decode())


# ------------------------------------------------------------------------------------------------------- who may sign
# Admin notes, signed by the host's admin key, say who may record. What counts is the order of the ledger: an event stands
# where its device was enrolled in an entry before it, and not revoked or suspended in an entry before it.

# Of each act its lines in their order; `?` may be left out, `*` may be repeated.
ACTS = {
    "key-enrolled": "key from",
    "key-rotated": "old new from reason?",
    "operator-enrolled": "uscc name from",
    "operator-renamed": "uscc name from",
    "operator-suspended": "uscc from reason signed*",
    "operator-reinstated": "uscc from reason?",
    "device-enrolled": "key from predecessor?",
    "device-revoked": "key from reason stolen-since? signed*",
    "device-reinstated": "key from reason?",
    "role-granted": "uscc role scope? from",
    "role-revoked": "uscc role scope? from reason?",
    "prefix-assigned": "uscc prefix from",
    "prefix-released": "uscc prefix from reason?",
    "definition-adopted": "name sha256 from",
}


def is_value(name, value):
    """Whether a value may stand on a line: short, not empty, no control character, and in the one form of its kind."""
    if not 0 < len(value.encode()) <= 1024 or any(unicodedata.category(c) == "Cc" for c in value):
        return False
    forms = {"role": r"[a-z-]{1,32}", "scope": r"(?:[0-9]{2}){1,3}", "prefix": r"[!-~]{1,64}", "sha256": r"[0-9a-f]{64}"}
    if name in forms:
        return bool(re.fullmatch(forms[name], value))
    if name in ("from", "stolen-since"):
        return is_moment(value)
    return is_journal_name(value) if name == "predecessor" else True


def parse_act(text, origin):
    """(word, values) of an admin note's text; None where it is no act of this ledger. `signed` is a list of extents."""
    lines = text.split("\n")
    if lines[0] != origin or lines[-1] or len(lines) < 4 or lines[1] not in ACTS:
        return None
    word, lines, values = lines[1], lines[2:-1], {"signed": []}
    for field in ACTS[word].split():
        name = field.rstrip("?*")
        while lines and lines[0].startswith(name + ": "):
            value = lines.pop(0)[len(name) + 2 :]
            if not is_value(name, value):
                return None
            if not field.endswith("*"):
                values[name] = value
                break
            values["signed"].append(parse_extent(value))
        if name not in values and field == name:
            return None
    if word == "definition-adopted" and not is_definition_name(values["name"]):
        return None
    extents = values["signed"]
    if lines or None in extents or len(extents) > 128 or any(not a < b for a, b in zip(extents, extents[1:])):
        return None
    return word, values


def parse_extent(text):
    """`<journal> <size> <root>`: what had been signed by then and still stands; in the order in which several stand."""
    words = text.split(" ")
    if len(words) != 3 or not is_journal_name(words[0]):
        return None
    size, root = canonical_uint(words[1]), hash_of_b64(words[2])
    return None if size is None or root is None else Extent((words[0].encode(), size, root))


def ledger_keys_of(act, origin):
    """The old and the new key of an act that exchanges the key that signs the ledger, which has its origin for a name; None for others."""
    old, new = (parse_key(act[1].get(name, "")) for name in ("old", "new"))
    if act[0] != "key-rotated" or old is None or old.name != origin:
        return None
    return old, new if new and new.name == origin else None


def ledger_rotation(leaf):
    """(old key, new key) where an entry says, signed by both, that one came in the place of the other as the ledger's; else None. It
    proves that by itself, so that the key of the checkpoint is found before anything else is believed."""
    said = parse_entry(leaf)
    if not isinstance(said, Admin):
        return None
    try:
        note = parse_note(said.note)
        origin = note.text.split("\n")[0]
        act = parse_act(note.text, origin)
        old, new = (act and ledger_keys_of(act, origin)) or (None, None)
        is_said = new is not None and old != new and signed_by(note, old) and signed_by(note, new)
        return (old, new) if is_said else None
    except DoesNotHold:
        return None


def current_key(known, leaves):
    """The ledger's key where the document ends, from the one that the reader knows; of two successors of one key neither is followed.
    A key that held once, also before the known one, never holds again."""
    rotations, key, seen = [found for found in map(ledger_rotation, leaves) if found], known, {known}
    first = known
    while earlier := [old for old, new in rotations if new == first and old not in seen]:
        first = earlier[0]
        seen.add(first)
    while True:
        nexts = [new for old, new in rotations if old == key]
        fresh = [new for new in nexts if new not in seen]
        if not fresh:
            return key
        if len(set(nexts)) > 1:
            return known
        key = fresh[0]
        seen.add(key)


class Extent(tuple):
    """Ordered by journal and size alone."""

    def __lt__(self, other):
        return self[:2] < other[:2]


class Ban:
    """A revocation or suspension, from its entry on until another lifts it."""

    def __init__(self, entry, extents, is_theft=False):
        self.entry, self.extents, self.is_theft, self.lifted_by = entry, extents, is_theft, None

    def holds_at(self, index):
        return self.entry < index and (self.lifted_by is None or self.lifted_by >= index)


def in_force(bans, index):
    return next((ban for ban in reversed(bans) if ban.holds_at(index)), None)


def lift(bans, entry):
    for ban in bans:
        if ban.lifted_by is None:
            ban.lifted_by = entry


class Party:
    """An operator, or a device with its key: since which entry it is enrolled, and what bans it had."""

    def __init__(self, entry, key=None):
        self.entry, self.key, self.bans, self.roles, self.had_role = entry, key, [], [], False


class Registry:
    """Made of the admin notes and forks of the file, in the order of the ledger."""

    def __init__(self, origin):
        self.origin, self.admin_key, self.former_keys = origin, None, set()
        self.operators, self.devices, self.prefixes, self.forks = {}, {}, [], {}
        self.definitions, self.texts = {}, set()
        self.ledger_key, self.ledger_key_entry, self.former_ledger_keys = None, None, set()  # as the entries say: None where it was never exchanged

    def take_note(self, data, entry):
        note = parse_note(data)
        act = parse_act(note.text, self.origin)
        is_of_ledger = bool(act) and ledger_keys_of(act, self.origin) is not None
        if len(note.signatures) != (3 if is_of_ledger else 2 if act and act[0] == "key-rotated" else 1):
            raise DoesNotHold("an admin note bears one signature, and that of another key the two keys' besides")
        if self.admin_key is None:
            # The chain of trust begins at entry 0: the enrolment of the ledger's own admin key, signed by itself.
            key = parse_key(act[1]["key"]) if entry == 0 and act and act[0] == "key-enrolled" else None
            if key is None or key.name != f"{self.origin}/admin" or not signed_by(note, key):
                raise DoesNotHold("the first entry must enrol the admin key")
            self.admin_key = key
        else:
            if not signed_by(note, self.admin_key):
                raise DoesNotHold("not signed by the admin key")
            if act is None or act[0] == "key-enrolled" or note.text in self.texts:
                raise DoesNotHold("no act, or one that stands already")
            if is_of_ledger:
                self.take_ledger_key(note, entry, *ledger_keys_of(act, self.origin))
            elif act[0] == "key-rotated":
                self.take_rotation(note, parse_key(act[1]["old"]), parse_key(act[1]["new"]))
            else:
                self.take_act(act[0], act[1], entry)
        self.texts.add(note.text)

    def take_rotation(self, note, old, new):
        """Another admin key, which both the old and the new one have signed; one that held before never holds again."""
        if old != self.admin_key or new is None or new.name != old.name or new in self.former_keys | {old}:
            raise DoesNotHold("no rotation of the admin key")
        if not signed_by(note, new):
            raise DoesNotHold("not signed by the new admin key")
        self.former_keys.add(old)
        self.admin_key = new

    def take_ledger_key(self, note, entry, old, new):
        """Another key that signs the checkpoints. Which one was the first no entry says: the reader has it from elsewhere."""
        if self.ledger_key not in (None, old) or new is None or new == old or new in self.former_ledger_keys:
            raise DoesNotHold("no rotation of the ledger's key")
        if not signed_by(note, old) or not signed_by(note, new):
            raise DoesNotHold("not signed by both keys")
        self.former_ledger_keys.add(old)
        self.ledger_key, self.ledger_key_entry = new, entry

    def take_act(self, word, values, entry):
        subject, _, verb = word.partition("-")
        if subject == "device":
            self.take_device_act(verb, values, entry)
        elif subject == "definition":
            self.definitions[values["name"]] = values["sha256"]
        elif word == "operator-enrolled":
            self.operators.setdefault(values["uscc"], Party(entry))
        else:
            operator = self.operators.get(values["uscc"])
            if operator is None:
                raise DoesNotHold(f"no operator {values['uscc']}")
            if verb == "suspended":
                operator.bans.append(Ban(entry, values["signed"]))
            elif verb == "reinstated":
                lift(operator.bans, entry)
            elif subject == "role":
                self.take_role(operator, verb, (values["role"], values.get("scope")))
            elif subject == "prefix":
                self.take_prefix(verb, values, entry)

    def take_device_act(self, verb, values, entry):
        key = parse_key(values["key"])
        if key is None or not is_journal_name(key.name):
            raise DoesNotHold("no device's key")
        device = self.devices.get(key.name)
        if verb == "enrolled" and device is None:
            if key.name[:18] not in self.operators:
                raise DoesNotHold(f"no operator {key.name[:18]}")
            self.devices[key.name] = Party(entry, key)
            return
        if device is None or device.key != key:
            raise DoesNotHold(f"{key.name} is not enrolled with this key")
        if verb == "revoked":
            device.bans.append(Ban(entry, values["signed"], "stolen-since" in values))
            return
        # Reinstated, which an old ledger wrote as a second enrolment.
        if any(ban.is_theft for ban in device.bans):
            raise DoesNotHold("what was stolen never stands again")
        if verb == "enrolled" and all(ban.lifted_by is not None for ban in device.bans):
            raise DoesNotHold("enrolled already")
        lift(device.bans, entry)

    @staticmethod
    def take_role(operator, verb, role):
        if verb == "granted":
            operator.roles.append(role)
            operator.had_role = True
        elif role in operator.roles:
            operator.roles.remove(role)
        else:
            raise DoesNotHold("a role that is not held")

    def take_prefix(self, verb, values, entry):
        """Assignments are [prefix, operator, from, is open, is void, entry, entry of its end]; a release that reaches back to the
        beginning voids."""
        if verb == "assigned":
            self.prefixes.append([values["prefix"], values["uscc"], values["from"], True, False, entry, None])
            return
        own = [held for held in self.prefixes if held[:2] == [values["prefix"], values["uscc"]]]
        released = [held for held in own if held[3]] or [h for h in own if not h[4] and values["from"] <= h[2]]
        if not released:
            raise DoesNotHold("a prefix that is not held")
        if released[-1][3]:
            released[-1][3], released[-1][6] = False, entry
        released[-1][4] = released[-1][4] or values["from"] <= released[-1][2]

    def owners(self, code, entry):
        """Who might issue a code in an entry; nobody where nothing of it is assigned."""
        name = digits_of(code)
        return {
            uscc
            for prefix, uscc, _, _, is_void, start, end in self.prefixes
            if name.startswith(prefix) and not is_void and start < entry and (end is None or entry <= end)
        }

    def ever_owned(self, firm, key):
        name = key.split("/")[4][1:]
        return any(uscc == firm and name.startswith(prefix) and not is_void for prefix, uscc, _, _, is_void, _, _ in self.prefixes)

    def take_fork(self, fork, entry):
        """A fork shows that a device signed two histories; afterwards its journal takes nothing more."""
        device = self.devices.get(fork.journal)
        if device is None or fork.journal in self.forks:
            raise DoesNotHold("a fork of no device, or a second one")
        held, offered = (device_checkpoint(note, device.key) for note in (fork.held, fork.offered))
        if not held or not offered or not held.size or not offered.size or held == offered:
            raise DoesNotHold("no two checkpoints of the device that contradict each other")
        common_size = 0
        if fork.common:
            common = device_checkpoint(fork.common[0], device.key)
            if not common or common.size >= min(held.size, offered.size):
                raise DoesNotHold("the common checkpoint is not the device's")
            for newer, path in ((held, fork.common[1]), (offered, fork.common[2])):
                check_consistency(common.size, newer.size, common.root, newer.root, path)
            common_size = common.size
        self.forks[fork.journal] = (entry, held.size == offered.size, common_size)

    def fault(self, journal, checkpoint, entry):
        """Why what came under a journal's checkpoint did not stand at an entry: the rule that is broken, or None."""
        device, operator = self.devices.get(journal), self.operators.get(journal[:18])
        if device is None or operator is None or device.entry >= entry or operator.entry >= entry:
            return "PROOF-3"
        if journal in self.forks and self.forks[journal][0] < entry:
            return "PROOF-1"  # the host took what it must not
        extent = (journal.encode(), checkpoint.size, checkpoint.root)
        bans = [in_force(party.bans, entry) for party in (device, operator)]
        return "PROOF-3" if any(ban and extent not in ban.extents for ban in bans) else None


# ------------------------------------------------------------------------------------------------------------- the index
# A state entry names runs: maps from keys to lists of entries, each over a range of the ledger. An answer proves, for one name
# and each run, the whole list or its absence.


class Bytes:
    """Reads bytes from first to last."""

    def __init__(self, data):
        self.data, self.place = data, 0

    def take(self, count):
        self.place += count
        if self.place > len(self.data):
            raise Malformed("an index proof ends too early")
        return self.data[self.place - count : self.place]

    def number(self, count):
        return int.from_bytes(self.take(count), "big")

    def finish(self):
        if self.place != len(self.data):
            raise Malformed("bytes after an index proof")


Page = namedtuple("Page", "older edge entries")  # how many older entries there are, the tree's right edge before these, these
Present = namedtuple("Present", "page path")
Absent = namedtuple("Absent", "neighbour value path")


def read_page(reader):
    older = reader.number(8)
    edge = [reader.take(32) for _ in range(bin(older).count("1"))]
    count = reader.number(2)
    if older > TREE_SIZE_MAX or not 1 <= count <= 256:
        raise Malformed("a page of the index")
    return Page(older, edge, [reader.number(8) for _ in range(count)])


def read_path(reader):
    count = reader.number(2)
    if count > 256:
        raise Malformed("a path of the index")
    return [(reader.number(1), reader.take(32)) for _ in range(count)]


def read_proof(data):
    """None for the empty run, else Present or Absent."""
    reader = Bytes(data)
    kind = reader.number(1)
    if kind == 0:
        proof = None
    elif kind == 1:
        proof = Present(read_page(reader), read_path(reader))
    elif kind == 2:
        proof = Absent(reader.take(32), reader.take(32), read_path(reader))
    else:
        raise Malformed("an index proof of an unknown kind")
    reader.finish()
    return proof


def read_older_page(data):
    reader = Bytes(data)
    page = read_page(reader)
    reader.finish()
    return page


def index_key(name):
    return sha256(b"yima-index/v1\0" + name.encode())


def bit_of(key, place):
    return key[place // 8] >> (7 - place % 8) & 1


def grown(page):
    """The right edge of the list's tree after a page: (leaves, hash) of each perfect subtree, the largest first."""
    sizes = [1 << place for place in range(63, -1, -1) if page.older >> place & 1]
    edge = list(zip(sizes, page.edge))
    for entry in page.entries:
        edge.append((1, leaf_hash(entry.to_bytes(8, "big"))))
        while len(edge) > 1 and edge[-2][0] == edge[-1][0]:
            (size, left), (_, right) = edge[-2:]
            edge[-2:] = [(2 * size, node_hash(left, right))]
    return edge


def list_value(page):
    """What a key's list is committed to as: its count, and the root over its entries."""
    edge = grown(page)
    root = edge[-1][1]
    for _, left in reversed(edge[:-1]):
        root = node_hash(left, root)
    return sha256((page.older + len(page.entries)).to_bytes(8, "big") + root)


def map_root(leaf_key, value, path, asked):
    """The map's root, from a leaf upward. The asked key agrees with the shown one in every bit on the way: no other leaf can be its."""
    found, last = sha256(leaf_key + value), 256
    for place, sibling in path:
        if place >= last or bit_of(asked, place) != bit_of(leaf_key, place):
            raise DoesNotHold("the path is not that of the name")
        pair = sibling + found if bit_of(asked, place) else found + sibling
        found, last = sha256(pair + bytes([place])), place
    return found


def check_page(page, start, end):
    ascending = all(a < b for a, b in zip(page.entries, page.entries[1:]))
    if not ascending or not start <= page.entries[0] <= page.entries[-1] < end or page.older > page.entries[0] - start:
        raise DoesNotHold("a list that cannot be of this run")


def listed(name, run, answer):
    """The entries that a run has under a name, ascending, and whether that is all of them."""
    start, end, root = run
    proof, older, key = answer[0], answer[1:], index_key(name)
    if not isinstance(proof, Present):
        shown = EMPTY_ROOT if proof is None else map_root(proof.neighbour, proof.value, proof.path, key)
        if older or shown != root or (proof and proof.neighbour == key):
            raise DoesNotHold("an absence that is not shown")
        return [], True
    check_page(proof.page, start, end)
    if map_root(key, list_value(proof.page), proof.path, key) != root:
        raise DoesNotHold("the list is not the run's")
    page, entries = proof.page, list(proof.page.entries)
    for next_page in older:  # from the newest to the oldest: each must grow to just what was shown of the newer one
        check_page(next_page, start, end)
        edge = [(1 << place) for place in range(63, -1, -1) if page.older >> place & 1]
        if next_page.entries[-1] >= page.entries[0] or grown(next_page) != list(zip(edge, page.edge)):
            raise DoesNotHold("an older page does not fit")
        page, entries = next_page, next_page.entries + entries
    return entries, page.older == 0


# ------------------------------------------------------------------------------------------------------------- the file

Entry = namedtuple("Entry", "index leaf proof journal")  # journal: None or (entry of the journal's checkpoint, proof)
Evidence = namedtuple("Evidence", "subject checkpoint is_complete entries forks disclosures index unread")
Unread = namedtuple("Unread", "first checkpoint leaves proof journal")  # entries to the end of a push, by their hashes alone
UNREAD_MAX = 1 << 18


def parse_evidence(data):
    """The evidence in a file: one about a code, or one for each of several."""
    root = need(parse_json(data, FILE_BYTES_MAX), dict, "the document")
    if root.get("format") != FORMAT:
        raise Malformed(f"not {FORMAT}")
    hashes = [need_hash(value) for value in need(root.get("hashes"), list, "hashes")]
    entries = [parse_proven(value, hashes) for value in need(root.get("entries"), list, "entries")]
    if any(a.index >= b.index for a, b in zip(entries, entries[1:])):
        raise Malformed("entries are not in ascending order")
    forks = [parse_old_fork(value) for value in need(root.get("forks"), list, "forks")]
    checkpoint = need(root.get("checkpoint"), str, "checkpoint").encode()
    if "subjects" in root:
        if "subject" in root:
            raise Malformed("about one code and about several")
        return parse_subjects(root, checkpoint, entries, forks, parse_answers(root["index"]) if "index" in root else None)
    disclosures = [parse_disclosure(value) for value in need(root.get("disclosures", []), list, "disclosures")]
    index = parse_answers(root["index"]) if "index" in root else None
    subject, is_complete = need(root.get("subject"), str, "subject"), need(root.get("complete"), bool, "complete")
    if "judged" in root:
        check_judged(root["judged"])
    unread = [parse_unread(value, hashes) for value in need(root.get("unread", []), list, "unread")]
    if any(a.checkpoint >= b.first for a, b in zip(unread, unread[1:])) or sum(len(u.leaves) for u in unread) > UNREAD_MAX:
        raise Malformed("unread entries are too many, or not in their order")
    return [Evidence(subject, checkpoint, is_complete, entries, forks, disclosures, index, unread)]


def parse_subjects(root, checkpoint, entries, forks, index):
    by_index, several, references, size = {entry.index: entry for entry in entries}, [], 0, 0
    for value in need(root["subjects"], list, "subjects"):
        need(need(value, dict, "a subject").get("code"), str, "code")
        if value.get("omitted") is True:
            continue
        indexes = [uint(index, "an entry") for index in need(value.get("entries"), list, "entries")]
        if any(a >= b for a, b in zip(indexes, indexes[1:])) or not by_index.keys() >= set(indexes):
            raise Malformed("no such entry")
        places = [uint(place, "an answer") for place in need(value.get("answers", []), list, "answers")]
        if any(a >= b for a, b in zip(places, places[1:])) or any(p >= len(index[1] if index else []) for p in places):
            raise Malformed("no such answer")
        if indexes:
            references += len(indexes) + len(forks) + len(places)
            size += sum(len(by_index[index].leaf) for index in indexes) + sum(len(f[1]) + len(f[2]) for f in forks)
        if references > 65_536 or size > FILE_BYTES_MAX:
            raise Malformed("more is named than one document may")
        held = [by_index[index] for index in indexes]
        journals = {said.journal for said in map(parse_entry, (entry.leaf for entry in held)) if isinstance(said, Event)}
        subject, is_complete = need(value.get("subject"), str, "subject"), need(value.get("complete"), bool, "complete")
        concerned = [fork for fork in forks if fork[0] in journals]
        answered = (index[0], [index[1][place] for place in places]) if places else None
        several.append(Evidence(subject, checkpoint, is_complete, held, concerned, [], answered, []))
    return several


def need_hash(value):
    found = hash_of_b64(need(value, str, "a hash"))
    if found is None:
        raise Malformed("a hash is 32 bytes in base64")
    return found


def parse_places(value, hashes):
    places = [uint(place, "a place in hashes") for place in need(value, list, "proof")]
    if any(place >= len(hashes) for place in places):
        raise Malformed("no such hash")
    return [hashes[place] for place in places]


def parse_proven(value, hashes):
    need(value, dict, "an entry")
    if ("text" in value) == ("base64" in value):
        raise Malformed("an entry has its text or its bytes")
    if "text" in value:
        leaf = need(value["text"], str, "text").encode()
    else:
        leaf = b64(need(value["base64"], str, "base64"))
        if leaf is None:
            raise Malformed("base64")
    journal = None
    if "journal" in value:
        inner = need(value["journal"], dict, "journal")
        journal = (uint(inner.get("checkpoint"), "checkpoint"), parse_places(inner.get("proof"), hashes))
    return Entry(uint(value.get("index"), "index"), leaf, parse_places(value.get("proof"), hashes), journal)


def check_judged(value):
    """By which definitions and as of when whoever made the file judges: his word, and no matter of proofs."""
    moment, definitions = need(value, dict, "judged").get("moment"), need(value.get("definitions"), dict, "definitions")
    if not is_moment(need(moment, str, "moment")):
        raise Malformed("a moment")
    if not all(is_text(digest) and re.fullmatch("[0-9a-f]{64}", digest) for digest in definitions.values()):
        raise Malformed("a digest of a definition")


def parse_unread(value, hashes):
    need(value, dict, "unread")
    first, checkpoint = uint(value.get("first"), "first"), uint(value.get("checkpoint"), "checkpoint")
    data = b64(need(value.get("leaves"), str, "leaves"))
    if not data or len(data) % 32 or checkpoint - first != len(data) // 32:
        raise Malformed("leaves")
    leaves = [data[place : place + 32] for place in range(0, len(data), 32)]
    return Unread(first, checkpoint, leaves, parse_places(value.get("proof"), hashes), parse_places(value.get("journal"), hashes))


def parse_old_fork(value):
    """A fork as version 0.3 kept it beside the entries: (journal, held, offered)."""
    need(value, dict, "a fork")
    journal, arrival, offered, held = (need(value.get(n), str, n) for n in ("journal", "arrival", "offered", "held"))
    if not is_journal_name(journal) or not is_moment(arrival):
        raise Malformed("a fork's journal or arrival")
    return journal, held.encode(), offered.encode()


def parse_disclosure(value):
    """(entry, text): base64url of the JSON array [salt, name, value] (RFC 9901)."""
    need(value, dict, "a disclosure")
    text = need(value.get("disclosure"), str, "disclosure")
    data = b64url(text) if len(text) <= 8192 else None
    if data is None:
        raise Malformed("no disclosure")
    array = need(parse_json(data, 8192, depth_max=2), list, "a disclosure's array")
    if len(array) != 3 or not isinstance(array[2], (str, bool)):
        raise Malformed("a disclosure has a salt, a name and a plain value")
    if len(need(array[0], str, "the salt").encode()) < 22 or not need(array[1], str, "the name"):
        raise Malformed("a salt that can be guessed, or no name")
    return uint(value.get("entry"), "entry"), text


def parse_answers(value):
    """(the state's entry, [(name, for each run its proof and older pages)])."""
    state = uint(need(value, dict, "index").get("state"), "state")
    answers = []
    for answer in need(value.get("answers"), list, "answers"):
        name = need(need(answer, dict, "an answer").get("name"), str, "name")
        runs = need(answer.get("runs"), list, "runs")
        if not 1 <= len(runs) <= 32:
            raise Malformed("from 1 to 32 runs")
        answers.append((name, [parse_run(run) for run in runs]))
    names = [name.encode() for name, _ in answers]
    if len(names) > 4096 or any(a >= b for a, b in zip(names, names[1:])):
        raise Malformed("too many names, or not in their order")
    return state, answers


def parse_run(value):
    parts = [b64(need(part, str, "a proof")) for part in need(value, list, "a run")]
    if not parts or None in parts:
        raise Malformed("a run's answer is bytes in base64")
    return [read_proof(parts[0])] + [read_older_page(part) for part in parts[1:]]


# ------------------------------------------------------------------------------------------------------------ the report


class Report:
    """All that is wrong with the evidence about one code, and whether it is complete."""

    def __init__(self, evidence, key, witnesses=()):
        self.evidence, self.key, self.witnesses = evidence, key, witnesses
        self.reasons, self.complete, self.as_of, self.strangers = [], False, None, {}
        self.registry = Registry(key.name)
        checkpoint = self.ledger_checkpoint()
        if checkpoint is None:
            return
        if not evidence.is_complete:
            self.unchecked("the file says that it is not all there is")
        self.entries = self.entries_that_stand(checkpoint)
        self.take_registry()
        if self.registry.ledger_key not in (None, self.key):
            self.false("PROOF-1", [self.registry.ledger_key_entry], "the checkpoint is under another key than the one that the entries name")
        self.journals = self.journal_checkpoints()
        misplaced = self.check_order()
        # Only what is shown to be its device's is an event of the evidence at all.
        placed = [(index, event) for index, event in self.of_kind(Event) if index not in misplaced]
        self.events = {index: event for index, event in placed if self.is_signed_event(index, event)}
        self.unread = {}  # entry -> journal, of those of which nothing else is shown
        for span in evidence.unread:
            self.take_unread(span, checkpoint)
        self.check_forks()
        self.check_disclosures()
        self.check_completeness()
        if any(reason["what"] == "false" for reason in self.reasons):
            self.complete = False

    def false(self, rule, entries, why):
        self.reasons.append({"what": "false", "rule": rule, "entries": sorted(entries), "why": why})

    def unchecked(self, why, entries=()):
        self.reasons.append({"what": "unchecked", "entries": sorted(entries), "why": why})

    def of_kind(self, kind):
        return [(index, said) for index, (_, said) in self.entries.items() if isinstance(said, kind)]

    def ledger_checkpoint(self):
        try:
            checkpoint = open_checkpoint(self.evidence.checkpoint, self.key)
        except DoesNotHold as error:
            return self.false("PROOF-1", [], f"the ledger's checkpoint: {error}")
        if checkpoint is None:
            return self.unchecked(f"the checkpoint bears no signature of {self.key.name}, the key that was given")
        try:
            cosigned = [signed_by(parse_note(self.evidence.checkpoint), witness) for witness in self.witnesses]
        except DoesNotHold as error:
            return self.false("PROOF-4", [], f"the ledger's checkpoint: {error}")
        if not all(cosigned):
            self.unchecked("not cosigned by every witness that was named")
        return checkpoint

    def entries_that_stand(self, checkpoint):
        """index -> (as it came, what it says), ascending."""
        standing = {}
        for entry in self.evidence.entries:
            try:
                check_inclusion(entry.index, checkpoint.size, leaf_hash(entry.leaf), entry.proof, checkpoint.root)
            except DoesNotHold as error:
                self.false("PROOF-1", [entry.index], f"not in the ledger: {error}")
                continue
            said = parse_entry(entry.leaf)
            if said is not None:
                standing[entry.index] = (entry, said)
        return standing

    def take_registry(self):
        for index, said in self.of_kind((Admin, Fork)):
            try:
                if isinstance(said, Admin):
                    self.registry.take_note(said.note, index)
                else:
                    self.registry.take_fork(said, index)
            except DoesNotHold as error:
                # A fork accuses a device: who enters one that is none accuses wrongly.
                self.false("PROOF-3" if isinstance(said, Admin) else "PROOF-1", [index], str(error))

    def journal_checkpoints(self):
        """index -> (checkpoint, whether its device signed it), of entries whose note is a journal's checkpoint."""
        found = {}
        for index, said in self.of_kind(Journal):
            try:
                checkpoint = parse_checkpoint(parse_note(said.note).text)
            except DoesNotHold:
                continue
            if is_journal_name(checkpoint.origin):
                device = self.registry.devices.get(checkpoint.origin)
                found[index] = (checkpoint, bool(device and device_checkpoint(said.note, device.key)))
        return found

    def check_order(self):
        """Every event of a journal stands once, in order, with room for those between; a checkpoint stands after what it covers."""
        misplaced, seen, last, closed = set(), {}, {}, {}
        for index, (_, said) in self.entries.items():
            if isinstance(said, Event):
                journal, size, after = said.journal, said.index, said.index + 1
            elif index in self.journals:
                journal, size = self.journals[index][0].origin, self.journals[index][0].size
                after = size
            else:
                continue
            place, held = last.get(journal, (0, 0))
            other = place
            is_again = isinstance(said, Event) and (journal, size) in seen
            if is_again:
                other = seen[journal, size]
            elif isinstance(said, Event):
                seen[journal, size] = index
            adds = isinstance(said, Event) or size > closed.get(journal, 0)
            if is_again or not adds or size < held or index - place <= size - held:
                misplaced.add(index)
                self.false("PROOF-1", [other, index], f"of {journal} this cannot stand here")
                continue
            last[journal] = (index, after)
            if not isinstance(said, Event):
                closed[journal] = size
        return misplaced

    def is_signed_event(self, index, event):
        """It came under a checkpoint that its device signed, the one of its own push; says also whether the device stood there."""
        place, path = self.entries[index][0].journal or (None, [])
        checkpoint, is_device = self.journals.get(place, (None, False))
        try:
            if checkpoint is None or place <= index or not is_device or checkpoint.origin != event.journal:
                raise DoesNotHold("not under a checkpoint of its journal")
            leaf = leaf_hash(self.entries[index][0].leaf)
            check_inclusion(event.index, checkpoint.size, leaf, path, checkpoint.root)
            if place - index != checkpoint.size - event.index:
                raise DoesNotHold("under another push's checkpoint")
        except DoesNotHold as error:
            self.false("PROOF-2", [index], str(error))
            return False
        rule = self.registry.fault(event.journal, checkpoint, index)
        if rule:
            self.false(rule, [index], f"{event.journal} did not stand there")
        return True

    def take_unread(self, span, ledger):
        """Entries that are shown to be of a journal and no more: they are the last of their push."""
        count = len(span.leaves)
        try:
            check_range(span.first, ledger.size, span.leaves, span.proof, ledger.root)
        except DoesNotHold as error:
            return self.false("PROOF-1", [span.first], f"not in the ledger: {error}")
        checkpoint, is_device = self.journals.get(span.checkpoint, (None, False))
        try:
            if not is_device:
                raise DoesNotHold("not under a checkpoint of a journal")
            check_range(checkpoint.size - count, checkpoint.size, span.leaves, span.journal, checkpoint.root)
        except DoesNotHold as error:
            return self.false("PROOF-2", [span.first], str(error))
        rule = self.registry.fault(checkpoint.origin, checkpoint, span.first)
        if rule:
            self.false(rule, [span.first], f"{checkpoint.origin} did not stand there")
        self.unread.update({entry: checkpoint.origin for entry in range(span.first, span.checkpoint)})

    def check_forks(self):
        """Two checkpoints of one size and two roots, both signed, show by themselves that a journal has two histories."""
        signed = {}
        for index, (checkpoint, is_device) in self.journals.items():
            if is_device:
                first, root = signed.setdefault((checkpoint.origin, checkpoint.size), (index, checkpoint.root))
                if root != checkpoint.root:
                    self.false("PROOF-5", [first, index], f"two histories of {checkpoint.origin}")
        for journal, (entry, is_proven, common_size) in self.registry.forks.items():
            doubted = [i for i, event in self.events.items() if event.journal == journal and event.index >= common_size]
            # Of two sizes it is only the host's word, which makes nothing false.
            if doubted and is_proven:
                self.false("PROOF-5", doubted + [entry], f"{journal} forked")
        for journal, held_note, offered_note in self.evidence.forks:
            device = self.registry.devices.get(journal)
            held, offered = (device and device_checkpoint(note, device.key) for note in (held_note, offered_note))
            if not held or not offered:
                if held_note:
                    self.unchecked(f"a fork of {journal} is alleged")
            elif held.size == offered.size and held.root != offered.root:
                self.false("PROOF-5", [], f"two histories of {journal}")

    def check_disclosures(self):
        """A disclosed value is one that its event sealed: the event lists the SHA-256 of its text."""
        for index, text in self.evidence.disclosures:
            event = self.events.get(index)
            digest = base64.urlsafe_b64encode(sha256(text.encode())).decode().rstrip("=")
            if event is None or digest not in sealed_digests(event_members(event.body)):
                self.false("PROOF-1", [index], "a value that the entry does not seal")

    def check_completeness(self):
        if self.evidence.index is None:
            return
        place, answers = self.evidence.index
        state = self.entries[place][1] if place in self.entries else None
        if not isinstance(state, IndexState) or state.runs[-1][1] != place or state.keys not in KEYS:
            return
        words = [Word(index, self.events[index]) for index in sorted(self.events)]
        circle = Circle(words, self.registry, plain_code(self.evidence.subject))
        whole, reserved, hidden = set(), {}, []
        for name, runs in answers:
            try:
                if len(runs) != len(state.runs):
                    raise DoesNotHold("a run is not answered")
                lists = [listed(name, run, answer) for run, answer in zip(state.runs, runs)]
            except DoesNotHold as error:
                self.false("PROOF-1", [place], f"the index's answer about {name}: {error}")
                continue
            entries = [entry for entries, _ in lists for entry in entries]
            missing = [entry for entry in entries if entry not in self.entries]
            withheld = [entry for entry in missing if entry not in self.unread]
            if withheld:
                if self.evidence.is_complete:
                    self.unchecked(f"withheld: what stands under {name} is not shown", withheld)
            elif all(is_whole for _, is_whole in lists):
                needed = self.needed_to_leave_out(missing, sorted(entries), name, circle) if missing else set()
                if needed is None:  # who is no stranger, of him something is withheld
                    hidden.append((name, missing))
                    continue
                whole.add(name)
                if missing:
                    reserved[name] = needed, missing
        while unsettled := [name for name in reserved if not reserved[name][0] <= whole]:
            for name in unsettled:
                whole.discard(name)
                hidden.append((name, reserved.pop(name)[1]))
        for name, entries in hidden if self.evidence.is_complete else []:
            self.unchecked(f"withheld: of what stands under {name} only the hashes are shown", entries)
        names, is_read = self.names_to_be_answered(words, circle, is_second=state.keys.startswith("2 "))
        self.as_of = state.time
        if names <= whole and self.evidence.is_complete:
            self.complete = True if is_read else None
            for entry in {entry for _, missing in reserved.values() for entry in missing}:
                firm = self.unread[entry][:18]
                self.strangers[firm] = self.strangers.get(firm, 0) + 1

    def needed_to_leave_out(self, missing, listed, name, circle):
        """What must be answered besides, so that entries which a name lists need not be shown; None where they must be
        (docs/evidence.md, "What strangers wrote")."""
        signers = {entry: event.journal[:18] for entry, event in self.events.items()}
        needed, first = set(), {}
        for entry in missing:
            journal = self.unread[entry]
            needed |= {"standing:ledger", f"standing:{journal}", f"standing:{journal[:18]}"}
            first.setdefault(journal[:18], entry)
            first[journal[:18]] = min(first[journal[:18]], entry)
        for firm, entry in first.items():
            own = [e for e in listed if (signers.get(e) or self.unread.get(e, "")[:18]) == firm]
            ends = own[:SHOWN_AT_EACH_END] + own[-SHOWN_AT_EACH_END:]
            if any(signers.get(e) != firm for e in ends) or not circle.is_stranger(firm, name, entry):
                return None
        return needed | circle.containers(name)  # whoever received what it was packed into has had it

    def names_to_be_answered(self, words, circle, is_second):
        """What `complete` is about, and whether every code on the way could be read here (docs/evidence.md, "Names"):
        who might sign, the subject and its lot, what it was made of and what was made of it by those who have had the goods; by the
        second function of names also who may issue these, and the firms to which those sent something or from which it came."""
        journals = {event.journal for event in self.events.values()}
        names = {"standing:ledger"}.union(*({f"standing:{j}", f"standing:{j[:18]}"} for j in journals))
        subject = plain_code(self.evidence.subject)
        if is_second:
            names |= {f"standing:{uscc}" for word in words if word.signer in circle.firms for uscc in word.parties}
        if subject is None:
            return names, False

        def add(code):
            names.add(code.key)
            names.update(prefix_names(code.key) if is_second else ())

        is_read, is_product = circle.is_read, subject.key == subject.product
        carriers = {p.key for word in words for p in word.codes("parent") if circle.holds(word.signer, p.key)}
        waiting = [(subject, "output", "input"), (subject, "input", "output")]
        add(subject)
        if not is_product:  # whoever has what it was packed into has it
            for word in words:
                if circle.holds(word.signer, subject.key) and subject.key in {child.key for child in word.codes("child")}:
                    names |= {parent.key for parent in word.codes("parent") if parent.key != parent.product}
        done = set()
        while waiting:
            code, side, other = waiting.pop()
            if is_product:
                continue
            if code.lot:
                names.add(code.lot)
                if side == "output" and code.lot != code.key:
                    waiting.append((Code(code.lot, code.lot, code.product), side, other))
            if (code.key, side) in done or code.key in carriers:
                continue
            done.add((code.key, side))
            for word in words:
                if not word.is_transformation or not circle.holds(word.signer, code.key):
                    continue
                if code.key not in {thing.key for thing in word.codes(side)}:
                    continue
                if word.transformation is not None:
                    names.add(f"written:{word.transformation}")
                    is_read = is_read and word.transformation.startswith("urn:uuid:")
                for thing in word.codes(other):
                    if thing.key != thing.product:
                        add(thing)
                        waiting.append((thing, side, other))
        return names, is_read


# ---------------------------------------------------------------------------------------- who has had the goods
# As far as it follows from the events' bytes and the ledger's prefixes alone (docs/evidence.md, "Who has had the goods"): whoever
# is not among them is a stranger to the goods, and what he writes about them leads nowhere.

ISSUED_OWN, ISSUED, ISSUED_ANOTHERS, RECEIVED, GAVE, MENTIONED, MENTIONED_ITEM = range(7)
# Of each list so many of a stranger's entries are shown at least, from either end.
SHOWN_AT_EACH_END = 64
CLAIMS = {"urn:yima:bizstep:opening_stock": ISSUED, "receiving": RECEIVED, "accepting": RECEIVED}
CLAIMS.update({step: GAVE for step in ("shipping", "retail_selling", "dispensing", "destroying", "decommissioning")})


class Word:
    """What is read of an event."""

    def __init__(self, entry, event):
        body = event_members(event.body)
        self.entry, self.signer = entry, event.journal[:18]
        self.kind, self.action, self.step = (text_of(body, name) for name in ("type", "action", "bizStep"))
        self.is_transformation = self.kind == "TransformationEvent"
        self.transformation = text_of(body, "transformationID")
        self.is_declaration = "errorDeclaration" in body
        self.parties = list(parties(body))
        texts = [(part, text) for part in ("subject", "child", "input", "output") for text in things(body, part)]
        parent = text_of(body, "parentID")
        texts += [("parent", parent)] if parent is not None else []
        self.things = [(part, plain_code(text)) for part, text in texts]

    def codes(self, part):
        return [code for own, code in self.things if own == part and code]

    def names(self, key):
        return [(part, code) for part, code in self.things if code and key in (code.key, code.lot)]

    def claim(self, part, code):
        """What it says of where a thing comes from."""
        if self.kind == "TransformationEvent":
            return {"output": ISSUED, "input": GAVE}.get(part, MENTIONED)
        if self.kind == "AggregationEvent" and part == "parent" and self.action == "ADD":
            return ISSUED if code.product is None else MENTIONED
        if self.kind == "AssociationEvent" or (self.kind == "AggregationEvent" and self.action != "OBSERVE"):
            return MENTIONED
        if self.kind == "ObjectEvent" and self.action in ("ADD", "DELETE"):
            return ISSUED if self.action == "ADD" else GAVE
        return CLAIMS.get(self.step, MENTIONED)


class Circle:
    def __init__(self, words, registry, subject):
        self.registry, self.by_key, self.is_read = registry, {}, True
        self.firms, self.open, self.holders, self.traced, self.contents, self.origins = set(), set(), {}, set(), {}, {}
        self.dark = set()  # what was packed into something whose code this program does not read
        self.waiting, self.tracing = [], [subject] if subject else []
        for word in words:
            for key in {key for _, code in word.things if code for key in (code.key, code.lot) if key}:
                self.by_key.setdefault(key, []).append(word)
        while self.waiting or self.tracing:
            if self.tracing:
                self.trace(self.tracing.pop())
                continue
            firm, key = self.waiting.pop()
            if not self.holds(firm, key):
                self.holders.setdefault(key, set()).add(firm)
                self.firms.add(firm)
                self.waiting += [(firm, content) for content in self.contents.get(key, ())]
                self.hear_firm(firm, key)

    def holds(self, firm, key):
        return firm in self.holders.get(key, ())

    def containers(self, key):
        """What goods were packed into by those who had them, and that in turn."""
        found, waiting = set(), [key]
        while waiting:
            key = waiting.pop()
            more = {container for container, held in self.contents.items() if key in held} - found
            found |= more
            waiting += more
        return found

    def is_stranger(self, firm, name, entry):
        """Whether a firm has nothing to do with what stands under a name, whatever it says of it in this entry and later."""
        operator = self.registry.operators.get(firm)
        if firm in self.firms or (operator and operator.had_role):
            return False
        if name not in self.by_key:  # whoever names another's transformation adds nothing to it
            if not name.startswith(("written:urn:uuid:", "standing:", "permit:", "document:", "journal:", "definition:")):
                self.is_read = False  # goods under a code that this program does not read
                return True
            return name.startswith("written:")
        claim, start, _ = self.origin(name) or (MENTIONED_ITEM, entry, [])
        if name in self.open or name in self.dark or claim > ISSUED_ANOTHERS or (claim != ISSUED_OWN and start >= entry):
            return False
        return not self.registry.ever_owned(firm, name)

    def origin(self, key):
        """(what decides from whom a code comes, in which entry, the firms); None where nothing names it."""
        if key in self.origins:
            return self.origins[key]
        claims, declarers = [], set()
        for word in self.by_key.get(key, ()):
            if word.step == "urn:yima:bizstep:denying":
                continue
            if word.is_declaration:
                declarers.add(word.signer)
            claims.append((min(self.claim(word, part, code, key) for part, code in word.names(key)), word.entry, word.signer))
        found, firms = None, []
        for claim, entry, signer in sorted(claims):
            firms.append(signer)
            found = claim, entry, firms
            if signer not in declarers:  # who took something back may have taken this back: then it comes from the next
                break
        self.origins[key] = found
        return found

    def claim(self, word, part, code, key):
        said, is_itself = word.claim(part, code), code.key == key
        # Apart from being issued, items tell nothing of where their lot comes from.
        if said != ISSUED or (part == "parent" and not is_itself):
            return said if is_itself else MENTIONED_ITEM
        owners = self.registry.owners(code, word.entry)
        return ISSUED if not owners else ISSUED_OWN if word.signer in owners else ISSUED_ANOTHERS

    def trace(self, code):
        """Whoever it comes from has had it; an item of a lot that was issued comes from there, whoever sold it first."""
        if code.key == code.product:
            return
        if code.lot and code.lot != code.key:
            self.trace_key(code.lot)
            lot, item = self.origin(code.lot), self.origin(code.key)
            if lot and lot[0] <= ISSUED_ANOTHERS and not (item and item[0] <= ISSUED_ANOTHERS):
                self.waiting += [(firm, code.key) for firm in lot[2]]
                self.traced.add(code.key)
                return
        self.trace_key(code.key)

    def trace_key(self, key):
        if key in self.traced:
            return
        self.traced.add(key)
        origin = self.origin(key)
        self.waiting += [(firm, key) for firm in (origin[2] if origin else ())]
        for firm in list(self.holders.get(key, ())):  # who had it before it was known that it is to be traced
            self.hear_firm(firm, key)

    def hear_firm(self, firm, key):
        for word in self.by_key.get(key, ()):
            if word.signer == firm:
                self.hear(word, key)

    def hear(self, word, key):
        """What one who has had something says of it."""
        own = word.names(key)
        parts = {part for part, _ in own}
        for _, code in own:
            self.admit(word.signer, code)
        if word.step == "shipping":
            self.waiting += [(party, key) for party in word.parties]
            if not word.parties and key not in self.open:  # sent to nobody by name: whoever received it has it
                self.open.add(key)
                receipts = [w for w in self.by_key[key] if w.step in ("receiving", "accepting")]
                self.waiting += [(receipt.signer, key) for receipt in receipts]
        if "child" in parts:
            self.dark |= {key} if ("parent", None) in word.things else set()
            for parent in word.codes("parent"):
                self.admit(word.signer, parent)
                self.contents.setdefault(parent.key, set()).add(key)
                self.waiting += [(holder, key) for holder in self.holders.get(parent.key, ())]
        if parts & {"child", "input", "output"}:
            self.is_read = self.is_read and None not in [code for part, code in word.things if part != "subject"]
        if word.is_transformation and "input" in parts:
            for made in word.codes("output"):
                self.admit(word.signer, made)
        if word.is_transformation and "output" in parts and key in self.traced:
            for taken in word.codes("input"):
                self.admit(word.signer, taken)
                self.tracing.append(taken)

    def admit(self, firm, code):
        if code.key != code.product:  # a bare product is no goods
            self.waiting += [(firm, key) for key in (code.key, code.lot) if key]


Code = namedtuple("Code", "key lot product")


def plain_code(text):
    """The keys of a code in the plainest of its spellings (a GTIN with lot and serial, or a pallet); None for others, which
    this program does not read: there are many schemes of codes, and `complete` is then null."""
    found = re.fullmatch(
        r"(https://id\.gs1\.org/01/([0-9]{14}))(/10/[A-Za-z0-9-]{1,20})?(/21/[A-Za-z0-9-]{1,20})?", text
    )
    if found:
        product, gtin, lot, serial = found.groups()
        # GTINs of shops and of coupons mean something else to everybody.
        if not has_check_digit(gtin) or gtin[1:3] in ("02", "04", "05", "98", "99") or gtin[1] == "2" or gtin[:7] == "0000000":
            return None
        return Code(product + (serial or lot or ""), product + lot if lot else None, product)
    if re.fullmatch(r"https://id\.gs1\.org/00/[0-9]{18}", text) and has_check_digit(text[-18:]):
        return Code(text, None, None)
    return None


def digits_of(code):
    """A code from its GS1 company prefix on."""
    return code.key.split("/")[4][1:]


def prefix_names(key):
    """Under what it stands to whom a beginning of a code's GS1 company prefix was assigned: by the longest of these that it has."""
    digits = key.split("/")[4][1:]
    return {f"standing:prefix:{digits[:count]}" for count in (12, 7, 0)}


def parties(body):
    """The firms to which an event says that something was sent, or from which something came."""
    step = body.get("bizStep")
    side = {"shipping": "destination", "receiving": "source", "accepting": "source"}.get(step) if is_text(step) else None
    lines = body.get(f"{side}List") if side else None
    for line in lines if isinstance(lines, list) else []:
        text = line.get(side) if isinstance(line, dict) and line.get("type") != "location" else None
        found = re.fullmatch("urn:yima:uscc:([0-9A-Z]{18})", text) if is_text(text) else None
        if found:
            yield found[1]


def has_check_digit(digits):
    return sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(reversed(digits))) % 10 == 0


LISTS = {"subject": ("epcList", "quantityList"), "child": ("childEPCs", "childQuantityList")}
LISTS.update({side: (f"{side}EPCList", f"{side}QuantityList") for side in ("input", "output")})


def text_of(body, name):
    return body[name] if is_text(body.get(name)) else None


def things(body, part):
    codes, classes = (body.get(name) for name in LISTS[part])
    texts = [code for code in codes if is_text(code)] if isinstance(codes, list) else []
    for line in classes if isinstance(classes, list) else []:
        if isinstance(line, dict) and is_text(line.get("epcClass")):
            texts.append(line["epcClass"])
    return texts


def is_text(value):
    return isinstance(value, str) and not isinstance(value, Number)


def event_members(body):
    try:
        value = parse_json(body, ENTRY_BYTES_MAX)
    except Malformed:
        return {}
    return value if isinstance(value, dict) else {}


def sealed_digests(body):
    """The digests of an event's private values: the member `sealed` of Yima's namespace, by a prefix or by its whole name."""
    context = body.get("@context")
    prefixes = {}
    for part in context if isinstance(context, list) else [context]:
        for name, value in part.items() if isinstance(part, dict) else ():
            prefixes[name] = value.get("@id") if isinstance(value, dict) else value
    for name, value in body.items():
        prefix, _, local = name.partition(":")
        if name == "urn:yima:elements:sealed" or (prefixes.get(prefix) == "urn:yima:elements:" and local == "sealed"):
            return [text for text in value[:64] if is_text(text)] if isinstance(value, list) else []
    return []


def unread_counts(reports):
    """Of how many entries of strangers nothing but the hashes is shown, by who signed them."""
    counts = {}
    for report in reports:
        for firm, count in report.strangers.items():
            counts[firm] = max(count, counts.get(firm, 0))
    return dict(sorted(counts.items()))


def verify(data, key, witnesses=()):
    """The document that is printed, for the bytes of an evidence file."""
    several = parse_evidence(data)
    entries = {entry.index: entry.leaf for evidence in several for entry in evidence.entries}
    key = current_key(key, [entries[index] for index in sorted(entries)])
    reports = [Report(evidence, key, witnesses) for evidence in several]
    reasons = []
    for report in reports:
        reasons += [reason for reason in report.reasons if reason not in reasons]
    whats = {reason["what"] for reason in reasons}
    completes = [report.complete for report in reports]
    return {
        "proofs": "false" if "false" in whats else "unchecked" if whats else "hold",
        "complete": False if False in completes or not completes else None if None in completes else True,
        "asOf": reports[0].as_of if len(reports) == 1 else None,
        "reasons": reasons,
        "unread": unread_counts(reports) if False not in completes else {},
        "definitions": dict(sorted(d for report in reports for d in report.registry.definitions.items())),
    }


STATUS = {"hold": 0, "false": 1, "unchecked": 2}


def judge(data, key, witnesses=()):
    try:
        found = verify(data, key, witnesses)
        return STATUS[found["proofs"]], found
    except Malformed as error:
        return 65, {"error": {"status": 65, "message": str(error)}}


def given_key(text, *kinds):
    """A key as it was given: itself, or a file that holds it."""
    key = parse_key(text, *kinds)
    if key is None:
        with open(text, encoding="utf-8") as file:
            key = parse_key(file.read().strip(), *kinds)
    return key


def main():
    parser = argparse.ArgumentParser(description="checks an evidence file of Yima without Yima")
    parser.add_argument("--key", help="the ledger's verifier key, or a file that holds it (ledger.vkey)")
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness whose cosignature is demanded")
    parser.add_argument("--lines", action="store_true", help="questions on standard input, one a line")
    parser.add_argument("file", nargs="?", help="the evidence file, - for standard input")
    options = parser.parse_args()
    if options.lines:
        for line in sys.stdin:
            question = json.loads(line)
            witnesses = [parse_key(text, COSIGNATURE, POST_QUANTUM) for text in question.get("witnesses", [])]
            status, found = judge(base64.b64decode(question["evidence"]), parse_key(question["key"]), witnesses)
            print(json.dumps({"status": status, **found}, separators=(",", ":")), flush=True)
        return 0
    if not options.key or not options.file:
        parser.error("a key and a file are needed")
    try:
        keys = [given_key(options.key), *(given_key(text, COSIGNATURE, POST_QUANTUM) for text in options.witness)]
        if None in keys:
            parser.error("that is no verifier key")
        with sys.stdin.buffer if options.file == "-" else open(options.file, "rb") as file:
            data = file.read(FILE_BYTES_MAX + 1)
    except (OSError, UnicodeDecodeError) as error:
        # Nothing was checked: neither true nor false.
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 74
    status, found = judge(data, keys[0], keys[1:])
    print(json.dumps(found, indent=2, ensure_ascii=False))
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever read it has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(74)
