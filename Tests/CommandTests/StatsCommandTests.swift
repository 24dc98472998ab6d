import Foundation
import Testing

@Suite("Figures over a whole ledger")
struct StatsCommandTests {
    private static let laboratory = "91350505MA347T0R4N"

    @Test("pass rates are those of enrolled laboratories, in every form, and no text becomes a formula")
    func passRates() async throws {
        let daemon = try await Daemon.begin()
        let lab = try await daemon.device(of: Self.laboratory, name: "检测中心")
        let header = "time,step,code,from,testItem,testValue,testVerdict,reportNo,samplingStage\n"
        func rows(_ numbers: Range<Int>, fails: Int) -> String {
            numbers.map { number in
                let from = DrawCommandTests.uscc(number % 3 + 1)
                return
                    "2026-11-\(10 + number % 9)T09:00:00+08:00,inspect,(01)06935377000251(10)S\(number),\(from),菌落总数,1,"
                    + "\(number < fails ? "不合格" : "合格"),R\(number),\(number % 2 == 0 ? "生产" : "餐饮")\n"
            }.joined()
        }
        // Before the role was granted nothing counts.
        try lab.home.write(header + rows(0..<3, fails: 3), to: "early.csv")
        let early = try await lab.yima("ingest", "--profile", "food", "early.csv")
        try #require(early.status == 0, "\(early.errors)")
        let granted = try await daemon.yimad(
            "role", "grant", "--data", Daemon.data, "--uscc", Self.laboratory, "--role", "laboratory")
        try #require(granted.status == 0, "\(granted.errors)")
        try lab.home.write(header + rows(10..<60, fails: 11), to: "late.csv")
        let late = try await lab.yima("ingest", "--profile", "food", "late.csv")
        try #require(late.status == 0, "\(late.errors)")

        let json = try await lab.yima("stats", "pass-rate", "--format", "json")
        #expect(json.status == 0, "\(json.errors)")
        #expect(
            json.output.contains(#""category":"food","samples":50,"passed":49,"rate":0.980000"#), "\(json.output)")
        #expect(json.output.contains(#""judgement":"too-few""#) && json.output.contains(#""notByLaboratories":3"#))
        let table = try await lab.yima("stats", "pass-rate", "--by", "stage")
        #expect(table.output.contains("catering") && table.output.contains("production"), "\(table.output)")
        #expect(table.errors.contains("no enrolled laboratory"), "\(table.errors)")
        let districts = try await lab.yima("stats", "pass-rate", "--by", "district", "--digits", "4")
        #expect(districts.output.contains("3503"), "\(districts.output)")
        let none = try await lab.yima("stats", "pass-rate", "--since", "2026-12-01", "--format", "csv")
        #expect(none.status == 0 && none.output.split(separator: "\r\n").count == 1, "\(none.output)")
        for (format, name) in [("svg", "rates.svg"), ("xlsx", "rates.xlsx"), ("csv", "rates.csv")] {
            let written = try await lab.yima("stats", "pass-rate", "--by", "period", "--format", format, "-o", name)
            #expect(written.status == 0 && lab.home.has(name), "\(written.errors)")
        }
        #expect(try lab.home.text("rates.svg").contains("98.00%"))
        #expect(try await lab.yima("stats", "pass-rate", "--category", "toys").status == 64)

        // The same figures from the ledger's own directory, with nobody asked.
        let offline = try await lab.yima("stats", "pass-rate", "--data", Daemon.data, "--format", "json")
        #expect(offline.output == json.output, "\(offline.output)\(offline.errors)")
    }
}
