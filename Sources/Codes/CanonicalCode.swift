/// What a written code is, whoever wrote it and however: one identity for all its written forms.
///
/// A code is read at three grains. `key` is the finest that identifies the thing (`…/01/<gtin>/21/<serial>` for a single
/// item, `…/01/<gtin>/10/<lot>` for a lot, `…/00/<sscc>` for a pallet). Two written codes mean the same thing when their keys
/// are equal. The lot is kept beside the serial, so an item whose label says its lot is also found through the lot.
public struct CanonicalCode: Hashable, Sendable {
    /// The scheme's id: `gtin`, `sscc`, `gln`, `uscc`, `container`, … as `yima code --json` prints it.
    public let scheme: String
    /// The canonical identity with every identifying part: `https://id.gs1.org/01/06901234567892/10/A1/21/7`.
    public let uri: String
    /// The finest key: what two codes must share to mean the same thing.
    public let key: String
    /// The lot this item belongs to (or is), where the code says so: `https://id.gs1.org/01/06901234567892/10/A1`.
    public let lotKey: String?
    /// The product class, where there is one: `https://id.gs1.org/01/06901234567892`.
    public let productKey: String?
    /// The parts by name, in the scheme's order: gtin, lot, serial, …; also attributes (expiry, net weight) of a label.
    public internal(set) var parts: [Part]
    /// What a label says beside the identity, as the query of a Digital Link has it: `17=261231&3103=001250`.
    var attributes = ""
    /// Whether a query may hold all of it: not a second key.
    var hasQuery = true
    /// The EPC URN's kind and scheme (`id:sgtin`) and company-prefix length, where the code was written as one.
    var epc: EPCName?

    /// Codes are equal when they say the same; whether they were written as EPC URNs makes no difference.
    public static func == (left: CanonicalCode, right: CanonicalCode) -> Bool {
        left.uri == right.uri && left.key == right.key && left.scheme == right.scheme && left.lotKey == right.lotKey
            && left.productKey == right.productKey && left.parts == right.parts
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(uri)
    }

    /// Digits of the GS1 company prefix, where the code was written as an EPC URN, which says it.
    public var companyPrefixLength: Int? { epc?.companyPrefixLength }

    /// One named part of a code.
    public struct Part: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public init(
        scheme: String, uri: String, key: String, lotKey: String? = nil, productKey: String? = nil, parts: [Part]
    ) {
        self.scheme = scheme
        self.uri = uri
        self.key = key
        self.lotKey = lotKey
        self.productKey = productKey
        self.parts = parts
    }

    /// The grain at which a code speaks.
    public enum Grain: Sendable {
        /// A whole product (a bare GTIN): many lots.
        case product
        /// A lot of a product.
        case lot
        /// One thing: an item, a logistic unit, a container, a place, a party.
        case instance
    }

    public var grain: Grain {
        key == productKey ? .product : key == lotKey ? .lot : .instance
    }

    /// The value of a part, or nil.
    public func part(_ name: String) -> String? {
        parts.first { $0.name == name }?.value
    }
}

/// What a code names.
public enum CodeSubject: String, Hashable, Sendable, CaseIterable {
    /// A product, lot or item, and what holds goods: a pallet, a container, a consignment, a returnable asset.
    case goods
    /// A firm, a licensed producer, a registered establishment, a person.
    case party
    case place
    case document
    case vessel
}

extension CodeReader {
    /// What the code names; goods where the scheme does not say.
    public func subject(of code: CanonicalCode) -> CodeSubject {
        switch code.scheme {
        case "uscc", "party", "payTo", "gsrn", "gsrnp": .party
        case "gln": .place
        case "gdti": .document
        default: schemes.scheme(named: code.scheme)?.subject ?? .goods
        }
    }
}
