import Foundation
import FoundationNetworking
import Testing

@Suite("A recall from its opening to its closing")
struct RecallCommandTests {
    private static let lot = "(01)06935377000251(10)EGG1"
    private static let farm = Firm(uscc: "91350521M000100Y45", name: "惠安蛋鸡场")
    private static let store = Firm(uscc: "91350521M000200Y4W", name: "=城东批发部")
    private static let shop = Firm(uscc: "91350521M000300Y4L", name: "西湖超市")

    private struct Firm {
        let uscc: String
        let name: String
    }

    @Test("every form of it tells the same, in both languages, and rests on evidence that can be kept")
    func forms() async throws {
        let daemon = try await Daemon.begin()
        try await tell(daemon)
        var tool = daemon.tool
        tool.environment = ["YIMA_LEDGER": daemon.url]
        let english = try await tool.yima("recall", Self.lot)
        #expect(english.status == 0, "\(english.errors)")
        try Golden.expect(english.plain, "recall-en")
        tool.locale = "zh_CN.UTF-8"
        try Golden.expect(try await tool.yima("recall", Self.lot).plain, "recall-zh")
        try Golden.expect(try await tool.yima("recall", "--format", "csv", Self.lot).plain, "recall-csv-zh")
        tool.locale = "C.UTF-8"
        try Golden.expect(try await tool.yima("recall", "--format", "json", Self.lot).plain, "recall-json")

        // A look-up follows the same facts: the farm and the shop have nothing left.
        try Golden.expect(try await tool.yima("lookup", Self.lot).plain, "lookup-holders-en")
        let looked = try await tool.yima("lookup", "--json", Self.lot)
        #expect(
            looked.output.contains(
                #""holders":[{"holder":"\#(Self.store.uscc)","name":"\#(Self.store.name)","onHand":{"quantity":100,"uom":"KGM"}"#
            ), "\(looked.output)")
        #expect(looked.output.contains(#""quantity":{"quantity":100,"uom":"KGM"}"#))

        // Evidence that was kept tells it again without the ledger.
        let kept = try await tool.yima("recall", "--format", "json", "--keep-evidence", "lot.yima", Self.lot)
        #expect(kept.status == 0 && tool.home.has("lot.yima"), "\(kept.errors)")
        let key = "\(Daemon.data)/ledger.vkey"
        let offline = try await tool.yima(
            "recall", "--format", "json", "--evidence", "lot.yima", "--ledger-key", key, Self.lot)
        #expect(offline.status == 0 && offline.output.withoutMoments == kept.output.withoutMoments)
        let verified = try await tool.yima("verify", "--evidence", "lot.yima", "--ledger-key", key, "--json", Self.lot)
        #expect(verified.output.contains(#""complete":true"#), "\(verified.output)")

        for (format, name) in [("xlsx", "recall.xlsx"), ("html", "recall.html"), ("csv", "recall.csv")] {
            let written = try await tool.yima("recall", "--format", format, "-o", name, Self.lot)
            #expect(written.status == 0 && written.output.isEmpty && tool.home.has(name), "\(written.errors)")
            #expect(try await tool.yima("recall", "--format", format, "-o", name, Self.lot).status == 73)
            #expect(try await tool.yima("recall", "--format", format, "-o", name, "--force", Self.lot).status == 0)
        }
        #expect(try Data(contentsOf: tool.home.url("recall.xlsx")).prefix(2) == Data("PK".utf8))
        let page = try tool.home.text("recall.html")
        #expect(page.contains("recall closed") && page.contains("西湖超市") && !page.contains("<script"))
        // A name that an office program would take for a formula is none.
        #expect(try tool.home.text("recall.csv").contains("\"'=城东批发部\""))

        // The whole product is its lots.
        let product = try await tool.yima("recall", "--format", "json", "(01)06935377000251")
        #expect(product.status == 0, "\(product.errors)")
        #expect(product.output.contains(#""subjects":["https://id.gs1.org/01/06935377000251/10/EGG1"]"#))
        let keptOfAll = try await tool.yima("recall", "--keep-evidence", "all.yima", "(01)06935377000251")
        #expect(keptOfAll.status == 0 && tool.home.has("all-EGG1.yima"), "\(keptOfAll.errors)")
        let ofOne = try await tool.yima(
            "verify", "--evidence", "all-EGG1.yima", "--ledger-key", key, "--json", Self.lot)
        #expect(ofOne.output.contains(#""complete":true"#), "\(ofOne.output)")

        // The ledger's own word is the same, and is never called proven.
        let word = try await tool.yima("recall", "--told", "--format", "csv", Self.lot)
        #expect(word.status == 2 && word.errors.contains("nothing was proven here"), "\(word.errors)")
        let proven = try await tool.yima("recall", "--format", "csv", Self.lot)
        #expect(word.output == proven.output)
        let table = try await tool.yima("recall", "--told", Self.lot)
        #expect(table.status == 2 && table.output.contains("recall closed") && table.output.contains(Self.store.uscc))
        let document = try await tool.yima("recall", "--told", "--format", "json", Self.lot)
        #expect(document.output.contains(#""proven":false"#))
        #expect(try await tool.yima("recall", "--told", "--format", "xlsx", "-o", "told.xlsx", Self.lot).status == 2)
        #expect(try await tool.yima("recall", "--told", "--format", "html", "-o", "told.html", Self.lot).status == 2)
        #expect(tool.home.has("told.xlsx"))
        #expect(try tool.home.text("told.html").contains("not proven on this page"))

        let (status, told) = try await Self.page("\(daemon.url)/recall", [("code", Self.lot)])
        #expect(status == 200)
        for part in [#""state":"closed""#, #""proven":false"#, #""holder":"\#(Self.shop.uscc)""#] {
            #expect(told.contains(part), "\(told)")
        }
    }

    @Test("what is not on record, no code, or asked for in a way that there is not has its status")
    func refused() async throws {
        let daemon = try await Daemon.begin()
        var tool = daemon.tool
        tool.environment = ["YIMA_LEDGER": daemon.url]
        #expect(try await tool.yima("recall", Self.lot).status == 3)
        #expect(try await tool.yima("recall", "6935377000252").status == 65)
        #expect(try await tool.yima("recall", "--format", "xlsx", Self.lot).status == 64)
        #expect(try await tool.yima("recall", "--format", "pdf", Self.lot).status == 64)
        #expect(
            try await tool.yima("recall", "--evidence", "a", "--keep-evidence", "b", Self.lot).status == 64)
        #expect(try await tool.yima("recall", "--told", Self.lot).status == 3)
        #expect(try await tool.yima("recall", "--told", "--evidence", "a", Self.lot).status == 64)
        try await daemon.stop()
        #expect(try await tool.yima("recall", "--told", Self.lot).status == 69)
        #expect(try await tool.yima("recall", Self.lot).status == 69)
    }

    /// 300 kg of eggs of which a store has 100 kg and a shop 100 kg; the shop sells 40 kg. They are recalled, the shop is told and
    /// sends 60 kg back, the farm destroys what it has and calls it done; the store never answers.
    private func tell(_ daemon: Daemon) async throws {
        let farm = try await daemon.device(of: Self.farm.uscc, name: Self.farm.name)
        let store = try await daemon.device(of: Self.store.uscc, name: Self.store.name)
        let shop = try await daemon.device(of: Self.shop.uscc, name: Self.shop.name)
        let columns =
            "time,step,code,quantity,uom,site,from,to,productName,spec,goodsKind,productionDate,producerName,supplierName,supplierUscc,conformityProofNo,recallLevel,recallReason"
        func row(
            _ time: String, _ step: String, _ kilograms: Int, _ site: String, from: Firm? = nil, to: Firm? = nil,
            grade: Int? = nil
        ) -> String {
            let isKnown = step == "commission" || step == "receive"
            let product = isKnown ? "鲜鸡蛋,散装,fresh,2026-03-01,\(Self.farm.name)" : ",,,,"
            let papers = step == "receive" ? "\(Self.farm.name),\(Self.farm.uscc),HGZ-EGG-1" : ",,"
            let recall = grade.map { "\($0),沙门氏菌" } ?? ","
            return
                "2026-03-\(time):00+08:00,\(step),\(Self.lot),\(kilograms),KGM,\(site),\(from?.uscc ?? ""),\(to?.uscc ?? ""),\(product),\(papers),\(recall)"
        }
        func push(_ tool: Tool, _ rows: String...) async throws {
            try tool.home.write(([columns] + rows).joined(separator: "\n") + "\n", to: "rows.csv")
            let outcome = try await tool.yima("ingest", "--profile", "food", "rows.csv")
            try #require(outcome.status == 0, "\(outcome.errors)")
        }
        try await push(
            farm, row("02T08:00", "commission", 300, "350521-FARM"),
            row("02T10:00", "ship", 100, "350521-FARM", to: Self.store),
            row("02T10:10", "ship", 100, "350521-FARM", to: Self.shop))
        try await push(store, row("02T14:00", "receive", 100, "350503-W1", from: Self.farm))
        try await push(
            shop, row("02T15:00", "receive", 100, "350502-S1", from: Self.farm),
            row("03T18:00", "sell", 40, "350502-S1"))
        try await push(
            farm, row("04T09:00", "recall", 300, "350521-FARM", grade: 2),
            row("04T09:30", "recall-notice", 100, "350521-FARM", to: Self.shop))
        try await push(shop, row("04T15:00", "return", 60, "350502-S1", to: Self.farm))
        try await push(
            farm, row("05T09:00", "takeback", 60, "350521-FARM", from: Self.shop),
            row("06T09:00", "destroy", 160, "350521-FARM"), row("09T09:00", "recall-close", 300, "350521-FARM"))
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
    fileprivate var plain: String {
        "--- status \(status)\n"
            + output.withoutMoments.replacing(#/told at \d{4}-\d\d-\d\d \d\d:\d\d/#, with: "told at …")
            .replacing(#/出具时间 \d{4}-\d\d-\d\d \d\d:\d\d/#, with: "出具时间 …").replacing("\r\n", with: "\n")
    }
}
