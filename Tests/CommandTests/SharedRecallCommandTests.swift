import Foundation
import Testing

@Suite("A recall between departments")
struct SharedRecallCommandTests {
    private static let city = "11350300MB0X00003D"
    private static let north = "11350304MB0X000011"
    private static let south = "11350302MB0X00005G"
    private static let farm = DrawCommandTests.uscc(1)
    private static let shop = DrawCommandTests.uscc(2)
    private static let lot = "(01)06935377000251(10)EGG1"

    @Test("is told with a file, confirmed with the same, found, handed on, and ends when nothing is open")
    func whole() async throws {
        let daemon = try await Daemon.begin()
        let city = try await daemon.device(of: Self.city, name: "莆田市市场监督管理局")
        let north = try await daemon.device(of: Self.north, name: "荔城区市场监督管理局")
        let south = try await daemon.device(of: Self.south, name: "城厢区市场监督管理局")
        let farm = try await daemon.device(of: Self.farm, name: "蛋鸡场")
        for (uscc, scope) in [(Self.city, "3503"), (Self.north, "350304"), (Self.south, "350302")] {
            let granted = try await daemon.yimad(
                "role", "grant", "--data", Daemon.data, "--uscc", uscc, "--role", "authority", "--scope", scope)
            try #require(granted.status == 0, "\(granted.errors)")
        }
        let open = [
            "shared-recall", "open", "eggs-1", Self.lot, "--district", "3503", "--title", "鸡蛋召回", "--keep-evidence",
            "eggs.yima",
        ]
        // Nobody recalled anything yet.
        let early = try await city.run("yima", open)
        #expect(early.status == 3, "\(early.errors)")
        try farm.home.write(
            "time,step,code,quantity,uom,to,productName,recallLevel,recallReason\n"
                + "2026-11-20T08:00:00+08:00,commission,\(Self.lot),100,kg,,鸡蛋,,\n"
                + "2026-11-20T09:00:00+08:00,ship,\(Self.lot),60,kg,\(Self.shop),鸡蛋,,\n"
                + "2026-11-21T09:00:00+08:00,recall,\(Self.lot),,,,,2,沙门氏菌\n", to: "farm.csv")
        let recorded = try await farm.yima("ingest", "--profile", "food", "farm.csv")
        try #require(recorded.status == 0, "\(recorded.errors)")

        #expect(try await farm.run("yima", open).status == 77)
        let opened = try await city.run("yima", open)
        #expect(opened.status == 0 && city.home.has("eggs.yima"), "\(opened.output)\(opened.errors)")
        #expect(try await city.run("yima", open + ["--force"]).status == 65)

        let name = "urn:yima:recall:\(Self.city):eggs-1"
        let tell = { (to: String) in
            try await city.yima(
                "shared-recall", "tell", "eggs-1", "--to", to, "--evidence", "eggs.yima", "--note", "请核查")
        }
        #expect(try await tell(Self.farm).status == 65)
        let told = try await tell(Self.north)
        #expect(told.status == 0 && told.output.contains("not confirmed"), "\(told.output)\(told.errors)")
        #expect(try await tell(Self.north).status == 65)

        // Who confirms has the very file.
        let file = try Data(contentsOf: city.home.url("eggs.yima"))
        try (file + Data("\n".utf8)).write(to: north.home.url("other.yima"))
        try file.write(to: north.home.url("eggs.yima"))
        let confirm = { (tool: Tool, file: String) in
            try await tool.yima("shared-recall", "confirm", name, "--evidence", file)
        }
        let other = try await confirm(north, "other.yima")
        #expect(other.status == 65 && other.errors.contains("SHA-256"), "\(other.errors)")
        try file.write(to: south.home.url("eggs.yima"))
        #expect(try await confirm(south, "eggs.yima").status == 77)
        let confirmed = try await confirm(north, "eggs.yima")
        #expect(confirmed.status == 0, "\(confirmed.errors)")

        let found = { (tool: Tool, more: [String]) in
            try await tool.run("yima", ["shared-recall", "found", name] + more)
        }
        #expect(try await found(north, ["--firm", Self.shop, "--amount", "5", "--held", "6"]).status == 65)
        #expect(try await found(north, ["--firm", Self.shop]).status == 64)
        #expect(try await found(farm, ["--nothing"]).status == 77)
        let held = try await found(north, ["--firm", Self.shop, "--amount", "60", "--held", "20", "--sold", "40"])
        #expect(held.status == 0, "\(held.errors)")
        let close = { try await city.yima("shared-recall", "close", "eggs-1") }
        let refused = try await close()
        #expect(refused.status == 65 && refused.errors.contains("still held"), "\(refused.errors)")
        let destroyed = try await found(
            north, ["--firm", Self.shop, "--amount", "60", "--destroyed", "20", "--sold", "40"])
        #expect(destroyed.status == 0, "\(destroyed.errors)")

        // The next is told by the city and hands on to nobody who was told already.
        #expect(try await tell(Self.south).status == 0)
        #expect(try await close().status == 65)
        try #require(try await confirm(south, "eggs.yima").status == 0)
        let handed = try await south.yima(
            "shared-recall", "hand-on", name, "--to", Self.north, "--evidence", "eggs.yima")
        #expect(handed.status == 65, "\(handed.errors)")
        #expect(try await found(south, ["--nothing"]).status == 0)

        let closed = try await close()
        #expect(closed.status == 0 && closed.output.contains("closed"), "\(closed.output)\(closed.errors)")
        #expect(try await found(north, ["--nothing"]).status == 65)

        // Anybody follows it, with no journal of his own, and offline.
        var anybody = Tool()
        anybody.environment = ["YIMA_LEDGER": daemon.url, "YIMA_LEDGER_KEY": try daemon.verifierKey]
        let status = try await anybody.yima(
            "shared-recall", "status", name, "--format", "json", "--keep-evidence", "acts.yima")
        #expect(status.status == 0, "\(status.output)\(status.errors)")
        for part in [
            #""state":"closed""#, #""office":"\#(Self.north)""#, #""destroyed":20"#, #""unaccounted":0"#,
            #""proven":true"#,
            #""openStock":[]"#,
        ] { #expect(status.output.contains(part), "\(part): \(status.output)") }
        let offline = try await anybody.yima("shared-recall", "status", "--evidence", "acts.yima", "--format", "json")
        #expect(offline.status == 0 && offline.output == status.output, "\(offline.output)\(offline.errors)")
        let table = try await anybody.yima("shared-recall", "status", name)
        #expect(table.output.contains("鸡蛋召回") && table.output.contains(Self.shop), "\(table.output)")
        #expect(try await anybody.yima("shared-recall", "status", "urn:yima:recall:\(Self.city):none").status == 3)
        let report = try await anybody.yima("report", "recall", "--period", "2026-11-01..2027-12-31")
        #expect(
            report.status == 0 && report.output.contains("鸡蛋召回")
                && report.output.contains("Recalls open in the period: [1]"),
            "\(report.output)\(report.errors)")
    }
}
