import Chains
import Codes
import Values

/// MASS-2: the yield of a process is outside the range of its product.
struct YieldRule: Rule {
    static let id = "MASS-2"
    static let needsWholeChain = true
    static let parameters: [RuleDefinition.Parameter] = [.pieceKilogramsMax]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.transformations.compactMap { $0.unusual(context, definition) }
    }
}

/// MASS-3: amounts that cannot be compared: goods were taken in by one unit and given out by another of which nobody knows what it
/// holds. What came by the piece and goes by weight is bought by the fish and sold by the scale: that is told, and nobody's fault; what a
/// piece weighs at most bounds it (MASS-1).
struct IncomparableUnitsRule: Rule {
    static let id = "MASS-3"
    static let needsWholeChain = true
    static let isForeseen = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.accounts.filter { $0.code.grain == .lot }.flatMap { account in
            account.linesByOperator.filter { account.isOnPath($0.operatorUSCC) }.compactMap { uscc, lines -> Finding? in
                let taken = Set(lines.filter(\.acquires).compactMap { $0.measure?.unit })
                let odd = lines.filter { line in
                    line.gives && line.measure.map { !taken.contains($0.unit) && $0.unit != .piece } ?? false
                }
                guard !taken.isEmpty, !isSaidWhatAPackHolds(account), let first = odd.first, let measure = first.measure
                else {
                    return nil
                }
                let (name, firm) = (context.naming.code(account.code), context.naming.party(uscc))
                let isByTheScale = taken == [.piece] && odd.allSatisfy { $0.measure?.unit == .gram }
                return definition.finding(
                    Wording(
                        en: "\(firm) gave out \(measure.wording.en) of \(name.en), which it took in by another unit: "
                            + "how much that is nobody says",
                        zh: "\(firm) 出库 \(name.zh) \(measure.wording.zh)，与入库单位不同，无法换算"),
                    entries: odd.prefix(100).map(\.entry), severity: isByTheScale ? .info : nil)
            }
        }
    }

    /// Whether the product's own pack size is on record: `20千克/箱`.
    private func isSaidWhatAPackHolds(_ account: Account) -> Bool {
        account.pathEvents.contains { event in
            guard let spec = event.element("spec") else { return false }
            return spec.split(separator: "/").count == 2 && spec.first?.isNumber == true
        }
    }
}
