import CommandSupport
import Draws
import Evidence
import Ledger
import LedgerProtocol
import Reports
import Rules
import Statistics
import Values

/// A report made from a ledger, which is read whole and audited: once, and for recalls as often as their chains want to know more.
struct ReportMaking {
    let kind: ReportKind
    let ground: ReportGround
    let options: LedgerOptions
    /// The directory of a ledger, or of a copy of one; nil where the address is asked.
    let data: String?
    let definitions: Definitions
    /// The directory of one's own definitions, which go before what the ledger has adopted.
    let ownDefinitions: String?
    let targets: QualityTargets
    let now: Timestamp

    /// How often a ledger is read for the chains of recalls.
    private static let passesMax = 12
    /// Findings that are asked of a host.
    private static let findingsMax = 50_000

    func report() async throws -> Report {
        var needs = ReportGathering.Needs()
        switch kind {
        case .lateness:
            needs.records = ground.period
            let trade = try await trade()
            return LatenessReport(try await facts(needs), ground, rules: trade.rules).report
        case .quality: return try await quality()
        case .recall: return try await recalls()
        case .draws:
            needs.marks = DrawsReport.marks
            let facts = try await facts(needs)
            return DrawsReport(facts, ground, files: try await findingFiles(facts)).report
        case .permits:
            needs.marks = PermitsReport.marks
            let trade = try await trade()
            return PermitsReport(
                try await facts(needs), ground, registers: trade.registers, codes: definitions.codes
            ).report
        }
    }

    /// The files of findings that were published more than once, of the newest publications; nothing of a copy of a ledger, which has none.
    private func findingFiles(_ facts: LedgerFacts) async throws(CommandError) -> [DrawName: [Int: [UInt8]]] {
        let wanted = DrawsReport.publishedAgain(facts, ground)
        guard data == nil, !wanted.isEmpty else { return [:] }
        return try await LedgerConnection.asking(try Settings().ledger(options.ledger)) {
            ledger throws(CommandError) in
            var files: [DrawName: [Int: [UInt8]]] = [:]
            for (name, count) in wanted {
                for number in (1...count).suffix(PublishedFindings.comparedMax + 1) {
                    files[name, default: [:]][number] = try await ledger.file(.findings, of: name, publication: number)
                }
            }
            return files
        }
    }

    private func facts(_ needs: ReportGathering.Needs) async throws -> LedgerFacts {
        let gathering = ReportGathering(needs, codes: definitions.codes, now: now)
        let (facts, report) = try await CountedLedger(options: options, data: data).counted { auditor in
            await gathering.audit(auditor)
        }
        try report.requireSound()
        return facts
    }

    private func quality() async throws -> Report {
        var needs = ReportGathering.Needs()
        needs.hasSamples = true
        needs.marks = QualityReport.marks
        let trade = try await trade()
        let facts = try await facts(needs)
        return QualityReport(
            facts, ground, targets: targets, lists: trade.lists, codes: definitions.codes,
            findings: try await findings()
        ).report
    }

    private func recalls() async throws -> Report {
        var needs = ReportGathering.Needs()
        needs.marks = RecallWalks.marks
        let trade = try await trade()
        let first = try await facts(needs)
        var walks = RecallWalks(first, upTo: ground.period.last, codes: definitions.codes)
        var passes = 0
        while !walks.wanted.isEmpty, passes < Self.passesMax {
            passes += 1
            var more = ReportGathering.Needs()
            more.names = walks.wanted
            walks.supply(try await facts(more))
        }
        let told = walks.reports(first, rules: trade.rules, lists: trade.lists)
        return RecallsReport(
            first, ground, told: told, leftOut: walks.leftOut, unfollowed: walks.unfollowed,
            isCut: !walks.wanted.isEmpty,
            calendar: trade.lists.workingDays
        ).report
    }

    /// What one's own definitions say, else those that the ledger has adopted; a copy of a ledger is asked nothing.
    private func trade() async throws(CommandError) -> TradeDefinitions {
        guard data == nil else { return definitions.trade }
        let own = ownDefinitions
        let adopted = try await LedgerConnection.asking(try Settings().ledger(options.ledger)) {
            ledger throws(CommandError) in
            try await LedgerDefinitions.taken(from: ledger, own: own)
        }
        return adopted?.definitions ?? definitions.trade
    }

    /// When a day begins in China.
    private static func midnight(_ day: Int) -> Timestamp {
        Timestamp(milliseconds: Int64(day) * 86_400_000 - 8 * 3_600_000)
    }

    /// What the host's monitor found in the period; nil where a copy is read, which nobody watches.
    private func findings() async throws(CommandError) -> RuleFindings? {
        guard data == nil else { return nil }
        let query = [
            ("since", "\(Self.midnight(ground.period.first.daysSinceEpoch))"),
            ("before", "\(Self.midnight(ground.period.last.daysSinceEpoch + 1))"), ("severity", "violation,warning"),
        ]
        let (district, most) = (ground.district, Self.findingsMax)
        return try await LedgerConnection.asking(try Settings().ledger(options.ledger)) {
            ledger throws(CommandError) in
            var all: [MonitoredFinding] = []
            var (offset, isComplete): (Int?, Bool) = (0, true)
            while let start = offset {
                guard all.count < most else { return RuleFindings(all, district: district, isComplete: false) }
                let page = try await ledger.findings(
                    query + [("offset", "\(start)"), ("limit", "\(FindingsDocument.limitMax)")])
                all += page.findings
                isComplete = isComplete && page.isComplete && page.partialCount == 0
                offset = page.next
            }
            return RuleFindings(all, district: district, isComplete: isComplete)
        }
    }
}
