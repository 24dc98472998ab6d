import Foundation
import Testing

@Suite("A shop sells without scanning lots")
struct SellCommandTests {
    private static let farm = "91350521M000100Y45"
    private static let shop = "91350521M000300Y4L"
    private static let gtin = "06901234567892"
    private static let columns =
        "time,step,code,quantity,uom,site,from,to,productName,spec,goodsKind,productionDate,shelfLifeDays,producerName,supplierName,supplierUscc,supplierAddress,supplierPhone,conformityProofNo"

    private static func code(_ lot: String) -> String { "(01)\(gtin)(10)\(lot)" }

    private static func time(_ minutes: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.timeZone = TimeZone(secondsFromGMT: 8 * 3600)
        return formatter.string(from: Date(timeIntervalSinceNow: Double(minutes) * 60))
    }

    private static func day(_ days: Int) -> String { String(time(days * 24 * 60).prefix(10)) }

    private static func row(
        _ minutes: Int, _ step: String, _ lot: String, _ amount: String, uom: String = "", site: String,
        from: String = "", to: String = "", made: Int = -1, good: Int = 30
    ) -> String {
        let isKnown = ["commission", "receive", "opening-stock"].contains(step)
        let product = isKnown ? "鲜鸡蛋,散装,fresh,\(day(made)),\(good),惠安蛋鸡场" : ",,,,,"
        let papers = step == "receive" ? "惠安蛋鸡场,\(farm),惠安县一号,0595-1,HGZ-\(lot)" : ",,,,"
        return
            "\(time(minutes)),\(step),\(code(lot)),\(amount),\(uom),\(site),\(from),\(to),\(product),\(papers)"
    }

    private static func ingest(_ tool: Tool, _ rows: [String]) async throws {
        try tool.home.write(([columns] + rows).joined(separator: "\n") + "\n", to: "rows.csv")
        let outcome = try await tool.yima("ingest", "--profile", "food", "rows.csv")
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// A shop that has 6 of lot A and 4 of lot B, which expires first, and 3 of an old lot that has expired.
    private static func stocked(_ daemon: Daemon) async throws -> Tool {
        let farm = try await daemon.device(of: Self.farm, name: "惠安蛋鸡场")
        let shop = try await daemon.device(of: Self.shop, name: "西湖超市")
        try await ingest(
            farm,
            [("A", "6", -1), ("B", "4", -3)].flatMap { lot, amount, made in
                [
                    row(-90, "commission", lot, amount, site: "350521-FARM", made: made),
                    row(-80, "ship", lot, amount, site: "350521-FARM", to: Self.shop),
                ]
            })
        try await ingest(
            shop,
            [
                row(-60, "receive", "A", "6", site: "350502-S1", from: Self.farm, made: -1),
                row(-50, "receive", "B", "4", site: "350502-S1", from: Self.farm, made: -3),
                row(-40, "opening-stock", "OLD", "3", site: "350502-S1", made: -40),
            ])
        return shop
    }

    @Test("a till sells what the dock of the same firm received, and knows what the dock sold; no other firm's")
    func several() async throws {
        let daemon = try await Daemon.begin()
        let dock = try await Self.stocked(daemon)
        var till = dock
        till.environment["YIMA_JOURNAL"] = "till"
        let begun = try await till.yima("init", "--operator", Self.shop, "--name", "till-1")
        try #require(begun.status == 0, "\(begun.errors)")
        let alone = try await till.yima("sell", "--no-push", Self.gtin, "1")
        #expect(alone.status == 65 && alone.errors.contains("nothing of it is on hand"), "\(alone.errors)")
        let sold = try await till.yima("sell", "--no-push", "--also", Self.shop, Self.gtin, "7")
        #expect(sold.status == 0 && sold.output.contains("lot B 4, lot A 3"), "\(sold.output)\(sold.errors)")
        let rest = try await till.yima("sell", "--no-push", "--also", Self.shop, Self.gtin, "4")
        #expect(rest.status == 65 && rest.errors.contains("only 3 pieces"), "\(rest.errors)")
        #expect(try await dock.yima("sell", "--no-push", "--also", "till", Self.gtin, "3").status == 0)
        #expect(try await till.yima("sell", "--no-push", "--also", Self.shop, Self.gtin, "1").status == 65)
        let another = try await till.yima("sell", "--no-push", "--also", Self.farm, Self.gtin, "1")
        #expect(another.status == 64 && another.errors.contains("of another firm"), "\(another.errors)")
    }

    @Test("what expires first is sold first; every verdict is valid, and a recall tells what else may be among it")
    func sold() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await Self.stocked(daemon)
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        let before = try await tool.yima("status", "--json").output
        try Golden.expect(try await tool.yima("sell", "--check", "6901234567892", "5").withoutDays, "sell-check-en")
        #expect(try await tool.yima("status", "--json").output == before, "a check records nothing")
        let first = try await tool.yima("sell", "6901234567892", "5")
        try Golden.expect(first.withoutDays, "sell-en")
        tool.locale = "zh_CN.UTF-8"
        try Golden.expect(try await tool.yima("sell", Self.gtin).withoutDays, "sell-zh")
        tool.locale = "C.UTF-8"

        for lot in ["A", "B"] {
            let verdict = try await tool.yima("verify", "--json", Self.code(lot))
            #expect(verdict.status == 0, "\(lot): \(verdict.output)")
            #expect(verdict.output.contains("NOTE-4"), "\(verdict.output)")
        }
        let looked = try await tool.yima("lookup", "--json", Self.code("B"))
        for part in [
            #""yima:allocatedBy":"first-expired-first-out""#,
            #""yima:allocatedAmong":["https://id.gs1.org/01/\#(Self.gtin)/10/B","https://id.gs1.org/01/\#(Self.gtin)/10/A"]"#,
            #""bizStep":"retail_selling""#, #"urn:yima:site:350502-S1"#,
        ] { #expect(looked.output.contains(part), "\(part): \(looked.output)") }

        let recall = try await tool.yima("recall", "--format", "json", Self.code("B"))
        #expect(recall.output.contains(#""direction":"sold-among""#), "\(recall.output)")
        #expect(recall.output.contains(#""products":["https://id.gs1.org/01/\#(Self.gtin)/10/A"]"#))
        #expect(recall.output.contains(#""sold":{"quantity":4,"uom":null}"#))
        let text = try await tool.yima("recall", Self.code("A"))
        #expect(text.output.contains("may be among what 西湖超市 sold as lot B"), "\(text.output)")
        let trace = try await tool.yima("trace", Self.code("A"))
        #expect(trace.output.contains("sold, by its books 西湖超市"), "\(trace.output)")
        #expect(trace.output.contains("what was sold as it may be lot B"), "\(trace.output)")
        // One act is one event: withdrawn, it never was.
        let name = "urn:yima:event:\(Self.shop)/pc-1:3"
        try #require(try await tool.yima("withdraw", "--reason", "did_not_occur", name).status == 0)
        let again = try await tool.yima("sell", "--json", "--check", Self.gtin, "9")
        #expect(again.output.contains(#""lots":[{"code":"https://id.gs1.org/01/\#(Self.gtin)/10/B","quantity":4"#))
    }

    @Test("where there is not enough nothing is recorded, and what is there and the way out are said")
    func shortage() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await Self.stocked(daemon)
        let held = try await tool.yima("status", "--json").output
        try Golden.expect(try await tool.yima("sell", Self.gtin, "11").withoutDays, "sell-short-en")
        tool.locale = "zh_CN.UTF-8"
        try Golden.expect(try await tool.yima("sell", Self.gtin, "11").withoutDays, "sell-short-zh")
        tool.locale = "C.UTF-8"
        #expect(try await tool.yima("sell", "(01)06901234567908", "1").status == 65)
        #expect(try await tool.yima("sell", "6901234567893").status == 65)
        #expect(try await tool.yima("sell", Self.gtin, "1kg").status == 65)
        #expect(try await tool.yima("sell", Self.gtin, "-1").status == 64)
        #expect(try await tool.yima("sell", Self.gtin, "0").status == 65)
        #expect(try await tool.yima("sell", "--rule", "no-such", Self.gtin).status == 64)
        #expect(try await tool.yima("sell", "--partial", "--rest-without-lot", Self.gtin, "11").status == 64)
        // What has expired is not sold by its own code either.
        let old = try await tool.yima("sell", Self.code("OLD"))
        #expect(old.status == 65 && old.errors.contains("expired after"), "\(old.errors)")
        #expect(try await tool.yima("status", "--json").output == held)

        let rest = try await tool.yima("sell", "--json", "--rest-without-lot", Self.gtin, "11")
        #expect(
            rest.output.contains(#""sold":11,"uom":null"#) && rest.output.contains(#""withoutLot":1"#), "\(rest.output)"
        )
        #expect(try await tool.yima("sell", "--partial", Self.gtin).status == 65, "nothing is left")
    }

    @Test(
        "a till reads a scanner's lines: codes alone, with an amount, lots, a scale's labels; what cannot be sold is said and it goes on"
    )
    func till() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await Self.stocked(daemon)
        try FileManager.default.createDirectory(at: tool.home.url("rules"), withIntermediateDirectories: true)
        try tool.home.write(
            """
            {"rule": "first-in-first-out",
             "scaleLabels": [{"pattern": "22IIIIIWWWWWC", "decimals": 3, "unit": "KGM", "products": {"00017": "06901234567908"}}]}
            """, to: "rules/allocation.json")
        tool.environment["YIMA_DEFINITIONS"] = "rules"
        try tool.home.write(
            """
            time,step,code,quantity,uom,site,productName,spec,productionDate
            \(Self.time(-30)),opening-stock,(01)06901234567908(10)FISH,2.5,KGM,350502-S1,大黄鱼,散装,\(Self.day(-1))

            """, to: "fish.csv")
        try #require(try await tool.yima("ingest", "fish.csv").status == 0)
        let lines = """
            6901234567892
            6901234567892 2
            (01)06901234567892(10)B
            6901234567892\t100
            2200017012500
            (01)06901234567908(3103)001000
            6901234567908
            6901234567892 8 more
            """
        let outcome = try await tool.yima("sell", "--no-push", input: lines)
        #expect(outcome.status == 65)
        try Golden.expect(outcome.withoutDays, "sell-till-en")
        let held = try await tool.yima("status", "--json")
        #expect(held.output.contains(#""held":9"#) && held.output.contains(#""waiting":5"#), "\(held.output)")
        let left = try await tool.yima("sell", "--check", "--json", "(01)06901234567908", "0.25kg")
        #expect(left.output.contains(#""left":0"#), "\(left.output) \(left.errors)")
        let json = try await tool.yima("sell", "--json", "--no-push", input: "6901234567892\n6901234567892 100\n")
        #expect(json.output.split(separator: "\n").count == 2 && json.output.contains(#"{"error":{"status":65"#))
    }

    @Test("two tills on one journal never sell the same goods")
    func together() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await Self.stocked(daemon)
        let statuses = await withTaskGroup(of: Int32.self) { group in
            for _ in 0..<6 {
                group.addTask { (try? await tool.yima("sell", "--no-push", Self.gtin, "3").status) ?? -1 }
            }
            return await group.reduce(into: [Int32]()) { $0.append($1) }
        }
        // Ten are there; whoever met the lock tried in vain and sold nothing.
        #expect(statuses.allSatisfy { [0, 65, 75].contains($0) }, "\(statuses)")
        let sold = statuses.filter { $0 == 0 }.count
        #expect((1...3).contains(sold), "\(statuses)")
        let left = try await tool.yima("sell", "--check", "--json", "--partial", Self.gtin, "100")
        #expect(left.output.contains(#""sold":\#(10 - 3 * sold),"#), "\(left.output)")
    }
}

extension Tool.Outcome {
    /// With dates as marks: goods of these tests are as old as they are on the day of the test.
    fileprivate var withoutDays: Tool.Outcome {
        func plain(_ text: String) -> String { text.replacing(#/\d{4}-\d{2}-\d{2}/#, with: "DAY") }
        return Tool.Outcome(status: status, output: plain(output), errors: plain(errors), outputBytes: outputBytes)
    }
}
