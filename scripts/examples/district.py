#!/usr/bin/env python3
"""A month of a district as tables: what firms, a laboratory and an office of it would bring.

    district.py DIRECTORY [--last 2026-11-30] [--seed 1] [--samples 240]

The same arguments write the same tables. Times are of the thirty days that end with the last (without it: yesterday); what a firm records of the last days it records in time when the
tables are recorded on the day after, and the rest is late, as on any ledger that is begun with a month's backlog.
"""
import argparse
import csv
import datetime
import pathlib
import random

from codes import gtin13, uscc


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--last", type=datetime.date.fromisoformat,
                        default=datetime.date.today() - datetime.timedelta(days=1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--samples", type=int, default=240)
    arguments = parser.parse_args()
    out, today, chance = arguments.directory, arguments.last, random.Random(arguments.seed)
    out.mkdir(parents=True, exist_ok=True)
    first = today - datetime.timedelta(days=29)

    city, office, neighbour = (uscc(region, eight, "11") for region, eight in
                               [("350300", "MB0X0003"), ("350304", "MB0X0001"), ("350302", "MB0X0005")])
    laboratory, again = uscc("350300", "MB0Y0007", "12"), uscc("350500", "MB0Y0009", "12")
    makers = [(uscc("350304", f"MA31A{n:03d}"), f"荔城{name}食品厂", name) for n, name in
              enumerate(["兴化", "木兰", "荔香", "壶山", "延寿", "玉湖"], 1)]
    shops = [(uscc("350302", f"MA31B{n:03d}"), f"城厢{name}超市") for n, name in
             enumerate(["文献", "凤凰山", "霞林", "龙桥", "华亭"], 1)]
    firms = [(office, "莆田市荔城区市场监督管理局"), (neighbour, "莆田市城厢区市场监督管理局"), (city, "莆田市市场监督管理局"),
             (laboratory, "莆田市食品检验检测中心"), (again, "泉州市食品检验研究院")]
    firms += [(code, name) for code, name, _ in makers] + shops
    write(out / "operators.csv", ["uscc", "name"], firms)
    write(out / "roles.csv", ["uscc", "role", "scope"],
          [(office, "authority", "350304"), (neighbour, "authority", "350302"), (city, "authority", "3503"),
           (laboratory, "laboratory", "3503"), (again, "laboratory", "35")])

    def moment(day, hour):
        return f"{day}T{hour:02d}:{chance.randrange(60):02d}:00+08:00"

    trade = ["time", "step", "code", "quantity", "uom", "from", "to", "productName", "productionDate", "shelfLifeDays",
             "spec"]
    records = {code: [] for code, *_ in makers + shops}
    lots = []
    days = [first + datetime.timedelta(days=n) for n in range((today - first).days + 1)]
    # The last days are recorded more often than those before: a backlog is never whole.
    for number, (maker, _, word) in enumerate(makers):
        product = "0" + gtin13(f"69353770{number:02d}01")
        for day in days:
            if (today - day).days > 3 and chance.random() < 0.82:
                continue
            lot = f"(01){product}(10){day:%y%m%d}-{number}"
            shop, _ = chance.choice(shops)
            name, quantity = f"{word}卤味", chance.randrange(20, 200)
            records[maker].append([moment(day, 8), "commission", lot, quantity, "kg", "", "", name, day, 90, "250克/袋"])
            records[maker].append([moment(day, 10), "ship", lot, quantity, "kg", "", shop, name, "", "", ""])
            # Some shops have no time.
            if chance.random() < 0.9:
                records[shop].append([moment(day, 14), "receive", lot, quantity, "kg", maker, "", name, "", "", ""])
            lots.append((lot, maker, shop, name, day))
    for code, rows in records.items():
        write(out / f"{code}.csv", trade, sorted(rows, key=lambda row: row[0]))

    samples = []
    items = [("菌落总数", "1200 CFU/g", "98000 CFU/g"), ("苯甲酸", "0.02 g/kg", "1.4 g/kg"), ("大肠菌群", "<10 CFU/g", "240 CFU/g")]
    for number in range(arguments.samples):
        lot, maker, shop, name, day = chance.choice(lots)
        item, good, bad = chance.choice(items)
        fails = chance.random() < 0.025
        at = min(today, day + datetime.timedelta(days=chance.randrange(3)))
        stage, whose = chance.choice([("生产", maker), ("流通", shop)])
        samples.append([moment(at, 16), "inspect", lot, whose, item, bad if fails else good,
                        "不合格" if fails else "合格", f"J{number:04d}", f"C{number:04d}", stage, name])
    write(out / "results.csv",
          ["time", "step", "code", "from", "testItem", "testValue", "testVerdict", "reportNo", "sampleNo",
           "samplingStage", "productName"], samples)

    write(out / "firms.csv", ["uscc", "name", "class", "district"],
          [(uscc("350304", f"MA32{n:04d}"), f"荔城第{n}食品经营部", "ABCD"[n % 4], "350304") for n in range(1, 401)])
    write(out / "inspectors.csv", ["number", "name"], [(f"ZF{100 + n}", f"检查员{n}") for n in range(1, 21)])
    # What is sampled by a plan: the lot of today's first maker, at the shop that has it.
    lot, maker, shop, name, day = next(one for one in reversed(lots) if any(row[2] == one[0] for row in records[one[2]]))
    write(out / "plan-quotas.csv", ["profile", "stage", "district", "count"], [("food", "流通", "350302", 1)])
    write(out / "plan-items.csv", ["item", "unit", "method", "least", "most", "limit", "basis"],
          [("苯甲酸", "g/kg", "GB 5009.28-2016", "0.005", "5", "1.0", "GB 2760-2024")])
    write(out / "plan-labs.csv", ["uscc", "items", "retest"], [(laboratory, "", ""), (again, "", "是")])
    write(out / "plan-orders.csv", ["order", "firm", "code", "profile", "stage", "district", "laboratory"],
          [("R-1", shop, lot, "food", "流通", "350302", laboratory)])
    write(out / "plan-taken.csv", ["sample", "order", "code", "firm", "producer", "quantity", "seal", "reserve"],
          [("S-1", "R-1", lot, shop, maker, "1 kg", "F-1", "B-1")])
    write(out / "plan-received.csv", ["sample", "seal", "state", "part"], [("S-1", "F-1", "完好", "")])
    write(out / "plan-results.csv", ["sample", "item", "value", "verdict", "report"], [("S-1", "苯甲酸", "1.62", "", "J-9001")])
    with open(out / "names.sh", "w", encoding="utf-8") as file:
        for word, value in [("office", office), ("neighbour", neighbour), ("city", city), ("laboratory", laboratory),
                            ("maker", maker), ("shop", shop), ("lot", lot)]:
            file.write(f"{word}='{value}'\n")


if __name__ == "__main__":
    main()
