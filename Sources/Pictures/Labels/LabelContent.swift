public import Codes
import Values

/// All that one label shows: the symbol's data and the lines for people.
public struct LabelContent: Hashable, Sendable {
    /// A line: title and value.
    public struct Line: Hashable, Sendable {
        public let title: String
        public let value: String

        public init(title: String, value: String) {
            self.title = title.onOneLine
            self.value = value.onOneLine
        }
    }

    /// The name of the product; empty where there is none.
    public let productName: String
    /// The lines below it, in order.
    public let lines: [Line]
    public let data: SymbolData

    /// Lines of one label, and characters of one line.
    public static let linesMax = 12
    public static let charactersMax = 200

    /// - Parameters:
    ///   - fields: what was written beside the code; what the code itself says is added to it.
    ///   - others: further lines, after the fields.
    public init(
        _ code: CanonicalCode, data: SymbolData, productName: String = "", fields: [LabelField: String] = [:],
        others: [Line] = [], language: LabelLanguage = .zh
    ) {
        self.productName = String(productName.onOneLine.prefix(Self.charactersMax))
        self.data = data
        let own = LabelField.allCases.compactMap { field in
            (fields[field] ?? field.value(in: code)).map { Line(title: language.of(field.title), value: $0) }
        }
        lines = Array((own + others).filter { !$0.value.isEmpty }.prefix(Self.linesMax))
    }

    /// The field whose written text contradicts the code, with the code's own value.
    public static func contradiction(
        of fields: [LabelField: String], with code: CanonicalCode
    ) -> (field: LabelField, ofCode: String)? {
        for field in LabelField.allCases {
            guard let written = fields[field], let ofCode = field.value(in: code), !field.agrees(written, ofCode)
            else { continue }
            return (field, ofCode)
        }
        return nil
    }
}

extension String {
    /// Without line breaks, control characters and what turns the direction of text: one line that prints as it reads.
    var onOneLine: String {
        let scalars = unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: " "
            case .format: scalar.value == 0x200D ? scalar : " "
            default: scalar
            }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text).trimmed
    }
}
