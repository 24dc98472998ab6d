import Testing

@testable import Codes
@testable import Values

private let reader = CodeReader()
private let keys = ApplicationIdentifierTable.standard.all.filter { $0.qualifiers != nil }

@Suite("Every primary key of GS1 with each of its qualifiers is one Digital Link, of any domain")
struct PrimaryKeyTests {
    @Test func thereAreSixteen() {
        #expect(keys.count == 16)
    }

    @Test(arguments: keys.map { String(decoding: $0.code, as: UTF8.self) })
    func inElementStringsAndLinks(code: String) throws {
        let key = try #require(ApplicationIdentifierTable.standard.identifier(Array(code.utf8)[...]))
        let alternatives = try #require(key.qualifiers)
        for alternative in alternatives.isEmpty ? [[]] : alternatives {
            // Every subset of the qualifiers, in order.
            for subset in 0..<(1 << alternative.count) {
                let numbers = alternative.indices.filter { subset >> $0 & 1 == 1 }.map { alternative[$0] }
                let chosen = try numbers.map { try #require(ApplicationIdentifierTable.standard[$0]) }
                let elements = ([key] + chosen).map { (String(decoding: $0.code, as: UTF8.self), Self.sample($0)) }
                let path = elements.map { "/\($0.0)/\(PercentEncoding.encode($0.1))" }.joined()
                if key.number == 4150, chosen.isEmpty {
                    // A payment is named by its reference (8020) too: the dictionary asks for it.
                    #expect(throws: CodeError.self) { try reader.read("https://a.cn" + path) }
                    continue
                }
                let link = try reader.read("https://trace.example.cn/a/b" + path)
                #expect(link.uri == "https://id.gs1.org" + path)
                #expect(link.scheme == key.name)
                #expect(try reader.read(link.uri) == link)
                #expect(try link.digitalLink(domain: "a.cn") == "https://a.cn" + path)
                // A subset of two alternatives may be the other one's on a label; the link says which was meant.
                let label = elements.map { "(\($0.0))\($0.1)" }.joined()
                if key.needs.isEmpty, let read = try? reader.read(label) { #expect(read == link, "\(label)") }
                let raw = "]d2" + elements.map { $0.0 + $0.1 }.joined(separator: "\u{1D}")
                if key.needs.isEmpty { #expect((try? reader.read(raw)) == (try? reader.read(label)), "\(raw)") }
            }
        }
    }

    /// Data that the identifier takes, as long as they can be.
    private static func sample(_ identifier: ApplicationIdentifier) -> String {
        identifier.components.map { component in
            let checks = component.checks
            if checks.contains(.zero) { return "0" }
            if checks.contains(.pieceoftotal) { return "0102" }
            let alphabet = Array(
                component.characters == .n
                    ? "4012345678" : component.characters == .y ? "4012345A#/-" : "4012345aB/%&=+")
            var text = String((0..<component.lengthMax).map { alphabet[$0 % alphabet.count] })
            if checks.contains(.csum) {
                text.removeLast()
                text += CheckCharacter.gs1(text).map { String($0) } ?? ""
            }
            if checks.contains(.csumalpha) {
                text = String(text.dropLast(2))
                text += CheckCharacter.gs1Pair(text) ?? ""
            }
            return text
        }
        .joined()
    }
}
