public import Values

/// One publication of the findings of a draw, with what it says otherwise than the one before: an office may publish again, and not without a
/// trace.
public struct PublishedFindings: Sendable {
    /// What a publication says otherwise of a firm.
    public struct Change: Hashable, Sendable {
        public let firm: String
        /// Nil where it had none.
        public let before: InspectionFindings.Finding?
        /// Nil where it is told no more.
        public let after: InspectionFindings.Finding?
    }

    /// From 1, in the order of the ledger.
    public let number: Int
    public let entry: UInt64
    public let arrival: Timestamp
    /// Of its file.
    public let tree: LineTree
    /// Nil where its file was not at hand.
    public let findings: InspectionFindings?
    /// Ascending by firm; nil where one of the two files was not at hand. Nothing of the first.
    public let changes: [Change]?

    /// So many files of a draw's newest publications are put side by side.
    public static let comparedMax = 20

    /// All publications of a draw, the newest last.
    /// - Parameter files: the files by the publications' numbers; one that is not the file of its act is none.
    public static func all(of record: DrawRecord, files: [Int: [UInt8]]) -> [PublishedFindings] {
        var before: InspectionFindings?
        return record.publications.enumerated().map { place, placed in
            let tree = placed.act.findings
            let findings = files[place + 1].flatMap { bytes in
                LineTree(of: bytes) == tree ? try? InspectionFindings(bytes) : nil
            }
            defer { before = findings }
            let changes: [Change]? =
                place == 0 ? [] : before.flatMap { before in findings.map { Self.changes(from: before, to: $0) } }
            return PublishedFindings(
                number: place + 1, entry: placed.entry, arrival: placed.arrival, tree: tree, findings: findings,
                changes: changes)
        }
    }

    /// What is said otherwise, firm by firm.
    public static func changes(from before: InspectionFindings, to after: InspectionFindings) -> [Change] {
        func byFirm(_ all: InspectionFindings) -> [String: InspectionFindings.Finding] {
            Dictionary(all.findings.map { ($0.firm, $0) }, uniquingKeysWith: { first, _ in first })
        }
        let (old, new) = (byFirm(before), byFirm(after))
        return Set(old.keys).union(new.keys).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.compactMap { firm in
            old[firm] == new[firm] ? nil : Change(firm: firm, before: old[firm], after: new[firm])
        }
    }

    /// A finding of a day on which it cannot have been made: before the draw, or after it was published; nil where there is none.
    public static func strayDay(
        in findings: InspectionFindings, drawn: CalendarDate, published: CalendarDate
    ) -> InspectionFindings.Finding? {
        findings.findings.first { finding in
            finding.day.daysSinceEpoch < drawn.daysSinceEpoch || finding.day.daysSinceEpoch > published.daysSinceEpoch
        }
    }
}

extension InspectionFindings.Finding {
    /// Day, result and remark in one sentence.
    public var wording: Wording {
        let remark = remark.map { Wording(en: " (\($0))", zh: "（\($0)）") } ?? Wording(en: "", zh: "")
        return Wording(
            en: "\(day) \(outcome.wording.en)\(remark.en)", zh: "\(day) \(outcome.wording.zh)\(remark.zh)")
    }
}

extension PublishedFindings.Change {
    /// From what to what.
    public var wording: Wording {
        let (old, new) = (before?.wording, after?.wording)
        return Wording(
            en: "\(firm): \(old?.en ?? "nothing") → \(new?.en ?? "no longer told")",
            zh: "\(firm)：\(old?.zh ?? "未公示") → \(new?.zh ?? "不再公示")")
    }
}
