import Chains
import Codes
import Profiles
import Values

/// How many cartons lots of meat are: as they were counted, as the papers of a lot say for just its weight, or, of a lot of which the
/// chain has no papers, by the weight of a carton of the same product. That weight is known where it is the same in the papers and in
/// the specification: of catch weight nobody can tell.
struct CartonCount {
    private let accounts: [String: Account]
    private let steps: StepTable

    init(_ context: RuleContext) {
        accounts = Dictionary(uniqueKeysWithValues: context.book.accounts.map { ($0.code.key, $0) })
        steps = context.profiles.steps
    }

    /// Nil where it is not known of each.
    func cartons(of things: [Thing]) -> Measure? {
        let lots = Dictionary(grouping: things, by: \.code.key).compactMap { _, things -> (CanonicalCode, Measure)? in
            guard let first = things.first, let sum = Measure.sum(things.map(\.measure)) else { return nil }
            return (first.code, sum)
        }
        guard lots.count == Set(things.map(\.code.key)).count else { return nil }
        var carton: [String: Set<Int128>] = [:]
        for (code, sum) in lots {
            guard let product = code.productKey, let weight = self.carton(of: code, weighing: sum) else { continue }
            carton[product, default: []].insert(weight)
        }
        return Measure.sum(
            lots.map { code, sum -> Measure? in
                guard sum.unit == .gram else { return sum }
                if let counted = counted(code, weighing: sum) { return Self.cartons(counted) }
                guard let weights = code.productKey.flatMap({ carton[$0] }), weights.count == 1,
                    let one = weights.first,
                    sum.quanta % one == 0
                else { return nil }
                return Self.cartons(Int64(clamping: sum.quanta / one))
            })
    }

    private static func cartons(_ count: Int64) -> Measure? {
        guard count < 1_000_000_000 else { return nil }
        return Measure(unit: .other("XCT"), millionths: count * 1_000_000)
    }

    /// What the papers of the lot say, and nothing else, for just that weight.
    private func counted(_ code: CanonicalCode, weighing sum: Measure) -> Int64? {
        let said = (accounts[code.key]?.pathEvents ?? []).filter { event in
            Set(event.things.map(\.code.key)) == [code.key]
                && event.element("netKg").flatMap({ Amount($0) }).flatMap({ Measure($0, uom: "KGM") }) == sum
        }
        let counts = Set(said.compactMap { $0.element("cartons").flatMap { Amount($0) } })
        guard counts.count == 1, let count = counts.first?.millionths, count > 0, count % 1_000_000 == 0 else {
            return nil
        }
        return count / 1_000_000
    }

    /// What one carton of the lot weighs, in quanta of a gram.
    private func carton(of code: CanonicalCode, weighing sum: Measure) -> Int128? {
        guard sum.unit == .gram, let count = counted(code, weighing: sum), sum.quanta % Int128(count) == 0 else {
            return nil
        }
        let weight = sum.quanta / Int128(count)
        // Cartons of nothing count nothing.
        guard weight > 0 else { return nil }
        let specified = (accounts[code.key]?.pathEvents ?? []).compactMap { $0.element("spec") }
            .compactMap { PackSpecification($0, steps: steps) }
            .compactMap { Measure($0.least, uom: $0.uom) }
        return specified.contains { $0.unit == .gram && $0.quanta == weight } ? weight : nil
    }
}
