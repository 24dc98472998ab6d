package import Codes
package import EPCIS
import Values

// Where a walk goes on from a code, once its events are there.

extension TraceWalk {
    mutating func visit(_ way: TraceWay) {
        let code = way.code
        // A bare product code stands for every lot there is; only a person may ask for it.
        guard code.grain != .product || code.key == subject.key else { return }
        guard var place = places[code.key] else { return begin(way) }
        let before = place
        place.add(way)
        // A label that names the lot says more than one that does not.
        let saysMore = place.code.lotKey == nil && code.lotKey != nil
        if saysMore { place.code = code }
        places[code.key] = place
        guard !isStopped else { return }
        if saysMore || place.reach != before.reach {
            wanted.insert(code.key)
        } else if place.through != before.through || place.holders != before.holders, !wanted.contains(code.key) {
            again.insert(code.key)
        }
    }

    private mutating func begin(_ way: TraceWay) {
        // What is said of a product is asked once for codes that have taken their part.
        let isStatus = way.code.scheme == TracePlace.document && way.code.key.hasPrefix(CanonicalCode.statusPrefix)
        switch isStatus ? .granted : budget.take(TraceBudget.Need(codes: 1), for: way.signer) {
        case .granted:
            var place = TracePlace(code: way.code, reach: way.reach)
            place.add(way)
            places[way.code.key] = place
            if !isStopped { wanted.insert(way.code.key) }
        case .later where waysPutOff.count < limits.codeCountMax: waysPutOff.append(way)
        case .later: omissions.add(.codes, by: way.signer)
        case .refused(let cause): omissions.add(cause, by: way.signer)
        }
    }

    mutating func follow(_ key: String) {
        let entries = concerning(key)
        places[key]?.entries = entries
        let packedLots = packedLots(in: key)
        places[key]?.packedLots = packedLots
        guard let place = places[key], place.code.grain != .product, !place.isDocument else { return }
        if !place.isTransformation, !place.reach.isDisjoint(with: [.up, .ownLot]) { followStatus(of: place.code) }
        followLot(of: place)
        followMixUps(in: place)
        for entry in place.entries.sorted() {
            guard goesOn() else { return }
            guard let event = pool[entry] else { continue }
            if place.isTransformation {
                follow(transformation: place, in: event)
                continue
            }
            let concerned = things(concerning: place, in: event)
            for thing in concerned { follow(thing, of: place, signer: event.operatorUSCC) }
            for role in Set(concerned.map(\.role)) { follow(role, of: place, in: event) }
            if !place.reach.isDisjoint(with: [.up, .ownLot]) { followPermit(in: event) }
        }
    }

    /// What came in under the permit under which these goods were released, in whatever chain.
    private mutating func followPermit(in event: ResolvedEvent) {
        guard event.isRelease, let key = event.permitKey else { return }
        let permit = CanonicalCode(scheme: TracePlace.document, uri: key, key: key, parts: [])
        visit(TraceWay(code: permit, reach: .beside, signer: event.operatorUSCC))
    }

    /// The entries that concern a place, of those that were supplied for it.
    private func concerning(_ key: String) -> Set<UInt64> {
        guard let place = places[key] else { return [] }
        let events = place.supplied.compactMap { pool[$0] }
        if place.isTransformation {
            // Whoever names another's transformation adds nothing to it.
            return Set(
                events.filter { $0.event.transformationID == key && place.seeds.contains($0.operatorUSCC) }
                    .map(\.entry))
        }
        if place.isDocument {
            return Set(events.filter { $0.permitKey == key || $0.tellsStatus(under: key) }.map(\.entry))
        }
        let concerned = events.filter { event in
            event.names(place.code.key) { isConcerned(place, by: $0, in: event) }
        }
        let isCarrier = place.mayCarry && concerned.contains { $0.carries(key) }
        guard isCarrier else { return Set(concerned.map(\.entry)) }
        let loads = Loads(of: key, events: concerned)
        var wanted = Set(place.through.compactMap { loads.number(of: $0) })
        if place.isSubject, let last = loads.last { wanted.insert(last) }
        return Set(
            concerned.map(\.entry).filter { entry in
                loads.number(of: entry).map(wanted.contains) ?? (place.isSubject && loads.strays.contains(entry))
            })
    }

    /// The things through which an event matters to a place. The items of a lot matter where the lot is followed down, and
    /// otherwise only where they are made: their further lives are siblings.
    private func things(concerning place: TracePlace, in event: ResolvedEvent) -> [Thing] {
        event.things(under: place.code.key).filter { isConcerned(place, by: $0, in: event) }
    }

    private func isConcerned(_ place: TracePlace, by thing: Thing, in event: ResolvedEvent) -> Bool {
        if thing.code.key == place.code.key { return true }
        switch place.code.grain {
        case .instance: return false
        case .product: return true
        case .lot:
            return place.reach.contains(.down)
                || (place.reach.contains(.up) && Act(event, thing.role) == .issue)
        }
    }

    private mutating func followLot(of place: TracePlace) {
        guard place.code.grain == .instance, let lotKey = place.code.lotKey else { return }
        guard let lot = place.code.lot, lot.key == lotKey else { return }
        let reach: Reach = place.reach.contains(.up) ? [.ownLot, .up] : .ownLot
        if !place.reach.isDisjoint(with: [.up, .down]) { visit(TraceWay(code: lot, reach: reach)) }
    }

    /// Of the item that is asked for: another item of its lot that was sent where it arrived, under the same despatch advice. Which
    /// way that came tells whether he who received the one for the other had it from those in custody.
    private mutating func followMixUps(in lot: TracePlace) {
        guard let item = places[subject.key], item.code.grain == .instance, item.code.lotKey == lot.code.key else {
            return
        }
        let own = item.entries.compactMap { pool[$0] }
        let sent = Set(own.filter { $0.does(.ship, to: subject.key) }.flatMap(\.movements))
        var newest: [String: Timestamp] = [:]
        for event in own { newest[event.operatorUSCC] = max(event.moment, newest[event.operatorUSCC] ?? event.moment) }
        let last = newest.sorted { $0.value > $1.value }.prefix(2)
        let received = own.filter { receipt in
            receipt.does(.receive, to: subject.key)
                // Where somebody else has it afterwards, the receipt is the word of one against many.
                && !last.contains { $0.key != receipt.operatorUSCC && $0.value > receipt.moment }
        }
        guard received.contains(where: { !sent.isSuperset(of: $0.movements) }) else { return }
        var shipments: [String: [ResolvedEvent]] = [:]
        for shipment in lot.supplied.compactMap({ pool[$0] }) where shipment.does(.ship) {
            for document in Set(shipment.movements) { shipments[document, default: []].append(shipment) }
        }
        var looksLeft = Self.mixUpLookMax
        for receipt in received {
            for shipment in Set(receipt.movements).subtracting(sent).sorted().flatMap({ shipments[$0] ?? [] }) {
                guard looksLeft > 0 else { return }
                looksLeft -= 1
                for other in shipment.mistaken(for: subject, by: receipt).prefix(Self.mixUpCountMax) {
                    visit(TraceWay(code: other, reach: .beside, signer: shipment.operatorUSCC))
                }
            }
        }
    }

    /// So many receipts are held against shipments: a mix-up is one of each.
    private static let mixUpLookMax = 4096

    /// A crate of things with serials that were all scanned wrongly is told by a few of them.
    private static let mixUpCountMax = 4

    /// An item of a lot that is followed down, or the same thing under a label that says more.
    private mutating func follow(_ thing: Thing, of place: TracePlace, signer: String) {
        if thing.code.key != place.code.key {
            let reach = place.reach.intersection([.up, .down])
            if reach.contains(.down) { visit(TraceWay(code: thing.code, reach: reach, signer: signer)) }
        } else if place.code.lotKey == nil, thing.code.lotKey != nil {
            visit(TraceWay(code: thing.code, reach: place.reach, signer: signer))
        }
    }

    /// What stands across from a place that plays this part in an event.
    private mutating func follow(_ role: Thing.Role, of place: TracePlace, in event: ResolvedEvent) {
        var reach = place.reach.intersection([.up, .down, .loaded])
        if place.hasPortion(at: event) { reach.insert(.down) }
        guard followed.insert(TraceStep(entry: event.entry, role: role, reach: reach)).inserted else { return }
        switch role {
        case .subject: handOver(place, in: event, reach)
        case .output, .input: followTransformation(role, in: event, reach)
        case .child: followCarrier(of: place, in: event, reach)
        case .parent: followContents(of: place, in: event, reach)
        }
    }

    // MARK: transformations

    private mutating func followTransformation(_ role: Thing.Role, in event: ResolvedEvent, _ reach: Reach) {
        let direction: Reach
        switch role {
        case .output where reach.contains(.up): direction = .up
        case .input where !reach.isDisjoint(with: [.down, .loaded]): direction = .down
        default: return
        }
        cross(event, direction)
        guard let id = event.transformationID else { return }
        let whole = CanonicalCode(scheme: TracePlace.transformation, uri: id, key: id, parts: [])
        visit(
            TraceWay(code: whole, reach: direction, seed: event.operatorUSCC, signer: event.operatorUSCC))
    }

    /// The other events of a transformation that is told in several.
    private mutating func follow(transformation place: TracePlace, in event: ResolvedEvent) {
        for direction in [Reach.up, .down] where place.reach.contains(direction) {
            let role: Thing.Role = direction == .up ? .input : .output
            guard followed.insert(TraceStep(entry: event.entry, role: role, reach: direction)).inserted else {
                continue
            }
            cross(event, direction)
        }
    }

    /// Up to what a transformation took, or down to what it made.
    private mutating func cross(_ event: ResolvedEvent, _ direction: Reach) {
        for thing in event.things(playing: direction == .up ? .input : .output) {
            visit(
                TraceWay(
                    code: thing.code, reach: direction, seed: direction == .up ? event.operatorUSCC : nil,
                    signer: event.operatorUSCC, through: event.entry))
        }
    }

    // MARK: containers

    private mutating func followCarrier(of place: TracePlace, in event: ResolvedEvent, _ reach: Reach) {
        let carrier: Reach = reach.isDisjoint(with: [.down, .loaded]) ? .carrier : [.carrier, .loaded]
        for parent in event.things(playing: .parent) where !isSiblingLoad(parent, of: place, in: event) {
            visit(
                TraceWay(
                    code: parent.code, reach: carrier, signer: event.operatorUSCC, through: event.entry))
        }
    }

    /// A lot that is not followed down whole matters for what came to the subject, or went on from it. What the same hands put into
    /// other containers is another portion.
    private func isSiblingLoad(_ parent: Thing, of place: TracePlace, in event: ResolvedEvent) -> Bool {
        guard place.code.grain == .lot, place.reach.isDisjoint(with: [.down, .ownLot]),
            places[parent.code.key] == nil, !place.hasPortion(at: event)
        else { return false }
        return !place.reach.contains(.up) || place.seeds.contains(event.operatorUSCC)
    }

    private mutating func followContents(of place: TracePlace, in event: ResolvedEvent, _ reach: Reach) {
        let signer = event.operatorUSCC
        for child in event.things(playing: .child) {
            var way = TraceWay(code: child.code, reach: [], signer: signer, through: event.entry)
            if reach.contains(.up) {
                way = TraceWay(code: child.code, reach: .up, seed: signer, signer: signer, through: event.entry)
                visit(way)
            }
            guard reach.contains(.down) else { continue }
            let isPortion = child.code.grain == .lot
            visit(
                TraceWay(code: child.code, reach: isPortion ? .portion : .down, signer: signer, through: event.entry))
        }
        if event.action == .delete { hand(contentsOf: place, to: event, reach) }
    }

    /// Whoever receives a container that is followed down has what is in it, and whoever receives a portion has it.
    private mutating func handOver(_ place: TracePlace, in event: ResolvedEvent, _ reach: Reach) {
        guard let act = event.things(under: place.code.key).first.map({ Act(event, $0.role) }) else { return }
        if place.mayCarry {
            if act == .receive { hand(contentsOf: place, to: event, reach) }
            return
        }
        guard place.reach.contains(.portion) else { return }
        if act == .ship, reach.contains(.down) {
            for receiver in event.destinations { hand(place.code, to: receiver, since: event.moment, event) }
        } else if act == .receive, event.sources.contains(where: { place.holders[$0] != nil }) {
            hand(place.code, to: event.operatorUSCC, since: event.moment, event)
        }
    }

    private func packedLots(in key: String) -> [CanonicalCode] {
        guard let place = places[key], place.mayCarry, !place.reach.isDisjoint(with: [.down, .loaded]) else {
            return []
        }
        var lots: Set<CanonicalCode> = []
        for entry in place.entries {
            guard let event = pool[entry], event.carries(key) else { continue }
            for child in event.things where child.role == .child && child.code.grain == .lot { lots.insert(child.code) }
        }
        return lots.sorted { $0.key < $1.key }
    }

    private mutating func hand(contentsOf place: TracePlace, to event: ResolvedEvent, _ reach: Reach) {
        guard !reach.isDisjoint(with: [.down, .loaded]) else { return }
        for lot in place.packedLots {
            // What a container carries by the way is followed where it is followed already.
            guard place.reach.contains(.down) || places[lot.key]?.reach.contains(.portion) == true else { continue }
            hand(lot, to: event.operatorUSCC, since: event.moment, event)
        }
    }

    private mutating func hand(
        _ code: CanonicalCode, to holder: String, since moment: Timestamp, _ event: ResolvedEvent
    ) {
        visit(TraceWay(code: code, reach: .portion, signer: event.operatorUSCC, holder: (holder, moment)))
    }
}

extension TracePlace {
    fileprivate mutating func add(_ way: TraceWay) {
        reach.formUnion(way.reach)
        if let seed = way.seed { seeds.insert(seed) }
        if mayCarry, let entry = way.through { through.insert(entry) }
        if let (holder, since) = way.holder { holders[holder] = min(since, holders[holder] ?? since) }
    }

    /// Whether the event is of one who has the portion of the lot that is followed.
    fileprivate func hasPortion(at event: ResolvedEvent) -> Bool {
        reach.contains(.portion) && holders[event.operatorUSCC].map { $0 <= event.moment } ?? false
    }
}

extension ResolvedEvent {
    /// The items of the same lot that this shipment sent on the route of a receipt which does not name them, but the item.
    package func mistaken(for item: CanonicalCode, by receipt: ResolvedEvent) -> [CanonicalCode] {
        guard !shipmentRoutes.isDisjoint(with: receipt.receiptRoutes), operatorUSCC != receipt.operatorUSCC else {
            return []
        }
        let arrived = Set(receipt.things.map(\.code.key))
        return things.filter { thing in
            thing.code.grain == .instance && thing.code.lotKey == item.lotKey && thing.code.key != item.key
                && Act(self, thing.role) == .ship && !arrived.contains(thing.code.key)
        }.map(\.code)
    }

    /// Whether it packs something into, or takes something out of, a container: the parent is the first of its things.
    fileprivate func carries(_ key: String) -> Bool {
        things.first.map { $0.role == .parent && $0.code.key == key } ?? false
    }
}

extension EPCISEvent {
    /// How many codes of things it names.
    package var thingCount: Int {
        let lists = [epcList, childEPCs, inputEPCList, outputEPCList].reduce(0) { $0 + $1.count }
        let quantities = [quantityList, childQuantityList, inputQuantityList, outputQuantityList]
        return lists + quantities.reduce(parentID == nil ? 0 : 1) { $0 + $1.count }
    }
}

extension CanonicalCode {
    /// The lot that an item says it belongs to, as a code of its own.
    package var lot: CanonicalCode? {
        guard let lotKey else { return nil }
        let parts = parts.filter { $0.name == "gtin" || $0.name == "lot" }
        return CanonicalCode(
            scheme: scheme, uri: lotKey, key: lotKey, lotKey: lotKey, productKey: productKey, parts: parts)
    }
}
