"""The other branches of the law, each from where it grows to who eats it: one short chain per profile, and the same with faults."""

from codes import Thing, gtin13, licence, uscc
from scenario import Operator, Scenario


def shop(short, region, eight, name, site):
    return Operator(short, uscc(region, eight), name, site)


MARKET = shop("market", "350203", "MA32CD81", "厦门惠民生鲜超市有限公司", gtin13("693566099901"))
WHOLESALE = shop("wholesale", "350105", "MA2Y9H46", "福州市海峡水产批发有限公司", "350105-MKT-A118")
LAB = shop("laboratory", "350500", "MA2Y0T5B", "泉州市闽检水产品检测有限公司", "350500-LAB-01")


def test(s, device, time, thing, item, value, number, verdict="合格", **more):
    return s.add(device, time, "inspect", (thing, None), testItem=item, testValue=value, testVerdict=verdict, reportNo=number,
                 laboratory=LAB.name, **more)


def sales(s, device, thing, unit, *days):
    """Till rolls: (time, amount)."""
    for time, amount in days:
        s.add(device, time, "sell", (thing, amount), uom=unit)


# Pomelos: profile crops

POMELO = gtin13("693580100017")
ORCHARD = Operator("orchard", uscc("350628", "MA31R7K2", "93"), "平和县小溪镇红心蜜柚专业合作社", "350628-ORCH-03")
M1, M2 = Thing(POMELO, "MY261008"), Thing(POMELO, "MY261015")


def pomelo():
    s = Scenario("pomelo")
    s.product(POMELO, productName="红心蜜柚", spec="10千克/箱")
    grower = s.device(ORCHARD, "phone-1", "crops", style="link", zh=True, clock="local")
    lab = s.device(LAB, "lims", "crops", zh=True)
    stall = s.device(WHOLESALE, "stall-a118", "food", style="ean", zh=True, clock="local", crlf=True)
    market = s.device(MARKET, "dock-1", "food")
    fruit = {"cropKind": "水果", "variety": "红心蜜柚", "originRegion": "福建省平和县小溪镇", "producerName": ORCHARD.name,
             "plotNo": "PH-XX-03", **s.goods[POMELO]}
    for n, (lot, day, amount) in enumerate(((M1, "2026-10-08", 12000), (M2, "2026-10-15", 9000))):
        s.add(grower, f"{day} 15:30", "harvest", (lot, amount), uom="kg", harvestDate=day, tag=f"harvest-{n}", pesticideName="吡虫啉",
              pesticideRegNo=f"PD2010{n + 4}123", doseDate="2026-08-20", dosage="1500倍液喷雾", withdrawalEnd="2026-09-10",
              complianceCertNo="CN350628" + day.replace("-", ""), **fruit)
        test(s, lab, f"{day} 17:20", lot, "吡虫啉、毒死蜱、丙溴磷", "吡虫啉 0.08 mg/kg，其余未检出", f"MJ2610{n + 21}", site=ORCHARD.site)
    s.move(grower, "2026-10-09 06:00", stall, "2026-10-09 13:10", (M1, 8000), "MY261009-1", "闽E6K201", "2026-10-08", tag="m1",
           conformity="CN35062820261008")
    s.move(grower, "2026-10-09 06:20", market, "2026-10-09 10:05", (M1, 4000), "MY261009-2", "闽E6K207", "2026-10-08",
           conformity="CN35062820261008")
    s.move(grower, "2026-10-16 06:00", stall, "2026-10-16 12:50", (M2, 9000), "MY261016-1", "闽E6K201", "2026-10-15",
           conformity="CN35062820261015")
    s.move(stall, "2026-10-10 04:00", market, "2026-10-10 07:30", (M1, 3000), "FZ261010-4", "闽A7K660", "2026-10-08", tag="m1-b",
           conformity="CN35062820261008")
    sales(s, stall, M1, "kg", ("2026-10-10 11:00", 2600), ("2026-10-12 11:00", 2395))
    sales(s, market, M1, "kg", ("2026-10-12 21:30", 3310), ("2026-10-18 21:30", 3200))
    s.add(stall, "2026-10-24 16:00", "destroy", (M2, 40), uom="kg", remark="压伤腐烂")
    sales(s, stall, M2, "kg", ("2026-10-20 11:00", 5100), ("2026-10-24 11:00", 3800))
    return s


def spoilt_pomelo(sound):
    s = sound.variant()
    row = s.find("harvest-1")
    del row["cells"]["complianceCertNo"]
    s.fault("DATA-1", row, M2, "合作社采收水果没有开具承诺达标合格证", "fruit of a co-operative without its commitment certificate")
    row = s.find("harvest-0")
    row["cells"]["withdrawalEnd"] = "2026-10-12"
    s.fault("AQUA-2", row, M1, "安全间隔期到10月12日，10月8日就采收", "harvested on 8 October, safe from 12 October")
    row = s.find("m1-b-receive")
    row["pairs"] = [(M1, 3300)]
    s.fault("LINK-3", row, M1, "发货3000千克，收货3300千克", "3000 kg shipped, 3300 kg received")
    return s


# Cowpeas: profile cowpea

COWPEA = gtin13("693580200014")
FIELD = Operator("field", uscc("350681", "MA2YN4P8", "93"), "漳州市龙海区九湖豇豆专业合作社", "350604-FIELD-12")
C1, C2 = Thing(COWPEA, "JD260520"), Thing(COWPEA, "JD260522")


def cowpea():
    s = Scenario("cowpea")
    s.product(COWPEA, productName="豇豆", spec="散装")
    grower = s.device(FIELD, "phone-1", "cowpea", zh=True, clock="local")
    lab = s.device(LAB, "lims", "cowpea", style="link", zh=True)
    stall = s.device(WHOLESALE, "stall-a118", "cowpea", style="ean", zh=True, clock="local")
    market = s.device(MARKET, "dock-1", "cowpea")
    for n, (lot, day, amount, plot) in enumerate(((C1, "2026-05-20", 1800, "JH-05"), (C2, "2026-05-22", 1500, "JH-07"))):
        used = dict(treated="是", lastTreatment="2026-05-08", withdrawalEnd="2026-05-15", pesticideName="乙基多杀菌素",
                    pesticideRegNo="PD20120240", doseDate="2026-05-08", dosage="20毫升/亩", pesticideVoucherNo="NZ260506-18")
        s.add(grower, f"{day} 05:40", "harvest", (lot, amount), uom="kg", tag=f"harvest-{n}", harvestDate=day, cropKind="蔬菜",
              originRegion="福建省漳州市龙海区九湖镇", producerName=FIELD.name, growerFileNo="JH-ZT-0027", plotNo=plot,
              fieldTestNo=f"SC{day.replace('-', '')}", complianceCertNo="CN350604" + day.replace("-", ""),
              **(used if n == 0 else {"treated": "否"}), **s.goods[COWPEA])
        test(s, lab, f"{day} 09:30", lot, "克百威、氧乐果、水胺硫磷、氟虫腈、灭蝇胺", "均未检出", f"JD2605{n + 11}", site=FIELD.site)
        papers = {"complianceCertNo": "CN350604" + day.replace("-", ""), "reportNo": f"JD2605{n + 11}"}
        s.move(grower, f"{day} 11:00", stall if n == 0 else market, f"{day} 15:2{n}", (lot, amount), f"JH26052{n}", "闽E2H719", day,
               tag=f"c{n}", conformity=papers["complianceCertNo"], receipt=papers, dispatch={"reportNo": papers["reportNo"]})
    s.move(stall, "2026-05-21 04:00", market, "2026-05-21 07:20", (C1, 900), "FZ260521-2", "闽A7K660", "2026-05-20",
           conformity="CN35060420260520", receipt={"complianceCertNo": "CN35060420260520", "reportNo": "JD260511"})
    sales(s, stall, C1, "kg", ("2026-05-21 11:00", 610), ("2026-05-22 11:00", 270))
    sales(s, market, C1, "kg", ("2026-05-21 21:30", 520), ("2026-05-22 21:30", 350))
    sales(s, market, C2, "kg", ("2026-05-23 21:30", 830), ("2026-05-24 21:30", 610))
    return s


def spoilt_cowpea(sound):
    s = sound.variant()
    row = s.find("harvest-0")
    row["cells"]["withdrawalEnd"] = "2026-05-22"
    s.fault("AQUA-2", row, C1, "安全间隔期未满就采收", "harvested within the safety interval")
    row = s.find("c1-ship")
    del row["cells"]["reportNo"]
    row = s.find("c1-receive")
    del row["cells"]["reportNo"]
    s.fault("DATA-1", row, C2, "进货没有查验检测报告", "bought without the report of its test")
    row = s.find("harvest-1")
    row["cells"]["treated"] = "是"
    s.fault("DATA-1", row, C2, "用过药，没有末次用药日期和安全间隔期", "treated, with neither the day nor the interval")
    return s


# Pork: profile livestock

PIG, CARCASS, CUT = (gtin13(d) for d in ("693580300011", "693580300028", "693580300035"))
FARM = Operator("farm", uscc("350583", "MA34D8W1"), "南安市山水生猪养殖有限公司", "350583-PIG-02")
SLAUGHTER = Operator("slaughter", uscc("350583", "MA2XW3C5"), "南安市民生肉类联合加工有限公司", gtin13("693580399908"))
PIGS, CARCASSES, CUTS = Thing(PIG, "ZS260318"), Thing(CARCASS, "BT260318"), Thing(CUT, "FG260318")


def pork():
    s = Scenario("pork")
    s.product(PIG, productName="生猪", spec="约115千克/头")
    s.product(CARCASS, productName="白条猪", spec="片")
    s.product(CUT, productName="冷鲜猪后腿肉", spec="散装", shelfLifeDays=7)
    farm = s.device(FARM, "pc-1", "livestock", zh=True, clock="local")
    plant = s.device(SLAUGHTER, "mes", "livestock", style="urn")
    lab = s.device(LAB, "lims", "livestock", style="link", zh=True)
    market = s.device(MARKET, "dock-1", "livestock")
    s.add(farm, "2026-03-17 09:00", "commission", (PIGS, 60), uom="pcs", animalKind="生猪", animalForm="活体", originRegion="福建省南安市",
          farmCode="350583000217", epidemicCertNo="闽南动防合字第20220117号", producerName=FARM.name, complianceCertNo="CN35058320260317",
          earTagNo="135058300217001 至 135058300217060", goodsKind="活体", tag="pigs", **s.goods[PIG])
    s.add(farm, "2026-03-17 09:20", "inspect", (PIGS, None), testItem="非洲猪瘟、瘦肉精", testValue="阴性", testVerdict="合格",
          reportNo="CD260317", laboratory=LAB.name, tag="field-test")
    s.move(farm, "2026-03-18 01:00", plant, "2026-03-18 02:30", (PIGS, 60), "ZS260318-1", "闽C5P332", "2026-03-17", uom="pcs",
           conformity="CN35058320260317", tag="pigs", receipt={"quarantineCertNo": "闽A3505830041822", "goodsKind": "活体"},
           dispatch={"quarantineCertNo": "闽A3505830041822", "animalForm": "活体", "vehicleFilingNo": "闽350583-0117"})
    s.add(plant, "2026-03-18 04:10", "slaughter", inputs=[(PIGS, 60, "头")], outputs=[(CARCASSES, 4980, "kg")], tag="slaughter",
          animalKind="生猪", animalForm="胴体", slaughterDate="2026-03-18", slaughterPermitNo="闽泉屠准字第11号",
          meatInspectionCertNo="RPPZ260318", quarantineCertNo="闽B3505830018201", complianceCertNo="CN350583260318", productionDate="2026-03-18",
          producerName=SLAUGHTER.name, **s.goods[CARCASS])
    test(s, lab, "2026-03-18 06:30", CARCASSES, "克仑特罗、莱克多巴胺、沙丁胺醇、水分", "未检出；75.2%", "RJ260318", site=SLAUGHTER.site)
    s.add(plant, "2026-03-18 08:00", "split", inputs=[(CARCASSES, 1500, "kg")], outputs=[(CUTS, 1490, "kg")], tag="cut", animalKind="生猪",
          animalForm="分割肉", slaughterDate="2026-03-18", slaughterPermitNo="闽泉屠准字第11号", meatInspectionCertNo="RPPZ260318",
          quarantineCertNo="闽B3505830018201", productionDate="2026-03-18", producerName=SLAUGHTER.name, **s.goods[CUT])
    paper = {"quarantineCertNo": "闽B3505830018201"}
    s.move(plant, "2026-03-18 10:00", market, "2026-03-18 11:40", (CARCASSES, 2400), "RL260318-1", "闽C9L118", "2026-03-18", tempC="2.1",
           conformity="RPPZ260318", receipt=paper, dispatch=paper, tag="carcasses")
    s.move(plant, "2026-03-18 10:10", market, "2026-03-18 11:50", (CUTS, 1000), "RL260318-2", "闽C9L118", "2026-03-18", tempC="2.4",
           conformity="RPPZ260318", receipt=paper, dispatch=paper)
    sales(s, market, CARCASSES, "kg", ("2026-03-19 21:30", 1450), ("2026-03-20 21:30", 911))
    sales(s, market, CUTS, "kg", ("2026-03-19 21:30", 520), ("2026-03-21 21:30", 452))
    s.add(market, "2026-03-25 08:00", "destroy", (CUTS, 28), uom="kg", remark="到期下架")
    return s


def spoilt_pork(sound):
    s = sound.variant()
    row = s.find("carcasses-ship")
    del row["cells"]["quarantineCertNo"]
    s.fault("DATA-1", row, CARCASSES, "白条猪出厂没有检疫合格证明", "carcasses left without their quarantine certificate")
    row = s.find("slaughter")
    row["outputs"] = [(CARCASSES, 4980, "kg")]
    row["cells"].pop("meatInspectionCertNo")
    s.fault("DATA-1", row, CARCASSES, "屠宰没有肉品品质检验合格证", "slaughtered without the certificate of meat quality")
    row = s.find("cut")
    row["outputs"] = [(CUTS, 1790, "kg")]
    s.fault("MASS-1", row, CUTS, "1500千克白条分割出1790千克", "1790 kg of cuts out of 1500 kg of carcasses")
    return s


# Rice: profile grain, and food once it is milled

PADDY, RICE = gtin13("693580400018"), gtin13("693580400025")
GROWER = Operator("grower", uscc("350722", "MA2XU5T3", "93"), "浦城县仙阳优质稻种植专业合作社", "350722-RICE-01")
STORE = Operator("granary", uscc("350722", "MA31J9E6"), "浦城县金谷粮食储备有限公司", gtin13("693580499905"))
P1, P2, R1 = Thing(PADDY, "DG250921"), Thing(PADDY, "DG250921-2"), Thing(RICE, "DM260312")


def rice():
    s = Scenario("rice")
    s.product(PADDY, productName="稻谷（甬优15）", spec="散装")
    s.product(RICE, productName="浦城大米", spec="10千克/袋", shelfLifeMonths=12)
    grower = s.device(GROWER, "phone-1", "grain", zh=True, clock="slash")
    granary = s.device(STORE, "wms", "grain")
    mill = s.device(STORE, "mill", "food", style="link")
    lab = s.device(LAB, "lims", "grain", zh=True)
    market = s.device(MARKET, "dock-1", "food", style="raw")
    kind = {"grainKind": "稻谷", "originRegion": "福建省浦城县仙阳镇", "harvestYear": 2025}
    s.add(grower, "2025-09-21 16:00", "harvest", (P1, 30000), uom="kg", productionDate="2025-09-21", producerName=GROWER.name, tag="paddy",
          **kind, **s.goods[PADDY])
    test(s, lab, "2025-09-22 10:00", P1, "镉、黄曲霉毒素B1、水分", "0.06 mg/kg；未检出；13.1%", "LS250922", site=GROWER.site)
    s.move(grower, "2025-09-23 07:00", granary, "2025-09-23 09:10", (P1, 29900), "LS250923-1", "闽H5R801", "2025-09-21", tag="paddy",
           conformity="LS250922", receipt=kind, dispatch={"producerName": GROWER.name})
    s.add(grower, "2025-09-24 08:00", "loss", (P1, 100), uom="kg", remark="晾晒损耗")
    s.add(granary, "2025-09-23 15:00", "store", (P1, 29900), uom="kg", storageNo="3号仓2货位", grade="二等", moisturePercent="13.0",
          impurityPercent="0.8", tag="stored")
    s.add(granary, "2025-10-12 09:00", "treat", (P1, None), pesticideName="磷化铝", pesticideRegNo="PD84121", doseDate="2025-10-12",
          dosage="3克/立方米", withdrawalEnd="2025-11-02", tag="fumigated")
    test(s, lab, "2026-03-09 10:00", P1, "磷化物、镉", "未检出；0.06 mg/kg", "LS260309", site=STORE.site)
    s.add(mill, "2026-03-12 10:00", "transform", inputs=[(P1, 20000, "kg")], outputs=[(R1, 13200, "kg")], tag="milled",
          productionDate="2026-03-12", producerName=STORE.name, scNo=licence("1013507220015"), **s.goods[RICE])
    test(s, lab, "2026-03-12 16:00", R1, "镉、碎米率", "0.05 mg/kg；4.1%", "DM260312", site=STORE.site)
    s.move(mill, "2026-03-14 07:00", market, "2026-03-14 13:30", (R1, 8000), "DM260314-1", "闽H2M006", "2026-03-12", tag="rice",
           conformity="DM260312")
    sales(s, market, R1, "kg", ("2026-03-20 21:30", 1870), ("2026-04-20 21:30", 2950), ("2026-05-20 21:30", 3010))
    return s


def spoilt_rice(sound):
    s = sound.variant()
    row = s.find("milled")
    row["outputs"] = [(R1, 22600, "kg")]
    s.fault("MASS-1", row, R1, "20000千克稻谷碾出22600千克大米", "22600 kg of rice out of 20000 kg of paddy")
    row = s.find("milled")
    row["time"] = row["time"].replace(year=2025, month=10, day=30)
    row["cells"]["productionDate"] = "2025-10-30"
    s.find("rice-receive")["cells"]["productionDate"] = "2025-10-30"
    s.fault("AQUA-2", row, P1, "熏蒸安全间隔期未满就碾米", "milled within the safety interval of its fumigation")
    row = s.find("stored")
    del row["cells"]["moisturePercent"]
    s.fault("DATA-1", row, P1, "入库没有水分", "stored without its moisture")
    return s


# Bamboo shoots: profile forest

SHOOT = gtin13("693580500015")
BAMBOO = Operator("bamboo", uscc("350783", "MA32Q6H7", "93"), "建瓯市房道镇绿野竹笋专业合作社", "350783-FOREST-05")
B1, B2 = Thing(SHOOT, "DS260115"), Thing(SHOOT, "CS260322")


def shoots():
    s = Scenario("bamboo-shoots")
    s.product(SHOOT, productName="鲜竹笋", spec="散装")
    grower = s.device(BAMBOO, "phone-1", "forest", style="link", zh=True, clock="local")
    lab = s.device(LAB, "lims", "forest", zh=True)
    stall = s.device(WHOLESALE, "stall-a118", "food", style="ean", zh=True, clock="local", crlf=True)
    market = s.device(MARKET, "dock-1", "food")
    for n, (lot, day, amount) in enumerate(((B1, "2026-01-15", 2600), (B2, "2026-03-22", 4200))):
        s.add(grower, f"{day} 10:30", "harvest", (lot, amount), uom="kg", tag=f"dug-{n}", harvestDate=day, forestKind="冬笋" if n == 0 else "春笋",
              originRegion="福建省建瓯市房道镇", producerName=BAMBOO.name, forestPlotNo="012-07-03", growth="栽培",
              forestRightNo="闽（2019）建瓯市不动产权第0003127号", **s.goods[SHOOT])
        test(s, lab, f"{day} 15:00", lot, "二氧化硫残留、铅、镉", "未检出；0.02 mg/kg；0.01 mg/kg", f"ZS26{n + 1}", site=BAMBOO.site, tag=f"test-{n}")
    s.move(grower, "2026-01-15 17:00", stall, "2026-01-15 22:30", (B1, 2600), "ZS260115-1", "闽H8B233", "2026-01-15", tag="b1",
           conformity="ZS261")
    s.move(grower, "2026-03-22 17:00", market, "2026-03-22 23:10", (B2, 4200), "ZS260322-1", "闽H8B233", "2026-03-22", tag="b2",
           conformity="ZS262")
    s.move(stall, "2026-01-16 04:00", market, "2026-01-16 07:40", (B1, 1200), "FZ260116-1", "闽A7K660", "2026-01-15", tag="b1-b",
           conformity="ZS261")
    sales(s, stall, B1, "kg", ("2026-01-17 11:00", 800), ("2026-01-18 11:00", 555))
    sales(s, market, B1, "kg", ("2026-01-17 21:30", 700), ("2026-01-18 21:30", 470))
    sales(s, market, B2, "kg", ("2026-03-23 21:30", 2350), ("2026-03-24 21:30", 1702))
    return s


def spoilt_shoots(sound):
    s = sound.variant()
    row = s.find("dug-1")
    row["cells"]["preservativeName"] = "焦亚硫酸钠"
    s.fault("DATA-1", row, B2, "用了保鲜剂，没有写用量", "a preservative without its dose")
    row = s.find("test-0")
    row["cells"]["testVerdict"] = "不合格"
    s.fault("STATE-1", s.find("b1-ship"), B1, "检验不合格后仍发货", "shipped after its test had failed")
    s.fault("STATE-3", row, B1, "已发出的不合格批次没有召回", "a lot that failed was sent out, and not recalled")
    row = s.find("b2-receive")
    row["pairs"] = [(B2, 4800)]
    s.fault("LINK-3", row, B2, "发货4200千克，收货4800千克", "4200 kg shipped, 4800 kg received")
    return s


# Oolong: profile tea

LEAF, CRUDE, TEA = (gtin13(d) for d in ("693580600012", "693580600029", "693580600036"))
GARDEN = Operator("garden", uscc("350524", "MA31T2U4", "93"), "安溪县西坪镇铁观音茶叶专业合作社", "350524-TEA-09")
FACTORY = Operator("factory", uscc("350524", "MA2Y6K1B"), "安溪县云岭茶业有限公司", gtin13("693580699902"))
L1, L2, K1, T1 = Thing(LEAF, "CQ261001"), Thing(LEAF, "CQ261002"), Thing(CRUDE, "MC261003"), Thing(TEA, "TGY261020")


def tea():
    s = Scenario("oolong-tea")
    s.product(LEAF, productName="铁观音茶青", spec="散装")
    s.product(CRUDE, productName="铁观音毛茶", spec="散装")
    s.product(TEA, productName="安溪铁观音（清香型）", spec="250克/袋", shelfLifeMonths=18)
    garden = s.device(GARDEN, "phone-1", "tea", zh=True, clock="local")
    factory = s.device(FACTORY, "mes", "tea", style="link")
    lab = s.device(LAB, "lims", "tea", zh=True)
    market = s.device(MARKET, "dock-1", "food")
    for n, (lot, day, amount) in enumerate(((L1, "2026-10-01", 1200), (L2, "2026-10-02", 1000))):
        s.add(garden, f"{day} 14:30", "harvest", (lot, amount), uom="kg", tag=f"picked-{n}", teaForm="茶青", pickingSeason="秋茶",
              variety="铁观音", harvestDate=day, originRegion="福建省安溪县西坪镇", producerName=GARDEN.name, plotNo=f"XP-0{n + 3}",
              complianceCertNo=f"CN350524{day.replace('-', '')}", **s.goods[LEAF])
    s.move(garden, "2026-10-01 16:00", factory, "2026-10-01 17:10", (L1, 1200), "CQ261001-1", "闽C1T877", "2026-10-01", tag="l1",
           conformity="CN35052420261001")
    s.move(garden, "2026-10-02 16:00", factory, "2026-10-02 17:05", (L2, 1000), "CQ261002-1", "闽C1T877", "2026-10-02",
           conformity="CN35052420261002")
    s.add(factory, "2026-10-03 11:00", "transform", inputs=[(L1, 1200, "kg"), (L2, 1000, "kg")], outputs=[(K1, 500, "kg")], tag="crude",
          teaForm="毛茶", teaKind="乌龙茶", productionDate="2026-10-03", producerName=FACTORY.name, withered="晒青、摇青4次", **s.goods[CRUDE])
    s.add(factory, "2026-10-20 15:00", "transform", inputs=[(K1, 500, "kg")], outputs=[(T1, 430, "kg")], tag="refined", teaForm="精制茶",
          teaKind="乌龙茶", teaGrade="一级", firing="80 ℃ 4 小时", productionDate="2026-10-20", producerName=FACTORY.name,
          scNo=licence("1143505240021"), geographicalMarkNo="AGI-ANXI-0117", **s.goods[TEA])
    test(s, lab, "2026-10-21 10:00", T1, "联苯菊酯、吡虫啉、稀土、水分", "0.4 mg/kg；未检出；0.9 mg/kg；5.8%", "CY261021", site=FACTORY.site)
    s.move(factory, "2026-10-23 08:00", market, "2026-10-23 11:20", (T1, 200), "TG261023-1", "闽C6W510", "2026-10-20", tag="t1",
           conformity="CY261021")
    sales(s, market, T1, "kg", ("2026-10-31 21:30", 36), ("2026-11-15 21:30", 58))
    return s


def spoilt_tea(sound):
    s = sound.variant()
    row = s.find("crude")
    row["outputs"] = [(K1, 1300, "kg")]
    s.fault("MASS-2", row, K1, "2200千克茶青制出1300千克毛茶", "1300 kg of crude tea out of 2200 kg of leaf")
    row = s.find("refined")
    del row["cells"]["scNo"]
    s.fault("DATA-1", row, T1, "精制茶没有生产许可证编号", "refined tea without a production licence")
    row = s.find("picked-1")
    row["cells"]["pesticideName"] = "联苯菊酯"
    s.fault("DATA-1", row, L2, "用了农药，没有登记证号、日期、用量和安全间隔期", "a pesticide without registration, day, dose and interval")
    return s


# Manuka honey through the bonded zone: profile cross-border

HONEY = gtin13("940100020001")
AGENT = shop("agent", "350200", "MA34N5X9", "厦门跨链供应链管理有限公司", gtin13("693580799909"))
BONDED = shop("bonded", "350206", "MA31E7Q2", "厦门东渡保税仓储有限公司", "350206-BOND-01")
PLATFORM = uscc("330110", "MA2CD0R8")
TRUSTEE = uscc("350203", "MA32L4T6")
H1, H2 = Thing(HONEY, "NZ2601A"), Thing(HONEY, "NZ2602B")


def parcels():
    s = Scenario("cross-border")
    s.product(HONEY, productName="麦卢卡蜂蜜 UMF15+", spec="250克/瓶", shelfLifeMonths=36)
    agent = s.device(AGENT, "erp", "cross-border", zh=True, clock="local")
    bonded = s.device(BONDED, "wms", "cross-border")
    lab = s.device(LAB, "lims", "cross-border", zh=True)
    filed = {"producerName": "Waikato Apiaries Ltd", "originCountry": "新西兰", "supervisionMode": "网购保税", "filingNo": "XMKJ-BA-2026-0417",
             "listCategory": "04090000", "riskLevel": "中", "merchantName": "Pacific Pantry (NZ) Ltd", "agentUscc": AGENT.uscc}
    for n, (lot, day, amount) in enumerate(((H1, "2026-03-04", 2400), (H2, "2026-04-08", 1800))):
        s.add(agent, f"{day} 10:00", "commission", (lot, amount), uom="pcs", tag=f"entry-{n}", productionDate=f"2026-0{n + 1}-10",
              entryListNo=f"371020261000{n + 1}2217", recallTrusteeUscc=TRUSTEE, **filed, **s.goods[HONEY])
        test(s, lab, f"{day} 15:00", lot, "氯霉素、C-4植物糖、羟甲基糠醛", "未检出；2.1%；11 mg/kg", f"KJ26{n + 3}1", site=BONDED.site)
        s.move(agent, f"{day} 16:00", bonded, f"{day} 17:10", (lot, amount), f"KJ26{n + 3}-1", "闽D8K102", f"2026-0{n + 1}-10", uom="pcs",
               tag=f"h{n}", conformity=f"KJ26{n + 3}1", receipt={"entryListNo": f"371020261000{n + 1}2217"})
        s.add(bonded, f"{day} 18:00", "store", (lot, amount), uom="pcs", remark="保税A区")
    for lot, time, amount, number in ((H1, "2026-03-20 09:00", 620, "0311"), (H1, "2026-04-20 09:00", 880, "0412"),
                                      (H2, "2026-05-08 09:00", 700, "0508")):
        s.add(bonded, time, "release", (lot, amount), uom="pcs", tag=f"release-{number}", supervisionMode="网购保税", platformUscc=PLATFORM,
              customsListNo=f"37102026I{number}00001", recallTrusteeUscc=TRUSTEE)
        s.add(bonded, time.replace("09:00", "15:00"), "sell", (lot, amount), uom="pcs", tag=f"sold-{number}",
              customsListNo=f"37102026I{number}00001", riskNoticeShown="已展示", remark="包裹清单随单")
    s.add(bonded, "2026-06-02 09:00", "destroy", (H2, 12), uom="pcs", remark="破瓶")
    return s


def spoilt_parcels(sound):
    s = sound.variant()
    row = s.find("entry-1")
    del row["cells"]["recallTrusteeUscc"]
    del s.find("release-0508")["cells"]["recallTrusteeUscc"]
    s.fault("DATA-1", row, H2, "进境时没有召回受委托企业", "brought in without a trustee for recalls")
    s.fault("DATA-1", s.find("release-0508"), H2, "放行时没有召回受委托企业", "released without a trustee for recalls")
    (agent,) = (d for d in s.devices if d.operator is AGENT)
    (bonded,) = (d for d in s.devices if d.operator is BONDED)
    row = s.add(agent, "2026-06-03 10:00", "recall", (H2, None), recallLevel=2, recallReason="境外生产者通报：羟甲基糠醛超出标示")
    s.fault("STATE-4", row, H2, "召回没有境内受委托企业", "recalled, and nobody in the country carries it out")
    s.fault("STATE-3", row, H2, "二级召回逾期没有完成", "a recall of grade 2 that was not completed in time")
    row = s.add(bonded, "2026-06-03 15:00", "sell", (H2, 20), uom="pcs", customsListNo="37102026I060300001", riskNoticeShown="否")
    s.fault("STATE-1", row, H2, "召回后仍出售", "sold after it was recalled")
    return s


PAIRS = ((pomelo, spoilt_pomelo), (cowpea, spoilt_cowpea), (pork, spoilt_pork), (rice, spoilt_rice), (shoots, spoilt_shoots),
         (tea, spoilt_tea), (parcels, spoilt_parcels))
