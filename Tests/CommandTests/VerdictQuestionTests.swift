import Foundation
import FoundationNetworking
import Testing

@Suite("A verdict by what had arrived then, and about one party's portion")
struct VerdictQuestionTests {
    private static let lot = "(01)06935377000251(10)EGG1"
    private static let farm = Firm("91350521M000100Y45", "惠安蛋鸡场")
    private static let store = Firm("91350521M000200Y4W", "城东批发部")
    private static let shop = Firm("91350521M000300Y4L", "西湖超市")

    @Test("what one buyer spoiled is his: the table says so, and an honest buyer asks for his own")
    func portions() async throws {
        let daemon = try await Daemon.begin()
        let told = try await told(daemon)
        var tool = daemon.tool
        tool.environment = ["YIMA_LEDGER": daemon.url]
        let whole = try await tool.yima("verify", Self.lot)
        try Golden.expect(whole.plain, "verify-portions-en")
        tool.locale = "zh_CN.UTF-8"
        try Golden.expect(try await tool.yima("verify", Self.lot).plain, "verify-portions-zh")
        try Golden.expect(try await tool.yima("verify", "--at", Self.store.name, Self.lot).plain, "verify-at-zh")
        tool.locale = "C.UTF-8"
        try Golden.expect(try await tool.yima("verify", "--json", Self.lot).plain, "verify-portions-json")
        for name in [Self.store.uscc, Self.store.name, "urn:yima:uscc:\(Self.store.uscc)"] {
            let asked = try await tool.yima("verify", "--json", "--at", name, Self.lot)
            #expect(asked.status == 0, "\(name): \(asked.output)\(asked.errors)")
        }
        #expect(try await tool.yima("verify", "--at", Self.shop.name, Self.lot).status == 1)
        // The other ways to ask give the same.
        let asked = try await tool.yima("verify", "--json", "--at", Self.store.name, Self.lot)
        #expect(try await tool.yima("evidence", Self.lot, "-o", "lot.yima").status == 0)
        let key = "\(Daemon.data)/ledger.vkey"
        let offline = try await tool.yima(
            "verify", "--json", "--at", Self.store.name, "--evidence", "lot.yima", "--ledger-key", key, Self.lot)
        #expect(offline.plain == asked.plain)
        try tool.home.write(Self.lot + "\n", to: "codes")
        let batch = try await tool.yima("verify", "--batch", "codes", "--at", Self.store.name)
        #expect(batch.plain == asked.plain)
        let page = try await Self.page("\(daemon.url)/verify", [("code", Self.lot), ("at", Self.store.name)])
        #expect(page.status == 200 && page.text.withoutMoments + "\n" == asked.output.withoutMoments)
        // By what had arrived before the shop sold too much, nothing was wrong with anybody's.
        for (asOf, status, events) in [(told.before, 0, 5), (told.after, 1, 6)] {
            let then = try await tool.yima("verify", "--json", "--as-of", asOf, Self.lot)
            #expect(then.status == Int32(status), "\(then.output)\(then.errors)")
            #expect(then.output.contains(#""asOf":"\#(asOf)""#) && then.output.contains(#""events":\#(events),"#))
            let offline = try await tool.yima(
                "verify", "--json", "--as-of", asOf, "--evidence", "lot.yima", "--ledger-key", key, Self.lot)
            #expect(offline.output == then.output)
            let batch = try await tool.yima("verify", "--batch", "codes", "--as-of", asOf)
            #expect(batch.output == then.output)
            let page = try await Self.page("\(daemon.url)/verify", [("code", Self.lot), ("as-of", asOf)])
            #expect(page.text + "\n" == then.output)
        }
        let early = try await tool.yima("verify", "--as-of", "2026-01-31", Self.lot)
        #expect(early.status == 3)
        #expect(early.output.contains("at 2026-01-31 23:59+08:00 nothing is on record"), "\(early.output)")
        let clock = try await tool.yima("verify", "--as-of", "2026年1月31日 7:30", Self.lot)
        #expect(clock.output.contains("at 2026-01-31 07:30+08:00 nothing is on record"), "\(clock.output)")
    }

    @Test("what names no time or no party is refused before anybody is asked")
    func refused() async throws {
        let daemon = try await Daemon.begin()
        var tool = daemon.tool
        tool.environment = ["YIMA_LEDGER": "http://127.0.0.1:1"]
        for (option, value, reason) in [
            ("--as-of", "2999-01-01", "lies in the future"), ("--as-of", "2999-01-01T00:00:00Z", "lies in the future"),
            ("--as-of", "yesterday", "not a time"), ("--as-of", "2026-13-01", "not a time"),
            ("--at", "91350521M000100Y40", "wrong check"), ("--at", "6901234567893", "wrong check"),
            ("--at", Self.lot, "names no party"), ("--at", "", "a party's name has"),
        ] {
            let outcome = try await tool.yima("verify", option, value, Self.lot)
            #expect(outcome.status == 64 && outcome.errors.contains(reason), "\(value): \(outcome.errors)")
            let page = try await Self.page(
                "\(daemon.url)/verify", [("code", Self.lot), (String(option.dropFirst(2)), value)])
            #expect(page.status == 400 && page.text.contains("malformed-query"), "\(value): \(page.text)")
            #expect(page.text.contains(reason) && page.text.contains("parameter '\(option.dropFirst(2))'"))
        }
        for arguments in [["--fork", "f", "--at", "x"], ["--fork", "f", "--as-of", "2026-01-01"]] {
            #expect(try await tool.run("yima", ["verify"] + arguments).status == 64)
        }
    }

    private struct Firm {
        let uscc: String
        let name: String

        init(_ uscc: String, _ name: String) {
            (self.uscc, self.name) = (uscc, name)
        }
    }

    /// A farm that sends eggs to a store and a shop, of which the shop then sells more than it has; and when the ledger received what
    /// came before that, and that.
    private func told(_ daemon: Daemon) async throws -> (before: String, after: String) {
        let farm = try await daemon.device(of: Self.farm.uscc, name: Self.farm.name)
        let store = try await daemon.device(of: Self.store.uscc, name: Self.store.name)
        let shop = try await daemon.device(of: Self.shop.uscc, name: Self.shop.name)
        let columns =
            "time,step,code,quantity,uom,site,from,to,productName,spec,goodsKind,productionDate,producerName,supplierName,supplierUscc,conformityProofNo"
        func row(
            _ minutesAgo: Int, _ step: String, _ kilograms: Int, _ site: String, from: Firm? = nil, to: Firm? = nil
        ) -> String {
            let formatter = ISO8601DateFormatter()
            let now = Date()
            formatter.timeZone = TimeZone(identifier: "Asia/Shanghai")
            let time = formatter.string(from: now - Double(minutesAgo) * 60)
            let made = String(formatter.string(from: now - 2 * 86_400).prefix(10))
            let isKnown = step == "commission" || step == "receive"
            let product = isKnown ? "鲜鸡蛋,散装,fresh,\(made),\(Self.farm.name)" : ",,,,"
            let papers = step == "receive" ? "\(Self.farm.name),\(Self.farm.uscc),HGZ-EGG-1" : ",,"
            return
                "\(time),\(step),\(Self.lot),\(kilograms),KGM,\(site),\(from?.uscc ?? ""),\(to?.uscc ?? ""),\(product),\(papers)"
        }
        func push(_ tool: Tool, _ rows: String...) async throws {
            try tool.home.write(([columns] + rows).joined(separator: "\n") + "\n", to: "rows.csv")
            let outcome = try await tool.yima(
                "ingest", "--accept", "MASS-1", "--profile", "food", "rows.csv")
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        try await push(
            farm, row(50, "commission", 300, "350521-FARM"), row(40, "ship", 100, "350521-FARM", to: Self.store),
            row(38, "ship", 100, "350521-FARM", to: Self.shop))
        try await push(store, row(30, "receive", 100, "350503-W1", from: Self.farm))
        try await push(shop, row(25, "receive", 100, "350502-S1", from: Self.farm))
        let before = try await newestArrival(daemon)
        try await push(shop, row(5, "sell", 180, "350502-S1"))
        return (before, try await newestArrival(daemon))
    }

    private struct Looked: Decodable {
        struct Event: Decodable {
            let recordTime: String
        }

        let events: [Event]
    }

    private func newestArrival(_ daemon: Daemon) async throws -> String {
        let page = try await Self.page("\(daemon.url)/lookup", [("code", Self.lot)])
        let looked = try JSONDecoder().decode(Looked.self, from: Data(page.text.utf8))
        return try #require(looked.events.map(\.recordTime).max())
    }

    private static func page(_ url: String, _ query: [(String, String)]) async throws -> (status: Int, text: String) {
        var components = try #require(URLComponents(string: url))
        components.percentEncodedQuery = query.map { name, value in
            name + "=" + (value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
        }.joined(separator: "&")
        let (data, response) = try await URLSession.shared.data(from: try #require(components.url))
        return (try #require(response as? HTTPURLResponse).statusCode, String(decoding: data, as: UTF8.self))
    }
}

extension Tool.Outcome {
    /// What does not depend on the hour and the ledger's keys.
    fileprivate var plain: String { "--- status \(status)\n" + output.withoutMoments }
}

extension String {
    /// Without the moment of judging, the ledger's root and what the definition files are made of.
    var withoutMoments: String {
        replacing(#/"asOf":"[^"]*"/#, with: #""asOf":"…""#).replacing(#/"root":"[^"]*"/#, with: #""root":"…""#)
            .replacing(#/"sha256":"[^"]*"/#, with: #""sha256":"…""#)
    }
}
