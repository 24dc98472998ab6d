import EPCIS
package import Values

/// A month of a district: what the city's generator tells of its firms in the thirty days that end with a day, and what offices and
/// laboratories bring beside it. The same for the same seed and day.
package struct District: Sendable {
    /// Somebody who stands on the ledger.
    package struct Enrolled: Sendable {
        package let uscc: String
        package let name: String

        package init(uscc: String, name: String) { (self.uscc, self.name) = (uscc, name) }
    }

    package struct Grant: Hashable, Sendable {
        package let uscc: String
        package let role: String
        package let scope: String

        package init(uscc: String, role: String, scope: String) {
            (self.uscc, self.role, self.scope) = (uscc, role, scope)
        }
    }

    /// A lot of the month, whoever made it and whoever received it.
    package struct Lot: Sendable {
        package let code: String
        package let maker: Firm
        package let name: String
        package let profile: String
        package let day: CalendarDate
        /// In the order in which they received it.
        package fileprivate(set) var holders: [(firm: Firm, day: CalendarDate)] = []
    }

    package let city: City
    package let last: CalendarDate
    /// What firms recorded until the last day, in the order in which a ledger would have had it.
    package let events: [CityChain.Told]
    package let enrolled: [Enrolled]
    package let grants: [Grant]
    /// Company prefixes, with whose they are.
    package let prefixes: [(prefix: String, uscc: String)]
    package let lots: [Lot]

    /// Kinds of chains that the month is made of: what farms, plants, kitchens, importers and shops of a district do, faultless.
    private static let kinds: Set<String> = [
        "farmed-croaker", "mixed-greens", "pigs-to-pork", "paddy-to-rice", "bakery-with-rework",
        "kitchen-of-many-inputs",
        "lot-of-two-lines", "partial-deliveries", "cartons-and-kilograms", "returned-to-wholesaler",
        "expired-and-destroyed",
        "sampled-and-passed", "imported-beef", "cold-all-the-way",
    ]

    /// - Parameter rounds: how many chains of each kind.
    package init(seed: UInt64, last: CalendarDate, rounds: Int) {
        let city = City(seed: seed)
        (self.city, self.last) = (city, last)
        var random = SplitMix64(seed: seed ^ 0xD157)
        let first = last.daysSinceEpoch - 29
        let end = Timestamp(milliseconds: (Int64(last.daysSinceEpoch + 1) * 1440 - 480) * 60_000)
        var events: [(told: CityChain.Told, event: EPCISEvent)] = []
        var names: [String: String] = [:]
        var grants: Set<Grant> = []
        var prefixes: [String: String] = [:]
        var number = 0
        for _ in 0..<rounds {
            for kind in ChainKind.honest where Self.kinds.contains(kind.name) {
                number += 1
                let chain = kind.chain(
                    in: city, number: number, firstDay: first + Int.random(in: 0..<26, using: &random))
                // What has not happened yet is not on the ledger: some goods are on the road, some unsold.
                for told in chain.events {
                    guard let event = EPCISEvent.reading(told.json).event, event.eventTime.moment < end else {
                        continue
                    }
                    events.append((told, event))
                    names[told.operatorUSCC] = chain.operatorNames[told.operatorUSCC]
                }
                for (_, act) in chain.acts {
                    switch act {
                    case .prefixAssigned(let prefix, let uscc): prefixes[prefix] = uscc
                    case .roleGranted(let role, let uscc, let region) where role != .operator && role != .carrier:
                        grants.insert(Grant(uscc: uscc, role: role.rawValue, scope: region))
                    default: break
                    }
                }
            }
        }
        events.sort { $0.told.recordTime < $1.told.recordTime }
        self.events = events.map(\.told)
        enrolled = names.sorted { $0.key < $1.key }.map { Enrolled(uscc: $0.key, name: $0.value) }
        self.grants = grants.filter { names[$0.uscc] != nil }.sorted { $0.uscc < $1.uscc }
        self.prefixes = prefixes.filter { names[$0.value] != nil }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        lots = Self.lots(events.map { ($0.told.operatorUSCC, $0.event) }, city)
    }

    private static func lots(_ events: [(signer: String, event: EPCISEvent)], _ city: City) -> [Lot] {
        let firms = Dictionary(uniqueKeysWithValues: city.firms.map { ($0.uscc, $0) })
        var lots: [Lot] = []
        var places: [String: Int] = [:]
        for (signer, event) in events {
            guard let firm = firms[signer] else { continue }
            let day = event.eventTime.moment.localDay
            let issued: [String] =
                switch event.kind {
                case .object where event.action == .add: event.quantityList.map(\.epcClass)
                case .transformation: event.outputQuantityList.map(\.epcClass)
                default: []
                }
            for code in issued where places[code] == nil {
                guard let name = event.dataElements["productName"], let profile = event.dataElements["profile"] else {
                    continue
                }
                places[code] = lots.count
                lots.append(Lot(code: code, maker: firm, name: name, profile: profile, day: day))
            }
            guard event.bizStep == "receiving" else { continue }
            for code in event.quantityList.map(\.epcClass) {
                if let place = places[code], lots[place].maker != firm { lots[place].holders.append((firm, day)) }
            }
        }
        return lots
    }
}
