import Foundation
import FoundationNetworking
import Testing

@Suite("Supervised sampling, from its plan to its re-test")
struct SampleCommandTests {
    private static let office = "11350304MB0X000011"
    private static let laboratory = "91350505MA347T0R4N"
    private static let again = DrawCommandTests.uscc(901)
    private static let farm = DrawCommandTests.uscc(1)
    private static let shop = DrawCommandTests.uscc(2)
    private static let lot = "(01)06935377000251(10)FISH1"
    private static let product = "(01)06935377000268(10)FILLET1"

    /// A ledger with an office, two laboratories, a farm and a shop.
    private struct Room {
        let daemon: Daemon
        let office: Tool
        let laboratory: Tool
        let again: Tool
        let farm: Tool
        let shop: Tool

        static func begin() async throws -> Room {
            let daemon = try await Daemon.begin()
            let room = Room(
                daemon: daemon,
                office: try await daemon.device(of: SampleCommandTests.office, name: "荔城区市场监督管理局"),
                laboratory: try await daemon.device(of: SampleCommandTests.laboratory, name: "检测中心"),
                again: try await daemon.device(of: SampleCommandTests.again, name: "复检中心"),
                farm: try await daemon.device(of: SampleCommandTests.farm, name: "=养殖场"),
                shop: try await daemon.device(of: SampleCommandTests.shop, name: "水产商行"))
            try await room.grant(SampleCommandTests.office, "authority", "3503")
            return room
        }

        func grant(_ uscc: String, _ role: String, _ scope: String) async throws {
            let granted = try await daemon.yimad(
                "role", "grant", "--data", Daemon.data, "--uscc", uscc, "--role", role, "--scope", scope)
            try #require(granted.status == 0, "\(granted.errors)")
        }

        /// The fish goes to the shop, which makes fillets of it.
        func trade() async throws {
            let head = "time,step,code,quantity,uom,to,from,productName,inputs,outputs\n"
            let (farmed, shop) = (SampleCommandTests.farm, SampleCommandTests.shop)
            let (lot, product) = (SampleCommandTests.lot, SampleCommandTests.product)
            try farm.home.write(
                head + "2026-11-20T08:00:00+08:00,commission,\(lot),100,kg,,,鲈鱼,,\n"
                    + "2026-11-20T09:00:00+08:00,ship,\(lot),100,kg,\(shop),,鲈鱼,,\n", to: "farm.csv")
            try self.shop.home.write(
                head + "2026-11-20T10:00:00+08:00,receive,\(lot),100,kg,,\(farmed),鲈鱼,,\n"
                    + "2026-11-20T12:00:00+08:00,transform,,,kg,,,鱼片,\(lot)*40,\(product)*20\n", to: "shop.csv")
            for (tool, file) in [(farm, "farm.csv"), (self.shop, "shop.csv")] {
                let recorded = try await tool.yima("ingest", "--profile", "food", file)
                try #require(recorded.status == 0, "\(recorded.errors)")
            }
        }

        func plan(_ word: String = "2026-12-fish", district: String = "350304", _ more: String...) async throws
            -> Tool.Outcome
        {
            let home = office.home
            try home.write("类别,环节,行政区划,数量\nfood,流通,\(district),2\n", to: "quotas.csv")
            try home.write(
                "项目,单位,方法,定量限,上限\n恩诺沙星,µg/kg,GB 31656.3-2021,1,2000\n", to: "items.csv")
            try home.write(
                "uscc,items,retest\n\(SampleCommandTests.laboratory),,\n\(SampleCommandTests.again),,是\n",
                to: "labs.csv")
            return try await office.run(
                "yima",
                [
                    "sample", "plan", word, "--quotas", "quotas.csv", "--items", "items.csv", "--laboratories",
                    "labs.csv", "--title", "12 月监督抽检", "--matter", "监督抽检", "--district", district, "--until",
                    "2027-12-31",
                ] + more)
        }

        func orders(_ rows: String) async throws -> Tool.Outcome {
            try office.home.write(
                "order,firm,code,profile,stage,district,laboratory\n" + rows, to: "orders.csv")
            return try await office.yima("sample", "order", "2026-12-fish", "--orders", "orders.csv")
        }

        var name: String { "urn:yima:sampling:\(SampleCommandTests.office):2026-12-fish" }

        func results(_ rows: String, by tool: Tool? = nil) async throws -> Tool.Outcome {
            let tool = tool ?? laboratory
            try tool.home.write("sample,item,value,verdict,report\n" + rows, to: "results.csv")
            return try await tool.yima("sample", "result", name, "--results", "results.csv")
        }

        func status() async throws -> String {
            let status = try await office.yima("sample", "status", "2026-12-fish", "--json")
            #expect(status.status == 0, "\(status.output)\(status.errors)")
            return status.output
        }
    }

    @Test("a failure holds the lot and what was made of it, a recall is drafted, and a re-test has the last word")
    func whole() async throws {
        let room = try await Room.begin()
        try await room.trade()
        // Who is no laboratory is in no plan; who is one elsewhere neither.
        #expect(try await room.plan().status == 77)
        try await room.grant(Self.laboratory, "laboratory", "3502")
        #expect(try await room.plan().status == 77)
        try await room.grant(Self.laboratory, "laboratory", "3503")
        try await room.grant(Self.again, "laboratory", "35")
        let elsewhere = try await room.plan("other", district: "350102")
        #expect(elsewhere.status == 77, "\(elsewhere.errors)")
        let planned = try await room.plan()
        #expect(planned.status == 0 && planned.output.contains("2 samples"), "\(planned.output)\(planned.errors)")
        #expect(try await room.plan().status == 65)

        let order = "R-1,\(Self.shop),\(Self.lot),food,流通,350304,\(Self.laboratory)\n"
        #expect(try await room.orders(order.replacingOccurrences(of: ",350304,", with: ",350102,")).status == 77)
        let unsaid = try await room.orders(order.replacingOccurrences(of: ",流通,", with: ",市场,"))
        #expect(unsaid.status == 65 && unsaid.errors.contains("no stage"), "\(unsaid.errors)")
        let ordered = try await room.orders(order)
        #expect(ordered.status == 0, "\(ordered.errors)")
        try room.office.home.write(
            "sample,order,code,firm,producer,quantity,seal,reserve\nS-1,R-1,\(Self.lot),\(Self.shop),\(Self.farm),2 kg,F-1,B-1\n",
            to: "taken.csv")
        let taken = try await room.office.yima("sample", "take", "2026-12-fish", "--samples", "taken.csv")
        #expect(taken.status == 0, "\(taken.errors)")
        let handed = try await room.office.yima(
            "sample", "hand", "2026-12-fish", "--sample", "S-1", "--to", Self.laboratory)
        #expect(handed.status == 0, "\(handed.errors)")

        // Nothing is found in what was not received, and another seal is no intact one.
        #expect(try await room.results("S-1,恩诺沙星,12,,J-1\n").status == 65)
        let receive = { (tool: Tool, row: String) in
            try tool.home.write("sample,seal,state,part\n" + row, to: "received.csv")
            return try await tool.yima("sample", "receive", room.name, "--receipts", "received.csv")
        }
        let mismatched = try await receive(room.laboratory, "S-1,F-7,intact,\n")
        #expect(mismatched.status == 65 && mismatched.errors.contains("F-7"), "\(mismatched.errors)")
        #expect(try await receive(room.again, "S-1,F-1,intact,\n").status == 77)
        let received = try await receive(room.laboratory, "S-1,F-1,完好,\n")
        #expect(received.status == 0, "\(received.errors)")

        for (row, why) in [
            ("S-1,恩诺沙星,0.4,,J-1\n", "below"), ("S-1,恩诺沙星,3000,,J-1\n", "above"),
            ("S-1,恩诺沙星,120,合格,J-1\n", "verdict"), ("S-9,恩诺沙星,12,,J-1\n", "nobody"), ("S-1,铅,12,,J-1\n", "no item"),
            ("S-1,恩诺沙星,120,,J-1\nS-1,恩诺沙星,20,,J-1\n", "opposite"),
        ] {
            let refused = try await room.results(row)
            #expect(refused.status == 65 && refused.errors.contains(why), "\(row): \(refused.errors)")
        }
        #expect(try await room.results("S-1,恩诺沙星,120,,J-1\n", by: room.again).status == 77)
        let failed = try await room.results("S-1,恩诺沙星,120,,=J-1\n")
        #expect(failed.status == 0, "\(failed.output)\(failed.errors)")
        // The recall is opened as a draft beside the results.
        let opened = try room.laboratory.home.text("recall-S-1.csv")
        #expect(opened.contains(",recall,") && opened.contains(Self.shop), "\(opened)\(failed.errors)")
        // Brought again it is known.
        let again = try await room.results("S-1,恩诺沙星,120,,=J-1\n")
        #expect(again.status == 0 && again.output.contains("known already: 1"), "\(again.output)\(again.errors)")
        let later = try await room.results("S-1,恩诺沙星,20,,J-2\n")
        #expect(later.status == 65 && later.errors.contains("opposite"), "\(later.errors)")

        // The lot is held, and so are the fillets.
        for code in [Self.lot, Self.product] {
            let verdict = try await room.office.yima("verify", "--json", code)
            #expect(verdict.status == 1 && verdict.output.contains("STATE-1"), "\(verdict.output)")
        }
        #expect(try await room.status().contains(#""outcome":"failed""#))

        // The recall: who has what, and what is to be recorded.
        let drafted = try await room.farm.yima(
            "recall", Self.lot, "--draft", "recall.csv", "--level", "2", "--reason", "恩诺沙星超标")
        #expect(drafted.status == 0 || drafted.status == 2, "\(drafted.errors)")
        let draft = try room.farm.home.text("recall.csv")
        #expect(draft.contains(",recall,") && draft.contains("recall-notice") && draft.contains(Self.shop), "\(draft)")
        let recalled = try await room.farm.yima("ingest", "--profile", "food", "--accept", "STATE-1", "recall.csv")
        #expect(recalled.status == 0, "\(recalled.errors)")
        #expect(
            try await room.farm.yima("recall", "--format", "json", Self.lot).output.contains(#""state":"notified""#))

        // The firm applies for a re-test, and nobody else.
        let notified = try await room.office.yima("sample", "notify", "2026-12-fish", "--sample", "S-1")
        #expect(notified.status == 0, "\(notified.errors)")
        let object = { (tool: Tool) in
            try await tool.yima("sample", "object", room.name, "--sample", "S-1", "--ground", "样品存放不当")
        }
        #expect(try await object(room.laboratory).status == 77)
        #expect(try await object(room.farm).status == 65)
        let applied = try await object(room.shop)
        #expect(applied.status == 0, "\(applied.errors)")
        let unnamed = try await room.office.yima(
            "sample", "retest", "2026-12-fish", "--sample", "S-1", "--reason", "符合条件")
        #expect(unnamed.status == 77, "\(unnamed.errors)")
        let accepted = try await room.office.yima(
            "sample", "retest", "2026-12-fish", "--sample", "S-1", "--laboratory", Self.again, "--reason", "符合条件")
        #expect(accepted.status == 0, "\(accepted.errors)")
        let reserve = try await receive(room.again, "S-1,B-1,intact,reserve\n")
        #expect(reserve.status == 0, "\(reserve.errors)")
        let passed = try await room.results("S-1,恩诺沙星,60,,F-1\n", by: room.again)
        #expect(passed.status == 0, "\(passed.errors)")
        #expect(try await room.status().contains(#""outcome":"passed""#))
        let text = try await room.office.yima("sample", "status", "2026-12-fish")
        #expect(text.output.contains("120 µg/kg: FAIL") && text.output.contains("60 µg/kg: pass"), "\(text.output)")
        #expect(try await room.office.yima("sample", "status", "nothing").status == 3)
        // One sample, with its final result.
        let rate = try await room.office.yima("stats", "pass-rate", "--format", "json")
        #expect(rate.output.contains(#""samples":1,"passed":1"#), "\(rate.output)\(rate.errors)")

        // The report tells what followed the failure.
        let report = try await room.office.yima("report", "quality", "--period", "2020-01-01..2099-12-31")
        for part in ["recalled, holders told", "a re-test", "re-test passed", "| passed |", "恩诺沙星 120 µg/kg"] {
            #expect(report.output.contains(part), "\(part): \(report.output)\(report.errors)")
        }
    }

    @Test("how far plans have come is counted from the whole ledger, and no text becomes a formula")
    func progress() async throws {
        let room = try await Room.begin()
        try await room.trade()
        try await room.grant(Self.laboratory, "laboratory", "3503")
        try await room.grant(Self.again, "laboratory", "3503")
        try #require(try await room.plan().status == 0)
        let rows = (1...3).map { "R-\($0),\(Self.shop),,food,流通,350304,\(Self.laboratory)\n" }.joined()
        try #require(try await room.orders(rows).status == 0)
        let counted = try await room.office.yima("stats", "plan", "--format", "json")
        #expect(
            counted.output.contains(#""planned":2,"ordered":3,"taken":0,"tested":0,"failed":0"#),
            "\(counted.output)\(counted.errors)")
        let offline = try await room.office.yima("stats", "plan", "--format", "json", "--data", Daemon.data)
        #expect(offline.output == counted.output, "\(offline.errors)")
        let table = try await room.office.yima("stats", "plan", "--plan", room.name)
        #expect(table.output.contains("350304"), "\(table.output)")
        for (format, name) in [("csv", "plan.csv"), ("xlsx", "plan.xlsx")] {
            let written = try await room.office.yima("stats", "plan", "--format", format, "-o", name)
            #expect(written.status == 0 && room.office.home.has(name), "\(written.errors)")
        }
        #expect(
            try await room.office.yima("stats", "plan", "--plan", "urn:yima:sampling:\(Self.office):none").status == 3)
        // What stands there for everybody, with no tool.
        let address = try #require(URL(string: "\(room.daemon.url)/offices"))
        let (offices, _) = try await URLSession.shared.data(from: address)
        #expect(String(decoding: offices, as: UTF8.self).contains(#""role":"laboratory","scope":"3503""#))
        for query in ["acts?name=food", "acts?name=urn:yima:sampling:none"] {
            let (_, response) = try await URLSession.shared.data(
                from: try #require(URL(string: "\(room.daemon.url)/\(query)")))
            #expect((response as? HTTPURLResponse)?.statusCode == (query.hasSuffix("food") ? 400 : 404))
        }
    }
}
