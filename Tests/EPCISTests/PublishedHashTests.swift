import EPCIS
import Foundation
import OracleTesting
import Testing

/// The `.prehashes` and `.hashes` files of the reference implementation (its `tests/examples`), when they are there:
/// in `shared/data/event-hash` or where `YIMA_EVENT_HASH_VECTORS` says.
@Suite(.enabled(if: HashVectors.isPresent, "the vectors of the event hash (YIMA_EVENT_HASH_VECTORS) are absent"))
struct `The published vectors of the event hash` {
    /// What only the package's development version does: leaving out fields that a document of its own domain names.
    static let foreign: Set<String> = [
        "epcisDocHavingEventWithIgnoreFields", "epcisQueryDocHavingEventWithIgnoreFields",
    ]
    /// Whose `.prehashes` are of an earlier document, damaged or cut off; the `.hashes`, which the package tests, are not.
    static let stale: Set<String> = [
        "epcisDocWithCustomSchemaInContext", "epcisDocWithAllGS1Keys", "epcisDocWithDefaultSchemaInContext",
    ]

    @Test func `are all there`() {
        #expect(HashVectors.names.count >= 20)
        #expect(Self.foreign.union(Self.stale).isSubset(of: HashVectors.names))
    }

    @Test(arguments: HashVectors.names.filter { !foreign.contains($0) }) func `come out`(name: String) throws {
        let events = try EPCISDocument.events(in: try HashVectors.bytes(name + ".jsonld"))
        let hashes = try events.map { try EventHash(json: $0.json) }
        #expect(hashes.map(\.uri) == (try HashVectors.lines(name + ".hashes")))
        if !Self.stale.contains(name) {
            #expect(hashes.map(\.preHash) == (try HashVectors.lines(name + ".prehashes")))
        }
    }
}

enum HashVectors {
    static let directory: URL? = {
        if let path = ProcessInfo.processInfo.environment["YIMA_EVENT_HASH_VECTORS"] { return URL(filePath: path) }
        guard let place = SharedData.directory?.appending(path: "event-hash") else { return nil }
        return FileManager.default.fileExists(atPath: place.path) ? place : nil
    }()
    static var isPresent: Bool { directory != nil }

    /// Those that have both a document in JSON and pre-hash strings.
    static let names: [String] = {
        guard let directory else { return [] }
        let files = Set((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [])
        return files.filter { $0.hasSuffix(".jsonld") }.map { String($0.dropLast(7)) }
            .filter { files.contains($0 + ".prehashes") }.sorted()
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        guard let directory else { return [] }
        return [UInt8](try Data(contentsOf: directory.appending(path: name)))
    }

    static func lines(_ name: String) throws -> [String] {
        String(decoding: try bytes(name), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}
