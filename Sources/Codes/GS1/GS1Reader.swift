import Values

/// From GS1 elements, however they were written, to the canonical identity: every form of a GS1 code ends here.
///
/// A class, because the forms of every code share it.
final class GS1Reader: Sendable {
    let identifiers: ApplicationIdentifierTable
    let currentYear: Int
    let gtin: ApplicationIdentifier
    let knownProducts = KnownProducts()
    /// Whether numbers of a shop's own are read as if they were everybody's.
    private let takesInStore: Bool

    init(identifiers: ApplicationIdentifierTable, currentYear: Int, takesInStore: Bool) {
        guard let gtin = identifiers[100] else { preconditionFailure("the AI table has no (01)") }
        self.identifiers = identifiers
        self.currentYear = currentYear
        self.takesInStore = takesInStore
        self.gtin = gtin
    }

    /// Which primary key names the thing when a label carries several, as AI numbers: a logistic unit before what is in it,
    /// then trade items, assets and documents, then places and parties, which a label mostly mentions in passing.
    static let precedence = [
        0000, 8006, 0100, 8003, 8004, 8010, 8017, 8018, 2530, 2550, 8013, 4140, 4150, 4170, 4020, 4010,
    ]

    /// The identity that these elements spell.
    ///
    /// - Parameter primary: the key that the written form itself names as primary (Digital Link), else the one of highest
    ///   precedence.
    func canonical(
        _ written: [GS1Element], primary: GS1Element? = nil, in code: WrittenCode
    ) throws(CodeError) -> CanonicalCode {
        let elements = Self.withoutEmptyExtension(try withoutRepeats(written, in: code))
        for index in elements.indices {
            try elements[index].validate(lists: identifiers.lists, in: code)
            if !takesInStore, let error = InStoreNumber.error(in: elements[index], of: code) { throw error }
        }
        guard let key = primary ?? primaryKey(of: elements) else { throw noKey(elements) }
        if elements.count > 1 || !key.identifier.needs.isEmpty {
            try checkPairs(of: elements, path: primary == nil ? nil : key.identifier.qualifiers, in: code)
        }
        return GS1Identity(key: key, elements: elements, reader: self).canonical()
    }

    private func primaryKey(of elements: [GS1Element]) -> GS1Element? {
        if elements.count == 1 { return elements[0].identifier.qualifiers == nil ? nil : elements[0] }
        var best: (rank: Int, index: Int)?
        for index in elements.indices {
            guard let rank = elements[index].identifier.precedence, rank < best?.rank ?? .max else { continue }
            best = (rank, index)
        }
        return best.map { elements[$0.index] }
    }

    /// The same element twice is one; with two values it is a contradiction (General Specifications 4.14).
    private func withoutRepeats(_ written: [GS1Element], in code: WrittenCode) throws(CodeError) -> [GS1Element] {
        var repeated: [Int] = []
        for index in written.indices.dropFirst() {
            guard let same = (0..<index).first(where: { written[$0].identifier === written[index].identifier }) else {
                continue
            }
            guard written[same].value == written[index].value else {
                let name = written[index].identifier.shown
                throw CodeError(
                    reason: .contradiction, position: code.position(of: written[index].offset),
                    wording: Wording(en: "\(name.en) stands here twice, with two values", zh: "\(name.zh) 出现两次且取值不同"))
            }
            repeated.append(index)
        }
        return repeated.isEmpty ? written : written.indices.filter { !repeated.contains($0) }.map { written[$0] }
    }

    /// A GLN with the extension 0 is the GLN alone (EPC Tag Data Standard 2.x, section 6.3.3): one place, one identity.
    private static func withoutEmptyExtension(_ elements: [GS1Element]) -> [GS1Element] {
        guard elements.count > 1, elements.contains(where: { $0.identifier.number == 4140 }) else { return elements }
        return elements.filter {
            $0.identifier.number != EPCShape.glnExtension || !$0.value.elementsEqual([CodeByte.zero])
        }
    }

    /// Required and excluded pairs (General Specifications 4.13).
    ///
    /// - Parameter path: the qualifiers that the path of a Digital Link may have: the dictionary lists (22) as one of (8006), which
    ///   elsewhere must stand beside (01).
    private func checkPairs(
        of elements: [GS1Element], path: [[Int]]?, in code: WrittenCode
    ) throws(CodeError) {
        for index in elements.indices {
            let identifier = elements[index].identifier
            for barred in identifier.bars {
                guard let other = other(barred, than: identifier, in: elements) else { continue }
                throw CodeError(
                    reason: .contradiction, position: code.position(of: max(elements[index].offset, other.offset)),
                    wording: Wording(
                        en: "\(identifier.shown.en) must not stand beside \(other.identifier.shown.en)",
                        zh: "\(identifier.shown.zh)不得与\(other.identifier.shown.zh)同时出现"))
            }
            if let path, path.contains(where: { $0.contains(identifier.number) }) { continue }
            for groups in identifier.needs where !groups.contains(where: { isMet($0, by: elements) }) {
                let lists = groups.map { $0.map(Self.shown).joined(separator: "+") }
                throw CodeError(
                    reason: .missingPart, position: code.position(of: elements[index].offset),
                    wording: Wording(
                        en: "\(identifier.shown.en) needs \(lists.joined(separator: " or ")) beside it",
                        zh: "\(identifier.shown.zh) 必须与 \(lists.joined(separator: " 或 ")) 同时出现"))
            }
        }
    }

    private func other(
        _ barred: ApplicationIdentifier.Members, than identifier: ApplicationIdentifier, in elements: [GS1Element]
    ) -> GS1Element? {
        for index in elements.indices
        where barred.contains(elements[index].identifier.number) && elements[index].identifier !== identifier {
            return elements[index]
        }
        return nil
    }

    private func isMet(_ group: [ApplicationIdentifier.Members], by elements: [GS1Element]) -> Bool {
        for members in group {
            var isThere = false
            for index in elements.indices where members.contains(elements[index].identifier.number) { isThere = true }
            guard isThere else { return false }
        }
        return true
    }

    /// `(01)`, `(31nn)`.
    private static func shown(_ members: ApplicationIdentifier.Members) -> String {
        let digits = members.lowerBound.padded(to: 4)
        let wild = String(members.upperBound - members.lowerBound).count
        if members.count > 1 { return "(\(digits.dropLast(wild))\(String(repeating: "n", count: wild)))" }
        guard let found = ApplicationIdentifierTable.standard[members.lowerBound] else { return "(\(digits))" }
        return "(\(String(decoding: found.code, as: UTF8.self)))"
    }

    private func noKey(_ elements: [GS1Element]) -> CodeError {
        let isContent = elements.contains { $0.identifier.number == 0200 || $0.identifier.number == 8026 }
        return CodeError(
            reason: .missingPart,
            wording: Wording(
                en: "nothing here identifies a thing: no GTIN (01), SSCC (00) or other key",
                zh: "没有标识对象的代码：缺少商品条码 (01)、物流单元代码 (00) 或其他主键"),
            hint: isContent
                ? Wording(
                    en: "the pallet's own code (00) is in another barcode of the label", zh: "托盘代码 (00) 在标签的另一个条码中")
                : Wording(en: "scan the label's other barcode too", zh: "请同时扫描标签上的另一个条码"))
    }
}
