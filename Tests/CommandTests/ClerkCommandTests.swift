import Foundation
import Testing

/// What somebody with gloves on does at a cold dock, and must neither lose in silence nor record twice.
@Suite("A clerk at a dock")
struct ClerkCommandTests {
    private static let code = "(01)06901234567892(10)A"
    private static let name = "urn:yima:event:\(Scans.uscc)/dock-1"

    private func journal() async throws -> Tool {
        var tool = Tool()
        tool.environment = ["YIMA_JOURNAL": "dock-1", "YIMA_LEDGER": "http://127.0.0.1:9"]
        try #require(try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-1").status == 0)
        return tool
    }

    // MARK: What was withdrawn is brought again

    @Test("brings a withdrawn row again: refused with the way out, recorded once with --again, and then known")
    func broughtAgain() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        try #require(try await tool.yima("withdraw", "--reason", "填错", "\(Self.name):1").status == 0)

        let refused = try await tool.yima("ingest", "--json", "scans.csv")
        #expect(refused.status == 65, "\(refused.errors)")
        #expect(refused.errors.contains("scans.csv:3:1: this row was recorded as \(Self.name):1 and withdrawn since"))
        #expect(refused.errors.contains("--again records it once more"))
        #expect(try await tool.yima("ingest", "--check", "scans.csv").status == 65)
        let left = try await tool.yima("ingest", "--skip-bad", "scans.csv")
        #expect(left.status == 66 && left.output.contains("1 left out"), "\(left.errors)")
        #expect(try tool.home.text("scans.csv.bad.csv").contains("A1,"))
        #expect(try await tool.yima("lookup", "--json", Self.code + "1").output.contains("errorDeclaration"))

        for (run, counts) in [(1, (1, 2)), (2, (0, 3)), (3, (0, 3))] {
            let again = try await tool.yima("ingest", "--again", "--json", "scans.csv")
            #expect(again.status == 0, "\(run): \(again.errors)")
            let root = try #require(try JSONSerialization.jsonObject(with: again.outputBytes) as? [String: Any])
            #expect(
                root["journalled"] as? Int == counts.0 && root["duplicates"] as? Int == counts.1,
                "\(run): \(again.output)")
            #expect(root["recordedAgain"] as? Int == (run == 1 ? 1 : nil))
        }
        // Without the option it is known too: nothing contradicts itself any more.
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let verified = try await tool.yima("verify", "--json", Self.code + "1")
        #expect(verified.output.contains("NOTE-1") && !verified.output.contains("CODE-2"), "\(verified.output)")
        let looked = try await tool.yima("lookup", Self.code + "1")
        #expect(looked.output.contains("12.5") && looked.status == 0, "\(looked.output)")

        // And it can be taken back once more.
        let taken = try await tool.yima("withdraw", "--json", "--reason", "填错", "\(Self.name):4")
        #expect(taken.output.contains(#""withdrawn":["\#(Self.name):4"]"#), "\(taken.output)\(taken.errors)")
        #expect(try await tool.yima("verify", Self.code + "1").status == 3)
    }

    // MARK: One event has one name

    private static func shipped(_ kilograms: Int, recordTime: String = "") -> String {
        #"{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent","#
            + #""eventID":"urn:uuid:0190163b-0000-7000-8000-000000000001","eventTime":"2026-11-02T08:30:00+08:00",\#(recordTime)"#
            + #""eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"shipping","quantityList":"#
            + #"[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A","quantity":\#(kilograms),"uom":"KGM"}]}"#
            + "\n"
    }

    @Test("an event brought again in other words is known by its eventID, and another event under it is refused")
    func oneName() async throws {
        let tool = try await journal()
        try tool.home.write(Self.shipped(100), to: "first.ndjson")
        try tool.home.write(
            Self.shipped(100, recordTime: #""recordTime":"2026-11-02T08:31:00+08:00","#), to: "again.ndjson")
        try tool.home.write(Self.shipped(300), to: "other.ndjson")
        #expect(try await tool.yima("ingest", "--no-push", "first.ndjson").output.contains("1 recorded"))
        for file in ["first.ndjson", "again.ndjson"] {
            let known = try await tool.yima("ingest", "--no-push", "--strict", file)
            #expect(
                known.status == 0 && known.output.contains("0 recorded, 1 known already"), "\(file): \(known.output)")
        }
        let other = try await tool.yima("ingest", "--no-push", "other.ndjson")
        #expect(other.status == 65 && other.errors.contains("one event has one name"), "\(other.errors)")
        // The letters of a UUID are one in either case.
        try tool.home.write(Self.shipped(300).replacing("0190163b", with: "0190163B"), to: "capitals.ndjson")
        let capitals = try await tool.yima("ingest", "--no-push", "capitals.ndjson")
        #expect(capitals.status == 65 && capitals.errors.contains("one event has one name"), "\(capitals.errors)")
        // Taken back, the same in other words is no more believed than word for word.
        try #require(
            try await tool.yima(
                "withdraw", "--no-push", "--reason", "填错", "urn:uuid:0190163b-0000-7000-8000-000000000001"
            ).status == 0)
        let withdrawn = try await tool.yima("ingest", "--no-push", "again.ndjson")
        #expect(withdrawn.status == 65 && withdrawn.errors.contains("withdrawn since"), "\(withdrawn.errors)")
    }

    @Test(
        "two events of one eventID in one import: in other words one event, with another amount refused",
        arguments: [["both.ndjson"], ["first.ndjson", "second.ndjson"]])
    func oneNameInOneImport(files: [String]) async throws {
        let tool = try await journal()
        let again = Self.shipped(100, recordTime: #""recordTime":"2026-11-02T08:31:00+08:00","#)
        let capitals = Self.shipped(300).replacing("0190163b", with: "0190163B")
        for (second, isSame) in [(again, true), (Self.shipped(300), false), (capitals, false)] {
            try tool.home.write(Self.shipped(100) + second, to: "both.ndjson")
            try tool.home.write(Self.shipped(100), to: "first.ndjson")
            try tool.home.write(second, to: "second.ndjson")
            let outcome = try await tool.run("yima", ["ingest", "--no-push", "--check"] + files)
            let strict = try await tool.run("yima", ["ingest", "--no-push", "--check", "--strict"] + files)
            let place = files.count == 1 ? "both.ndjson:2:1" : "second.ndjson:1:1"
            if isSame {
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(outcome.errors.contains("\(place): is the event of "), "\(outcome.errors)")
                #expect(strict.status == 65)
            } else {
                #expect(outcome.status == 65, "\(outcome.output)")
                #expect(
                    outcome.errors.contains("\(place): another event brought before it has the eventID"),
                    "\(outcome.errors)")
            }
        }
    }

    @Test("what is withdrawn already is not withdrawn by a second row without a word")
    func withdrawnTwice() async throws {
        let tool = try await journal()
        let header = Scans.header + ",被更正事件编号,更正原因"
        func taken(_ minute: Int) -> String {
            "2026-11-02T10:0\(minute):00+08:00,更正,\(Self.code)1,,,,\(Self.name):1,填错"
        }
        let rows = [Scans.row(0) + ",,", Scans.row(1) + ",,"]
        try tool.home.write(([header] + rows).joined(separator: "\n") + "\n", to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        try tool.home.write("\(header)\n\(taken(0))\n\(taken(1))\n", to: "both.csv")
        let both = try await tool.yima("ingest", "--no-push", "--check", "both.csv")
        #expect(both.errors.contains("both.csv:3:") && both.errors.contains("by both.csv:2"), "\(both.errors)")
        try tool.home.write("\(header)\n\(taken(0))\n", to: "one.csv")
        let one = try await tool.yima("ingest", "--no-push", "one.csv")
        #expect(one.status == 0 && !one.errors.contains("withdrawn already"), "\(one.errors)")
        #expect(try await !tool.yima("ingest", "--no-push", "one.csv").errors.contains("withdrawn already"))
        try tool.home.write("\(header)\n\(taken(2))\n", to: "two.csv")
        let strict = try await tool.yima("ingest", "--no-push", "--strict", "two.csv")
        #expect(strict.status == 65, "\(strict.errors)")
        let told = try await tool.yima("ingest", "--no-push", "--check", "two.csv")
        #expect(told.status == 0 && told.errors.contains("is withdrawn already"), "\(told.errors)")
    }

    @Test("what is said to replace an event and is none is told; brought behind it, it is one")
    func replacedByNothing() async throws {
        let tool = try await journal()
        let header = Scans.header + ",被更正事件编号,更正原因,更正后事件编号,eventID"
        let taken = "2026-11-02T10:00:00+08:00,更正,\(Self.code)1,,,,\(Self.name):0,填错,urn:x:new,"
        try tool.home.write("\(header)\n\(Scans.row(1)),,,,\n\(taken)\n", to: "none.csv")
        let none = try await tool.yima("ingest", "--no-push", "--check", "none.csv")
        #expect(none.status == 0 && none.errors.contains("none.csv:3:1: urn:x:new is named"), "\(none.errors)")
        try tool.home.write(
            "\(header)\n\(Scans.row(1)),,,,\n\(taken)\n\(Scans.row(2)),,,,urn:x:new\n", to: "both.csv")
        let both = try await tool.yima("ingest", "--no-push", "--check", "both.csv")
        #expect(both.status == 0 && !both.errors.contains("urn:x:new is named"), "\(both.errors)")
    }

    @Test("a PDF or a picture is said to be one", arguments: ["%PDF-1.4", "\u{89}PNG"])
    func noTable(start: String) async throws {
        let tool = try await journal()
        let bytes = start.hasPrefix("%") ? Array(start.utf8) : [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A]
        try tool.home.write(Data(bytes), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "--check", "scans.csv")
        #expect(outcome.status == 65 && outcome.errors.contains("and not a table"), "\(outcome.errors)")
        #expect(outcome.errors.contains(".xlsx"), "\(outcome.errors)")
    }

    @Test("a row that was put right and brought again is told beside the one that stands, until that is withdrawn")
    func broughtCorrected() async throws {
        let tool = try await journal()
        try tool.home.write("\(Scans.header)\n\(Scans.row(1))\n", to: "scans.csv")
        #expect(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        #expect(!(try await tool.yima("ingest", "--no-push", "scans.csv").errors.contains("both will count")))
        let right = Scans.row(1).replacing(",大黄鱼", with: ",小黄鱼")
        try #require(right != Scans.row(1))
        try tool.home.write("\(Scans.header)\n\(right)\n", to: "scans.csv")
        let told = try await tool.yima("ingest", "--no-push", "--check", "--accept", "CODE-2", "scans.csv")
        #expect(
            told.status == 0 && told.errors.contains("note: scans.csv:2:1: the journal has another record")
                && told.errors.contains("\(Self.name):0: both will count"), "\(told.errors)")
        #expect(told.errors.contains("yima withdraw '\(Self.name):0'"), "\(told.errors)")
        #expect(try await tool.yima("withdraw", "--no-push", "\(Self.name):0", "--reason", "填错").status == 0)
        let after = try await tool.yima("ingest", "--no-push", "scans.csv")
        #expect(after.status == 0 && !after.errors.contains("both will count"), "\(after.errors)")
    }

    @Test("all that a row lacks is told at once where it is refused for it")
    func strictTellsAll() async throws {
        let tool = try await journal()
        try tool.home.write("\(Scans.header)\n\(Scans.row(1))\n", to: "scans.csv")
        let told = try await tool.yima("ingest", "--no-push", "--check", "scans.csv")
        let missing = told.errors.split(separator: "\n").filter { $0.hasPrefix("note: scans.csv:2:1: ") }
            .map { $0.dropFirst("note: scans.csv:2:1: ".count) }
        try #require(missing.count > 1, "\(told.errors)")
        let refused = try await tool.yima("ingest", "--no-push", "--strict", "scans.csv")
        #expect(refused.status == 65 && missing.allSatisfy { refused.errors.contains($0) }, "\(refused.errors)")
    }

    @Test("a list of codes may begin with the name of its column")
    func headedList() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        for header in ["编码", "code", "追溯码"] {
            try tool.home.write("\(header)\n\(Self.code)1\n", to: "codes.txt")
            let outcome = try await tool.yima("verify", "--batch", "codes.txt")
            #expect(outcome.output.split(separator: "\n").count == 1, "\(outcome.output)")
            #expect(outcome.status != 65, "\(outcome.errors)")
        }
    }

    @Test("a declaration of a document that takes nothing back is told, and refused where all must be right")
    func idleDeclaration() async throws {
        let tool = try await journal()
        let declaration = #""errorDeclaration":{"declarationTime":"2026-11-02T09:00:00+08:00"},"#
        try tool.home.write(Self.shipped(100), to: "first.ndjson")
        try tool.home.write(Self.shipped(100, recordTime: declaration), to: "declared.ndjson")
        try tool.home.write(Self.shipped(99, recordTime: declaration), to: "amount.ndjson")
        let early = try await tool.yima("ingest", "--no-push", "--check", "declared.ndjson")
        #expect(early.status == 0 && early.errors.contains("no event of this journal"), "\(early.errors)")
        #expect(try await tool.yima("ingest", "--no-push", "--strict", "declared.ndjson").status == 65)
        try #require(try await tool.yima("ingest", "--no-push", "first.ndjson").status == 0)
        let amount = try await tool.yima("ingest", "--no-push", "--check", "amount.ndjson")
        #expect(amount.errors.contains("the amount is another"), "\(amount.errors)")
        let sound = try await tool.yima("ingest", "--no-push", "--strict", "declared.ndjson")
        #expect(sound.status == 0 && sound.output.contains("1 recorded"), "\(sound.errors)")
    }

    @Test("a file that says itself what is wrong in it may be brought any number of times")
    func correctedFile() async throws {
        let tool = try await journal()
        let header = Scans.header + ",被更正事件编号,更正原因"
        let rows = [Scans.row(0) + ",,", Scans.row(1) + ",,"]
        try tool.home.write(([header] + rows).joined(separator: "\n") + "\n", to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let taken = "2026-11-02T10:00:00+08:00,更正,\(Self.code)1,,,,\(Self.name):1,填错"
        try tool.home.write(([header] + rows + [taken]).joined(separator: "\n") + "\n", to: "scans.csv")
        for (run, count) in [(1, 1), (2, 0), (3, 0)] {
            let outcome = try await tool.yima("ingest", "--no-push", "--json", "scans.csv")
            #expect(
                outcome.status == 0 && outcome.output.contains("\"journalled\":\(count),"),
                "\(run): \(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("withdrawn by another row of these files"), "\(run): \(outcome.errors)")
        }
        // Even where everything that was withdrawn is to be recorded again.
        #expect(
            try await tool.yima("ingest", "--no-push", "--json", "--again", "scans.csv").output.contains(
                "\"journalled\":0,"))
        #expect(try await tool.yima("ingest", "--no-push", "--again", "-").status == 64)
    }

    @Test(
        "an event of another system, with an ID of its own or without, is recorded once more and stands",
        arguments: [true, false])
    func eventAgain(isNamed: Bool) async throws {
        let daemon = try await Daemon.begin()
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        let event = """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",\
            \(isNamed ? "\"eventID\":\"urn:uuid:00000000-0000-4000-8000-000000000001\"," : "")\
            "eventTime":"2026-11-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning",\
            "quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A7","quantity":5,"uom":"KGM"}]}
            """
        try tool.home.write(event + "\n", to: "e.ndjson")
        try #require(try await tool.yima("ingest", "e.ndjson").status == 0)
        let name = isNamed ? "urn:uuid:00000000-0000-4000-8000-000000000001" : "\(Self.name):0"
        try #require(try await tool.yima("withdraw", "--reason", "填错", name).status == 0)
        #expect(try await tool.yima("verify", Self.code + "7").status == 3)
        #expect(try await tool.yima("ingest", "e.ndjson").status == 65)
        let again = try await tool.yima("ingest", "--again", "e.ndjson")
        #expect(
            again.status == 0 && again.output.contains("1 recorded, 1 of them once more"),
            "\(again.output)\(again.errors)")
        let verified = try await tool.yima("verify", "--json", Self.code + "7")
        #expect(verified.status != 3, "\(verified.output)")
        let traced = try await tool.yima("trace", "--format", "json", Self.code + "7")
        #expect(traced.output.contains(#""value":"5"#), "\(traced.output)")
        let looked = try await tool.yima("lookup", Self.code + "7")
        #expect(looked.output.contains("5 kg") && !looked.output.contains("quantity  0"), "\(looked.output)")
        #expect(try await tool.yima("ingest", "--again", "e.ndjson").output.contains("1 known already"))
    }

    @Test("what replaces an event cannot be that event itself, nor one that was withdrawn before")
    func replacedByItself() async throws {
        let tool = try await journal()
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let changed = Scans.row(2).replacing("12.5", with: "11.5")
        try tool.home.write("\(Scans.header)\n\(Scans.row(1))\n\(changed)\n", to: "right.csv")
        let refused = try await tool.yima(
            "withdraw", "--no-push", "--reason", "填错", "--by", "right.csv", "\(Self.name):1")
        #expect(
            refused.status == 65 && refused.errors.contains("right.csv:2: this row is itself what is to be withdrawn"),
            "\(refused.errors)")
        try #require(try await tool.yima("withdraw", "--no-push", "--reason", "填错", "\(Self.name):1").status == 0)
        let before = try await tool.yima(
            "withdraw", "--no-push", "--reason", "填错", "--by", "right.csv", "\(Self.name):2")
        #expect(
            before.status == 65 && before.errors.contains("right.csv:2: this row was withdrawn before"),
            "\(before.errors)")
    }

    @Test("two rows that say the same are recorded once, and that is said")
    func twins() async throws {
        let tool = try await journal()
        try tool.home.write("\(Scans.header)\n\(Scans.row(1))\n\(Scans.row(1))\n", to: "scans.csv")
        let strict = try await tool.yima("ingest", "--no-push", "--strict", "--accept", "DATA-1,TIME-2", "scans.csv")
        #expect(
            strict.errors.contains("scans.csv:3:1: says just what scans.csv:2 says") || strict.status == 65,
            "\(strict.errors)")
        let outcome = try await tool.yima("ingest", "--no-push", "scans.csv")
        #expect(
            outcome.status == 0
                && outcome.errors.contains("scans.csv:3:1: says just what scans.csv:2 says: it is recorded once"),
            "\(outcome.errors)")
        // Brought another time they are known, and nothing is to be said.
        let known = try await tool.yima("ingest", "--no-push", "scans.csv")
        #expect(!known.errors.contains("says just what"), "\(known.errors)")
    }

    // MARK: Personal numbers

    @Test("a person's identity number goes into no journal, in a table, an event or a reason")
    func identity() async throws {
        let tool = try await journal()
        let number = "350505199001010578"
        try tool.home.write("\(Scans.header),remark\n\(Scans.row(0)),张三 \(number)\n", to: "scans.csv")
        let event = """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ex.example/"}],\
            "type":"ObjectEvent","eventTime":"2026-11-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD",\
            "epcList":["https://id.gs1.org/01/06901234567892/21/1"],"ex:driver":"\(number)","ex:phone":"13812345678"}
            """
        try tool.home.write(event + "\n", to: "e.ndjson")
        for file in ["scans.csv", "e.ndjson"] {
            let outcome = try await tool.yima("ingest", "--no-push", file)
            #expect(outcome.status == 65 && outcome.errors.contains("identity number of a person"), "\(outcome.errors)")
            #expect(!outcome.errors.contains(number))
        }
        try tool.home.write(event.replacing(number, with: "A. N.") + "\n", to: "e.ndjson")
        let told = try await tool.yima("ingest", "--no-push", "e.ndjson")
        #expect(
            told.status == 0 && told.errors.contains("/ex:phone: this looks like a mobile number"), "\(told.errors)")
        #expect(try await tool.yima("ingest", "--no-push", "--strict", "e.ndjson").status != 64)
        let reason = try await tool.yima("withdraw", "--no-push", "--reason", "问 \(number)", "\(Self.name):0")
        #expect(reason.status == 65 && !reason.errors.contains(number), "\(reason.errors)")
    }

    @Test("a person's identity number is no lot either: not recorded, sold, scanned or printed, and not repeated")
    func identityAsLot() async throws {
        let tool = try await journal()
        let code = "(01)06901234567892(10)350505199001010578"
        try tool.home.write("time,step,code\n2026-11-01 08:30,ship,\(code)\n", to: "scans.csv")
        try tool.home.write("code,lotNo\n06901234567892,350505199001010578\n", to: "labels.csv")
        let outcomes = [
            try await tool.yima("ingest", "--no-push", "scans.csv"), try await tool.yima("label", code, "-o", "l.svg"),
            try await tool.yima("label", "--sheet", "labels.csv", "-o", "sheet.svg"),
            try await tool.yima("sell", "--no-push", code, "1"),
        ]
        for outcome in outcomes {
            #expect(outcome.status == 65 && outcome.errors.contains("identity number of a person"), "\(outcome.errors)")
            #expect(!(outcome.errors + outcome.output).contains("19900101"), "\(outcome.errors)")
        }
        let scanned = try await tool.yima("scan", input: code + "\n")
        #expect(scanned.output.contains("identity number of a person") && !scanned.output.contains("19900101"))
    }

    // MARK: Tables and files

    @Test(
        "a table parted by bars or full-width marks is read, and what is left out keeps them",
        arguments: ["|", "；", "，", "｜"])
    func separators(mark: String) async throws {
        let tool = try await journal()
        let rows = [
            "时间,环节,编码,数量,单位,品名", "2026-11-01 08:30,赋码,(01)06901234567892(10)A1,1,千克,大黄鱼",
            "某日,赋码,(01)06901234567892(10)A2,1,千克,大黄鱼", "制表人：张三,,,,,",
        ]
        let text = rows.map { $0.replacing(",", with: mark) }.joined(separator: "\n") + "\n"
        try tool.home.write(text, to: "t.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "--skip-bad", "t.csv")
        #expect(outcome.status == 66, "\(outcome.errors)")
        #expect(outcome.errors.contains("t.csv:4:1: passed over as no scan: “制表人：张三”"), "\(outcome.errors)")
        let left = try tool.home.text("t.csv.bad.csv").split(separator: "\n")
        #expect(left.count == 2 && left[0] == "#reason" + mark + rows[0].replacing(",", with: mark))
        #expect(left[1].hasSuffix(rows[2].replacing(",", with: mark)), "\(left[1])")
        try tool.home.write(
            left.joined(separator: "\n").replacing("某日", with: "2026-11-01 08:40") + "\n", to: "again.csv")
        let back = try await tool.yima("ingest", "--no-push", "again.csv")
        #expect(back.status == 0 && back.output.contains("1 recorded"), "\(back.errors)")
    }

    @Test("a workbook under the name of a CSV is read as a workbook")
    func renamed() async throws {
        let tool = try await journal()
        try tool.home.write(Data([0x50, 0x4B, 0x03, 0x04]) + Data(repeating: 0, count: 100), to: "t.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "t.csv")
        #expect(outcome.status == 65 && outcome.errors.contains("workbook"), "\(outcome.errors)")
    }

    @Test("a file without a header is said to have none, with its first line")
    func noHeader() async throws {
        let tool = try await journal()
        try tool.home.write("入库单\n某公司\n", to: "t.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "t.csv")
        #expect(outcome.status == 65 && outcome.errors.contains("“入库单” names no columns"), "\(outcome.errors)")
        try tool.home.write("", to: "e.csv")
        #expect(try await tool.yima("ingest", "--no-push", "e.csv").errors.contains("the file is empty"))
    }

    @Test("why events were left out stands in a file beside them, which stays lines of events")
    func reasons() async throws {
        let tool = try await journal()
        let good = """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",\
            "eventTime":"2026-11-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD",\
            "epcList":["https://id.gs1.org/01/06901234567892/21/1"]}
            """
        let bad = good.replacing("06901234567892", with: "06901234567893")
        try tool.home.write([good, "no json", bad].joined(separator: "\n") + "\n", to: "e.ndjson")
        let outcome = try await tool.yima("ingest", "--no-push", "--skip-bad", "e.ndjson")
        #expect(
            outcome.status == 66 && outcome.errors.contains("and why in e.ndjson.bad.ndjson.reasons.txt"),
            "\(outcome.errors)")
        #expect(try tool.home.text("e.ndjson.bad.ndjson") == "no json\n\(bad)\n")
        let told = try tool.home.text("e.ndjson.bad.ndjson.reasons.txt").split(separator: "\n")
        #expect(
            told.count == 2 && told[0].hasPrefix("1\te.ndjson:2:2\t") && told[1].hasPrefix("2\te.ndjson:3:"), "\(told)")
        #expect(told[1].contains("wrong check digit"))
    }

    // MARK: What is asked

    @Test("a firm, a place, a paper and a ship are told from goods, with what can be asked of them")
    func notGoods() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        for (code, words) in [
            (Scans.uscc, "this is the number of a firm"), ("(414)6901234567892", "this is the number of a place"),
            ("350505-COLD-1", "this is the number of a place"),
            ("(253)69012345678921", "this is the number of a paper"),
            ("IMO9074729", "this is the number of a ship"),
        ] {
            for command in [
                ["verify"], ["trace"], ["recall"], ["evidence", "-o", "e.yima"], ["trace", "--format", "json"],
                ["recall", "--format", "json"],
            ] {
                let outcome = try await tool.run("yima", command + [code])
                #expect(outcome.status == 65 && outcome.errors.contains(words), "\(command) \(code): \(outcome.errors)")
                #expect(outcome.errors.contains("hint: "))
                if command.contains("json") {
                    #expect(outcome.output.hasPrefix(#"{"error":{"status":65,"#), "\(outcome.output)")
                }
            }
        }
        try tool.home.write("\(Scans.uscc)\n", to: "codes")
        let batch = try await tool.yima("verify", "--batch", "codes")
        #expect(batch.status == 65 && batch.output.contains("this is the number of a firm"), "\(batch.output)")
        #expect(try await tool.yima("lookup", Scans.uscc).status == 3)
        let place = try await tool.yima("lookup", "(414)6901234567892")
        #expect(place.status == 3 && place.errors.contains("--batch --site 6901234567892"), "\(place.errors)")
        let nothing = try await tool.yima("trace", "--format", "json", Self.code + "1")
        #expect(nothing.status == 3 && nothing.output.hasPrefix(#"{"error":{"status":3,"#), "\(nothing.output)")
        let recalled = try await tool.yima("recall", "--format=json", Self.code + "1")
        #expect(recalled.status == 3 && recalled.output.hasPrefix(#"{"error":{"status":3,"#), "\(recalled.output)")
    }

    @Test(
        "a batch of codes may be UTF-16, as spreadsheets save text",
        arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
    func wideBatch(encoding: String.Encoding) async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        let mark: [UInt8] = encoding == .utf16LittleEndian ? [0xFF, 0xFE] : [0xFE, 0xFF]
        let text = "\(Self.code)0\r\n\(Self.code)1\r\n"
        try tool.home.write(Data(mark) + (try #require(text.data(using: encoding))), to: "codes.txt")
        try tool.home.write(text, to: "plain.txt")
        let wide = try await tool.yima("verify", "--batch", "codes.txt")
        let plain = try await tool.yima("verify", "--batch", "plain.txt")
        #expect(
            wide.output.split(separator: "\n").count == 2 && !wide.output.contains("error"),
            "\(wide.output)\(wide.errors)")
        #expect(wide.status == plain.status)
        try tool.home.write(Data([0xFF, 0xFE, 0x41]), to: "cut.txt")
        #expect(try await tool.yima("verify", "--batch", "cut.txt").status == 65)
    }

    @Test("a ledger that is away ends status, push and scan with 69, and all that is known here is said")
    func away() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<1), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        #expect(try await tool.yima("status").status == 0)
        try await daemon.stop()
        let status = try await tool.yima("status", "--json")
        #expect(status.status == 69 && status.output.contains(#""held":1"#), "\(status.output)")
        let push = try await tool.yima("push")
        #expect(push.status == 69 && push.errors.contains("nothing waits"), "\(push.errors)")
        let pushed = try await tool.yima("push", "--json")
        #expect(pushed.status == 69 && pushed.output.hasPrefix(#"{"error":{"status":69,"#), "\(pushed.output)")
        let scan = try await tool.yima("scan", input: Self.code + "0\nx\n")
        #expect(
            scan.status == 69 && scan.output.contains("https://id.gs1.org/01/06901234567892/10/A0"), "\(scan.output)")
        #expect(scan.errors.hasPrefix("the ledger cannot be reached: "), "said at its beginning: \(scan.errors)")
        // What is recorded is recorded.
        try tool.home.write(Scans.file(1..<2), to: "more.csv")
        #expect(try await tool.yima("ingest", "more.csv").status == 0)
    }
}

/// What a host is told of its keys and files before it is too late.
@Suite("A host that is careless")
struct CarelessHostTests {
    @Test("does not start with an admin key that others may read, and is told of one that is missing or another's")
    func adminKey() async throws {
        let daemon = try await Daemon.begin()
        try await daemon.stop()
        let home = daemon.tool.home
        let key = home.url("ledger/admin.key")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key.path)
        let open = try await daemon.yimad("run", "--data", "ledger", "--listen", "127.0.0.1:0")
        #expect(
            open.status == 77 && open.errors.contains("ledger/admin.key: others may read this key"), "\(open.errors)")
        #expect(open.errors.contains("chmod go-rwx"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)

        try FileManager.default.moveItem(at: key, to: home.url("admin.key"))
        try await daemon.start()
        #expect(try home.text("daemon.log").contains("admin.key is missing"))
        try await daemon.stop()

        try #require(try await daemon.yimad("init", "--data", "other", "--origin", "other.example/x").status == 0)
        try FileManager.default.copyItem(at: home.url("other/admin.key"), to: key)
        try await daemon.start()
        #expect(try home.text("daemon.log").contains("is not the admin key that this ledger has enrolled"))
        try await daemon.stop()

        try FileManager.default.removeItem(at: key)
        try FileManager.default.moveItem(at: home.url("admin.key"), to: key)
        let before = try home.text("daemon.log")
        try await daemon.start()
        let log = try home.text("daemon.log").dropFirst(before.count)
        #expect(!log.contains("admin.key"), "\(log)")
        try await daemon.stop()
    }

    @Test("grants no role in a district that there is not, and can take back one that was granted so")
    func scope() async throws {
        let daemon = try await Daemon.begin()
        _ = try await daemon.device("dock-1")
        let grant = ["role", "grant", "--data", "ledger", "--uscc", Scans.uscc, "--role", "authority", "--scope"]
        for scope in ["99", "3599", "000000", "10", "359901"] {
            let outcome = try await daemon.tool.run("yimad", grant + [scope])
            #expect(
                outcome.status == 64 && outcome.errors.contains("no district of China"), "\(scope): \(outcome.errors)")
        }
        for scope in ["35", "3505", "350505", "429004", "71"] {
            let outcome = try await daemon.tool.run("yimad", grant + [scope])
            #expect(outcome.status == 0, "\(scope): \(outcome.errors)")
        }
    }

    @Test("is told that what it would restore is no backup, or is not there, and its ledger is as it was")
    func noBackup() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        try await daemon.stop()
        try tool.home.write("no backup", to: "note.txt")
        try tool.home.write("", to: "empty")
        try FileManager.default.copyItem(at: tool.home.url("dock-1/journal.sqlite"), to: tool.home.url("journal"))
        for (file, words) in [
            ("nothing", "there is no such file"), ("note.txt", "this is no backup of a ledger"),
            ("empty", "this is no backup of a ledger"), ("journal", "this is no backup of a ledger"),
        ] {
            let outcome = try await daemon.yimad("restore", "--data", "ledger", "--from", file)
            #expect(outcome.status == 74 && outcome.errors.contains("\(file): \(words)"), "\(outcome.errors)")
            #expect(outcome.errors.contains("yimad backup") && !outcome.errors.contains("fsck"), "\(outcome.errors)")
        }
        #expect(try await daemon.yimad("fsck", "--data", "ledger").status == 0)
        #expect(!tool.home.has("ledger/restoring"))
    }
}
