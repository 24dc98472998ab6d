import Foundation
import ProgramTesting
import Testing

@Suite("A copy of a ledger", .timeLimit(.minutes(5)))
struct MirrorCommandTests {
    @Test("is made and brought up to date from the daemon, and audited without it; what forked leaves it as it was")
    func wholeWay() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<3), to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let made = try await tool.yima("mirror", "--to", "copy")
        #expect(made.status == 0 && made.output.contains("entries copied into copy"), "\(made.output)\(made.errors)")
        #expect(try await tool.yima("mirror", "--to", "copy").output.contains("nothing new"))
        try tool.home.write(Scans.file(3..<5), to: "more.csv")
        #expect(try await tool.yima("ingest", "more.csv").status == 0)
        var chinese = tool
        chinese.locale = "zh_CN.UTF-8"
        #expect(try await chinese.yima("mirror", "--to", "copy").output.contains("复制到 copy"))

        #expect(try await tool.yima("mirror", "--to", ".").status == 73, "there are other files")

        // Another ledger's checkpoint in its place changes nothing.
        let before = try tool.home.text("copy/checkpoint")
        let proxy = try LyingProxy(before: daemon.url) { target in
            target == "/checkpoint" ? .changed { Data(String(decoding: $0, as: UTF8.self).dropLast(20).utf8) } : .passOn
        }
        let key = try daemon.verifierKey
        let lied = try await tool.yima("mirror", "--to", "copy", "--ledger", proxy.url, "--ledger-key", key)
        #expect(lied.status != 0 && !lied.output.contains("copied"), "\(lied.output)\(lied.errors)")
        #expect(try tool.home.text("copy/checkpoint") == before)

        try await daemon.stop()
        let own = try await tool.yima("audit", "--data", "copy", "--ledger-key", key)
        #expect(own.status == 0 && own.output.contains("sound"), "\(own.output)\(own.errors)")
        #expect(try await tool.yima("mirror", "--to", "copy").status == 69)
        #expect(try await tool.yima("mirror", "--to", "copy", "--every", "0").status == 64)
    }
}
