/// Composes the canonical Digital Link URIs (GS1 Digital Link: URI Syntax 1.6, section 4.11) and parts of one identity.
struct GS1Identity {
    let key: GS1Element
    let elements: [GS1Element]
    let reader: GS1Reader

    private static let cpv = 2200
    private static let lot = 1000
    private static let content = 0200

    func canonical() -> CanonicalCode {
        let qualifiers = qualifierElements()
        let identifier = key.identifier
        var base = Self.domain
        base.reserveCapacity(96)
        Self.append(key, to: &base)
        var path = base
        for qualifier in qualifiers { Self.append(qualifier, to: &path) }
        let uri = String(decoding: path, as: UTF8.self)
        let parts = parts(qualifiers)
        switch identifier.number {
        case 0100, 8006: return tradeItem(uri: uri, base: base, qualifiers: qualifiers, parts: parts)
        case 0000: return logisticUnit(uri: uri, parts: parts)
        case 2530, 2550, 8003, 8010: return classOrInstance(uri: uri, base: base, qualifiers: qualifiers, parts: parts)
        default: return CanonicalCode(scheme: identifier.name, uri: uri, key: uri, parts: parts)
        }
    }

    /// The finest key is the serial (or third-party serial), else the lot, else the product; the consumer product variant
    /// refines the product's description, not its identity.
    private func tradeItem(
        uri: String, base: [UInt8], qualifiers: [GS1Element], parts: [CanonicalCode.Part]
    ) -> CanonicalCode {
        let product = String(decoding: base, as: UTF8.self)
        let lotKey = element(Self.lot).map { Self.uri(base, $0) }
        let serial = qualifiers.last { $0.identifier.number != Self.lot && $0.identifier.number != Self.cpv }
        return CanonicalCode(
            scheme: key.identifier.name, uri: uri, key: serial.map { Self.uri(base, $0) } ?? lotKey ?? product,
            lotKey: lotKey, productKey: product, parts: parts)
    }

    /// A pallet is found through the lot and product that its label says it holds, or is.
    private func logisticUnit(uri: String, parts: [CanonicalCode.Part]) -> CanonicalCode {
        guard let gtin = element(reader.gtin.number) ?? element(Self.content) else {
            return CanonicalCode(scheme: key.identifier.name, uri: uri, key: uri, parts: parts)
        }
        var base = Self.domain
        Self.append(GS1Element(identifier: reader.gtin, value: gtin.value, offset: gtin.offset), to: &base)
        return CanonicalCode(
            scheme: key.identifier.name, uri: uri, key: uri, lotKey: element(Self.lot).map { Self.uri(base, $0) },
            productKey: String(decoding: base, as: UTF8.self), parts: parts)
    }

    /// Keys whose serial is part of their own data (GDTI, GCN, GRAI) or optional (CPID): without it they name a class.
    private func classOrInstance(
        uri: String, base: [UInt8], qualifiers: [GS1Element], parts: [CanonicalCode.Part]
    ) -> CanonicalCode {
        var product = base
        if key.identifier.number != 8010 {
            let classLength = key.identifier.lengthMin
            product = Self.domain
            Self.append(
                GS1Element(identifier: key.identifier, value: key.value.prefix(classLength), offset: 0), to: &product)
        }
        return CanonicalCode(
            scheme: key.identifier.name, uri: uri, key: uri, productKey: String(decoding: product, as: UTF8.self),
            parts: parts)
    }

    /// Those of the key's qualifiers that are there, in path order. Alternatives are not mixed: the later one (a third-party
    /// serial beside a lot) is the finer.
    private func qualifierElements() -> [GS1Element] {
        guard elements.count > 1 else { return [] }
        for alternative in (key.identifier.qualifiers ?? []).reversed() {
            let found = alternative.compactMap(element)
            if !found.isEmpty { return found }
        }
        return []
    }

    private func parts(_ qualifiers: [GS1Element]) -> [CanonicalCode.Part] {
        var parts: [CanonicalCode.Part] = []
        parts.reserveCapacity(elements.count)
        append(key, to: &parts)
        for qualifier in qualifiers { append(qualifier, to: &parts) }
        for element in elements
        where element.identifier !== key.identifier
            && !qualifiers.contains(where: { $0.identifier === element.identifier })
        {
            append(element, to: &parts)
        }
        return parts
    }

    private func append(_ element: GS1Element, to parts: inout [CanonicalCode.Part]) {
        let identifier = element.identifier
        guard !identifier.isPlain else {
            parts.append(.init(name: identifier.name, value: String(decoding: element.value, as: UTF8.self)))
            return
        }
        let shown = GS1PartValue(element, currentYear: reader.currentYear)
        parts.append(.init(name: identifier.name, value: shown.value))
        if let currency = shown.currency { parts.append(.init(name: "currency", value: currency)) }
    }

    private func element(_ number: Int) -> GS1Element? {
        elements.first { $0.identifier.number == number }
    }

    private static let domain = Array("https://id.gs1.org".utf8)

    private static func uri(_ base: [UInt8], _ element: GS1Element) -> String {
        var path = base
        append(element, to: &path)
        return String(decoding: path, as: UTF8.self)
    }

    private static func append(_ element: GS1Element, to path: inout [UInt8]) {
        path.append(CodeByte.slash)
        path.append(contentsOf: element.identifier.code)
        path.append(CodeByte.slash)
        PercentEncoding.append(element.value, to: &path)
    }
}
