"""Packaged food: mill, snack factory with three input lots, distributor, two schools' canteens."""

from codes import Thing, gtin13, licence, sscc, uscc, wrong
from scenario import Operator, Scenario

WHEAT, FLOUR, OIL, SUGAR, CAKE = (
    gtin13(d) for d in ("693570100011", "693570100028", "693572300014", "693574500016", "693576700018"))

MILL = Operator("mill", uscc("350502", "MA2YC6D4"), "泉州市丰泽闽麦面粉有限公司", gtin13("693570199901"))
OILPLANT = Operator("oil", uscc("350304", "MA31B8K9"), "莆田市荔源油脂有限公司", gtin13("693572399901"))
SUGARMILL = Operator("sugar", uscc("350602", "MA8U4L6G"), "漳州市甘露糖业有限公司", gtin13("693574599901"))
FACTORY = Operator("factory", uscc("350582", "MA33RT2P"), "晋江市佳味食品有限公司", gtin13("693576799901"))
DISTRIBUTOR = Operator("distributor", uscc("350503", "MA2XP09H"), "泉州市万通食品配送有限公司", "350503-DC-02")
SCHOOL_A = Operator("school-a", uscc("350502", "48920716", "12"), "泉州市鲤城区实验小学（食堂）", "350502-SCH-11")
SCHOOL_B = Operator("school-b", uscc("350503", "48931052", "12"), "泉州市丰泽区第三中学（食堂）", "350503-SCH-04")

W1, W2 = Thing(WHEAT, "XM260210"), Thing(WHEAT, "XM260302")
F1, F2 = Thing(FLOUR, "MF260215"), Thing(FLOUR, "MF260306")
O1, G1 = Thing(OIL, "DY260220"), Thing(SUGAR, "BT260222")
K1, K2, K3 = Thing(CAKE, "BG260310"), Thing(CAKE, "BG260311"), Thing(CAKE, "BG260320")
PALLETS = [sscc("06935767" + f"{n:09}") for n in range(21, 26)]


def build():
    s = Scenario("packaged-food")
    s.product(WHEAT, productName="小麦", spec="散装", shelfLifeDays=730)
    s.product(FLOUR, productName="低筋小麦粉", spec="25千克/袋", shelfLifeDays=270)
    s.product(OIL, productName="精炼棕榈油", spec="20千克/箱", shelfLifeDays=540)
    s.product(SUGAR, productName="一级白砂糖", spec="50千克/袋", shelfLifeDays=720)
    s.product(CAKE, productName="早餐饼干", spec="250克/袋", shelfLifeDays=300)
    d = {
        "mill": s.device(MILL, "mes-1", "food", zh=True, clock="local"),
        "oil": s.device(OILPLANT, "pc-1", "food", style="ean", clock="slash"),
        "sugar": s.device(SUGARMILL, "pc-1", "food", style="urn"),
        "dock": s.device(FACTORY, "dock-1", "food", style="raw"),
        "line": s.device(FACTORY, "line-3", "food", style="link"),
        "dc": s.device(DISTRIBUTOR, "wms", "food", style="bracket", zh=True, bom=True, crlf=True),
        "a": s.device(SCHOOL_A, "pad-1", "food", style="ean", zh=True, clock="slash"),
        "b": s.device(SCHOOL_B, "pad-1", "food", style="link", zh=True, clock="local"),
    }
    ingredients(s, d)
    bake(s, d)
    distribute(s, d)
    return s, d


def test(s, device, time, thing, item, value, tag=None):
    s.add(device, time, "inspect", (thing, None), tag=tag, testItem=item, testValue=value, testVerdict="合格",
          reportNo="JC" + time[2:10].replace("-", ""))


def ingredients(s, d):
    mill, oil, sugar, dock = d["mill"], d["oil"], d["sugar"], d["dock"]
    for lot, amount, time, tag in ((W1, 50000, "2026-02-10 09:00", None), (W2, 40000, "2026-03-02 09:20", "wheat-2")):
        s.add(mill, time, "commission", (lot, amount), uom="kg", productionDate=time[:10], producerName="泉港区涂岭镇种粮合作社",
              tag=tag, **s.goods[WHEAT])
        test(s, mill, time[:10] + " 15:00", lot, "呕吐毒素", "212 µg/kg（限量1000）")
        s.add(mill, time[:10] + " 16:30", "store", (lot, amount), uom="kg", remark="2号筒仓")
    maker = {"producerName": MILL.name, "scNo": licence("1013505020018")}
    for wheat, taken, flour, made, day, tag in ((W1, 49000, F1, 36000, "2026-02-15", "mill-1"),
                                                (W2, 39500, F2, 29000, "2026-03-06", "mill-2")):
        s.add(mill, f"{day} 14:00", "transform", inputs=[(wheat, taken, "kg")], outputs=[(flour, made, "kg")], tag=tag,
              productionDate=day, **s.goods[FLOUR], **maker)
        test(s, mill, f"{day} 17:00", flour, "水分、灰分、玉米赤霉烯酮", "13.6%、0.52%、未检出")
    s.add(oil, "2026-02-20 10:00", "commission", (O1, 5000), uom="kg", productionDate="2026-02-20", producerName=OILPLANT.name,
          scNo=licence("1023503040007"), tag="oil", **s.goods[OIL])
    test(s, oil, "2026-02-20 16:00", O1, "酸价、过氧化值", "0.12 mg/g、0.03 g/100g")
    s.add(sugar, "2026-02-22 10:30", "commission", (G1, 8000), uom="kg", productionDate="2026-02-22",
          producerName=SUGARMILL.name, scNo=licence("1303506020012"), **s.goods[SUGAR])
    test(s, sugar, "2026-02-22 16:20", G1, "蔗糖分、色值", "99.7%、110 IU")
    s.move(mill, "2026-03-05 08:00", dock, "2026-03-05 09:40", (F1, 10000), "MF20260305-2", "闽C8831A", "2026-02-15", tag="f1")
    s.move(oil, "2026-03-06 07:30", dock, "2026-03-06 10:20", (O1, 2000), "LY0306-11", "闽BD2096", "2026-02-20", tag="o1")
    s.move(sugar, "2026-03-06 07:00", dock, "2026-03-06 11:10", (G1, 3000), "GL-26-0306", "闽E77K02", "2026-02-22", tag="g1")
    s.move(mill, "2026-03-18 08:00", dock, "2026-03-18 09:35", (F2, 8000), "MF20260318-1", "闽C8831A", "2026-03-06")
    for lot, amount, time in ((F1, 10000, "2026-03-05 10:30"), (O1, 2000, "2026-03-06 11:30"), (G1, 3000, "2026-03-06 11:50"),
                              (F2, 8000, "2026-03-18 10:20")):
        s.add(dock, time, "store", (lot, amount), uom="kg")


def bake(s, d):
    line, dock = d["line"], d["dock"]
    for lot, flour, fats, sweet, day, tag in ((K1, (F1, 4000), 600, 900, "2026-03-10", "bake-1"),
                                              (K2, (F1, 4000), 600, 900, "2026-03-11", "bake-2"),
                                              (K3, (F2, 4000), 700, 1000, "2026-03-20", "bake-3")):
        s.add(line, f"{day} 16:00", "transform", inputs=[(*flour, "kg"), (O1, fats, "kg"), (G1, sweet, "kg")],
              outputs=[(lot, 20000, "袋")], productionDate=day, producerName=FACTORY.name, scNo=licence("1083505820036"), tag=tag,
              **s.goods[CAKE])
        test(s, line, f"{day} 19:00", lot, "水分、菌落总数、大肠菌群", "3.1%、<10 CFU/g、未检出")
    contents = [K1, K1, K1, K2, K2]
    for n, (pallet, lot) in enumerate(zip(PALLETS, contents)):
        s.add(dock, f"2026-03-12 0{8 + n // 3}:{10 + n * 9}", "pack", (lot, 5000), parent=pallet, uom="袋")


def distribute(s, d):
    dock, dc, a, b = d["dock"], d["dc"], d["a"], d["b"]
    s.move(dock, "2026-03-13 08:00", dc, "2026-03-13 09:50", [(p, None) for p in PALLETS[:3]], "JW260313-1", "闽C2T905",
           "2026-03-10", contents=K1)
    s.move(dock, "2026-03-13 08:10", dc, "2026-03-13 10:05", [(p, None) for p in PALLETS[3:]], "JW260313-2", "闽C2T905",
           "2026-03-11", contents=K2)
    s.move(dock, "2026-03-23 08:00", dc, "2026-03-23 09:45", (K3, 12000), "JW260323-1", "闽C2T906", "2026-03-20", uom="袋")
    for n, (pallet, lot) in enumerate(zip(PALLETS, [K1, K1, K1, K2, K2])):
        s.add(dc, f"2026-03-13 13:{10 + n * 8}", "unpack", (lot, 5000), parent=pallet, uom="袋")
    for lot, amount, time in ((K1, 15000, "2026-03-13 15:00"), (K2, 10000, "2026-03-13 15:10"), (K3, 12000, "2026-03-23 11:00")):
        s.add(dc, time, "store", (lot, amount), uom="袋", remark="常温A区")
    for school, lot, amount, day, number, made, tag in (
            (a, K1, 3000, "2026-03-30", "PS0330-A", "2026-03-10", "k1-a"), (b, K1, 2500, "2026-03-30", "PS0330-B", "2026-03-10", "k1-b"),
            (a, K2, 2600, "2026-04-27", "PS0427-A", "2026-03-11", "k2-a"), (b, K2, 2400, "2026-04-27", "PS0427-B", "2026-03-11", "k2-b"),
            (a, K3, 2800, "2026-09-02", "PS0902-A", "2026-03-20", "k3-a"), (b, K3, 2300, "2026-09-02", "PS0902-B", "2026-03-20", "k3-b")):
        minute = "10" if school is a else "40"
        s.move(dc, f"{day} 05:{minute}", school, f"{day} 06:{minute}", (lot, amount), number, "闽C6P327", made, uom="袋", tag=tag)
    for school, lot, amount, time, tag in (
            (a, K1, 1480, "2026-04-01 08:30", None), (a, K1, 1515, "2026-04-08 08:30", "a-lunch"), (b, K1, 1230, "2026-04-02 07:50", None),
            (b, K1, 1262, "2026-04-09 07:50", None), (a, K2, 1296, "2026-05-06 08:30", None), (a, K2, 1302, "2026-05-13 08:30", None),
            (b, K2, 1190, "2026-05-07 07:50", None), (b, K2, 1204, "2026-05-14 07:50", None), (a, K3, 1402, "2026-09-09 08:30", None),
            (a, K3, 1389, "2026-09-16 08:30", "a-autumn"), (b, K3, 1150, "2026-09-10 07:50", None),
            (b, K3, 1147, "2026-09-17 07:50", "b-autumn")):
        s.add(school, time, "consume", (lot, amount), uom="袋", remark="营养早餐", tag=tag)
    s.add(a, "2026-04-10 16:00", "destroy", (K1, 5), uom="袋", remark="外包装破损")


def spoil(sound, d):
    s = sound.variant()
    row = s.find("mill-2")
    row["outputs"] = [(F2, 43000, "kg")]
    s.fault("MASS-1", row, F2, "39500千克小麦磨出43000千克面粉", "43000 kg of flour out of 39500 kg of wheat")
    row = s.find("bake-1")
    row["time"] = row["time"].replace(day=6, hour=9)
    s.fault("TIME-5", row, O1, "食用油10:20才收货，09:00已投料", "oil used at 09:00 that was received at 10:20")
    row = s.find("k2-b-receive")
    row["cells"]["from"] = FACTORY.uscc
    s.fault("LINK-3", row, K2, "配送商发出的货，学校登记供货者为工厂", "shipped by the distributor, received as if from the factory")
    row = s.find("k3-b-receive")
    s.rows.remove(row)
    s.fault("LINK-1", s.find("b-autumn"), K3, "学校没有进货记录就领用", "a school consumes what it never received")
    row = s.find("g1-receive")
    del row["cells"]["supplierName"]
    s.fault("DATA-1", row, G1, "进货缺少供货者名称", "a purchase without its supplier's name")
    row = s.find("a-lunch")
    row["pairs"] = [(K1, 1900)]
    s.fault("MASS-1", row, K1, "学校收货3000袋，领用合计3385袋", "a school took in 3000 bags and used 3385")
    row = s.add(d["oil"], "2026-02-21 09:00", "commission", (W2, 100), uom="kg", productionDate="2026-02-21",
                producerName=OILPLANT.name, **s.goods[WHEAT])
    s.fault("CODE-2", row, W2, "面粉厂的小麦批次号被油脂厂再次赋码", "the mill's wheat lot is issued again by the oil plant")
    base = {"time": "2026-03-01 08:00", "step": "commission", "code": F1.write("bracket"), "quantity": "10", "uom": "千克",
            "site": MILL.site, "to": "", "testVerdict": ""}
    s.refused = [
        (dict(base, code=F1.write("bracket").replace(FLOUR, wrong(FLOUR))), "GTIN校验位错误", "wrong check digit of the GTIN"),
        (dict(base, site=wrong(MILL.site)), "GLN校验位错误", "wrong check digit of the GLN"),
        (dict(base, step="ship", to=wrong(FACTORY.uscc)), "统一社会信用代码校验位错误", "wrong check character of the USCC"),
        (dict(base, uom="斤两"), "未知的计量单位", "an unknown unit"),
        (dict(base, step="inspect", testVerdict="差不多"), "检验结论不在词表中", "a test verdict that is no verdict"),
    ]
    return s
