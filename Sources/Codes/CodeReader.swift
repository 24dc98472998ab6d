import Values

/// Reads a code in whatever form it was written and says what it is: the one normaliser of the product.
///
/// Written forms: GTIN-8/12/13/14 in digits, GS1 element strings (bracketed, or raw with FNC1 as GS, with or without the
/// scanner's symbology identifier), GS1 Digital Link URIs of any domain, EPC URNs, USCC, ISO 6346 container numbers, the codes
/// of the schemes in definition files, and the canonical URIs themselves, which read back to the same identity.
public struct CodeReader: Sendable {
    /// The longest written code, in UTF-8 bytes.
    public static let lengthMax = WrittenCode.lengthMax

    /// The schemes of definition files that the reader knows.
    public let schemes: CodeSchemeLibrary
    let gs1: GS1Reader

    /// - Parameters:
    ///   - currentYear: decides the century of two-digit years: 50 years ahead to 49 back (GS1 General Specifications 7.12).
    ///   - schemes: the schemes that are read beside those of GS1, USCC and ISO 6346.
    public init(currentYear: Int = 2026, schemes: CodeSchemeLibrary = .builtIn) {
        self.init(currentYear: currentYear, schemes: schemes, takesInStore: false)
    }

    /// - Parameter takesInStore: whether a shop's own numbers are read as if they were everybody's: for what must be written the same
    ///   whoever it means.
    package init(currentYear: Int = 2026, schemes: CodeSchemeLibrary = .builtIn, takesInStore: Bool) {
        gs1 = GS1Reader(identifiers: .standard, currentYear: currentYear, takesInStore: takesInStore)
        self.schemes = schemes
    }

    /// The identity of a written code.
    ///
    /// Blanks around it are dropped and full-width characters read as ASCII.
    /// - Throws: `CodeError`: what is wrong, where, and what belongs there; `unknownScheme` where no scheme claims the text.
    public func read(_ written: String) throws(CodeError) -> CanonicalCode {
        try read(try WrittenCode(written))
    }

    /// The forms in an order that matters: those that say what they are, then those that are known by their form alone.
    func read(_ written: WrittenCode) throws(CodeError) -> CanonicalCode {
        if let error = ScannerAdditions.error(in: written) { throw error }
        if case .retail(let symbol) = written.carrier {
            return try GTINForm(gs1: gs1).read(symbol.productCode(of: written), in: written)
        }
        if let code = try readUnmistakable(written) { return code }
        if lacksScheme(written) { throw .unknownScheme(hint: .lacksScheme) }
        guard let text = CodeText(written) else { throw .unknownScheme() }
        for scheme in schemes.bare(ofLength: text.bytes.count) {
            if let code = try read(text, scheme, in: written) { return code }
        }
        do throws(CodeError) {
            if let code = try USCCForm().read(text, in: written) { return code }
            if let code = try ContainerForm().read(text, in: written) { return code }
            if let code = try GTINForm(gs1: gs1).read(text, in: written) { return code }
            for scheme in schemes.lettered { _ = try read(text, scheme, in: written) }
        } catch {
            throw error.orPerhaps(named(text, in: written))
        }
        throw .unknownScheme(hint: perhapsLot(text)).orPerhaps(named(text, in: written))
    }

    /// What people read from a package beside the product code: short, and not a word.
    private func perhapsLot(_ text: CodeText) -> Wording? {
        let bytes = text.bytes
        guard bytes.count <= 20, bytes.contains(where: CodeByte.isDigit),
            bytes.allSatisfy(GS1CharacterSet.x.members.contains)
        else { return nil }
        return .lotAlone
    }

    /// Element strings, Digital Links and URNs: nil where the text is none of them.
    private func readUnmistakable(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        if let code = try ElementStringForm(gs1: gs1).read(written) { return code }
        switch written.bytes[0] | 0x20 {
        case UInt8(ascii: "h"): return try DigitalLinkForm(gs1: gs1).read(written)
        case UInt8(ascii: "u"):
            if let code = try EPCForm(gs1: gs1).read(written) { return code }
            if let code = try USCCForm().read(uri: written) { return code }
            if let code = try ContainerForm().read(uri: written) { return code }
            if let code = try ship(written) { return code }
            guard let scheme = schemes.schemes.first(where: { written.hasPrefix($0.uriPrefix) }) else { return nil }
            return try scheme.read(uri: written, gs1)
        default: return nil
        }
    }

    /// The EPC URN of a ship (EPC Tag Data Standard 2.x, section 6.3.19), by its IMO number.
    private func ship(_ written: WrittenCode) throws(CodeError) -> CanonicalCode? {
        guard written.hasPrefix(CanonicalCode.shipURN), let scheme = schemes.scheme(named: "imo") else { return nil }
        let number = CodeText(verbatim: written, from: CanonicalCode.shipURN.utf8CodeUnitCount)
        return try scheme.read(number, isNamed: true, in: written, gs1)
    }

    /// Whether the text is a Digital Link as people type it from a label, without `https://`.
    private func lacksScheme(_ written: WrittenCode) -> Bool {
        guard written.bytes.contains(CodeByte.slash), written.bytes.contains(CodeByte.dot),
            let link = try? WrittenCode("https://" + String(decoding: written.bytes, as: UTF8.self))
        else { return false }
        return (try? DigitalLinkForm(gs1: gs1).read(link)) != nil
    }

    private func read(
        _ text: CodeText, _ scheme: CodeScheme, in written: WrittenCode
    ) throws(CodeError) -> CanonicalCode? {
        guard scheme.isGrouped || !text.isGrouped else {
            return try scheme.read(CodeText(verbatim: written), isNamed: false, in: written, gs1)
        }
        // Among digits a blank or hyphen may stand where a digit of a longer code was misread.
        let isBlankSafe = !text.isGrouped && !written.isPadded
        guard isBlankSafe || !text.bytes.allSatisfy(CodeByte.isDigit) else { return nil }
        guard let code = try scheme.read(text, isNamed: false, in: written, gs1) else { return nil }
        if scheme.check == nil, ElementStringForm(gs1: gs1).isOneCharacterAway(text.bytes) {
            throw .ambiguous(scheme)
        }
        return code
    }

    /// The schemes of which this text would be a code if it were written with the scheme's name.
    private func named(_ text: CodeText, in written: WrittenCode) -> [CodeScheme] {
        schemes.schemes.filter { (try? $0.read(text, isNamed: false, in: written, gs1)) != nil }
    }
}

extension CodeReader {
    /// The code together with the lot that is written beside it: in a column of its own, or keyed in after an EAN-13 was scanned.
    ///
    /// A trade item (GTIN, ITIP) that says no lot is given this one, also where it says its serial, so that it is found through
    /// the lot as if the label itself said both. Any other code is what it was: it has a lot already, or none could belong
    /// to it.
    /// - Throws: `CodeError` where no lot can be written so; without a position.
    public func read(_ code: CanonicalCode, withLot lot: String) throws(CodeError) -> CanonicalCode {
        guard code.lotKey == nil, Self.tradeItems.contains(code.scheme), let elements = code.gs1Elements,
            let identifier = gs1.identifiers[GS1Identity.lot]
        else { return code }
        do throws(CodeError) {
            let written = try WrittenCode(verbatim: lot)
            let beside = GS1Element(identifier: identifier, value: written.bytes[...], offset: 0)
            var whole = try gs1.canonical(elements + [beside], primary: elements.first, in: written)
            // Parts of a scheme of whose codes this one is another written form.
            whole.parts += code.parts.filter { whole.part($0.name) == nil }
            return whole
        } catch {
            throw CodeError(reason: error.reason, wording: error.wording, hint: error.hint)
        }
    }

    private static let tradeItems: Set<String> = ["gtin", "itip"]
}

extension CodeReader {
    /// The application identifiers with which the path of a Digital Link may begin, as digits, ascending.
    public var primaryKeys: [String] {
        GS1Reader.precedence.compactMap { gs1.identifiers[$0] }.map { String(decoding: $0.code, as: UTF8.self) }
            .sorted()
    }
}
