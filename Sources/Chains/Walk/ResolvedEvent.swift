public import Codes
public import EPCIS
import Synchronization
package import Values

/// One thing in an event: its identity, the part it plays, and how much of it.
public struct Thing: Hashable, Sendable {
    public enum Role: Int, Hashable, Sendable, CaseIterable {
        /// What an object or transaction event speaks of.
        case subject
        /// Parent and children of an aggregation or association.
        case parent, child
        /// What a transformation takes and what it makes.
        case input, output
    }

    public let code: CanonicalCode
    public let role: Role
    /// Nil where the event does not say how much, or says more than can be counted exactly.
    public let measure: Measure?

    public init(code: CanonicalCode, role: Role, measure: Measure?) {
        self.code = code
        self.role = role
        self.measure = measure
    }
}

/// An event of the ledger whose written codes have been read. Every line of every account refers to one, so it is kept once
/// and shared.
public struct ResolvedEvent: Sendable {
    /// A code that is not one, as it stands in the event.
    public struct MalformedCode: Hashable, Sendable {
        public let written: String
        public let error: CodeError
    }

    let content: ResolvedContent

    public var things: [Thing] { content.things }
    public var malformedCodes: [MalformedCode] { content.malformedCodes }
    /// USCCs of the parties that the event names as source and as destination, at most `partyCountMax` of each; other kinds
    /// of party are not compared.
    public var sources: [String] { content.sources }
    public var destinations: [String] { content.destinations }
    /// Business documents, `type:id`.
    public var documents: [String] { content.documents }
    /// The routes on which it moves its things, where it ships or receives them.
    package var shipmentRoutes: Set<Route> { content.shipmentRoutes }
    package var receiptRoutes: Set<Route> { content.receiptRoutes }
    /// How many lines of an account this event counts for: its parties and documents are all compared in each.
    var weight: Int { content.weight }

    /// Lent, not copied: an event has many members, and rules ask for one at a time.
    public var record: ChainEvent { _read { yield content.record } }
    public var event: EPCISEvent { _read { yield content.record.event } }
    public var entry: UInt64 { content.record.entry }
    public var operatorUSCC: String { content.record.operatorUSCC }
    package var moment: Timestamp { content.moment }
    /// What it does to the things that play a part in it.
    func act(on role: Thing.Role) -> Act { content.acts[role.rawValue] }
    /// Whether it does that to one of its things.
    package func does(_ act: Act) -> Bool { content.done.contains(act) }
    /// See `Region.division(of:)`.
    var division: Substring? { content.division }
    /// See `Region.city(of:)`.
    var city: Substring? { content.city }

    /// A movement has a few parties; a list of hundreds is a mistake or an attack.
    private static let partyCountMax = 16

    /// Reads every code of the event. A URI of a scheme that the reader does not know is kept as an opaque identity (EPCIS
    /// allows any URI); anything else that cannot be read is listed in `malformedCodes`.
    public init(_ record: ChainEvent, reader: CodeReader = CodeReader()) {
        var codes = CodeCache(reader: reader)
        self.init(record, codes: &codes)
    }

    package init(_ record: ChainEvent, codes: inout CodeCache) {
        var resolution = Resolution()
        resolution.read(record.event, &codes)
        let sources = resolution.parties(record.event.sourceList, atMost: Self.partyCountMax, &codes)
        let destinations = resolution.parties(record.event.destinationList, atMost: Self.partyCountMax, &codes)
        content = ResolvedContent(record, resolution, sources: sources, destinations: destinations)
    }

    /// The same event, as if it named these of its things only.
    func limited(to things: [Thing]) -> ResolvedEvent { ResolvedEvent(self, things: things) }

    private init(_ whole: ResolvedEvent, things: [Thing]) {
        content = ResolvedContent(
            whole.record, Resolution(things: things, malformedCodes: whole.malformedCodes), sources: whole.sources,
            destinations: whole.destinations)
    }
}

extension ResolvedEvent: Hashable {
    public static func == (left: Self, right: Self) -> Bool {
        left.content === right.content || (left.record == right.record && left.things == right.things)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(entry)
    }
}

extension ResolvedEvent {
    /// The things whose identity, lot or product that is.
    package func things(under key: String) -> [Thing] {
        content.index.things(under: key, of: content.things)
    }

    /// Whether one of the things whose identity, lot or product that is meets a condition.
    func names(_ key: String, where isMeant: (Thing) -> Bool) -> Bool {
        content.index.contains(key, of: content.things, where: isMeant)
    }

    package func things(playing role: Thing.Role) -> [Thing] {
        content.things.filter { $0.role == role }
    }

    /// What tells the process apart that a transformation is: its operator and transformationID (EPCIS 2.0 §7.4.6), or the entry of
    /// one that is told in a single event.
    package var process: String {
        event.transformationID.map { "\(operatorUSCC) \($0)" } ?? "\(entry)"
    }

    /// Every key under which the event is found, each once: of identities, lots and products, of the transformation that it
    /// tells a part of, and of the permit that it names; where it names a product without a lot, or sells its lots by allocation, of that;
    /// and where it says how such a product is.
    package var keys: Set<String> {
        let sold = event.isAllocatedSale ? content.things.compactMap(\.code.productKey) : []
        let products = content.things.compactMap(\.code.statusKey)
        let status = !products.isEmpty && event.tellsStatus ? products : []
        return Set(
            content.things.flatMap(\.code.keys) + content.things.compactMap(\.code.classKey)
                + sold.map(CanonicalCode.allocatedKey) + status
                + [event.transformationID, event.permitKey].compactMap { $0 })
    }

    /// The documents that go with one movement: a despatch advice or bill of lading. An order or invoice may cover many.
    package var movements: [String] {
        documents.filter { $0.hasPrefix("desadv:") || $0.hasPrefix("bol:") }
    }

    /// Whether it ships, or receives, the thing of that identity itself.
    func does(_ act: Act, to key: String) -> Bool {
        names(key) { $0.code.key == key && Act(self, $0.role) == act }
    }

    /// The order in which a chain is told: by event time; at one moment things are made and packed before they move, and
    /// unpacked and used up after; then by entry. A total order, so that nothing depends on the order of supply.
    package func precedes(_ other: ResolvedEvent) -> Bool {
        let (left, right) = (content, other.content)
        if left.moment != right.moment { return left.moment < right.moment }
        if left.rank != right.rank { return left.rank < right.rank }
        return left.record.entry < right.record.entry
    }
}

extension CanonicalCode {
    /// Its key, and those of its lot and product where they are others.
    fileprivate var keys: [String] {
        var keys = [key]
        if let lotKey, lotKey != key { keys.append(lotKey) }
        if let productKey, productKey != key { keys.append(productKey) }
        return keys
    }
}

/// What a resolved event is made of; never changed.
final class ResolvedContent: Sendable {
    let record: ChainEvent
    let things: [Thing]
    let malformedCodes: [ResolvedEvent.MalformedCode]
    let sources: [String]
    let destinations: [String]
    let documents: [String]
    let shipmentRoutes: Set<Route>
    let receiptRoutes: Set<Route>
    fileprivate let index: ThingIndex
    let moment: Timestamp
    let rank: Int
    let weight: Int
    /// In the order of the roles.
    let acts: [Act]
    /// What it does to its things, each once.
    let done: [Act]
    let division, city: Substring?
    let temperatureReadings: [TemperatureReading]
    let permitKey: String?
    let isDenial: Bool
    let isRelease: Bool
    let memo = Mutex<EventMemo?>(nil)

    fileprivate init(_ record: ChainEvent, _ resolution: Resolution, sources: [String], destinations: [String]) {
        self.record = record
        things = resolution.things
        malformedCodes = resolution.malformedCodes
        self.sources = sources
        self.destinations = destinations
        documents = record.event.bizTransactionList.map { "\($0.type ?? ""):\($0.id)" }
        index = ThingIndex(resolution.things)
        moment = record.event.eventTime.moment
        rank = Self.rank(record.event)
        let acts = Thing.Role.allCases.map { Act(record.event, $0) }
        self.acts = acts
        let own = Set(resolution.things.map(\.role)).map { acts[$0.rawValue] }
        done = own
        permitKey = record.event.permitKey
        isDenial = record.event.isDenial
        isRelease = record.event.isRelease
        division = Region.division(ofPlace: record.event.readPoint ?? record.event.bizLocation)
        city = division?.prefix(4)
        temperatureReadings = record.event.temperatureReadings
        let firm = record.operatorUSCC
        shipmentRoutes =
            own.contains(.ship) ? Route.ofShipment(from: sources, by: firm, to: destinations) : []
        receiptRoutes =
            own.contains(.receive) ? Route.ofReceipt(from: sources, by: firm, to: destinations) : []
        weight = 1 + documents.count / 8 + (sources.count + 1) * (destinations.count + 1) / 8
    }

    private static func rank(_ event: EPCISEvent) -> Int {
        switch (event.kind, event.action) {
        case (.object, .add): 0
        case (.transformation, _): 1
        case (.aggregation, .add): 2
        case (.aggregation, .delete): 4
        case (.object, .delete): 5
        default: 3
        }
    }
}

/// Where things stand in an event, so that an event of a thousand things is not searched a thousand times. One of a few is
/// searched: most events name one or two, and there are many of them.
private struct ThingIndex: Sendable {
    private static let searchedCountMax = 8

    private var byKey: [String: [Int]] = [:]

    init(_ things: [Thing]) {
        guard things.count > Self.searchedCountMax else { return }
        for (position, thing) in things.enumerated() {
            for key in thing.code.keys { byKey[key, default: []].append(position) }
        }
    }

    func things(under key: String, of things: [Thing]) -> [Thing] {
        guard things.count <= Self.searchedCountMax else { return (byKey[key] ?? []).map { things[$0] } }
        return things.filter { $0.code.isNamed(by: key) }
    }

    func contains(_ key: String, of things: [Thing], where isMeant: (Thing) -> Bool) -> Bool {
        guard things.count <= Self.searchedCountMax else {
            return (byKey[key] ?? []).contains { isMeant(things[$0]) }
        }
        return things.contains { $0.code.isNamed(by: key) && isMeant($0) }
    }
}

private struct Resolution {
    var things: [Thing] = []
    var malformedCodes: [ResolvedEvent.MalformedCode] = []

    mutating func read(_ event: EPCISEvent, _ codes: inout CodeCache) {
        if let parent = event.parentID { add([parent], as: .parent, &codes) }
        add(event.epcList, as: .subject, &codes)
        add(event.quantityList, as: .subject, &codes)
        add(event.childEPCs, as: .child, &codes)
        add(event.childQuantityList, as: .child, &codes)
        add(event.inputEPCList, as: .input, &codes)
        add(event.inputQuantityList, as: .input, &codes)
        add(event.outputEPCList, as: .output, &codes)
        add(event.outputQuantityList, as: .output, &codes)
    }

    private mutating func add(_ written: [String], as role: Thing.Role, _ codes: inout CodeCache) {
        for text in written {
            guard let code = identify(text, &codes) else { continue }
            things.append(Thing(code: code, role: role, measure: code.grain == .instance ? .onePiece : nil))
        }
    }

    private mutating func add(
        _ quantities: [EPCISEvent.Quantity], as role: Thing.Role, _ codes: inout CodeCache
    ) {
        for quantity in quantities {
            guard let code = identify(quantity.epcClass, &codes) else { continue }
            let measure = quantity.amount.flatMap { Measure($0, uom: quantity.uom) }
            things.append(Thing(code: code, role: role, measure: measure))
        }
    }

    private mutating func identify(_ written: String, _ codes: inout CodeCache) -> CanonicalCode? {
        switch codes.code(written) {
        case .success(let code): return code
        case .failure(let error):
            if error.reason == .unknownScheme, written.utf8.contains(UInt8(ascii: ":")) {
                return CanonicalCode(scheme: "other", uri: written, key: written, parts: [])
            }
            malformedCodes.append(.init(written: written, error: error))
            return nil
        }
    }

    mutating func parties(
        _ references: [EPCISEvent.TypedReference], atMost limit: Int, _ codes: inout CodeCache
    ) -> [String] {
        var found: [String] = []
        for reference in references where reference.type != "location" && found.count < limit {
            if let uscc = identify(reference.id, &codes)?.part("uscc"), !found.contains(uscc) { found.append(uscc) }
        }
        return found
    }
}
