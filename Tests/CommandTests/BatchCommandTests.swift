import Foundation
import Synchronization
import Testing

@Suite("A batch says of every code just what asking for it alone says")
struct BatchCommandTests {
    @Test("the same lines, on scenarios with faults", arguments: ["yellow-croaker-faults", "imported-beef-faults"])
    func sameLines(scenario: String) async throws {
        let daemon = try await Daemon.begin()
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../schema/examples/\(scenario)").standardizedFileURL
        var codes: [String] = []
        for device in try ScenarioDevice.all(in: directory) {
            try await device.push(to: daemon, from: directory)
            codes += try device.codes(in: directory)
        }
        let known = Set(codes).sorted().prefix(60)
        try #require(known.count > 10)
        // Twice the same, one of nothing on record, one with a blank line before it.
        codes = Array(known) + [known[0], LedgerCommandTests.unknown]
        var tool = daemon.tool
        let asked = Asked()
        let counting = try LyingProxy(before: daemon.url) { target in
            asked.note(target)
            return .passOn
        }
        tool.environment = ["YIMA_LEDGER": counting.url]
        try tool.home.write(codes.joined(separator: "\n\n") + "\n", to: "codes")
        let batch = try await tool.yima("verify", "--batch", "codes")
        #expect(asked.together == 1 && asked.alone == 0, "one question for all of them")
        // A ledger from before it was asked for many says so, and is asked for one after another.
        let old = try LyingProxy(before: daemon.url) { target in
            asked.note(target)
            return target == "/evidence" ? .instead("405 Method Not Allowed", "") : .passOn
        }
        tool.environment = ["YIMA_LEDGER": old.url]
        let slow = try await tool.yima("verify", "--batch", "codes")
        #expect(slow.output.withoutMoments == batch.output.withoutMoments)
        #expect(slow.status == batch.status, "\(slow.errors)")
        // What is no code at all is asked of nobody, and refused where it is verified alone.
        let lines = batch.output.withoutMoments.split(separator: "\n").filter { !$0.contains(#""blank":true"#) }
        try #require(lines.count == codes.count)
        let readable = zip(codes, lines).filter { !$0.1.contains(#""error":{"#) }
        #expect(asked.together == 2 && asked.alone == readable.count)
        tool.environment = ["YIMA_LEDGER": daemon.url]
        let alone = try await tool.run("yima", ["verify", "--json"] + readable.map(\.0))
        #expect(alone.output.withoutMoments.split(separator: "\n") == readable.map(\.1))
        // A line that is no code is graver than anything that is found on codes.
        #expect(batch.status == (readable.count < codes.count ? 65 : alone.status))
        #expect(lines.contains { $0.contains(#""verdict":"invalid""#) })
        #expect(lines.contains { $0.contains(#""verdict":"unknown""#) })
    }

    @Test("a person's number among the codes is told by its line, and not repeated")
    func personalNumber() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        tool.environment["YIMA_LEDGER"] = daemon.url
        try tool.home.write("06901234567892\n350505199001010578\n", to: "people")
        let json = try await tool.yima("verify", "--json", "--batch", "people")
        #expect(json.status == 65 && json.output.contains(#""line":2"#), "\(json.output)")
        let table = try await tool.yima("verify", "--batch", "people")
        for outcome in [json, table] {
            #expect(!(outcome.output + outcome.errors).contains("19900101"), "\(outcome.output) \(outcome.errors)")
        }
        // What is kept goes on all the same, and what stood in another line's place does not.
        try tool.home.write("350505199001010578\n06901234567892\n\(LedgerCommandTests.unknown)\n", to: "people")
        let whole = try await tool.yima("verify", "--batch", "people", "--output", "out")
        #expect(whole.status == 65, "\(whole.errors)")
        let lines = try tool.home.text("out").split(separator: "\n")
        try tool.home.write("\(lines[0])\n\(lines[1])\n", to: "out")
        let rest = try await tool.yima("verify", "--batch", "people", "--output", "out")
        #expect(rest.status == 65 && !rest.errors.contains("not the line of this batch"), "\(rest.errors)")
        #expect(try tool.home.text("out").split(separator: "\n").count == 3)
        try tool.home.write("\(lines[0].replacing("…", with: "6901234567890"))\n", to: "out")
        let other = try await tool.yima("verify", "--batch", "people", "--output", "out")
        #expect(other.status == 65 && other.errors.contains("not the line of this batch"), "\(other.errors)")
        try await daemon.stop()
    }

    @Test(
        "whoever lets nothing be posted through changes nothing",
        arguments: [
            "301 Moved Permanently", "401 Unauthorized", "403 Forbidden", "404 Not Found", "405 Method Not Allowed",
            "429 Too Many Requests", "500 Internal Server Error", "503 Service Unavailable",
        ])
    func noPosts(answer: String) async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        try tool.home.write("\(LedgerCommandTests.lot)\n\(LedgerCommandTests.unknown)\n", to: "codes")
        let honest = try await tool.yima("verify", "--batch", "codes")
        try #require(honest.output.split(separator: "\n").count == 2, "\(honest.errors)")
        let proxy = try LyingProxy(before: daemon.url) { $0 == "/evidence" ? .instead(answer, "") : .passOn }
        tool.environment["YIMA_LEDGER"] = proxy.url
        let batch = try await tool.yima("verify", "--batch", "codes")
        #expect(batch.output.withoutMoments == honest.output.withoutMoments)
        #expect(batch.status == honest.status, "\(batch.errors)")
    }

    @Test("what was answered before a ledger goes away is kept, in order, and the batch goes on from there")
    func kept() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        let codes = ["no code"] + (0..<40).map { "https://id.gs1.org/01/06901234567892/21/N\($0)" }
        try tool.home.write(codes.joined(separator: "\n") + "\n", to: "codes")
        let honest = try await tool.yima("verify", "--batch", "codes").output.withoutMoments.split(separator: "\n")
        try #require(honest.count == codes.count)
        // Three questions are under way at a time: of those that are answered only the last may lie beyond one that is not.
        let asked = Mutex(0)
        let proxy = try LyingProxy(before: daemon.url) { target in
            if target == "/evidence" { return .instead("405 Method Not Allowed", "") }
            guard target.hasPrefix("/evidence?") else { return .passOn }
            let number = asked.withLock { count in
                count += 1
                return count
            }
            return number > 30 ? .instead("503 Service Unavailable", "") : .passOn
        }
        tool.environment["YIMA_LEDGER"] = proxy.url
        let gone = try await tool.yima("verify", "--batch", "codes", "--output", "out")
        #expect(gone.status == 75, "\(gone.errors)")
        let lines = try tool.home.text("out").withoutMoments.split(separator: "\n")
        #expect((29...31).contains(lines.count), "\(lines.count)")
        #expect(lines == Array(honest.prefix(lines.count)))
        #expect(gone.errors.contains("\(lines.count) codes are done"), "\(gone.errors)")
        tool.environment["YIMA_LEDGER"] = daemon.url
        _ = try await tool.yima("verify", "--batch", "codes", "--output", "out")
        #expect(try tool.home.text("out").withoutMoments.split(separator: "\n") == honest)
    }

    @Test(
        "an empty part, or nothing about another code, is not \"nothing on record\": it accuses nobody and is asked again"
    )
    func emptyPart() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        try tool.home.write("\(LedgerCommandTests.lot)\n", to: "codes")
        let honest = try await tool.yima("verify", "--batch", "codes")
        try #require(honest.output.contains(#""verdict":"#) && !honest.output.contains("PROOF-6"), "\(honest.errors)")
        for change in [#"{"complete":false,"entries":[]}"#, #"{"subject":"x","entries":[]}"#] {
            let asked = Asked()
            let proxy = try LyingProxy(before: daemon.url) { target in
                asked.note(target)
                return target == "/evidence" ? .changed { Self.changing(subjectsOf: $0, change) } : .passOn
            }
            tool.environment["YIMA_LEDGER"] = proxy.url
            let batch = try await tool.yima("verify", "--batch", "codes")
            #expect(
                batch.output.withoutMoments == honest.output.withoutMoments && batch.status == honest.status,
                "\(batch.output)\(batch.errors)")
            #expect(asked.together == 1 && asked.alone == 1)
        }
        // Where that code alone is answered with a part too, it could not be checked.
        let part = try LyingProxy(before: daemon.url) { target in
            guard target.hasPrefix("/evidence") else { return .passOn }
            return .changed { body in
                let change = #"{"complete":false,"entries":[]}"#
                return target == "/evidence"
                    ? Self.changing(subjectsOf: body, change)
                    : Self.changing(body) { $0.merge(Self.members(change)) { $1 } }
            }
        }
        tool.environment["YIMA_LEDGER"] = part.url
        let batch = try await tool.yima("verify", "--batch", "codes")
        #expect(batch.status == 2, "\(batch.output)\(batch.errors)")
        #expect(batch.output.contains(#""verdict":"undecided""#) && !batch.output.contains("PROOF-6"))
    }

    /// A device with a journal, of which the ledger acknowledged three events.
    private func pushed(_ daemon: Daemon) async throws -> Tool {
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "scans.csv")
        try #require(outcome.status == 0, "\(outcome.errors)")
        return tool
    }

    private static func changing(subjectsOf body: Data, _ change: String) -> Data {
        changing(body) { document in
            let subjects = document["subjects"] as? [[String: Any]] ?? []
            document["subjects"] = subjects.map { $0.merging(members(change)) { $1 } }
        }
    }

    private static func members(_ text: String) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]) ?? [:]
    }

    private static func changing(_ body: Data, _ change: (inout [String: Any]) -> Void) -> Data {
        guard var document = try? JSONSerialization.jsonObject(with: body) as? [String: Any] else { return body }
        change(&document)
        return (try? JSONSerialization.data(withJSONObject: document)) ?? body
    }

    @Test("nothing is on record only under the ledger's own signature")
    func anotherKey() async throws {
        let (daemon, other) = (try await Daemon.begin(), try await Daemon.begin())
        var tool = daemon.tool
        tool.environment = ["YIMA_LEDGER": daemon.url]
        let key = other.tool.home.path + "/\(Daemon.data)/ledger.vkey"
        try tool.home.write(LedgerCommandTests.unknown + "\n", to: "codes")
        let alone = try await tool.yima("verify", LedgerCommandTests.unknown, "--ledger-key", key)
        let batch = try await tool.yima("verify", "--batch", "codes", "--ledger-key", key)
        #expect(alone.status == batch.status, "\(alone.errors)\(batch.output)\(batch.errors)")
        #expect(batch.status == 2)
        #expect(!batch.output.contains("\"unknown\""))
    }
}

/// How often evidence was asked for.
private final class Asked: Sendable {
    private let counts = Mutex((together: 0, alone: 0))

    func note(_ target: String) {
        counts.withLock {
            if target == "/evidence" { $0.together += 1 }
            if target.hasPrefix("/evidence?") { $0.alone += 1 }
        }
    }

    var together: Int { counts.withLock { $0.together } }
    var alone: Int { counts.withLock { $0.alone } }
}
