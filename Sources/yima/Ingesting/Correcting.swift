import Chains
import Codes
import CommandSupport
import EPCIS
import Values

/// What a row that takes an event back says of it, held against the event itself: it withdraws all of that, and replaces nothing.
struct Correcting {
    let codes: CodeReader

    /// What is amiss with a row; nil where it means the event.
    /// - Parameter event: what the row names; nil where this journal has no such event.
    func problem(
        of row: EPCISEvent, named name: String, with event: EPCISEvent?
    ) -> (wording: Wording, hint: Wording)? {
        guard let event else {
            return (
                Wording(
                    en: "\(name.shown) is no event of this journal that could be corrected",
                    zh: "\(name.shown) 不是本日志中可更正的事件"), Self.whereNamesStand
            )
        }
        let keys = Set(
            event.writtenCodes.flatMap { written -> [String] in
                guard let code = try? codes.read(written) else { return [written] }
                return [code.key, code.lotKey].compactMap(\.self)
            })
        if let other = row.writtenCodes.first(where: { !keys.contains(key($0)) }) {
            return (
                Wording(
                    en: "\(key(other).shown) is no code of the event \(name.shown)",
                    zh: "\(key(other).shown) 不是事件 \(name.shown) 中的编码"), Self.replacesNothing
            )
        }
        for said in row.quantityList {
            guard let amount = said.amount else { continue }
            let own = Self.quantities(of: event).filter { key($0.epcClass) == key(said.epcClass) }
            guard !own.isEmpty else { continue }
            let measures = own.map { one in one.amount.flatMap { Measure($0, uom: one.uom) } }
            let measure = Measure(amount, uom: said.uom)
            guard !measures.contains(measure), Measure.sum(measures) != measure || measure == nil else { continue }
            return (
                Wording(
                    en: "the amount is another than that of the event \(name.shown): \(Self.text(own))",
                    zh: "数量与事件 \(name.shown) 的不同：\(Self.text(own))"), Self.replacesNothing
            )
        }
        return nil
    }

    private func key(_ written: String) -> String { (try? codes.read(written))?.key ?? written }

    private static func quantities(of event: EPCISEvent) -> [EPCISEvent.Quantity] {
        event.quantityList + event.childQuantityList + event.inputQuantityList + event.outputQuantityList
    }

    private static func text(_ quantities: [EPCISEvent.Quantity]) -> String {
        quantities.map { [$0.amount.map { "\($0)" } ?? "-", $0.uom ?? ""].joined(separator: " ").trimmed }
            .joined(separator: ", ")
    }

    private static let whereNamesStand = Wording(
        en: "yima lookup --json CODE shows the eventID of every event and the journal that it stands in; "
            + "only who recorded an event can correct it, and only afterwards",
        zh: "yima lookup --json 编码 可查各事件的 eventID 及其所在日志；只有记录者能更正，且须在记录之后")
    private static let replacesNothing = Wording(
        en: "a correction withdraws and replaces nothing: say what the event says, or leave the amount empty, "
            + "and record the right amount as a row of its own",
        zh: "更正只作废原事件，不作替换：请照原事件填写（或数量留空），并将正确的数量另列一行记录")
}
