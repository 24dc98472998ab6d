/// Composes the canonical Digital Link URIs (GS1 Digital Link: URI Syntax 1.6, section 4.11) and parts of one identity.
struct GS1Identity {
    private let key: GS1Element
    private let elements: [GS1Element]
    private let reader: GS1Reader
    /// AI numbers of the key's qualifiers, in path order. Alternatives are not mixed: the later one (a third-party serial
    /// beside a lot) is the finer.
    private let qualifiers: [Int]
    private var path = GS1Path()
    /// Where the key ends in the path.
    private let keyEnd: Int
    private var lot: Range<Int>?
    private var serial: Range<Int>?
    /// Where the path ends.
    private let end: Int

    static let cpv = 2200
    static let lot = 1000
    private static let content = 0200

    init(key: GS1Element, elements: [GS1Element], reader: GS1Reader) {
        self.key = key
        self.elements = elements
        self.reader = reader
        qualifiers = Self.qualifiers(of: key.identifier, in: elements)
        keyEnd = path.append(key.identifier, key.value).upperBound
        for number in qualifiers {
            guard let index = Self.index(of: number, in: elements) else { continue }
            let stretch = path.append(elements[index].identifier, elements[index].value)
            if number == Self.lot { lot = stretch } else if number != Self.cpv { serial = stretch }
        }
        end = path.count
    }

    consuming func canonical() -> CanonicalCode {
        let uri = path.text(0..<end)
        var code =
            switch key.identifier.number {
            case 0100, 8006: tradeItem(uri)
            case 0000: logisticUnit(uri)
            case 2530, 2550, 8003, 8010: classOrInstance(uri)
            default: CanonicalCode(scheme: key.identifier.name, uri: uri, key: uri, parts: parts())
            }
        code.attributes = attributes()
        code.hasQuery = elements.indices.allSatisfy { !isBeside($0) || elements[$0].identifier.isAttribute }
        return code
    }

    /// The finest key is the serial (or third-party serial), else the lot, else the product; the consumer product variant
    /// refines the product's description, not its identity.
    private mutating func tradeItem(_ uri: String) -> CanonicalCode {
        let product = path.text(0..<keyEnd)
        if lot == nil, let index = Self.index(of: Self.lot, in: elements) {
            lot = path.append(elements[index].identifier, elements[index].value)
        }
        let lotKey = lot.map { path.text(upTo: keyEnd, then: $0) }
        let serialKey = serial.map { path.text(upTo: keyEnd, then: $0) }
        return CanonicalCode(
            scheme: key.identifier.name, uri: uri, key: serialKey ?? lotKey ?? product, lotKey: lotKey,
            productKey: product, parts: parts())
    }

    /// A pallet is found through the lot and product that its label says it holds, or is.
    private func logisticUnit(_ uri: String) -> CanonicalCode {
        guard
            let held = Self.index(of: reader.gtin.number, in: elements) ?? Self.index(of: Self.content, in: elements)
        else { return CanonicalCode(scheme: key.identifier.name, uri: uri, key: uri, parts: parts()) }
        var path = GS1Path()
        let productEnd = path.append(reader.gtin, elements[held].value).upperBound
        let lot = Self.index(of: Self.lot, in: elements).map { index in
            path.append(elements[index].identifier, elements[index].value)
        }
        return CanonicalCode(
            scheme: key.identifier.name, uri: uri, key: uri, lotKey: lot.map { path.text(upTo: productEnd, then: $0) },
            productKey: path.text(0..<productEnd), parts: parts())
    }

    /// Keys whose serial is part of their own data (GDTI, GCN, GRAI) or optional (CPID): without it they name a class.
    private func classOrInstance(_ uri: String) -> CanonicalCode {
        var product = path.text(0..<keyEnd)
        if key.identifier.number != 8010 {
            var path = GS1Path()
            let end = path.append(key.identifier, key.value.prefix(key.identifier.lengthMin)).upperBound
            product = path.text(0..<end)
        }
        return CanonicalCode(
            scheme: key.identifier.name, uri: uri, key: uri, productKey: product, parts: parts())
    }

    // MARK: Elements

    private static func qualifiers(of key: ApplicationIdentifier, in elements: [GS1Element]) -> [Int] {
        guard elements.count > 1, let alternatives = key.qualifiers else { return [] }
        for alternative in alternatives.reversed() {
            for number in alternative where index(of: number, in: elements) != nil { return alternative }
        }
        return []
    }

    private static func index(of number: Int, in elements: [GS1Element]) -> Int? {
        for index in elements.indices where elements[index].identifier.number == number { return index }
        return nil
    }

    /// Neither the key nor in the path.
    private func isBeside(_ index: Int) -> Bool {
        let number = elements[index].identifier.number
        return number != key.identifier.number && !qualifiers.contains(number)
    }

    // MARK: Parts

    private func parts() -> [CanonicalCode.Part] {
        var parts: [CanonicalCode.Part] = []
        parts.reserveCapacity(elements.count)
        append(key, to: &parts)
        guard elements.count > 1 else { return parts }
        for number in qualifiers {
            if let index = Self.index(of: number, in: elements) { append(elements[index], to: &parts) }
        }
        for index in elements.indices where isBeside(index) { append(elements[index], to: &parts) }
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

    /// What stands beside key and qualifiers, as a query.
    private mutating func attributes() -> String {
        guard elements.count > 1 else { return "" }
        let start = path.count
        for index in elements.indices where isBeside(index) {
            path.append(attribute: elements[index], isFirst: path.count == start)
        }
        return path.text(start..<path.count)
    }
}
