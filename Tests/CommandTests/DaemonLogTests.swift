import Foundation
import Testing

@Suite("The daemon's log")
struct DaemonLogTests {
    @Test("says who was enrolled and what became of him, and which device was refused and why")
    func acts() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        let stranger = try await daemon.device("stranger", isEnrolled: false)
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        #expect(try await stranger.yima("ingest", "scans.csv").status == 77)
        #expect(try await stranger.yima("push").status == 77)
        let suspended = try await daemon.yimad(
            "operator", "suspend", "--data", Daemon.data, "--uscc", Scans.uscc, "--reason", "抽检")
        try #require(suspended.status == 0, "\(suspended.errors)")
        #expect(try await tool.yima("ingest", "scans.csv").status == 77)
        try await daemon.stop()

        let lines = try tool.home.text("daemon.log").split(separator: "\n").map(String.init)
        func told(_ words: String...) -> Int { lines.count { line in words.allSatisfy { line.contains($0) } } }
        #expect(told("operator-enrolled", "entry=1", "name=惠安渔场", "uscc=\(Scans.uscc)") == 1, "\(lines)")
        #expect(told("device-enrolled", "entry=2", "\(Scans.uscc)/dock-1+") == 1, "\(lines)")
        #expect(told("operator-suspended", "reason=抽检") == 1, "\(lines)")
        // Asked twice and more, told once.
        #expect(
            told("a device was refused", "journal=\(Scans.uscc)/stranger", "reason=not-enrolled", "from=127.0.0.1")
                == 1,
            "\(lines)")
        #expect(
            told("a device was refused", "journal=\(Scans.uscc)/dock-1", "reason=operator-suspended") == 1, "\(lines)")
    }
}
