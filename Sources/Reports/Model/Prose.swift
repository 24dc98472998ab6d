public import Values

/// A sentence of a report in one language, whose numbers stand for entries.
public struct Prose: Hashable, Sendable, ExpressibleByStringInterpolation {
    public enum Span: Hashable, Sendable {
        case text(String)
        case figure(Figure)
    }

    public private(set) var spans: [Span] = []

    public init(stringLiteral value: String) { spans = [.text(value)] }

    public init(stringInterpolation: StringInterpolation) { spans = stringInterpolation.spans }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var spans: [Span] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}

        public mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { spans.append(.text(literal)) }
        }

        public mutating func appendInterpolation(_ figure: Figure) { spans.append(.figure(figure)) }
        public mutating func appendInterpolation(_ text: String) { spans.append(.text(text)) }
        public mutating func appendInterpolation(_ number: Int) { spans.append(.text("\(number)")) }
        public mutating func appendInterpolation(_ day: CalendarDate) { spans.append(.text("\(day)")) }
        public mutating func appendInterpolation(_ prose: Prose) { spans += prose.spans }
    }

    /// One after the other.
    public static func + (left: Prose, right: Prose) -> Prose { joined([left, right], separator: "") }

    /// Several, one after another.
    public static func joined(_ parts: [Prose], separator: String) -> Prose {
        var joined: Prose = ""
        joined.spans = []
        for (place, part) in parts.enumerated() {
            if place > 0, !separator.isEmpty { joined.spans.append(.text(separator)) }
            joined.spans += part.spans
        }
        return joined
    }
}

/// The same in both languages.
public struct Sentence: Hashable, Sendable {
    public let en: Prose
    public let zh: Prose

    public init(en: Prose, zh: Prose) { (self.en, self.zh) = (en, zh) }

    public init(_ wording: Wording) {
        self.init(en: Prose(stringLiteral: wording.en), zh: Prose(stringLiteral: wording.zh))
    }
}
