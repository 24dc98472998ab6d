public import Codes
public import EPCIS
import Values

// A recall, a hold or a failed test of a bare product is said of every lot of it that was there by then.

extension CanonicalCode {
    /// Under what events are found that say of a product, without a lot, how it is: what stands against all of its lots.
    public static func statusKey(ofProduct key: String) -> String { statusPrefix + key }

    static let statusPrefix = "urn:yima:status:"

    /// The same of the code itself, where it is a bare product code.
    var statusKey: String? { grain == .product ? Self.statusKey(ofProduct: key) : nil }
}

extension EPCISEvent {
    /// Whether it sets or lifts what stands against goods, or tells how a recall goes on.
    public var tellsStatus: Bool {
        Restriction.Kind(setBy: self) != nil || !Restriction.Kind.lifted(by: self).isEmpty
            || bizStep == RecallCase.notifyingStep || bizStep == RecallCase.closingStep
    }
}

extension TraceWalk {
    /// What is said of the products of these goods without a lot.
    mutating func followStatus(of code: CanonicalCode) {
        guard code.grain != .product, let product = code.productKey else { return }
        let key = CanonicalCode.statusKey(ofProduct: product)
        guard places[key] == nil else { return }
        let status = CanonicalCode(scheme: TracePlace.document, uri: key, key: key, parts: [])
        visit(TraceWay(code: status, reach: .beside))
    }

    /// The events that name products of the walk only and say how they are, each as if it named the lots that were there by then.
    var statusEvents: [ResolvedEvent] {
        let told = documentEvents.filter { $0.event.tellsStatus }
        guard !told.isEmpty else { return [] }
        var goods: [String: [(code: CanonicalCode, since: Int64)]] = [:]
        for place in places.values where place.isThing && place.code.grain != .product && place.reach != .beside {
            guard let product = place.code.productKey, place.code.grain == .lot || place.code.lotKey == nil,
                let first = place.entries.compactMap({ pool[$0]?.moment.milliseconds }).min()
            else { continue }
            goods[product, default: []].append((place.code, first))
        }
        return told.compactMap { event in
            let meant = event.things.compactMap { thing in
                thing.role == .subject && thing.code.grain == .product ? goods[thing.code.key] : nil
            }.joined().filter { $0.since <= event.moment.milliseconds }.map(\.code)
            guard !meant.isEmpty else { return nil }
            return event.limited(
                to: meant.sorted { $0.key < $1.key }.map { Thing(code: $0, role: .subject, measure: nil) })
        }
    }
}

extension ResolvedEvent {
    /// Whether it says how a product is, of which that is the key.
    func tellsStatus(under key: String) -> Bool {
        event.tellsStatus && things.contains { $0.role == .subject && $0.code.statusKey == key }
    }
}
