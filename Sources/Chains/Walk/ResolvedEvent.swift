public import Codes
public import EPCIS

/// One thing in an event: its identity, the part it plays, and how much of it.
public struct Thing: Hashable, Sendable {
    public enum Role: String, Hashable, Sendable {
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

/// An event of the ledger whose written codes have been read.
public struct ResolvedEvent: Hashable, Sendable {
    /// A code that is not one, as it stands in the event.
    public struct MalformedCode: Hashable, Sendable {
        public let written: String
        public let error: CodeError
    }

    public let record: ChainEvent
    public let things: [Thing]
    public let malformedCodes: [MalformedCode]
    /// USCCs of the parties that the event names as source and as destination; other kinds of party are not compared.
    public let sources: [String]
    public let destinations: [String]
    /// Business documents, `type:id`.
    public let documents: [String]
    private let index: ThingIndex

    public var event: EPCISEvent { record.event }
    public var entry: UInt64 { record.entry }
    public var operatorUSCC: String { record.operatorUSCC }

    /// Reads every code of the event. A URI of a scheme that the reader does not know is kept as an opaque identity (EPCIS
    /// allows any URI); anything else that cannot be read is listed in `malformedCodes`.
    public init(_ record: ChainEvent, reader: CodeReader = CodeReader()) {
        var resolution = Resolution(reader: reader)
        resolution.read(record.event)
        self.record = record
        things = resolution.things
        index = ThingIndex(resolution.things)
        sources = resolution.parties(record.event.sourceList)
        destinations = resolution.parties(record.event.destinationList)
        malformedCodes = resolution.malformedCodes
        documents = record.event.bizTransactionList.map { "\($0.type ?? ""):\($0.id)" }
    }
}

extension ResolvedEvent {
    /// The things whose identity, lot or product that is.
    package func things(under key: String) -> [Thing] {
        (index.byKey[key] ?? []).map { things[$0] }
    }

    package func things(playing role: Thing.Role) -> [Thing] {
        (index.byRole[role] ?? []).map { things[$0] }
    }

    /// Every key under which the event is found: of identities, lots and products.
    package var keys: some Collection<String> { index.byKey.keys }
}

/// Where things stand in an event, so that an event of a thousand things is not searched a thousand times.
private struct ThingIndex: Hashable, Sendable {
    private(set) var byKey: [String: [Int]] = [:]
    private(set) var byRole: [Thing.Role: [Int]] = [:]

    init(_ things: [Thing]) {
        for (position, thing) in things.enumerated() {
            let code = thing.code
            byKey[code.key, default: []].append(position)
            if let lot = code.lotKey, lot != code.key { byKey[lot, default: []].append(position) }
            if let product = code.productKey, product != code.key { byKey[product, default: []].append(position) }
            byRole[thing.role, default: []].append(position)
        }
    }
}

private struct Resolution {
    let reader: CodeReader
    var things: [Thing] = []
    var malformedCodes: [ResolvedEvent.MalformedCode] = []

    mutating func read(_ event: EPCISEvent) {
        if let parent = event.parentID { add([parent], as: .parent) }
        add(event.epcList, as: .subject)
        add(event.quantityList, as: .subject)
        add(event.childEPCs, as: .child)
        add(event.childQuantityList, as: .child)
        add(event.inputEPCList, as: .input)
        add(event.inputQuantityList, as: .input)
        add(event.outputEPCList, as: .output)
        add(event.outputQuantityList, as: .output)
    }

    private mutating func add(_ written: [String], as role: Thing.Role) {
        for text in written {
            guard let code = identify(text) else { continue }
            things.append(Thing(code: code, role: role, measure: code.grain == .instance ? .onePiece : nil))
        }
    }

    private mutating func add(_ quantities: [EPCISEvent.Quantity], as role: Thing.Role) {
        for quantity in quantities {
            guard let code = identify(quantity.epcClass) else { continue }
            let measure = quantity.amount.flatMap { Measure($0, uom: quantity.uom) }
            things.append(Thing(code: code, role: role, measure: measure))
        }
    }

    private mutating func identify(_ written: String) -> CanonicalCode? {
        do {
            return try reader.read(written)
        } catch {
            if error.reason == .unknownScheme, written.utf8.contains(UInt8(ascii: ":")) {
                return CanonicalCode(scheme: "other", uri: written, key: written, parts: [])
            }
            malformedCodes.append(.init(written: written, error: error))
            return nil
        }
    }

    mutating func parties(_ references: [EPCISEvent.TypedReference]) -> [String] {
        var found: [String] = []
        for reference in references where reference.type != "location" {
            if let uscc = identify(reference.id)?.part("uscc"), !found.contains(uscc) { found.append(uscc) }
        }
        return found
    }
}
