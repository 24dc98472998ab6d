import Foundation
import FoundationNetworking
import Glibc
import ProgramTesting
import Testing

/// A ledger of its own with its daemon running, as a process, on a free port.
final class Daemon: @unchecked Sendable {
    // Unchecked: a test uses its daemon from one task at a time.
    let tool: Tool
    private(set) var url = ""
    /// How long an entry waits at most until a state of the index covers it; 0: the ledger makes none.
    private let stateSeconds: Int
    private var running: RunningProgram?
    private var address = "127.0.0.1:0"

    static let data = "ledger"
    static let origin = "trace.example.gov.cn/test"

    private init(_ tool: Tool, stateSeconds: Int = 0) {
        self.stateSeconds = stateSeconds
        self.tool = tool
    }

    /// A new ledger, its daemon ready.
    static func begin(stateSeconds: Int = 0, origin: String = Daemon.origin) async throws -> Daemon {
        let daemon = Daemon(Tool(), stateSeconds: stateSeconds)
        let begun = try await daemon.yimad("init", "--data", data, "--origin", origin)
        try #require(begun.status == 0, "\(begun.errors)")
        try await daemon.start()
        return daemon
    }

    /// A daemon on the ledger that lies in the tool's home.
    static func serving(_ tool: Tool, _ options: String...) async throws -> Daemon { try await serving(tool, options) }

    static func serving(_ tool: Tool, _ options: [String]) async throws -> Daemon {
        let daemon = Daemon(tool)
        try await daemon.start(options)
        return daemon
    }

    func start(_ options: String...) async throws { try await start(options) }

    private func start(_ options: [String]) async throws {
        var program = tool.program("yimad", ["run", "--data", Self.data, "--listen", address] + options)
        // Most tests name entries by their numbers: the ledger's own must not come between.
        program.environment?["YIMAD_INDEX_STATE_SECONDS"] = "\(stateSeconds)"
        running = try await program.start(log: tool.home.url("daemon.log"))
        try await wait("the daemon to be ready") { await self.isReady() }
    }

    /// Copies the stopped ledger, its keys and what it remembers of its own signatures with it.
    func copy(to name: String) throws {
        try FileManager.default.copyItem(at: tool.home.url(Self.data), to: tool.home.url(name))
    }

    /// Puts a copy in the place of the stopped ledger.
    func replace(by name: String) throws {
        try FileManager.default.removeItem(at: tool.home.url(Self.data))
        try FileManager.default.moveItem(at: tool.home.url(name), to: tool.home.url(Self.data))
    }

    /// From now on it is started where it listens now: others know it by its address.
    func keepsAddress() { address = String(url.dropFirst("http://".count)) }

    /// The process that holds the ledger; nil for none.
    var process: Int32? { running?.processIdentifier }

    /// Whether its process is there.
    var isRunning: Bool { running.map { $0.status == nil } ?? false }

    /// Takes note that it was killed.
    func died() async throws {
        let gone = running
        running = nil
        _ = await gone?.end(SIGKILL)
    }

    /// Asks it to stop, and waits until it has.
    func stop() async throws {
        guard let running else { return }
        self.running = nil
        #expect(await running.end(SIGTERM) == 0, "\((try? tool.home.text("daemon.log")) ?? "")")
    }

    var verifierKey: String {
        get throws { try tool.home.text("\(Self.data)/ledger.vkey").trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    func yimad(_ arguments: String...) async throws -> Tool.Outcome {
        try await tool.run("yimad", arguments)
    }

    /// A tool whose journal is enrolled and whose ledger this is.
    func device(_ name: String, isEnrolled: Bool = true) async throws -> Tool {
        var tool = tool
        tool.environment = ["YIMA_JOURNAL": name, "YIMA_LEDGER": url]
        let begun = try await tool.yima("init", "--operator", Scans.uscc, "--name", name)
        try #require(begun.status == 0)
        guard isEnrolled else { return tool }
        let listed = try await yimad("operator", "list", "--data", Self.data)
        if !listed.output.contains(Scans.uscc) {
            let added = try await yimad("operator", "add", "--data", Self.data, "--uscc", Scans.uscc, "--name", "惠安渔场")
            try #require(added.status == 0, "\(added.errors)")
        }
        let key = begun.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let added = try await yimad("device", "add", "--data", Self.data, "--vkey", key)
        try #require(added.status == 0, "\(added.errors)")
        return tool
    }

    private func isReady() async -> Bool {
        guard let lock = try? Data(contentsOf: tool.home.url("\(Self.data)/yimad.lock")),
            let holder = try? JSONDecoder().decode(Holder.self, from: lock), let address = holder.address,
            let health = URL(string: address + "/healthz"),
            let (_, response) = try? await URLSession.shared.data(from: health)
        else { return false }
        url = address
        return (response as? HTTPURLResponse)?.statusCode == 200
    }

    private struct Holder: Decodable {
        let address: String?
    }
}

extension Daemon {
    /// The tool of a firm's device, which is enrolled with the firm and pushes to this ledger.
    func device(of uscc: String, name: String) async throws -> Tool {
        var tool = tool
        tool.environment = ["YIMA_JOURNAL": uscc, "YIMA_LEDGER": url]
        let begun = try await tool.yima("init", "--operator", uscc, "--name", "pc-1")
        try #require(begun.status == 0, "\(begun.errors)")
        let added = try await yimad("operator", "add", "--data", Self.data, "--uscc", uscc, "--name", name)
        try #require(added.status == 0, "\(added.errors)")
        let key = begun.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let enrolled = try await yimad("device", "add", "--data", Self.data, "--vkey", key)
        try #require(enrolled.status == 0, "\(enrolled.errors)")
        return tool
    }
}

/// Waits until a condition holds, at most half a minute.
func wait(_ what: String, until condition: () async -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !(await condition()) {
        try #require(ContinuousClock.now < deadline, "waited too long for \(what)")
        try await Task.sleep(for: .milliseconds(20))
    }
}
