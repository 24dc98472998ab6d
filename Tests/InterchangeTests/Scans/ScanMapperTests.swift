import EPCIS
import Interchange
import Profiles
import Testing
import Values

@Suite struct `A mapper of scans` {
    static let operatorUSCC = "91350100M000100Y43"
    static let lot = "(01)06901234567892(10)A1"
    static let lotURI = "https://id.gs1.org/01/06901234567892/10/A1"

    private func scan(_ csv: String, profile: String = "food") throws -> MappedScan {
        let records = try CSVReader.everything(in: Array(csv.utf8))
        let profile = try #require(Profile.named(profile))
        let mapper = try ScanMapper(profile: profile, operatorUSCC: Self.operatorUSCC, header: records[0])
        return try mapper.scan(records[1])
    }

    private func event(_ csv: String, profile: String = "food") throws -> EPCISEvent {
        try EPCISEvent(json: try scan(csv, profile: profile).event)
    }

    @Test func `writes an event that stands by itself, with members in a fixed order`() throws {
        let csv = """
            productName,step,time,code,quantity,uom,site,document
            大黄鱼,赋码,2026-03-01T08:30:00+08:00,\(Self.lot),12.50,千克,350521-HATCH-1,发票:07/A
            """
        let expected = """
            {"@context":\(YimaContext.text),"type":"ObjectEvent","eventTime":"2026-03-01T08:30:00+08:00",\
            "eventTimeZoneOffset":"+08:00","quantityList":[{"epcClass":"\(Self.lotURI)","quantity":12.5,"uom":"KGM"}],\
            "action":"ADD","bizStep":"commissioning","disposition":"active",\
            "readPoint":{"id":"urn:yima:site:350521-HATCH-1"},"bizLocation":{"id":"urn:yima:site:350521-HATCH-1"},\
            "bizTransactionList":[{"type":"inv","bizTransaction":"urn:yima:document:\(Self.operatorUSCC):07%2FA"}],\
            "yima:profile":"food","yima:actorUscc":"\(Self.operatorUSCC)","yima:productName":"大黄鱼"}
            """
        #expect(String(decoding: try scan(csv).event, as: UTF8.self) == expected)
    }

    @Test func `gives the same bytes whatever the columns' order and names`() throws {
        let one = "time,step,code,quantity,productName,spec\n2026-03-01T08:30:00+08:00,commission,\(Self.lot),3,a,b\n"
        let other = "规格,产品名称,数量,编码,环节,时间\nb,a,3,\(Self.lot),生产,2026-03-01 08:30\n"
        #expect(try scan(one).event == scan(other).event)
    }

    @Test(arguments: [
        ("]d2010690123456789210A1", ""), ("https://x.cn/01/06901234567892/10/A1", ""), ("6901234567892", "A1"),
        ("urn:epc:class:lgtin:6901234.056789.A1", ""), ("\(lot)", "A1"),
    ])
    func `names a lot by one identity however it was scanned`(code: String, lotNo: String) throws {
        let csv = "time,step,code,lotNo,quantity\n2026-03-01 08:30,commission,\(code),\(lotNo),3\n"
        #expect(try event(csv).quantityList == [.init(epcClass: Self.lotURI, amount: Amount("3"))])
    }

    @Test(arguments: ["urn:epc:id:sgtin:6901234.056789.7", "(01)06901234567892(21)7", "\(lot)(21)7"])
    func `never loses the lot of an item whose code says only its serial`(code: String) throws {
        let csv = "time,step,code,lotNo\n2026-03-01 08:30,commission,\(code),A1\n"
        #expect(try event(csv).epcList == [Self.lotURI + "/21/7"])
    }

    @Test func `takes lotNo for the lot of what comes out of a transformation, not of what goes in`() throws {
        let inputs = "\(Self.lot)*10kg;6901234567892*5kg"
        let csv = "time,step,inputs,outputs,lotNo\n2026-03-01 08:30,merge,\(inputs),6901234567892*14kg,B9\n"
        let made = try event(csv)
        #expect(made.inputQuantityList.map(\.epcClass) == [Self.lotURI, "https://id.gs1.org/01/06901234567892"])
        #expect(made.outputQuantityList.map(\.epcClass) == ["https://id.gs1.org/01/06901234567892/10/B9"])
    }

    @Test func `takes lotNo for the lot of what is packed, not of the package`() throws {
        let parent = "(01)06901234567892(10)P(21)1"
        let csv = "time,step,parent,code,quantity,lotNo\n2026-03-01 08:30,pack,\(parent),6901234567892,40,A1\n"
        let packed = try event(csv)
        #expect(packed.parentID == "https://id.gs1.org/01/06901234567892/10/P/21/1")
        #expect(packed.childQuantityList.map(\.epcClass) == [Self.lotURI])
    }

    @Test func `takes several codes, with one amount for all or one each`() throws {
        let codes = "\(Self.lot);\(Self.lot)B；(01)06901234567892(21)7"
        let common = try event("time,step,code,quantity\n2026-03-01 08:30,store,\(codes),1\n")
        #expect(common.quantityList.map(\.amount) == [Amount("1"), Amount("1")])
        #expect(common.epcList == ["https://id.gs1.org/01/06901234567892/21/7"])
        let each = try event("time,step,code,quantity\n2026-03-01 08:30,store,\(codes),2;3.5;1\n")
        #expect(each.quantityList.map(\.amount) == [Amount("2"), Amount("3.5")])
        let behind = try event("time,step,code,uom\n2026-03-01 08:30,store,\(Self.lot)*2;\(Self.lot)B*3 g,kg\n")
        #expect(behind.quantityList.map(\.uom) == ["KGM", "GRM"])
    }

    @Test func `makes a transformation of inputs and outputs`() throws {
        let csv = "time,step,inputs,outputs\n2026-03-01 08:30,分割,\(Self.lot)*10kg,\(Self.lot)-1*4kg;\(Self.lot)-2*6kg\n"
        let made = try event(csv)
        #expect(made.kind == .transformation && made.action == nil && made.bizStep == "commissioning")
        #expect(made.inputQuantityList == [.init(epcClass: Self.lotURI, amount: Amount("10"), uom: "KGM")])
        #expect(made.outputQuantityList.map(\.epcClass) == [Self.lotURI + "-1", Self.lotURI + "-2"])
    }

    @Test func `makes an aggregation of a parent and its contents`() throws {
        let csv = "time,step,parent,code,quantity\n2026-03-01 08:30,装箱,(00)106141412345678908,\(Self.lot),40\n"
        let packed = try event(csv)
        #expect(packed.kind == .aggregation && packed.action == .add)
        #expect(packed.parentID == "https://id.gs1.org/00/106141412345678908")
        #expect(packed.childQuantityList.map(\.epcClass) == [Self.lotURI])
        let emptied = try event("time,step,parent\n2026-03-01 09:30,unpack,CSQU3054383\n")
        #expect(emptied.action == .delete && emptied.parentID == "urn:epc:id:bic:CSQU3054383")
    }

    @Test func `names the parties of a shipment and of its receipt`() throws {
        let other = "91350505MA347T0R4N"
        let header = "time,step,code,quantity,from,to\n2026-03-01 08:30,"
        let shipped = try event(header + "ship,\(Self.lot),3,,\(other)\n")
        #expect(shipped.sourceList == [.init(type: "owning_party", id: "urn:yima:uscc:" + Self.operatorUSCC)])
        #expect(shipped.destinationList == [.init(type: "owning_party", id: "urn:yima:uscc:" + other)])
        let received = try event(header + "receive,\(Self.lot),3,\(other),\n")
        #expect(received.sourceList == shipped.destinationList && received.destinationList == shipped.sourceList)
        let stored = try event(header + "store,\(Self.lot),3,,\n")
        #expect(stored.sourceList.isEmpty && stored.destinationList.isEmpty)
    }

    @Test(arguments: [("合格", "conformant"), ("pass", "conformant"), ("不合格", "non_conformant")])
    func `lets the verdict of a test decide the disposition`(verdict: String, disposition: String) throws {
        let made = try event("time,step,code,testVerdict\n2026-03-01 08:30,检验,\(Self.lot),\(verdict)\n")
        #expect(made.disposition == disposition)
    }

    @Test func `says of private elements that they must be sealed, and sealing leaves nothing of them`() throws {
        let csv =
            "time,step,code,quantity,price,supplierPhone\n2026-03-01 08:30,consume,\(Self.lot),3,19.9,13800000000\n"
        let scan = try scan(csv)
        #expect(scan.hasPrivateElements)
        let sealed = try EventSealer(profiles: .builtIn, fallback: Profile.named("food")!).seal(scan.event)
        let text = String(decoding: sealed.event, as: UTF8.self)
        #expect(!text.contains("19.9") && !text.contains("1380") && !text.contains("price"))
        #expect(Set(sealed.disclosures.map(\.value)) == ["19.9", "13800000000"])
        let plain = try self.scan("time,step,code,quantity,price\n2026-03-01 08:30,consume,\(Self.lot),3,\n")
        #expect(!plain.hasPrivateElements)
    }

    @Test func `takes a row that lacks a required element, and says what lacks`() throws {
        let scan = try scan("time,step,code,quantity,spec\n2026-03-01 08:30,commission,\(Self.lot),3,500g\n")
        #expect(scan.notices.map(\.wording.en).contains("productName (product name) is missing"))
        #expect(!scan.notices.map(\.wording.en).contains { $0.hasPrefix("spec") || $0.hasPrefix("traceCode") })
    }

    /// What the mapper says of a row, it says from what it has in hand; the ledger says it from the bytes. They must agree.
    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id))
    func `notices exactly what the ledger will miss`(profile: String) throws {
        let definition = try #require(Profile.named(profile))
        let lot = Self.lot
        let codes = [
            "code": lot + "*3kg", "inputs": lot + "*3kg", "outputs": lot + "B*2kg;(01)06901234567892(21)7",
            "parent": "CSQU3054383",
        ]
        var missing = 0
        // A correction that names nothing is refused.
        for step in definition.steps.steps where step.stepKind != .correct {
            let columns: [String] =
                switch step.eventKind {
                case .transformation: ["inputs", "outputs"]
                case .aggregation, .association: ["parent", "code"]
                case .object, .transaction, .foreign: ["code"]
                }
            for more in ["", "productionMethod", "productForm", "from"] where more.isEmpty || profile == "aquatic" {
                let value = ["productionMethod": "养殖", "productForm": "冰鲜", "from": "91350505MA347T0R4N"][more]
                let header = ["time", "step"] + columns + (value == nil ? [] : [more])
                let row =
                    ["2026-03-01 08:30", step.name] + columns.compactMap { codes[$0] } + (value.map { [$0] } ?? [])
                let scan = try scan(
                    "\(header.joined(separator: ","))\n\(row.joined(separator: ","))\n", profile: profile)
                let problems = definition.problems(in: try EPCISEvent(json: scan.event))
                #expect(scan.notices.map(\.wording) == problems.map(\.wording), "\(step.name) \(more)")
                missing += problems.count
            }
        }
        #expect(missing > 20)
    }

    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id))
    func `reads every element's column by its name and by its label in either language`(id: String) throws {
        let profile = try #require(Profile.named(id))
        // `time` stands in every header already.
        for element in profile.elements where element.name != "eventTime" {
            for word in [element.name, element.label.zh, element.label.en] {
                let header = try CSVReader.everything(in: Array("time,step,\"\(word)\"\n".utf8))[0]
                _ = try ScanMapper(profile: profile, operatorUSCC: Self.operatorUSCC, header: header)
            }
        }
    }

    @Test func `takes a step table of one's own no further than EPCIS goes`() throws {
        let steps = Array(
            #"""
            {"steps": [{"step": "go", "aliases": [], "type": "ObjectEvent", "action": "ADD", "bizStep": "going"},
                       {"step": "stay", "aliases": [], "type": "ObjectEvent", "action": "ADD", "bizStep": "other"},
                       {"step": "urn", "aliases": [], "type": "ObjectEvent", "action": "ADD", "bizStep": "urn:yima:a b"}],
             "columns": [], "units": [{"words": ["kg"], "uom": "kilo"}], "documents": []}
            """#.utf8)
        let profile = try #require(try ProfileLibrary(overrides: ["steps.json": steps]).profile(named: "food"))
        let records = try CSVReader.everything(
            in: Array(
                "time,step,code,uom,quantity\n2026-03-01 08:30,go,\(Self.lot),,\n2026-03-01 08:30,stay,\(Self.lot),kg,1\n"
                    .utf8) + Array("2026-03-01 08:30,urn,\(Self.lot),,\n".utf8))
        let mapper = try ScanMapper(profile: profile, operatorUSCC: Self.operatorUSCC, header: records[0])
        for (record, pointer) in zip(records.dropFirst(), ["/bizStep", "/quantityList/0/uom", "/bizStep"]) {
            let error = try #require(throws: ScanError.self) { try mapper.scan(record) }
            #expect(error.reason == .badEvent)
            #expect(error.wording.en.contains(pointer), "\(error)")
        }
    }

    static let refusals: [(csv: String, reason: ScanError.Reason, line: Int, column: Int, says: String)] = [
        ("time,step,code,produktName\n", .badHeader, 1, 16, "did you mean \"productName\"?"),
        ("time,step,code,code\n", .badHeader, 1, 16, "stands twice"),
        ("time,code\n", .badHeader, 1, 1, "no column \"step\""),
        ("step,time,code\nship,yesterday,\(lot)\n", .badValue, 2, 6, "not a time"),
        ("step,time,code\nshipp,2026-03-01 08:30,\(lot)\n", .badValue, 2, 1, "did you mean \"ship\"?"),
        ("step,time,code\nship,2026-02-29 08:30,\(lot)\n", .badValue, 2, 6, "not a time"),
        ("step,time,code\nship,2026-03-01 08:30,\n", .missingValue, 2, 23, "code is empty (step ship)"),
        ("step,time,code\nship,2026-03-01 08:30,6901234567893\n", .badValue, 2, 23, "expected 2"),
        ("step,time,code\nship,2026-03-01 08:30,91350100M000100Y43\n", .badValue, 2, 23, "is the number of a firm"),
        ("step,time,code,quantity\nship,2026-03-01 08:30,\(lot),0\n", .badValue, 2, 48, "not an amount"),
        ("step,time,code,quantity\nship,2026-03-01 08:30,\(lot),1;2\n", .contradiction, 2, 48, "2 amounts for 1 codes"),
        ("step,time,code,quantity\nship,2026-03-01 08:30,\(lot)*3,1\n", .contradiction, 2, 50, "both behind the code"),
        (
            "step,time,code,quantity\nship,2026-03-01 08:30,CSQU3054383,2\n", .contradiction, 2, 35,
            "a single thing is one"
        ),
        (
            "step,time,code\nship,2026-03-01 08:30,CSQU3054383;\(lot);CSQU 305438-3\n", .contradiction, 2, 23,
            "CSQU3054383 stands twice"
        ),
        (
            "step,time,inputs,outputs\nsplit,2026-03-01 08:30,\(lot),(01)06901234567892(21)7;"
                + "https://id.gs1.org/01/06901234567892/21/7\n", .contradiction, 2, 49, "written once"
        ),
        ("step,time,code,uom\nship,2026-03-01 08:30,\(lot),斤两\n", .badValue, 2, 48, "there is no unit “斤两”"),
        (
            "step,time,code,conformityProofNo\nreceive,2026-03-01 08:30,\(lot),N/A\n", .badValue, 2, 51,
            "leave it empty"
        ),
        (
            "step,time,code,quantity,uom\nship,2026-03-01 08:30,\(lot),9000000000000,担\n", .badValue, 2, 48,
            "too large or too small in KGM"
        ),
        (
            "step,time,code,site\nship,2026-03-01 08:30,\(lot),somewhere\n", .badValue, 2, 48,
            "is not the code of a place"
        ),
        ("step,time,code,site\nship,2026-03-01 08:30,\(lot),6901234567893\n", .badValue, 2, 48, "check digit"),
        ("step,time,code,to\nship,2026-03-01 08:30,\(lot),91350100M000100Y42\n", .badValue, 2, 48, "expected 3"),
        ("step,time,code,document\nship,2026-03-01 08:30,\(lot),07\n", .badValue, 2, 48, "type:number"),
        (
            "step,time,code,inputs\nship,2026-03-01 08:30,\(lot),\(lot)\n", .contradiction, 2, 48,
            "no meaning for the step ship"
        ),
        ("step,time,code,inputs,outputs\nsplit,2026-03-01 08:30,,\(lot),\n", .missingValue, 2, 50, "outputs is empty"),
        ("step,time,code,parent\npack,2026-03-01 08:30,\(lot),\(lot)\n", .badValue, 2, 48, "single thing"),
        ("step,time,code,lotNo\nship,2026-03-01 08:30,\(lot),A2\n", .contradiction, 2, 48, "lotNo says “A2”"),
        ("step,time,code,lotNo\nship,2026-03-01 08:30,6901234567892,批次一\n", .badValue, 2, 37, "lotNo: “批次一”: "),
        ("step,time,code,productionDate\nship,2026-03-01 08:30,\(lot),soon\n", .badValue, 2, 48, "a day such as"),
        (
            "step,time,code,testVerdict\ninspect,2026-03-01 08:30,\(lot),ok\n", .badValue, 2, 51,
            "one of pass/合格, fail/不合格"
        ),
        ("step,time,code,scNo\nship,2026-03-01 08:30,\(lot),SC123\n", .badValue, 2, 48, "16 characters"),
        (
            "step,time,code,actorUscc\nship,2026-03-01 08:30,\(lot),91350505MA347T0R4N\n", .contradiction, 2, 48,
            "journal"
        ),
        ("step,time,code\nship,2026-03-01 08:30,；\n", .badEvent, 2, 1, "quantityList"),
        ("step,time,code,eventID\nship,2026-03-01 08:30,\(lot),no uri\n", .badEvent, 2, 1, "eventID"),
    ]

    @Test(arguments: refusals.indices)
    func `refuses what a cell may not hold, by its line and column`(index: Int) throws {
        let (csv, reason, line, column, says) = Self.refusals[index]
        let error = try #require(throws: ScanError.self) { try scan(csv) }
        #expect(error.reason == reason)
        #expect((error.line, error.column) == (line, column))
        let message = error.wording.en + " " + (error.hint?.en ?? "")
        #expect(message.contains(says), "\(error)")
        #expect(!error.wording.zh.isEmpty)
    }
}
