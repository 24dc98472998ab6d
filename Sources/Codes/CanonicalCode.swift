/// What a written code is, whoever wrote it and however: one identity for all its written forms.
///
/// A code is read at three grains. `key` is the finest that identifies the thing (`…/01/<gtin>/21/<serial>` for a single
/// item, `…/01/<gtin>/10/<lot>` for a lot, `…/00/<sscc>` for a pallet). Two written codes mean the same thing when their keys
/// are equal. The lot is kept beside the serial, so an item whose label says its lot is also found through the lot.
public struct CanonicalCode: Hashable, Sendable {
    /// Never changed. A chain copies codes into every thing of every event, so a code is one reference.
    private var content: Content

    /// The scheme's id: `gtin`, `sscc`, `gln`, `uscc`, `container`, … as `yima code --json` prints it.
    public var scheme: String { content.fields.scheme }
    /// The canonical identity with every identifying part: `https://id.gs1.org/01/06901234567892/10/A1/21/7`.
    public var uri: String { content.fields.uri }
    /// The finest key: what two codes must share to mean the same thing.
    public var key: String { content.fields.key }
    /// The lot this item belongs to (or is), where the code says so: `https://id.gs1.org/01/06901234567892/10/A1`.
    public var lotKey: String? { content.fields.lotKey }
    /// The product class, where there is one: `https://id.gs1.org/01/06901234567892`.
    public var productKey: String? { content.fields.productKey }
    /// The parts by name, in the scheme's order: gtin, lot, serial, …; also attributes (expiry, net weight) of a label.
    public internal(set) var parts: [Part] {
        get { content.fields.parts }
        set { content = content.changed { $0.parts = newValue } }
    }
    /// What a label says beside the identity, as the query of a Digital Link has it: `17=261231&3103=001250`.
    var attributes: String {
        get { content.fields.attributes }
        set { content = content.changed { $0.attributes = newValue } }
    }
    /// Whether a query may hold all of it: not a second key.
    var hasQuery: Bool {
        get { content.fields.hasQuery }
        set { content = content.changed { $0.hasQuery = newValue } }
    }
    /// The EPC URN's kind and scheme (`id:sgtin`) and company-prefix length, where the code was written as one.
    var epc: EPCName? {
        get { content.fields.epc }
        set { content = content.changed { $0.epc = newValue } }
    }

    private struct Fields: Sendable {
        let scheme, uri, key: String
        let lotKey, productKey: String?
        var parts: [Part]
        var attributes = ""
        var hasQuery = true
        var epc: EPCName?
    }

    private final class Content: Sendable {
        let fields: Fields
        let grain: Grain

        init(_ fields: Fields) {
            self.fields = fields
            grain = fields.key == fields.productKey ? .product : fields.key == fields.lotKey ? .lot : .instance
        }

        func changed(_ change: (inout Fields) -> Void) -> Content {
            var fields = fields
            change(&fields)
            return Content(fields)
        }
    }

    /// Codes are equal when they say the same; whether they were written as EPC URNs makes no difference.
    public static func == (left: CanonicalCode, right: CanonicalCode) -> Bool {
        let (one, other) = (left.content.fields, right.content.fields)
        return left.content === right.content
            || one.uri == other.uri && one.key == other.key && one.scheme == other.scheme && one.lotKey == other.lotKey
                && one.productKey == other.productKey && one.parts == other.parts
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
        content = Content(
            Fields(scheme: scheme, uri: uri, key: key, lotKey: lotKey, productKey: productKey, parts: parts))
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

    public var grain: Grain { content.grain }

    /// Whether that is its key, or that of its lot or product.
    package func isNamed(by key: String) -> Bool {
        let fields = content.fields
        return fields.key == key || fields.lotKey == key || fields.productKey == key
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
