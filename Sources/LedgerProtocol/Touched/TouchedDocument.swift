public import StrictJSON

/// The answer of `GET /touched`: a page of the codes that events name which meet a question.
public struct TouchedDocument: Hashable, Sendable {
    /// Canonical URIs, ascending, each once in this page.
    public let codes: [String]
    /// Codes and events that cannot be read; one is counted each time that it is met.
    public let unreadable: Int
    /// Where the question ends: ledger index after its last entry.
    public let upTo: UInt64
    /// The `cursor` of the next page; nil where there is none.
    public let next: String?

    /// The largest answer, in bytes: the codes of a page, and those of the event that filled it.
    public static let bytesMax = 8 << 20
    private static let (codesMax, codeBytesMax, cursorBytesMax) = (20_000, 2048, 512)

    public init(codes: [String], unreadable: Int, upTo: UInt64, next: String?) {
        (self.codes, self.unreadable, self.upTo, self.next) = (codes, unreadable, upTo, next)
    }

    /// `{"codes","unreadable","upTo","next"}`.
    public var json: JSONNode {
        .object([
            ("codes", .strings(codes)), ("unreadable", .integer(unreadable)), ("upTo", .unsigned(upTo)),
            ("next", next.map(JSONNode.string) ?? .null),
        ])
    }

    /// Nil where it is no such answer: a code is a line of text, and a page is not told twice.
    public init?(parsing bytes: [UInt8]) {
        guard let root = try? JSONDocument(bytes, limits: JSONLimits(sizeMax: Self.bytesMax)).root,
            let list = root["codes"], list.kind == .array,
            let unreadable = root["unreadable"]?.numberText.flatMap({ Int($0) }), unreadable >= 0,
            let upTo = root["upTo"]?.numberText.flatMap({ UInt64($0) }), let next = root["next"]
        else { return nil }
        var codes: [String] = []
        for element in list.elements {
            guard codes.count < Self.codesMax, let code = element.string, Self.isLine(code, Self.codeBytesMax) else {
                return nil
            }
            codes.append(code)
        }
        if next.kind == .null {
            self.next = nil
        } else {
            guard let cursor = next.string, Self.isLine(cursor, Self.cursorBytesMax) else { return nil }
            self.next = cursor
        }
        (self.codes, self.unreadable, self.upTo) = (codes, unreadable, upTo)
    }

    private static func isLine(_ text: String, _ bytesMax: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= bytesMax && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
