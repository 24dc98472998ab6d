import Values

extension CanonicalCode {
    /// What the EPC URN of a ship begins with.
    static let shipURN: StaticString = "urn:epc:id:imovn:"

    /// The EPC URN of the code (EPC Tag Data Standard 2.x, section 6): `urn:epc:id:sgtin:6901234.056789.7` of an item,
    /// `urn:epc:class:lgtin:…` of a lot, `urn:epc:idpat:sgtin:….*` of a class.
    ///
    /// An item's URN has no room for its lot or its consumer product variant. What was read from an EPC URN gives the same
    /// URN back.
    ///
    /// - Parameter companyPrefixLength: digits of the GS1 company prefix, 6 to 12, which no code but an EPC URN says; nil
    ///   takes that of the URN that was read.
    /// - Throws: `CodeError`: `unsupported` where the scheme has no EPC, `missingPart` where the length is not known,
    ///   `wrongLength` where the key does not begin with a company prefix of that length.
    public func epcURN(companyPrefixLength: Int? = nil) throws(CodeError) -> String {
        if scheme == "container" { return uri }
        if scheme == "imo", let number = part("imo") { return "\(Self.shipURN)\(number)" }
        guard let key = ApplicationIdentifierTable.standard.primaryKey(named: scheme), let data = part(scheme),
            let (name, shape) = epcShape(of: key.number, data: Array(data.utf8))
        else { throw Self.noEPC(scheme) }
        guard let length = companyPrefixLength ?? self.companyPrefixLength else { throw Self.lengthUnknown }
        let bytes = Array(data.utf8)
        guard let (prefix, reference) = shape.split(bytes, companyPrefixLength: length) else {
            throw Self.noSuchPrefix(length)
        }
        var urn = Array("urn:epc:\(name):".utf8)
        urn += prefix
        urn.append(CodeByte.dot)
        EPCShape.escape(reference, to: &urn)
        for field in shape.trailingFields(of: bytes, element: epcElement) {
            urn.append(CodeByte.dot)
            EPCShape.escape(field[...], to: &urn)
        }
        return String(decoding: urn, as: UTF8.self)
    }

    /// The URN's kind that says most of the code, or the one as which it was written where that still fits.
    private func epcShape(of key: Int, data: [UInt8]) -> (name: String, shape: EPCShape)? {
        let fitting = EPCShape.all.filter { $0.value.key == key && $0.value.fits(data, element: epcElement) }
        if let epc, let shape = fitting[epc.name] { return (epc.name, shape) }
        // Serials before lots before whole classes; by name where two patterns say the same.
        let order = ["id:", "class:", "idpat:"]
        return fitting.min { left, right in
            let ranks = [left.key, right.key].map { name in order.firstIndex { name.hasPrefix($0) } ?? order.count }
            return ranks[0] == ranks[1] ? left.key < right.key : ranks[0] < ranks[1]
        }.map { ($0.key, $0.value) }
    }

    private func epcElement(_ number: Int) -> [UInt8]? {
        ApplicationIdentifierTable.standard[number].flatMap { part($0.name) }.map { Array($0.utf8) }
    }

    private static func noEPC(_ scheme: String) -> CodeError {
        CodeError(
            reason: .unsupported,
            wording: Wording(
                en: "no EPC URN can say this code of the scheme \(scheme)", zh: "\(scheme) 体系的这个编码没有 EPC URN 形式"))
    }

    private static let lengthUnknown = CodeError(
        reason: .missingPart,
        wording: Wording(
            en: "how many digits the GS1 company prefix has is not known", zh: "不知道 GS1 厂商识别代码的位数"),
        hint: Wording(en: "say its length, 6 to 12", zh: "请给出位数（6–12）"))

    private static func noSuchPrefix(_ length: Int) -> CodeError {
        CodeError(
            reason: .wrongLength,
            wording: Wording(
                en: "the key does not begin with a GS1 company prefix of \(length) digits (6–12)",
                zh: "该代码不以 \(length) 位 GS1 厂商识别代码（6–12 位）开头"))
    }
}

extension EPCShape {
    /// How many characters of the key's data belong to company prefix, reference and check digit.
    private var classLength: Int? { digits.map { fill.count + $0 + 1 } }

    /// Whether a URN of this shape says all of these data, and there is an element for each of its fields.
    func fits(_ data: [UInt8], element: (Int) -> [UInt8]?) -> Bool {
        let rest = data.count - (classLength ?? data.count)
        let appended = appendedCount
        guard rest >= 0, appended > 0 || rest == 0, appended == 0 || rest >= appended else { return false }
        return trailing.allSatisfy { field in
            if case .element(let number) = field { number == Self.glnExtension || element(number) != nil } else { true }
        }
    }

    /// Company prefix and reference, without the check digit; nil where the prefix would not be digits or leave no room.
    func split(_ data: [UInt8], companyPrefixLength length: Int) -> (prefix: ArraySlice<UInt8>, reference: [UInt8])? {
        guard (6...12).contains(length) else { return nil }
        let lead = leadsWithIndicator ? 1 : 0
        let end = classLength.map { $0 - 1 } ?? data.count
        let start = fill.count + lead
        guard end <= data.count, start + length <= end, digits != nil || start + length < end else { return nil }
        let prefix = data[start..<(start + length)]
        guard prefix.allSatisfy(CodeByte.isDigit) else { return nil }
        return (prefix, Array(data[fill.count..<start]) + data[(start + length)..<end])
    }

    /// The fields behind the reference.
    func trailingFields(of data: [UInt8], element: (Int) -> [UInt8]?) -> [[UInt8]] {
        var rest = data[min(classLength ?? data.count, data.count)...]
        // An ITIP's piece and total are two digits each; the other keys have one field.
        let length = appendedCount > 1 ? rest.count / appendedCount : rest.count
        return trailing.map { field in
            switch field {
            case .anything: return [UInt8(ascii: "*")]
            case .element(let number): return element(number) ?? [CodeByte.zero]
            case .appended:
                defer { rest = rest.dropFirst(length) }
                return Array(rest.prefix(length))
            }
        }
    }

    private var appendedCount: Int {
        trailing.count { field in if case .appended = field { true } else { false } }
    }

    /// Characters that mean something in a URN are written as % and two hex digits (section 6.3.3).
    static func escape(_ field: some Sequence<UInt8>, to urn: inout [UInt8]) {
        for byte in field {
            if "\"#%&/<>?".utf8.contains(byte) {
                PercentEncoding.appendEncoded(byte, to: &urn)
            } else {
                urn.append(byte)
            }
        }
    }
}
