import Foundation
import FoundationNetworking
import Testing

@Suite("What the monitor found")
struct FindingsCommandTests {
    private static let lot = "(01)06935377000251(10)EGG1"

    /// A device that recorded that it sold more eggs than it had.
    private func tell(_ daemon: Daemon) async throws -> Tool {
        let tool = try await daemon.device(of: Scans.uscc, name: "惠安蛋鸡场")
        let rows = """
            time,step,code,quantity,uom,site,productName,spec,goodsKind,productionDate,producerName
            2026-03-02T08:00:00+08:00,commission,\(Self.lot),300,KGM,350521-FARM,鲜鸡蛋,散装,fresh,2026-03-01,惠安蛋鸡场
            2026-03-02T10:00:00+08:00,sell,\(Self.lot),340,KGM,350521-FARM,,,,,

            """
        try tool.home.write(rows, to: "rows.csv")
        let told = try await tool.yima("ingest", "--accept", "MASS-1", "--profile", "food", "rows.csv")
        try #require(told.status == 0, "\(told.errors)")
        return tool
    }

    @Test("is told without being asked for, in both languages, filtered, and the same again after a reindex")
    func findings() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await tell(daemon)
        func asked(_ options: String...) async throws -> Tool.Outcome {
            var outcome = try await tool.run("yima", ["findings"] + options)
            // Status 2: it has not judged everything yet.
            try await wait("the monitor") {
                guard outcome.status == 2 || !outcome.output.contains("MASS-1") && options.isEmpty else { return true }
                outcome = (try? await tool.run("yima", ["findings"] + options)) ?? outcome
                return false
            }
            return outcome
        }
        let english = try await asked()
        #expect(english.status == 0, "\(english.errors)")
        #expect(english.output.contains("✗ MASS-1") && english.output.contains("EGG1"), "\(english.output)")
        #expect(english.errors.contains("check each with yima verify"), "\(english.errors)")
        tool.locale = "zh_CN.UTF-8"
        let chinese = try await asked()
        #expect(chinese.output.contains("MASS-1") && chinese.output.contains("条目"), "\(chinese.output)")
        tool.locale = "C.UTF-8"
        let json = try await asked("--json", "--rule", "mass-1")
        #expect(json.output.contains(#""rule":"MASS-1","severity":"violation""#), "\(json.output)")
        #expect(json.output.split(separator: "\n").count == 1)
        #expect(try await asked("--json", "--severity", "info", "--rule", "MASS-1").output.isEmpty)
        #expect(try await asked("--json", "--code", Self.lot, "--rule", "MASS-1").output == json.output)
        #expect(try await asked("--json", "--operator", "91350100M00000027P").output.isEmpty)
        #expect(try await asked("--json", "--before", "2026-01-01").output.isEmpty)
        // What can meet nothing is refused: "0 found" would pass for goods in order.
        for (options, status, said) in [
            (["--operator", "91350100M00000027Q"], 64, "91350100M00000027Q"), (["--operator", "惠安蛋鸡场"], 64, "惠安蛋鸡场"),
            (["--rule", "LNIK-1"], 64, "did you mean \"LINK-1\"?"), (["--rule", "MASS-1,NO-1"], 64, "NO-1"),
        ] as [([String], Int32, String)] {
            let refused = try await tool.run("yima", ["findings"] + options)
            #expect(
                refused.status == status && refused.output.isEmpty && refused.errors.contains(said),
                "\(options): \(refused.status) \(refused.errors)")
        }
        for command in [
            ["complaint", "list", "--district", "福建"], ["complaint", "list", "--state", "offen"],
            ["complaint", "list", "--firm", "91350100M00000027Q"], ["risk", "list", "--district", "x"],
            ["warnings", "--district", "9"], ["task", "list", "--district", "3505831"],
            ["task", "list", "--owner", "91350100M00000027Q"], ["stats", "plan", "--district", "99"],
        ] {
            let refused = try await tool.run("yima", command)
            #expect(refused.status == 64 && refused.output.isEmpty, "\(command): \(refused.status) \(refused.errors)")
        }
        #expect(try await asked("--json", "--rule", "MASS-1,LINK-1").output.contains("MASS-1"))
        let all = try await asked("--json")

        // Each is what the verdict says.
        let verdict = try await tool.yima("verify", "--json", Self.lot)
        #expect(verdict.output.contains(#""rule":"MASS-1","severity":"violation""#), "\(verdict.output)")

        try await daemon.stop()
        let again = try await daemon.yimad("reindex", "--data", Daemon.data)
        #expect(again.status == 0, "\(again.errors)")
        try await daemon.start()
        tool.environment["YIMA_LEDGER"] = daemon.url
        #expect(try await asked("--json").output == all.output)

        #expect(try await tool.yima("findings", "--since", "yesterday").status == 64)
        #expect(try await tool.yima("findings", "--limit", "0").status == 64)
        #expect(try await tool.yima("findings", "--code", "6935377000252").status == 65)
        try await daemon.stop()
        #expect(try await tool.yima("findings").status == 69)
    }
}
