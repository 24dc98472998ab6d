import Foundation
import ProgramTesting
import Testing

/// What 0.3 left behind (see kept-0.3/README.md), unpacked into a directory of its own.
private struct KeptStores {
    let tool = Tool()

    static let archive = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("kept-0.3/kept.tar.gz")

    init() async throws {
        let unpacking = Program(
            URL(fileURLWithPath: "/usr/bin/env"), ["tar", "-xzf", Self.archive.path, "-C", tool.home.path])
        try #require(try await unpacking.run().status == 0)
    }
}

@Suite("A ledger and a journal that 0.3 wrote are gone on with")
struct KeptStoreTests {
    private let journal = "91350100M000100Y43/dock-1"

    @Test("the ledger is sound, and its operators, devices and forks are read as they were meant")
    func sound() async throws {
        let tool = try await KeptStores().tool
        let fsck = try await tool.run("yimad", ["fsck", "--data", "ledger", "--json"])
        #expect(fsck.status == 0, "\(fsck.output)\(fsck.errors)")
        #expect(fsck.output.hasPrefix(#"{"sound":true,"entries":51,"firstBad":null,"problems":[]"#))
        let operators = try await tool.run("yimad", ["operator", "list", "--data", "ledger"])
        let lines = operators.output.split(separator: "\n")
        #expect(lines.count == 2)
        // Renamed and suspended as 0.3 did it.
        #expect(lines.contains { $0.hasPrefix("91350100M000100Y43  enrolled") && $0.hasSuffix("惠安渔业有限公司") })
        #expect(lines.contains { $0.hasPrefix("91350100M00000027P  suspended") })
        let devices = try await tool.run("yimad", ["device", "list", "--data", "ledger"])
        let states = devices.output.split(separator: "\n").map { $0.prefix(8) }
        #expect(states == ["enrolled", "enrolled", "revoked ", "enrolled"])
        let audit = try await tool.yima("audit", "--data", "ledger")
        #expect(audit.status == 0, "\(audit.output)\(audit.errors)")
    }

    @Test("its evidence is verified, with the fork that stands beside the entries")
    func evidence() async throws {
        let tool = try await KeptStores().tool
        let outcome = try await tool.yima(
            "verify", "--evidence", "forked.yima", "--ledger-key", "ledger/ledger.vkey", "--json")
        // The lot lacks what the food profile asks for; that the journal forked is the host's word.
        #expect(outcome.status == 1, "\(outcome.errors)")
        let verdict = try JSONDecoder().decode(VerdictLine.self, from: outcome.outputBytes)
        #expect(verdict.findings.filter { $0.rule.hasPrefix("PROOF") }.map(\.rule) == ["PROOF-5"])
    }

    @Test("a daemon serves it, a journal pushes on, its codes are found, and what forked then forks now")
    func goneOnWith() async throws {
        let kept = try await KeptStores()
        let daemon = try await Daemon.serving(kept.tool)
        var tool = kept.tool
        tool.environment = ["YIMA_JOURNAL": "dock-1", "YIMA_LEDGER": daemon.url]
        let lookup = try await tool.yima("lookup", "--json", "(01)06901234567892(10)A0")
        #expect(lookup.status == 0, "\(lookup.errors)")
        #expect(try await tool.yima("lookup", "(01)06901234567892(10)A14").status == 3)
        let pushed = try await tool.yima("push")
        #expect(pushed.status == 0, "\(pushed.errors)")
        #expect(try await tool.yima("lookup", "(01)06901234567892(10)A14").status == 0)

        let forked = try await tool.yima("lookup", "(01)06901234567892(10)C0")
        #expect(forked.status == 0)
        let fork = try await tool.yima("push", "--journal", "dock-3-old")
        #expect(fork.status == 1)
        #expect(fork.errors.contains("a fork, now entry 55"), "\(fork.errors)")
        let again = try await tool.yima("push", "--journal", "dock-3-old")
        #expect(again.status == 1)
        #expect(again.errors.contains("its journal forked (entry 55)"), "\(again.errors)")
        let verified = try await tool.yima("verify", "--json", "(01)06901234567892(10)C5")
        let verdict = try JSONDecoder().decode(VerdictLine.self, from: verified.outputBytes)
        #expect(verdict.findings.contains { $0.rule == "PROOF-5" })
        try await daemon.stop()
        let fsck = try await kept.tool.run("yimad", ["fsck", "--data", "ledger", "--json"])
        #expect(fsck.status == 0, "\(fsck.output)")
        #expect(fsck.output.hasPrefix(#"{"sound":true,"entries":56,"#))
    }
}
