public import Values

extension CodeReader {
    /// The identity of a code whose scheme is known: from a form with a field for it, or a data element of a profile.
    ///
    /// - Parameter scheme: `uscc`, `container`, the name of a GS1 key (`gtin`, `sscc`, `gln`, `party`, `grai`, …), whose bare
    ///   data are read too, or the id of a scheme of a definition file.
    /// - Throws: `CodeError`; its reason is `otherScheme` where the text is a code of another scheme, `unknownScheme` where no
    ///   scheme has that name.
    public func read(_ written: String, as scheme: String) throws(CodeError) -> CanonicalCode {
        let code = try WrittenCode(written)
        if let error = ScannerAdditions.error(in: code) { throw error }
        let bare = try readBare(code, as: scheme)
        let found = if let bare { bare } else { try read(code) }
        guard found.scheme == scheme || found.part(scheme) != nil && schemes.scheme(named: scheme) != nil else {
            throw .otherScheme(found.scheme, wanted: label(ofScheme: scheme))
        }
        return found
    }

    /// The bare code; nil where the text says itself what it is.
    private func readBare(_ written: WrittenCode, as scheme: String) throws(CodeError) -> CanonicalCode? {
        let isBare =
            written.carrier == .unsaid && !written.hasPrefix("urn:") && !written.hasPrefix("http")
            && written.bytes[0] != UInt8(ascii: "(")
        guard isBare else { return nil }
        if let defined = schemes.scheme(named: scheme) {
            guard let text = defined.isGrouped ? CodeText(written) : CodeText(verbatim: written) else {
                throw .unknownScheme()
            }
            return try defined.read(text, isNamed: true, in: written, gs1)
        }
        guard let text = CodeText(written) else { return nil }
        switch scheme {
        case "uscc": return try USCCForm().canonical(text, in: written)
        case "container": return try ContainerForm().canonical(text, in: written)
        case "gtin": return nil
        default:
            guard let identifier = gs1.identifiers.primaryKey(named: scheme) else { throw .noScheme(scheme) }
            // A whole element string without brackets is longer than the key alone.
            if text.bytes.count > identifier.lengthMax { return nil }
            let element = GS1Element(identifier: identifier, value: text.bytes[...], offset: text.offset(0))
            return try gs1.canonical([element], in: written)
        }
    }

    /// Whether `read(_:as:)` takes codes of a scheme of that name.
    public func knows(scheme: String) -> Bool {
        ["uscc", "container"].contains(scheme) || schemes.scheme(named: scheme) != nil
            || gs1.identifiers.primaryKey(named: scheme) != nil
    }

    /// The names that `read(_:as:)` takes, sorted.
    package var knownSchemes: [String] {
        Set(["uscc", "container"] + schemes.schemes.map(\.id) + gs1.identifiers.primaryKeyNames).sorted()
    }

    /// What people call a scheme: `uscc` → unified social credit code. Its own id where it has no name.
    public func label(ofScheme scheme: String) -> Wording {
        switch scheme {
        case "uscc": USCCForm.label
        case "container": ContainerForm.label
        default:
            schemes.scheme(named: scheme)?.label ?? gs1.identifiers.primaryKey(named: scheme)?.label
                ?? Wording(en: scheme, zh: scheme)
        }
    }

    /// What people call a part of a code: `expiry` → USE BY or EXPIRY, 有效期至. Its own name where it has no other.
    public func label(ofPart part: String, of code: CanonicalCode) -> Wording {
        if let label = schemes.scheme(named: code.scheme)?.label(ofPart: part) { return label }
        if let label = gs1.identifiers.label(ofPart: part) { return label }
        if part == "currency" { return Wording(en: "currency (ISO 4217)", zh: "货币（ISO 4217）") }
        for scheme in schemes.schemes {
            if scheme.isGS1, let label = scheme.label(ofPart: part) { return label }
        }
        return label(ofScheme: part)
    }
}
