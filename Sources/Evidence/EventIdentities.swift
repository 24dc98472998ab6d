import Chains
public import Codes
public import EPCIS
import TransparencyLog

/// Under which identities an event is found: those of its codes, of the lots its items belong to, and, where it brings a code
/// into being, of the product; the permit that it names; where it names a product without a lot, `CanonicalCode.classKey`; where it
/// sells lots by allocation, `CanonicalCode.allocatedKey`; where it says of a product without a lot how it is, `CanonicalCode.statusKey`; and where it names a lot that it does not bring into being, `lotsKey`, so that
/// a product's lots are found wherever they were named.
public struct EventIdentities: Sendable {
    private let reader: CodeReader

    public init(reader: CodeReader = CodeReader()) {
        self.reader = reader
    }

    /// The canonical keys of an event, each once. A code that cannot be read is found as it was written.
    public func keys(of event: EPCISEvent) -> Set<String> {
        var keys: Set<String> = []
        visitKeys(of: event) { keys.insert($0) }
        return keys
    }

    /// Shows the keys one after another, some of them more than once.
    private func visitKeys(of event: EPCISEvent, _ body: (String) -> Void) {
        let issued = Set(event.issuedCodes)
        // The items of an event are mostly of one lot.
        var lotBefore: String?
        var productBefore: String?
        for written in event.writtenCodes + event.namedCodes {
            guard let code = try? reader.names(of: written) else {
                body(written)
                continue
            }
            body(code.key)
            if let lot = code.lotKey, lot != lotBefore, lot != code.key {
                body(lot)
                lotBefore = lot
            }
            if let product = code.productKey, product != code.key {
                if issued.contains(written) {
                    body(product)
                } else if code.lotKey != nil, product != productBefore {
                    body(Self.lotsKey(ofProduct: product))
                    productBefore = product
                }
            }
            if code.key == code.productKey {
                body(CanonicalCode.classKey(ofProduct: code.key))
                if event.tellsStatus { body(CanonicalCode.statusKey(ofProduct: code.key)) }
            }
            if event.isAllocatedSale, let product = code.productKey {
                body(CanonicalCode.allocatedKey(ofProduct: product))
            }
        }
        if let permit = event.permitKey { body(permit) }
    }

    /// Whether `key` is one of `keys(of:)`, without reading every code of the event where that can be helped.
    public func finds(_ event: EPCISEvent, under key: String) -> Bool {
        let written = event.writtenCodes + event.namedCodes
        // Canonical identities read back to themselves, and what cannot be read is found as it was written.
        if written.contains(key) || event.permitKey == key { return true }
        // A canonical code begins with the key that is looked for, and nearly all codes are written so.
        func isLikely(_ code: String) -> Bool { code.utf8.starts(with: key.utf8) }
        return written.contains { isLikely($0) && names($0, key, in: event) }
            || written.contains { !isLikely($0) && names($0, key, in: event) }
    }

    private func names(_ written: String, _ key: String, in event: EPCISEvent) -> Bool {
        guard let code = try? reader.names(of: written) else { return written == key }
        return code.key == key || code.lotKey == key
            || code.key == code.productKey
                && (CanonicalCode.classKey(ofProduct: code.key) == key
                    || event.tellsStatus && CanonicalCode.statusKey(ofProduct: code.key) == key)
            || code.productKey == key && event.issuedCodes.contains(written)
            || event.isAllocatedSale && code.productKey.map(CanonicalCode.allocatedKey) == key
            || code.lotKey != nil && code.productKey.map(Self.lotsKey) == key && !event.issuedCodes.contains(written)
    }

    /// The key of events that name lots of a product which were issued elsewhere, or nowhere on this ledger.
    public static func lotsKey(ofProduct key: String) -> String { "urn:yima:lots:\(key)" }

    /// The index keys of an event, each once, ascending.
    func indexKeys(of event: EPCISEvent) -> [UInt64] {
        var keys: [UInt64] = []
        visitKeys(of: event) { keys.append(Self.indexKey($0)) }
        return keys.sortedOnce()
    }

    /// The short key of a canonical key: eight bytes of its hash. The entry itself settles collisions.
    public static func indexKey(_ key: String) -> UInt64 {
        var key = key
        return key.withUTF8 { MerkleHash.leaf(bytes: UnsafeRawBufferPointer($0)).leadingWord }
    }
}

extension EPCISEvent {
    /// The codes that this event brings into being: commissioned, or put out by a transformation.
    fileprivate var issuedCodes: [String] {
        switch kind {
        case .object where action == .add || bizStep == "urn:yima:bizstep:opening_stock":
            epcList + quantityList.map(\.epcClass)
        case .transformation: outputEPCList + outputQuantityList.map(\.epcClass)
        default: []
        }
    }

    /// Codes that stand elsewhere than in the lists of things: the container a lot travelled in, the transformation that an event tells
    /// a part of.
    fileprivate var namedCodes: [String] {
        elementValues("containerNo") + (transformationID.map { [$0] } ?? [])
    }
}
