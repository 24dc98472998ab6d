import Foundation
import Testing

@Suite("A port's sheet on a container")
struct PortCommandTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../schema/examples/imported-beef").standardizedFileURL
    private static let registers = """
        {"permits": [{"number": "AJ262611005821", "kilograms": "30000"}, {"number": "AJ262611006634", "kilograms": "30000"}],
         "establishments": [{"number": "CURY01032401010047", "from": "2024-01-01"}]}
        """

    @Test("is told from proven evidence, from a ledger and from a file, and holds what is wrong against it")
    func sheet() async throws {
        let daemon = try await Daemon.begin()
        for device in try ScenarioDevice.all(in: Self.directory) {
            try await device.push(to: daemon, from: Self.directory)
        }
        var tool = daemon.tool
        tool.environment = ["YIMA_LEDGER": daemon.url]
        let bare = try await tool.yima("port", "check", "TGHU7654320")
        #expect(bare.status == 3, "\(bare.output)\(bare.errors)")
        // As the gate of the site wrote it.
        let gate = try String(
            contentsOf: Self.directory.appending(path: "inspection-site-gate-1.csv"), encoding: .utf8)
        let box = String(try #require(gate.firstMatch(of: /MSKU ?[0-9]{6}-?[0-9]/)).output)
        // The year was pushed at once, so that back-dating is told beside what the sheet asks; without registers two lines stay open.
        let open = try await tool.yima("port", "check", box)
        #expect(open.status == 2, "\(open.output)\(open.errors)")
        #expect(open.output.contains("open") && open.output.contains("registers.json"))
        try FileManager.default.createDirectory(at: tool.home.url("own"), withIntermediateDirectories: false)
        try tool.home.write(Self.registers, to: "own/registers.json")
        tool.environment["YIMA_DEFINITIONS"] = tool.home.url("own").path
        let met = try await tool.yima("port", "check", box)
        #expect(met.status == 0, "\(met.output)\(met.errors)")
        tool.locale = "zh_CN.UTF-8"
        let chinese = try await tool.yima("port", "check", box)
        #expect(chinese.output.hasPrefix("符合"), "\(chinese.output)")
        #expect(chinese.output.contains("余 5500 千克"))
        tool.locale = "C.UTF-8"
        let json = try await tool.yima("port", "check", "--json", box)
        let document = try #require(try JSONSerialization.jsonObject(with: json.outputBytes) as? [String: Any])
        #expect(document["state"] as? String == "met" && document["proven"] as? Bool == true)
        #expect((document["goods"] as? [Any])?.count == 2)
        // A stranger with the file and the key, and no network.
        let kept = try await tool.yima("evidence", box, "-o", "box.yima")
        #expect(kept.status == 0, "\(kept.errors)")
        tool.environment["YIMA_LEDGER"] = nil
        tool.environment["YIMA_LEDGER_KEY"] = try String(
            contentsOf: tool.home.url("\(Daemon.data)/ledger.vkey"), encoding: .utf8
        ).trimmingCharacters(in: .whitespacesAndNewlines)
        let offline = try await tool.yima("port", "check", "--evidence", "box.yima", box)
        #expect(offline.status == 0, "\(offline.output)\(offline.errors)")
        try tool.home.write(
            Self.registers.replacingOccurrences(of: "2024-01-01", with: "2026-09-01"), to: "own/registers.json")
        let wrong = try await tool.yima("port", "check", "--evidence", "box.yima", box)
        #expect(wrong.status == 1 && wrong.output.contains("was not registered on that day"), "\(wrong.output)")
        // One byte of the evidence.
        let text = try String(contentsOf: tool.home.url("box.yima"), encoding: .utf8)
        let place = try #require(text.firstRange(of: "\"entries\""))
        var bytes = Array(text.utf8)
        let offset = text.utf8.distance(from: text.utf8.startIndex, to: place.upperBound) + 400
        bytes[offset] = bytes[offset] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        try Data(bytes).write(to: tool.home.url("spoilt.yima"))
        let spoilt = try await tool.yima("port", "check", "--evidence", "spoilt.yima", box)
        #expect([1, 2, 65].contains(spoilt.status), "\(spoilt.output)")
    }
}
