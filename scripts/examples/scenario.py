"""A scenario under construction: operators, devices, rows; and the files that it becomes."""

import copy
import csv
import datetime as dt
import io
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROFILES = ROOT / "schema/profiles"
EXAMPLES = ROOT / "schema/examples"
# In this order their columns stand.
MORE_PROFILES = ("aquatic", "imported-meat", "crops", "livestock", "grain", "tea", "forest", "cowpea", "cross-border")
CORE = ["time", "step", "code", "lotNo", "quantity", "uom", "parent", "inputs", "outputs", "site", "from", "to", "document"]

UNITS = {"kg": ("千克", "KGM"), "pcs": ("个", "pcs"), "袋": ("袋", "XBG")}


def definitions(name):
    return json.loads((PROFILES / f"{name}.json").read_text())


STEPS = definitions("steps")
STEPS_ZH = {s["step"]: s["aliases"][0] for s in STEPS["steps"]}


def chinese_columns(profile):
    """What heads the columns of a profile: its own labels before those that it takes over."""
    columns = {c["column"]: c["aliases"][0] for c in STEPS["columns"]}
    while profile:
        file = definitions(profile)
        for element in file["elements"]:
            columns.setdefault(element["name"], element["zh"])
        profile = file.get("extends")
    return columns


class Device:
    """A scanner, PC or server of an operator, with the habits of its software."""

    def __init__(self, operator, name, profile, style="bracket", zh=False, clock="rfc", bom=False, crlf=False, words=None):
        self.words = words or {}
        self.operator, self.name, self.profile, self.style = operator, name, profile, style
        self.zh, self.clock, self.bom, self.crlf = zh, clock, bom, crlf

    @property
    def file(self):
        return f"{self.operator.short}-{self.name}.csv"

    def time(self, t):
        if self.clock == "local":
            return t.strftime("%Y-%m-%d %H:%M:%S")
        if self.clock == "slash":
            return f"{t.year}/{t.month}/{t.day} {t.hour}:{t.minute:02}"
        return t.strftime("%Y-%m-%dT%H:%M:%S+08:00")


class Operator:
    def __init__(self, short, uscc, name, site):
        self.short, self.uscc, self.name, self.site = short, uscc, name, site


def at(text):
    return dt.datetime.strptime(text, "%Y-%m-%d %H:%M")


def things(pairs):
    return pairs if isinstance(pairs, list) else [pairs]


class Scenario:
    def __init__(self, name):
        self.name, self.rows, self.devices, self.goods = name, [], [], {}
        self.faults, self.refused = [], []

    def device(self, *args, **options):
        device = Device(*args, **options)
        self.devices.append(device)
        return device

    def product(self, gtin, **facts):
        """The facts that receipts repeat: productName, spec, shelfLifeDays."""
        self.goods[gtin] = facts

    def add(self, device, time, step, pairs=(), tag=None, inputs=(), outputs=(), parent=None, uom=None, **cells):
        row = dict(device=device, time=at(time), step=step, pairs=things(pairs) if pairs else [], inputs=list(inputs),
                   outputs=list(outputs), parent=parent, uom=uom, tag=tag,
                   cells={"site": device.operator.site, **cells})
        self.rows.append(row)
        return row

    def move(self, sender, sent, receiver, received, pairs, number, truck, made, uom="kg", tag=None, tempC=None,
             conformity=None, facts=None, contents=None, receipt=None, dispatch=None):
        """A shipment and its receipt: every element that the profiles ask of both."""
        pairs = things(pairs)
        temperature = {"tempC": tempC} if tempC is not None else {}
        lots = uom if any(q for _, q in pairs) else None
        self.add(sender, sent, "ship", pairs, tag=tag and tag + "-ship", uom=lots, to=receiver.operator.uscc,
                 document=f"desadv:{number}", vehicleNo=truck, **temperature, **(dispatch or {}))
        gtin = (contents or pairs[0][0]).gtin
        product = {k: v for k, v in self.goods[gtin].items()}
        self.add(receiver, received, "receive", pairs, tag=tag and tag + "-receive", uom=lots,
                 **{"from": sender.operator.uscc}, document=f"desadv:{number}@{sender.operator.uscc}",
                 productionDate=made, supplierName=sender.operator.name,
                 conformityProofNo=conformity or "HGZ" + number, **product, **temperature, **(receipt or {}))

    def find(self, tag):
        return next(r for r in self.rows if r["tag"] == tag)

    def variant(self):
        """A copy to be spoilt."""
        other = Scenario(self.name + "-faults")
        other.devices, other.goods = self.devices, self.goods
        other.rows = [dict(r, cells=dict(r["cells"]), pairs=list(r["pairs"])) for r in copy.copy(self.rows)]
        return other

    def fault(self, rule, row, thing, zh, en):
        self.faults.append((rule, row, thing, zh, en))

    # Files

    def cells(self, row):
        device, cells = row["device"], dict(row["cells"])
        style, pairs = device.style, row["pairs"]
        cells["time"] = device.time(row["time"])
        cells["step"] = device.words.get(row["step"], STEPS_ZH[row["step"]] if device.zh else row["step"])
        if row["uom"]:
            cells["uom"] = UNITS[row["uom"]][0 if device.zh else 1]
        if style == "ean" and len(pairs) == 1 and pairs[0][0].is_lot:
            cells["code"], cells["lotNo"] = pairs[0][0].gtin, pairs[0][0].lot
        else:
            cells["code"] = ";".join(t.write(style) for t, _ in pairs)
        amounts = [str(q) for _, q in pairs if q is not None]
        cells["quantity"] = amounts[0] if len(set(amounts)) == 1 else ";".join(amounts)
        if row["parent"]:
            cells["parent"] = row["parent"].write(style)
        for side in ("inputs", "outputs"):
            cells[side] = ";".join(
                t.write(style) + (f"*{q}" + (unit or "") if q is not None else "") for t, q, unit in row[side])
        return {k: str(v) for k, v in cells.items() if v not in (None, "")}

    def write(self):
        folder = EXAMPLES / self.name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.csv"):
            old.unlink()
        lines = {}
        order = list(json.loads((PROFILES / "food.json").read_text())["elements"])
        names = CORE + [e["name"] for e in order if e["name"] not in CORE]
        for extra in ("imported-meat", *MORE_PROFILES):
            names += [e["name"] for e in json.loads((PROFILES / f"{extra}.json").read_text())["elements"]]
        names = list(dict.fromkeys(names))
        with open(folder / "operators.csv", "w", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow(["uscc", "name", "device", "file", "profile"])
            for d in self.devices:
                out.writerow([d.operator.uscc, d.operator.name, d.name, d.file, d.profile])
        for device in self.devices:
            rows = sorted((r for r in self.rows if r["device"] is device), key=lambda r: r["time"])
            table = [self.cells(r) for r in rows]
            columns = [n for n in names if any(n in t for t in table)]
            text = io.StringIO()
            out = csv.writer(text, lineterminator="\r\n" if device.crlf else "\n")
            labels = chinese_columns(device.profile) if device.zh else {}
            out.writerow([labels.get(c, c) for c in columns])
            for number, (row, cells) in enumerate(zip(rows, table)):
                out.writerow([cells.get(c, "") for c in columns])
                lines[id(row)] = number + 2
            (folder / device.file).write_bytes((b"\xef\xbb\xbf" if device.bom else b"") + text.getvalue().encode())
        self.write_faults(folder, lines)
        print(f"{self.name}: {len(self.rows)} events, {len(self.devices)} files")

    def write_faults(self, folder, lines):
        if not self.faults:
            return
        text = ["# 故意的错误 · Deliberate faults", "", "每一行的错误必须被所列规则发现。", "Each must be found by the rule named.", "",
                "| rule | where | code | 说明 | what is wrong |", "|---|---|---|---|---|"]
        for rule, row, thing, zh, en in self.faults:
            text.append(f"| {rule} | {row['device'].file}:{lines[id(row)]} | {thing.key} | {zh} | {en} |")
        if self.refused:
            text += ["", "`refused.csv` 的每一行都在录入时被拒绝（经营者见文件名所在行）。",
                     f"Every row of `refused.csv` (operator {self.devices[0].operator.uscc}, profile"
                     f" {self.devices[0].profile}) is refused at ingest.", "",
                     "| line | 说明 | what is wrong |", "|---|---|---|"]
            header = list(self.refused[0][0])
            with open(folder / "refused.csv", "w", newline="") as f:
                out = csv.writer(f, lineterminator="\n")
                out.writerow(header)
                for number, (cells, zh, en) in enumerate(self.refused):
                    out.writerow([cells[c] for c in header])
                    text.append(f"| {number + 2} | {zh} | {en} |")
        (folder / "faults.md").write_text("\n".join(text) + "\n")


class Bookkeeper:
    """Checks a sound scenario: nobody gives out what he does not hold, nothing happens before it was made."""

    def __init__(self, scenario):
        self.held, self.inside, self.way, self.scenario = {}, {}, {}, scenario

    def change(self, who, thing, amount, row):
        key = (who, thing.key)
        self.held[key] = round(self.held.get(key, 0) + amount, 6)
        assert self.held[key] >= 0, f"{self.scenario.name}: {who} lacks {-self.held[key]} of {thing.key} at {row['time']}"

    def check(self):
        for row in sorted(self.scenario.rows, key=lambda r: r["time"]):
            who, step = row["device"].operator.short, row["step"]
            pairs = [(t, q if q is not None else 1) for t, q in row["pairs"]]
            sign = {"commission": 1, "harvest": 1, "receive": 1, "ship": -1, "sell": -1, "consume": -1, "destroy": -1,
                    "loss": -1, "pack": -1, "unpack": 1}.get(step, 0)
            for thing, amount in pairs:
                if sign:
                    self.change(who, thing, sign * amount, row)
                elif step not in ("inspect", "sample", "release", "recall"):
                    self.change(who, thing, 0, row)
                    assert self.held.get((who, thing.key), 0) > 0, f"{who} {step} {thing.key} at {row['time']}"
                if step in ("ship", "receive"):
                    other = row["cells"]["to" if step == "ship" else "from"]
                    mine = row["device"].operator.uscc
                    trip = (thing.key, mine, other) if step == "ship" else (thing.key, other, mine)
                    self.way[trip] = round(self.way.get(trip, 0) - sign * amount, 6)
                    assert self.way[trip] >= 0, f"received before shipped: {trip} at {row['time']}"
            if row["parent"]:
                self.change(who, row["parent"], 1 if step == "pack" else -1, row)
            for thing, amount, _ in row["inputs"]:
                self.change(who, thing, -(1 if amount is None else amount), row)
            for thing, amount, _ in row["outputs"]:
                self.change(who, thing, 1 if amount is None else amount, row)
        left = {k: v for k, v in self.way.items() if v}
        assert not left, f"shipped and never received: {left}"
