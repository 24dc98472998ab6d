import Chains
import Values

/// Findings that stand on the word of somebody who is not in custody of the goods, told as notes on him.
struct StrangerNotes {
    /// Entries of strangers, with who signed them.
    private let signers: [UInt64: String]
    private let naming: Naming

    /// Entries named in one note: a flood of a hundred thousand events is told in as many words as one.
    private static let entryCountMax = 100

    init(_ chain: Chain, _ naming: Naming) {
        var signers: [UInt64: String] = [:]
        for event in chain.events where !chain.isHeardWhole(event) {
            signers[event.entry] = event.operatorUSCC
        }
        for entry in chain.unreadable where !chain.custody.holds(entry.operatorUSCC) {
            signers[entry.entry] = entry.operatorUSCC
        }
        self.signers = signers
        self.naming = naming
    }

    /// One note for each stranger and rule. Findings in which no stranger has a part are none of theirs.
    func notes(among findings: Set<Finding>) -> [Finding] {
        var groups: [Group: [Finding]] = [:]
        // Notes are what they are already.
        for finding in findings where !finding.rule.hasPrefix("NOTE-") {
            guard let signer = finding.entries.lazy.compactMap({ signers[$0] }).first else { continue }
            groups[Group(signer: signer, rule: finding.rule), default: []].append(finding)
        }
        return groups.map { note($0.key, $0.value.sorted { $0.precedes($1) }) }
    }

    private struct Group: Hashable {
        let signer: String
        let rule: String
    }

    private func note(_ group: Group, _ findings: [Finding]) -> Finding {
        let (first, more) = (findings[0], findings.count - 1)
        let firm = naming.party(group.signer)
        let others = more > 0 ? Wording(en: " (and \(more) more)", zh: "（另有 \(more) 项）") : Wording(en: "", zh: "")
        var entries: Set<UInt64> = []
        for finding in findings where entries.count < Self.entryCountMax {
            entries.formUnion(finding.entries.prefix(Self.entryCountMax))
        }
        return Finding(
            rule: group.rule, severity: .info,
            message: Wording(
                en: "said by \(firm), who never had these goods: \(first.message.en)\(others.en)",
                zh: "\(firm) 从未经手该货物，仅为其单方所述：\(first.message.zh)\(others.zh)"),
            entries: entries.sorted(), source: first.source)
    }
}
