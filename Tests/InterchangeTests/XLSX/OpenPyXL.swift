import Foundation
import OracleTesting
import Testing

/// Python's openpyxl behind `scripts/oracles/xlsx`: a writer of workbooks that shares nothing with the reader here.
enum OpenPyXL {
    /// Without it these tests are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static var isAvailable: Bool { Oracle.python != nil }
    static var isRequired: Bool { Oracle.areRequired }
    static let howToInstall: Comment =
        "YIMA_ORACLE_PYTHON names no Python with openpyxl (YIMA_REQUIRE_ORACLES=1 makes this a failure)"

    /// A cell as the program takes it.
    enum Cell: Encodable {
        case empty
        case text(String)
        case number(Double)
        case integer(Int)
        case bool(Bool)
        /// `date`, `datetime`, `time`, `formula`: its value as text.
        case kind(String, String, format: String? = nil)
        case rich([String])
        case styled(Double, format: String)

        private enum Key: CodingKey { case kind, v, format }

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .empty:
                var container = encoder.singleValueContainer()
                try container.encodeNil()
            case .text(let value): try value.encode(to: encoder)
            case .number(let value): try value.encode(to: encoder)
            case .integer(let value): try value.encode(to: encoder)
            case .bool(let value): try value.encode(to: encoder)
            case .kind(let kind, let value, let format):
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(kind, forKey: .kind)
                try container.encode(value, forKey: .v)
                try container.encodeIfPresent(format, forKey: .format)
            case .rich(let runs):
                var container = encoder.container(keyedBy: Key.self)
                try container.encode("rich", forKey: .kind)
                try container.encode(runs, forKey: .v)
            case .styled(let value, let format):
                var container = encoder.container(keyedBy: Key.self)
                try container.encode("styled", forKey: .kind)
                try container.encode(value, forKey: .v)
                try container.encode(format, forKey: .format)
            }
        }
    }

    struct Sheet: Encodable {
        var name = "Sheet1"
        var state = "visible"
        var rows: [[Cell]]
        var merge: [String] = []
    }

    struct Question: Encodable {
        struct Random: Encodable {
            let seed: Int
            let count: Int
        }

        var path = ""
        var date1904 = false
        var isoDates = false
        var sheets: [Sheet] = []
        var random: Random?
    }

    /// The workbook, and what the program printed.
    static func write(_ question: Question) async throws -> (workbook: [UInt8], output: Data) {
        let file = FileManager.default.temporaryDirectory.appending(path: "openpyxl-\(UUID()).xlsx")
        defer { try? FileManager.default.removeItem(at: file) }
        var question = question
        question.path = file.path
        let output = try await Oracle.python("xlsx/write.py").output(for: try JSONEncoder().encode(question))
        return ([UInt8](try Data(contentsOf: file)), output)
    }

    static func write(_ sheets: [Sheet], date1904: Bool = false, isoDates: Bool = false) async throws -> [UInt8] {
        try await write(Question(date1904: date1904, isoDates: isoDates, sheets: sheets)).workbook
    }
}
