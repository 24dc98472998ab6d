import Foundation
import Testing

@Suite("Own events are withdrawn, and nobody else's")
struct WithdrawCommandTests {
    private static let code = "(01)06901234567892(10)A"

    @Test("by entry or by name, once, with what replaces them")
    func withdrawn() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        // Entries: operator, device, three events, the journal's checkpoint.
        let entry = try await entry(of: Self.code + "0", tool)
        let done = try await tool.yima("withdraw", "--reason", "扫错了", "\(entry)")
        #expect(done.status == 0, "\(done.errors)")
        #expect(
            done.output == "withdrawn: urn:yima:event:\(Scans.uscc)/dock-1:0 "
                + "(2026-11-01 08:30+08:00 commission 06901234567892 lot A0 12.5 kg)\n")
        // Nobody goes by what was taken back.
        let marked = try await tool.yima("lookup", Self.code + "0")
        #expect(marked.output.contains("commission (withdrawn)"), "\(marked.output)")
        #expect(marked.output.contains("withdraws \(entry) (commission)"), "\(marked.output)")
        let gone = try await tool.yima("verify", "--json", Self.code + "0")
        #expect(gone.status == 3 && gone.output.contains("NOTE-1"), "\(gone.output)")
        let again = try await tool.yima("withdraw", "--json", "--reason", "扫错了", "\(entry)")
        #expect(again.status == 65 && again.errors.contains("is withdrawn already"), "\(again.output)\(again.errors)")
        // What withdraws it is withdrawn itself by nobody.
        let declaration = try await tool.yima("withdraw", "--reason", "扫错了", "\(entry + 4)")
        #expect(
            declaration.status == 65 && declaration.output.isEmpty
                && declaration.errors.contains("\(entry + 4): this entry withdraws an event"), "\(declaration.errors)")
        let strange = try await tool.yima("withdraw", "--reason", "扫错了", "abc", "99999", "\(entry + 1)")
        #expect(
            strange.status == 65 && strange.errors.contains("no event of this journal: 99999, abc;"),
            "\(strange.errors)")

        // By name, with another amount in its place.
        let corrected = Scans.row(1).replacing("12.5", with: "11.5")
        try tool.home.write("\(Scans.header)\n\(corrected)\n", to: "right.csv")
        let name = "urn:yima:event:\(Scans.uscc)/dock-1:1"
        let replaced = try await tool.yima(
            "withdraw", "--json", "--reason", "incorrect_data", "--by", "right.csv", name)
        #expect(
            replaced.output == #"{"withdrawn":["\#(name)"],"withdrawnBefore":0,"replacedBy":1}"# + "\n",
            "\(replaced.errors)")
        let looked = try await tool.yima("lookup", "--json", Self.code + "1")
        #expect(
            looked.output.contains(#""correctiveEventIDs":["urn:yima:event:\#(Scans.uscc)/dock-1:4"]"#),
            "\(looked.output)")
        #expect(looked.output.contains(#""quantity":{"quantity":11.5,"uom":"KGM"}"#))
        let trace = try await tool.yima("verify", "--json", Self.code + "1")
        #expect(trace.output.contains("NOTE-1") && !trace.output.contains("CODE-2"), "\(trace.output)")
    }

    @Test("events of one eventID go together: all are named, and never more than was asked for")
    func sharedName() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        let name = "urn:yima:event:\(Scans.uscc)/dock-1:1"
        func event(_ lot: String, _ amount: String, _ id: String = "") -> String {
            #"{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"ObjectEvent","#
                + #"\#(id)"eventTime":"2026-11-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00","#
                + #""action":"ADD","bizStep":"commissioning","disposition":"active","quantityList":[{"epcClass":"#
                + #""https://id.gs1.org/01/06901234567892/10/\#(lot)","quantity":\#(amount),"uom":"KGM"}]}"#
        }
        // The first brings as its own the name that the second is given by its place.
        let first = event("B1", "5", #""eventID":"\#(name)","#)
        try tool.home.write("\(first)\n\(event("B2", "7"))\n", to: "twice.ndjson")
        let recorded = try await tool.yima("ingest", "twice.ndjson")
        try #require(recorded.status == 0, "\(recorded.errors)")
        let entry = try await entry(of: "(01)06901234567892(10)B1", tool)

        let one = try await tool.yima("withdraw", "--reason", "填错", "\(entry)")
        #expect(one.status == 65 && one.output.isEmpty)
        #expect(one.errors.contains("2 events of this journal have this eventID (journal entry 0"), "\(one.errors)")
        #expect(
            one.errors.contains("lot B1") && one.errors.contains("journal entry 1") && one.errors.contains("lot B2"))
        let checked = try await tool.yima("withdraw", "--check", "--reason", "填错", name)
        #expect(checked.status == 0, "\(checked.errors)")
        let all = try await tool.yima("withdraw", "--reason", "填错", name)
        #expect(all.status == 0, "\(all.errors)")
        let lines = all.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.hasPrefix("withdrawn: \(name), journal entry ") }, "\(lines)")
        #expect(lines.first?.contains("lot B1 5 kg") == true && lines.last?.contains("lot B2 7 kg") == true)
        for lot in ["B1", "B2"] {
            let looked = try await tool.yima("lookup", "(01)06901234567892(10)\(lot)")
            #expect(looked.output.contains("(withdrawn)"), "\(looked.output)")
        }
        let again = try await tool.yima("withdraw", "--json", "--reason", "填错", name)
        #expect(again.status == 65 && again.errors.contains("these 2 events are withdrawn already"), "\(again.errors)")
        let unknown = try await tool.yima(
            "withdraw", "--reason", "填错", name, "urn:uuid:00000000-0000-4000-8000-00000000000b")
        #expect(unknown.status == 65 && unknown.errors.contains("no event of this journal: urn:uuid:"))
    }

    @Test(
        "shipped 1000 kg and corrected to 100 kg, it ends with 100 kg: verified, looked up, traced, recalled",
        arguments: ["withdraw", "csv", "hash"])
    func corrected(by way: String) async throws {
        let daemon = try await Daemon.begin()
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        let (header, lot) = ("time,step,code,quantity,uom,to,productName,eventID", Self.code + "1")
        func row(_ time: String, _ step: String, _ amount: Int, to: String = "", _ name: String = "") -> String {
            "2026-11-01 \(time),\(step),\(lot),\(amount),KGM,\(to),大黄鱼,\(name)"
        }
        let shop = "91350505MA347T0R4N"
        let wrong = row("09:30", "ship", 1000, to: shop, "urn:uuid:00000000-0000-4000-8000-000000000001")
        let right = row("09:30", "ship", 100, to: shop, "urn:uuid:00000000-0000-4000-8000-000000000002")
        try tool.home.write("\(header)\n\(row("08:30", "commission", 1000))\n\(wrong)\n", to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        switch way {
        case "withdraw":
            try tool.home.write("\(header)\n\(right)\n", to: "right.csv")
            let done = try await tool.yima(
                "withdraw", "--reason", "填错", "--by", "right.csv", "urn:uuid:00000000-0000-4000-8000-000000000001")
            try #require(done.status == 0, "\(done.errors)")
        case "csv":
            let taken = "2026-11-01 10:00,作废,\(lot),1000,KGM,,大黄鱼,,urn:uuid:00000000-0000-4000-8000-000000000001,填错"
            try tool.home.write(
                "\(header),被更正事件编号,更正原因\n\(taken)\n\(right),,\n", to: "right.csv")
            let done = try await tool.yima("ingest", "right.csv")
            try #require(done.status == 0, "\(done.errors)")
        default:
            // Another system's declaration: the event itself, named by its hash.
            let looked = try await tool.yima("lookup", "--json", lot)
            let root = try #require(try JSONSerialization.jsonObject(with: looked.outputBytes) as? [String: Any])
            let events = try #require(root["events"] as? [[String: Any]])
            var event = try #require(
                events.compactMap { $0["event"] as? [String: Any] }.first { $0["bizStep"] as? String == "shipping" })
            try tool.home.write(try JSONSerialization.data(withJSONObject: event), to: "wrong.json")
            let hash = try await tool.yima("hash", "wrong.json").output.split(separator: " ")[0]
            event["eventID"] = String(hash.trimmingCharacters(in: .whitespacesAndNewlines))
            event["errorDeclaration"] = ["declarationTime": "2026-11-02T08:00:00Z", "reason": "incorrect_data"]
            try tool.home.write(try JSONSerialization.data(withJSONObject: event), to: "declaration.json")
            let declared = try await tool.yima("ingest", "--no-push", "declaration.json")
            try #require(declared.status == 0, "\(declared.errors)")
            try tool.home.write("\(header)\n\(right)\n", to: "right.csv")
            let done = try await tool.yima("ingest", "right.csv")
            try #require(done.status == 0, "\(done.errors)")
        }
        let looked = try await tool.yima("lookup", lot)
        #expect(looked.output.contains("ship (withdrawn)"), "\(looked.output)")
        let verified = try await tool.yima("verify", "--json", lot)
        #expect(verified.output.contains("NOTE-1") && !verified.output.contains("MASS-1"), "\(verified.output)")
        let traced = try await tool.yima("trace", "--format", "json", lot)
        #expect(traced.output.contains(#"{"value":"100000","uom":"GRM"}"#), "\(traced.output)")
        let recalled = try await tool.yima("recall", "--format", "json", lot)
        #expect(
            recalled.output.contains(
                #""onHand":{"quantity":900,"uom":"KGM"},"inTransit":{"quantity":100,"uom":"KGM"}"#),
            "\(recalled.output)")
        // And what is given out beyond the rest would be too much.
        try tool.home.write("\(header)\n\(row("11:30", "ship", 950, to: shop))\n", to: "more.csv")
        let more = try await tool.yima("ingest", "--check", "more.csv")
        #expect(more.status == 65 && more.errors.contains("MASS-1"), "\(more.errors)")
    }

    @Test("a replacement that makes the goods invalid takes nothing back, and --check only says what would be")
    func badReplacement() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<1), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        let future = Scans.row(0).replacing("2026-11-01", with: "2036-11-01")
        try tool.home.write("\(Scans.header)\n\(future)\n", to: "right.csv")
        let name = "urn:yima:event:\(Scans.uscc)/dock-1:0"
        let refused = try await tool.yima("withdraw", "--reason", "填错", "--by", "right.csv", name)
        #expect(refused.status == 65 && refused.errors.contains("will be found invalid: TIME-1"), "\(refused.errors)")
        #expect(refused.errors.contains("nothing was withdrawn"))
        let checked = try await tool.yima(
            "withdraw", "--reason", "填错", "--by", "right.csv", "--accept", "TIME-1", "--check", name)
        #expect(checked.status == 0 && checked.output.hasPrefix("would be withdrawn: \(name) ("), "\(checked.errors)")
        #expect(try await tool.yima("status", "--json").output.contains(#""held":1"#))
    }

    @Test("what is not this journal's is refused, and nothing is recorded")
    func refused() async throws {
        let daemon = try await Daemon.begin()
        var other = try await daemon.device("dock-2")
        var tool = try await daemon.device("dock-1")
        for name in ["dock-1", "dock-2"] {
            tool.environment["YIMA_JOURNAL"] = name
            try tool.home.write(Scans.file(name == "dock-1" ? 0..<1 : 1..<2), to: "scans.csv")
            try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        }
        other.environment["YIMA_JOURNAL"] = "dock-2"
        let entry = try await entry(of: Self.code + "0", other)
        for target in ["\(entry)", "0", "99", "urn:yima:event:\(Scans.uscc)/dock-1:0", "urn:uuid:5", "nonsense"] {
            let outcome = try await other.yima("withdraw", "--reason", "did_not_occur", target)
            #expect(
                outcome.status == 65 && outcome.errors.contains("no event of this journal"),
                "\(target): \(outcome.errors)")
        }
        #expect(try await other.yima("withdraw", "--reason", "", "urn:yima:event:\(Scans.uscc)/dock-2:0").status == 64)
        try other.home.write("time,step\nnever,never\n", to: "bad.csv")
        let bad = try await other.yima(
            "withdraw", "--reason", "incorrect_data", "--by", "bad.csv", "urn:yima:event:\(Scans.uscc)/dock-2:0")
        #expect(bad.status == 65, "\(bad.output)")
        #expect(try await other.yima("status", "--json").output.contains(#""held":1"#))
    }

    @Test("every row becomes an event with an eventID, and the same file brought again is known all the same")
    func named() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        let again = try await tool.yima("ingest", "--json", "scans.csv")
        #expect(again.output.contains(#""journalled":0,"duplicates":2"#), "\(again.output)")
        let looked = try await tool.yima("lookup", "--json", Self.code + "1")
        #expect(looked.output.contains(#""eventID":"urn:yima:event:\#(Scans.uscc)/dock-1:1""#), "\(looked.output)")
        // One's own name for an event stays.
        try tool.home.write("\(Scans.header),eventID\n\(Scans.row(2)),urn:uuid:2\n", to: "own.csv")
        try #require(try await tool.yima("ingest", "own.csv").status == 0)
        #expect(try await tool.yima("lookup", "--json", Self.code + "2").output.contains(#""eventID":"urn:uuid:2""#))
    }

    @Test("what replaces an event is recorded with the declaration that takes it back, or nothing is")
    func together() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        // An event whose context leaves no room for a reason in words of one's own: it cannot be declared so.
        let event = """
            {"@context":"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld","type":"ObjectEvent",\
            "eventTime":"2026-03-01T08:00:00.000Z",\
            "eventTimeZoneOffset":"+08:00","eventID":"urn:uuid:7","action":"OBSERVE","bizStep":"storing",\
            "epcList":["https://id.gs1.org/01/06901234567892/21/7"]}
            """
        try tool.home.write(event + "\n", to: "event.ndjson")
        try #require(try await tool.yima("ingest", "event.ndjson").status == 0)
        try tool.home.write(Scans.file(5..<6), to: "right.csv")
        let refused = try await tool.yima("withdraw", "--reason", "扫错了", "--by", "right.csv", "urn:uuid:7")
        #expect(refused.status == 64, "\(refused.errors)")
        #expect(try await tool.yima("status", "--json").output.contains(#""held":1"#), "nothing was recorded")
        // Of a file that stands in the journal in part only what is new replaces it, by its own name.
        try #require(try await tool.yima("ingest", "right.csv").status == 0)
        try tool.home.write(Scans.file(5..<7), to: "both.csv")
        let done = try await tool.yima(
            "withdraw", "--json", "--reason", "incorrect_data", "--by", "both.csv", "urn:uuid:7")
        #expect(done.output.contains(#""replacedBy":1"#), "\(done.errors)")
        let looked = try await tool.yima("lookup", "--json", "https://id.gs1.org/01/06901234567892/21/7")
        #expect(
            looked.output.contains(#""correctiveEventIDs":["urn:yima:event:\#(Scans.uscc)/dock-1:2"]"#),
            "\(looked.output)")
        // Once more, it is withdrawn already, and nothing is recorded.
        let again = try await tool.yima(
            "withdraw", "--json", "--reason", "incorrect_data", "--by", "both.csv", "urn:uuid:7")
        #expect(again.status == 65 && again.errors.contains("withdrawn already; nothing was recorded"), "\(again)")
        #expect(again.errors.contains("yima ingest FILE"))
        try tool.home.write(Scans.file(7..<8), to: "new.csv")
        for file in ["new.csv", "none.csv"] {
            let outcome = try await tool.yima("withdraw", "--reason", "填错", "--by", file, "urn:uuid:7")
            #expect(outcome.status == 65 && outcome.output.isEmpty, "\(file): \(outcome.output)")
        }
        #expect(try await tool.yima("status", "--json").output.contains(#""held":4"#))
    }

    @Test("a row that was withdrawn is refused when it is brought again, and recorded under an eventID of its own")
    func broughtAgain() async throws {
        let tool = Tool()
        try #require(try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-1").status == 0)
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let name = "urn:yima:event:\(Scans.uscc)/dock-1:0"
        try #require(try await tool.yima("withdraw", "--no-push", "--reason", "填错", name).status == 0)
        let again = try await tool.yima("ingest", "--no-push", "scans.csv")
        #expect(again.status == 65, "\(again.output)")
        #expect(
            again.errors.contains("scans.csv:2:1: this row was recorded as \(name) and withdrawn since"),
            "\(again.errors)")
        #expect(!again.errors.contains("scans.csv:3:1: this row"))
        let json = try await tool.yima("ingest", "--no-push", "--json", "scans.csv")
        #expect(json.output.contains(#""withdrawnSince":1"#), "\(json.output)")
        try tool.home.write("\(Scans.header),eventID\n\(Scans.row(0)),urn:uuid:9\n", to: "own.csv")
        let own = try await tool.yima("ingest", "--no-push", "own.csv")
        #expect(own.status == 0 && own.output.contains("1 recorded"), "\(own.errors)")
        // Which can be withdrawn by that name, and is then told as well.
        try #require(try await tool.yima("withdraw", "--no-push", "--reason", "填错", "urn:uuid:9").status == 0)
        let twice = try await tool.yima("ingest", "--no-push", "own.csv", "scans.csv")
        #expect(
            twice.status == 65 && twice.errors.contains("recorded as urn:yima:event:\(Scans.uscc)/dock-1:"),
            "\(twice.errors)")
    }

    @Test("a correction names an event of this journal, with its codes and amounts, or the row is refused")
    func correctionOfAnother() async throws {
        let tool = Tool()
        try #require(try await tool.yima("init", "--operator", Scans.uscc, "--name", "dock-1").status == 0)
        let header = "time,step,code,quantity,uom,productName,eventID"
        let (lot, other) = (Self.code + "1", Self.code + "2")
        try tool.home.write(
            "\(header)\n2026-11-01 08:30,commission,\(lot),1000,KGM,大黄鱼,\n2026-11-01 08:31,commission,\(other),5,KGM,大黄鱼,urn:uuid:2\n",
            to: "scans.csv")
        try #require(try await tool.yima("ingest", "--no-push", "scans.csv").status == 0)
        let place = "urn:yima:event:\(Scans.uscc)/dock-1:"
        func correct(_ name: String, _ code: String, _ amount: String, _ uom: String) async throws -> Tool.Outcome {
            let row = "2026-11-01 10:00,更正,\(code),\(amount),\(uom),大黄鱼,\(name),填错"
            try tool.home.write(
                "time,step,code,quantity,uom,productName,被更正事件编号,更正原因\n\(row)\n", to: "right.csv")
            return try await tool.yima("ingest", "--no-push", "right.csv")
        }
        for name in [
            "\(place)9", "\(place)2", "urn:yima:event:91350505MA347T0R4N/dock-1:0",
            "urn:yima:event:\(Scans.uscc)/dock-2:0",
            "urn:uuid:7",
        ] {
            let outcome = try await correct(name, lot, "1000", "KGM")
            #expect(outcome.status == 65 && outcome.errors.contains("right.csv:2:"), "\(name): \(outcome.errors)")
            #expect(outcome.errors.contains("is no event of this journal"), "\(outcome.errors)")
            #expect(outcome.errors.contains("yima lookup --json CODE shows the eventID"))
        }
        for (name, code, amount, word) in [
            ("\(place)0", other, "1000", "is no code of the event"),
            ("urn:uuid:2", lot, "5", "is no code of the event"),
            ("\(place)0", lot, "100", "the amount is another than that of the event"),
            ("\(place)1", other, "6", "the amount is another than that of the event"),
        ] {
            let outcome = try await correct(name, code, amount, "KGM")
            #expect(outcome.status == 65 && outcome.errors.contains(word), "\(name) \(code): \(outcome.errors)")
            #expect(outcome.errors.contains("record the right amount as a row of its own"))
        }
        #expect(try await tool.yima("status", "--json").output.contains(#""held":2"#))
        // The same amount in another unit, by the place and by the name, and without an amount.
        #expect(try await correct("\(place)0", lot, "1", "吨").status == 0)
        let unsaid = try await correct("urn:uuid:2", other, "", "")
        #expect(unsaid.status == 0, "\(unsaid.errors)")
        // What takes an event back is none that could be corrected.
        let declaration = try await correct("\(place)2", lot, "1000", "KGM")
        #expect(declaration.status == 65 && declaration.errors.contains("is no event of this journal"))
        // A file may correct what it records itself, but nothing before it is recorded.
        let wrong = "2026-11-02 08:30,commission,\(Self.code)3,7,KGM,大黄鱼,urn:uuid:3,,"
        let back = "2026-11-02 09:30,更正,\(Self.code)3,7,KGM,大黄鱼,,urn:uuid:3,填错"
        for (rows, status) in [([back, wrong], 65), ([wrong, back], 0)] {
            try tool.home.write(
                "\(header),被更正事件编号,更正原因\n" + rows.joined(separator: "\n") + "\n", to: "both.csv")
            let outcome = try await tool.yima("ingest", "--no-push", "both.csv")
            #expect(Int(outcome.status) == status, "\(outcome.errors)")
        }
    }

    private struct Looked: Decodable {
        struct Event: Decodable {
            let entry: UInt64
        }

        let events: [Event]
    }

    private func entry(of code: String, _ tool: Tool) async throws -> UInt64 {
        let looked = try await tool.yima("lookup", "--json", code)
        let events = try JSONDecoder().decode(Looked.self, from: looked.outputBytes).events
        return try #require(events.first).entry
    }
}
