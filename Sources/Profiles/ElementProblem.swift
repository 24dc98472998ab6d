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
    /// Whether it is written by a word that stands for nothing (`无`).
    public let saysNothing: Bool

    public var isMissing: Bool { kind == .missing }
    /// Whether nothing is said: it is left out, or a word stands there that says no more.
    public var isAbsence: Bool { isMissing || saysNothing }

    public init(element: String, kind: Kind, wording: Wording, saysNothing: Bool = false) {
        self.element = element
        self.kind = kind
        self.wording = wording
        self.saysNothing = saysNothing
    }
}

extension Profile {
    /// What this profile finds missing or malformed in an event, in the order of its elements.
    ///
    /// An element that the event's own EPCIS fields carry (a place in readPoint, a receiver in destinationList) is not missing.
    /// A transformation that is told in parts (it has a transformationID) need not say in each part what the whole must:
    /// `problems(ofAct:)` answers for that.
    /// - Parameter notBefore: the day whose law counts, where that is later than the one that the event claims.
    public func problems(in event: EPCISEvent, notBefore: CalendarDate? = nil) -> [ElementProblem] {
        let found = missing(in: event, notBefore: notBefore) { event.dataElements[$0.name] } + malformed(in: event)
        return found.sorted { $0.index < $1.index }.map(\.problem)
    }

    /// What is missing, each with its element's index.
    /// - Parameter value: of a data element, wherever it stands.
    func missing(
        in event: EPCISEvent, notBefore: CalendarDate? = nil, value: (DataElement) -> String?
    ) -> [(index: Int, problem: ElementProblem)] {
        guard event.isPartOfAct else { return missing(in: event, notBefore, value: value) { _ in true } }
        return missing(in: event, notBefore, value: value) { !isOfWholeAct($0) }
    }

    private func missing(
        in event: EPCISEvent, _ notBefore: CalendarDate?, value: (DataElement) -> String?,
        where isAsked: (Demand) -> Bool
    ) -> [(index: Int, problem: ElementProblem)] {
        let day = max(event.eventTime.localDay, notBefore?.daysSinceEpoch ?? .min)
        var found: [(index: Int, problem: ElementProblem)] = []
        for demand in demands(of: steps.stepKind(of: event)) {
            let element = elements[demand.index]
            guard found.last?.index != demand.index, isAsked(demand), demand.requirement.covers(day: day),
                value(element) == nil, element.carrier.map({ event.carries($0) }) != true,
                demand.conditions.allSatisfy({ $0.holds(in: event, value: value) })
            else { continue }
            found.append((demand.index, element.missing(because: demand.conditions.map(\.wording))))
        }
        return found
    }

    /// What is missing of one act that several events tell together, in the order of the elements.
    ///
    /// - Parameters:
    ///   - asked: those of the events that name this profile.
    ///   - told: all of them.
    func missing(
        ofAct asked: [EPCISEvent], told: [EPCISEvent], notBefore: CalendarDate? = nil
    ) -> [ElementProblem] {
        var found: [Int: ElementProblem] = [:]
        for event in asked where event.isPartOfAct {
            let missing = missing(in: event, notBefore, value: { event.dataElements[$0.name] }, where: isOfWholeAct)
            for (index, problem) in missing where found[index] == nil {
                let element = elements[index]
                guard !told.contains(where: { $0.says(element) }) else { continue }
                found[index] = problem
            }
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether it is enough that one of an act's events says it: not what every step must say for itself, nor the amounts and
    /// lots of each event's things.
    private func isOfWholeAct(_ demand: Demand) -> Bool {
        let carrier = elements[demand.index].carrier
        return demand.requirement.kinds != nil && carrier != .quantities && carrier != .lots
    }

    private func malformed(in event: EPCISEvent) -> [(index: Int, problem: ElementProblem)] {
        event.dataElements.keys.compactMap { name in
            guard let index = index(named: name) else { return nil }
            // Of several values (two certificates) the first that is wrong.
            let problem = event.elementValues(name).lazy.compactMap { malformed($0, elements[index]) }.first
            return problem.map { (index, $0) }
        }
    }

    private func malformed(_ value: String, _ element: DataElement) -> ElementProblem? {
        do {
            _ = try element.canonical(value, codes: codes)
            return nil
        } catch {
            return ElementProblem(
                element: element.name, kind: .malformed, wording: error.wording,
                saysNothing: element.isDefinite && element.placeholders.contains(value))
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
    var localDay: Int {
        // A Timestamp's range leaves the sum far from the ends of Int64.
        let (days, _) = (moment.milliseconds / 60_000 + Int64(offsetMinutes)).flooredDivision(by: 1440)
        return Int(days)
    }
}

extension EPCISEvent {
    /// Whether it may be one of several that tell a transformation together (EPCIS 2.0 §7.4.6).
    fileprivate var isPartOfAct: Bool { kind == .transformation && transformationID != nil }

    fileprivate func says(_ element: DataElement) -> Bool {
        dataElements[element.name] != nil || element.carrier.map(carries) == true
    }

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
        case .lots: hasLots
        }
    }

    private var hasThings: Bool {
        parentID != nil || !epcList.isEmpty || !childEPCs.isEmpty || !inputEPCList.isEmpty || !outputEPCList.isEmpty
            || !quantityList.isEmpty || !childQuantityList.isEmpty || !inputQuantityList.isEmpty
            || !outputQuantityList.isEmpty
    }

    /// Whether everything that has a GTIN says its lot: of a transformation, what came out. A pallet, a container and what has no
    /// product number of GS1 have none.
    private var hasLots: Bool {
        let isMade = kind == .transformation
        let things = isMade ? outputEPCList : epcList + childEPCs
        let lots = isMade ? outputQuantityList : quantityList + childQuantityList
        return things.allSatisfy(Self.hasLot) && lots.allSatisfy { Self.hasLot($0.epcClass) }
    }

    private static func hasLot(_ uri: String) -> Bool {
        if uri.hasPrefix("urn:epc:") {
            return !uri.hasPrefix("urn:epc:id:sgtin:") && !uri.hasPrefix("urn:epc:idpat:sgtin:")
        }
        return !hasSegment(uri, "01") || hasSegment(uri, "10")
    }

    /// Whether two characters stand between slashes (or at an end) of a path.
    private static func hasSegment(_ uri: String, _ segment: StaticString) -> Bool {
        let (first, second) = (segment.utf8Start[0], segment.utf8Start[1])
        var place = 0
        var matches = true
        for byte in uri.utf8 {
            if byte == UInt8(ascii: "/") {
                if place == 2, matches { return true }
                (place, matches) = (0, true)
            } else {
                matches = matches && (place == 0 ? byte == first : place == 1 && byte == second)
                place += 1
            }
        }
        return place == 2 && matches
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
