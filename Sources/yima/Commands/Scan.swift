import ArgumentParser
import Codes
import CommandSupport
import EPCIS
import StrictJSON
import Values

/// A scanner as keyboard: one code a line, each answered at once.
struct Scan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: said("Answer each scanned code at once.", "逐个扫码，即时应答。"),
        discussion: said(
            "Reads one code a line from standard input, as a scanner that acts as a keyboard types it, and says what it is and "
                + "what is on record. Nothing is recorded and nothing proven: 'yima verify' does that. Exits 69 where the ledger did not answer "
                + "about all of them.",
            "从标准输入逐行读取编码（扫码枪作为键盘），并说明其含义与账本记录。不写入、不证明；验证请用 yima verify。账本未全部应答时退出状态为 69。"))

    @OptionGroup var options: LedgerOptions

    @Flag(help: .said("one JSON line a code", "每个编码输出一行 JSON"))
    var json = false

    func run() async throws {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let url = try settings.ledger(options.ledger)
        if Terminal.isInput { Console.message(said("scan codes; Ctrl-D ends", "请扫码；按 Ctrl-D 结束")) }
        let isAnswered = try await LedgerConnection.asking(url) { ledger throws(CommandError) -> Bool in
            let reader = try CodeReader.settled()
            await Self.sayWhetherReached(ledger)
            var watch = ScanWatch(ledger: ledger, trust: trust)
            var isAnswered = true
            var lines = LineReader(try ByteSource(path: "-"), bytesMax: 4096)
            while let line = try lines.next() {
                let written = String(decoding: line.bytes, as: UTF8.self).trimmedLine
                if !written.isEmpty, try await !answer(written, reader, &watch) { isAnswered = false }
            }
            return isAnswered
        }
        if !isAnswered { throw ExitStatus.unreachable.exitCode }
    }

    /// Before the first code: whoever scans a whole pallet should not learn at its end that nothing was looked up.
    private static func sayWhetherReached(_ ledger: LedgerConnection) async {
        do throws(CommandError) {
            _ = try await ledger.checkpoint()
        } catch {
            guard error.status == .unreachable else { return }
            Console.message(
                said("the ledger cannot be reached: ", "无法连接账本：")
                    + "\(said(error.wording).printable)\n"
                    + said(
                        "what each code is will be said, and not what is on record about it",
                        "只能说明编码含义，不能查询其记录"))
        }
    }

    private static let person = CodeError(reason: .personalNumber, wording: PersonalNumber.identity.wording)

    /// - Returns: false where the ledger did not answer.
    private func answer(
        _ written: String, _ reader: CodeReader, _ watch: inout ScanWatch
    ) async throws(CommandError) -> Bool {
        let code: CanonicalCode
        do throws(CodeError) {
            code = try reader.read(written)
            // Whoever is asked keeps what was asked, and so does this device.
            if PersonalNumber.isHeld(by: code) { throw Self.person }
        } catch {
            let shown = error.reason == .personalNumber ? "…" : written.shown
            let reason = "\(shown)  \(said(error.wording).printable)"
            let hint = error.hint.map { said("; ", "；") + said($0).printable } ?? ""
            try say(Terminal.paint("✗ ", .red) + reason + hint, error.json(input: written))
            return true
        }
        do throws(CommandError) {
            let found = try await watch.ledger.lookup(written, limit: 1)
            try await watch.hold()
            try answer(code, written, found, watch.ledger.url)
            return true
        } catch {
            guard error.status != .cannotRead, error.status != .violated else { throw error }
            // A scanner's user goes on: what the code is can be said without the ledger.
            try say(
                Terminal.paint("? ", .yellow) + "\(code.uri.shown)  \(said(error.wording).printable)",
                code.answer(written, known: nil, state: .null))
            return false
        }
    }

    private func answer(_ code: CanonicalCode, _ written: String, _ found: [UInt8]?, _ url: String) throws(CommandError)
    {
        guard let found else {
            return try say(
                Terminal.paint("○ ", .yellow) + "\(code.uri.shown)  \(said("nothing is on record", "没有任何记录"))",
                code.answer(written, known: false, state: .null))
        }
        RecentCodes.note(written)
        guard !json else {
            return try Console.print(code.answer(written, known: true, state: try LookupText(found, url: url).state))
        }
        try Console.print(Terminal.paint("● ", .green) + (try LookupText(found, url: url)).line(code))
    }

    private func say(_ text: String, _ node: JSONNode) throws(CommandError) {
        if json { try Console.print(node) } else { try Console.print(text) }
    }
}

extension CanonicalCode {
    /// `yima code --json`'s line with what the ledger knows: `"known"` is null where it did not answer.
    fileprivate func answer(_ written: String, known: Bool?, state: JSONNode) -> JSONNode {
        guard case .object(let members) = json(input: written) else { preconditionFailure("a code is an object") }
        return .object(members + [("known", known.map { .bool($0) } ?? .null), ("state", state)])
    }
}

/// Holds the ledger to its word while codes are scanned: before the first answer, and then now and again.
private struct ScanWatch {
    let ledger: LedgerConnection
    let trust: LedgerTrust
    private var watched: WatchedLedger?
    private var heldAt: ContinuousClock.Instant?

    /// Scanning goes on at once; a fork that shows itself meanwhile is found within this.
    private static let interval = Duration.seconds(10)

    init(ledger: LedgerConnection, trust: LedgerTrust) {
        self.ledger = ledger
        self.trust = trust
    }

    mutating func hold() async throws(CommandError) {
        if let heldAt, ContinuousClock.now - heldAt < Self.interval { return }
        // Not before it is needed: whoever has no ledger scans too.
        let watched: WatchedLedger
        if let known = self.watched {
            watched = known
        } else {
            watched = try await WatchedLedger(ledger, key: try await trust.key(of: ledger))
            self.watched = watched
        }
        try await watched.hold()
        heldAt = .now
    }
}
