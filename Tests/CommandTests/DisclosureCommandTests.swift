import Foundation
import Testing

@Suite("Private values")
struct DisclosureCommandTests {
    static let lot = "(01)06901234567892(10)P1"
    static let scans = """
        time,step,code,quantity,uom,productName,price,supplierPhone
        2026-11-01T08:30:00+08:00,commission,\(lot),12.5,KGM,大黄鱼,98.76,13800000000

        """

    /// Whether a text stands anywhere in the bytes of a directory's files, plainly or as disclosures are written.
    private func stands(_ text: String, in directory: URL) throws -> Bool {
        let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        let plain = Data(text.utf8)
        // base64 of the text in each of its three places within a group, without the characters that its neighbours decide.
        let encoded = (0..<3).map { shift in
            let text = Data((String(repeating: "x", count: shift) + text).utf8).base64EncodedString()
            return Data(text.dropFirst(shift == 0 ? 0 : 4).dropLast(4).utf8)
        }
        for name in names {
            guard let bytes = try? Data(contentsOf: directory.appendingPathComponent(name)) else { continue }
            for wanted in [plain] + encoded where bytes.range(of: wanted) != nil { return true }
        }
        return false
    }

    @Test("are sealed at ingest, told to whoever recorded them, proven in evidence, and erased for good")
    func wholeWay() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Self.scans, to: "scans.csv")
        let ingested = try await tool.yima("ingest", "--json", "scans.csv")
        #expect(ingested.status == 0, "\(ingested.errors)")
        #expect(ingested.output.contains("\"sealed\":2"))
        // The same file again is the same event, though every sealing takes new salts.
        let again = try await tool.yima("ingest", "--json", "scans.csv")
        #expect(try Ingested(again) == Ingested(read: 1, journalled: 0, duplicates: 1, pushed: 0, waiting: 0))

        let lookup = try await tool.yima("lookup", "--json", Self.lot)
        #expect(lookup.output.contains("\"yima:sealed\":["))
        #expect(!lookup.output.contains("98.76"))
        let told = try await tool.yima("disclose", Self.lot)
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.output.contains("price  98.76") && told.output.contains("supplierPhone  13800000000"))
        let some = try await tool.yima("disclose", "--json", "--name", "price", Self.lot)
        #expect(some.output.contains("\"values\":{\"price\":\"98.76\"}"))

        // Somebody of no device of this ledger is told nothing.
        let stranger = try await daemon.device("dock-9", isEnrolled: false)
        #expect(try await stranger.yima("disclose", Self.lot).status == 77)

        let taken = try await tool.yima("disclose", "--name", "price", "-o", "e.yima", Self.lot)
        #expect(taken.status == 0, "\(taken.errors)")
        let key = try daemon.verifierKey
        let proven = try await tool.yima("verify", "--evidence", "e.yima", "--ledger-key", key)
        #expect(proven.output.contains("price  98.76"), "\(proven.output)\(proven.errors)")
        let attributes = try FileManager.default.attributesOfItem(atPath: tool.home.url("e.yima").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "values in the clear")
        // Another value under the same signature is false evidence.
        let evidence = try tool.home.text("e.yima")
        let start = try #require(evidence.range(of: "\"disclosure\":\""))
        let end = try #require(evidence[start.upperBound...].firstIndex(of: "\""))
        let honest = String(evidence[start.upperBound..<end])
        let padded = honest + String(repeating: "=", count: (4 - honest.count % 4) % 4)
        let decoded = try #require(
            Data(
                base64Encoded: padded.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/"))
        )
        let forged = String(decoding: decoded, as: UTF8.self).replacingOccurrences(of: "98.76", with: "11.11")
        let lie = Data(forged.utf8).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        try tool.home.write(evidence.replacingOccurrences(of: honest, with: lie), to: "lie.yima")
        let lied = try await tool.yima("verify", "--evidence", "lie.yima", "--ledger-key", key)
        #expect(lied.status == 1)
        #expect(lied.output.contains("PROOF-1") && !lied.output.contains("11.11"))

        #expect(try await tool.yima("disclose", "--erase", Self.lot).status == 64)
        let ledger = tool.home.url(Daemon.data)
        let journal = tool.home.url("dock-1")
        #expect(try stands("13800000000", in: ledger))
        let erased = try await tool.yima("disclose", "--erase", "--yes", Self.lot)
        #expect(erased.status == 0, "\(erased.errors)")
        for place in [ledger, journal] {
            #expect(try !stands("98.76", in: place), "\(place.path)")
            #expect(try !stands("13800000000", in: place), "\(place.path)")
        }
        let after = try await tool.yima("disclose", Self.lot)
        #expect(after.output.contains("2 erased for good"))
        let verified = try await tool.yima("verify", "--json", Self.lot)
        #expect(!verified.output.contains("PROOF"))
        let audit = try await tool.yima("audit", "--json")
        #expect(audit.output.contains("\"sound\":true"))
        try await daemon.stop()
        let fsck = try await daemon.yimad("fsck", "--data", Daemon.data)
        #expect(fsck.status == 0, "\(fsck.output)\(fsck.errors)")
    }

    @Test("erased from another device of the operator may still be in the journal that recorded them, and that is said")
    func otherDevice() async throws {
        let daemon = try await Daemon.begin()
        let (tool, other) = (try await daemon.device("dock-1"), try await daemon.device("dock-2"))
        try tool.home.write(Self.scans, to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let erased = try await other.yima("disclose", "--erase", "--yes", Self.lot)
        #expect(
            erased.status == 0 && erased.errors.contains("/dock-1 recorded some of these events"), "\(erased.errors)")
        #expect(try stands("13800000000", in: tool.home.url("dock-1")))
        let own = try await tool.yima("disclose", "--erase", "--yes", Self.lot)
        #expect(own.status == 0 && !own.errors.contains("recorded some"), "\(own.errors)")
        #expect(try !stands("13800000000", in: tool.home.url("dock-1")))
        // Once more, where nothing is left to erase.
        #expect(try await tool.yima("disclose", "--erase", "--yes", Self.lot).status == 0)
    }

    @Test("the host sees and erases them, whether or not the daemon is running")
    func host() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Self.scans, to: "scans.csv")
        #expect(try await tool.yima("ingest", "scans.csv").status == 0)
        let lookup = try await tool.yima("lookup", "--json", Self.lot)
        let digits = try #require(lookup.output.firstMatch(of: /"entry":(\d+)/)?.1)
        let entry = String(digits)
        let shown = try await daemon.yimad("disclosure", "show", "--data", Daemon.data, "--entry", entry)
        #expect(shown.output.contains("price  98.76"), "\(shown.errors)")
        let erased = try await daemon.yimad(
            "disclosure", "erase", "--data", Daemon.data, "--entry", entry, "--name", "price")
        #expect(erased.status == 0, "\(erased.errors)")
        try await daemon.stop()
        let rest = try await daemon.yimad("disclosure", "show", "--json", "--data", Daemon.data, "--entry", entry)
        #expect(rest.status == 0, "\(rest.errors)")
        #expect(rest.output.contains("\"erased\":[{"))
        let all = try await daemon.yimad("disclosure", "erase", "--data", Daemon.data, "--entry", entry)
        #expect(all.status == 0, "\(all.errors)")
        let none = try await daemon.yimad("disclosure", "show", "--json", "--data", Daemon.data, "--entry", entry)
        #expect(none.output.contains("\"disclosures\":[]"))
        #expect(try await daemon.yimad("disclosure", "show", "--data", Daemon.data, "--entry", "0").status == 3)

        // What cannot be read is not passed over.
        #expect(try await daemon.yimad("fsck", "--data", Daemon.data).status == 0)
        let place = tool.home.url(Daemon.data)
        for ending in ["", "-wal", "-shm"] {
            try Data("not a database, but as long as one".utf8)
                .write(to: place.appendingPathComponent("disclosures.sqlite\(ending)"))
        }
        let fsck = try await daemon.yimad("fsck", "--data", Daemon.data)
        #expect(fsck.status == 2 && fsck.output.contains("disclosures.sqlite"), "\(fsck.output)\(fsck.errors)")
    }
}
