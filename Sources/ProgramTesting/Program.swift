public import Foundation
import Subprocess
import SystemPackage

/// Another program, run as a user runs it.
///
/// Not by Foundation's `Process`: with Swift 6.3 its `run()` now and then reads past the end of what `readdir` gave it, and the tests
/// die with it.
public struct Program: Sendable {
    public var executable: URL
    public var arguments: [String]
    /// Where it runs; nil for where this process does.
    public var directory: URL?
    /// All that it has of an environment; nil for that of this process.
    public var environment: [String: String]?

    public init(
        _ executable: URL, _ arguments: [String] = [], in directory: URL? = nil, environment: [String: String]? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.directory = directory
        self.environment = environment
    }

    /// What a run gave.
    public struct Outcome: Sendable {
        /// Its exit status; the number of the signal that ended it.
        public let status: Int32
        public let output: Data
        public let errors: Data
    }

    /// Runs to the end, without holding a thread meanwhile.
    public func run(input: Data = Data()) async throws -> Outcome {
        // Files, not pipes: the program may end before it has read everything, and leave behind others that hold its pipes.
        let files = URL(filePath: NSTemporaryDirectory()).appending(path: "yima-program-\(UUID())")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: files) }
        let asked = files.appending(path: "in")
        let output = files.appending(path: "out")
        let errors = files.appending(path: "err")
        try input.write(to: asked)
        let status = try await Subprocess.run(
            configuration,
            input: .fileDescriptor(try .open(FilePath(asked.path), .readOnly), closeAfterSpawningProcess: true),
            output: .fileDescriptor(try Self.written(output), closeAfterSpawningProcess: true),
            error: .fileDescriptor(try Self.written(errors), closeAfterSpawningProcess: true)
        ).terminationStatus
        return Outcome(
            status: status.number, output: try Data(contentsOf: output), errors: try Data(contentsOf: errors))
    }

    /// Starts it beside the tests; it ends with whoever holds what is given, if not before.
    /// - Parameter log: what it says on its standard error is appended to this file.
    public func start(log: URL? = nil) async throws -> RunningProgram {
        let errors = try log.map(Self.written) ?? .open("/dev/null", .writeOnly)
        let running = RunningProgram.State()
        let (started, starting) = AsyncThrowingStream<Int32, any Error>.makeStream()
        let configuration = configuration
        let task = Task {
            do {
                let result = try await Subprocess.run(
                    configuration, input: .none, output: .discarded,
                    error: .fileDescriptor(errors, closeAfterSpawningProcess: true)
                ) { execution in
                    starting.yield(execution.processIdentifier.value)
                }
                running.ended(with: result.terminationStatus.number)
                starting.finish()
            } catch {
                starting.finish(throwing: error)
            }
        }
        for try await processIdentifier in started {
            return RunningProgram(processIdentifier: processIdentifier, state: running, task: task)
        }
        throw CancellationError()
    }

    private var configuration: Configuration {
        var inherited = Environment.inherit
        if let environment {
            inherited = .custom(
                Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) }))
        }
        return Configuration(
            executable: .path(FilePath(executable.path)), arguments: Arguments(arguments), environment: inherited,
            workingDirectory: directory.map { FilePath($0.path) })
    }

    private static func written(_ file: URL) throws -> FileDescriptor {
        try .open(
            FilePath(file.path), .writeOnly, options: [.create, .append], permissions: [.ownerReadWrite, .groupRead])
    }
}

extension TerminationStatus {
    /// The exit status, or the number of the signal.
    fileprivate var number: Int32 {
        switch self {
        case .exited(let code): code
        case .signaled(let signal): signal
        }
    }
}
