import Values

/// From a written code of the scheme to its identity.
extension CodeScheme {
    /// The code that this text is: nil where it is no code of this scheme, an error where it is one with a mistake.
    ///
    /// One wrong character makes a mistake, two another text; where the caller named the scheme every fault is an error.
    func read(
        _ text: CodeText, isNamed: Bool, in written: WrittenCode, _ gs1: GS1Reader
    ) throws(CodeError) -> CanonicalCode? {
        let bytes = foldsCase ? text.bytes.map(CodeByte.uppercased) : text.bytes
        var nearest: (mismatches: [Int], shape: CodeShape)?
        for shape in pattern.shapes where shape.places.count == bytes.count {
            let mismatches = shape.mismatches(in: bytes)
            if mismatches.isEmpty {
                return try canonical(SchemeMatch(bytes, shape, partCount: parts.count), text, in: written, gs1)
            }
            if mismatches.count < nearest?.mismatches.count ?? 3 { nearest = (mismatches, shape) }
        }
        guard let nearest else {
            if isNamed || beginsLikeACode(bytes) { throw wrongLength(bytes.count, pattern) }
            return nil
        }
        guard isNamed || nearest.mismatches.count == 1 else { return nil }
        let place = nearest.mismatches[0]
        throw .wrongCharacter(
            bytes[place], at: written.position(of: text.offset(place)), expected: expected(at: place, of: nearest.shape)
        )
    }

    /// The code that a URI of this scheme names: of one thing, of a lot, of a product.
    func read(uri written: WrittenCode, _ gs1: GS1Reader) throws(CodeError) -> CanonicalCode {
        let text = CodeText(verbatim: written)
        let bytes = foldsCase ? text.bytes.map(CodeByte.uppercased) : text.bytes
        for template in [uri, lot, product] {
            for shape in template?.shapes ?? [] where shape.mismatches(in: bytes).isEmpty {
                return try canonical(SchemeMatch(bytes, shape, partCount: parts.count), text, in: written, gs1)
            }
        }
        let shape = uri.shapes.first { $0.places.count == bytes.count }
        guard let shape, let place = shape.mismatches(in: bytes).first else {
            throw wrongLength(bytes.count - uriPrefix.count, pattern)
        }
        throw .wrongCharacter(bytes[place], at: written.position(of: place), expected: expected(at: place, of: shape))
    }

    // MARK: Identity

    private func canonical(
        _ match: SchemeMatch, _ text: CodeText, in written: WrittenCode, _ gs1: GS1Reader
    ) throws(CodeError) -> CanonicalCode {
        try checkContents(match, text, in: written)
        try checkCheck(match, text, in: written)
        if isGS1, uri.isExpandable(match) { return try gs1Identity(match, gs1) }
        let lotKey = lot.flatMap { Self.expanded($0, match) }
        let productKey = product.flatMap { Self.expanded($0, match) }
        guard let finest = Self.expanded(uri, match) ?? lotKey ?? productKey else { throw .unknownScheme() }
        return CanonicalCode(
            scheme: id, uri: finest, key: finest, lotKey: lotKey, productKey: productKey, parts: shownParts(match, gs1))
    }

    /// Nil where the code has not all parts of the template.
    private static func expanded(_ template: CodeTemplate, _ match: SchemeMatch) -> String? {
        template.isExpandable(match) ? String(decoding: template.expanded(match), as: UTF8.self) : nil
    }

    /// A GS1 identity that the code stands for, with the scheme's own parts behind those of GS1.
    private func gs1Identity(_ match: SchemeMatch, _ gs1: GS1Reader) throws(CodeError) -> CanonicalCode {
        let link = try WrittenCode(String(decoding: uri.expanded(match), as: UTF8.self))
        guard let code = try DigitalLinkForm(gs1: gs1).read(link) else { throw .unknownScheme() }
        let own = shownParts(match, gs1).filter { code.part($0.name) == nil }
        return CanonicalCode(
            scheme: code.scheme, uri: code.uri, key: code.key, lotKey: code.lotKey, productKey: code.productKey,
            parts: code.parts + own)
    }

    /// The whole code under the scheme's id, then its parts without the check character, which says nothing.
    private func shownParts(_ match: SchemeMatch, _ gs1: GS1Reader) -> [CanonicalCode.Part] {
        var shown: [CanonicalCode.Part] = []
        shown.reserveCapacity(parts.count + 1)
        if pattern.isExpandable(match) {
            shown.append(.init(name: id, value: String(decoding: pattern.expanded(match), as: UTF8.self)))
        }
        for (index, part) in parts.enumerated() where index != check?.part && !match.ranges[index].isEmpty {
            shown.append(.init(name: part.name, value: part.shown(match.value(index), currentYear: gs1.currentYear)))
        }
        return shown
    }

    // MARK: Faults

    private func checkContents(_ match: SchemeMatch, _ text: CodeText, in written: WrittenCode) throws(CodeError) {
        for (index, part) in parts.enumerated() where part.content != nil && !match.ranges[index].isEmpty {
            guard let fault = part.fault(in: match.value(index)) else { continue }
            throw CodeError(
                reason: fault.reason,
                position: written.position(of: text.offset(match.ranges[index].lowerBound + fault.offset)),
                wording: Wording(
                    en: "\(part.label.en): \(fault.wording.en)", zh: "\(part.label.zh)：\(fault.wording.zh)"),
                hint: fault.hint)
        }
    }

    private func checkCheck(_ match: SchemeMatch, _ text: CodeText, in written: WrittenCode) throws(CodeError) {
        guard let check, !match.ranges[check.part].isEmpty,
            check.over.allSatisfy({ !match.ranges[$0].isEmpty }), let expected = check.character(of: match)
        else { return }
        let place = match.ranges[check.part].lowerBound
        if match.text[place] == expected { return }
        throw .wrongCheck(
            expected: String(decoding: [expected], as: UTF8.self), at: written.position(of: text.offset(place)))
    }

    /// `a digit of the region`.
    private func expected(at place: Int, of shape: CodeShape) -> Wording {
        let part = shape.spans.first { $0.range.contains(place) }.map { parts[$0.part] }
        if let wording = part?.expected { return wording }
        let characters = shape.places[place].wording
        guard let part else { return characters }
        return Wording(en: "\(characters.en) of the \(part.label.en)", zh: "\(part.label.zh)的\(characters.zh)")
    }

    private func wrongLength(_ count: Int, _ template: CodeTemplate) -> CodeError {
        let lengths = Set(template.shapes.map(\.places.count)).sorted()
        let isRange = lengths.count > 2
        let text =
            isRange ? "\(lengths[0])–\(lengths[lengths.count - 1])" : lengths.map(String.init).joined(separator: "/")
        return .wrongLength(label, has: max(0, count), needs: Wording(en: "\(text) characters", zh: "\(text) 位"))
    }

    /// The letters with which every code of the scheme begins, and then only characters that its parts have: a code that
    /// lost or gained a character. One letter is too little to say so.
    private func beginsLikeACode(_ bytes: [UInt8]) -> Bool {
        let literal = pattern.leadingLiteral
        guard literal.count >= 2, literal.allSatisfy(CodeByte.isLetter), bytes.count > literal.count + 4,
            zip(literal, bytes).allSatisfy({ CodeByte.uppercased($0) == CodeByte.uppercased($1) })
        else { return false }
        let rest = bytes[literal.count...]
        return rest.count(where: CodeByte.isDigit) * 2 > rest.count
            && rest.allSatisfy { byte in parts.contains { $0.places.contains { $0.contains(byte) } } }
    }
}
