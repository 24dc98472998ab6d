import Chains
import Codes
import EPCIS
import Values

/// By which units lots are counted.
struct CountedLots {
    private let codes: CodeReader
    /// By the keys of the lots: the newest amount that is not one of pieces.
    private var measures: [String: Measure] = [:]

    init(_ events: [ChainEvent], codes: CodeReader) {
        self.codes = codes
        for event in events.map(\.event) {
            let lists = [
                event.quantityList, event.childQuantityList, event.inputQuantityList, event.outputQuantityList,
            ]
            for quantity in lists.joined() {
                guard let amount = quantity.amount, let uom = quantity.uom, let measure = Measure(amount, uom: uom),
                    measure.unit != .piece, let lot = try? codes.read(quantity.epcClass)
                else { continue }
                measures[lot.key] = measure
            }
        }
    }

    /// The lots of which an event says how many pieces.
    static func inPieces(by event: EPCISEvent) -> [String] {
        [event.quantityList, event.childQuantityList, event.inputQuantityList, event.outputQuantityList].joined()
            .filter { $0.amount != nil && $0.uom == nil }.map(\.epcClass)
    }

    /// The lot, and an amount of it that is not one of pieces; nil where there is none.
    func otherThanPieces(_ uri: String) -> (lot: CanonicalCode, measure: Measure)? {
        guard let lot = try? codes.read(uri), let measure = measures[lot.key] else { return nil }
        return (lot, measure)
    }
}
