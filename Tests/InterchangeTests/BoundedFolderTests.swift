import Files
import Foundation
import Testing

@Suite("A folder of what can be fetched again holds so much and no more")
struct BoundedFolderTests {
    private static func begin() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appending(path: "yima-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    private static func names(_ url: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
    }

    private static func write(_ name: String, _ byteCount: Int, age: Double, in url: URL) throws {
        try Data(repeating: 1, count: byteCount).write(to: url.appending(path: name))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1_000_000 - age)],
            ofItemAtPath: url.appending(path: name).path)
    }

    @Test("the files used longest ago go first; what is not its own, and what was kept just now, stays")
    func count() throws {
        let url = try Self.begin()
        defer { try? FileManager.default.removeItem(at: url) }
        for number in 1...5 { try Self.write("f\(number)", 10, age: Double(number), in: url) }
        try Self.write("other", 10, age: 99, in: url)
        try Self.write("f9", 10, age: 100, in: url)
        let folder = BoundedFolder(directory: url.path, fileCountMax: 3, byteCountMax: 1000) { $0.hasPrefix("f") }
        // Used just now, though written first.
        #expect(folder.use("f5") == "\(url.path)/f5")
        folder.prune(keeping: "f9")
        #expect(try Self.names(url) == ["f1", "f5", "f9", "other"])
        folder.prune(keeping: "f9")
        #expect(try Self.names(url) == ["f1", "f5", "f9", "other"])
    }

    @Test("its bytes are bounded too", arguments: [(29, ["f9"]), (30, ["f1", "f9"]), (40, ["f1", "f2", "f9"])])
    func bytes(most: Int, left: [String]) throws {
        let url = try Self.begin()
        defer { try? FileManager.default.removeItem(at: url) }
        for number in 1...2 { try Self.write("f\(number)", 10, age: Double(number), in: url) }
        try Self.write("f9", 20, age: 100, in: url)
        BoundedFolder(directory: url.path, fileCountMax: 9, byteCountMax: most) { $0.hasPrefix("f") }.prune(
            keeping: "f9")
        #expect(try Self.names(url) == left)
    }
}
