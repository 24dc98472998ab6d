import ArgumentParser
import Codes
import CommandSupport
import Evidence
import Rules
import StrictJSON
import Values

/// One sheet on what came in a container: told from evidence that is proven first.
struct CheckPort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: said(
            "Same container, same seal, same certificate; papers, permits, release, arrival, temperatures.",
            "核对同箱、同封、同证，以及单证、许可证余额、放行、到库与温度。"),
        discussion: said(
            "A container, as it was packed last, or a lot that was imported, with the papers of what it came with. Exits 0 where everything is met, 1 where something is wrong or evidence is "
                + "false, 2 where something is missing, still open, or could not be proven, 3 where nothing is on record.",
            "可用集装箱号（最近一次装箱）或进口批次（含同航次单证）。退出状态：0 全部符合，1 有不符或证据不实，2 有缺少、待定或未能证实之处，3 没有记录。"))

    @OptionGroup var options: LedgerOptions
    @OptionGroup var verdictOptions: VerdictOptions

    @Option(help: .said("an evidence file instead of a ledger", "使用证据文件而不访问账本", valueName: "file"), completion: .file())
    var evidence: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Flag(
        name: [.short, .long],
        help: .said("show every other finding, also many of one rule", "列出其他全部问题（默认合并同一规则的多条）"))
    var verbose = false

    @Argument(
        help: .said("a container's number, or a lot", "集装箱号或批次", valueName: "code"), completion: .recentCodes)
    var code: String

    func run() async throws {
        let canonical = try CodeReader.settled(verdictOptions.definitions).goodsCode(code)
        let checked = try await proven(canonical)
        guard !checked.sheet.isEmpty else {
            if let reason = checked.reasons.first {
                throw CommandError(checked.isFalse ? .violated : .undecided, at: .code(code), reason)
            }
            throw CommandError.nothingOnRecord(code)
        }
        let text = PortText(checked, isVerbose: verbose)
        if json { try Console.print(text.json) } else { try Console.print(text.text) }
        for reason in checked.reasons { Console.note("port", reason) }
        let status = checked.status
        if status != .done { throw status.exitCode }
    }

    /// Containers of one lot that are looked into.
    private static let containersMax = 4

    private func proven(_ code: CanonicalCode) async throws(CommandError) -> EvidenceJudge.Port {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let (written, container) = (self.code, NamedGoods.isContainer(code) ? code : nil)
        if let evidence {
            let file = try EvidenceFile(path: evidence)
            let verifier = try Verifier(options: verdictOptions, settings: settings, key: try file.key(trust))
            let evidence = try file.evidence(about: code)
            // A file about a lot has nothing of what came with it.
            let isWhole = container != nil || NamedGoods.containers(of: code, in: evidence, verifier.codes).isEmpty
            return verifier.judge.port(
                written, container: container, lot: container == nil ? code : nil, [(code, evidence)], isWhole: isWhole)
        }
        return try await LedgerConnection.asking(try settings.ledger(options.ledger)) { ledger throws(CommandError) in
            let watched = try await WatchedLedger.beside(
                ledger, trust: trust, codes: try CodeReader.settled(verdictOptions.definitions),
                wanted: container == nil ? [code] : nil, under: verdictOptions.under(settings))
            let adopted = try await LedgerDefinitions.taken(
                from: ledger, own: settings.definitions(verdictOptions.definitions))
            let verifier = try Verifier(
                options: verdictOptions, settings: settings, key: watched.key, adopted: adopted)
            var parts: [(code: CanonicalCode, evidence: Evidence)] = []
            var isWhole = true
            var boxes = [container].compactMap(\.self)
            if let taken = try await watched.evidence(written) {
                parts.append((code, taken.evidence))
                // The papers of a lot are those of what it came with.
                if container == nil { boxes = NamedGoods.containers(of: code, in: taken.evidence, verifier.codes) }
            }
            if boxes.count > Self.containersMax { isWhole = false }
            for box in boxes.prefix(Self.containersMax) {
                if container == nil, let taken = try await watched.evidence(box.uri) {
                    parts.append((box, taken.evidence))
                }
                // Also what only the records of the goods say of it.
                let number = container == nil ? box.part("container") ?? box.uri : written
                let goods = try await NamedGoods(inContainer: box, number, from: watched, reader: verifier.codes)
                if goods.isCut { isWhole = false }
                for lot in goods.codes where !parts.contains(where: { $0.code.key == lot.key }) {
                    guard let one = try await watched.evidence(lot.uri) else {
                        isWhole = false
                        continue
                    }
                    parts.append((lot, one.evidence))
                }
            }
            guard !parts.isEmpty else { throw .nothingOnRecord(written) }
            return verifier.judge.port(
                written, container: container, lot: container == nil ? code : nil, parts, isWhole: isWhole)
        }
    }
}

extension EvidenceJudge.Port {
    fileprivate var status: ExitStatus {
        if isFalse || sheet.state == .wrong { return .violated }
        return sheet.state == .met && isProven && sheet.isComplete ? .done : .undecided
    }
}
