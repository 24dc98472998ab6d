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
            "A container, or a lot that was imported. Exits 0 where everything is met, 1 where something is wrong or evidence is "
                + "false, 2 where something is missing, still open, or could not be proven, 3 where nothing is on record.",
            "可用集装箱号或进口批次。退出状态：0 全部符合，1 有不符或证据不实，2 有缺少、待定或未能证实之处，3 没有记录。"))

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

    private func proven(_ code: CanonicalCode) async throws(CommandError) -> EvidenceJudge.Port {
        let settings = try Settings()
        let trust = LedgerTrust(settings: settings, option: options.ledgerKey, journal: options.journal)
        let (written, container) = (self.code, NamedGoods.isContainer(code) ? code : nil)
        if let evidence {
            let file = try EvidenceFile(path: evidence)
            let verifier = try Verifier(options: verdictOptions, settings: settings, key: try file.key(trust))
            return verifier.judge.port(written, container: container, [(code, try file.evidence(about: code))])
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
            if let taken = try await watched.evidence(written) {
                parts.append((code, taken.evidence))
            }
            if container != nil {
                // Also what only the records of the goods say of it.
                let goods = try await NamedGoods(inContainer: code, written, from: watched, reader: verifier.codes)
                isWhole = !goods.isCut
                for lot in goods.codes {
                    guard let one = try await watched.evidence(lot.uri) else {
                        isWhole = false
                        continue
                    }
                    parts.append((lot, one.evidence))
                }
            }
            guard !parts.isEmpty else { throw .nothingOnRecord(written) }
            return verifier.judge.port(written, container: container, parts, isWhole: isWhole)
        }
    }
}

extension EvidenceJudge.Port {
    fileprivate var status: ExitStatus {
        if isFalse || sheet.state == .wrong { return .violated }
        return sheet.state == .met && isProven && sheet.isComplete ? .done : .undecided
    }
}
