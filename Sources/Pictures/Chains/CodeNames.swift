import Chains
import Codes
import Values

/// Short names for the codes of a picture, of which no two read alike: of long numbers the end that tells them apart.
struct CodeNames {
    private let names: [String: String]
    private let language: DrawingLanguage

    init(_ codes: some Sequence<CanonicalCode>, _ language: DrawingLanguage) {
        self.language = language
        var byKey: [String: CanonicalCode] = [:]
        for code in codes { byKey[code.key] = code }
        let units = Endings(byKey.values.compactMap { $0.part("sscc") })
        let serials = Endings(byKey.values.compactMap { $0.part("serial") })
        var alike: [String: [CanonicalCode]] = [:]
        for code in byKey.values { alike[Self.short(code, units, serials, language), default: []].append(code) }
        var names: [String: String] = [:]
        for (name, codes) in alike {
            guard codes.count > 1 else {
                names[codes[0].key] = name
                continue
            }
            let tails = Self.tails(codes.sorted { $0.key < $1.key })
            for (key, tail) in tails { names[key] = "\(name) (\(tail))" }
        }
        self.names = names
    }

    func name(of code: CanonicalCode) -> String {
        names[code.key] ?? language.of(Naming.name(of: code))
    }

    private static func short(
        _ code: CanonicalCode, _ units: Endings, _ serials: Endings, _ language: DrawingLanguage
    ) -> String {
        if let serial = code.part("serial") {
            let end = serials.short(serial).shown
            guard let lot = code.part("lot") else { return language == .zh ? "单品 \(end)" : "item \(end)" }
            return "\(Self.short(lot: lot, language)) \(language == .zh ? "单品" : "item") \(end)"
        }
        if let sscc = code.part("sscc") {
            return language == .zh ? "物流单元 \(units.short(sscc))" : "unit \(units.short(sscc))"
        }
        if let lot = code.part("lot") { return short(lot: lot, language) }
        guard code.part("container") == nil else { return language.of(Naming.name(of: code)).shown }
        let key = code.key.printable
        let end = key.count > keyCountMax ? "…" + key.suffix(keyCountMax) : key
        return language == .zh ? "编码 \(end)" : "code \(end)"
    }

    /// What reads as the number of a lot by itself needs no word before it.
    private static func short(lot: String, _ language: DrawingLanguage) -> String {
        guard lot.count < lotCountMin || !lot.contains(where: \.isNumber) else { return lot.shown }
        return language == .zh ? "批次 \(lot.shown)" : "lot \(lot.shown)"
    }

    private static let lotCountMin = 6
    private static let keyCountMax = 24

    /// What tells codes of one name apart: the end of their products' numbers where that does, else a number of the picture's own.
    private static func tails(_ codes: [CanonicalCode]) -> [(key: String, tail: String)] {
        let products = codes.compactMap { $0.part("gtin") }
        if products.count == codes.count, Set(products).count == codes.count {
            let endings = Endings(products)
            return zip(codes, products).map { ($0.key, endings.short($1)) }
        }
        return codes.enumerated().map { ($1.key, "#\($0 + 1)") }
    }
}

/// How many of the last characters tell long numbers apart.
private struct Endings {
    private let count: Int

    private static let countMin = 6

    init(_ numbers: [String]) {
        let all = Set(numbers)
        let longest = all.map(\.count).max() ?? 0
        var count = Self.countMin
        while count < longest, Set(all.map { $0.suffix(count) }).count < all.count { count += 1 }
        self.count = count
    }

    /// `…345678`; what is hardly longer stays whole.
    func short(_ number: String) -> String {
        number.count <= count + 3 ? number : "…" + number.suffix(count)
    }
}
