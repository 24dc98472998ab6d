import OracleTesting
import Testing

/// biip and python-stdnum behind `scripts/oracles/codes.py`: implementations that share nothing with this one.
enum PythonOracle {
    /// A Python that has them; without it the tests that need them are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static var isAvailable: Bool { Oracle.python != nil }
    static var isRequired: Bool { Oracle.areRequired }
    static let howToInstall: Comment =
        "set YIMA_ORACLE_PYTHON to a Python that has biip and python-stdnum (YIMA_REQUIRE_ORACLES=1 makes its absence a failure)"

    struct Question: Encodable {
        let `do`: String
        let code: String
    }

    struct Answer: Decodable {
        let ok: Bool
        let value: Value?
        /// Of a product code: whether it is a shop's or a firm's own.
        let inStore: Bool?
        let why: String?

        enum Value: Decodable, Equatable {
            case text(String)
            case elements([[String]])

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let text = try? container.decode(String.self) {
                    self = .text(text)
                } else {
                    self = .elements(try container.decode([[String]].self))
                }
            }
        }
    }

    /// The answers, one for each question, from one run of the program.
    static func ask(_ questions: [Question]) async throws -> [Answer] {
        try await Oracle.python("codes.py").answers(to: questions)
    }
}
