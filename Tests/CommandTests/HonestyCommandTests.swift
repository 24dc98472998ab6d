import Foundation
import FoundationNetworking
import Testing

@Suite("Nobody takes the ledger's word")
struct HonestyCommandTests {
    static let lot = LedgerCommandTests.lot
    static let unknown = LedgerCommandTests.unknown

    /// A tool with a journal of which the ledger acknowledged three events; it knows the ledger by its key, wherever it is reached.
    private func pushed(_ daemon: Daemon) async throws -> Tool {
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_LEDGER_KEY"] = try daemon.verifierKey
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        let outcome = try await tool.yima("ingest", "scans.csv")
        try #require(outcome.status == 0, "\(outcome.errors)")
        return tool
    }

    private func record(_ rows: Range<Int>, with tool: Tool) async throws -> Tool.Outcome {
        let name = "rows-\(rows.lowerBound).csv"
        try tool.home.write(Scans.file(rows), to: name)
        return try await tool.yima("ingest", name)
    }

    /// All heads that are remembered, by the files' names, without the journal's.
    private func heads(_ tool: Tool) throws -> [String: String] {
        let directory = ".local/state/yima/heads"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: tool.home.url(directory).path)) ?? []
        return Dictionary(
            uniqueKeysWithValues: try names.filter { $0.hasSuffix(".head") }.map {
                ($0, try tool.home.text("\(directory)/\($0)"))
            })
    }

    private func headFile(_ tool: Tool) throws -> String? {
        try heads(tool).keys.first.map { ".local/state/yima/heads/\($0)" }
    }

    private func forks(_ tool: Tool) -> [String] {
        let directory = tool.home.url(".local/state/yima/forks").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
            .map { ".local/state/yima/forks/\($0)" }
    }

    /// Puts another history, which has the key and grew from a copy of the ledger, in the ledger's place.
    private func fork(_ daemon: Daemon, _ tool: inout Tool, growing rows: Range<Int>) async throws {
        try await daemon.stop()
        try daemon.copy(to: "fork")
        try await daemon.start()
        tool.environment["YIMA_LEDGER"] = daemon.url
        let honest = try await record(20..<21, with: tool)
        try #require(honest.status == 0, "\(honest.errors)")
        try await daemon.stop()
        try daemon.replace(by: "fork")
        try await daemon.start()
        tool.environment["YIMA_LEDGER"] = daemon.url
        let other = try await daemon.device("dock-2")
        let forked = try await record(rows, with: other.elsewhere())
        try #require(forked.status == 0, "\(forked.errors)")
    }

    @Test("a fork that grew is refused by every command, proven in a file, and no remembered head is overwritten")
    func grownFork() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        try await fork(daemon, &tool, growing: 30..<45)
        let before = try heads(tool)
        #expect(before.count == 1)
        let head = try await tool.yima("status", "--json").output
        #expect(head.contains("\"ledgerKeepsWord\":false"))

        for arguments in [["push"], ["status"], ["ingest", "scans.csv"]] {
            let outcome = try await tool.run("yima", arguments)
            #expect(outcome.status == 1, "\(arguments): \(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("has forked"), "\(arguments): \(outcome.errors)")
        }
        #expect(try await tool.yima("status", "--json").output == head, "nothing was overwritten")
        #expect(try heads(tool) == before)

        let file = try #require(forks(tool).first)
        #expect(forks(tool).count == 1, "the same fork is one file")
        var stranger = Tool(home: tool.home)
        stranger.environment = ["HOME": TemporaryDirectory().path]
        let key = try daemon.verifierKey
        let proven = try await stranger.yima("verify", "--fork", file, "--ledger-key", key, "--json")
        #expect(proven.status == 1, "\(proven.errors)")
        #expect(proven.output.contains("\"verdict\":\"forked\""))
        #expect(try await stranger.yima("verify", "--fork", file, "--ledger-key", key).output.contains("PROVEN"))
        #expect(try await stranger.yima("verify", "--fork", file).status == 2)
        let text = try tool.home.text(file)
        try tool.home.write(text.replacingOccurrences(of: "has forked", with: "has not forked"), to: "false.json")
        #expect(try await stranger.yima("verify", "--fork", "false.json", "--ledger-key", key).status == 65)
        try tool.home.write("{}", to: "none.json")
        #expect(try await stranger.yima("verify", "--fork", "none.json", "--ledger-key", key).status == 65)
        #expect(try await tool.yima("verify", "--fork", file, Self.lot).status == 64)
    }

    @Test("a fork that grew is refused by whoever only reads, and by the auditor")
    func grownForkReaders() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        try await daemon.stop()
        try daemon.copy(to: "fork")
        try await daemon.start()
        tool.environment["YIMA_LEDGER"] = daemon.url
        #expect(try await record(20..<21, with: tool).status == 0)
        // A reader that has no journal; each of them remembers by itself that the ledger had this one.
        let readers: [[String]] = [
            ["verify", Self.lot], ["lookup", Self.lot], ["lookup", Self.unknown], ["trace", Self.lot],
            ["trace", Self.unknown],
            ["evidence", Self.lot, "-o", "lot.yima", "--force"], ["verify", Self.unknown], ["audit"],
            ["verify", "--batch", "codes"], ["scan"],
        ]
        try tool.home.write("\(Self.lot)\n", to: "codes")
        var tools: [Tool] = []
        for arguments in readers {
            var reader = Tool(home: tool.home)
            reader.environment = [
                "YIMA_LEDGER": daemon.url, "YIMA_LEDGER_KEY": try daemon.verifierKey,
                "XDG_STATE_HOME": tool.home.path + "/state-\(tools.count)", "YIMA_JOURNAL": "none",
            ]
            let outcome = try await reader.run("yima", arguments, input: Data("\(Self.lot)\n".utf8))
            #expect(
                [0, 1, 3].contains(outcome.status) && !outcome.errors.contains("fork"),
                "\(arguments): \(outcome.errors)")
            tools.append(reader)
        }
        try await daemon.stop()
        try daemon.replace(by: "fork")
        try await daemon.start()
        let other = try await daemon.device("dock-2")
        #expect(try await record(30..<45, with: other.elsewhere()).status == 0)
        for (place, arguments) in readers.enumerated() {
            tools[place].environment["YIMA_LEDGER"] = daemon.url
            let directory = "state-\(place)/yima/heads"
            let name = try #require(
                try FileManager.default.contentsOfDirectory(atPath: tool.home.url(directory).path).first {
                    $0.hasSuffix(".head")
                })
            let before = try tool.home.text("\(directory)/\(name)")
            let outcome = try await tools[place].run("yima", arguments, input: Data("\(Self.lot)\n".utf8))
            #expect(outcome.status == 1, "\(arguments): \(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("has forked"), "\(arguments): \(outcome.errors)")
            #expect(try tool.home.text("\(directory)/\(name)") == before, "\(arguments)")
            let kept = try FileManager.default.contentsOfDirectory(
                atPath: tool.home.url("state-\(place)/yima/forks").path)
            #expect(kept.count == 1, "\(arguments)")
            let checked = try await tools[place].yima(
                "verify", "--fork", "state-\(place)/yima/forks/\(kept.first ?? "")")
            #expect(checked.status == 1, "\(arguments): \(checked.errors)")
        }
    }

    @Test("a ledger that shrank is refused with nothing waiting, and it is said what is not proven")
    func shrunk() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        try await daemon.stop()
        try daemon.copy(to: "old")
        try await daemon.start()
        tool.environment["YIMA_LEDGER"] = daemon.url
        #expect(try await record(20..<22, with: tool).status == 0)
        try await daemon.stop()
        try daemon.replace(by: "old")
        try await daemon.start()
        tool.environment["YIMA_LEDGER"] = daemon.url
        let outcome = try await tool.yima("push")
        #expect(outcome.status == 1, "\(outcome.output)\(outcome.errors)")
        #expect(outcome.errors.contains("not proven"))
        let file = try #require(forks(tool).first)
        let checked = try await tool.yima("verify", "--fork", file)
        #expect(checked.status == 2, "\(checked.errors)")
        #expect(checked.output.contains("not proven"))
        var chinese = tool
        chinese.locale = "zh_CN.UTF-8"
        #expect(try await chinese.yima("verify", "--fork", file).output.contains("未证明"))
        // What yima 0.3 remembered of its last audit counts, where nothing else is remembered.
        let note = try tool.home.text(try #require(try headFile(tool)))
        try FileManager.default.removeItem(at: tool.home.url(".local/state/yima"))
        try FileManager.default.createDirectory(
            at: tool.home.url(".local/state/yima/audited"), withIntermediateDirectories: true)
        let name = Daemon.origin.replacingOccurrences(of: "/", with: "_2f")
        try tool.home.write(note, to: ".local/state/yima/audited/\(name).checkpoint")
        var reader = tool
        reader.environment["YIMA_JOURNAL"] = "none"
        let audited = try await reader.yima("verify", Self.lot)
        #expect(audited.status == 1, "\(audited.errors)")
        #expect(try tool.home.text(try #require(try headFile(tool))) == note)
    }

    @Test(
        "without tiles, or with others, a newer head is not believed; offline with nothing waiting it could not be asked"
    )
    func tiles() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        let before = try heads(tool)
        let other = try await daemon.device("dock-2")
        #expect(try await record(30..<33, with: other.elsewhere()).status == 0)

        let withheld = try LyingProxy(before: daemon.url) { target in
            target.hasPrefix("/tile/") ? .instead("404 Not Found", "") : .passOn
        }
        tool.environment["YIMA_LEDGER"] = withheld.url
        for arguments in [["push"], ["status"], ["verify", Self.lot], ["lookup", Self.lot], ["trace", Self.lot]] {
            let outcome = try await tool.run("yima", arguments)
            #expect(outcome.status == 2, "\(arguments): \(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("could not check"), "\(arguments): \(outcome.errors)")
        }
        #expect(try heads(tool) == before && forks(tool).isEmpty)

        let unfit = try LyingProxy(before: daemon.url) { target in
            target.hasPrefix("/tile/") ? .changed { Data(repeating: 7, count: $0.count) } : .passOn
        }
        tool.environment["YIMA_LEDGER"] = unfit.url
        for arguments in [["push"], ["verify", Self.lot]] {
            let outcome = try await tool.run("yima", arguments)
            #expect(outcome.status == 1, "\(arguments): \(outcome.output)\(outcome.errors)")
            #expect(outcome.errors.contains("not proven"), "\(arguments): \(outcome.errors)")
        }
        #expect(try heads(tool) == before)
        #expect(try await tool.yima("verify", "--fork", try #require(forks(tool).first)).status == 2)

        tool.environment["YIMA_LEDGER"] = daemon.url
        #expect(try await tool.yima("push").status == 0)
        #expect(try heads(tool) != before)
        try await daemon.stop()
        let offline = try await tool.yima("push")
        #expect(offline.status == 69, "\(offline.errors)")
        #expect(offline.errors.contains("nothing waits; the ledger could not be asked"))
        let status = try await tool.yima("status")
        #expect(status.status == 69, "\(status.errors)")
        #expect(status.output.contains("could not be asked"))
    }

    @Test("what the ledger acknowledged to this device and now leaves out is an alarm, not \"unknown\"")
    func withheld() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        let unknown = try JSONUnknown.body(
            of: try await tool.get("\(daemon.url)/lookup?code=%2801%2906901234567892%2810%29A0"))
        let liar = try LyingProxy(before: daemon.url) { target in
            if target.hasPrefix("/lookup") || target.hasPrefix("/evidence") {
                return .instead("404 Not Found", unknown)
            }
            return .passOn
        }
        tool.environment["YIMA_LEDGER"] = liar.url
        let commands = [
            ["verify", Self.lot], ["verify", "--json", Self.lot], ["lookup", Self.lot], ["lookup", "--json", Self.lot],
            ["trace", Self.lot], ["evidence", Self.lot, "-o", "none.yima"],
        ]
        for arguments in commands {
            let outcome = try await tool.run("yima", arguments)
            #expect(outcome.status == 1, "\(arguments): \(outcome.output)\(outcome.errors)")
            let said = outcome.output + outcome.errors
            #expect(said.contains("its answer lacks") && said.contains("dock-1"), "\(arguments): \(said)")
        }
        #expect(!tool.home.has("none.yima"))
        try tool.home.write("\(Self.lot)\n\(Self.unknown)\n", to: "codes")
        let batch = try await tool.yima("verify", "--batch", "codes")
        #expect(batch.status == 1, "\(batch.output)\(batch.errors)")
        let lines = batch.output.split(separator: "\n")
        try #require(lines.count == 2, "\(batch.output)\(batch.errors)")
        #expect(lines[0].contains("PROOF-6") && lines[1].contains("\"unknown\""))

        // Whoever has no journal cannot know; a code that this device never recorded is truly unknown.
        var stranger = tool
        stranger.environment["YIMA_JOURNAL"] = "none"
        #expect(try await stranger.yima("verify", Self.lot).status == 3)
        #expect(try await tool.yima("verify", Self.unknown).status == 3)
        #expect(try await stranger.yima("verify", "--journal", "dock-1", Self.lot).status == 1)

        // Evidence about another lot of the ledger, given for this one, is no whole answer; the true one lacks nothing.
        tool.environment["YIMA_LEDGER"] = daemon.url
        #expect(try await !tool.yima("verify", "--json", Self.lot).output.contains("PROOF-6"))
        #expect(try await tool.yima("lookup", Self.lot).status == 0)
    }

    @Test("an answer that is no evidence could not be checked, online and in a batch; as a file it is bad input")
    func nonsense() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        let liar = try LyingProxy(before: daemon.url) { target in
            target.hasPrefix("/evidence") ? .changed { $0.prefix($0.count / 2) } : .passOn
        }
        tool.environment["YIMA_LEDGER"] = liar.url
        for arguments in [["verify", Self.lot], ["trace", Self.lot], ["evidence", Self.lot, "-o", "none.yima"]] {
            let outcome = try await tool.run("yima", arguments)
            #expect(outcome.status == 2, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains("the answer is not evidence"), "\(arguments): \(outcome.errors)")
        }
        try tool.home.write("\(Self.lot)\n", to: "codes")
        #expect(try await tool.yima("verify", "--batch", "codes").status == 2)
        try tool.home.write("nonsense", to: "file.yima")
        #expect(try await tool.yima("verify", "--evidence", "file.yima").status == 65)
    }

    @Test("TLS where there is none, and redirects, are told in plain words in both languages")
    func plainWords() async throws {
        let daemon = try await Daemon.begin()
        var tool = try await pushed(daemon)
        for (locale, words) in [("C.UTF-8", "no secure connection (TLS)"), ("zh_CN.UTF-8", "无法建立安全连接（TLS）")] {
            tool.locale = locale
            let outcome = try await tool.yima(
                "verify", Self.lot, "--ledger", daemon.url.replacingOccurrences(of: "http:", with: "https:"))
            #expect(outcome.status == 69, "\(outcome.errors)")
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
            #expect(!outcome.errors.contains("boring") && !outcome.errors.contains(".cc"))
        }
        tool.locale = "C.UTF-8"
        let redirecting = try LyingProxy(before: daemon.url) { _ in
            .instead("302 Found\r\nLocation: https://other.example/x", "")
        }
        let outcome = try await tool.yima("verify", Self.lot, "--ledger", redirecting.url)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.errors.contains("https://other.example/x") && outcome.errors.contains("not followed"))
    }
}

extension Tool {
    /// The same home and journal, remembering apart.
    func elsewhere() -> Tool {
        var tool = self
        tool.environment["XDG_STATE_HOME"] = home.path + "/elsewhere"
        return tool
    }

    func get(_ url: String) async throws -> Data {
        let address = try #require(URL(string: url))
        return try await URLSession.shared.data(from: address).0
    }
}

/// What a ledger says where nothing is on record, about the code of an honest answer.
enum JSONUnknown {
    static func body(of answer: Data) throws -> String {
        struct Found: Decodable { let canonical: String }
        let found = try JSONDecoder().decode(Found.self, from: answer)
        return """
            {"type":"urn:yima:problem:unknown-code","title":"x","titleZh":"x","status":404,"detail":"nothing is on record",\
            "detailZh":"没有任何记录","canonical":"\(found.canonical)"}
            """
    }
}
