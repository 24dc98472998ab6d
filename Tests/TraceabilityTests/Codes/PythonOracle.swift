import Foundation
import Testing

/// biip and python-stdnum behind `scripts/oracles/codes.py`: implementations that share nothing with this one.
enum PythonOracle {
    /// A Python that has them; without it the tests that need them are skipped, unless `YIMA_REQUIRE_ORACLES=1`.
    static let interpreter = ProcessInfo.processInfo.environment["YIMA_ORACLE_PYTHON"]
    static let isRequired = ProcessInfo.processInfo.environment["YIMA_REQUIRE_ORACLES"] == "1"
    static let howToInstall: Comment =
        "set YIMA_ORACLE_PYTHON to a Python that has biip and python-stdnum (YIMA_REQUIRE_ORACLES=1 makes its absence a failure)"

    struct Question: Encodable {
        let `do`: String
        let code: String
    }

    struct Answer: Decodable {
        let ok: Bool
        let value: Value?
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

    struct Absent: Error {}
    struct Failed: Error { let status: Int32 }

    /// The answers, one for each question, from one run of the program.
    static func ask(_ questions: [Question]) throws -> [Answer] {
        guard let interpreter else { throw Absent() }
        let input = FileManager.default.temporaryDirectory.appending(path: "codes-oracle-\(UUID()).jsonl")
        defer { try? FileManager.default.removeItem(at: input) }
        let encoder = JSONEncoder()
        try Data(questions.map { try encoder.encode($0) }.joined(separator: [0x0a])).write(to: input)
        let process = Process()
        process.executableURL = URL(filePath: interpreter)
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "scripts/oracles/codes.py").path()
        ]
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus) }
        let decoder = JSONDecoder()
        let answers = try bytes.split(separator: 0x0a).map { try decoder.decode(Answer.self, from: Data($0)) }
        try #require(answers.count == questions.count)
        return answers
    }
}
