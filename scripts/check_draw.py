#!/usr/bin/env python3
"""Makes a draw of inspections a second time (双随机一公开), with nothing but Python's standard library.

    check_draw.py FOLDER [--key VKEY]      a folder that `yima draw check --keep FOLDER` or `yima draw publish --to FOLDER`
                                           wrote; exits 0 holds, 1 false, 2 unchecked, 65 no such folder
    check_draw.py --lines                  one draw a line, as JSON, one answer a line

It was written from docs/draw.md, as a second opinion on `yima draw check`, with which it must agree.  Read it from top to
bottom: trees, the numbers that follow from a seed, the draw, substitutions, the seed and who signed it, the folder.

VKEY is the ledger's verifier key, `name+hash+base64`, which you must have from elsewhere: a folder cannot vouch for itself.
Without it the ledger's own signature is not looked at, the witnesses' are.  That the acts were signed by an office with the
right to draw is not this program's business: `verify_evidence.py evidence.yima` looks at that.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from datetime import datetime, timezone

SECONDS_BEFORE, SECONDS_AFTER = 5, 24


class False_(Exception):
    """What was published does not follow."""


class Unchecked(Exception):
    """Nothing is known to be wrong, and it could not be looked at."""


def sha256(data):
    return hashlib.sha256(data).digest()


# Trees (RFC 6962): a leaf is a line without its line feed.


def grow(edge, leaf):
    """Appends a leaf hash to the perfect subtrees along the right edge: pairs of size and hash, the largest first."""
    edge.append((1, leaf))
    while len(edge) > 1 and edge[-1][0] == edge[-2][0]:
        size, right = edge.pop()
        left = edge.pop()[1]
        edge.append((2 * size, sha256(b"\x01" + left + right)))


def root_of(edge):
    if not edge:
        return sha256(b"")
    value = edge[-1][1]
    for _, left in reversed(edge[:-1]):
        value = sha256(b"\x01" + left + value)
    return value


def lines_of(data, header):
    if not data.endswith(b"\n"):
        raise False_(f"the file of {header} does not end in a line feed")
    lines = data[:-1].split(b"\n")
    if lines[0] != header.encode():
        raise False_(f"the file is not {header}")
    return lines


def tree_of(lines):
    """`<count> <root>` as an act has it."""
    edge = []
    for line in lines:
        grow(edge, sha256(b"\x00" + line))
    return f"{len(lines)} {base64.b64encode(root_of(edge)).decode()}"


# Acts: a first line, then `name: value` lines.


def parse_act(text, word):
    rows = text.split("\n")
    if rows[0] != f"yima-draw/1 {word}" or rows[-1] != "":
        raise False_(f"the act is not a {word}")
    return [tuple(row.split(": ", 1)) for row in rows[1:-1]]


def one(act, name):
    return next((value for key, value in act if key == name), None)


def every(act, name):
    return [value for key, value in act if key == name]


# Numbers that follow from a seed and a label.


class Stream:
    def __init__(self, seed, label):
        self.seed, self.label, self.block, self.words = seed, label.encode(), 0, []

    def next(self):
        if not self.words:
            digest = sha256(self.seed + self.block.to_bytes(8, "big") + self.label)
            self.words = [int.from_bytes(digest[at : at + 8], "big") for at in (0, 8, 16, 24)]
            self.block += 1
        return self.words.pop(0)

    def below(self, bound):
        limit = (1 << 64) // bound * bound
        while True:
            number = self.next()
            if number < limit:
                return number % bound


class Pool:
    """Places with weights; a number below their sum falls in the part of one of them, the parts in the order of the places."""

    def __init__(self, weights):
        self.weights = list(weights)
        self.sums = [0] + self.weights
        for place in range(1, len(self.sums)):
            above = place + (place & -place)
            if above < len(self.sums):
                self.sums[above] += self.sums[place]
        self.total = sum(self.weights)
        self.top = 1 << (max(len(self.weights), 1).bit_length() - 1)

    def set(self, weight, place):
        change = weight - self.weights[place]
        self.weights[place] = weight
        self.total += change
        index = place + 1
        while index < len(self.sums):
            self.sums[index] += change
            index += index & -index

    def draw(self, stream):
        rest, index, step = stream.below(self.total), 0, self.top
        while step:
            if index + step < len(self.sums) and self.sums[index + step] <= rest:
                index += step
                rest -= self.sums[index]
            step //= 2
        return index


# The draw.


class Draw:
    def __init__(self, plan_text, firms_file, inspectors_file, seed):
        plan = parse_act(plan_text, "commitment")
        self.seed = seed
        lines = lines_of(firms_file, "yima-draw-firms/1")
        if tree_of(lines) != one(plan, "firms"):
            raise False_("the list of firms is not the file that was committed to")
        self.firms = [line.decode().split(" ", 3) for line in lines[1:]]
        lines = lines_of(inspectors_file, "yima-draw-inspectors/1")
        if tree_of(lines) != one(plan, "inspectors"):
            raise False_("the list of inspectors is not the file that was committed to")
        self.inspectors = [line.decode().split(" ", 3) for line in lines[1:]]
        district = one(plan, "district")
        if not all(firm[2].startswith(district) for firm in self.firms):
            raise False_("a firm is outside of the district")
        self.each = int(one(plan, "inspectors-per-firm"))
        self.load_max = int(one(plan, "firms-per-inspector"))
        classes = [(name, int(weight), int(quota)) for name, weight, quota in (c.split(" ") for c in every(plan, "class"))]
        self.place_of = {firm[0]: place for place, firm in enumerate(self.firms)}
        self.seats = Pool(int(inspector[1]) for inspector in self.inspectors)
        self.loads = [0] * len(self.inspectors)
        self.conflicts = {}
        for place, inspector in enumerate(self.inspectors):
            for firm in [] if inspector[3] == "-" else inspector[3].split(","):
                self.conflicts.setdefault(firm, []).append(place)
        self.ever, self.drawn, self.reserves, self.count = set(), [], {}, 0
        for name, _, quota in classes:
            members = self.members(name)
            pool, stream = Pool([1] * len(members)), Stream(seed, f"class {name}")
            for _ in range(quota):
                if pool.total == 0:
                    raise False_(f"class {name} has fewer firms than its quota")
                place = pool.draw(stream)
                pool.set(0, place)
                self.add(members[place], "quota")
        weights = {name: weight for name, weight, _ in classes}
        pool = Pool(0 if place in self.ever else weights[firm[1]] for place, firm in enumerate(self.firms))
        stream = Stream(seed, "rest")
        while len(self.drawn) < int(one(plan, "count")):
            if pool.total == 0:
                raise False_("fewer firms than are to be drawn")
            place = pool.draw(stream)
            pool.set(0, place)
            self.add(place, "rest")
        stream = Stream(seed, "inspectors")
        for drawn in self.drawn:
            drawn[2] = self.take(self.each, self.firms[drawn[0]][0], [], stream)

    def members(self, name):
        return [place for place, firm in enumerate(self.firms) if firm[1] == name]

    def add(self, place, way):
        self.drawn.append([place, way, []])
        self.ever.add(place)

    def take(self, count, firm, besides, stream):
        barred = self.conflicts.get(firm, []) + besides
        for place in barred:
            self.seats.set(0, place)
        taken = []
        for _ in range(count):
            if self.seats.total == 0:
                taken.append(None)
                continue
            place = self.seats.draw(stream)
            self.seats.set(0, place)
            self.loads[place] += 1
            taken.append(place)
        for place in barred + [place for place in taken if place is not None]:
            self.settle(place)
        return taken

    def settle(self, place):
        self.seats.set(int(self.inspectors[place][1]) if self.loads[place] < self.load_max else 0, place)

    def give_back(self, place):
        self.loads[place] -= 1
        self.settle(place)

    def substitute(self, text):
        act = parse_act(text, "substitution")
        number = self.count + 1
        if one(act, "number") != str(number):
            raise False_(f"substitution {number} is numbered {one(act, 'number')}")
        firm = one(act, "firm")
        order = next((o for o, d in enumerate(self.drawn) if d and d[0] == self.place_of.get(firm)), None)
        if order is None:
            raise False_(f"substitution {number}: {firm} is not drawn")
        held, stream, leaving = self.drawn[order], Stream(self.seed, f"substitution {number}"), one(act, "inspector")
        if leaving is not None:
            numbers = [None if p is None else self.inspectors[p][0] for p in held[2]]
            if leaving not in numbers:
                raise False_(f"substitution {number}: {leaving} does not inspect {firm}")
            seat = numbers.index(leaving)
            self.give_back(held[2][seat])
            besides = [place for place in held[2] if place is not None]
            held[2][seat] = self.take(1, firm, besides, stream)[0]
        else:
            for place in held[2]:
                if place is not None:
                    self.give_back(place)
            self.drawn[order] = None
            name = self.firms[held[0]][1]
            if name not in self.reserves:
                members = [place for place in self.members(name) if place not in self.ever]
                self.reserves[name] = (members, Pool([1] * len(members)), Stream(self.seed, f"reserve {name}"))
            members, pool, reserve = self.reserves[name]
            if pool.total:
                place = pool.draw(reserve)
                pool.set(0, place)
                following = members[place]
                taken = self.take(self.each, self.firms[following][0], [], stream)
                self.drawn[order] = [following, f"substitute-{number}", taken]
                self.ever.add(following)
        self.count = number

    def file(self):
        rows = ["yima-draw-result/1"]
        for order, drawn in enumerate(self.drawn):
            if drawn:
                firm = self.firms[drawn[0]]
                seats = ["-" if place is None else self.inspectors[place][0] for place in drawn[2]]
                rows.append(f"{order + 1} {firm[0]} {firm[1]} {drawn[1]} {','.join(seats)}")
        return ("\n".join(rows) + "\n").encode()


# Ed25519 (RFC 8032), verifying only.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    x, y = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    z, t = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = y - x, t - z, t + z, y + x
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point = add(point, point)
        number >>= 1
    return found


def is_same(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_of(data):
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x, y, 1, (P - x if x & 1 != sign else x) * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(message, signature, public):
    a, r = point_of(public), point_of(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or len(signature) != 64 or is_same(times(8, a), (0, 1, 1, 0)):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return is_same(times(s, BASE), add(r, times(k, a)))


# The seed.


def key_of(text, kind):
    name, identity, material = text.split("+", 2)
    material = base64.b64decode(material, validate=True)
    if material[0] != kind or len(material) != 33:
        raise False_(f"{name}: not a key of type {kind}")
    if sha256(name.encode() + b"\n" + material)[:4].hex() != identity:
        raise False_(f"{name}: the key is not that of its hash")
    return name, bytes.fromhex(identity), material[1:]


def seed_of(proof, plan_text, key):
    """The seed, the number of the commitment's entry and the size and root of the checkpoint."""
    plan = parse_act(plan_text, "commitment")
    size, edge = proof["first"], []
    sizes = [1 << bit for bit in reversed(range(64)) if size >> bit & 1]
    if proof.get("format") != "yima-draw-seed/1" or len(sizes) != len(proof["edge"]):
        raise False_("the proof of the seed is not one")
    edge = [(part, base64.b64decode(value)) for part, value in zip(sizes, proof["edge"])]
    entries = [base64.b64decode(entry) for entry in proof["entries"]]
    body = json.loads(entries[0].split(b"\n", 1)[1])
    if body.get("yima:draw") != plan_text:
        raise False_("the first entry is not the commitment")
    states = [place for place, entry in enumerate(entries) if entry.startswith(b"yima/1 index\n")]
    if states != [len(entries) - 1]:
        raise False_("the last entry is not the first state of the index")
    state = entries[-1].decode().split("\n")
    if int(state[-2].split(" ")[0]) != size + len(entries) - 1:
        raise False_("the state of the index does not cover all before it")
    for entry in entries:
        grow(edge, sha256(b"\x00" + entry))
    text, signatures = proof["checkpoint"].rsplit("\n\n", 1)
    text += "\n"
    rows = text.split("\n")
    root = base64.b64encode(root_of(edge)).decode()
    if rows[1:] != [str(size + len(entries)), root, ""]:
        raise False_("the entries are not those of the tree that the checkpoint signs")
    lines = [re.fullmatch("— ([^ ]+) ([A-Za-z0-9+/=]+)", line) for line in signatures.strip("\n").split("\n")]
    held = [(line[1], base64.b64decode(line[2])) for line in lines if line]
    if key:
        name, identity, public = key_of(key, 1)
        own = [value[4:] for signer, value in held if signer == name and value[:4] == identity]
        if rows[0] != name or not own or not all(is_signed(text.encode(), value, public) for value in own):
            raise False_("the ledger did not sign the checkpoint")
    said = datetime.strptime(state[2].split(" ")[1], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    cosignatures = b""
    for witness in every(plan, "witness"):
        name, identity, public = key_of(witness, 4)
        own = [value[4:] for signer, value in held if signer == name and value[:4] == identity]
        if len(own) != 1 or len(own[0]) != 72:
            raise False_(f"{len(own)} cosignatures of witness {name}")
        time = int.from_bytes(own[0][:8], "big")
        if not is_signed(f"cosignature/v1\ntime {time}\n{text}".encode(), own[0][8:], public):
            raise False_(f"the cosignature of {name} is false")
        if not -SECONDS_BEFORE <= time - int(said.timestamp()) <= SECONDS_AFTER:
            raise False_(f"witness {name} cosigned too early or too late")
        cosignatures += own[0]
    return sha256(text.encode() + cosignatures), size, f"{size + len(entries)} {root}"


# The folder.


def check(folder, key):
    def read(name):
        try:
            with open(os.path.join(folder, name), "rb") as file:
                return file.read()
        except OSError as error:
            raise Unchecked(f"{name}: {error.strerror}") from error

    acts = json.loads(read("acts.json"))
    plan = acts["commitment"]
    seed, entry, checkpoint = seed_of(json.loads(read("seed.json")), plan, key)
    witnesses = len(every(parse_act(plan, "commitment"), "witness"))
    print(f"seed {seed.hex()}: " + (f"{witnesses} witnesses" if witnesses else "the host's word alone, no witness was named"))
    draw = Draw(plan, read("firms.txt"), read("inspectors.txt"), seed)
    if acts.get("result") is None:
        raise Unchecked("nothing was drawn yet")
    result = parse_act(acts["result"], "result")
    said = [one(result, name) for name in ("commitment", "checkpoint", "seed", "result")]
    if said != [str(entry), checkpoint, seed.hex(), tree_of(draw.file()[:-1].split(b"\n"))]:
        raise False_("the result that was signed does not follow from the lists and the seed")
    for text in acts.get("substitutions", []):
        draw.substitute(text)
    if read("result.txt") != draw.file():
        raise False_("result.txt is not what follows")
    for text in acts.get("publications", [])[-1:]:
        lines = lines_of(read("findings.txt"), "yima-draw-findings/1")
        if tree_of(lines) != one(parse_act(text, "publication"), "findings"):
            raise False_("findings.txt is not the file that was published")
    print(f"holds: {sum(1 for drawn in draw.drawn if drawn)} firms, {draw.count} substitutions")


def answer(question):
    try:
        draw = Draw(
            question["plan"],
            base64.b64decode(question["firms"]),
            base64.b64decode(question["inspectors"]),
            bytes.fromhex(question["seed"]),
        )
        first = draw.file().decode()
        for text in question["substitutions"]:
            draw.substitute(text)
        return {"drawn": first, "result": draw.file().decode(), "error": ""}
    except (False_, KeyError, ValueError, IndexError) as error:
        return {"drawn": "", "result": "", "error": str(error)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--key")
    parser.add_argument("--lines", action="store_true")
    arguments = parser.parse_args()
    if arguments.lines:
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(answer(json.loads(line))), flush=True)
        return 0
    if arguments.folder is None or not os.path.isdir(arguments.folder):
        print("check_draw.py: no folder of a draw", file=sys.stderr)
        return 65
    try:
        check(arguments.folder, arguments.key)
        return 0
    except False_ as fault:
        print(f"FALSE: {fault}")
        return 1
    except Unchecked as fault:
        print(f"unchecked: {fault}")
        return 2
    except (KeyError, ValueError, IndexError, TypeError) as fault:
        print(f"FALSE: what was published cannot be read: {fault!r}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
