import Foundation
import Testing

@Suite("Code schemes of one's own")
struct SchemeCommandTests {
    @Test("a scheme that host and device both know is recorded, found by its written form, and judged")
    func wholeWay() async throws {
        let daemon = try await Daemon.begin()
        let built = try #require(
            try? String(contentsOf: Self.builtIn("minhai-lot.json"), encoding: .utf8), "the built-in scheme is there")
        // The same firm under another name: a scheme of one's own is one file.
        let own = built.replacingOccurrences(of: "\"minhai\"", with: "\"haixin\"")
            .replacingOccurrences(of: "minhai", with: "haixin").replacingOccurrences(of: "MH", with: "HX")
        for place in ["\(Daemon.data)/definitions/schemes", "definitions/schemes"] {
            try FileManager.default.createDirectory(
                at: daemon.tool.home.url(place), withIntermediateDirectories: true)
            try daemon.tool.home.write(own, to: "\(place)/haixin.json")
        }
        try await daemon.stop()
        try await daemon.start()
        var tool = try await daemon.device("dock-1")
        tool.environment["YIMA_DEFINITIONS"] = tool.home.url("definitions").path
        let example = try #require(own.firstMatch(of: /"written": *"(HX-[^"]+)"/)?.1)
        let code = String(example)
        let read = try await tool.yima("code", "--json", code)
        #expect(read.status == 0, "\(read.errors)")
        let scans = "time,step,code,productName\n2026-11-01T08:30:00+08:00,commission,\(code),鱼\n"
        try tool.home.write(scans, to: "scans.csv")
        let ingested = try await tool.yima("ingest", "--json", "scans.csv")
        #expect(ingested.status == 0, "\(ingested.output)\(ingested.errors)")
        let lookup = try await tool.yima("lookup", "--json", code)
        #expect(lookup.status == 0, "\(lookup.errors)")
        #expect(lookup.output.contains("\"yima:productName\":\"鱼\""))
        #expect([0, 1].contains(try await tool.yima("verify", code).status))
        try await daemon.stop()
        let fsck = try await daemon.yimad("fsck", "--data", Daemon.data)
        #expect(fsck.status == 0, "\(fsck.output)")
        let again = try await daemon.yimad("reindex", "--data", Daemon.data)
        #expect(again.status == 0, "\(again.errors)")
        #expect(try await daemon.yimad("fsck", "--data", Daemon.data).status == 0)
    }

    @Test("a scheme file that contradicts itself is refused at its place")
    func contradiction() async throws {
        var tool = Tool()
        try FileManager.default.createDirectory(
            at: tool.home.url("definitions/schemes"), withIntermediateDirectories: true)
        let built = try String(contentsOf: Self.builtIn("minhai-lot.json"), encoding: .utf8)
        let example = try #require(built.firstMatch(of: /"written": *"(MH-[^"]+)"/)?.1)
        let spoilt = example.dropLast() + (example.last == "0" ? "1" : "0")
        try tool.home.write(
            built.replacingOccurrences(of: String(example), with: String(spoilt)),
            to: "definitions/schemes/minhai-lot.json")
        tool.environment["YIMA_DEFINITIONS"] = tool.home.url("definitions").path
        let outcome = try await tool.yima("code", "6901234567892")
        #expect(outcome.status == 74)
        #expect(outcome.errors.contains(/schemes\/minhai-lot\.json:\d+:\d+:/), "\(outcome.errors)")
    }

    private static func builtIn(_ name: String) -> URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("schema/schemes/\(name)")
    }
}
