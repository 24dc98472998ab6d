import Chains
import CommandSupport
import Ledger
import Values

/// The rows of an import that the journal has already, and what comes of those that were withdrawn since.
struct KnownRows {
    let journal: JournalName
    /// By the places of their events in the journal.
    private(set) var rows: [UInt64: Foreseeing.Row] = [:]
    /// Of these, what was declared erroneous since, and not by the files themselves.
    private(set) var withdrawn: [UInt64: Foreseeing.Row] = [:]
    /// The names of the events that the files declare erroneous, now or when they were brought before.
    private var declared: Set<String> = []
    /// Rows that are recorded once more, and the place of the event that was taken back.
    private(set) var again: [Foreseeing.Row: UInt64] = [:]
    /// Whether somebody said that they stay withdrawn.
    private var staysWithdrawn = false

    private static let countMax = 200_000

    init(journal: JournalName) { self.journal = journal }

    /// Before the files are read once more, with what was decided.
    mutating func forgetRows() { (rows, withdrawn, declared) = ([:], [:], []) }

    mutating func add(_ row: Foreseeing.Row, at index: UInt64) {
        if rows.count < Self.countMax { rows[index] = row }
    }

    /// That the files declare something erroneous.
    mutating func addDeclared(_ name: String) { declared.insert(name) }

    /// Looks which were declared erroneous since they were recorded; what the files themselves declare so may be brought any number of times.
    mutating func look(with claims: inout EventClaims, _ report: inout IngestReport) async throws(CommandError) {
        for (index, row, names) in try await claims.withdrawn(among: rows, and: declared) {
            report.withdrawnSince += 1
            guard declared.isDisjoint(with: names) else {
                report.notice(
                    SourceProblem(line: row.line, column: 1, wording: .withdrawnHere, sheet: row.sheet), file: row.file)
                continue
            }
            withdrawn[index] = row
        }
    }

    /// Decides about the rows that the journal has, and of which something else than the files has declared that they are erroneous: whoever
    /// brings them again says that they happened, and the journal says that they did not. Neither is believed in silence: they are recorded
    /// once more where that was said, or is answered; else they are refused, as anything that contradicts itself.
    /// - Returns: whether the files must be read again for it.
    mutating func settle(
        by caution: Caution, skipsBad: Bool, isLast: Bool, leftOut: inout [Foreseeing.Row: SourceProblem],
        _ report: inout IngestReport
    ) throws(CommandError) -> Bool {
        guard !withdrawn.isEmpty, !staysWithdrawn else { return false }
        let rows = withdrawn.sorted { $0.key < $1.key }
        var isWanted = caution.again
        if !isWanted, caution.asks, !skipsBad, report.rejectedCount == 0 {
            for (index, row) in rows.prefix(IngestReport.shownMax) {
                report.notice(problem(of: row, at: index), file: row.file)
            }
            isWanted = Caution.isAccepted(.recordAgain(rows.count))
            staysWithdrawn = !isWanted
            if staysWithdrawn { return false }
        }
        for (index, row) in rows {
            if isWanted, !isLast {
                again[row] = index
            } else {
                let problem = problem(of: row, at: index)
                if skipsBad, !isLast { leftOut[row] = problem } else { report.reject(problem, file: row.file) }
            }
        }
        return !isLast && (isWanted || skipsBad)
    }

    private func problem(of row: Foreseeing.Row, at index: UInt64) -> SourceProblem {
        SourceProblem(
            line: row.line, column: 1, wording: .withdrawnSince(EventName(journal: "\(journal)", index: index).text),
            hint: .recordAgain, sheet: row.sheet)
    }
}
