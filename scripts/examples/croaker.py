"""Hui'an farmed large yellow croaker, from seed to supermarket."""

from codes import Thing, gtin13, sscc, uscc, wrong
from scenario import Operator, Scenario

FRY, FISH, FROZEN, BOX = (gtin13(d) for d in ("693512300001", "693524800010", "693537700025", "693537700030"))
SPECIES = {"speciesLatin": "Larimichthys crocea", "fao3": "LYC", "productionMethod": "养殖"}

HATCHERY = Operator("hatchery", uscc("350521", "MA2XK31L"), "惠安县净峰海锚水产育苗有限公司", "350521-HATCH-01")
FARM = Operator("farm", uscc("350521", "MA31QP7C", "93"), "惠安县大港湾海丰水产养殖专业合作社", "350521-CAGE-07")
PLANT = Operator("plant", uscc("350505", "MA347T0R"), "泉州市闽味水产加工有限公司", gtin13("693537799901"))
COLD = Operator("coldstore", uscc("350505", "MA8RW25E"), "泉州港丰冷链物流有限公司", gtin13("693541299901"))
WHOLESALE = Operator("wholesale", uscc("350105", "MA2Y9H46"), "福州市海峡水产批发有限公司", "350105-MKT-A118")
MARKET = Operator("supermarket", uscc("350203", "MA32CD81"), "厦门惠民生鲜超市有限公司", gtin13("693566099901"))
LAB = Operator("laboratory", uscc("350500", "MA2Y0T5B"), "泉州市闽检水产品检测有限公司", "350500-LAB-01")
FARM_CERT = "闽惠安县府（海）养证〔2023〕第00127号"


def fish(lot):
    return Thing(FISH, lot)


def frozen(lot):
    return Thing(FROZEN, lot)


S1, S2 = Thing(FRY, "YM250310A"), Thing(FRY, "YM250311B")
H1, H2, H3 = fish("DHY260512"), fish("DHY260526"), fish("DHY260609")
P1, P1A, P1B = frozen("LD260513"), frozen("LD260513-A"), frozen("LD260513-B")
P2, P3, P4 = frozen("LD260527"), frozen("LD260610"), frozen("LD260612-M")
W1, W2 = frozen("LD260513-A1"), frozen("LD260513-A2")
BOXES = [Thing(BOX, "LH260514", f"{n:04}") for n in range(1, 7)]
PALLETS = [sscc("06935377" + f"{n:09}") for n in (1, 2, 3)]


def build():
    s = Scenario("yellow-croaker")
    s.product(FRY, productName="大黄鱼苗种", spec="全长5–6厘米")
    s.product(FISH, productName="惠安大黄鱼（冰鲜）", spec="400–450克/尾", shelfLifeDays=6)
    s.product(FROZEN, productName="三去大黄鱼（冻）", spec="350克/袋", shelfLifeDays=540)
    s.product(BOX, productName="大黄鱼礼盒（冻）", spec="2千克/盒", shelfLifeDays=540)
    d = {
        "hatchery": s.device(HATCHERY, "pad-1", "aquatic", zh=True, clock="slash", bom=True, crlf=True),
        "farm": s.device(FARM, "phone-1", "aquatic", style="link", zh=True, clock="local",
                         words={"transform": "养成"}),
        "plant": s.device(PLANT, "mes", "aquatic", style="bracket"),
        "dock": s.device(PLANT, "dock-2", "aquatic", style="raw"),
        "cold": s.device(COLD, "wms", "aquatic", style="urn"),
        "wholesale": s.device(WHOLESALE, "stall-a118", "food", style="ean", zh=True, clock="local", crlf=True),
        "market": s.device(MARKET, "dock-1", "food", style="bracket"),
        "till": s.device(MARKET, "pos-3", "food", style="ean", clock="local"),
        "lab": s.device(LAB, "lims", "aquatic", style="link", zh=True),
    }
    rear(s, d)
    process(s, d)
    distribute(s, d)
    return s, d


def rear(s, d):
    fry = {**SPECIES, "productName": "大黄鱼苗种", "spec": "全长5–6厘米", "producerName": HATCHERY.name,
           "seedPermitNo": "闽水苗种2024第0521012号"}
    s.add(d["hatchery"], "2025-03-10 08:20", "commission", (S1, 60000), uom="pcs", productionDate="2025-03-10", tag="fry-1",
          pondId="育苗池3", **fry)
    s.add(d["hatchery"], "2025-03-11 08:45", "commission", (S2, 40000), uom="pcs", productionDate="2025-03-11", tag="fry-2",
          pondId="育苗池5", **fry)
    for n, (lot, day) in enumerate([(S1, "2025-03-13"), (S2, "2025-03-13")]):
        s.add(d["lab"], f"{day} 15:{10 + n * 20}", "inspect", (lot, None), testItem="苗种检疫（刺激隐核虫、虹彩病毒）", testValue="未检出",
              testVerdict="合格", residueResult="未检出", reportNo=f"MJ2503{n + 41}", laboratory=LAB.name, tag=f"fry-test-{n + 1}")
    s.move(d["hatchery"], "2025-03-18 05:30", d["farm"], "2025-03-18 08:05", (S1, 60000), "YM20250318-1", "闽C6T218",
           "2025-03-10", uom="pcs", conformity="MJ250341", tempC="16.5")
    s.move(d["hatchery"], "2025-03-19 05:40", d["farm"], "2025-03-19 08:15", (S2, 40000), "YM20250319-1", "闽C6T218",
           "2025-03-11", uom="pcs", conformity="MJ250342", tempC="16.8")
    months = [f"2025-{m:02}" for m in range(4, 13)] + [f"2026-{m:02}" for m in range(1, 5)]
    for n, month in enumerate(months):
        s.add(d["farm"], f"{month}-06 06:3{n % 10}", "feed", [(S1, None), (S2, None)], feedLot=f"HT{month.replace('-', '')}02",
              pondId="大港湾07区", farmCertNo=FARM_CERT)
    for n, (lot, day, end) in enumerate([(S1, "2025-07-15", "2025-08-15"), (S2, "2025-09-10", "2025-10-10")]):
        s.add(d["farm"], f"{day} 09:00", "treat", (lot, None), drugCode=f"{day.replace('-', '')}1350{n + 1}0000431{n}872",
              doseDate=day, withdrawalEnd=end, remark="恩诺沙星拌饵，执业兽医处方")
    for n, lot in enumerate((S1, S2)):
        s.add(d["lab"], f"2026-05-06 09:{10 + n * 15}", "sample", (lot, None), site=FARM.site, remark=f"样品CY26050{n + 1}")
        s.add(d["lab"], f"2026-05-08 16:{10 + n * 15}", "inspect", (lot, None), testItem="恩诺沙星、孔雀石绿、呋喃唑酮代谢物",
              testValue="恩诺沙星 12 µg/kg，其余未检出", testVerdict="合格", residueResult="合格（恩诺沙星限量100 µg/kg）",
              reportNo=f"MJ26050{n + 1}", laboratory=LAB.name)
    for tag, day, inputs, out in (("harvest-1", "2026-05-12", (S1, 35000), (H1, 12600)),
                                  ("harvest-2", "2026-05-26", (S1, 25000), (H2, 9000)),
                                  ("harvest-3", "2026-06-09", (S2, 40000), (H3, 14400))):
        s.add(d["farm"], f"{day} 04:50", "transform", inputs=[(*inputs, "尾")], outputs=[(*out, "kg")], tag=tag,
              productName="惠安大黄鱼（冰鲜）", spec="400–450克/尾", productionDate=day, shelfLifeDays=6, producerName=FARM.name,
              harvestTime=f"{day} 04:10", pondId="大港湾07区", farmCertNo=FARM_CERT, productForm="冰鲜",
              complianceCertNo="CN350521" + day.replace("-", ""), **SPECIES)
        s.add(d["farm"], f"{day} 05:20", "inspect", (out[0], None), testItem="恩诺沙星快检", testValue="阴性", testVerdict="合格",
              residueResult="阴性", laboratory="合作社自检室")


def process(s, d):
    certificate = {"conformity": "CN35052120260512"}
    s.move(d["farm"], "2026-05-12 06:00", d["dock"], "2026-05-12 07:25", (H1, 8000), "HF260512-1", "闽CF8216", "2026-05-12",
           tempC="1.5", **certificate)
    s.move(d["farm"], "2026-05-12 07:30", d["dock"], "2026-05-12 08:55", (H1, 4600), "HF260512-2", "闽CF8217", "2026-05-12",
           tempC="1.8", **certificate)
    s.move(d["farm"], "2026-05-26 06:00", d["dock"], "2026-05-26 07:30", (H2, 9000), "HF260526-1", "闽CF8216", "2026-05-26",
           tempC="1.6", conformity="CN35052120260526", tag="h2")
    s.move(d["farm"], "2026-06-09 06:00", d["dock"], "2026-06-09 07:35", (H3, 10000), "HF260609-1", "闽CF8216", "2026-06-09",
           tempC="1.4", conformity="CN35052120260609")
    facts = {"productName": "三去大黄鱼（冻）", "spec": "350克/袋", "producerName": PLANT.name, "shelfLifeDays": 540,
             "productForm": "冷冻"}
    for tag, day, lot, source, out in (("make-1", "2026-05-13", P1, (H1, 12600), 9600),
                                       ("make-2", "2026-05-27", P2, (H2, 9000), 6800),
                                       ("make-3", "2026-06-10", P3, (H3, 10000), 7600)):
        s.add(d["plant"], f"{day} 14:30", "transform", inputs=[(*source, "kg")], outputs=[(lot, out, "kg")], tag=tag,
              productionDate=day, tempC="-35", **facts)
        s.add(d["lab"], f"{day} 18:00", "inspect", (lot, None), testItem="恩诺沙星、孔雀石绿、组胺、菌落总数", testValue="均符合标准",
              testVerdict="合格", residueResult="合格", reportNo="MJ" + day.replace("-", "")[2:], laboratory=LAB.name, site=PLANT.site)
    s.add(d["plant"], "2026-05-14 09:00", "split", inputs=[(P1, 9600, "kg")], outputs=[(P1A, 6000, "kg"), (P1B, 3600, "kg")],
          productionDate="2026-05-13", **facts)
    s.add(d["plant"], "2026-05-14 10:30", "transform", inputs=[(P1B, 12, "kg")], outputs=[(b, None, "") for b in BOXES],
          productionDate="2026-05-13", **{**facts, "productName": "大黄鱼礼盒（冻）", "spec": "2千克/盒"})
    s.add(d["plant"], "2026-06-12 09:30", "merge", inputs=[(P2, 1000, "kg"), (P3, 1000, "kg")], outputs=[(P4, 2000, "kg")],
          productionDate="2026-05-27", **facts)
    for pallet, content, time in ((PALLETS[0], (P1A, 3000), "2026-05-14 13:00"), (PALLETS[1], (P1A, 3000), "2026-05-14 13:20"),
                                  (PALLETS[2], (P2, 5800), "2026-06-12 13:00")):
        s.add(d["dock"], time, "pack", content, parent=pallet, uom="kg")


def distribute(s, d):
    s.move(d["dock"], "2026-05-14 15:00", d["cold"], "2026-05-14 16:10", [(PALLETS[0], None), (PALLETS[1], None)], "MW260514-1",
           "闽C9L305", "2026-05-13", tempC="-18.6", contents=P1A)
    s.move(d["dock"], "2026-06-12 15:00", d["cold"], "2026-06-12 16:05", (PALLETS[2], None), "MW260612-1", "闽C9L305",
           "2026-05-27", tempC="-18.4", contents=P2)
    s.move(d["dock"], "2026-06-12 15:10", d["cold"], "2026-06-12 16:20", (P3, 6600), "MW260612-2", "闽C9L305", "2026-06-10",
           tempC="-18.4")
    for pallet, content, time in ((PALLETS[0], (P1A, 3000), "2026-05-14 17:00"), (PALLETS[1], (P1A, 3000), "2026-05-14 17:15"),
                                  (PALLETS[2], (P2, 5800), "2026-06-12 17:00")):
        s.add(d["cold"], time, "unpack", content, parent=pallet, uom="kg")
    for lot, amount, time in ((P1A, 6000, "2026-05-14 17:40"), (P2, 5800, "2026-06-12 17:30"), (P3, 6600, "2026-06-12 17:45")):
        s.add(d["cold"], time, "store", (lot, amount), uom="kg", tempC="-20.1", remark="3号库")
    cold, shop, stall = d["cold"], d["market"], d["wholesale"]
    s.move(d["farm"], "2026-06-09 06:30", stall, "2026-06-09 11:50", (H3, 4400), "HF260609-2", "闽CF8219", "2026-06-09",
           tempC="2.1", conformity="CN35052120260609")
    s.move(stall, "2026-06-09 23:30", shop, "2026-06-10 04:40", (H3, 2400), "FZ260609-18", "闽A7K660", "2026-06-09", tempC="2.4",
           tag="fresh")
    s.add(stall, "2026-06-10 03:10", "sell", (H3, 1500), uom="kg", tag="stall-sells")
    s.move(cold, "2026-05-20 08:00", stall, "2026-05-20 12:30", (P1A, 4000), "GF260520-1", "闽C3N118", "2026-05-13", tempC="-18.2",
           tag="p1a")
    s.move(cold, "2026-06-20 08:00", shop, "2026-06-20 11:40", (P1A, 1500), "GF260620-1", "闽C3N118", "2026-05-13", tempC="-18.5")
    s.move(cold, "2026-06-22 08:00", stall, "2026-06-22 12:20", (P2, 3000), "GF260622-1", "闽C3N119", "2026-05-27", tempC="-18.1",
           tag="p2")
    s.move(cold, "2026-07-02 08:00", shop, "2026-07-02 11:45", (P3, 4000), "GF260702-1", "闽C3N118", "2026-06-10", tempC="-18.3",
           tag="p3")
    s.move(d["dock"], "2026-06-13 09:00", stall, "2026-06-13 13:50", (P4, 2000), "MW260613-1", "闽C9L306", "2026-05-27",
           tempC="-18.0")
    s.move(d["dock"], "2026-06-15 09:00", shop, "2026-06-15 12:10", [(b, None) for b in BOXES], "MW260615-1", "闽C9L306",
           "2026-05-13", tempC="-18.7", tag="boxes")
    s.add(stall, "2026-05-21 09:00", "split", inputs=[(P1A, 4000, "kg")], outputs=[(W1, 2500, "kg"), (W2, 1500, "kg")],
          productionDate="2026-05-13", shelfLifeDays=540)
    s.move(stall, "2026-05-22 04:00", shop, "2026-05-22 09:15", (W1, 2500), "FZ260522-03", "闽A7K660", "2026-05-13", tempC="-17.9",
           tag="w1")
    s.move(stall, "2026-06-24 04:00", shop, "2026-06-24 09:05", (P4, 800), "FZ260624-07", "闽A7K660", "2026-05-27", tempC="-18.0")
    s.add(stall, "2026-05-23 10:00", "sell", (W2, 900), uom="kg")
    for lot, amount, time in ((H3, 2400, "2026-06-10 06:00"), (W1, 2500, "2026-05-22 13:00"), (P3, 4000, "2026-07-02 14:00")):
        s.add(shop, time, "stock", (lot, amount), uom="kg")
    till = d["till"]
    for lot, amount, time, tag in ((W1, 36.4, "2026-05-23 20:00", None), (W1, 41.3, "2026-05-24 20:00", None),
                                   (H3, 812.5, "2026-06-10 20:30", None), (H3, 990, "2026-06-11 20:30", None),
                                   (H3, 560, "2026-06-12 20:30", "fresh-sold"), (P1A, 55.3, "2026-06-21 20:00", None),
                                   (P4, 28.7, "2026-06-25 20:00", "p4-sold"), (P3, 120.4, "2026-07-03 20:00", None),
                                   (P3, 98.7, "2026-09-26 20:00", None)):
        s.add(till, time, "sell", (lot, amount), uom="kg", tag=tag)
    for n, box in enumerate(BOXES[:4]):
        s.add(till, f"2026-09-2{n} 18:1{n}", "sell", (box, None), tag=f"box-{n + 1}")
    s.add(shop, "2026-06-14 07:00", "destroy", (H3, 37.5), uom="kg", remark="临期报损，交餐厨无害化处理")


def spoil(sound, d):
    s = sound.variant()
    row = s.find("make-2")
    row["outputs"] = [(P2, 9900, "kg")]
    s.fault("MASS-1", row, P2, "9000千克原料产出9900千克", "9900 kg made out of 9000 kg")
    row = s.add(d["till"], "2026-09-25 18:30", "sell", (BOXES[0], None))
    s.fault("CODE-4", row, BOXES[0], "礼盒0001已售出后再次售出", "gift box 0001 is sold again after it was sold")
    row = s.find("p3-receive")
    row["pairs"] = [(P3, 3200)]
    s.fault("LINK-3", row, P3, "发货4000千克，收货3200千克", "4000 kg shipped, 3200 kg received")
    s.find("fresh-sold")["time"] = s.find("fresh-sold")["time"].replace(day=21)
    s.fault("TIME-4", s.find("fresh-sold"), H3, "冰鲜鱼保质期6天，第12天售出", "chilled fish of 6 days' shelf life sold on day 12")
    row = s.find("w1-receive")
    del row["cells"]["conformityProofNo"]
    s.fault("FOOD-1", row, W1, "进货缺少合格证明编号", "a purchase without its conformity proof number")
    row = s.find("p2-receive")
    row["time"] = s.find("p2-ship")["time"].replace(hour=5)
    s.fault("TIME-5", row, P2, "收货时间早于发货时间", "received before it was shipped")
    row = s.find("fry-test-2")
    row["time"] = row["time"].replace(day=9)
    s.fault("CODE-3", row, S2, "苗种赋码前已检验", "fry tested before it was commissioned")
    ghost = Thing(FROZEN, "LD260701")
    row = s.add(d["till"], "2026-07-05 20:00", "sell", (ghost, 30), uom="kg")
    s.fault("LINK-1", row, ghost, "超市销售从未进货的批次", "a lot sold that the shop never received")
    twin = Thing(FROZEN, "LD260613-X")
    facts = {**SPECIES, **s.goods[FROZEN], "productionDate": "2026-06-13", "producerName": PLANT.name, "pondId": "大港湾07区",
             "farmCertNo": FARM_CERT, "harvestTime": "2026-06-13 04:10", "complianceCertNo": "CN35052120260613"}
    s.add(d["plant"], "2026-06-13 15:00", "commission", (twin, 500), uom="kg", **facts)
    row = s.add(d["farm"], "2026-06-14 15:00", "commission", (twin, 500), uom="kg", **facts)
    s.fault("CODE-2", row, twin, "同一批次号由两家企业赋码", "one lot code issued by two firms")
    base = {"time": "2026-07-06T08:00:00+08:00", "step": "commission", "code": S1.write("bracket"), "quantity": "10", "uom": "pcs",
            "site": HATCHERY.site, "from": "", "drugCode": ""}
    bad = dict(base, code=S1.write("bracket").replace(FRY, wrong(FRY)))
    s.refused = [
        (bad, "GTIN校验位错误", "wrong check digit of the GTIN"),
        (dict(base, **{"from": wrong(FARM.uscc)}), "统一社会信用代码校验位错误", "wrong check character of the USCC"),
        (dict(base, quantity="-3"), "数量为负", "a negative amount"),
        (dict(base, drugCode="1234"), "兽药追溯码不是24位", "a veterinary drug code that has not 24 digits"),
        (dict(base, time="2026-02-30 08:00"), "日期不存在", "a day that does not exist"),
        (dict(base, step="comission"), "步骤拼写错误", "a misspelt step"),
    ]
    return s
