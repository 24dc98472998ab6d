import EPCIS
import Values

/// What was left over of a lot in processes and destroyed under its code: bones and trim of a lot that was used up, fry that died in the
/// pond. It is part of what was used, so it is no second use of it and takes nothing from the stock.
///
/// Of a process that is told in one event waste is what went in and did not come out, by weight or volume; of one that goes on
/// (`transformationID`), at most what went in, whatever that is counted in.
package struct ProcessWaste: Sendable {
    /// By the line that destroys it.
    package private(set) var amounts: [Account.Line: Measure] = [:]

    package init(of account: Account) {
        guard account.lines.contains(where: { $0.act == .use }), account.lines.contains(where: \.isDestruction) else {
            return
        }
        for (_, own) in account.linesByOperator { take(own) }
    }

    /// What was left over of that which these lines destroy.
    package func measures(of lines: [Account.Line]) -> [Measure?] {
        guard !amounts.isEmpty else { return [] }
        let known: [Measure] = lines.compactMap { amounts[$0] }
        return known
    }

    /// Whether all that a line destroys was left over.
    package func isAll(of line: Account.Line) -> Bool {
        amounts[line].map { $0.quanta == line.measure?.quanta } ?? false
    }

    private mutating func take(_ own: [Account.Line]) {
        var left: Measure?
        for line in own {
            if line.act == .use, let waste = Self.waste(of: line) {
                left = left.map { $0.adding(waste) ?? $0 } ?? waste
            } else if line.isDestruction, line.act == .end, let known = left, let gone = line.measure,
                gone.unit == known.unit, known.quanta > 0
            {
                let part = gone.quanta < known.quanta ? gone : known
                amounts[line] = part
                left = known.subtracting(part)
            }
        }
    }

    private static func waste(of use: Account.Line) -> Measure? {
        guard let used = use.measure else { return nil }
        guard use.event.transformationID == nil else { return used }
        guard used.unit == .gram || used.unit == .millilitre else { return nil }
        let things = use.event.things
        let made = things.filter { $0.role == .output && $0.measure?.unit == used.unit }.compactMap(\.measure)
        // What comes out by the piece weighs something that nobody says.
        guard made.count == things.count(where: { $0.role == .output }), let out = Measure.sum(made),
            let into = Measure.sum(things.filter { $0.role == .input && $0.measure?.unit == used.unit }.map(\.measure)),
            let rest = into.subtracting(out), rest.quanta > 0
        else { return nil }
        return rest.quanta < used.quanta ? rest : used
    }
}
