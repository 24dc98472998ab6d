import ArgumentParser
import Codes
import CommandSupport
import StrictJSON

/// A scanner as keyboard: one code a line, each answered at once.
struct Scan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: said("Answer each scanned code at once.", "逐个扫码，即时应答。"),
        discussion: said(
            "Reads one code a line from standard input, as a scanner that acts as a keyboard types it, and says what it is and "
                + "what is on record. Nothing is recorded and nothing proven: 'yima verify' does that.",
            "从标准输入逐行读取编码（扫码枪作为键盘），并说明其含义与账本记录。不写入、不证明；验证请用 yima verify。"))

    @OptionGroup var options: LedgerOptions

    @Flag(help: .said("one JSON line a code", "每个编码输出一行 JSON"))
    var json = false

    func run() async throws {
        let url = try Settings().ledger(options.ledger)
        if Terminal.isInput { Console.message(said("scan codes; Ctrl-D ends", "请扫码；按 Ctrl-D 结束")) }
        try await LedgerConnection.asking(url) { ledger throws(CommandError) in
            let reader = try CodeReader.settled()
            var lines = LineReader(try ByteSource(path: "-"), bytesMax: 4096)
            while let line = try lines.next() {
                let written = String(decoding: line.bytes, as: UTF8.self).trimmedLine
                if !written.isEmpty { try await answer(written, reader, ledger) }
            }
        }
    }

    private func answer(_ written: String, _ reader: CodeReader, _ ledger: LedgerConnection) async throws(CommandError)
    {
        let code: CanonicalCode
        do throws(CodeError) {
            code = try reader.read(written)
        } catch {
            let reason = "\(written.shown)  \(said(error.wording).printable)"
            let hint = error.hint.map { said("; ", "；") + said($0).printable } ?? ""
            return try say(Terminal.paint("✗ ", .red) + reason + hint, error.json(input: written))
        }
        do throws(CommandError) {
            let found = try await ledger.lookup(written, limit: 1)
            try answer(code, written, found, ledger.url)
        } catch {
            guard error.status != .cannotRead else { throw error }
            // A scanner's user goes on: what the code is can be said without the ledger.
            try say(
                Terminal.paint("? ", .yellow) + "\(code.uri.shown)  \(said(error.wording).printable)",
                code.answer(written, known: nil, state: .null))
        }
    }

    private func answer(_ code: CanonicalCode, _ written: String, _ found: [UInt8]?, _ url: String) throws(CommandError)
    {
        guard let found else {
            return try say(
                Terminal.paint("○ ", .yellow) + "\(code.uri.shown)  \(said("nothing is on record", "没有任何记录"))",
                code.answer(written, known: false, state: .null))
        }
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
