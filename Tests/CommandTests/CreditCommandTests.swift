import Foundation
import FoundationNetworking
import Testing

@Suite("Credit files and lists")
struct CreditCommandTests {
    private static let office = "11350304MB0X000011"
    private static let firm = DrawCommandTests.uscc(2)
    private static let lot = "(01)06935377000251(10)EGG1"

    private static let head = "number,firm,name,list,ground,fact,document,decided,end,person\n"

    @Test(
        "a decision is entered with its ground, shown while it stands, handed to others with proof, and read by STATE-2"
    )
    func whole() async throws {
        let daemon = try await Daemon.begin()
        let office = try await daemon.device(of: Self.office, name: "荔城区市场监督管理局")
        let farm = try await daemon.device(of: DrawCommandTests.uscc(1), name: "蛋鸡场")
        let shop = try await daemon.device(of: Self.firm, name: "商行")
        func enter(_ rows: String, _ district: String = "350304") async throws -> Tool.Outcome {
            try office.home.write(Self.head + rows, to: "entries.csv")
            return try await office.yima("credit", "enter", "--entries", "entries.csv", "--district", district)
        }
        let row = "2026-1,\(Self.firm),=商行,serious,food-inedible,使用非食品原料,荔市监列严〔2026〕1号,2026-11-01,,张三\n"
        #expect(try await enter(row).status == 77)
        let granted = try await daemon.yimad(
            "role", "grant", "--data", Daemon.data, "--uscc", Self.office, "--role", "authority", "--scope", "3503")
        try #require(granted.status == 0, "\(granted.errors)")
        #expect(try await enter(row, "350102").status == 77)
        for (bad, why) in [
            (row.replacingOccurrences(of: "serious", with: "black"), "no such list"),
            (row.replacingOccurrences(of: "2026-11-01", with: "2999-01-01"), "still to come"),
            (row.replacingOccurrences(of: "使用非食品原料", with: "负责人 11010519491231002X"), "identity number"),
            (row + row, "is taken"), (row.replacingOccurrences(of: Self.firm, with: "123"), "18 characters"),
        ] {
            let refused = try await enter(bad)
            #expect(refused.status == 65 && refused.errors.contains(why), "\(bad): \(refused.errors)")
        }
        let entered = try await enter(
            row + "2026-2,\(Self.firm),商行,重点监管,risk,多次投诉,荔市监监〔2026〕9号,2026-11-02,,\n")
        #expect(entered.status == 0, "\(entered.output)\(entered.errors)")

        // What everybody sees: what stands, on public lists, and no name of a person.
        let shown = try await shop.yima("credit", "show", Self.firm, "--format", "json")
        #expect(shown.status == 0 && shown.output.contains(#""until":"2029-10-31""#), "\(shown.output)\(shown.errors)")
        #expect(!shown.output.contains("2026-2") && !shown.output.contains("张三"), "\(shown.output)")
        let all = try await shop.yima("credit", "show", Self.firm, "--all", "--format", "json")
        #expect(all.output.contains("2026-2"), "\(all.output)")
        let nobody = try await shop.yima("credit", "show", DrawCommandTests.uscc(77))
        #expect(nobody.status == 3, "\(nobody.output)")
        // What an office program would take for a formula is none.
        let table = try await office.yima("credit", "list", Self.office, "--format", "csv", "-o", "list.csv")
        #expect(table.status == 0, "\(table.errors)")
        #expect(try office.home.text("list.csv").contains("\"'=商行\""))
        #expect(try await office.yima("credit", "list", Self.office, "--format", "xlsx", "-o", "list.xlsx").status == 0)

        // On the ledger's page there is the same, for whoever comes by.
        for (query, kind) in [("", "html"), ("?format=json", "json")] {
            let address = try #require(URL(string: "\(daemon.url)/credit/\(Self.firm)\(query)"))
            let (page, _) = try await URLSession.shared.data(from: address)
            let text = String(decoding: page, as: UTF8.self)
            #expect(text.contains("荔市监列严〔2026〕1号") && text.contains("2029-10-31"), "\(kind): \(text)")
            #expect(!text.contains("多次投诉") && !text.contains("张三"), "\(kind): \(text)")
        }

        // Another host is handed the list with what proves it.
        let handed = try await office.yima("credit", "list", Self.office, "--format", "evidence", "-o", "list.yima")
        #expect(handed.status == 0, "\(handed.errors)")
        let key = "\(Daemon.data)/ledger.vkey"
        var offline = office
        offline.environment["YIMA_LEDGER"] = "http://127.0.0.1:9"
        let verified = try await offline.yima("verify", "--evidence", "list.yima", "--ledger-key", key)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let read = try await offline.yima(
            "credit", "list", Self.office, "--evidence", "list.yima", "--ledger-key", key, "--format", "json")
        #expect(read.status == 0 && read.output.contains("2026-1"), "\(read.output)\(read.errors)")
        // One sign of it changed is found: what was signed is in base 64.
        let whole = try office.home.text("list.yima")
        let place = try #require(whole.range(of: #""entries":["#)?.upperBound)
        let letters = whole[place...].indices.filter { whole[$0].isLetter || whole[$0].isNumber }
        let changedAt = letters[letters.count / 3]
        let changed = whole.replacingCharacters(in: changedAt...changedAt, with: whole[changedAt] == "A" ? "B" : "A")
        try office.home.write(changed, to: "changed.yima")
        let denied = try await offline.yima("verify", "--evidence", "changed.yima", "--ledger-key", key)
        #expect(denied.status != 0, "\(denied.output)")

        // STATE-2: from the decision on the firm may not trade.
        try farm.home.write(
            "time,step,code,quantity,uom,to,productName\n2026-11-20T08:00:00+08:00,commission,\(Self.lot),100,kg,,鸡蛋\n"
                + "2026-11-20T09:00:00+08:00,ship,\(Self.lot),100,kg,\(Self.firm),鸡蛋\n", to: "farm.csv")
        try shop.home.write(
            "time,step,code,quantity,uom,from,productName\n2026-11-20T10:00:00+08:00,receive,\(Self.lot),100,kg,\(DrawCommandTests.uscc(1)),鸡蛋\n",
            to: "shop.csv")
        for (tool, file) in [(farm, "farm.csv"), (shop, "shop.csv")] {
            let recorded = try await tool.yima("ingest", "--profile", "food", file)
            try #require(recorded.status == 0, "\(recorded.errors)")
        }
        #expect(!(try await office.yima("verify", "--json", Self.lot).output.contains(#""rule":"STATE-2","severity""#)))
        let registers = try await office.yima(
            "credit", "list", Self.office, "--format", "registers", "-o", "registers.json")
        #expect(registers.status == 0, "\(registers.errors)")
        let path = office.home.url("registers.json").path
        let adopted = try await daemon.yimad("definitions", "adopt", "--data", Daemon.data, path)
        #expect(adopted.status == 0, "\(adopted.errors)")
        let barred = try await office.yima("verify", "--json", Self.lot)
        #expect(
            barred.status == 1 && barred.output.contains(#""rule":"STATE-2","severity""#),
            "\(barred.output)\(barred.errors)")

        // What another office's file lacks is not gone unseen; and the name says what a file is.
        try FileManager.default.createDirectory(
            at: office.home.url("others"), withIntermediateDirectories: true)
        try office.home.write(#"{"version":1,"barred":[]}"#, to: "others/registers.json")
        let others = office.home.url("others/registers.json").path
        let lacking = try await daemon.yimad("definitions", "adopt", "--data", Daemon.data, others)
        #expect(lacking.status == 77 && lacking.errors.contains(Self.firm), "\(lacking.errors)")
        try office.home.write(#"{"version":1,"barred":[]}"#, to: "credit.json")
        let misnamed = try await daemon.yimad(
            "definitions", "adopt", "--data", Daemon.data, office.home.url("credit.json").path)
        #expect(misnamed.status == 64 && misnamed.errors.contains("registers.json"), "\(misnamed.errors)")
        let replaced = try await daemon.yimad("definitions", "adopt", "--replace", "--data", Daemon.data, others)
        #expect(replaced.status == 0, "\(replaced.errors)")

        // Not before a year; a review by who may takes it away at once.
        let early = try await office.yima(
            "credit", "end", "2026-1", "--ground", "repaired", "--document", "x", "--reason", "已整改")
        #expect(early.status == 65 && early.errors.contains("2027-11-01"), "\(early.errors)")
        #expect(
            try await shop.yima(
                "credit", "review", "2026-1", "--office", Self.office, "--no-upheld", "--document", "x", "--reason",
                "不服"
            ).status == 77)
        let reviewed = try await office.yima(
            "credit", "review", "2026-1", "--no-upheld", "--document", "复决〔2026〕2号", "--reason", "事实不清")
        #expect(reviewed.status == 0, "\(reviewed.errors)")
        let after = try await shop.yima("credit", "show", Self.firm, "--format", "json")
        #expect(after.output.contains(#""entries":[]"#), "\(after.output)")
        #expect(
            try await office.yima("credit", "list", Self.office, "--format", "registers").output
                .contains(#""barred":[]"#))
    }
}
