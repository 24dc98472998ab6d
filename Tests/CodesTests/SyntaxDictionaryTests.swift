import Foundation
import OracleTesting
import Testing
import Values

@testable import Codes

/// The GS1 Barcode Syntax Dictionary itself, which lies outside the repository: every fact of it must be in the table.
@Suite(
    "The table says of each application identifier what GS1's dictionary says", .enabled(if: SyntaxDictionary.isPresent)
)
struct SyntaxDictionaryTests {
    @Test func andNoneIsMissingOrInvented() {
        let listed = Set(SyntaxDictionary.entries.map(\.code))
        let ours = Set(ApplicationIdentifierTable.standard.all.map { String(decoding: $0.code, as: UTF8.self) })
        #expect(listed.count > 500)
        #expect(ours == listed)
    }

    @Test func inFormatChecksPairsAndQualifiers() throws {
        for entry in SyntaxDictionary.entries {
            let code = Array(entry.code.utf8)
            let identifier = try #require(ApplicationIdentifierTable.standard.identifier(code[...]), "\(entry.code)")
            #expect(identifier.isPredefined == entry.flags.contains("*"), "\(entry.code)")
            #expect(identifier.isAttribute == entry.flags.contains("?"), "\(entry.code)")
            #expect(identifier.components.map(Self.shown) == entry.components, "\(entry.code)")
            #expect(Self.sorted(identifier.needs) == Self.sorted(try entry.required.map(Self.groups)), "\(entry.code)")
            #expect(
                Set(identifier.bars) == Set(try entry.excluded.map(Self.members)), "\(entry.code)")
            #expect(identifier.qualifiers == entry.qualifiers?.map { $0.map(Self.number) }, "\(entry.code)")
            // Coupons have no title there.
            #expect(entry.title.isEmpty || identifier.label.en == entry.title, "\(entry.code)")
        }
    }

    /// `N13,csum,gcppos1`, `[N6],yymmdd`: our own additions for how a value is shown are left out.
    private static func shown(_ component: ApplicationIdentifier.Component) -> String {
        let letter = "\(component.characters)".uppercased()
        let isFixed = component.lengthMin == component.lengthMax
        let checks = component.checks.filter { $0 != .hundredths }.map { $0 == .lastday ? "yymmd0" : $0.rawValue }
        let form = letter + (isFixed ? "\(component.lengthMax)" : "..\(component.lengthMax)")
        return ([component.isOptional ? "[\(form)]" : form] + checks).joined(separator: ",")
    }

    private static func number(_ code: String) -> Int { ApplicationIdentifier.number(of: Array(code.utf8)[...]) ?? -1 }

    private static func members(_ pattern: String) throws -> ApplicationIdentifier.Members {
        number(pattern.replacing("n", with: "0"))...number(pattern.replacing("n", with: "9"))
    }

    private static func groups(_ list: String) throws -> [[ApplicationIdentifier.Members]] {
        try list.split(separator: ",").map { try $0.split(separator: "+").map { try members(String($0)) } }
    }

    private static func sorted(_ sets: [[[ApplicationIdentifier.Members]]]) -> [String] {
        sets.map { "\($0)" }.sorted()
    }
}

private enum SyntaxDictionary {
    struct Entry {
        var code: String
        var flags: String
        var components: [String]
        var required: [String] = []
        var excluded: [String] = []
        var qualifiers: [[String]]?
        var title: String
    }

    static let isPresent = !entries.isEmpty

    static let entries: [Entry] = {
        guard let file = SharedData.directory?.appending(path: "gs1-syntax-dictionary.txt"),
            let text = try? String(contentsOf: file, encoding: .utf8)
        else { return [] }
        return text.split(separator: "\n").filter { $0.first?.isNumber ?? false }.flatMap(entries)
    }()

    private static func entries(_ line: Substring) -> [Entry] {
        let halves = line.split(separator: "#", maxSplits: 1)
        var words = halves[0].split(separator: " ").map(String.init)
        let codes = words.removeFirst().split(separator: "-").map(String.init)
        var flags = ""
        if let first = words.first, !"NXYZ[".contains(first.prefix(1)) { flags = words.removeFirst() }
        var entry = Entry(
            code: "", flags: flags, components: [],
            title: halves.count > 1 ? halves[1].trimmingCharacters(in: .whitespaces) : "")
        for word in words {
            if "NXYZ[".contains(word.prefix(1)) {
                entry.components.append(word)
            } else if let list = value(of: "req", in: word) {
                entry.required.append(list)
            } else if let list = value(of: "ex", in: word) {
                entry.excluded += list.split(separator: ",").map(String.init)
            } else if word == "dlpkey" {
                entry.qualifiers = []
            } else if let list = value(of: "dlpkey", in: word) {
                entry.qualifiers = list.split(separator: "|").map { $0.split(separator: ",").map(String.init) }
            }
        }
        guard let first = codes.first.flatMap({ Int($0) }), let last = codes.last.flatMap({ Int($0) }) else {
            return []
        }
        return (first...last).map { number in
            var one = entry
            let digits = String(number)
            one.code = String(repeating: "0", count: max(0, codes[0].count - digits.count)) + digits
            return one
        }
    }

    private static func value(of key: String, in word: String) -> String? {
        word.hasPrefix(key + "=") ? String(word.dropFirst(key.count + 1)) : nil
    }
}
