import ArgumentParser
import Chains
import Codes
import CommandSupport
import Evidence
import Files
import Pictures
import Rules
import StrictJSON
import Values
import WebPages

/// Who has how much of goods and of what was made of them, told from evidence that is proven first.
struct Recall: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall",
        abstract: said("Who has how much of it, and by when a recall must be done.", "召回：货物与制成品的持有方、数量和期限。"),
        discussion: said(
            "A lot, an item, a logistic unit, or a bare product code: then all of its lots. Exits 0 where everything on record was "
                + "proven and read, 1 where evidence is false, 2 where something is missing, 3 where nothing is on record.",
            "可用批次、单品、物流单元或产品编码（产品编码即其全部批次）。退出状态：0 全部记录已证实并读取，1 证据不实，2 有缺漏，3 没有记录。"))

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table, csv, xlsx, json
        /// A page to print, which needs nothing else.
        case html
        /// A picture to print: where it went, and how much is where.
        case svg
    }

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(
        help: .said(
            "table, csv, xlsx, json; html: a page to print; svg: a picture of where it went",
            "table、csv、xlsx、json；html：可打印页面；svg：去向图", valueName: "format"))
    var format = Format.table

    @Flag(help: .said("the same as --format json", "同 --format json"))
    var json = false

    @Option(
        name: .shortAndLong,
        help: .said("the file to write; without it standard output", "输出文件；不指定则输出到标准输出", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(help: .said("an evidence file instead of a ledger", "使用证据文件而不访问账本", valueName: "file"), completion: .file())
    var evidence: String?

    @Option(
        help: .said(
            "also write the evidence that it rests on", "同时写出所依据的证据文件", valueName: "file"), completion: .file())
    var keepEvidence: String?

    @Flag(
        help: .said(
            "take the ledger's own word, which is not proven: for goods with more records than evidence holds",
            "采用账本自己的说法（未经证实）：用于记录多于证据容量的货物"))
    var told = false

    @Option(
        help: .said(
            "also write the recall as a table to fill in and ingest: its opening, and a notice to each holder",
            "同时写出召回录入表：召回及对各持有方的通知，补全后用 yima ingest 录入", valueName: "file"), completion: .file())
    var draft: String?

    @Option(help: .said("the grade for the draft: 1, 2 or 3", "录入表中的召回级别：1、2 或 3"))
    var level: Int?

    @Option(help: .said("the reason for the draft", "录入表中的召回原因", valueName: "text"))
    var reason: String?

    @OptionGroup var overwriting: OverwriteOptions

    @Argument(help: .said("a code as it is written or scanned", "书写或扫描得到的编码"), completion: .recentCodes)
    var code: String

    mutating func validate() throws {
        if json {
            guard format == .table || format == .json else { throw ValidationError.jsonWithFormat }
            format = .json
        }
        if format == .xlsx, output == nil {
            throw ValidationError(en: "an XLSX file needs a name: -o FILE", zh: "XLSX 须指定文件名：-o FILE")
        }
        if told, format == .svg {
            throw ValidationError(en: "--told has no picture", zh: "--told 没有图")
        }
        if draft == nil, level != nil || reason != nil {
            throw ValidationError(en: "--level and --reason belong to --draft", zh: "--level 与 --reason 须与 --draft 同用")
        }
        if let level, !(1...3).contains(level) {
            throw ValidationError(en: "--level is 1, 2 or 3", zh: "--level 应为 1、2 或 3")
        }
        if told, draft != nil {
            throw ValidationError(en: "--told has no draft: nothing of it is proven", zh: "--told 未予证实，不能生成录入表")
        }
        if told, evidence != nil || keepEvidence != nil {
            throw ValidationError(en: "--told has no evidence", zh: "--told 没有证据")
        }
        if evidence != nil, keepEvidence != nil {
            throw ValidationError(en: "--keep-evidence asks a ledger", zh: "--keep-evidence 须访问账本")
        }
    }

    func run() async throws {
        let canonical = try CodeReader.settled(verdictOptions.definitions).goodsCode(code)
        try overwriting.check(output, keepEvidence, draft)
        if told { return try await writeLedgersWord(about: canonical) }
        let told = try await proven(about: canonical)
        guard !told.recall.report.isEmpty else {
            // What is hidden is not "nothing".
            let status = status(of: told.recall)
            for reason in told.recall.reasons.dropFirst() { Console.note("recall", reason) }
            if let reason = told.recall.reasons.first { throw CommandError(status, at: .code(code), reason) }
            throw CommandError.nothingOnRecord(code)
        }
        try write(told)
        if let keepEvidence {
            if let bytes = told.bytes {
                try FileWriter.write(bytes, to: keepEvidence, existing: overwriting.existing)
            } else {
                try keep(told.parts, beside: keepEvidence)
            }
        }
        if let draft {
            let table = RecallDraft(told.recall.report, level: level, reason: reason)
            try FileWriter.write(table.csv, to: draft, existing: overwriting.existing)
            Console.note("recall", table.wording(in: draft))
        }
        let status = status(of: told.recall)
        for reason in told.recall.reasons { Console.note("recall", reason) }
        // "Not recalled" is worth no more than that nothing was left out.
        if !told.recall.completeness.isShown { Console.note("recall", told.recall.completeness.wording) }
        if !told.recall.report.isComplete, evidence == nil {
            Console.message(
                said(
                    "hint: --told reads further than evidence, and proves nothing", "提示：--told 可读取更多记录，但不予证实"))
        }
        if status != .done { throw status.exitCode }
    }

    /// Of a product, or of what travelled in a container, each lot has evidence of its own: `e.yima` becomes `e-A1.yima`, `e-A2.yima`.
    private func keep(_ parts: [(code: CanonicalCode, bytes: [UInt8])], beside file: String) throws(CommandError) {
        let slash = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
        let dot = file[slash...].lastIndex(of: ".") ?? file.endIndex
        var taken: Set<String> = []
        for (place, part) in parts.enumerated() {
            let name = part.code.part("lot") ?? part.code.part("serial") ?? part.code.part("sscc") ?? "\(place + 1)"
            var safe = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" })
            if !taken.insert(safe).inserted { safe += "_\(place + 1)" }
            try FileWriter.write(
                part.bytes, to: "\(file[..<dot])-\(safe)\(file[dot...])", existing: overwriting.existing)
        }
        Console.note(
            "recall",
            Wording(
                en: "each of its \(parts.count) lots has evidence of its own: \(parts.count) files were written",
                zh: "其 \(parts.count) 个批次各有证据：已写出 \(parts.count) 个文件"))
    }

    /// Nothing of it is proven, but the ledger is held to what it signed before.
    private func writeLedgersWord(about code: CanonicalCode) async throws {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let language = Language.current.drawing
        let (written, page) = (self.code, format == .html ? language.rawValue : nil)
        let (answer, url) = try await LedgerConnection.asking(try settings.ledger(options.ledger)) {
            ledger throws(CommandError) -> ([UInt8], String) in
            let watched = try await WatchedLedger.beside(
                ledger, trust: trust, codes: try CodeReader.settled(verdictOptions.definitions), wanted: [code])
            let answer = try await ledger.recall(written, page: page)
            try await watched.hold()
            guard let answer else { throw .nothingOnRecord(written) }
            return (answer, ledger.url)
        }
        if format == .html {
            try put(answer)
        } else {
            let told = try LedgersRecall(answer, url: url)
            switch format {
            case .table: try put(Array(told.text(language).utf8))
            case .csv: try put(told.sheet(language).csv)
            case .xlsx: try told.sheet(language).write(to: output ?? "", isReplacing: overwriting.force)
            case .json: try put(told.json)
            case .html, .svg: break
            }
        }
        Console.note("recall", LedgersRecall.unproven)
        throw ExitStatus.undecided.exitCode
    }

    private func status(of recall: EvidenceJudge.Recall) -> ExitStatus {
        if recall.isFalse { return .violated }
        return recall.isProven && recall.report.isComplete ? .done : .undecided
    }

    private func proven(about code: CanonicalCode) async throws(CommandError) -> ToldRecall {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let written = self.code
        if let evidence {
            let file = try EvidenceFile(path: evidence)
            let verifier = try Verifier(options: verdictOptions, settings: settings, key: try file.key(trust))
            let held = try file.evidence(about: code)
            return ToldRecall(recall: verifier.judge.recall(written, [(code, held)]), bytes: nil, origin: held)
        }
        return try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let watched = try await WatchedLedger.beside(
                ledger, trust: trust, codes: try CodeReader.settled(verdictOptions.definitions),
                wanted: NamedGoods.isContainer(code) ? nil : [code], under: verdictOptions.under(settings))
            let adopted = try await LedgerDefinitions.taken(
                from: ledger, own: settings.definitions(verdictOptions.definitions))
            let verifier = try Verifier(
                options: verdictOptions, settings: settings, key: watched.key, adopted: adopted)
            return try await ToldRecall(of: code, written: written, from: watched, verifier)
        }
    }

    private func write(_ told: ToldRecall) throws(CommandError) {
        let report = told.recall.report
        let language = Language.current.drawing
        switch format {
        case .table:
            try put(Array(RecallText(report, ground: told.ground, completeness: told.recall.completeness).text.utf8))
        case .csv: try put(RecallSheet(report, language).csv)
        case .xlsx: try RecallSheet(report, language).write(to: output ?? "", isReplacing: overwriting.force)
        case .json: try put(told.document.formatted() + [0x0A])
        case .html: try put(Array(RecallPage(report, language, ground: told.ground).html.utf8))
        case .svg: try put(Array(report.svg(language).utf8))
        }
    }

    private func put(_ bytes: [UInt8]) throws(CommandError) { try overwriting.put(bytes, to: output) }
}
