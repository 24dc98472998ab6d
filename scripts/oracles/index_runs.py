"""Every run that a ledger names in a state of its index, made anew from the ledger's entries alone.

One JSON question a line in, {"leaves": [base64 of each entry, from 0 on]}, one JSON answer a line out:
    {"states": n, "runs": n, "names": n, "wrong": ["state at entry: which run", …]}

Names are a function of an entry's bytes, as the page on the index has it; codes are read in their plainest spelling only, and an entry
with another is an error: then this program cannot say what the run should be.
"""

import base64
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.dont_write_bytecode = True
import verify_evidence as own  # noqa: E402

CODES = ("epcList", "childEPCs", "parentID", "inputEPCList", "outputEPCList", "transformationID")
CLASSES = ("quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList")
DOCUMENTS = (
    "containerNo sealNo customsDeclNo quarantinePermitNo healthCertNo inspectionCertNo catchCertNo legalCatchNo complianceCertNo"
).split()
PERMIT = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def names(leaf, number):
    """By the first function of names, or by the second."""
    entry = own.parse_entry(leaf)
    if isinstance(entry, own.Event):
        return event_names(entry, number) or {f"journal:{entry.journal}"}
    if isinstance(entry, own.Journal):
        try:
            origin = own.parse_checkpoint(own.parse_note(entry.note).text).origin
        except own.DoesNotHold:
            return set()
        return {f"journal:{origin}"} if own.is_journal_name(origin) else set()
    if isinstance(entry, own.Admin):
        return admin_names(entry, number)
    if isinstance(entry, own.Fork):
        return {f"standing:{entry.journal}"}
    if isinstance(entry, own.Definition):
        return {"standing:ledger" if number == 1 else f"definition:{entry.sha256}"}
    return set()


def admin_names(entry, number):
    try:
        text = own.parse_note(entry.note).text
    except own.DoesNotHold:
        return {"standing:ledger"}
    word, values = own.parse_act(text, text.partition("\n")[0]) or (None, {})
    if word and word.startswith("device-"):
        key = own.parse_key(values["key"])
        if key and own.is_journal_name(key.name):
            return {f"standing:{key.name}", f"standing:{key.name[:18]}"}
    found = {f"standing:{values['uscc']}"} if "uscc" in values else {"standing:ledger"}
    if word and number > 1 and word.startswith("prefix-"):
        scheme, rest = re.fullmatch("([^:]*:|)(.*)", values["prefix"]).groups()
        found.add(f"standing:prefix:{scheme}" + next(rest[:count] for count in (12, 7, 0) if len(rest) >= count))
    return found


def event_names(event, number):
    body, found = own.event_members(event.body), set()
    adds = body.get("type") == "ObjectEvent" and (
        body.get("action") == "ADD" or number > 1 and body.get("bizStep") == "urn:yima:bizstep:opening_stock"
    )
    for name, value in body.items():
        is_new = adds or name.startswith("output")
        if name in CODES:
            for text in value if isinstance(value, list) else [value]:
                found |= code_names(text, is_new) if own.is_text(text) else set()
        elif name in CLASSES and isinstance(value, list):
            for line in value:
                if isinstance(line, dict) and own.is_text(line.get("epcClass")):
                    found |= code_names(line["epcClass"], is_new)
        elif name == "ilmd" and number > 1 and isinstance(value, dict):
            for inner, texts in value.items():
                found |= document_names(event, inner, texts, number)
        else:
            found |= document_names(event, name, value, number)
    return found


def document_names(event, name, value, number):
    """Of a member in Yima's namespace, by the prefix that every event of these ledgers has."""
    if name.partition(":")[0] != "yima" or name[5:] not in DOCUMENTS:
        return set()
    texts = value if isinstance(value, list) else [value]
    found = {f"document:{name[5:]}:{text}" for text in texts}
    if name[5:] == "quarantinePermitNo" and number > 1:
        plain = {"".join(c for c in text.upper() if c in PERMIT) for text in texts if text.isascii()}
        found |= {f"permit:{event.journal[:18]}:{text}" for text in plain if text}
    return found


def code_names(text, is_new):
    code = own.plain_code(text)
    if code is None:
        if not text.startswith("urn:uuid:"):
            raise ValueError(f"not a plain code: {text}")
        return {f"written:{text}"}
    return {name for name in (code.key, code.lot, code.product if is_new else None) if name}


def map_root(pairs):
    """Of [(key, value)], ascending."""
    if len(pairs) < 2:
        return own.sha256(pairs[0][0] + pairs[0][1]) if pairs else own.EMPTY_ROOT
    place = next(place for place in range(256) if own.bit_of(pairs[0][0], place) != own.bit_of(pairs[-1][0], place))
    left = [pair for pair in pairs if not own.bit_of(pair[0], place)]
    return own.sha256(map_root(left) + map_root(pairs[len(left) :]) + bytes([place]))


def run_root(named, start, end):
    lists = {}
    for entry in range(start, end):
        for name in named[entry]:
            lists.setdefault(own.index_key(name), []).append(entry)
    return map_root(sorted((key, own.list_value(own.Page(0, [], entries))) for key, entries in lists.items()))


for line in sys.stdin:
    leaves = [base64.b64decode(text) for text in json.loads(line)["leaves"]]
    named = {number: [names(leaf, number) for leaf in leaves] for number in (1, 2)}
    states, runs, wrong = 0, 0, []
    for place, leaf in enumerate(leaves):
        state = own.parse_entry(leaf)
        if not isinstance(state, own.IndexState):
            continue
        states += 1
        for start, end, root in state.runs:
            runs += 1
            if run_root(named[int(state.keys.split(" ")[0])], start, end) != root:
                wrong.append(f"state at {place}: entries {start} to {end - 1}")
    print(json.dumps({"states": states, "runs": runs, "names": len(set().union(*named[2])), "wrong": wrong}))
