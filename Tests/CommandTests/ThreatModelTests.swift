import Foundation
import Testing

/// `docs/threat-model.md`: what it claims is held by tests, which are named there.
@Suite("The threat model") struct ThreatModelTests {
    private struct Claim: Hashable {
        let file: String
        let test: String
    }

    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func lines() throws -> [String] {
        try String(contentsOf: repository.appending(path: "docs/threat-model.md"), encoding: .utf8)
            .components(separatedBy: "\n")
    }

    /// `- File: "what the test is called"`.
    private static func claim(_ line: String) -> Claim? {
        guard line.hasPrefix("- "), line.hasSuffix("\""), let start = line.range(of: ": \"") else { return nil }
        return Claim(
            file: String(line[..<start.lowerBound].dropFirst(2)), test: String(line[start.upperBound...].dropLast()))
    }

    /// The text of every test file, by its name without the ending.
    private static func tests() throws -> [String: String] {
        let directory = repository.appending(path: "Tests")
        var texts: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path)
        where path.hasSuffix("Tests.swift") {
            let url = directory.appending(path: path)
            texts[url.deletingPathExtension().lastPathComponent, default: ""] += try String(
                contentsOf: url, encoding: .utf8)
        }
        return texts
    }

    @Test("names a test for each of its claims, and each of them is there")
    func references() throws {
        let tests = try Self.tests()
        let claims = try Self.lines().compactMap(Self.claim)
        #expect(claims.count >= 40)
        #expect(Set(claims).count == claims.count, "each is named once")
        for claim in claims {
            let text = try #require(tests[claim.file], "\(claim.file).swift is no test file")
            let names = ["\"\(claim.test)\"", "`\(claim.test)`", " \(claim.test)("]
            #expect(names.contains { text.contains($0) }, "\(claim.file): \(claim.test)")
        }
    }

    @Test("leaves no claim without a test")
    func everyClaim() throws {
        let lines = try Self.lines()
        for (place, line) in lines.enumerated() where line.hasPrefix("**") && !line.hasPrefix("**What") {
            let below = lines[(place + 1)...].prefix { !$0.isEmpty }
            #expect(below.contains { Self.claim($0) != nil }, "\(line)")
        }
    }
}
