import Foundation
import Testing

@Suite("yima ingest")
struct IngestCommandTests {
    let tool: Tool

    init() async throws {
        var tool = Tool()
        tool.environment["YIMA_JOURNAL"] = "j"
        // Nobody listens on the discard port: what needs a ledger would show.
        tool.environment["YIMA_LEDGER"] = "http://127.0.0.1:9"
        self.tool = tool
        let begun = try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-2")
        try #require(begun.status == 0)
    }

    @Test("records a file once, however often it comes")
    func duplicates() async throws {
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        let first = try await tool.yima("ingest", "--no-push", "--json", "scans.csv")
        #expect(first.status == 0)
        #expect(try Ingested(first) == Ingested(read: 3, journalled: 3, duplicates: 0, pushed: 0, waiting: 3))
        let again = try await tool.yima("ingest", "--no-push", "--json", "scans.csv")
        #expect(again.status == 0)
        #expect(try Ingested(again) == Ingested(read: 3, journalled: 0, duplicates: 3, pushed: 0, waiting: 3))
    }

    @Test("a ledger that is away is mentioned, and everything is recorded all the same")
    func offline() async throws {
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "scans.csv")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("http://127.0.0.1:9: the ledger does not answer"))
        #expect(outcome.errors.contains("3 events are recorded here and wait"))
        let push = try await tool.yima("push")
        #expect(push.status == 69)
    }

    @Test("bad rows are said with file, line and column, and nothing is recorded")
    func badRows() async throws {
        let rows =
            [Scans.header, Scans.row(0), "2026-11-01T08:30:00+08:00,commission,(01)06901234567893,1,KGM,鱼"]
            + ["2026-11-01T08:30:00+08:00,comission,(01)06901234567892(10)B,1,KGM,鱼", "soon,ship,x"]
        try tool.home.write(rows.joined(separator: "\r\n"), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "scans.csv")
        try Golden.expect(outcome, "ingest-bad-rows")
        let status = try await tool.yima("status", "--json")
        #expect(status.output.contains("\"held\":0,"))
    }

    @Test("one bad row in the last of many files leaves all of them out")
    func allOrNothing() async throws {
        try tool.home.write(Scans.file(0..<3), to: "good.csv")
        try tool.home.write("\(Scans.header)\nnever,commission,x,,,\n", to: "bad.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "--json", "good.csv", "bad.csv")
        #expect(outcome.status == 65)
        #expect(try Ingested(outcome) == Ingested(read: 4, journalled: 0, duplicates: 0, pushed: 0, waiting: 0))
        #expect(outcome.output.contains("\"file\":\"bad.csv\",\"line\":2,\"column\":1"))
    }

    @Test("with --skip-bad the good rows are recorded and the bad ones written out to be put right")
    func skipBad() async throws {
        let bad = "2026-11-01T08:30:00+08:00,commission,(01)06901234567893(10)A,1,KGM,\"鱼,大\"\n"
        let ragged = "2026-11-01T08:30:00+08:00,commission\n"
        try tool.home.write(Scans.file(0..<2) + bad + Scans.row(2) + "\n" + ragged, to: "scans.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "--json", "--skip-bad", "scans.csv")
        #expect(outcome.status == 66)
        #expect(try Ingested(outcome).journalled == 3)
        let left = try tool.home.text("scans.csv.bad.csv")
        let reason =
            "\"code: “(01)06901234567893(10)A”: (01) GTIN: wrong check digit (expected 2); "
            + "one character is misread or mistyped: scan again, or compare with the label\","
        let way = "; a cell with a comma stands in quotes; what is not filled in is left empty, and not left out"
        let fields = "\"2 fields in this row, 6 in the header\(way)\","
        #expect(left == "#reason,\(Scans.header)\n\(reason)\(bad)\(fields)\(ragged)")
        let attributes = try FileManager.default.attributesOfItem(atPath: tool.home.url("scans.csv.bad.csv").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "a bad row has its private values in the clear")
        try tool.home.write(Scans.file(3..<4) + bad, to: "scans.csv")
        _ = try await tool.yima("ingest", "--no-push", "--skip-bad", "scans.csv")
        #expect(try tool.home.text("scans.csv.bad.csv") == left)
        #expect(try tool.home.text("scans.csv.bad-2.csv") == "#reason,\(Scans.header)\n\(reason)\(bad)")
        // Put right it is read as it is; what is still bad has its reason anew.
        try tool.home.write(left.replacing("567893", with: "567892"), to: "again.csv")
        let again = try await tool.yima("ingest", "--no-push", "--json", "--skip-bad", "again.csv")
        #expect(try Ingested(again).journalled == 1 && again.status == 66)
        #expect(
            try tool.home.text("again.csv.bad.csv")
                == "#reason,\(Scans.header)\n\"3 fields in this row, 7 in the header\(way)\",\(ragged)")
    }

    @Test("refused rows keep the encoding, the mark, the separator and the line ends of their file")
    func refusedForm() async throws {
        let text = "时间\t环节\t编码\t数量\t品名\r\n某日\t赋码\t(01)06901234567892(10)A\t1\t\"大,黄鱼\"\r\n"
        for (encoding, option) in [
            (String.Encoding.utf16LittleEndian, [String]()), (.utf16BigEndian, []), (.utf8, []),
            (Self.gb18030, ["--encoding", "gb18030"]),
        ] {
            let mark: [UInt8] =
                switch encoding {
                case .utf16LittleEndian: [0xFF, 0xFE]
                case .utf16BigEndian: [0xFE, 0xFF]
                case .utf8: [0xEF, 0xBB, 0xBF]
                default: []
                }
            let name = "t\(encoding.rawValue).csv"
            try tool.home.write(Data(mark) + (try #require(text.data(using: encoding))), to: name)
            let outcome = try await tool.run("yima", ["ingest", "--no-push", "--skip-bad"] + option + [name])
            #expect(outcome.status == 66, "\(encoding): \(outcome.errors)")
            let left = try Data(contentsOf: tool.home.url("\(name).bad.csv"))
            #expect(left.starts(with: mark))
            let read = try #require(String(data: left.dropFirst(mark.count), encoding: encoding))
            let lines = read.components(separatedBy: "\r\n")
            #expect(lines.count == 3 && lines[0].hasPrefix("#reason\t时间\t") && lines[2].isEmpty, "\(read)")
            #expect(lines[1].hasSuffix("\t某日\t赋码\t(01)06901234567892(10)A\t1\t\"大,黄鱼\""))
            // Another time, and it is read back.
            let right = read.replacing("某日", with: "2026年11月1日 8:30")
            try tool.home.write(Data(mark) + (try #require(right.data(using: encoding))), to: name)
            let back = try await tool.run("yima", ["ingest", "--check"] + option + [name])
            #expect(back.status == 0, "\(back.errors)")
        }
    }

    /// As Foundation knows it.
    private static let gb18030 = String.Encoding(rawValue: 0x8000_0632)

    @Test("reads GB 18030 where it is told to, and says where other text is none")
    func encodings() async throws {
        let row = "2026-11-01T08:30:00+08:00,commission,(01)06901234567892(10)A,1,KGM,"
        let gb = Data("\(Scans.header)\n\(row)".utf8) + Data([0xB4, 0xF3, 0xBB, 0xC6, 0xD3, 0xE3, 0x0A])
        try tool.home.write(gb, to: "gb.csv")
        let refused = try await tool.yima("ingest", "--no-push", "gb.csv")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("gb.csv:2:"))
        let read = try await tool.yima("ingest", "--no-push", "--json", "--encoding", "gb18030", "gb.csv")
        #expect(read.status == 0)
        let utf8 = try await tool.yima(
            "ingest", "--no-push", "--json", "-", input: "\u{FEFF}\(Scans.header)\n\(row)大黄鱼\n")
        #expect(try Ingested(utf8).duplicates == 1)
    }

    @Test("reads events one a line, and documents, by their content")
    func events() async throws {
        func event(_ lot: String) -> String {
            """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",\
            "eventTime":"2026-11-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"commissioning",\
            "epcList":["https://id.gs1.org/01/06901234567892/21/\(lot)"]}
            """
        }
        let lines = try await tool.yima("ingest", "--no-push", "--json", "-", input: event("1") + "\n\n" + event("2"))
        #expect(try Ingested(lines).journalled == 2)
        let single = try await tool.yima("ingest", "--no-push", "--json", "-", input: event("3"))
        #expect(try Ingested(single).journalled == 1)
        try tool.home.write(event("4") + "\n{\"type\":\n", to: "e.ndjson")
        let bad = try await tool.yima("ingest", "--no-push", "e.ndjson")
        #expect(bad.status == 65)
        #expect(bad.errors.contains("e.ndjson:2:"))
    }

    @Test(
        "codes in events that nobody could find again are refused at their place, and doubtful ones told, or refused by --strict"
    )
    func codesInEvents() async throws {
        func event(_ members: String, time: String = "08:30") -> String {
            """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",\
            "eventTime":"2026-11-01T\(time):00+08:00","eventTimeZoneOffset":"+08:00","action":"OBSERVE","bizStep":"storing",\
            \(members)}
            """
        }
        let sound = event(#""epcList":["https://id.gs1.org/01/06901234567892/21/1"]"#)
        let wrong = event(#""epcList":["https://id.gs1.org/01/06901234567893/21/1"]"#)
        let person = event(
            #""epcList":["urn:x:own:1"],"sourceList":[{"type":"owning_party","source":"urn:yima:uscc:350505199001010578"}]"#
        )
        let doubtful = event(#""epcList":["https://example.com/stores/00/12"]"#, time: "08:31")
        try tool.home.write([sound, wrong, person].joined(separator: "\n"), to: "e.ndjson")
        let refused = try await tool.yima("ingest", "--no-push", "e.ndjson")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("e.ndjson:2:"))
        #expect(refused.errors.contains("/epcList/0: ") && refused.errors.contains("wrong check digit (expected 2)"))
        #expect(
            refused.errors.contains("identity number of a person") && !refused.errors.contains("350505199001010578"))
        try tool.home.write(doubtful + "\n", to: "d.ndjson")
        let strict = try await tool.yima("ingest", "--no-push", "--strict", "d.ndjson")
        #expect(strict.status == 65 && strict.errors.contains("(00) SSCC takes 18 digits"), "\(strict.errors)")
        #expect(try await tool.yima("status", "--json").output.contains("\"held\":0,"))
        let taken = try await tool.yima("ingest", "--no-push", "d.ndjson")
        #expect(taken.status == 0 && taken.errors.contains("note: d.ndjson:1:"), "\(taken.errors)")
    }

    @Test("what the events of one file say against one another is told")
    func contradictions() async throws {
        func event(_ serial: String, _ step: String) -> String {
            """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent",\
            "eventTime":"2026-11-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","action":"ADD","bizStep":"\(step)",\
            "epcList":["https://id.gs1.org/01/06901234567892/21/\(serial)"]}
            """
        }
        let text = [event("1", "commissioning"), event("2", "commissioning"), event("1", "packing")].joined(
            separator: "\n")
        try tool.home.write(text, to: "e.ndjson")
        #expect(try await tool.yima("ingest", "--no-push", "e.ndjson").status == 65)
        let told = try await tool.yima("ingest", "--no-push", "--accept", "CODE-2", "e.ndjson")
        #expect(told.status == 0, "\(told.errors)")
        #expect(
            told.errors.contains("e.ndjson:3:1: ") && told.errors.contains("was issued on line 1 already"),
            "\(told.errors)")
    }

    @Test("a table as an office writes it is read: a title, tabs or semicolons, blank rows and a sum at the end")
    func offices() async throws {
        for (index, separator) in ["\t", ";", ","].enumerated() {
            let rows = [
                ["某公司出库台账"], ["时间", "环节", "编码", "数量（千克）", "品名", ""],
                ["2026-11-0\(index + 1) 16：40", "赋码", "(01)06901234567892(10)A\(index)", "\"1,000\"", "鱼", ""],
                ["", "", "", "", "", ""], ["合计", "", "", "\"1,000\"", "", ""],
            ]
            try tool.home.write(rows.map { $0.joined(separator: separator) }.joined(separator: "\r\n"), to: "t.csv")
            let read = try await tool.yima("ingest", "--no-push", "--json", "t.csv")
            #expect(read.status == 0, "\(read.errors)")
            #expect(
                try Ingested(read) == Ingested(read: 1, journalled: 1, duplicates: 0, pushed: 0, waiting: index + 1))
        }
    }

    @Test("unusable files end with one located error", arguments: UnusableFiles.contents.keys.sorted())
    func unusable(name: String) async throws {
        try tool.home.write(try #require(UnusableFiles.contents[name]), to: name)
        for skip in [[], ["--skip-bad"]] {
            let outcome = try await tool.run("yima", ["ingest", "--no-push"] + skip + [name])
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("yima: ingest: \(name)"))
        }
        #expect(try await tool.yima("status", "--json").output.contains("\"held\":0,"))
    }

    @Test("files that cannot be read end with 74, a missing journal with 74, an unknown profile with 64")
    func places() async throws {
        #expect(try await tool.yima("ingest", "absent.csv").status == 74)
        #expect(try await tool.yima("ingest", "j").status == 74)
        try tool.home.write(Scans.file(0..<1), to: "scans.csv")
        #expect(try await tool.yima("ingest", "--journal", "nowhere", "scans.csv").status == 74)
        #expect(try await tool.yima("ingest", "--profile", "steel", "scans.csv").status == 64)
    }

    @Test("only the first twenty bad rows are shown, the rest counted")
    func manyBad() async throws {
        let rows = (0..<50).map { "never,commission,x\($0),,," }
        try tool.home.write(([Scans.header] + rows).joined(separator: "\n"), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "--no-push", "scans.csv")
        #expect(outcome.status == 65)
        #expect(outcome.errors.components(separatedBy: "scans.csv:").count - 1 == 20)
        #expect(outcome.errors.contains("30 more bad rows"))
    }
}

/// The counts of `yima ingest --json`.
struct Ingested: Codable, Equatable {
    var read: Int
    var journalled: Int
    var duplicates: Int
    var pushed: Int
    var waiting: Int
}

extension Ingested {
    init(_ outcome: Tool.Outcome) throws {
        self = try JSONDecoder().decode(Ingested.self, from: outcome.outputBytes)
    }
}

/// Files that are none of what they are called.
enum UnusableFiles {
    static let contents = [
        "empty.csv": "", "columns.csv": "time,step,colour\n", "a.xml": "<xml/>",
        "cut.json": "{\"type\":\"EPCISDocument\"",
        "twice.json": "{\"a\":1,\"a\":2}", "deep.json": String(repeating: "[", count: 5000),
        "binary.csv": "\u{0}\u{1}\u{2}",
    ]
}
