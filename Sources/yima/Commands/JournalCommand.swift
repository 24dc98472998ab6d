import ArgumentParser
import CommandSupport
import DeviceSync
import Files
import Journals
import Ledger
import Pictures
import Printing
import SQLiteStore
import StrictJSON
import TransparencyLog
import Values

/// `yima journal`: what this device's journal shows of itself.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: said("What this device shows of its journal.", "出示本设备日志的内容。"),
        subcommands: [ShowCheckpoint.self])

    struct ShowCheckpoint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "checkpoint",
            abstract: said(
                "Show how far this device has signed, for an inspector to take down.", "出示本设备已签署到何处，供检查人员记录。"),
            discussion: said(
                "One line (yima-field/1 …), which yima field note takes, also as a QR code. Whoever has it can prove later that nothing which "
                    + "was signed by now is missing or changed. Needs no network; exits 3 where nothing is signed yet.",
                "输出一行（yima-field/1 …），可用二维码出示，由 yima field note 记录。持有者日后可证明此刻已签署的内容无缺失、无更改。无需网络；尚未签署任何内容时退出状态为 3。"))

        @OptionGroup var options: JournalOptions

        @Flag(help: .said("as a QR code too, for a telephone or scanner", "同时显示二维码"))
        var qr = false

        @Option(
            help: .said("write the QR code to this file, as SVG", "将二维码写入此 SVG 文件", valueName: "file"),
            completion: .file())
        var svg: String?

        @OptionGroup var overwriting: OverwriteOptions

        @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
        var json = false

        func validate() throws {
            if json, qr { throw ValidationError(en: "--json and --qr exclude each other", zh: "--json 与 --qr 不能同用") }
        }

        func run() async throws {
            try overwriting.check(svg)
            let home = try JournalHome(options: options)
            let journal = try home.journal(.readOnly)
            let head: JournalHead
            do throws(StoreError) { head = try await journal.head() } catch { throw CommandError(error) }
            guard !head.checkpoint.isEmpty else {
                throw CommandError(
                    .unknown, at: Wording(home.directory), en: "nothing is signed yet", zh: "尚未签署任何内容")
            }
            let note: FieldNote
            do throws(FieldNoteError) { note = try FieldNote(note: head.checkpoint, key: home.verifierKey) } catch {
                throw CommandError(.software, at: Wording(home.directory), error.wording)
            }
            if let svg {
                try FileWriter.write(Array(try Self.symbol(note).svg().utf8), to: svg, existing: overwriting.existing)
            }
            if json { return try Console.print(Self.document(note, waiting: head.waiting)) }
            if qr { for line in try Self.symbol(note).halfBlocks { try Console.print(Self.onBlack(line)) } }
            try Console.print(note.text)
            Console.message(
                said(
                    "\(home.name): \(note.checkpoint.treeSize.grouped) \(note.checkpoint.treeSize == 1 ? "event" : "events") signed, \(head.waiting.grouped) of them not pushed yet",
                    "\(home.name)：已签署 \(note.checkpoint.treeSize.grouped) 条，其中 \(head.waiting.grouped) 条尚未推送"))
        }

        private static func document(_ note: FieldNote, waiting: UInt64) -> JSONNode {
            .object([
                ("journal", .string("\(note.journal)")), ("size", .unsigned(note.checkpoint.treeSize)),
                ("root", .string(note.checkpoint.root.base64)), ("waiting", .unsigned(waiting)),
                ("text", .string(note.text)), ("note", .string(String(decoding: note.note, as: UTF8.self))),
            ])
        }

        private static func symbol(_ note: FieldNote) throws(CommandError) -> Symbol {
            do throws(LabelError) { return try Symbol(SymbolData(text: note.text)) } catch {
                throw CommandError(.software, at: nil, error.wording)
            }
        }

        /// White on black, whatever the terminal's own colours are.
        private static func onBlack(_ line: String) -> String {
            Terminal.isColoured ? "\u{1B}[97;40m\(line)\u{1B}[0m" : line
        }
    }
}
