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
        let (status, text) = try await atTerminal("ingest --no-push scans.csv", answering: answer)
        #expect(text.contains("Record it all the same? [y/N]"), "\(text)")
        #expect(status == (answer == "y" ? 0 : 65))
        #expect(try await held() == (answer == "y" ? 2 : 0))
    }

    /// What yima says at a terminal where that is answered.
    private func atTerminal(_ command: String, answering answer: String) async throws -> (status: Int32, text: String) {
        let terminal = Program(
            URL(fileURLWithPath: "/usr/bin/script"), ["-qec", "\(Tool.path("yima").path) \(command)", "/dev/null"],
            in: tool.home.url,
            environment: ["HOME": tool.home.path, "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TERM": "dumb"]
                .merging(tool.environment) { $1 })
        let outcome = try await terminal.run(input: Data("\(answer)\n".utf8))
        return (outcome.status, String(decoding: outcome.output, as: UTF8.self))
    }

    @Test(
        "at a terminal a person is asked before something is taken back that the rest needs, and refused elsewhere",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "util-linux gives a terminal"),
        arguments: ["y", "n"])
    func askedOfWithdrawal(answer: String) async throws {
        try write(Self.made, Self.ship(60))
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let event = "urn:yima:event:\(Scans.uscc)/dock-2:0"
        let refused = try await tool.yima("withdraw", "--no-push", "--reason", "填错", event)
        #expect(refused.status == 65 && refused.errors.contains("--accept LINK-1"), "\(refused.errors)")
        let (status, text) = try await atTerminal("withdraw --no-push --reason 填错 \(event)", answering: answer)
        #expect(text.contains("LINK-1") && text.contains("Withdraw it all the same? [y/N]"), "\(text)")
        #expect(status == (answer == "y" ? 0 : 65))
        #expect(try await held() == (answer == "y" ? 3 : 2))
    }

    @Test("what leaves nothing behind is withdrawn unasked: a shipment, all of a lot, what --accept names")
    func unaskedWithdrawal() async throws {
        try write(Self.made, Self.ship(60))
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let name = "urn:yima:event:\(Scans.uscc)/dock-2"
        for events in [["\(name):1"], ["\(name):0", "\(name):1"]] {
            let sound = try await tool.run("yima", ["withdraw", "--check", "--reason", "填错"] + events)
            #expect(sound.status == 0 && !sound.errors.contains("LINK-1"), "\(sound.errors)")
        }
        let accepted = try await tool.yima(
            "withdraw", "--no-push", "--accept", "LINK-1", "--reason", "填错", "\(name):0")
        #expect(accepted.status == 0 && accepted.errors.contains("LINK-1"), "\(accepted.errors)")
    }

    @Test("a thing that is packed while it lies in another package is told, until it is taken out")
    func packedTwice() async throws {
        let (first, second) = ("(00)106141412345678908", "(00)006141411234567890")
        func pack(_ step: String, _ parent: String, at hour: Int) -> String {
            "2026-11-0\(hour) 08:30,\(step),(01)06901234567892(21)7,\(parent)"
        }
        func outcome(_ rows: String...) async throws -> Tool.Outcome {
            try tool.home.write((["time,step,code,parent"] + rows).joined(separator: "\n") + "\n", to: "p.csv")
            return try await tool.yima("ingest", "--no-push", "--check", "p.csv")
        }
        let twice = try await outcome(pack("pack", first, at: 1), pack("pack", second, at: 2))
        #expect(twice.status == 0 && twice.errors.contains("p.csv:3:1: "), "\(twice.errors)")
        #expect(twice.errors.contains("nothing lies in two packages"), "\(twice.errors)")
        for rows in [
            [pack("pack", first, at: 1), pack("unpack", first, at: 2), pack("pack", second, at: 3)],
            [pack("pack", first, at: 1), pack("pack", first, at: 2)],
        ] {
            try tool.home.write((["time,step,code,parent"] + rows).joined(separator: "\n") + "\n", to: "p.csv")
            let sound = try await tool.yima("ingest", "--check", "p.csv")
            #expect(!sound.errors.contains("two packages"), "\(sound.errors)")
        }
        // By the journal as well.
        try tool.home.write("time,step,code,parent\n\(pack("pack", first, at: 1))\n", to: "p.csv")
        try #require(try await tool.yima("ingest", "--no-push", "p.csv").status == 0)
        let later = try await outcome(pack("pack", second, at: 2))
        #expect(later.errors.contains("nothing lies in two packages"), "\(later.errors)")
        #expect(try await tool.yima("ingest", "--check", "--strict", "p.csv").status == 65)
    }

    @Test("an amount without a unit, of a lot that is counted otherwise, is refused: nobody said which is meant")
    func unitless() async throws {
        let bare = Self.ship(60).replacing(",KGM,", with: ",,")
        try write(Self.made, Self.ship(60), bare.replacing("08:30", with: "09:30"))
        let here = try await tool.yima("ingest", "--no-push", "scans.csv")
        #expect(
            here.status == 65 && here.errors.contains("scans.csv:4:1: the amount of lot A1 has no unit"),
            "\(here.errors)")
        #expect(
            here.errors.contains("uom is empty: the amount counts pieces")
                && !here.errors.contains("scans.csv:3:1: the amount"))
        #expect(try await held() == 0)
        // By rows that the journal has, in a table that has no column for the unit.
        try write(Self.made)
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        try tool.home.write(
            "time,step,code,quantity,to\n2026-11-02 08:30,ship,(01)06901234567892(10)A1,60,91350505MA347T0R4N\n",
            to: "bare.csv")
        let before = try await tool.yima("ingest", "--no-push", "bare.csv")
        #expect(before.status == 65 && before.errors.contains("(100 kg)"), "\(before.errors)")
        let left = try await tool.yima("ingest", "--no-push", "--skip-bad", "bare.csv")
        #expect(left.status == 66 && left.errors.contains("bare.csv:2"), "\(left.errors)")
        #expect(try tool.home.text("bare.csv.bad.csv").contains("has no unit"))
        #expect(try await held() == 1)
        try tool.home.write("\(Self.header)\n\(bare)\n", to: "by.csv")
        let replaced = try await tool.yima(
            "withdraw", "--check", "--reason", "填错", "--by", "by.csv", "urn:yima:event:\(Scans.uscc)/dock-2:0")
        #expect(replaced.status == 65 && replaced.errors.contains("has no unit"), "\(replaced.errors)")
        // In a document no unit means pieces: that is told, and --strict refuses it.
        func document(_ unit: String) -> String {
            """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",\
            "eventTime":"2026-11-02T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"shipping",\
            "quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A1","quantity":60\(unit)}]}

            """
        }
        try tool.home.write(document(""), to: "e.ndjson")
        let told = try await tool.yima("ingest", "--check", "e.ndjson")
        #expect(told.status == 0 && told.errors.contains("the amount of lot A1 has no unit"), "\(told.errors)")
        #expect(try await tool.yima("ingest", "--check", "--strict", "e.ndjson").errors.contains("has no unit"))
        try tool.home.write(document(#","uom":"KGM""#), to: "e.ndjson")
        #expect(try await !tool.yima("ingest", "--check", "e.ndjson").errors.contains("has no unit"))
        // Who writes what is meant is believed, and a lot that is counted in pieces only needs no unit.
        try write(bare.replacing(",60,,", with: ",60,件,"))
        #expect(try await tool.yima("ingest", "--check", "scans.csv").status == 0)
        let pieces = [Self.made, bare].map { $0.replacing(",KGM,", with: ",,").replacing("(10)A1", with: "(10)B1") }
        try write(pieces[0], pieces[1])
        let counted = try await tool.yima("ingest", "--check", "scans.csv")
        #expect(counted.status == 0 && counted.errors.contains("uom is empty"), "\(counted.errors)")
        let strict = try await tool.yima("ingest", "--check", "--strict", "scans.csv")
        #expect(strict.status == 65 && strict.errors.contains("uom is empty"), "\(strict.errors)")
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
