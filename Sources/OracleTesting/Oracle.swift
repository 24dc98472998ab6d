public import Foundation
public import ProgramTesting

/// A program that shares nothing with this project and answers the same questions: a line of JSON for each line of JSON.
public struct Oracle: Sendable {
    /// `YIMA_REQUIRE_ORACLES=1`: that a program is absent is a failure, and no reason to skip what needs it.
    public static let areRequired = ProcessInfo.processInfo.environment["YIMA_REQUIRE_ORACLES"] == "1"
    /// A Python that has the packages which `scripts/lib/oracles.sh` lists; `YIMA_ORACLE_PYTHON` names it.
    public static let python = ProcessInfo.processInfo.environment["YIMA_ORACLE_PYTHON"].map { URL(filePath: $0) }

    public struct Absent: Error {}

    public struct Failed: Error {
        public let status: Int32
        /// What it said on its standard error.
        public let message: String
    }

    /// So many answers came to so many questions.
    public struct Miscounted: Error {
        public let questions: Int
        public let answers: Int
    }

    private let executable: URL?
    private let arguments: [String]
    private let directory: URL
    private let environment: [String: String]

    /// - Parameters:
    ///   - executable: nil where the program is absent: then it is asked in vain.
    ///   - directory: where it runs, below `scripts/oracles`.
    ///   - environment: beside what the tests themselves have.
    public init(
        _ executable: URL?, _ arguments: [String], in directory: String = "", environment: [String: String] = [:]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.directory = Self.scripts.appending(path: directory)
        self.environment = environment
    }

    /// A Python program below `scripts/oracles`.
    public static func python(_ script: String) -> Oracle {
        Oracle(python, [scripts.appending(path: script).path])
    }

    /// A Python program below `scripts/oracles`, to be started and left running; nil where its Python is absent.
    public static func running(_ script: String, _ arguments: [String]) -> Program? {
        python.map { Program($0, [scripts.appending(path: script).path] + arguments) }
    }

    /// The program of that name in the PATH.
    public static func program(named name: String) -> URL? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"
        return path.split(separator: ":").map { URL(filePath: String($0)).appending(path: name) }
            .first { FileManager.default.isExecutableFile(atPath: $0.path()) }
    }

    /// What the program prints for an input, from one run.
    public func output(for input: Data) async throws -> Data {
        guard let executable else { throw Absent() }
        let program = Program(
            executable, arguments, in: directory,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
        let outcome = try await program.run(input: input)
        guard outcome.status == 0 else {
            throw Failed(status: outcome.status, message: String(decoding: outcome.errors, as: UTF8.self))
        }
        return outcome.output
    }

    /// The answers, one for each line, from one run of the program.
    public func answers<Answer: Decodable>(
        to lines: [Data], as answer: Answer.Type = Answer.self
    ) async throws -> [Answer] {
        let output = try await output(for: Data(lines.joined(separator: [0x0A])))
        let decoder = JSONDecoder()
        let answers = try output.split(separator: 0x0A).map { try decoder.decode(Answer.self, from: Data($0)) }
        guard answers.count == lines.count else { throw Miscounted(questions: lines.count, answers: answers.count) }
        return answers
    }

    /// The same for questions that are written as JSON.
    public func answers<Answer: Decodable>(
        to questions: [some Encodable], as answer: Answer.Type = Answer.self
    ) async throws -> [Answer] {
        let encoder = JSONEncoder()
        return try await answers(to: questions.map { try encoder.encode($0) })
    }

    private static let scripts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scripts/oracles")
}
