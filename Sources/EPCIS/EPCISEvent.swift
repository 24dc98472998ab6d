public import Values

/// An EPCIS 2.0 event (ISO/IEC 19987 §7.4) as the rules need it: typed, with its data elements in plain text.
///
/// It is a reading of the signed bytes, never their replacement: what is journalled, hashed and served is the text itself.
/// Codes stand here as they were written; `CodeReader` gives their identities.
public struct EPCISEvent: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case object = "ObjectEvent"
        case aggregation = "AggregationEvent"
        case transaction = "TransactionEvent"
        case transformation = "TransformationEvent"
        case association = "AssociationEvent"
        /// A type of somebody's own, by a URI: kept and served, found by its codes, and understood by nobody here. What it does to its
        /// things is not known, so nothing is judged by it.
        case foreign = ""

        /// Those of the standard.
        public static let allCases: [Kind] = [.object, .aggregation, .transaction, .transformation, .association]
    }

    public enum Action: String, Hashable, Sendable, CaseIterable {
        case add = "ADD"
        case observe = "OBSERVE"
        case delete = "DELETE"
    }

    /// EPCIS quantityElement: so much of a class of things.
    public struct Quantity: Hashable, Sendable {
        public var epcClass: String
        /// Absent where the event only says that some of it was there.
        public var amount: Amount?
        /// UN/ECE Recommendation 20 code (`KGM`); absent means a count of pieces.
        public var uom: String?

        public init(epcClass: String, amount: Amount? = nil, uom: String? = nil) {
            self.epcClass = epcClass
            self.amount = amount
            self.uom = uom
        }
    }

    /// An entry of bizTransactionList, sourceList or destinationList.
    public struct TypedReference: Hashable, Sendable {
        /// CBV bare word (`po`, `owning_party`, …); nil where the event gives none.
        public var type: String?
        public var id: String

        public init(type: String?, id: String) {
            self.type = type
            self.id = id
        }
    }

    /// EPCIS errorDeclaration: this event says that the event with the same eventID was wrong.
    public struct ErrorDeclaration: Hashable, Sendable {
        public var declarationTime: Timestamp
        public var reason: String?
        public var correctiveEventIDs: [String]

        public init(declarationTime: Timestamp, reason: String?, correctiveEventIDs: [String]) {
            self.declarationTime = declarationTime
            self.reason = reason
            self.correctiveEventIDs = correctiveEventIDs
        }
    }

    /// EPCIS persistentDisposition: dispositions that hold from this event on, or no longer, whatever later events say of
    /// `disposition`.
    public struct PersistentDisposition: Hashable, Sendable {
        /// CBV bare words or URIs, none twice.
        public var set: [String]
        public var unset: [String]

        public init(set: [String] = [], unset: [String] = []) {
            self.set = set
            self.unset = unset
        }
    }

    public var kind: Kind
    public var eventTime: OffsetTime
    public var eventID: String?
    public var action: Action?
    /// CBV bare word (`commissioning`, `shipping`) or a URI.
    public var bizStep: String?
    public var disposition: String?
    /// The id of readPoint and of bizLocation.
    public var readPoint: String?
    public var bizLocation: String?
    public var parentID: String?
    public var epcList: [String] = []
    public var quantityList: [Quantity] = []
    public var childEPCs: [String] = []
    public var childQuantityList: [Quantity] = []
    public var inputEPCList: [String] = []
    public var inputQuantityList: [Quantity] = []
    public var outputEPCList: [String] = []
    public var outputQuantityList: [Quantity] = []
    public var transformationID: String?
    public var bizTransactionList: [TypedReference] = []
    public var sourceList: [TypedReference] = []
    public var destinationList: [TypedReference] = []
    public var errorDeclaration: ErrorDeclaration?
    /// Nil where the event gives none.
    public var persistentDisposition: PersistentDisposition?
    /// URIs of certificates of the device or party that recorded the event.
    public var certificationInfo: [String] = []
    /// Scalar extension values by element name without the `yima:` prefix (`productName` → `大黄鱼`), both from the event
    /// itself and from its ilmd; other namespaces keep their prefix (`gdst:…`). Numbers and booleans as they were written. Of
    /// an element with several values the first; `elementValues` gives all.
    public var dataElements: [String: String] = [:]
    /// What few events have, at most one: so all others carry an empty array for all of it.
    private var rare: [Rare] = []

    public init(kind: Kind, eventTime: OffsetTime) {
        self.kind = kind
        self.eventTime = eventTime
    }
}

// MARK: What few events have

extension EPCISEvent {
    private struct Rare: Hashable, Sendable {
        var sensorElements: [SensorElement] = []
        /// By element: the values after the first.
        var laterValues: [String: [String]] = [:]
    }

    /// sensorElementList: what sensors reported.
    public var sensorElements: [SensorElement] {
        get { rare.first?.sensorElements ?? [] }
        set { changeRare { $0.sensorElements = newValue } }
    }

    /// Every value of a data element in the order written: two certificates of one delivery. Empty where there is none; one for
    /// most.
    public func elementValues(_ name: String) -> [String] {
        guard let first = dataElements[name] else { return [] }
        guard let later = rare.first?.laterValues[name] else { return [first] }
        return [first] + later
    }

    /// Gives a data element these values and no others.
    public mutating func setElementValues(_ name: String, _ values: [String]) {
        dataElements[name] = values.first
        changeRare { $0.laterValues[name] = values.count > 1 ? Array(values.dropFirst()) : nil }
    }

    /// Gives a data element these values besides those that it has.
    mutating func addElementValues(_ name: String, _ values: [String]) {
        let held = elementValues(name)
        guard !held.isEmpty else { return setElementValues(name, values) }
        let known = Set(held)
        setElementValues(name, held + values.filter { !known.contains($0) })
    }

    /// Whether some element has more than one value.
    var hasLaterValues: Bool { rare.first?.laterValues.isEmpty == false }

    /// Keeps equal what says the same: there is no entry that says nothing.
    private mutating func changeRare(_ change: (inout Rare) -> Void) {
        var changed = rare.first ?? Rare()
        change(&changed)
        rare = changed == Rare() ? [] : [changed]
    }
}

extension EPCISEvent {
    /// Every written code of a thing (not of a place, party or document) in the event, in the order of the event's lists;
    /// a code that stands in two lists is given twice.
    public var writtenCodes: [String] {
        var codes = parentID.map { [$0] } ?? []
        codes += epcList + childEPCs + inputEPCList + outputEPCList
        for list in [quantityList, childQuantityList, inputQuantityList, outputQuantityList] {
            codes += list.map(\.epcClass)
        }
        return codes
    }
}
