import Foundation
import Testing

@Suite("At a cold dock, and later at a desk", .timeLimit(.minutes(5)))
struct FieldCommandTests {
    /// A tool of an inspector, who has no journal.
    private func inspector(_ daemon: Daemon, ledger: String? = nil) throws -> Tool {
        var tool = Tool()
        tool.environment = ["YIMA_LEDGER": ledger ?? daemon.url, "YIMA_LEDGER_KEY": try daemon.verifierKey]
        return tool
    }

    private func shown(_ tool: Tool) async throws -> String {
        let outcome = try await tool.yima("journal", "checkpoint")
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    private func ingest(_ tool: Tool, _ range: Range<Int>, _ options: String...) async throws {
        try tool.home.write(Scans.file(range), to: "scans.csv")
        let outcome = try await tool.run("yima", ["ingest"] + options + ["scans.csv"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    private struct Checked: Decodable {
        let result: String
        let missing: UInt64
        let forkFile: String?
    }

    private func check(_ tool: Tool) async throws -> (status: Int32, found: [Checked]) {
        let outcome = try await tool.yima("field", "check", "--json")
        let lines = outcome.output.split(separator: "\n")
        return (outcome.status, try lines.map { try JSONDecoder().decode(Checked.self, from: Data($0.utf8)) })
    }

    @Test("what a device shows is taken down; it waits until it is pushed, and then all of it stands")
    func wholeWay() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        let inspector = try inspector(daemon)
        #expect(try await tool.yima("journal", "checkpoint").status == 3)
        #expect(try await inspector.yima("field", "check").status == 3)
        try await ingest(tool, 0..<3, "--no-push")

        // Text, QR code, picture and JSON are of one line.
        let line = try await shown(tool)
        #expect(line.hasPrefix("yima-field/1 ") && line.split(separator: "\n").count == 1)
        let qr = try await tool.yima("journal", "checkpoint", "--qr", "--svg", "seen.svg")
        #expect(qr.output.hasSuffix(line) && qr.output.contains("█▀"), "\(qr.output)")
        #expect(qr.errors.contains("3 of them not pushed yet"), "\(qr.errors)")
        #expect(try tool.home.text("seen.svg").hasPrefix("<svg "))
        #expect(try await tool.yima("journal", "checkpoint", "--svg", "seen.svg").status == 73)
        let document = try await tool.yima("journal", "checkpoint", "--json")
        #expect(
            document.output.contains("\"size\":3") && document.output.contains(line.dropLast()), "\(document.output)")

        let noted = try await inspector.yima("field", "note", input: line)
        #expect(noted.status == 0 && noted.output.contains("3 events signed by now"), "\(noted.output)\(noted.errors)")
        try inspector.home.write(line, to: "again.txt")
        #expect(try await inspector.yima("field", "note", "again.txt").output.contains("taken down already"))
        // One character of the signed line.
        let at = line.index(line.startIndex, offsetBy: line.utf8.count / 2)
        var wrong = line
        wrong.replaceSubrange(at...at, with: line[at] == "A" ? "B" : "A")
        let refused = try await inspector.yima("field", "note", input: wrong)
        #expect(refused.status == 65, "\(refused.output)\(refused.errors)")
        #expect(try await inspector.yima("field", "note", input: "(01)06901234567892\n").status == 65)
        #expect(try await inspector.yima("field", "list").output.split(separator: "\n").count == 1)

        // Nothing has come: that is not false.
        var (status, found) = try await check(inspector)
        #expect(status == 2 && found.map(\.result) == ["waiting"] && found.map(\.missing) == [3])
        let waiting = try await inspector.yima("field", "check")
        #expect(waiting.output.contains("3 of the 3 events signed by then have not come"), "\(waiting.output)")
        #expect(waiting.errors.contains("yima push"), "\(waiting.errors)")

        #expect(try await tool.yima("push").status == 0)
        try await ingest(tool, 3..<8)
        #expect(try await inspector.yima("field", "note", input: try await shown(tool)).status == 0)
        (status, found) = try await check(inspector)
        #expect(status == 0 && found.map(\.result) == ["stands", "stands"])
        var chinese = inspector
        chinese.locale = "zh_CN.UTF-8"
        #expect(try await chinese.yima("field", "check").output.contains("均在账本中，未被更改"))
        let journal = "\(Scans.uscc)/dock-1"
        #expect(try await inspector.yima("field", "check", journal).status == 0)
        #expect(try await inspector.yima("field", "check", "\(Scans.uscc)/dock-7").status == 3)
        #expect(try await inspector.yima("field", "check", "nonsense").status == 64)

        // A ledger that tells other places, has lost the journal, or serves other hashes proves nothing, and is not believed.
        for (place, lie): (String, @Sendable (Data) -> Data) in [
            (
                "/places",
                { Data(String(decoding: $0, as: UTF8.self).replacing("\"index\":0", with: "\"index\":1").utf8) }
            ),
            ("/tile/0/", { Data($0.map { $0 ^ 1 }) }),
            ("/dock-1", { Data(String(decoding: $0, as: UTF8.self).replacing(/"size":\d+/, with: "\"size\":1").utf8) }),
        ] {
            let proxy = try LyingProxy(before: daemon.url) { target in
                let path = target.prefix { $0 != "?" }
                return place == "/tile/0/"
                    ? (path.hasPrefix(place) ? .changed(lie) : .passOn)
                    : path.hasSuffix(place) ? .changed(lie) : .passOn
            }
            let lied = try await check(try self.inspector(daemon, ledger: proxy.url).with(inspector.home))
            #expect(lied.status == 2, "\(place): \(lied)")
            #expect(!lied.found.contains { $0.result == "changed" || $0.result == "forked" }, "\(place): \(lied)")
        }
        try await daemon.stop()
        #expect(try await inspector.yima("field", "check").status == 69)
    }

    @Test("a device that signs two histories is found out, and both checkpoints are kept for anybody to check")
    func forked() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        let inspector = try inspector(daemon)
        try await ingest(tool, 0..<2)
        // A copy of the journal goes another way.
        try FileManager.default.copyItem(at: tool.home.url("dock-1"), to: tool.home.url("copy"))
        var copy = tool
        copy.environment["YIMA_JOURNAL"] = "copy"
        try await ingest(tool, 2..<5, "--no-push")
        try await ingest(copy, 5..<9, "--no-push")
        #expect(try await inspector.yima("field", "note", input: try await shown(tool)).status == 0)
        #expect(try await copy.yima("push").status == 0)
        let (status, found) = try await check(inspector)
        #expect(status == 1 && found.map(\.result) == ["forked"])
        let file = try #require(found.first?.forkFile)
        let status2 = try await tool.yima("status", "--json").output
        let key = try #require(try JSONSerialization.jsonObject(with: Data(status2.utf8)) as? [String: Any])[
            "verifierKey"]
        let verified = try await inspector.yima("verify", "--fork", file, "--ledger-key", try #require(key as? String))
        #expect(
            verified.status == 1 && verified.output.contains("the device signed"),
            "\(verified.output)\(verified.errors)")
        // Shown to one inspector, two histories of one size are told at once.
        try await ingest(tool, 9..<10, "--no-push")
        let both = try await inspector.yima(
            "field", "note", input: try await shown(tool) + (try await shown(copy)))
        #expect(both.status == 1 && both.errors.contains("FORKED"), "\(both.output)\(both.errors)")
    }
}

extension Tool {
    /// The same in another's home.
    fileprivate func with(_ home: TemporaryDirectory) -> Tool {
        var tool = Tool(home: home)
        (tool.locale, tool.environment) = (locale, environment)
        return tool
    }
}
