public import EPCIS
public import Values

/// A data element that an event lacks or writes wrongly (rules DATA-1 and DATA-2).
public struct ElementProblem: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case missing, malformed
    }

    /// The element's name without `yima:`.
    public let element: String
    public let kind: Kind
    public let wording: Wording

    public var isMissing: Bool { kind == .missing }

    public init(element: String, kind: Kind, wording: Wording) {
        self.element = element
        self.kind = kind
        self.wording = wording
    }
}

extension Profile {
    /// What this profile finds missing or malformed in an event, in the order of its elements.
    ///
    /// An element that the event's own EPCIS fields carry (a place in readPoint, a receiver in destinationList) is not missing.
    public func problems(in event: EPCISEvent) -> [ElementProblem] {
        let found = missing(in: event) + malformed(in: event)
        return found.sorted { $0.index < $1.index }.map(\.problem)
    }

    /// What is missing, each with its element's index.
    func missing(in event: EPCISEvent) -> [(index: Int, problem: ElementProblem)] {
        missing(in: event) { event.dataElements[$0.name] }
    }

    /// The same for an event whose data elements stand elsewhere.
    func missing(
        in event: EPCISEvent, value: (DataElement) -> String?
    ) -> [(index: Int, problem: ElementProblem)] {
        let day = event.eventTime.localDay
        var found: [(index: Int, problem: ElementProblem)] = []
        for demand in demands(of: steps.stepKind(of: event)) {
            let element = elements[demand.index]
            guard found.last?.index != demand.index, demand.requirement.covers(day: day),
                value(element) == nil, element.carrier.map({ event.carries($0) }) != true,
                demand.conditions.allSatisfy({ $0.holds(in: event, value: value) })
            else { continue }
            found.append((demand.index, element.missing(because: demand.conditions.map(\.wording))))
        }
        return found
    }

    private func malformed(in event: EPCISEvent) -> [(index: Int, problem: ElementProblem)] {
        event.dataElements.compactMap { name, value in
            guard let index = index(named: name) else { return nil }
            return malformed(value, elements[index]).map { (index, $0) }
        }
    }

    private func malformed(_ value: String, _ element: DataElement) -> ElementProblem? {
        do {
            _ = try element.canonical(value, codes: codes)
            return nil
        } catch {
            return ElementProblem(element: element.name, kind: .malformed, wording: error.wording)
        }
    }
}

extension DataElement {
    /// `farmCertNo (aquaculture certificate) is missing (productionMethod is farmed)`.
    fileprivate func missing(because reasons: [Wording]) -> ElementProblem {
        let en = reasons.isEmpty ? "" : " (\(reasons.map(\.en).joined(separator: ", ")))"
        let zh = reasons.isEmpty ? "" : "：\(reasons.map(\.zh).joined(separator: "，"))"
        return ElementProblem(
            element: name, kind: .missing,
            wording: Wording(en: "\(name) (\(label.en)) is missing\(en)", zh: "缺少\(label.zh)（\(name)）\(zh)"))
    }
}

extension OffsetTime {
    /// The day on the calendar of the place where it was, counted from 1970-01-01.
    fileprivate var localDay: Int {
        // A Timestamp's range leaves the sum far from the ends of Int64.
        let (days, _) = (moment.milliseconds / 60_000 + Int64(offsetMinutes)).flooredDivision(by: 1440)
        return Int(days)
    }
}

extension EPCISEvent {
    /// Whether the event's own fields say what a data element would.
    func carries(_ carrier: DataElement.Carrier) -> Bool {
        switch carrier {
        case .eventTime: true
        case .readPoint: readPoint != nil
        case .things: hasThings
        case .quantities: hasQuantity
        case .source: sourceList.contains(where: \.isOwner)
        case .destination: destinationList.contains(where: \.isOwner)
        case .inputs:
            !inputEPCList.isEmpty || !inputQuantityList.isEmpty || !childEPCs.isEmpty || !childQuantityList.isEmpty
        case .outputs: !outputEPCList.isEmpty || !outputQuantityList.isEmpty || parentID != nil
        }
    }

    private var hasThings: Bool {
        parentID != nil || !epcList.isEmpty || !childEPCs.isEmpty || !inputEPCList.isEmpty || !outputEPCList.isEmpty
            || !quantityList.isEmpty || !childQuantityList.isEmpty || !inputQuantityList.isEmpty
            || !outputQuantityList.isEmpty
    }

    /// Whether every lot in it has its amount; single things count themselves.
    private var hasQuantity: Bool {
        hasThings
            && [quantityList, childQuantityList, inputQuantityList, outputQuantityList].allSatisfy { lots in
                lots.allSatisfy { $0.amount != nil }
            }
    }
}

extension EPCISEvent.TypedReference {
    fileprivate var isOwner: Bool { type == "owning_party" || type == "possessing_party" }
}
