import Foundation
import ProgramTesting
import Testing

@Suite("A clerk's mistake is seen before it is signed")
struct ForesightCommandTests {
    private static let header = "time,step,code,quantity,uom,to,productName"
    private static let made = "2026-11-01 08:30,commission,(01)06901234567892(10)A1,100,KGM,,大黄鱼"
    private static func ship(_ amount: Int, at time: String = "2026-11-02 08:30") -> String {
        "\(time),ship,(01)06901234567892(10)A1,\(amount),KGM,91350505MA347T0R4N,大黄鱼"
    }

    private let tool: Tool

    init() async throws {
        var tool = Tool()
        tool.environment = ["YIMA_JOURNAL": "j", "YIMA_LEDGER": "http://127.0.0.1:9"]
        self.tool = tool
        try #require(try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2").status == 0)
    }

    private func write(_ rows: String..., to name: String = "scans.csv") throws {
        try tool.home.write(([Self.header] + rows).joined(separator: "\n") + "\n", to: name)
    }

    private func held() async throws -> Int {
        struct Status: Decodable { let held: Int }
        return try JSONDecoder().decode(Status.self, from: try await tool.yima("status", "--json").outputBytes).held
    }

    @Test(
        "what would make the goods invalid is refused with its rows, its rule and what it means, unless its rule is accepted"
    )
    func refused() async throws {
        try write(Self.made, Self.ship(1000))
        let refused = try await tool.yima("ingest", "--no-push", "scans.csv")
        #expect(refused.status == 65 && refused.output.isEmpty)
        for text in [
            "scans.csv:2, 3: MASS-1: lot A1 gives out 1000 kg but took in 100 kg",
            "once this is recorded, lot A1 will be found invalid: MASS-1", "--accept MASS-1", "nothing was recorded",
            "as long as this is missing, lot A1 will be found invalid: DATA-1",
        ] { #expect(refused.errors.contains(text), "\(refused.errors)") }
        #expect(try await held() == 0)
        var chinese = tool
        chinese.locale = "zh_CN.UTF-8"
        let said = try await chinese.yima("ingest", "--no-push", "scans.csv")
        #expect(said.errors.contains("一旦照此记录，批次 A1 将被判为“无效”：MASS-1"), "\(said.errors)")
        let other = try await tool.yima("ingest", "--no-push", "--accept", "TIME-1", "scans.csv")
        #expect(other.status == 65)
        let accepted = try await tool.yima("ingest", "--no-push", "--accept", "time-1,mass-1", "scans.csv")
        #expect(accepted.status == 0 && accepted.errors.contains("will be found invalid: MASS-1"))
        #expect(try await held() == 2)
        #expect(try await tool.yima("ingest", "--accept", "MASS-11", "scans.csv").status == 64)
    }

    @Test(
        "at a terminal a person is asked, and what is answered decides",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "util-linux gives a terminal"),
        arguments: ["y", "n"])
    func asked(answer: String) async throws {
        try write(Self.made, Self.ship(1000))
        let command = "\(Tool.path("yima").path) ingest --no-push scans.csv"
        let terminal = Program(
            URL(fileURLWithPath: "/usr/bin/script"), ["-qec", command, "/dev/null"], in: tool.home.url,
            environment: ["HOME": tool.home.path, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TERM": "dumb"]
                .merging(tool.environment) { $1 })
        let outcome = try await terminal.run(input: Data("\(answer)\n".utf8))
        let text = String(decoding: outcome.output, as: UTF8.self)
        #expect(text.contains("Record it all the same? [y/N]"), "\(text)")
        #expect(outcome.status == (answer == "y" ? 0 : 65))
        #expect(try await held() == (answer == "y" ? 2 : 0))
    }

    @Test("what was recorded before is weighed with what is new")
    func acrossImports() async throws {
        try write(Self.made, Self.ship(60))
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        try write(Self.ship(50, at: "2026-11-03 08:30"), to: "more.csv")
        let refused = try await tool.yima("ingest", "--no-push", "more.csv")
        #expect(refused.status == 65 && refused.errors.contains("more.csv:2: MASS-1: lot A1 gives out 110 kg"))
        // The same file again is nothing new.
        #expect(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        try write(Self.ship(40, at: "2026-11-03 08:30"), to: "more.csv")
        #expect(try await tool.yima("ingest", "--no-push", "more.csv").status == 0)
    }

    @Test("what a withdrawal leaves behind is foreseen, by command and by row, unless its rule is accepted")
    func withdrawn() async throws {
        let name = "urn:yima:event:\(Scans.uscc)/dock-2"
        try write(
            Self.made.replacing(",100,", with: ",1000,"), Self.made.replacing("08:30", with: "09:30"),
            Self.ship(1000))
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        for options in [["--check"], []] {
            let refused = try await tool.run(
                "yima", ["withdraw", "--no-push"] + options + ["--reason", "填错", "\(name):0"])
            #expect(refused.status == 65 && refused.output.isEmpty, "\(refused.output)")
            for text in [
                "withdraw: MASS-1: lot A1 gives out 1000 kg but took in 100 kg",
                "once this is withdrawn, lot A1 will be found invalid: MASS-1", "--accept MASS-1",
                "nothing was withdrawn",
            ] { #expect(refused.errors.contains(text), "\(refused.errors)") }
        }
        #expect(try await held() == 3)
        // 100 of 1100 may go, and the shipment too.
        for place in [1, 2] {
            let sound = try await tool.yima("withdraw", "--check", "--reason", "填错", "\(name):\(place)")
            #expect(sound.status == 0 && sound.errors.isEmpty, "\(sound.errors)")
        }
        let row = """
            time,step,code,correctedEventID,correctionReason
            2026-11-03 08:30,更正,(01)06901234567892(10)A1,\(name):0,填错

            """
        try tool.home.write(row, to: "wrong.csv")
        let refused = try await tool.yima("ingest", "--check", "wrong.csv")
        #expect(
            refused.status == 65 && refused.errors.contains("wrong.csv:2: MASS-1: lot A1 gives out 1000 kg"),
            "\(refused.errors)")
        let accepted = try await tool.yima(
            "withdraw", "--no-push", "--accept", "MASS-1", "--reason", "填错", "\(name):0")
        #expect(accepted.status == 0 && accepted.errors.contains("once this is withdrawn"), "\(accepted.errors)")
        #expect(try await held() == 4)
        // The number of an entry is taken as it is copied, and asked of the ledger, which is not there.
        for entry in ["#31", "条目31", "entry 31"] {
            let asked = try await tool.yima("withdraw", "--check", "--reason", "填错", entry)
            #expect(asked.status == 69, "\(entry): \(asked.errors)")
        }
    }

    @Test("a lot that this journal never had is told by --check, and held back by nothing")
    func neverHad() async throws {
        try write(Self.ship(60).replacing("(10)A1", with: "(10)Z9"))
        let told = try await tool.yima("ingest", "--check", "scans.csv")
        #expect(told.status == 0 && told.errors.contains("this journal never took in lot Z9"), "\(told.errors)")
        try write(Self.made, Self.ship(60))
        let known = try await tool.yima("ingest", "--check", "scans.csv")
        #expect(known.status == 0 && !known.errors.contains("never took in"), "\(known.errors)")
    }

    @Test("--check says all that ingest would say, and records nothing")
    func check() async throws {
        try write(Self.made, Self.ship(60, at: "2036-11-02 08:30"))
        let refused = try await tool.yima("ingest", "--check", "--json", "scans.csv")
        #expect(refused.status == 65)
        #expect(refused.output.contains(#""rule":"TIME-1","severity":"violation""#))
        #expect(refused.output.contains(#""rows":[{"file":"scans.csv","line":3}],"refused":true"#), "\(refused.output)")
        try write(Self.made, Self.ship(60))
        let sound = try await tool.yima("ingest", "--check", "scans.csv")
        #expect(sound.status == 0 && sound.output.contains("2 would be recorded"), "\(sound.output)\(sound.errors)")
        #expect(sound.errors.contains("productionDate (production date) is missing"))
        try write(Self.made, "never,ship,x,,,,")
        let bad = try await tool.yima("ingest", "--check", "--skip-bad", "scans.csv")
        #expect(bad.status == 66 && bad.output.contains("1 would be recorded, 1 left out"), "\(bad.output)")
        #expect(!tool.home.has("scans.csv.bad.csv"))
        // A bad row hides nothing of what will be found of the others.
        try write(Self.made, "never,ship,x,,,,", Self.ship(1000))
        let both = try await tool.yima("ingest", "--check", "scans.csv")
        #expect(both.status == 65 && both.errors.contains("scans.csv:3:"), "\(both.errors)")
        #expect(both.errors.contains("scans.csv:2, 4: MASS-1: lot A1 gives out 1000 kg"), "\(both.errors)")
        #expect(both.errors.contains("the good rows were looked at without the bad ones"), "\(both.errors)")
        #expect(try await held() == 0)
    }

    @Test("with --skip-bad the rows that would make goods invalid are left out, with the reason")
    func leftOut() async throws {
        try write(Self.made, Self.ship(60), Self.ship(10, at: "2036-11-02 08:30"))
        let outcome = try await tool.yima("ingest", "--no-push", "--skip-bad", "scans.csv")
        #expect(outcome.status == 66 && outcome.output.contains("2 recorded, 1 left out"), "\(outcome.output)")
        let lines = try tool.home.text("scans.csv.bad.csv").split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == "#reason,\(Self.header)")
        #expect(lines[1].hasPrefix("\"TIME-1: ") && lines[1].hasSuffix(Self.ship(10, at: "2036-11-02 08:30")))
        #expect(outcome.errors.components(separatedBy: "TIME-1: an event").count == 2, "told once")
    }

    @Test("--strict refuses also what would only be told")
    func strict() async throws {
        let late = "2025-01-01 08:30,store,(01)06901234567892(10)A1,100,KGM,,大黄鱼"
        try write(late)
        let told = try await tool.yima("ingest", "--check", "scans.csv")
        #expect(told.status == 0 && told.errors.contains("lot A1 will be found suspect: TIME-2"), "\(told.errors)")
        let refused = try await tool.yima("ingest", "--check", "--strict", "--accept", "DATA-1", "scans.csv")
        #expect(refused.status == 65)
    }
}
