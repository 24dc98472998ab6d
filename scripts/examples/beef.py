"""Imported beef at the designated port: container, seal, certificates, inspection site, release, cold store, wholesalers."""

from codes import Thing, container, gtin13, sscc, uscc, wrong
from scenario import Operator, Scenario

CHUCK, SHANK = gtin13("773801200017"), gtin13("773801200024")
CUT = gtin13("693581200015")

IMPORTER = Operator("importer", uscc("350503", "MA33K7T2"), "泉州市海丝进出口贸易有限公司", "350503-OFF-01")
SITE = Operator("inspection-site", uscc("350581", "MA32FX48"), "泉州石湖港进口肉类指定监管场地有限公司", "350581-IMS-01")
LAB = Operator("laboratory", uscc("350500", "42880316", "12"), "泉州海关综合技术服务中心", "350500-LAB-03")
COLD = Operator("coldstore", uscc("350505", "MA8RW25E"), "泉州港丰冷链物流有限公司", gtin13("693541299901"))
WHOLESALE_A = Operator("wholesale-a", uscc("350502", "MA349L0C"), "泉州市鲤中肉类批发行", "350502-MKT-B07")
WHOLESALE_B = Operator("wholesale-b", uscc("350206", "MA2Y5UH7"), "厦门市同安联盛冻品有限公司", "350206-MKT-C21")
BUTCHER = Operator("restaurant", uscc("350502", "MA35QD19"), "泉州市鲤城牛肉羹老店餐饮有限公司", "350502-CAT-118")

C1, C2 = Thing(gtin=None, box=container("MSKU918274")), Thing(gtin=None, box=container("CSQU405172"))
A1, A2 = Thing(CHUCK, "UY4260601"), Thing(SHANK, "UY4260603")
B1, B2 = Thing(CHUCK, "UY4260615"), Thing(SHANK, "UY4260616")
A1X, A1Y = Thing(CHUCK, "UY4260601-1"), Thing(CHUCK, "UY4260601-2")
B1X, B1Y = Thing(CHUCK, "UY4260615-1"), Thing(CHUCK, "UY4260615-2")
SLICES = Thing(CUT, "NR260905")
PALLETS = [sscc("06935412" + f"{n:09}") for n in (301, 302)]

SHIPMENTS = (
    dict(box=C1, lots=((A1, 13500, 540, "2026-06-01"), (A2, 11000, 440, "2026-06-03")), seal="UY884210", bl="MAEU2260714",
         voyage="中远海运玫瑰 V.061E", declared="371320261000418823", permit="AJ262611005821", health="MGAP-2026-118834",
         certificate="JY371326000831", loaded="2026-06-22", landed="2026-07-28", day="2026-07-30", released="2026-08-03"),
    dict(box=C2, lots=((B1, 14000, 560, "2026-06-15"), (B2, 10500, 420, "2026-06-16")), seal="UY884377", bl="COSU6391125",
         voyage="中远海运水仙 V.034E", declared="371320261000460297", permit="AJ262611006634", health="MGAP-2026-120917",
         certificate="JY371326000902", loaded="2026-07-05", landed="2026-08-11", day="2026-08-13", released="2026-08-17"),
)


def build():
    s = Scenario("imported-beef")
    s.product(CHUCK, productName="冻去骨牛肩肉", spec="25千克/箱", shelfLifeDays=730)
    s.product(SHANK, productName="冻牛腱子肉", spec="25千克/箱", shelfLifeDays=730)
    s.product(CUT, productName="冻牛肉片", spec="500克/盒", shelfLifeDays=365)
    d = {
        "importer": s.device(IMPORTER, "erp", "imported-meat", style="bracket"),
        "site": s.device(SITE, "gate-1", "imported-meat", style="spaced", zh=True, clock="local", bom=True, crlf=True),
        "lab": s.device(LAB, "lims", "imported-meat", style="link", zh=True, clock="local"),
        "cold": s.device(COLD, "wms", "imported-meat", style="urn"),
        "a": s.device(WHOLESALE_A, "stall-b07", "food", style="ean", zh=True, clock="slash"),
        "b": s.device(WHOLESALE_B, "pc-1", "food", style="raw"),
        "butcher": s.device(BUTCHER, "phone-1", "food", style="link", zh=True, clock="local"),
    }
    for number, shipment in enumerate(SHIPMENTS, 1):
        arrive(s, d, number, shipment)
    distribute(s, d)
    return s, d


def documents(x):
    return {"containerNo": x["box"].box, "sealNo": x["seal"], "blNo": x["bl"], "vesselVoyage": x["voyage"],
            "customsDeclNo": x["declared"], "quarantinePermitNo": x["permit"], "healthCertNo": x["health"]}


def arrive(s, d, n, x):
    importer, site, lab, cold = d["importer"], d["site"], d["lab"], d["cold"]
    cartons, weight = sum(l[2] for l in x["lots"]), sum(l[1] for l in x["lots"])
    for lot, kilograms, boxes, made in x["lots"]:
        s.add(importer, f"{x['loaded']} 21:00", "commission", (lot, kilograms), uom="kg", productionDate=made, tag=f"issue-{lot.lot}",
              producerName="Frigorífico Río Negro S.A.", healthCertNo=x["health"], issueCountry="URY",
              gaccRegNo="CURY01032401010047", foreignEstNo="344", slaughterDate=made, hsCode="0202300090",
              ciqCode="0202300090101", originRegion="Río Negro", cartons=boxes, netKg=kilograms, **s.goods[lot.gtin])
    s.add(importer, f"{x['loaded']} 23:00", "pack", [(l[0], l[1]) for l in x["lots"]], parent=x["box"], uom="kg",
          sealNo=x["seal"])
    s.add(importer, f"{x['loaded']} 23:50", "load", (x["box"], None), site="350503-OFF-01", blNo=x["bl"],
          vesselVoyage=x["voyage"])
    s.add(importer, f"{x['landed']} 06:30", "arrive", (x["box"], None), site="350581-PORT-SH", blNo=x["bl"],
          vesselVoyage=x["voyage"])
    s.move(importer, f"{x['day']} 08:00", site, f"{x['day']} 09:30", (x["box"], None), f"TC{x['bl'][-4:]}", f"闽C5A31{n}",
           x["lots"][0][3], tempC="-19.5", conformity=x["health"], contents=x["lots"][0][0], tag=f"gate-{n}",
           receipt={**documents(x), "cartons": cartons, "netKg": weight})
    s.add(site, f"{x['day']} 10:30", "unpack", [(l[0], l[1]) for l in x["lots"]], parent=x["box"], uom="kg")
    for k, (lot, kilograms, boxes, _) in enumerate(x["lots"], 1):
        sample = f"YP{x['day'].replace('-', '')}-{k}"
        facts = dict(containerNo=x["box"].box, sealNo=x["seal"], inspectionSiteCode="CNSHH01S007", coreTempC="-18.9", cartons=boxes,
                     netKg=kilograms, sampleNo=sample, healthCertNo=x["health"])
        s.add(site, f"{x['day']} 11:{k}0", "inspect", (lot, None), testItem="箱号、封识、证书核对；感官；中心温度",
              testValue="货证相符，封识完好，−18.9℃", testVerdict="合格", tag=f"check-{lot.lot}", **facts)
        s.add(lab, f"{x['day']} 12:{k}0", "sample", (lot, None), site=SITE.site, sampleNo=sample)
        s.add(lab, f"{x['released']} 09:{k}0", "inspect", (lot, None), testItem="莱克多巴胺、沙门氏菌、单增李斯特菌",
              testValue="均未检出", testVerdict="合格", reportNo="HG" + sample[2:], **facts)
        s.add(site, f"{x['released']} 14:{k}0", "release", (lot, None), customsDeclNo=x["declared"], quarantinePermitNo=x["permit"],
              healthCertNo=x["health"],
              inspectionCertNo=x["certificate"], tag=f"release-{lot.lot}")
        s.move(site, f"{x['released']} 15:{k}0", cold, f"{x['released']} 16:{k}0", (lot, kilograms), f"SH{lot.lot[-6:]}",
               f"闽C9L30{k}", x["lots"][k - 1][3], tempC="-18.6", conformity=x["certificate"], tag=f"cold-{lot.lot}",
               receipt={**documents(x), "cartons": boxes, "netKg": kilograms})
        s.add(cold, f"{x['released']} 17:{k}0", "store", (lot, kilograms), uom="kg", coreTempC="-19.2", cartons=boxes,
              netKg=kilograms, warehouseUscc=COLD.uscc, slot=f"3-{n}{k}-08", tempC="-20.5")


def distribute(s, d):
    cold, a, b, butcher = d["cold"], d["a"], d["b"], d["butcher"]
    s.add(cold, "2026-08-05 08:00", "split", inputs=[(A1, 13500, "KGM")], outputs=[(A1X, 6000, "KGM"), (A1Y, 7500, "KGM")],
          productionDate="2026-06-01", shelfLifeDays=730, tag="split-a")
    s.add(cold, "2026-08-19 08:00", "split", inputs=[(B1, 14000, "KGM")], outputs=[(B1X, 8000, "KGM"), (B1Y, 6000, "KGM")],
          productionDate="2026-06-15", shelfLifeDays=730)
    for pallet, time in zip(PALLETS, ("2026-08-05 09:00", "2026-08-05 09:20")):
        s.add(cold, time, "pack", (A1Y, 3000), parent=pallet, uom="kg")
    proof = {"conformity": "JY371326000831"}
    s.move(cold, "2026-08-06 04:00", a, "2026-08-06 05:10", (A1X, 6000), "GFA-0806", "闽C3N118", "2026-06-01", tempC="-18.4",
           tag="a1x", **proof)
    s.move(cold, "2026-08-06 05:00", b, "2026-08-06 08:20", [(p, None) for p in PALLETS], "GFB-0806", "闽C3N119", "2026-06-01",
           tempC="-18.7", contents=A1Y, **proof)
    for pallet, time in zip(PALLETS, ("2026-08-06 09:00", "2026-08-06 09:15")):
        s.add(b, time, "unpack", (A1Y, 3000), parent=pallet, uom="kg")
    s.move(cold, "2026-08-07 04:00", a, "2026-08-07 05:05", (A2, 5000), "GFA-0807", "闽C3N118", "2026-06-03", tempC="-18.3",
           tag="a2-a", **proof)
    s.move(cold, "2026-08-07 05:00", b, "2026-08-07 08:15", (A2, 6000), "GFB-0807", "闽C3N119", "2026-06-03", tempC="-18.5",
           tag="a2-b", **proof)
    proof = {"conformity": "JY371326000902"}
    s.move(cold, "2026-08-20 04:00", a, "2026-08-20 05:05", (B1X, 8000), "GFA-0820", "闽C3N118", "2026-06-15", tempC="-18.4",
           tag="b1x", **proof)
    s.move(cold, "2026-08-20 05:00", b, "2026-08-20 08:25", (B1Y, 6000), "GFB-0820", "闽C3N119", "2026-06-15", tempC="-18.6", **proof)
    s.move(cold, "2026-08-21 05:00", b, "2026-08-21 08:20", (B2, 4000), "GFB-0821", "闽C3N119", "2026-06-16", tempC="-18.6",
           tag="b2", **proof)
    for device, lot, amount, time, tag in ((a, A1X, 2150, "2026-08-10 11:00", None), (a, A1X, 1875, "2026-08-17 11:00", "a-sells"),
                                           (a, A2, 3200, "2026-08-18 11:00", None), (b, A1Y, 4250, "2026-08-19 16:00", None),
                                           (b, A2, 5125, "2026-08-26 16:00", None), (a, B1X, 3400, "2026-09-02 11:00", None),
                                           (b, B1Y, 5975, "2026-09-09 16:00", "b-sells"), (b, B2, 2500, "2026-09-10 16:00", None)):
        s.add(device, time, "sell", (lot, amount), uom="kg", tag=tag)
    s.move(a, "2026-09-04 04:30", butcher, "2026-09-04 05:15", (A1X, 500), "LZ0904-2", "闽C7R550", "2026-06-01", tempC="-17.8",
           tag="butcher")
    s.add(butcher, "2026-09-05 08:00", "transform", inputs=[(A1X, 400, "kg")], outputs=[(SLICES, 392, "kg")],
          productionDate="2026-09-05", producerName=BUTCHER.name, tag="slices", **s.goods[CUT])
    for n, time in enumerate(("2026-09-06 21:00", "2026-09-13 21:00", "2026-10-11 21:00")):
        s.add(butcher, time, "consume", (SLICES, 96 + n), uom="kg", remark="当日用料", tag=f"meal-{n}")


def spoil(sound, d):
    s = sound.variant()
    row = s.find("split-a")
    row["outputs"] = [(A1X, 6000, "KGM"), (A1Y, 9500, "KGM")]
    s.fault("MASS-1", row, A1Y, "13500千克分出15500千克", "15500 kg split out of 13500 kg")
    row = s.find("a2-b-receive")
    row["pairs"] = [(A2, 5400)]
    s.fault("LINK-3", row, A2, "发货6000千克，收货5400千克", "6000 kg shipped, 5400 kg received")
    row = s.find(f"release-{B2.lot}")
    del row["cells"]["inspectionCertNo"]
    s.fault("DATA-1", row, B2, "放行缺少检验检疫证明编号", "released without the inspection certificate's number")
    s.fault("MEAT-4", row, B2, "放行时没有检验检疫证明", "released without an inspection certificate on record")
    row = s.find("b1x-receive")
    row["time"] = row["time"].replace(hour=1)
    s.fault("TIME-5", row, B1X, "收货时间早于发货时间", "received before it was shipped")
    row = s.find(f"check-{B1.lot}")
    row["time"] = row["time"].replace(month=7, day=1)
    s.fault("CODE-3", row, B1, "批次赋码前已查验", "the lot was inspected before it was issued")
    ghost = Thing(CHUCK, "UY4260630")
    row = s.add(d["a"], "2026-09-12 11:00", "sell", (ghost, 800), uom="kg")
    s.fault("LINK-1", row, ghost, "批发行销售从未进货的批次", "a lot sold that the wholesaler never received")
    row = s.add(d["butcher"], "2026-09-14 21:00", "consume", (SLICES, 300), uom="kg")
    s.fault("MASS-1", row, SLICES, "产出392千克，领用共593千克", "392 kg made, 593 kg used")
    row = s.add(d["b"], "2026-09-15 09:00", "commission", (A1X, 700), uom="kg", productionDate="2026-09-15",
                producerName=WHOLESALE_B.name, **s.goods[CHUCK])
    s.fault("CODE-2", row, A1X, "冷库的分割批次号被批发商再次赋码", "the cold store's split lot is issued again by a wholesaler")
    base = {"time": "2026-07-30 09:30", "step": "receive", "code": C1.box, "quantity": "", "uom": "", "site": SITE.site,
            "from": IMPORTER.uscc, "containerNo": C1.box, "customsDeclNo": SHIPMENTS[0]["declared"]}
    s.refused = [
        (dict(base, code=wrong(C1.box)), "集装箱号校验位错误", "wrong check digit of the container"),
        (dict(base, containerNo=wrong(C2.box)), "集装箱号校验位错误（数据项）", "wrong check digit of the container element"),
        (dict(base, customsDeclNo="371320260000418823"), "报关单号第9位不是1（进口）", "position 9 of the declaration is not 1 (import)"),
        (dict(base, **{"from": wrong(IMPORTER.uscc)}), "统一社会信用代码校验位错误", "wrong check character of the USCC"),
        (dict(base, code="(00)" + wrong(PALLETS[0].sscc)), "SSCC校验位错误", "wrong check digit of the SSCC"),
    ]
    return s
